"""Leverage of sequences beside their parts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.journeys.lists import from_lists
from journeymine.mining.matching import count
from journeymine.ranking.skopus import skopus_columns
from tests.reference.skopus import expected
from tests.unit.mining.test_order_null import Elements, as_sets, found

EVENTS = st.sampled_from([(0,), (1,), (2,), (0, 1)])
ROWS = st.lists(st.lists(EVENTS, max_size=6), min_size=1, max_size=6).map(lambda rows: [*rows, [(0,), (1,), (2,)]])
PATTERNS = st.lists(st.lists(EVENTS, min_size=2, max_size=4), min_size=1, max_size=4)


@given(ROWS, PATTERNS)
@settings(max_examples=40, deadline=None)
def test_it_is_the_greatest_mean_over_all_partings(rows: list[Elements], patterns: list[Elements]) -> None:
    coded, wanted = from_lists(rows), found(patterns)
    held = count(coded, wanted)
    got = skopus_columns(replace(wanted, n_journeys=held), coded)
    for i, pattern in enumerate(patterns):
        exact = expected([as_sets(row) for row in rows], as_sets(pattern))
        assert got["expected_skopus"][i] == pytest.approx(float(exact), rel=1e-12)
        assert got["leverage_skopus"][i] == pytest.approx((int(held[i]) - float(exact)) / len(rows), abs=1e-12)


def test_short_and_long_patterns_have_none() -> None:
    patterns = jm.mine_sequences([list("abcdefg")] * 3, min_support=3, kind="closed")
    assert np.isnan(patterns.with_columns("leverage_skopus").to_pandas()["leverage_skopus"]).all()
    frame = (
        jm.mine_sequences([["a", "b"]] * 3 + [["b", "a"]], min_support=3).with_columns("expected_skopus").to_pandas()
    )
    assert frame["leverage_skopus"].isna().tolist() == [True, True, False]
    assert frame["leverage_skopus"].iloc[2] == pytest.approx((3 - 2) / 4)
