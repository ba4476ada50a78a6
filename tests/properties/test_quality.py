"""What quality says of five systems: every planted fault, nothing else, and cures that mend just that."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.datasets import generate
from journeymine.datasets.five_systems import FiveSystems, five_systems
from journeymine.errors import EmptyLogError
from journeymine.sources.faults.bots import bots
from journeymine.sources.faults.catch_all import catch_all
from journeymine.sources.faults.columns import Mask
from journeymine.sources.faults.duplicates import exact_duplicates, near_duplicates
from journeymine.sources.faults.finding import Finding
from journeymine.sources.faults.seen import Seen
from journeymine.sources.quality import quality

# Rows planted three years ahead must lie in the future.
NOW = datetime(2026, 6, 1, tzinfo=UTC)
# Of these, the rows concerned are not the rows that the cure changes.
OF_A_PERIOD = {"late_tail", "gap"}


@pytest.fixture(scope="module")
def exports() -> FiveSystems:
    return five_systems(500, days=90, seed=4)


@pytest.fixture(scope="module")
def log(exports: FiveSystems) -> jm.EventLog:
    return jm.read_events(dict(exports.sources), mapping=exports.mapping)


def found(log: jm.EventLog) -> dict[tuple[str, Any], Finding]:
    return {(one.fault, one.source): one for one in quality(log._table, now=NOW).findings}


def planted(exports: FiveSystems, fault: str) -> Mask:
    """The rows of the log that have a fault planted; rows without customer are not in the log."""
    masks = []
    faults = exports.faults
    for source, table in exports.sources.items():
        mine = faults.filter((faults["source"].to_numpy() == source) & (faults["fault"].to_numpy() == fault))
        mask = np.zeros(table.num_rows, np.bool_)
        mask[mine["row"].to_numpy()] = True
        kept = table["customer"].is_valid().to_numpy() if source == "shop" else np.ones(len(mask), np.bool_)
        masks.append(mask[kept])
    return np.concatenate(masks)


def test_every_planted_fault_is_found_and_nothing_else(exports: FiveSystems, log: jm.EventLog) -> None:
    counts = {
        ("exact_duplicates", "web"): planted(exports, "duplicate").sum(),
        ("near_duplicates", "web"): planted(exports, "near_duplicate").sum(),
        ("bots", "web"): planted(exports, "bot").sum(),
        ("catch_all", "shop"): planted(exports, "catch_all").sum(),
        ("before_1990", "web"): planted(exports, "epoch").sum(),
        ("future", "web"): planted(exports, "future").sum(),
        ("zone", "phone"): planted(exports, "zone").sum(),
        ("spellings", "tickets"): planted(exports, "spelling").sum(),
        ("missing", "shop"): exports.sources["shop"]["customer"].null_count,
        ("gap", "shop"): 4,
        ("late_tail", "tickets"): 3,
    }
    assert {key: one.count for key, one in found(log).items()} == counts


def test_the_rows_are_those_planted(exports: FiveSystems, log: jm.EventLog) -> None:
    table = log._table
    seen = Seen(table, NOW)
    assert np.array_equal(bots(table), planted(exports, "bot"))
    assert np.array_equal(catch_all(table), planted(exports, "catch_all"))
    assert np.array_equal(exact_duplicates(table), planted(exports, "duplicate"))
    assert np.array_equal(near_duplicates(table) & ~exact_duplicates(table), planted(exports, "near_duplicate"))
    assert np.array_equal(seen.ahead, planted(exports, "future"))
    assert np.array_equal(seen.before_1990, planted(exports, "epoch"))


def test_each_cure_mends_just_what_was_found(log: jm.EventLog) -> None:
    before = found(log)
    for fault in before:
        cure = before[fault].cure
        if cure is None:
            assert fault[0] in {"gap", "missing"}
            continue
        mended = eval(cure, {"log": log})
        same = {key: one.count for key, one in before.items() if one.cure != cure}
        left = found(mended)
        assert fault not in left
        if fault[0] in {"zone", "spellings"}:
            assert mended.steps()["rows_changed"].tolist() == [before[fault].count]
        elif fault[0] not in OF_A_PERIOD:
            also = before["exact_duplicates", "web"].count if fault[0] == "near_duplicates" else 0
            assert len(log) - len(mended) == before[fault].count + also
            same.pop(("exact_duplicates", "web") if also else ("", None), None)
        if fault[0] in {"bots", "catch_all", "zone", "spellings", "exact_duplicates"}:
            assert {key: one.count for key, one in left.items()} == same


def test_names_and_texts_are_not_shown(exports: FiveSystems, log: jm.EventLog) -> None:
    report = log.quality()
    shown = " ".join(example for one in report.findings for example in one.examples)
    names = set(log.to_arrow()["customer"].unique().to_pylist()) - {"guest"}
    texts = set(exports.sources["tickets"]["text"].to_pylist())
    assert not [one for one in names | texts if one in shown]


def test_a_line_for_each_source(exports: FiveSystems, log: jm.EventLog) -> None:
    report = log.quality()
    assert [one.source for one in report.by_source] == list(exports.sources)
    assert sum(one.rows for one in report.by_source) == len(log)
    table = log.to_pandas()
    for one in report.by_source:
        own = table[table["source"] == one.source]
        assert (one.rows, one.customers) == (len(own), own["customer"].nunique())
    assert report.to_frame()["fault"].tolist() == [one.fault for one in report.findings]


@pytest.mark.parametrize("seed", range(8))
def test_no_false_alarms(seed: int) -> None:
    """Of 200 sound logs of five systems, and 200 of `generate`, none was said to have a fault."""
    exports = five_systems(150, days=60 + seed % 2 * 30, seed=seed)
    assert not found(jm.read_events(dict(exports.clean), mapping=exports.mapping))
    single = jm.read_events(generate(200, days=90, seed=seed), customer="customer", event="event", time="time")
    assert not found(single)


HOSTILE = st.sampled_from(
    ["pay", "Pay ", "a'b", 'A"b', "a\\d", "A\\D", "(.*)", "pay\n", "{x}", "[", "$1", r"\1", "\u00a0pay"]
)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ann", "guest", "N/A", "it's"]),
            HOSTILE,
            st.sampled_from(["1970-01-01", "2024-05-01T10:00:00", "2024-05-01T10:00:01", "2901-01-01T00:00:00.5"]),
        ),
        min_size=2,
        max_size=12,
    )
)
def test_cures_can_be_run_whatever_the_names(rows: list[tuple[str, str, str]]) -> None:
    customers, events, times = map(list, zip(*rows, strict=True))
    log = jm.read_events({"c": customers, "e": events, "t": times}, customer="c", event="e", time="t")
    before = found(log)
    for fault, finding in before.items():
        if finding.cure is None:
            continue
        try:
            mended = eval(finding.cure, {"log": log})
        except EmptyLogError:
            continue
        assert fault not in found(mended)
