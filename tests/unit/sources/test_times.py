"""Time stamps, dates, text, epochs and order numbers."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from journeymine.errors import InputError, OptionError
from journeymine.sources.table import EventTable
from tests.unit.sources.conftest import Read

NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)
EAST = timezone(timedelta(hours=2))


@pytest.fixture
def times(read: Read) -> Callable[..., EventTable]:
    """Read a log with the given time column."""

    def read_times(values: Any, **options: Any) -> EventTable:
        return read({"c": ["a"] * len(values), "e": ["x"] * len(values), "t": values}, **options)

    return read_times


Times = Callable[..., EventTable]


def stamps(table: EventTable) -> list[np.datetime64]:
    """The time stamps, in UTC."""
    return list(table.table.column("t").to_numpy())


@pytest.mark.parametrize(
    ("values", "unit", "naive"),
    [
        ([NOON], "us", False),
        ([datetime(2024, 5, 31, 12)], "us", True),  # noqa: DTZ001
        ([datetime(2024, 5, 31, 14, tzinfo=EAST), NOON], "us", False),
        ([datetime(2024, 5, 31, 14, tzinfo=EAST), datetime(2024, 5, 31, 12)], "us", True),  # noqa: DTZ001
        (pd.Series([datetime(2024, 5, 31, 14, tzinfo=EAST), NOON], dtype=object), "us", False),
        (pd.to_datetime(["2024-05-31 14:00"]).tz_localize("Europe/Rome"), "us", False),
        (pd.to_datetime(["2024-05-31 12:00"]).as_unit("ns"), "ns", True),
        (pd.to_datetime(["2024-05-31 12:00"]).as_unit("s"), "s", True),
        (np.array(["2024-05-31T12"], "M8[h]"), "s", True),
        (pl.Series([NOON]).cast(pl.Datetime("ms", "UTC")), "ms", False),
        (pa.array([NOON], pa.timestamp("s", "America/New_York")), "s", False),
        (["2024-05-31T12:00:00Z"], "us", False),
        (["2024-05-31 12:00"], "us", True),
        (["2024-05-31T14:00:00+02:00", "2024-05-31T07:00:00-0500"], "us", False),
        (["2024-05-31T14:00:00+02:00", "2024-05-31 12:00:00"], "us", True),
        (["2024/05/31 12:00:00.000"], "us", True),
        (["20240531T120000"], "us", True),
        (["31.05.2024 12:00"], "us", True),
        (["31/05/2024 12:00:00"], "us", True),
        (["5/31/2024 12:00 PM"], "us", True),
        (["31 May 2024 12:00", "31-MAY-2024 12:00:00 pm"], "us", True),
        (["May 31, 2024 12:00 UTC"], "us", False),
        (["31/May/2024:14:00:00 +0200"], "us", False),
        (["Fri, 31 May 2024 12:00:00 GMT"], "us", False),
        ([" 2024-05-31 12:00:00,000000000 "], "us", True),
        (pd.Categorical(["2024-05-31 12:00"]), "us", True),
        (pa.array(["2024-05-31 12:00"], pa.string_view()), "us", True),
    ],
    ids=str,
)
def test_many_ways_to_write_noon(values: Any, unit: str, naive: object, times: Times) -> None:
    table = times(values)
    assert set(stamps(table)) == {np.datetime64("2024-05-31T12:00:00")}
    assert (table.time_unit, table.report.naive_times) == (unit, naive)
    assert table.table.schema.field("t").type == pa.timestamp(unit, "UTC")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-02-29", "2024-02-29"),
        ("12:05 am", None),
        ("2024-05-31 12:05 AM", "2024-05-31T00:05"),
        ("2024-05-31 11:05 p.m.", "2024-05-31T23:05"),
        ("2024-05-31 23:59:59.999999", "2024-05-31T23:59:59.999999"),
        ("2024-05-31T23:30:00-05:30", "2024-06-01T05:00"),
        ("1890-01-01T00:00:00+00:49:56", "1889-12-31T23:10:04"),
        ("9999-12-31T23:59:59", "9999-12-31T23:59:59"),
        ("0001-01-01", "0001-01-01"),
        ("2023-02-29", None),
        ("2024-13-01", None),
        ("2024-05-31 24:00", None),
        ("2024-05-31 13:05 PM", None),
        ("2024-05-31 12:60", None),
        ("2024-05-31 12:00 +25:00", None),
        ("2024-05-31 12:00 -00:60", None),
        ("yesterday", None),
    ],
)
def test_text_is_a_time_or_an_error(text: str, iso: str | None, times: Times) -> None:
    # The row with a month's name keeps Arrow's own parser out, so that ours is tested.
    for others in ([], ["1 Jan 2000"]):
        if iso is None:
            with pytest.raises(
                InputError,
                match=rf"1 value of the time column 't' .* cannot be read as times, first '{re.escape(text)}'",
            ):
                times([*others, text])
        else:
            assert stamps(times([*others, text]))[-1] == np.datetime64(iso)


def test_unparseable_text_names_count_and_first_three(times: Times) -> None:
    with pytest.raises(
        InputError,
        match=r"^4 values of .* first 'soon' \(row 2\), 'later' \(row 3\), 'never' \(row 5\); write times such",
    ):
        times(["2024-05-31", "soon", "later", "2024-06-01", "never", "soon"])


def test_row_numbers_count_dropped_rows(times: Times) -> None:
    with pytest.raises(InputError, match=r"first 'soon' \(row 3\)"):
        times([None, "2024-05-31", "soon"], on_missing="drop")


def test_day_and_month_are_not_guessed(times: Times) -> None:
    with pytest.raises(InputError, match=r"does not tell day from month \(as in '3/4…'\); write years first"):
        times(["3/4/2024", "5/6/2024"])
    with pytest.raises(InputError, match=r"1 value .* cannot be read as times, first '1/14/2024'"):
        times(["14/1/2024", "1/14/2024"])
    assert stamps(times(["1/2/2024", "13/2/2024"]))[0] == np.datetime64("2024-02-01")
    assert stamps(times(["1/2/2024", "2/13/2024"]))[0] == np.datetime64("2024-01-02")


def test_years_of_two_digits_are_read_where_they_can_be_nothing_else(times: Times) -> None:
    assert stamps(times(["22-Apr-15 3:53:50 PM", "1 May 70"])) == [
        np.datetime64("2015-04-22T15:53:50"),
        np.datetime64("1970-05-01"),
    ]
    assert stamps(times(["03/22/23", "12/01/68"])) == [np.datetime64("2023-03-22"), np.datetime64("2068-12-01")]
    with pytest.raises(InputError, match=r"does not tell day from month \(as in '03/04…'\)"):
        times(["03/04/23"])
    with pytest.raises(InputError, match=r"does not tell day from year \(as in '23/03/22'\); write years of four"):
        times(["23/03/22"])
    with pytest.raises(InputError, match=r"cannot be read as times, first '22-04-15'"):
        times(["22-04-15"])


def test_nanoseconds_are_kept(times: Times) -> None:
    nano = np.datetime64("2024-05-31T12:00:00.123456789")
    stamp = pd.Timestamp("2024-05-31 14:00:00.123456789", tz="Europe/Rome")
    for values in (
        np.array([nano]),
        ["2024-05-31T12:00:00.123456789Z"],
        pd.Series([stamp, pd.NaT], dtype=object).dropna(),
        pd.Series([stamp]),
        [stamp],
        [nano],
    ):
        table = times(values)
        assert (stamps(table), table.time_unit) == ([nano], "ns")


def test_dates_are_midnights(times: Times) -> None:
    for values in ([date(2024, 5, 31)], np.array(["2024-05-31"], "M8[D]"), pl.Series([date(2024, 5, 31)])):
        assert stamps(times(values)) == [np.datetime64("2024-05-31")]
    assert stamps(times([date(2024, 5, 31), NOON]))[1] == np.datetime64("2024-05-31T12:00")


@pytest.mark.parametrize(
    ("values", "unit", "stored"),
    [
        ([1717156800], "s", "s"),
        ([1717156800000], "ms", "ms"),
        ([1717156800000000], "us", "us"),
        ([1717156800000000000], "ns", "ns"),
        ([1717156800.0], "s", "s"),
        ([1717156800.0, None], "s", "s"),
        ([1717156800.25], "s", "us"),
        ([Decimal(1717156800)], "s", "s"),
    ],
)
def test_epoch_numbers(values: list[Any], unit: str, stored: str, times: Times) -> None:
    table = times(values, time_unit=unit, on_missing="drop")
    assert stamps(table)[0].astype("M8[s]") == np.datetime64("2024-05-31T12:00:00")
    assert table.time_unit == stored


def test_epoch_fractions_are_kept_to_the_microsecond(times: Times) -> None:
    assert stamps(times([1717156800.000001], time_unit="s")) == [np.datetime64("2024-05-31T12:00:00.000001")]


@pytest.mark.parametrize("values", [[3, 1, 2], [3.0, 1.0, 2.0], np.array([3, 1, 2], np.uint16)])
def test_order_numbers(values: Any, times: Times) -> None:
    table = times(values)
    assert (table.time_unit, table.table.column("t").to_pylist()) == (None, [3, 1, 2])
    assert table.report.notes == ()


def test_numbers_that_look_like_times_get_a_note(times: Times) -> None:
    assert 'for epoch times say time_unit="ms"' in times([1717156800000]).report.notes[0]
    assert "if they are dates such as 20240531" in times([20240531]).report.notes[0]


@pytest.mark.parametrize(
    ("values", "options", "sentence"),
    [
        ([1.5, 2.0], {}, r"1 value .* are not whole numbers, first 1.5 \(row 1\); say `time_unit`"),
        ([1.5], {"time_unit": "ns"}, "round them"),
        ([1e300], {"time_unit": "s"}, "outside the years 1 to 9999"),
        (
            [1717156800000],
            {"time_unit": "s"},
            r"outside the years 1 to 9999, first 1717156800000 \(row 1\); check the unit",
        ),
        ([2**63], {}, "beyond 64 bits"),
        (pa.array([2**63], pa.uint64()), {}, "integers beyond 64 bits; use a coarser unit"),
        ([True], {}, "must hold time stamps, dates, text or numbers; it holds bool"),
        ([timedelta(1)], {}, "must hold time stamps, dates, text or numbers; it holds duration"),
        (["2024-01-01", 5], {}, "mixes values of type int and text"),
        (np.array(["2024", "2025"], "M8[s]").astype("M8[fs]"), {}, r"datetime64\[fs\] is finer than nano"),
    ],
)
def test_what_cannot_be_a_time(values: Any, options: dict[str, Any], sentence: str, times: Times) -> None:
    with pytest.raises(InputError, match=sentence):
        times(values, **options)


def test_a_unit_for_time_stamps_is_refused(times: Times) -> None:
    with pytest.raises(
        OptionError, match=r"`time_unit` of read_events is for columns of numbers.*leave `time_unit` out"
    ):
        times([NOON], time_unit="s")
    with pytest.raises(OptionError, match="`time_unit` of read_events must be one of 's', 'ms', 'us', 'ns'; got 'D'"):
        times([1], time_unit="D")


@pytest.mark.parametrize(
    ("text", "unit", "first"),
    [
        ("2024-05-31 12:00", None, np.datetime64("2024-05-31T12:00")),
        ("20240531", None, np.datetime64("2024-05-31")),
        ("1717156800", "s", np.datetime64("2024-05-31T12:00")),
        ("1717156800.5", "s", np.datetime64("2024-05-31T12:00:00.5")),
        ("17", None, 17),
        ("17.0", None, 17),
    ],
)
def test_times_in_csv(
    text: str, unit: str | None, first: object, write: Callable[[str, str], Path], read: Read
) -> None:
    assert stamps(read(write("log.csv", f"c,e,t\na,x,{text}\n"), time_unit=unit)) == [first]
