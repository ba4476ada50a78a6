"""Short lists against their slow twin: closed, better than every part, the largest gain, and who stands for whom."""

from fractions import Fraction
from math import e
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from tests.reference.sequences import as_elements
from tests.reference.short_list import Row, best_cover, select

NAMES = "abc"
ELEMENT = st.sets(st.sampled_from(NAMES), min_size=1, max_size=2).map(lambda names: tuple(sorted(names)))
SINGLE = st.lists(st.lists(st.sampled_from(NAMES), max_size=5), min_size=1, max_size=7)
SETS = st.lists(st.lists(ELEMENT, max_size=3), min_size=1, max_size=6)


@st.composite
def options(draw: st.DrawFn) -> dict[str, Any]:
    method = draw(st.sampled_from(["diverse", "coverage"]))
    return {
        "k": draw(st.one_of(st.none(), st.integers(1, 5))),
        "method": method,
        "delta": draw(st.sampled_from([0, 0.2, 0.5])),
        "improvement": draw(st.booleans()),
        "score": None if method == "coverage" else draw(st.sampled_from(["length", "n_journeys"])),
        "discount": draw(st.sampled_from([0, 0.5, 1.0])),
        "max_jaccard": draw(st.sampled_from([None, 0.0, 0.5, 0.75])),
    }


def told(patterns: jm.PatternSet, score: str | None) -> list[Row]:
    """The patterns as the twin takes them."""
    frame = patterns.to_pandas()
    presence = patterns.transform().toarray().astype(bool)
    return [
        Row(
            as_elements(row["pattern"]),
            row["n_journeys"],
            row["lift_order"],
            row["lift_order_high"],
            Fraction(1 if score is None else int(row[score])),
            frozenset(np.flatnonzero(presence[:, at]).tolist()),
        )
        for at, (_, row) in enumerate(frame.iterrows())
    ]


@given(st.one_of(SINGLE, SETS), options(), st.sampled_from([None, 1, 2]), st.data())
@settings(max_examples=150, deadline=None)
def test_a_short_list_is_that_of_its_twin(
    lists: Any, asked: dict[str, Any], apart: int | None, data: st.DataObject
) -> None:
    weights = data.draw(st.lists(st.integers(0, 3), min_size=len(lists), max_size=len(lists)).filter(any))
    many = data.draw(st.lists(st.integers(1, 3), min_size=len(lists), max_size=len(lists)))
    if apart is not None:
        asked["improvement"] = False
    patterns = jm.mine_sequences(lists, min_support=1, max_length=4, max_step_gap=apart, multiplicity=many)
    rows = told(patterns, asked["score"])
    exact = {**asked, "delta": Fraction(str(asked["delta"])), "discount": Fraction(asked["discount"])}
    del exact["method"], exact["score"]
    each = [Fraction(weight * number) for weight, number in zip(weights, many, strict=True)]
    chosen, fates = select(rows, each, many, apart=apart, **exact)
    short = patterns.select(**asked, weights=weights, n_jobs=2)
    frame = short.to_pandas(["pattern", "gain"])
    assert [as_elements(pattern) for pattern in frame["pattern"]] == [rows[row].pattern for row, _ in chosen]
    assert frame["gain"].tolist() == [float(gain) for _, gain in chosen]
    dropped = short.dropped()
    out = [row for row, (reason, _, _) in enumerate(fates) if reason is not None]
    assert [as_elements(pattern) for pattern in dropped["pattern"]] == [rows[row].pattern for row in out]
    assert dropped["reason"].tolist() == [fates[row][0] for row in out]
    for name, place in (("because_of", 0), ("stands_for", 1)):
        named = [None if one is None else as_elements(one) for one in dropped[name]]
        others = [(fates[row][1], fates[row][2])[place] for row in out]
        assert named == [None if other is None else rows[other].pattern for other in others]
    for row, (_, _, other) in enumerate(fates):
        stands = short.stands_for(list(patterns)[row])
        assert (None if stands is None else as_elements(stands)) == (None if other is None else rows[other].pattern)


@given(SINGLE, st.integers(1, 3), st.sampled_from([0, 0.5]))
@settings(max_examples=60, deadline=None)
def test_coverage_reaches_what_greedy_must(lists: Any, k: int, discount: float) -> None:
    patterns = jm.mine_sequences(lists, min_support=1, max_length=3)
    open_to_choice = patterns.select(method="coverage", delta=0, improvement=False, discount=1.0)
    rows = [row for row in told(patterns, None) if row.pattern in set(map(as_elements, open_to_choice))]
    best = best_cover(rows, [Fraction(1)] * len(lists), k, Fraction(discount))
    short = patterns.select(k, "coverage", delta=0, improvement=False, discount=discount)
    assert sum(short.to_pandas(["gain"])["gain"]) >= (1 - 1 / e) * float(best) - 1e-9
