"""Lattice and ridges of patterns: numbers are those of the tables and of slow definitions."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import journeymine as jm
from journeymine import plotting
from journeymine.errors import OptionError
from tests.reference import plots
from tests.unit.plotting.test_journey_flow import JOURNEYS


@settings(max_examples=50, deadline=None)
@given(JOURNEYS)
def test_a_pattern_is_joined_to_the_next_longer_ones(lists: list[list[Any]]) -> None:
    patterns = jm.mine_sequences(lists, min_support=1, max_length=3)[:25]
    data = plotting.pattern_lattice_data(patterns, n=25)
    counts = dict(zip(patterns, patterns.to_pandas()["n_journeys"].tolist(), strict=True))
    expected: set[tuple[Any, Any]] = set()
    for part in counts:
        above = [one for one in counts if one != part and plots.lies_inside(part, one)]
        direct = [one for one in above if not any(other != one and plots.lies_inside(other, one) for other in above)]
        expected |= {(part, one) for one in direct} or {(part, None)}
    rows = data.column("pattern").tolist(), data.column("inside").tolist()
    assert set(zip(*rows, strict=True)) == expected
    for part, whole, share in zip(*rows, data.column("share").tolist(), strict=True):
        assert np.isnan(share) if whole is None else share == counts[whole] / counts[part]
    assert len(plotting.pattern_lattice(data).data[2].x or ()) == len(counts)


def timed_log() -> jm.EventLog:
    rng = np.random.default_rng(4)
    rows: list[tuple[int, str, Any]] = []
    for who in range(60):
        hours = np.cumsum(rng.exponential([1, 30, 200])).round().astype("timedelta64[h]")
        rows += [(who, name, np.datetime64("2024-01-01") + at) for name, at in zip("abc", hours, strict=True)]
    names = ("who", "what", "when")
    return jm.read_events(
        {name: [row[place] for row in rows] for place, name in enumerate(names)},
        customer="who", event="what", time="when",
    )  # fmt: skip


def test_ridges_hold_every_journey_once_at_the_time_it_takes() -> None:
    log = timed_log()
    patterns = jm.mine_sequences(log.journeys(), min_support=30)
    data = plotting.timing_ridges_data(patterns, n_bins=12)
    frame = log.journeys().to_pandas()
    times = frame.pivot_table(index="who", columns="what", values="when", aggfunc="min")
    timed = patterns.timing().set_index("pattern")
    rows = data.to_pandas()
    assert set(rows["pattern"]) == {one for one in patterns if len(one) > 1}
    for _, bins in rows.groupby("pattern", sort=False):
        pattern: Any = bins["pattern"].iloc[0]
        spans = (times[pattern[-1]] - times[pattern[0]]).dropna().dt.total_seconds().to_numpy()
        assert bins["n"].sum() == len(spans) == bins["n_journeys"].iloc[0]
        for place, one in enumerate(bins.itertuples()):
            last = place == len(bins) - 1
            inside = (spans >= one.low) & ((spans <= one.high) if last else (spans < one.high))
            assert one.n == inside.sum()
        for name in ("span_q25", "span_median", "span_q75"):
            assert bins[name].iloc[0] == timed.loc[[pattern], name].dt.total_seconds().iloc[0]
    assert data.info["unit"] == "seconds"
    figure = plotting.timing_ridges(data)
    assert figure.layout.xaxis.title.text == "days"
    assert len(figure.data) == 3 * rows["pattern"].nunique()


def test_ridges_without_times_count_elements() -> None:
    patterns = jm.mine_sequences([["a", "x", "b"]] * 12 + [["a", "b"]] * 20, min_support=15)
    data = plotting.timing_ridges_data(patterns, n_bins=2)
    assert data.info["unit"] == "elements"
    assert data.column("n").tolist() == [0, 32]
    none = patterns.filter(max_length=1)
    assert len(plotting.timing_ridges(none).data) == 0


def test_only_sequences() -> None:
    itemsets = jm.mine_itemsets([["a"]], min_support=1)
    with pytest.raises(OptionError, match="`patterns` of pattern_lattice"):
        plotting.pattern_lattice(itemsets)
    with pytest.raises(OptionError, match="`patterns` of timing_ridges"):
        plotting.timing_ridges(itemsets)
