"""Patterns watched in a store: against their twin, the same for any deliveries, told and refused."""

import json
import math
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import journeymine as jm
from journeymine.errors import EmptyLogError, InputError, OptionError, UnknownEventError
from tests.reference import completions as twin
from tests.reference.sequences import as_elements
from tests.unit.actions.test_completing import ROLES, Row, drawn, patterns

ASKED: dict[str, Any] = {"every": 5, "baseline": 10, "season": None, "false_alarms": "1/100"}


def delivered(store: jm.JourneyStore, rows: list[Row]) -> None:
    who, when, what = zip(*rows, strict=True)
    store.ingest("crm", {"who": list(who), "when": list(when), "what": list(what)}, **ROLES)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[jm.JourneyStore]:
    with jm.JourneyStore(tmp_path / "journeys.duckdb", publish=False) as opened:
        yield opened


def same(one: jm.PatternWatch, two: jm.PatternWatch) -> None:
    pd.testing.assert_frame_equal(one.counts(), two.counts())
    pd.testing.assert_frame_equal(one.to_pandas(), two.to_pandas())
    pd.testing.assert_frame_equal(one.alarms().to_pandas(), two.alarms().to_pandas())


@pytest.mark.parametrize("seed", range(2))
def test_counts_and_lead_times_against_their_twin(store: jm.JourneyStore, seed: int) -> None:
    rows = sorted(set(drawn(seed, 400)))
    delivered(store, rows)
    watched = jm.watch_patterns(store, patterns(), outcome="complaint:*", within=20, observed_until=100, **ASKED)
    counts = watched.counts()
    assert counts["complete"].all()
    for row in watched.to_pandas().to_dict("records"):
        pattern = row["pattern"]
        wanted = as_elements(pattern)
        own = counts[[one == pattern for one in counts["pattern"]]]
        pairs = list(zip(own["n"], own["n_active_customers"], strict=True))
        assert pairs == twin.counts(rows, wanted, 5, 0, 20), pattern
        leads = twin.leads(rows, wanted, {"complaint:late", "complaint:lost"}, 20)
        assert row["n_outcome"] == len(leads)
        for name, q in (("median", 0.5), ("q25", 0.25), ("q75", 0.75)):
            # The least lead that so many do not exceed; steps are a tenth of an order number.
            expected = leads[max(math.ceil(q * len(leads)), 1) - 1] if leads else math.nan
            assert row[f"lead_time_{name}"] == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_first_completions_are_counted_once_a_journey(store: jm.JourneyStore) -> None:
    delivered(store, drawn(1))
    watched = jm.watch_patterns(store, patterns(), count="journeys", observed_until=100, **ASKED)
    sessions = jm.watch_patterns(
        store, patterns(), count="journeys", session_gap=3, observed_until=100, **ASKED
    ).counts()
    for counts, journeys in ((watched.counts(), store.journeys()), (sessions, store.journeys(session_gap=3))):
        for pattern, n in counts.groupby(counts["pattern"].map(str))["n"].sum().items():
            assert n == len(journeys.filter(str(pattern)))


@pytest.mark.parametrize("late", [False, True])
def test_deliveries_are_judged_as_all_at_once(store: jm.JourneyStore, late: bool) -> None:  # noqa: FBT001
    rows = drawn(9) if late else sorted(drawn(9), key=lambda row: row[1])
    few = patterns()[:4]
    delivered(store, rows[:700])
    watched = jm.watch_patterns(store, few, outcome="complaint:*", within=20, **ASKED)
    for start, end in ((690, 760), (760, 900)):
        delivered(store, rows[start:end])
        watched = jm.PatternWatch.resume(json.loads(json.dumps(watched.state()))).update(store)
    assert not watched.info["whole"]
    same(watched, jm.watch_patterns(store, few, outcome="complaint:*", within=20, **ASKED))


def test_only_customers_of_whom_something_came_are_looked_at(store: jm.JourneyStore) -> None:
    delivered(store, drawn(3))
    watched = jm.watch_patterns(store, patterns()[:3], **ASKED)
    assert watched.info["whole"]
    assert watched.update(store).info["n_looked_at"] == 0
    delivered(store, [("c3", 101, "a"), ("c3", 101, "b"), ("new", 40, "a"), ("new", 41, "b")])
    again = watched.update(store)
    assert (again.info["n_looked_at"], again.info["n_new"], again.info["n_late"]) == (2, 4, 2)
    assert any("2 events came late" in note for note in again.notes)
    same(again, jm.watch_patterns(store, patterns()[:3], **ASKED))


def test_customers_who_are_forgotten_are_counted_no_more(store: jm.JourneyStore) -> None:
    delivered(store, drawn(3))
    watched = jm.watch_patterns(store, patterns()[:3], **ASKED)
    store.forget(["c3"])
    delivered(store, [("c4", 102, "a")])
    again = watched.update(store)
    assert again.info["whole"]
    same(again, jm.watch_patterns(store, patterns()[:3], **ASKED))


def test_growth_is_heard_with_the_time_there_is_to_step_in(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    rows: list[tuple[str, pd.Timestamp, str]] = []
    for day in range(160):
        for _ in range(40):
            who, start = f"c{len(rows)}", pd.Timestamp("2025-01-06") + pd.Timedelta(days=day)
            steps = [("visit", 0)]
            if random.random() < (0.30 if day >= 120 else 0.12):
                steps += [("meter", 1), ("bill", 2), ("complaint:bill", 2 + 24 * random.integers(4, 9))]
            rows += [(who, start + pd.Timedelta(hours=int(hour)), name) for name, hour in steps]
    who, when, what = zip(*rows, strict=True)
    with jm.JourneyStore(tmp_path / "journeys.duckdb", publish=False) as store:
        store.ingest("crm", {"who": who, "when": when, "what": what}, **ROLES)
        watched = jm.watch_patterns(
            store, min_support=50, max_length=2, outcome="complaint:*", within="14d", detect=2.0,
            observed_until="2025-06-15",
        )  # fmt: skip
    found = {str(row["pattern"]): row for row in watched.alarms().to_pandas().to_dict("records")}
    alarm = found["meter → bill"]
    assert abs(alarm["since"] - pd.Timestamp("2025-05-06")) <= pd.Timedelta(days=3)
    assert alarm["found_at"] <= pd.Timestamp("2025-05-06") + pd.Timedelta(days=6)
    assert pd.Timedelta(days=5) <= alarm["lead_time_median"] <= pd.Timedelta(days=8)
    assert "visit" not in found
    told = json.loads(json.dumps(watched.alarms().to_dict()))
    assert told["result"] == "Alarms"
    assert pickle.loads(pickle.dumps(watched)).to_pandas().equals(watched.to_pandas())
    assert "meter → bill" in repr(watched.alarms())


def test_patterns_of_several_levels_and_any_number_of_threads(store: jm.JourneyStore) -> None:
    delivered(store, drawn(6))
    kinds = {"complaint:late": "complaint", "complaint:lost": "complaint"}
    mined = jm.mine_sequences(store.journeys(), min_support=0.5, max_length=2, hierarchy=kinds)
    general = mined.filter(contains="complaint")
    watched = [
        jm.watch_patterns(store, general, count="journeys", observed_until=100, n_jobs=n_jobs, **ASKED)
        for n_jobs in (1, 2)
    ]
    same(*watched)
    counts = watched[0].counts()
    told = counts.groupby(counts["pattern"].map(str))["n"].sum()
    assert {name: told[name] for name in told.index} == {
        str(pattern): n for pattern, n in zip(general, general.to_pandas()["n_journeys"], strict=True)
    }
    assert len(general) > 2


def test_what_is_mined_comes_from_the_baseline_alone(store: jm.JourneyStore) -> None:
    early = [(f"c{who}", who % 50, "a") for who in range(60)]
    delivered(store, [*early, *((f"d{who}", 50 + who % 50, "late") for who in range(60))])
    watched = jm.watch_patterns(store, min_support=5, **ASKED)
    assert [str(pattern) for pattern in watched.to_pandas()["pattern"]] == ["a"]


def test_what_is_refused(store: jm.JourneyStore) -> None:
    with pytest.raises(EmptyLogError, match="watch_patterns found no event"):
        jm.watch_patterns(store, patterns(), **ASKED)
    delivered(store, drawn(2))
    with pytest.raises(OptionError, match="`store` of watch_patterns must be a JourneyStore"):
        jm.watch_patterns("journeys.duckdb", patterns())  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="or None with `min_support`; got None"):
        jm.watch_patterns(store, **ASKED)
    with pytest.raises(OptionError, match="`min_support` of watch_patterns does not go together with `patterns`"):
        jm.watch_patterns(store, patterns(), min_support=3, **ASKED)
    with pytest.raises(OptionError, match="give both, or neither"):
        jm.watch_patterns(store, patterns(), outcome="complaint:*", **ASKED)
    with pytest.raises(OptionError, match="`within` of watch_patterns must be a length of time above 0"):
        jm.watch_patterns(store, patterns(), outcome="complaint:*", within=0, **ASKED)
    with pytest.raises(UnknownEventError, match="no event 'complaint:lots' in the log"):
        jm.watch_patterns(store, patterns(), outcome=["a", "complaint:lots"], within=5, **ASKED)
    numbers = jm.mine_sequences([[1, 2]] * 3, min_support=3)
    with pytest.raises(UnknownEventError, match="None of the events of `patterns` of watch_patterns is in the store"):
        jm.watch_patterns(store, numbers, **ASKED)
    with pytest.raises(OptionError, match="watch_patterns would tell more than is published"):
        jm.watch_patterns(store, jm.protect(patterns(), 2), **ASKED)
    with pytest.raises(OptionError, match="end where journeys do"):
        jm.watch_patterns(store, patterns({"ends_with": jm.END}), **ASKED)
    with pytest.raises(OptionError, match="`count` of watch_patterns"):
        jm.watch_patterns(store, patterns(), **{**ASKED, "count": "windows"})
    with pytest.raises(InputError, match="names 'crn'"):
        jm.watch_patterns(store, patterns(), sources="crn", **ASKED)
    watched = jm.watch_patterns(store, patterns()[:1], **ASKED)
    with pytest.raises(OptionError, match="`store` of update"):
        watched.update(None)  # type: ignore[arg-type]
    for state in (None, {}, {**watched.state(), "version": 9}, {**watched.state(), "counted": {}}):
        with pytest.raises(InputError, match="`state` of resume"):
            jm.PatternWatch.resume(state)  # type: ignore[arg-type]
