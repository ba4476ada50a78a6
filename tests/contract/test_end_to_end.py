"""From files to journeys and patterns through the public names; figures counted by other programs."""

from pathlib import Path
from typing import Literal

import pytest

import journeymine as jm


@pytest.fixture(scope="module")
def helpdesk(data: Path) -> tuple[jm.EventLog, jm.EventLog]:
    table = jm.read_events(
        data / "helpdesk" / "helpdesk.csv.gz", customer="Case ID", event="Activity", time="Complete Timestamp"
    )
    log = jm.read_events(
        data / "helpdesk" / "helpdesk.xes.gz", customer="case:concept:name", event="concept:name", time="time:timestamp"
    )
    return table, log


def test_csv_and_xes_of_one_log_give_the_same_journeys(helpdesk: tuple[jm.EventLog, jm.EventLog]) -> None:
    modes: list[tuple[Literal["set", "order"], int]] = [("set", 21_221), ("order", 21_348)]
    for simultaneous, n_events in modes:
        first, second = (log.journeys(simultaneous=simultaneous) for log in helpdesk)
        for journeys in (first, second):
            assert journeys.shape == (4_580,)
            assert len(journeys.events) == n_events
            assert len(journeys.names) == 14
        assert sorted(map(str, first.to_lists())) == sorted(map(str, second.to_lists()))


def test_the_whole_road(helpdesk: tuple[jm.EventLog, jm.EventLog], tmp_path: Path) -> None:
    log = helpdesk[0]
    assert len(log) == 21_348
    patterns = jm.mine_sequences(log.journeys(simultaneous="order"), min_support=0.05, kind="closed")
    best = patterns.filter(min_length=2).sort_by("lift_order").top(5)
    frame = best.to_pandas()
    assert frame["lift_order"].is_monotonic_decreasing
    assert (frame["support_low"] <= frame["support"]).all()
    assert (frame["support"] <= frame["support_high"]).all()
    assert len(best.matches(0)) == frame["n_journeys"][0]
    patterns.save(tmp_path / "patterns.parquet")
    assert jm.PatternSet.load(tmp_path / "patterns.parquet").to_dict() == patterns.to_dict()


def test_incidents(data: Path) -> None:
    log = jm.read_events(
        data / "bpic2013" / "bpic2013_incidents.xes.gz",
        customer="case:concept:name",
        event=["concept:name", "lifecycle:transition"],
        time="time:timestamp",
    )
    assert len(log) == 65_533
    journeys = log.journeys(simultaneous="order")
    assert journeys.shape == (7_554,)
    assert len(journeys.names) == 13


def test_online_retail(data: Path) -> None:
    pyreadr = pytest.importorskip("pyreadr")
    frame = next(iter(pyreadr.read_r(data / "onlineretail" / "onlineretail.rda").values()))
    log = jm.read_events(frame, customer="CustomerID", event="StockCode", time="InvoiceDate", on_missing="drop")
    quality = log.quality().to_dict()
    assert quality["rows_read"] == 541_909
    assert quality["missing"]["CustomerID"] == 135_080
    journeys = log.journeys()
    assert len(set(journeys.customer.tolist())) == 4_372
    assert journeys.coded.element_starts is not None
