"""Counts over time against counting row by row, on random logs across days that clocks skip and repeat."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

import journeymine as jm
from tests.reference.event_counts import day_counts, step_counts

#: Clocks in Havana show the midnight of 2024-11-03 twice, those in Sao Paulo skip that of 2018-11-04, and Apia has no
#: 2011-12-30 at all.
ABOUT = [datetime(2024, 11, 3, tzinfo=UTC), datetime(2018, 11, 4, tzinfo=UTC), datetime(2011, 12, 30, tzinfo=UTC)]
ZONES = ["UTC", "Europe/Berlin", "America/Havana", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kolkata"]


@st.composite
def logs(draw: Any) -> list[tuple[str, str, datetime, str | None]]:
    about = draw(st.sampled_from(ABOUT))
    times = st.one_of(
        st.integers(-40 * 24, 40 * 24).map(lambda hours: about + timedelta(hours=hours)),
        st.integers(-30 * 60, 30 * 60).map(lambda minutes: about + timedelta(minutes=minutes)),
    )
    rows = st.tuples(
        st.sampled_from("abc"), st.sampled_from(["c:x", "c:y", "buy"]), times, st.sampled_from(["web", "tel", None])
    )
    drawn: list[tuple[str, str, datetime, str | None]] = draw(st.lists(rows, min_size=1, max_size=14))
    return drawn


def log_of(rows: list[tuple[str, str, datetime, str | None]]) -> jm.EventLog:
    frame = pd.DataFrame(rows, columns=["who", "what", "when", "source"])
    return jm.read_events(frame, customer="who", event="what", time="when", extra=["source"])


@settings(max_examples=80, deadline=None)
@example(rows=[("a", "c:x", ABOUT[0] + timedelta(hours=h), "web") for h in (0, 4)], days=1, zone=ZONES[2], by=False)
@given(rows=logs(), days=st.sampled_from([1, 2, 7, 14, 30]), zone=st.sampled_from(ZONES), by=st.booleans())
def test_whole_days_are_those_of_the_calendar(rows: Any, days: int, zone: str, *, by: bool) -> None:
    events = sorted({row[1] for row in rows if row[1].startswith("c:")})
    log = log_of(rows)
    if not events:
        events, asked = ["buy"], "b*"
    else:
        asked = "c:*"
    options: dict[str, Any] = {"per": "active_customers", "by": "source" if by else None}
    frame = log.counts(asked, every=timedelta(days=days), zone=zone, **options)
    sources = sorted({row[3] for row in rows}, key=lambda one: (one is None, one)) if by else None
    expected = day_counts(rows, events, days, zone, sources)
    found = frame.to_dict("records")
    assert len(found) == len(expected)
    for one, slow in zip(found, expected, strict=True):
        # A day that the calendar skips begins where the next one does. Python takes a moment that clocks show twice for
        # unequal to any of another zone (PEP 495).
        assert one["start"].tz_convert("UTC") == slow["start"]
        each = None if pd.isna(one["per_active_customer"]) else one["per_active_customer"]
        assert each == slow["per_active_customer"]
        group = one.get("source")
        assert (None if pd.isna(group) else group) == slow["source"]
        assert all(one[name] == slow[name] for name in ("event", "n", "n_customers", "n_active_customers", "complete"))


@settings(max_examples=60, deadline=None)
@given(times=st.lists(st.integers(-50, 50), min_size=1, max_size=12), every=st.integers(1, 20))
def test_order_numbers_are_counted_from_zero(times: list[int], every: int) -> None:
    log = jm.read_events(
        {"w": [1] * len(times), "e": ["a"] * len(times), "t": times}, customer="w", event="e", time="t"
    )
    frame = log.counts("a", every=every)
    assert list(frame[["start", "n", "complete"]].itertuples(index=False, name=None)) == step_counts(times, every)


@settings(max_examples=40, deadline=None)
@given(rows=logs(), hours=st.sampled_from([1, 5, 6, 36]))
def test_lengths_that_are_no_days_are_even(rows: Any, hours: int) -> None:
    log = log_of(rows)
    frame = log.counts(every=f"{hours}h")
    monday = pd.Timestamp("1970-01-05", tz="UTC")
    length = pd.Timedelta(hours=hours)
    assert all((start - monday) % length == pd.Timedelta(0) for start in frame["start"])
    assert frame["n"].sum() == len(rows)
    for one in frame[frame["n"] > 0].to_dict("records"):
        inside = [row for row in rows if one["start"] <= row[2] < one["start"] + length and row[1] == one["event"]]
        assert (one["n"], one["n_customers"]) == (len(inside), len({row[0] for row in inside}))
