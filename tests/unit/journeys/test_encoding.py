import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from journeymine.errors import (
    CapacityError,
    EmptyLogError,
    InputError,
    MissingColumnError,
    OptionError,
    UnknownEventError,
)
from journeymine.journeys import naming
from journeymine.journeys.encoding import encode
from journeymine.journeys.summary import describe
from journeymine.journeys.views import to_lists, to_pandas
from journeymine.sources.table import EventTable

DAY = 86400


def log(who: Any, what: Any, when: Any, *, unit: Any = None, value: Any = None, **extra: Any) -> EventTable:
    columns = {"who": who, "what": what, "when": when, **extra}
    if value is not None:
        columns["worth"] = value
    table = pa.table(columns)
    if unit is not None:
        table = table.set_column(2, "when", table["when"].cast(pa.timestamp(unit, "UTC")))
    return EventTable(table, "who", "what", "when", None if value is None else "worth", tuple(extra), unit)


def helpdesk(data: Path) -> pd.DataFrame:
    frame = pd.read_csv(data / "helpdesk" / "helpdesk.csv.gz", usecols=["Case ID", "Activity", "Complete Timestamp"])
    return frame.assign(time=pd.to_datetime(frame.pop("Complete Timestamp"), utc=True).astype("datetime64[ms, UTC]"))


@pytest.mark.parametrize(("way", "events"), [("set", 21_221), ("order", 21_348)])
def test_helpdesk_counts(data: Path, way: Any, events: int) -> None:
    frame = helpdesk(data)
    table = EventTable(pa.Table.from_pandas(frame), "Case ID", "Activity", "time", time_unit="ms")
    coded = encode(table, simultaneous=way)
    assert (coded.n_events, len(coded), len(coded.vocabulary)) == (events, 4_580, 14)
    tied = frame.duplicated(["Case ID", "time"], keep=False).mean()
    assert coded.tied_share == pytest.approx(tied, abs=0)


@pytest.mark.parametrize(
    "options", [{}, {"simultaneous": "order"}, {"session_gap": 100}, {"max_events": 9}, {"by": "case"}], ids=str
)
def test_journeys_keep_13_bytes_an_event_and_16_a_journey(options: dict[str, Any]) -> None:
    rng = np.random.default_rng(1)
    n = 50_000
    rows = log(rng.integers(0, 2_000, n), rng.integers(0, 50, n), rng.integers(0, 3_000, n), case=rng.integers(0, 3, n))
    coded = encode(rows, **options)
    arrays = {name: one for name, one in vars(coded).items() if isinstance(one, np.ndarray)}
    by_event = [one for name, one in arrays.items() if name in {"events", "times", "element_starts"}]
    by_journey = [one for name, one in arrays.items() if name not in {"events", "times", "element_starts"}]
    assert ("element_starts" in arrays) == (options.get("simultaneous") != "order")
    assert sum(one.nbytes for one in by_event) <= 13 * coded.n_events
    # On top: one more offset than journeys, the case where it was asked for, and the numbers of the journeys cut.
    more = 8 + (4 * len(coded) if "by" in options else 0) + (0 if coded.cut is None else 8 * len(coded.cut))
    assert sum(one.nbytes for one in by_journey) <= 16 * len(coded) + more


def test_sessions_of_a_million_events_equal_pandas() -> None:
    rng = np.random.default_rng(3)
    n = 1_000_000
    ids, names = np.array([f"customer {i:06d}" for i in range(40_000)]), np.array([f"event {i}" for i in range(50)])
    who, what = rng.integers(0, len(ids), n), rng.integers(0, len(names), n)
    when = rng.integers(0, 3 * DAY, n) + 1_700_000_000
    table = pa.table({"who": pa.array(ids).take(pa.array(who)), "what": pa.array(names).take(pa.array(what))})
    table = table.append_column("when", pa.array(when).cast(pa.timestamp("s", "UTC")))
    coded = encode(EventTable(table, "who", "what", "when", time_unit="s"), session_gap="30min", simultaneous="order")
    rank = np.argsort(np.argsort(names, kind="stable"), kind="stable")[what]
    rows = pd.DataFrame({"who": who, "when": when, "what": rank}).sort_values(["who", "when", "what"])
    opens = (rows["who"].diff() != 0) | (rows["when"].diff() > 1800)
    assert coded.events.tolist() == rows["what"].tolist()
    assert coded.times is not None
    assert (coded.times == rows["when"]).all()
    assert coded.offsets.tolist() == [*np.flatnonzero(opens), n]
    assert (coded.customer_codes == rows["who"].to_numpy()[opens]).all()
    parts = opens.groupby(rows["who"]).cumsum()[opens] - 1
    assert coded.parts is not None
    assert (coded.parts == parts).all()


def test_a_gap_of_exactly_the_session_gap_is_the_same_session() -> None:
    table = log(["a"] * 3, ["x", "y", "z"], [0, 1800, 3601], unit="s")
    for gap in (
        "30min",
        "0.5h",
        "1800s",
        "1800000 ms",
        timedelta(minutes=30),
        np.timedelta64(30, "m"),
        pd.Timedelta("30min"),
    ):
        assert to_lists(encode(table, session_gap=gap)) == [["x", "y"], ["z"]]
    assert to_lists(encode(table, session_gap="1800.9s")) == [["x", "y"], ["z"]]
    assert to_lists(encode(log(["a"] * 3, ["x", "y", "z"], [0, 2, 5]), session_gap=2)) == [["x", "y"], ["z"]]


@pytest.mark.parametrize(
    ("gap", "unit", "said"),
    [
        ("1month", "s", "no fixed length"),
        ("1M", "s", "no fixed length"),
        ("2 years", "s", "no fixed length"),
        (np.timedelta64(1, "M"), "s", "timedelta"),
        (30, "s", "a bare number has no unit"),
        (True, "s", "'30min'"),
        ("30", "s", "'30min'"),
        ("-3min", "s", "'30min'"),
        (timedelta(days=-1), "s", "≥ 0"),
        ("30min", None, "plain order number"),
        (-1, None, "plain order number"),
        (float("nan"), None, "plain order number"),
        (True, None, "plain order number"),
        # NumPy counts lengths of time among its integers.
        (np.timedelta64(1, "h"), None, "plain order number"),
        (np.timedelta64("NaT"), None, "plain order number"),
        (np.timedelta64(1, "Y"), "s", "no fixed length"),
        (np.timedelta64("NaT", "s"), "s", "'30min'"),
    ],
)
def test_bad_session_gaps(gap: Any, unit: Any, said: str) -> None:
    with pytest.raises(OptionError, match=r"`session_gap` of journeys") as caught:
        encode(log(["a"], ["x"], [0], unit=unit), session_gap=gap)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"simultaneous": "sets"}, OptionError, "one of 'set', 'order'"),
        ({"tie": "rank"}, OptionError, "simultaneous='order'"),
        ({"tie": "rnak", "simultaneous": "order"}, MissingColumnError, "Did you mean 'rank'?"),
        ({"tie": ["x", "x"], "simultaneous": "order"}, OptionError, "each once"),
        ({"tie": [], "simultaneous": "order"}, OptionError, "list of event names"),
        ({"tie": ["xx"], "simultaneous": "order"}, UnknownEventError, "There is no event 'xx'"),
        ({"by": "case"}, MissingColumnError, "name it in `extra` of read_events"),
        ({"by": 3}, OptionError, "`by` of journeys"),
        ({"collapse_repeats": 1}, OptionError, "True or False"),
        ({"min_events": -1}, OptionError, "≥ 0"),
        ({"max_events": 0}, OptionError, "≥ 1"),
        ({"max_events": True}, OptionError, "≥ 1"),
        ({"min_events": 3, "max_events": 2}, OptionError, "at least `min_events`"),
        ({"start": "soon"}, OptionError, "`start` of journeys must be a time"),
        ({"start": 5}, OptionError, "`start` of journeys must be a time"),
        ({"start": "2024-01-02", "end": "2024-01-02"}, OptionError, "before `end`"),
        ({"end": pd.NaT}, OptionError, "`end` of journeys must be a time"),
        ({"observed_until": "until"}, MissingColumnError, "'until'"),
        ({"observed_until": "rank"}, OptionError, "a column of time stamps"),
        ({"n_jobs": 0}, OptionError, "n_jobs"),
    ],
)
def test_bad_options_in_one_sentence(options: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error) as caught:
        encode(log(["a"], ["x"], [0], unit="s", rank=[1]), **options)
    assert said in str(caught.value)


def test_an_empty_log_is_refused() -> None:
    with pytest.raises(EmptyLogError):
        encode(log(pa.array([], pa.string()), pa.array([], pa.string()), pa.array([], pa.int64())))


def test_missing_cases_are_refused() -> None:
    with pytest.raises(InputError, match=r"lacks 1 values"):
        encode(log(["a", "a"], ["x", "y"], [0, 1], case=["c", None]), by="case")


def test_too_many_names_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    table = log(["a", "a", "b"], ["x", "y", "z"], [0, 1, 2])
    monkeypatch.setattr(naming, "MOST_NAMES", 3)
    assert len(encode(table).vocabulary) == 3
    monkeypatch.setattr(naming, "MOST_NAMES", 2)
    with pytest.raises(CapacityError, match="At most 2 distinct names can be numbered; got 3 or more"):
        encode(table)
    with pytest.raises(CapacityError):
        encode(
            EventTable(
                pa.table(
                    {
                        name: table.table[name].dictionary_encode() if name == "what" else table.table[name]
                        for name in table.table.column_names
                    }
                ),
                "who",
                "what",
                "when",
            )
        )


def test_odd_names_survive() -> None:
    giant, emoji = "e" * 10_000, "🙂 → (a & b)"
    ids = ["1" * 300, "1" * 299 + "2", ""]
    coded = encode(log([ids[0], ids[1], ids[2], ids[0]], [giant, emoji, "a\0", giant + "!"], [0, 1, 2, 3]))
    assert coded.customers.names() == sorted(ids)
    assert coded.vocabulary.names() == sorted([giant, emoji, "a\0", giant + "!"])
    assert to_lists(coded) == [["a\0"], [giant, giant + "!"], [emoji]]


def test_names_keep_their_type() -> None:
    coded = encode(log([2**62, -7, 2**62], [10, 9, -(2**63)], [0, 1, 2]))
    assert coded.customers.names() == [-7, 2**62]
    assert to_lists(coded) == [[9], [10, -(2**63)]]
    assert encode(log(["1"], ["1"], [0])).vocabulary.kind == "str"


def test_unused_categories_are_no_events() -> None:
    what = pa.array(pd.Categorical(["b", "c", "b"], categories=["c", "z", "b", "a"]))
    coded = encode(log(["p", "p", "q"], what, [0, 1, 2]))
    assert coded.vocabulary.names() == ["b", "c"]
    assert to_lists(coded) == [["b", "c"], ["b"]]


def test_ties_by_column_put_missing_last_and_fall_back_to_names() -> None:
    table = log(["a"] * 5, ["e", "d", "c", "b", "a"], [0] * 5, rank=[2.5, None, 1.0, 1.0, float("inf")])
    assert to_lists(encode(table, simultaneous="order", tie="rank")) == [["b", "c", "e", "a", "d"]]
    named = log(["a"] * 3, ["x", "y", "z"], [0] * 3, source=["web", "app", "web"])
    assert to_lists(encode(named, simultaneous="order", tie="source")) == [["y", "x", "z"]]
    clocks = log(["a"] * 2, ["x", "y"], [0] * 2, at=pa.array([5, 4]).cast(pa.timestamp("us")))
    assert to_lists(encode(clocks, simultaneous="order", tie="at")) == [["y", "x"]]


def test_ties_by_a_list_put_other_names_behind() -> None:
    table = log(["a"] * 4, ["a", "b", "c", "d"], [0] * 4)
    assert to_lists(encode(table, simultaneous="order", tie=["d", "b"])) == [["d", "b", "a", "c"]]
    assert to_lists(encode(table, simultaneous="order", tie="what")) == [["a", "b", "c", "d"]]


def test_windows_cut_events_and_keep_empty_journeys() -> None:
    table = log(["a", "a", "b"], ["x", "y", "x"], [0, DAY, 5 * DAY], unit="s")
    coded = encode(table, start="1970-01-02", end=datetime(1970, 1, 3, tzinfo=UTC))
    assert to_lists(coded) == [["y"], []]
    assert coded.observed_until == 2 * DAY
    assert describe(coded).empty_journeys == 1
    assert to_lists(encode(table, start="1970-01-02", end="1970-01-03", min_events=1)) == [["y"]]
    assert to_lists(encode(table, end="1970-01-02T00:00:00.5")) == [["x", "y"], []]
    assert to_lists(encode(table, start="1970-01-02T01:00+01:00")) == [["y"], ["x"]]
    assert to_lists(encode(table, start=np.datetime64("1970-01-02T00:00:00.000000001"))) == [[], ["x"]]
    assert to_lists(encode(table, end=pd.Timestamp("1970-01-02", tz="UTC"))) == [["x"], []]


@pytest.mark.parametrize("unit", ["ns", "s"])
def test_bounds_beyond_the_clock_are_open(unit: Any) -> None:
    table = log(["a", "a"], ["x", "y"], [0, 10**9], unit=unit)
    # In nanoseconds 64 bits end in the year 2262 and begin in 1677.
    assert to_lists(encode(table, start="0001-01-01", end="9999-12-31")) == [["x", "y"]]
    assert to_lists(encode(table, start="9999-01-01")) == to_lists(encode(table, end="1600-01-01")) == [[]]
    assert to_lists(encode(table, session_gap="99999999999999999d", min_events=2, max_events=10**30)) == [["x", "y"]]
    # As 64-bit nanoseconds this gap would be negative.
    assert to_lists(encode(table, session_gap=np.timedelta64(10**6, "W"))) == [["x", "y"]]


@pytest.mark.parametrize("option", ["start", "end", "observed_until"])
def test_order_numbers_beyond_64_bits_are_refused(option: str) -> None:
    with pytest.raises(OptionError, match=f"`{option}` of journeys must be a number of at most 64 bits"):
        encode(log(["a"], ["x"], [0]), **{option: 2**63})  # type: ignore[arg-type]


def test_numbers_beyond_all_counting_are_only_large() -> None:
    table = log(["a", "a"], ["x", "y"], [0, 1])
    huge = encode(table, session_gap=10**30, max_events=10**30, n_jobs=10**30)
    assert to_lists(huge) == [["x", "y"]]
    assert to_lists(encode(table, min_events=10**30)) == []


@pytest.mark.parametrize("column", [pa.array([2**63, 1], pa.uint64()), pa.array([b"\xff", b"a"])])
def test_cases_that_cannot_be_names(column: Any) -> None:
    with pytest.raises(InputError, match=r"The column 'case' holds .* cannot be names; turn it into text first\."):
        encode(log(["a", "a"], ["x", "y"], [0, 1], case=column), by="case")


def test_max_events_keeps_whole_elements_and_says_which_journeys_were_cut() -> None:
    table = log(["a"] * 4 + ["b"], ["x", "y", "z", "w", "x"], [0, 1, 1, 2, 0])
    coded = encode(table, max_events=2)
    assert to_lists(coded) == [["x"], ["x"]]
    assert coded.cut is not None
    assert coded.cut.tolist() == [0]
    assert describe(coded).cut_journeys == 1


def test_end_of_observation() -> None:
    table = log(
        ["a", "b", "b"], ["x", "y", "x"], [0, 10, 20], unit="s", until=pa.array([30, 40, 41]).cast(pa.timestamp("ms"))
    )
    table = EventTable(
        table.table.set_column(3, "until", pa.array([30, 40, 41]).cast(pa.timestamp("s"))),
        "who",
        "what",
        "when",
        extra=("until",),
        time_unit="s",
    )
    assert encode(table).observed_until == 20
    assert encode(table, end="1970-01-01T00:00:15").observed_until == 15
    assert encode(table, observed_until="1970-01-02").observed_until == DAY
    by_column = encode(table, observed_until="until", session_gap="5s").observed_until
    assert isinstance(by_column, np.ndarray)
    assert by_column.tolist() == [30, 41, 41]


@pytest.mark.parametrize("kind", ["timestamp", "text"])
def test_an_open_end_of_observation_does_not_wrap(kind: str) -> None:
    times = ["9999-12-31", "1500-01-01", "2000-01-01"]
    until = pa.array(times) if kind == "text" else pa.array([datetime.fromisoformat(time) for time in times])
    table = log(["a", "b", "c"], ["x"] * 3, [0, 0, 0], unit="ns", until=until)
    observed = encode(table, observed_until="until").observed_until
    assert isinstance(observed, np.ndarray)
    assert observed.tolist() == [2**63 - 1, -(2**63), 946_684_800 * 10**9]
    assert encode(table, observed_until="9999-12-31").observed_until == 2**63 - 1


def test_cases_are_journeys_of_their_customer() -> None:
    table = log(["a", "a", "b", "a"], ["x", "y", "x", "z"], [0, 1, 2, 3], case=[7, 6, 7, 7])
    coded = encode(table, by="case")
    assert to_lists(coded) == [["y"], ["x", "z"], ["x"]]
    assert (coded.customer_codes.tolist(), coded.n_customers) == ([0, 0, 1], 2)
    assert coded.parts is not None
    assert coded.parts.tolist() == [0, 1, 0]
    assert coded.cases is not None
    assert coded.case_codes is not None
    assert [coded.cases.name(code) for code in coded.case_codes] == [6, 7, 7]
    assert to_pandas(coded)["case"].tolist() == [6, 7, 7, 7]


def test_values_of_merged_rows_are_summed_and_missing_only_where_all_are() -> None:
    table = log(["a"] * 4, ["x", "x", "y", "y"], [0, 0, 1, 1], value=[1.5, None, None, None])
    values = encode(table).values  # noqa: PD011
    assert values is not None
    assert values[0] == 1.5
    assert np.isnan(values[1])


def test_journeys_are_read_only_also_after_a_pickle() -> None:
    coded = encode(log(["a", "a"], ["x", "y"], [0, 0], value=[1.0, 2.0]))
    for one in (coded, pickle.loads(pickle.dumps(coded))):
        for array in (one.events, one.times, one.offsets, one.element_starts, one.values, one.vocabulary.text):  # noqa: PD011
            assert array is not None
            assert not array.flags.writeable
    assert to_lists(pickle.loads(pickle.dumps(coded))) == [[("x", "y")]]


def test_memory_an_event() -> None:
    rng = np.random.default_rng(1)
    coded = encode(log(rng.integers(0, 99, 5000), rng.integers(0, 9, 5000), rng.integers(0, 30, 5000)))
    assert coded.element_starts is not None
    assert coded.times is not None
    assert coded.events.itemsize + coded.times.itemsize + len(coded.element_starts) / coded.n_events < 13
    single = encode(log(["a", "a"], ["x", "y"], [0, 1]))
    assert single.element_starts is None


def test_a_repeated_row_without_any_value_has_none() -> None:
    values = encode(log([1, 1], ["a", "a"], [1, 1], value=[np.nan, np.nan])).values  # noqa: PD011 (no frame)
    assert values is not None
    assert np.isnan(values).tolist() == [True]
