"""Duplicates and near-duplicates against their slow twins."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.errors import OptionError
from journeymine.sources.faults.duplicates import exact_duplicates, near_duplicates
from journeymine.sources.faults.order import by_customer
from journeymine.sources.read import read_table
from journeymine.sources.table import EventTable
from tests.reference import faults as slow

# Also times whose differences need 64 bits.
TIMES = st.one_of(st.integers(0, 12), st.sampled_from([-(2**63), 2**63 - 1, 2**62]))
ROW = st.tuples(
    st.integers(0, 3), st.sampled_from("ab"), TIMES, st.sampled_from([None, 1.0, 2.0]), st.sampled_from("pq")
)


def table(rows: list[tuple[Any, ...]]) -> EventTable:
    c, e, t, v, x = zip(*rows, strict=True)
    source = {"c": c, "e": e, "t": t, "v": np.array(v, float), "x": x}
    return read_table(source, customer="c", event="e", time="t", value="v", extra=["x"])


@settings(deadline=None)
@given(st.lists(ROW, min_size=1, max_size=60))
def test_exact_duplicates(rows: list[tuple[Any, ...]]) -> None:
    assert exact_duplicates(table(rows)).tolist() == slow.exact_duplicates(rows)
    without_value = [(c, e, t, x) for c, e, t, _, x in rows]
    assert exact_duplicates(table(rows), ["x"]).tolist() == slow.exact_duplicates(without_value)


@settings(deadline=None)
@given(st.lists(ROW, min_size=1, max_size=60), st.integers(0, 5))
def test_near_duplicates(rows: list[tuple[Any, ...]], within: int) -> None:
    times = [row[2] for row in rows]
    log = table(rows)
    keys = [(c, e, v) for c, e, _, v, _ in rows]
    assert near_duplicates(log, within).tolist() == slow.near_duplicates(keys, times, within)
    keys = [(c, e, x) for c, e, _, _, x in rows]
    assert near_duplicates(log, within, ["x"]).tolist() == slow.near_duplicates(keys, times, within)
    assert not (exact_duplicates(log) & ~near_duplicates(log, within)).any()


@settings(deadline=None)
@given(st.lists(ROW, min_size=1, max_size=60))
def test_the_order_is_by_customer_time_and_row(rows: list[tuple[Any, ...]]) -> None:
    order = by_customer(table(rows))
    expected = sorted(range(len(rows)), key=lambda row: (order.customers[row], rows[row][2], row))
    assert order.rows.tolist() == expected


@pytest.mark.parametrize("n", [3, 200])
def test_long_chains_keep_every_third(n: int) -> None:
    """Chains many and few are followed in two ways."""
    length = 100
    frame = pd.DataFrame({"c": np.repeat(np.arange(n), length), "e": "x", "t": np.tile(np.arange(length), n)})
    log = read_table(frame, customer="c", event="e", time="t")
    assert near_duplicates(log, 2).tolist() == [time % 3 != 0 for time in frame["t"]]


def test_a_source_tells_events_apart() -> None:
    from dataclasses import replace

    source = {"c": [1, 1], "e": ["x", "x"], "t": [1, 1], "source": ["web", "app"]}
    log = read_table(source, customer="c", event="e", time="t", extra=["source"])
    assert near_duplicates(log, 1).tolist() == [False, True]
    assert near_duplicates(replace(log, source="source"), 1).tolist() == [False, False]


def test_within_is_a_duration() -> None:
    source = {"c": [1, 1], "e": ["x", "x"], "t": ["2024-05-01 10:00:00", "2024-05-01 10:00:01"]}
    log = read_table(source, customer="c", event="e", time="t")
    assert near_duplicates(log).tolist() == [False, True]
    assert near_duplicates(log, "999ms").tolist() == [False, False]
    with pytest.raises(OptionError, match="`within` of drop_duplicates must be a duration"):
        near_duplicates(log, 2)
