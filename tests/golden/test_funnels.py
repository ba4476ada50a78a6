"""Funnels of real logs beside the same counted by plain loops over frames, and beside what came to be known later."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import journeymine as jm

WAY = ["Assign seriousness", "Take in charge ticket", "Resolve ticket"]


def looped(frame: pd.DataFrame, steps: list[str], days: int, *, any_entry: bool) -> list[int]:
    """How many customers observed for the whole window take each step, counted by going through every customer."""
    end, window = frame["time"].max(), pd.Timedelta(days=days)
    counts = [0] * len(steps)
    for _, own in frame.sort_values("time", kind="stable").groupby("customer"):
        rows = list(zip(own["time"], own["event"], strict=True))
        entries = [time for time, event in rows if event == steps[0]]
        best = 0
        for entered in entries if any_entry else entries[:1]:
            if entered + window > end:
                continue
            clock, taken = entered, 1
            for time, event in rows:
                if taken < len(steps) and event == steps[taken] and clock < time <= entered + window:
                    clock, taken = time, taken + 1
            best = max(best, taken)
        for step in range(best):
            counts[step] += 1
    return counts


def tickets(data: Path) -> pd.DataFrame:
    names = {"Case ID": "customer", "Activity": "event", "Complete Timestamp": "time"}
    frame = pd.read_csv(data / "helpdesk" / "helpdesk.csv.gz", usecols=list(names)).rename(columns=names)
    return frame.assign(time=pd.to_datetime(frame["time"], utc=True))


@pytest.mark.parametrize("entry", ["first", "any"])
def test_tickets_get_as_far_as_loops_say(data: Path, entry: str) -> None:
    frame = tickets(data)[:6_000]
    log = jm.read_events(frame, customer="customer", event="event", time="time")
    told = log.funnel(WAY, within="3d", entry=entry).to_pandas()  # type: ignore[arg-type]
    assert told["n_reached"].tolist() == looped(frame, WAY, 3, any_entry=entry == "any")


def test_incidents_get_as_far_as_loops_say(data: Path) -> None:
    frame = pd.read_csv(data / "bpic2013" / "bpi_13_incidents_verenich.csv.gz", nrows=9_000)
    frame.columns = pd.Index(["customer", "event", "time"])
    frame["event"], frame["time"] = "a" + frame["event"].astype(str), pd.to_datetime(frame["time"], utc=True)
    steps = frame["event"].value_counts().index[:3].tolist()
    log = jm.read_events(frame, customer="customer", event="event", time="time")
    told = log.funnel(steps, within="2d", entry="any").to_pandas()
    assert told["n_reached"].tolist() == looped(frame, steps, 2, any_entry=True)


def test_what_is_under_way_is_foreseen_as_it_came_out(data: Path) -> None:
    """On 24 days a month apart, of the tickets of the 20 days before: who counts all that entered finds too few."""
    frame = tickets(data)
    entered = frame[frame["event"] == WAY[0]].groupby("customer")["time"].min()
    gaps = []
    for day in pd.date_range("2011-01-01", "2012-12-01", freq="MS", tz="UTC"):
        recent = entered.index[(entered > day - pd.Timedelta(days=20)) & (entered <= day)]
        own = frame[frame["customer"].isin(recent)]
        came = followed(own)["share"]
        seen = followed(own, observed_until=day)
        gaps.append((seen["share_km"] - came, seen["n"] / len(recent) - came, seen["share"] - came))
    curve, plain, whole = np.array(gaps).T
    assert abs(curve.mean()) < 0.02
    assert plain.mean() < -0.04
    # Those who were observed for the whole window alone are half of all.
    assert curve.std() < whole.std() / 2


def followed(frame: pd.DataFrame, **options: Any) -> "pd.Series[Any]":
    """The last step of the way within 10 days."""
    log = jm.read_events(frame, customer="customer", event="event", time="time")
    return log.funnel(WAY, within="10d", **options).to_pandas().iloc[-1]
