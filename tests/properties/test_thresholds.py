"""Thresholds of customers and of weight against their definitions, on random small journeys of few customers."""

from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.mining.engines.registry import KINDS
from tests.reference.constrained import Rules, Timed, held, is_inside
from tests.reference.sequences import Pattern, length

NAMES = st.sampled_from("abc")
ELEMENTS = st.one_of(NAMES, st.sets(NAMES, min_size=2).map(lambda names: tuple(sorted(names))))
JOURNEY = st.lists(ELEMENTS, max_size=4)
ROWS = st.lists(st.tuples(JOURNEY, st.integers(0, 3), st.sampled_from([0, 0, 0.1, 0.25, 1, 7])), min_size=1, max_size=6)
RULES: st.SearchStrategy[tuple[dict[str, Any], Rules]] = st.sampled_from(
    [
        ({}, Rules()),
        ({}, Rules()),
        ({"max_step_gap": 2}, Rules(max_step_gap=2)),
        ({"contiguous": True}, Rules(max_step_gap=1)),
        ({"min_step_gap": 2}, Rules(min_step_gap=2)),
        ({"ends_with": jm.END}, Rules(to_end=True)),
        ({"starts_with": "a"}, Rules(starts_with=frozenset("a"))),
    ]
)


def elements(journey: list[Any]) -> Timed:
    return [(one if isinstance(one, tuple) else (one,), at) for at, one in enumerate(journey)]


def twin(
    rows: list[tuple[list[Any], int, float]], kind: str, rules: Rules, least: Fraction, worth: Any
) -> list[tuple[Pattern, int]]:
    """All results in result order; `worth` of a set of row numbers against `least`."""
    holders: dict[Pattern, set[int]] = {}
    for number, (journey, _, _) in enumerate(rows):
        for pattern in held(elements(journey), rules):
            holders.setdefault(pattern, set()).add(number)
    family = {pattern: own for pattern, own in holders.items() if worth(own) >= least}

    def is_result(pattern: Pattern) -> bool:
        own, size = family[pattern], length(pattern)
        around = [p for p in family if length(p) > size and is_inside(pattern, p, rules.max_step_gap)]
        inside = [p for p in family if length(p) < size and is_inside(p, pattern, rules.max_step_gap)]
        if kind == "closed":
            return not any(own <= family[p] for p in around)
        if kind == "maximal":
            return not around
        return kind == "all" or (len(own) < len(rows) and not any(own == family[p] for p in inside))

    kept = [(p, len(own)) for p, own in family.items() if is_result(p) and rules.admits(p)]
    return sorted(kept, key=lambda row: (-row[1], length(row[0]), row[0]))


def found(patterns: jm.PatternSet) -> list[tuple[Pattern, int]]:
    counts = patterns.to_pandas(columns=["n_journeys"])["n_journeys"].tolist()
    spelled = [tuple(one if isinstance(one, tuple) else (one,) for one in pattern) for pattern in patterns]
    return list(zip(spelled, counts, strict=True))


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from(KINDS), RULES, st.sampled_from([0.01, 0.1, 0.3, 0.5, 1.0]), st.sampled_from([1, 3]))
def test_weight_decides_as_defined(
    rows: list[tuple[list[Any], int, float]],
    kind: str,
    rules: tuple[dict[str, Any], Rules],
    share: float,
    n_jobs: int,
) -> None:
    weights = [row[2] for row in rows]
    assume(any(weights) and any("a" in element for row in rows for element in row[0]))
    exact = [Fraction(str(weight)) for weight in weights]
    mined = jm.mine_sequences(
        [row[0] for row in rows],
        min_support=share,
        threshold="weighted",
        weights=weights,
        kind=kind,
        n_jobs=n_jobs,
        **rules[0],
    )
    wanted = twin(rows, kind, rules[1], Fraction(str(share)) * sum(exact), lambda own: sum(exact[i] for i in own))
    assert found(mined) == wanted


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from(KINDS), RULES, st.sampled_from([1, 2, 3, 0.5, 1.0]), st.sampled_from([1, 3]))
def test_customers_decide_as_defined(
    rows: list[tuple[list[Any], int, float]],
    kind: str,
    rules: tuple[dict[str, Any], Rules],
    min_support: float,
    n_jobs: int,
) -> None:
    assume(any("a" in element for row in rows for element in row[0]))
    owners = [row[1] for row in rows]
    journeys = jm.Journeys.from_lists([row[0] for row in rows], customers=owners)
    # In any order of the journeys.
    shuffled = journeys[::-1]
    mined = [
        jm.mine_sequences(some, min_support=min_support, threshold="customers", kind=kind, n_jobs=n_jobs, **rules[0])
        for some in (journeys, shuffled)
    ]
    least = Fraction(str(min_support)) * (1 if isinstance(min_support, int) else len(set(owners)))
    wanted = twin(rows, kind, rules[1], least, lambda own: len({owners[i] for i in own}))
    assert [found(one) for one in mined] == [wanted, wanted]
