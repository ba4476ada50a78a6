"""Lifts of patterns over several levels: the closed form is what every order of the journeys' own events gives."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.ranking.level_lift import RULED, SHARED, TIED
from tests.reference.levels import Parents, above

PARENTS: Parents = {"a": ["X"], "b": ["X", "Y"], "X": ["T"]}


def holds(order: tuple[str, ...], pattern: Any) -> bool:
    events = iter(order)
    return all(any(wanted in above(event, PARENTS) for event in events) for wanted in pattern)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=5), min_size=1, max_size=5))
def test_lifts_are_those_of_all_orders(journeys: list[list[str]]) -> None:
    journeys = [*journeys, ["a", "b"]]
    patterns = jm.mine_sequences(journeys, min_support=1, max_length=3, hierarchy=PARENTS)
    frame = patterns.to_pandas()
    orders = [list(permutations(journey)) for journey in journeys]
    for row in range(0, len(frame), 5):
        pattern, support, lift = (frame[name][row] for name in ("pattern", "n_journeys", "lift_order"))
        below = [{own for own in "abcd" if name in above(own, PARENTS)} for name in set(pattern)]
        if sum(map(len, below)) > len(set().union(*below)):
            assert np.isnan(lift)
            assert frame["lift_reason"][row] == SHARED
        else:
            expected = sum(sum(holds(order, pattern) for order in own) / len(own) for own in orders)
            assert lift == pytest.approx(support / expected)
            assert frame["lift_method"][row] == "exact"


@pytest.mark.parametrize(
    ("journeys", "options", "reason"),
    [([[("a", "c")], ["b"]], {}, TIED), ([["a", "c"], ["b"]], {"max_step_gap": 1}, RULED)],
)
def test_what_has_no_closed_form_says_why(journeys: Any, options: dict[str, Any], reason: str) -> None:
    frame = jm.mine_sequences(journeys, min_support=1, hierarchy=PARENTS, **options).to_pandas()
    assert set(frame["lift_reason"]) == {reason}
    assert frame["lift_order"].isna().all()
    assert frame["support_high"].notna().all()
    assert frame["lift_naive"].notna().all()
