"""Whatever is delivered in whatever order, a store holds each row once, and its journeys are those of one reading."""

import math
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from tests.reference.journey_store import Row, held

UNITS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}

ROWS = st.tuples(
    st.sampled_from(["ann", "bob", "", "ÄÖ 1", "1:a"]).map(lambda name: name or "-"),
    st.sampled_from(["search", "pay", "a", "aa"]),
    st.integers(0, 6),
    st.none() | st.sampled_from([1.0, 2.5, -0.1, 1e300]),
    st.none() | st.sampled_from(["", "x", "xx", "-"]),
)


def frame(rows: list[Row], unit: str) -> pa.Table:
    who, what, when, value, device = zip(*rows, strict=True)
    times = pa.array([one * 10**9 // UNITS[unit] for one in when]).cast(pa.timestamp(unit, "UTC"))
    return pa.table(
        {
            "who": list(who),
            "what": list(what),
            "when": times,
            "spent": pa.array(value, pa.float64()),
            "device": pa.array(device, pa.string()),
        }
    )


ROLES: dict[str, Any] = {"customer": "who", "event": "what", "time": "when", "value": "spent", "extra": ["device"]}


def counted(log: jm.EventLog) -> Counter[tuple[str, Row]]:
    columns = log.to_arrow().to_pydict()
    seconds = [round(time.timestamp()) for time in columns["time"]]
    values = [None if math.isnan(one) else one for one in columns["value"]]
    rows = zip(columns["customer"], columns["event"], seconds, values, columns["device"], strict=True)
    return Counter(zip(columns["source"], rows, strict=True))


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_store_holds_the_most_copies_of_any_delivery(data: st.DataObject) -> None:
    deliveries = data.draw(
        st.lists(st.tuples(st.sampled_from(["web", "shop"]), st.lists(ROWS, min_size=1, max_size=8)), max_size=5)
    )
    with TemporaryDirectory() as folder, jm.JourneyStore(Path(folder, "store"), publish=False) as store:
        new = 0
        for source, rows in deliveries:
            # The unit a delivery counts time in says nothing about the rows.
            unit = data.draw(st.sampled_from(list(UNITS)))
            done = store.ingest(source, frame(rows, unit), **ROLES)
            assert done.rows_new + done.rows_known == done.rows_read == len(rows)
            new += done.rows_new
        expected = held(deliveries)
        assert len(store) == new == expected.total()
        if deliveries:
            assert counted(store.events()) == expected
            bound = data.draw(st.integers(-1, 8))
            assert_split_by_time(store, expected, bound)


def assert_split_by_time(store: jm.JourneyStore, expected: Counter[tuple[str, Row]], second: int) -> None:
    moment = datetime.fromtimestamp(second, UTC)
    before = Counter({key: n for key, n in expected.items() if key[1][2] < second})  # type: ignore[operator]
    for part, options in ((before, {"until": moment}), (expected - before, {"since": moment})):
        if part:
            assert counted(store.events(**options)) == part


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_any_split_into_deliveries_gives_the_journeys_of_one_reading(data: st.DataObject) -> None:
    rows = data.draw(st.lists(ROWS, min_size=1, max_size=25))
    # Copies of a row come in one delivery; in two they would be one event delivered twice.
    place = {row: data.draw(st.integers(0, 3)) for row in set(rows)}
    parts = [[row for row in rows if place[row] == part] for part in range(4)]
    order = data.draw(st.permutations([0, 1, 2, 3])) + data.draw(st.lists(st.integers(0, 3), max_size=3))
    options = data.draw(
        st.sampled_from(
            [{}, {"session_gap": "1s"}, {"simultaneous": "order", "tie": "device"}, {"collapse_repeats": True}]
        )
    )
    once = jm.read_events(frame(rows, "ms"), **ROLES).journeys(**options)
    with TemporaryDirectory() as folder, jm.JourneyStore(Path(folder, "store"), publish=False) as store:
        for part in order:
            if parts[part]:
                store.ingest("web", frame(parts[part], "ms"), **ROLES)
        stored = store.journeys(**options)
    assert_same(once, stored)


def assert_same(one: jm.Journeys, other: jm.Journeys) -> None:
    first, second = one.coded, other.coded
    for name in ("events", "times", "offsets", "customer_codes", "values", "element_starts"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name), name)
    assert first.vocabulary.names() == second.vocabulary.names()
    assert first.customers.names() == second.customers.names()
    assert (first.time_unit, first.tied_share) == (second.time_unit, second.tied_share)
    assert first.extras["device"].to_pylist() == second.extras["device"].to_pylist()


def test_nanoseconds_and_years_before_their_range_stand_in_one_store() -> None:
    fine = pa.table({"who": [1, 1], "what": ["a", "b"], "when": pa.array([10**18 + 1, 10**18 + 2], pa.timestamp("ns"))})
    old = {"who": [1], "what": ["c"], "when": [datetime(1500, 1, 1, tzinfo=UTC)]}
    roles = {"customer": "who", "event": "what", "time": "when"}
    with TemporaryDirectory() as folder, jm.JourneyStore(Path(folder, "store"), publish=False) as store:
        store.ingest("fine", fine, **roles)
        store.ingest("old", old, **roles)
        moment = np.datetime64(10**18 + 2, "ns")
        assert store.events(since=moment, sources=["fine"]).to_arrow()["event"].to_pylist() == ["b"]
        assert store.events(until=moment, sources=["fine"]).to_arrow()["event"].to_pylist() == ["a"]
        assert store.events(sources=["old"]).to_arrow()["time"].to_pylist() == [datetime(1500, 1, 1, tzinfo=UTC)]
