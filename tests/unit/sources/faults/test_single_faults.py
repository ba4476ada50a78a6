"""Ids of many people, rows away from their neighbours, names in several spellings."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.sources.faults import clocks
from journeymine.sources.faults.catch_all import catch_all
from journeymine.sources.faults.clocks import out_of_order
from journeymine.sources.faults.heavy import heavy
from journeymine.sources.faults.seen import Seen
from journeymine.sources.faults.spellings import look, variants
from journeymine.sources.read import read_table
from tests.reference import faults as slow


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=40, max_size=150),
    st.lists(st.sampled_from([100, 1_000, 20_000]), max_size=4),
)
def test_heavy(counts: list[int], large: list[int]) -> None:
    found = heavy(np.array(counts + large))
    assert set(np.flatnonzero(found).tolist()) == slow.heavy(counts + large)


def test_a_heavy_tail_is_seldom_taken_for_many_people() -> None:
    """Pareto tails as web logs and shops have them: at most one log in twenty."""
    random = np.random.default_rng(11)
    for tail in (1.0, 1.5, 3.0):
        logs = np.floor(1 + 10 * random.pareto(tail, (400, 2_000))).astype(np.int64)
        assert np.mean([heavy(one).any() for one in logs]) <= 0.05


def test_one_id_with_a_tenth_of_all_events_is_found() -> None:
    random = np.random.default_rng(5)
    logs = random.poisson(6, (200, 1_000)) + 1
    planted = np.concatenate([logs, logs.sum(axis=1, keepdims=True) // 10], axis=1)
    found = [heavy(one) for one in planted]
    assert all(one[-1] and one.sum() == 1 for one in found)
    assert not any(heavy(one).any() for one in logs)


def test_catch_all_by_name_and_by_number() -> None:
    hours = np.random.default_rng(1).integers(0, 2_000, 1_300) * 3_600
    names = [f"c{one}" for one in range(100)] * 10 + ["N/A"] * 20 + ["house"] * 280
    log = read_table(
        {"c": names, "e": ["x"] * len(names), "t": hours}, customer="c", event="e", time="t", time_unit="s"
    )
    assert catch_all(log).tolist() == [False] * 1_000 + [True] * 300


@settings(deadline=None)
@given(
    st.integers(5, 120),
    st.lists(st.tuples(st.integers(0, 119), st.sampled_from([-900, -50, 50, 900])), max_size=8),
    st.integers(0, 30),
)
def test_out_of_order(n: int, wrong: list[tuple[int, int]], limit: int) -> None:
    times = np.arange(n) // 2
    for row, away in wrong:
        times[row % n] += away
    assert out_of_order(times, limit).tolist() == slow.out_of_order(times.tolist(), limit)


def test_single_clocks_are_found_and_files_in_another_order_are_not() -> None:
    times = np.arange(1_000)
    wrong = times.copy()
    wrong[[100, 500, 501, 900]] += [-90, 4_000, 4_000, 7_000]
    assert np.flatnonzero(out_of_order(wrong, 50)).tolist() == [100, 500, 501, 900]
    january, october, february = np.split(np.concatenate([times[:300], times[700:], times[300:700]]), [300, 600])
    assert not out_of_order(np.concatenate([january, october, february]), 50).any()
    assert not out_of_order(np.tile(np.arange(0, 1_000, 100), 100), 50).any()


NAMES = st.text("aA bB_-ßS", max_size=4)


@settings(deadline=None)
@given(st.dictionaries(NAMES, st.integers(1, 3), max_size=12))
def test_variants(counts: dict[str, int]) -> None:
    assert variants(counts) == slow.variants(counts)


@settings(deadline=None)
@given(st.lists(st.text("aA \u00a0_-ßS", min_size=1, max_size=4), min_size=1, max_size=40))
def test_rows_of_a_rarer_spelling(events: list[str]) -> None:
    log = read_table({"c": [1] * len(events), "e": events, "t": range(len(events))}, customer="c", event="e", time="t")
    other = slow.variants(Counter(events))
    assert sum(found.count for found in look(Seen(log))) == sum(event in other for event in events)


def test_wrong_clocks_inside_the_time_of_a_log_are_told_by_source() -> None:
    hours = np.arange(2_000) * 3_600
    hours[[300, 900]] -= 30 * 86_400
    hours[1_500] += 20 * 86_400
    start = 1_700_000_000
    rows = {"c": np.arange(2_000) % 40, "e": ["x"] * 2_000, "t": start + hours, "source": ["web", "app"] * 1_000}
    log = read_table(rows, customer="c", event="e", time="t", time_unit="s", extra=["source"])
    (found,) = clocks.look(Seen(replace(log, source="source"), datetime(2026, 1, 1, tzinfo=UTC)))
    assert (found.fault, found.source, found.count, found.cure) == ("out_of_order", "web", 3, None)
    assert clocks.look(Seen(log))[0].source is None
