"""The encoder beside its slow twin, on small logs full of ties, repeats and odd names."""

import random
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.encoding import encode
from journeymine.journeys.views import to_lists
from journeymine.sources.table import EventTable
from tests.reference.journeys import Row, journeys

LONG = "a name that is longer than fifteen bytes"
NAMES = [
    "a",
    "b",
    "",
    "a\0",
    "日本",
    "🙂🙂🙂🙂",
    "fifteen bytes!!",
    "sixteen bytes!!!",
    LONG,
    LONG + "!",
    LONG[:-1] + "t",
]
TEXT, NUMBERS = st.sampled_from(NAMES), st.sampled_from([-5, 0, 1, 2**62, -(2**63)])


def rows_of(names: st.SearchStrategy[Any], times: st.SearchStrategy[int]) -> st.SearchStrategy[list[Row]]:
    row = st.fixed_dictionaries(
        {
            "customer": names,
            "case": st.sampled_from(["x", "y"]),
            "time": times,
            "event": names,
            "value": st.integers(-3, 3).map(float),
            "tie": st.integers(0, 2),
            "note": st.sampled_from(["n", "m"]),
        }
    )
    return st.lists(row, min_size=1, max_size=40)


small_times = st.integers(0, 6)
#: 64 bits do not hold these together with a row and a name.
far_times = st.sampled_from([-(2**63), -1, 0, 1, 2**63 - 1])
logs = st.one_of(rows_of(TEXT, small_times), rows_of(NUMBERS, small_times), rows_of(TEXT, far_times))
shapes = st.fixed_dictionaries(
    {},
    optional={
        "session_gap": st.integers(0, 3),
        "by": st.just("case"),
        "collapse_repeats": st.booleans(),
        "min_events": st.integers(0, 2),
        "max_events": st.integers(2, 4),
        "start": st.integers(0, 2),
        "end": st.integers(3, 6),
    },
)


def table(rows: list[Row], *, carried: bool = True) -> EventTable:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    if not carried:
        del columns["value"], columns["note"], columns["tie"]
    extra = tuple(name for name in ("case", "tie", "note") if name in columns)
    return EventTable(
        pa.table(columns),
        customer="customer",
        event="event",
        time="time",
        value="value" if carried else None,
        extra=extra,
    )


def same(one: CodedJourneys, other: CodedJourneys) -> None:
    for name in (
        "events",
        "times",
        "offsets",
        "customer_codes",
        "element_starts",
        "parts",
        "case_codes",
        "values",
        "cut",
    ):
        left, right = getattr(one, name), getattr(other, name)
        assert (left is None) == (right is None), name
        assert left is None or left.tobytes() == right.tobytes(), name
    assert {name: column.to_pylist() for name, column in one.extras.items()} == {
        name: column.to_pylist() for name, column in other.extras.items()
    }
    assert one.vocabulary.names() == other.vocabulary.names()


def check(coded: CodedJourneys, rows: list[Row], options: dict[str, Any]) -> None:
    expected = journeys(rows, **options | {"by": "by" in options})
    lists = [[one if isinstance(one, tuple) else (one,) for one in journey] for journey in to_lists(coded)]
    assert lists == [journey.names() for journey in expected]
    people = coded.customers.names()
    assert [people[code] for code in coded.customer_codes] == [journey.customer for journey in expected]
    if coded.cases is not None and coded.case_codes is not None:
        assert [coded.cases.name(code) for code in coded.case_codes] == [journey.case for journey in expected]
    events = [event for journey in expected for event in journey.events()]
    assert coded.times is not None
    assert coded.times.tolist() == [event.time for event in events]
    if coded.values is not None:
        assert coded.values.tolist() == [event.value for event in events]
        assert coded.extras["note"].to_pylist() == [event.note for event in events]
    cut = [place for place, journey in enumerate(expected) if journey.cut]
    assert (cut == []) if coded.cut is None else (coded.cut.tolist() == cut)


@settings(max_examples=250, deadline=None)
@given(rows=logs, options=shapes, carried=st.booleans())
def test_sets_as_the_twin(rows: list[Row], options: dict[str, Any], carried: bool) -> None:  # noqa: FBT001
    if not carried:
        options = {name: value for name, value in options.items() if name != "by"}
    check(encode(table(rows, carried=carried), **options), rows, options)


@settings(max_examples=250, deadline=None)
@given(rows=logs, options=shapes, tie=st.one_of(st.just("event"), st.just("tie"), st.randoms()))
def test_order_as_the_twin(rows: list[Row], options: dict[str, Any], tie: Any) -> None:
    if not isinstance(tie, str):
        occurring = sorted({row["event"] for row in rows}, key=str)
        tie = tie.sample(occurring, tie.randint(1, len(occurring)))
    options = options | {"simultaneous": "order", "tie": tie}
    check(encode(table(rows), **options), rows, options)


@settings(max_examples=150, deadline=None)
@given(rows=logs, options=shapes, way=st.sampled_from(["set", "order"]), seed=st.integers(0, 9))
def test_shuffled_rows_give_the_same_journeys(rows: list[Row], options: dict[str, Any], way: Any, seed: int) -> None:
    shuffled = random.Random(seed).sample(rows, len(rows))
    same(encode(table(rows), simultaneous=way, **options), encode(table(shuffled), simultaneous=way, **options))


@settings(max_examples=100, deadline=None)
@given(rows=rows_of(TEXT, small_times), cuts=st.lists(st.integers(0, 40), max_size=3))
def test_layouts_of_arrow_do_not_matter(rows: list[Row], cuts: list[int]) -> None:
    whole = table(rows)
    bounds = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [whole.table.slice(start, stop - start) for start, stop in pairwise(bounds)]
    coded = encode(whole)
    for kind in (pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string()), "each its own"):
        chunks = [_as(part, kind) for part in parts]
        other = EventTable(
            pa.concat_tables(chunks), customer="customer", event="event", time="time", value="value", extra=whole.extra
        )
        same(coded, encode(other))


def _as(part: pa.Table, kind: Any) -> pa.Table:
    for name in ("customer", "event"):
        column = part[name].dictionary_encode() if isinstance(kind, str) else part[name].cast(kind)
        part = part.set_column(part.schema.get_field_index(name), name, column)
    return part


@pytest.mark.parametrize("way", ["set", "order"])
@pytest.mark.parametrize("carried", [True, False])
def test_threads_do_not_matter(way: Any, carried: bool) -> None:  # noqa: FBT001
    rng = np.random.default_rng(7)
    n = 60_000
    columns: dict[str, Any] = {
        "who": np.char.add("customer number ", rng.integers(0, 9000, n).astype(str)),
        "what": np.char.add("e", rng.zipf(1.5, n).clip(max=300).astype(str)),
        "when": rng.integers(0, 2000, n),
    }
    if carried:
        columns |= {"value": rng.integers(0, 9, n).astype(float), "note": rng.integers(0, 3, n)}
    extra = ("note",) if carried else ()
    log = EventTable(pa.table(columns), "who", "what", "when", "value" if carried else None, extra)
    one = encode(log, simultaneous=way, session_gap=300, n_jobs=1)
    for threads in (2, 3, 8):
        same(one, encode(log, simultaneous=way, session_gap=300, n_jobs=threads))
