"""What is said of those who dropped out of a funnel: on which evidence, with which warning, and what is refused."""

from typing import Any

import numpy as np
import pytest

import journeymine as jm
from journeymine.errors import OptionError


def visits(seed: int, n: int = 150, *, helped: float = 0.5) -> jm.Funnel:
    """Customers with three events before a search, some after it; half of them buy, of those with help the share."""
    random = np.random.default_rng(seed)
    lists = []
    for _ in range(n):
        before = random.choice(["help", "mail", "app", "news"], 3).tolist()
        buys = random.random() < (helped if "help" in before else 0.5)
        after = random.choice(["help", "mail", "app"], random.integers(0, 3)).tolist()
        lists.append([*before, "search", *after, *(["pay"] if buys else [])])
    return jm.Journeys.from_lists(lists).funnel(["search", "pay"], within=5)


def test_what_was_known_before_is_tested_and_found() -> None:
    found = visits(1, 400, helped=0.2).dropped("pay", min_support=20, max_length=2)
    top = found.to_pandas().iloc[0]
    assert top["pattern"] in {("help",), ("help", "search")}
    assert top["support_difference"] > 0
    assert top["q_value"] < 0.001
    assert repr(found).startswith("design: events up to and with search; lost: took search and not pay")
    assert "no time" not in repr(found)
    assert found.info["outcome"] == "lost before pay"


def test_nothing_is_found_where_nothing_is() -> None:
    p = [
        visits(seed).dropped(2, min_support=20, max_length=1, strata=None).to_pandas(["pattern", "p_value"])
        for seed in range(60)
    ]
    hits = [float((one["p_value"][one["pattern"] != ("search",)] <= 0.05).mean()) for one in p]
    assert np.mean(hits) < 0.08


def test_what_they_did_instead_describes_and_tests_nothing() -> None:
    found = visits(1).dropped("pay", evidence="instead", min_support=5, max_length=1)
    assert repr(found).startswith("leaks: descriptive only; design: events after search, of the won until pay")
    assert "p_value" not in found.columns or found.to_pandas()["p_value"].isna().all()
    assert ("pay",) not in set(found.to_pandas()["pattern"])


def test_for_equally_long_it_is_tested_and_says_who_is_left_out() -> None:
    found = visits(1).dropped("pay", evidence="instead", after=1, min_support=5, max_length=1)
    assert "leaks" not in repr(found)
    assert "(took it within 1)" in repr(found)
    assert found.to_pandas()["p_value"].notna().all()


def test_entries_of_one_customer_are_no_independent_journeys() -> None:
    lists = [["search", "help", "search", "pay"], ["search", "mail", "search"], ["search", "pay"]] * 20
    way = jm.Journeys.from_lists(lists).funnel(["search", "pay"], within=1, count="entries")
    found = way.dropped("pay", min_support=5, max_length=1)
    assert found.info["n_customers"] == 60
    assert found.n_total == 100
    assert "customers of several journeys" in repr(found)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"evidence": "after"}, "`evidence` of dropped"),
        ({"after": 1}, "`after` of dropped does not go together"),
        ({"after": "1d", "evidence": "instead"}, "`after` of dropped must be"),
        ({"outcome": "pay"}, "the funnel says who is compared"),
    ],
)
def test_bad_options_are_named(options: dict[str, Any], named: str) -> None:
    with pytest.raises(OptionError, match=named):
        visits(1).dropped("pay", min_support=5, **options)


def test_a_step_that_all_take_sets_nobody_apart() -> None:
    way = jm.Journeys.from_lists([["a", "b"]] * 5).funnel(["a", "b"], within=2)
    with pytest.raises(OptionError, match="0 are lost and 5 won"):
        way.dropped("b", min_support=1)
