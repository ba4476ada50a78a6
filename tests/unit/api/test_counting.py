"""What `counts` is asked for, and what it refuses."""

from typing import Any

import pandas as pd
import pytest

import journeymine as jm
from journeymine.errors import MissingColumnError, OptionError, UnknownEventError

ROWS = {
    "who": ["a", "b", "a", "c"],
    "what": ["c:x", "c:y", "buy", "c*x"],
    "when": ["2024-01-01", "2024-01-05 23:59:59", "2024-01-10", "2024-01-10 12:00"],
    "source": ["web", "tel", "web", None],
    "wrote": ["t"] * 4,
    "n": [1, 2, 3, 4],
    "share": [0.5] * 4,
}


@pytest.fixture
def log() -> jm.EventLog:
    return jm.read_events(ROWS, customer="who", event="what", time="when", extra=["source", "wrote", "n", "share"])


@pytest.mark.parametrize(
    ("events", "names"),
    [
        ("*", ["buy", "c*x", "c:x", "c:y"]),
        ("c:?", ["c:x", "c:y"]),
        # A name is itself before it is a pattern.
        ("c*x", ["c*x"]),
        (["buy", "*y", "buy"], ["buy", "c:y"]),
    ],
)
def test_names_and_patterns(log: jm.EventLog, events: Any, names: list[str]) -> None:
    assert sorted(set(log.counts(events, every="1w")["event"])) == names


def test_integer_names_are_asked_for_as_integers() -> None:
    log = jm.read_events({"w": [1, 1], "e": [7, 70], "t": [1, 2]}, customer="w", event="e", time="t")
    assert log.counts(7, every=10)["event"].tolist() == [7]
    with pytest.raises(UnknownEventError):
        log.counts("7", every=10)


def test_the_last_week_is_complete_once_it_is_observed(log: jm.EventLog) -> None:
    def complete(until: Any) -> list[bool]:
        return log.counts("buy", every="1w", observed_until=until)["complete"].tolist()  # type: ignore[no-any-return]

    assert complete(None) == [True, False]
    assert complete("2024-01-14T23:59:59") == [True, False]
    assert complete("2024-01-15") == [True, True]
    # Weeks in which nothing was recorded any more are told as well.
    assert complete("2024-01-23") == [True, True, True, False]


def test_weeks_begin_on_monday_in_their_zone(log: jm.EventLog) -> None:
    starts = log.counts("buy", every="1w", zone="Asia/Tokyo")["start"]
    assert starts.tolist() == [pd.Timestamp("2024-01-01", tz="Asia/Tokyo"), pd.Timestamp("2024-01-08", tz="Asia/Tokyo")]
    assert {start.weekday() for start in starts} == {0}


@pytest.mark.parametrize("every", ["1w", "5h"])
def test_a_log_of_one_event(every: str) -> None:
    log = jm.read_events({"w": [1], "e": ["a"], "t": ["9999-12-01"]}, customer="w", event="e", time="t")
    frame = log.counts(every=every, per="active_customers")
    assert frame[["n", "n_customers", "n_active_customers", "complete"]].to_numpy().tolist() == [[1, 1, 1, False]]


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"events": "c:z", "every": "1w"}, UnknownEventError, "no event 'c:z' in the log. Did you mean"),
        ({"events": "d:*", "every": "1w"}, UnknownEventError, r"no event 'd:\*'"),
        ({"events": [], "every": "1w"}, OptionError, "`events` of counts must be"),
        ({"events": 1.5, "every": "1w"}, OptionError, "`events` of counts must be"),
        ({"every": "1month"}, OptionError, "`every` of counts"),
        ({"every": 7}, OptionError, "`every` of counts"),
        ({"every": "0d"}, OptionError, "above 0"),
        ({"every": "0.1ms"}, OptionError, "at most 1,000,000 periods"),
        ({"every": "1w", "per": "customers"}, OptionError, "'active_customers'"),
        ({"every": "1w", "zone": "Europe/Berln"}, OptionError, "Did you mean 'Europe/Berlin'"),
        ({"every": "6h", "zone": "Europe/Berlin"}, OptionError, "does not go together with `every='6h'`"),
        ({"every": "1w", "by": "sorce"}, MissingColumnError, "Did you mean 'source'"),
        ({"every": "1w", "by": "who"}, OptionError, "not ids of customers"),
        ({"every": "1w", "by": "n"}, OptionError, "none of the names that the result has itself"),
        ({"every": "1w", "by": "share"}, OptionError, "holds double"),
        ({"every": "1w", "observed_until": "soon"}, OptionError, "`observed_until` of counts"),
    ],
)
def test_what_is_refused(log: jm.EventLog, options: dict[str, Any], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        log.counts(**options)


def test_more_rows_than_memory_has_room_for_are_refused() -> None:
    names = [f"e{number}" for number in range(200)]
    log = jm.read_events({"w": [1] * 200, "e": names, "t": [0, *[100_000] * 199]}, customer="w", event="e", time="t")
    with pytest.raises(OptionError, match="100,001 periods × 200 events"):
        log.counts(every=1)
