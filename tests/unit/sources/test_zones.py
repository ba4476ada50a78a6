"""Local times: what every zone's clocks showed, beside Python's own zoneinfo."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.errors import OptionError
from journeymine.sources.zones import checked_zone, local_times
from tests.unit.sources.conftest import Read

ZONES = ["Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
# Apia left out a whole day, Lord Howe sets its clocks by half an hour, Monrovia had an offset with seconds.
ODD = ["Pacific/Apia", "Africa/Casablanca", "Africa/Monrovia", "America/St_Johns", "Asia/Pyongyang"]
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001


def slow(shown: datetime, zone: str) -> tuple[datetime, int, int]:
    """The moment, and whether clocks showed it twice or never."""
    info = ZoneInfo(zone)
    first, second = (shown.replace(tzinfo=info, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return shown - first, int(first > second), int(first < second)


CHANGES = [
    datetime.fromisoformat(text)
    for text in (
        "2024-03-31T02", "2024-10-27T02", "2024-03-10T02", "2018-11-04", "2011-12-30", "2024-04-07T01:30", "1972-01-07",
        "2006-10-29T00:01",
    )
]  # fmt: skip


@settings(deadline=None)
@given(
    st.sampled_from(ZONES + ODD),
    st.lists(
        st.datetimes(datetime(1890, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001
        | st.tuples(st.sampled_from(CHANGES), st.integers(-7200, 90_000)).map(
            lambda one: one[0] + timedelta(seconds=one[1])
        ),
        max_size=12,
    ),
)
def test_as_python_has_it(zone: str, shown: list[datetime]) -> None:
    shown = [one.replace(microsecond=0) for one in shown]
    seconds = np.array([(one - EPOCH) // timedelta(seconds=1) for one in shown], np.int64)
    found = local_times(seconds, zone)
    moments = [EPOCH + timedelta(seconds=int(second)) for second in seconds - found.offset]
    expected = [slow(one, zone) for one in shown]
    assert moments == [moment for moment, _, _ in expected]
    assert (found.repeated, found.skipped) == (sum(one[1] for one in expected), sum(one[2] for one in expected))


def test_the_ends_of_the_calendar() -> None:
    ends = np.array([-62_135_596_800, 253_402_300_799])
    assert local_times(ends, "Europe/Berlin").offset.tolist() == [3208, 3600]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2024-05-31 14:00"], "2024-05-31T12:00"),
        (["31.05.2024 14:00"], "2024-05-31T12:00"),
        (["31 May 2024 14:00"], "2024-05-31T12:00"),
        (["2024-05-31T14:00:00Z"], "2024-05-31T14:00"),
        (["2024-05-31"], "2024-05-30T22:00"),
        (pd.to_datetime(["2024-05-31"]).as_unit("ns"), "2024-05-30T22:00"),
        (pa.array([datetime(2024, 5, 31).date()]), "2024-05-30T22:00"),  # noqa: DTZ001
        (pa.array([datetime(2024, 5, 31, 14, tzinfo=UTC)]), "2024-05-31T14:00"),
        (["2024-03-31 02:30"], "2024-03-31T01:30"),
        (["2024-10-27 02:30"], "2024-10-27T00:30"),
    ],
    ids=str,
)
def test_times_of_a_zone(values: object, expected: str, read: Read) -> None:
    table = read({"c": ["a"], "e": ["x"], "t": values}, zone="Europe/Berlin")
    assert table.table.column("t").to_numpy()[0] == np.datetime64(expected)
    assert not table.report.naive_times


def test_zones_in_some_rows_only(read: Read) -> None:
    log = {"c": ["a"] * 3, "e": ["x"] * 3, "t": ["2024-05-31 14:00", "2024-05-31 14:00Z", "2024-05-31 14:00+09:00"]}
    table = read(log, zone="Europe/Berlin")
    assert [str(one)[11:13] for one in table.table.column("t").to_numpy()] == ["12", "14", "05"]


def test_what_became_of_odd_times_is_told(read: Read) -> None:
    shown = ["2024-03-31 02:30", "2024-03-31 02:59", "2024-10-27 02:00", "2024-05-01"]
    notes = read({"c": ["a"] * 4, "e": ["x"] * 4, "t": shown}, zone="Europe/Berlin").report.notes
    assert notes[0] == "Times without zone in 't' were taken as those of Europe/Berlin."
    assert "showed 1 of the times in 't' twice" in notes[1]
    assert "never showed 2 of the times in 't'" in notes[2]
    assert read({"c": ["a"], "e": ["x"], "t": ["2024-05-01 00:00Z"]}, zone="Europe/Berlin").report.notes == ()


def test_the_last_moment_of_nanoseconds_stays(read: Read) -> None:
    never = pd.Series([pd.Timestamp.max, pd.Timestamp("2024-01-01")])
    table = read(pd.DataFrame({"c": ["a"] * 2, "e": ["x"] * 2, "t": never.astype("M8[ns]")}), zone="America/New_York")
    assert table.table.column("t").cast(pa.int64()).to_pylist() == [2**63 - 1, 1_704_085_200 * 10**9]


@pytest.mark.parametrize(
    ("times", "options", "sentence"),
    [
        (
            [1],
            {},
            "the time column 't' of the dict of arrays holds order numbers: for epoch times say `time_unit` instead",
        ),
        ([1], {"time_unit": "s"}, "holds epoch times, which are UTC in every zone: leave `zone` out"),
        ([1.5], {"time_unit": "s"}, "holds epoch times"),
    ],
)
def test_numbers_have_no_zone(times: list[float], options: dict[str, str], sentence: str, read: Read) -> None:
    with pytest.raises(OptionError, match=sentence):
        read({"c": ["a"], "e": ["x"], "t": times}, zone="Europe/Berlin", **options)


@pytest.mark.parametrize("zone", ["Europe/Berln", "berlin", "", "/etc/passwd", "../UTC", "Europe", 3, b"UTC"])
def test_zones_that_there_are_not(zone: object, read: Read) -> None:
    with pytest.raises(OptionError, match="`zone` of read_events must be the name of a time zone, such as 'Europe/Ber"):
        read({"c": ["a"], "e": ["x"], "t": ["2024-01-01"]}, zone=zone)
    assert checked_zone(None, "read_events") is None
