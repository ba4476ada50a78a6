"""Order lifts of journeys in parts: what parts gather, judged once, is what all journeys say."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.mining.found import FoundPatterns
from journeymine.mining.null_sums import OrderNull
from journeymine.mining.nulls import order_null, shuffles_for
from journeymine.mining.parted_nulls import order_null_in_parts, shuffles_in_parts
from journeymine.mining.sequences import find_sequences
from tests.properties.test_parts import SETS, SINGLES, Split

#: Counts, tails and sums of counts; the others are sums of floats, or hang on such.
EXACT = ("support", "expected", "p", "p_mid", "noise", "squares", "sizes", "tied", "fitting", "possible")
DRAWN: dict[str, Any] = {"seed": 3, "n_jobs": 1, "shuffles": 99}


def patterns_of(coded: CodedJourneys) -> FoundPatterns:
    return find_sequences(coded, min_support=2, max_length=3, n_jobs=1)


def columns(null: OrderNull) -> dict[str, Any]:
    arrays = {field.name: getattr(null, field.name) for field in fields(null) if field.name != "keys"}
    return {name: None if one is None else one.tolist() for name, one in arrays.items()}


@given(lists=SINGLES, n_parts=st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_parts_say_what_the_whole_says(lists: list[Any], n_parts: int) -> None:
    coded = from_lists([*lists, ["a", "b"], ["a", "b"]])
    found = patterns_of(coded)
    parts, whole = order_null_in_parts(Split(coded, n_parts), found, **DRAWN), order_null(coded, found, **DRAWN)
    assert {name: columns(parts)[name] for name in EXACT} == {name: columns(whole)[name] for name in EXACT}
    for name in ("crossed", "chance_squares", "low", "high"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name), rtol=1e-9, atol=1e-12)


@given(lists=st.one_of(SINGLES, SETS))
@settings(max_examples=40, deadline=None)
def test_one_part_is_the_whole(lists: list[Any]) -> None:
    coded = from_lists([*lists, [("a", "b"), "a"], [("a", "b"), "a"]])
    found = patterns_of(coded)
    split = Split(coded, 1)
    assert shuffles_in_parts(split, found) == shuffles_for(coded, found)
    assert repr(columns(order_null_in_parts(split, found, **DRAWN))) == repr(columns(order_null(coded, found, **DRAWN)))


@pytest.mark.parametrize("n_parts", [2, 3])
def test_shuffles_of_parts_are_of_one_law(n_parts: int) -> None:
    dice = np.random.default_rng(0)
    lists = [[("a", "b") if one > 3 else "abcd"[one] for one in dice.integers(0, 5, 6)] for _ in range(300)]
    coded = from_lists(lists)
    found = patterns_of(coded)
    drawn = {**DRAWN, "shuffles": 999}
    parts, whole = order_null_in_parts(Split(coded, n_parts), found, **drawn), order_null(coded, found, **drawn)
    assert parts.tied.tolist() == whole.tied.tolist()
    assert whole.tied.any()
    # Means of 999 shuffles each, so their difference has this deviation.
    error = np.sqrt((parts.noise**2 + whole.noise**2) / 999)
    assert (np.abs(parts.expected - whole.expected) <= 5 * error + 1e-9).all()
    assert (parts.expected != whole.expected).any()
    np.testing.assert_allclose(parts.p, whole.p, atol=0.12)
