"""The same bytes for any number of threads, on real data large enough for threads to have to share the work."""

from typing import Any

import pytest

from journeymine.mining.engines.registry import KINDS
from journeymine.mining.sequences import find_sequences
from tests.golden.test_sequences import journeys
from tests.properties.test_sequences import arrays

TASKS = [("SIGN", 120), ("FIFA", 4000), ("Kosarak_converted", 210), ("cspade_test", 500)]
RULES: list[tuple[str, int, dict[str, Any]]] = [
    ("BIBLE", 500, {"max_step_gap": 2}),
    ("SIGN", 150, {"contiguous": True}),
    ("SIGN", 250, {"min_step_gap": 2}),
]
BEST: list[tuple[str, str, dict[str, Any]]] = [
    *[(name, "all", {"top_k": 1000}) for name in ("BIBLE", "SIGN", "FIFA", "cspade_test")],
    *[("SIGN", kind, {"top_k": 1000}) for kind in ("closed", "generators")],
    *[("Kosarak_converted", kind, {"min_support": 400, "max_patterns": 100}) for kind in KINDS],
]


def check(name: str, **options: Any) -> None:
    coded = journeys(name)
    one, *others = (arrays(find_sequences(coded, n_jobs=n_jobs, **options)) for n_jobs in (1, 2, 3, 8))
    assert len(one[0]) > 0
    assert others == [one] * 3


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("name", "min_support"), TASKS)
def test_any_number_of_threads_gives_the_same_bytes(name: str, min_support: int, kind: str) -> None:
    check(name, min_support=min_support, kind=kind)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("name", "min_support", "rules"), RULES)
def test_under_rules_too(name: str, min_support: int, rules: dict[str, Any], kind: str) -> None:
    check(name, min_support=min_support, kind=kind, **rules)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(("name", "kind", "options"), BEST)
def test_where_only_the_best_are_asked_for(name: str, kind: str, options: dict[str, Any]) -> None:
    check(name, kind=kind, **options)
