"""What actions found, fit to leave the house: no published number, nor a difference of two, is of fewer than k."""

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.datasets import ServiceLog, service_log
from journeymine.errors import OptionError
from tests.reference.protect_actions import people_by_what_they_hold

K = 10
WAY = ["a", "b", "c", "d"]


@pytest.fixture(scope="module")
def made() -> ServiceLog:
    return service_log(3_000, days=200, seed=2)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=4, max_size=4), st.sampled_from([None, 1, 5, 10]))
def test_who_reads_a_funnel_finds_no_few(many: list[int], unit: int | None) -> None:
    visits = [list(WAY[: place + 1]) for place, n in enumerate(many) for _ in range(n)] or [["x"]]
    way = jm.Journeys.from_lists([*visits, ["a", "b", "c", "d", "x"]]).funnel(WAY, within=9)
    told = jm.protect(way, K, round_to=unit).to_pandas()
    whole = dict(zip(way.to_pandas()["event"], way.to_pandas()["n_reached"], strict=True))
    true = [whole[event] for event in told["event"]]
    assert all(n >= K for n in true)
    assert all(one - two >= K for one, two in itertools.pairwise(true))
    expected = [(n + (unit or 1) // 2) // (unit or 1) * (unit or 1) for n in true]
    assert told["n_reached"].tolist() == expected
    np.testing.assert_allclose(told["share"], [n / expected[0] for n in expected])


def test_a_funnel_by_segments_is_told_for_each(made: ServiceLog) -> None:
    way = made.log().funnel(["order", "app:error", "call:commissioning"], within="30d", by="region")
    told = jm.protect(way, K)
    whole = way.to_pandas().set_index(["segment", "step"])["n_reached"]
    rows = told.to_pandas().set_index(["segment", "step"])
    assert len(rows) > 3
    assert (rows["n_reached"] == whole.loc[rows.index]).all()
    for _, segment in rows.groupby("segment"):
        assert (-segment["n_reached"].diff().dropna() >= K).all()
    assert told.info["protected"]["withheld"].keys() <= {"small count", "small difference to another row"}
    assert "protected: no count of fewer than 10 customers" in told.notes[0]


def test_a_trial_is_told_by_its_four_groups(made: ServiceLog) -> None:
    asked: dict[str, Any] = {"within": "14d", "holdout": "is_control", "start": "assigned", "ratio": 0.8}
    effect = jm.step_effect(made.log(), "mail:offer", "upgrade", observed_until=made.observed_until, **asked)
    row, told = effect.to_pandas().iloc[0], jm.protect(effect, K).to_pandas()
    assert len(told) == 1
    for name in ("n_treated", "n_goal_control", "difference", "difference_low", "risk_ratio"):
        assert told[name][0] == row[name]
    assert not {"p_value", "detectable", "n_reached"} & set(told.columns)
    few = int(row["n_goal_control"]) + 1
    assert len(jm.protect(effect, few)) == 0
    assert jm.protect(effect, few).info["protected"]["withheld"] == {"small count": 1}
    coarse = jm.protect(effect, K, round_to=10).to_pandas().iloc[0]
    assert coarse["n_treated"] % 10 == coarse["n_goal_control"] % 10 == 0
    assert coarse["share_treated"] == coarse["n_goal_treated"] / coarse["n_treated"]


def test_what_was_compared_within_strata_is_withheld(made: ServiceLog) -> None:
    steps = ["mail:offer", "sms:reminder"]
    asked: dict[str, Any] = {"within": "10d", "design": jm.Landmark("4d"), "start": "assigned"}
    told = jm.protect(jm.campaign_effects(made.log(), steps, "upgrade", **asked), K)
    assert len(told) == 0
    assert told.info["protected"]["withheld"] == {"compared within strata": 2}


@pytest.mark.parametrize("k", [10, 60])
def test_who_reads_what_leads_there_finds_no_few(made: ServiceLog, k: int) -> None:
    found = jm.leads_to(made.log(), "call:commissioning", "7d", 10, observed_until=made.observed_until)
    told = jm.protect(found, k)
    whole = found.to_pandas().set_index("pattern")
    rows = told.to_pandas().set_index("pattern")
    assert 0 < len(rows) < len(whole)
    assert (rows["n_customers"] == whole.loc[rows.index, "n_journeys"]).all()
    journeys = made.log().journeys(observed_until=made.observed_until)
    sizes = people_by_what_they_hold(journeys, list(rows.index))
    assert min(sizes) >= k
    assert (rows["n_customers"] - rows["n_before_outcome"] >= k).all()
    assert (rows["n_before_outcome"] >= k).all()
    np.testing.assert_allclose(rows["share"], rows["n_before_outcome"] / rows["n_customers"])


def test_the_few_without_an_outcome_are_not_told_by_the_others() -> None:
    rows = [(who, 1, "error") for who in range(60)] + [(who, 2, "call") for who in range(55)]
    who, when, what = (list(column) for column in zip(*rows, strict=True))
    log = jm.read_events({"who": who, "when": when, "what": what}, customer="who", event="what", time="when")
    found = jm.leads_to(log, "call", 3, 5, max_length=1)
    with pytest.raises(OptionError, match="some group has fewer than 10"):
        jm.protect(found, K)
    assert len(jm.protect(found, K, differences=False)) == 1


def test_drift_is_told_by_its_counts(made: ServiceLog) -> None:
    log = made.log()
    before, now = (
        log.journeys(end="2024-04-01", min_events=1),
        log.journeys(start="2024-04-01", min_events=1),
    )
    drift = jm.mine_sequences(log.journeys(), min_support=5, max_length=2).drift(before, now)
    told = jm.protect(drift, K).to_pandas().set_index("pattern")
    whole = drift.to_pandas().set_index("pattern")
    assert 0 < len(told) < len(whole)
    for name in ("n_before", "n_now", "support_before", "support_difference", "support_difference_low"):
        assert (told[name] == whole.loc[told.index, name]).all()
    for period, name in ((before, "n_before"), (now, "n_now")):
        assert min(people_by_what_they_hold(period, list(told.index))) >= K, name
    several = log.journeys(session_gap="1d", end="2024-04-01", min_events=1)
    with pytest.raises(OptionError, match="one journey a customer"):
        jm.protect(jm.mine_sequences(log.journeys(), min_support=300).drift(several, now), K)


def test_both_orders_do_not_tell_how_few_did_neither() -> None:
    week = [["a"]] * 40 + [["b"]] * 40 + [["a", "b"]] * 20 + [["b", "a"]] * 20 + [["c"]] * 4 + [["c", "a"]] * 20
    now = [*week, *week]
    drift = jm.mine_sequences(now, min_support=10, max_length=2).drift(
        jm.Journeys.from_lists(week), jm.Journeys.from_lists(now), strata=None
    )
    for differences, expected in ((True, 1), (False, 2)):
        told = jm.protect(drift, K, differences=differences)
        pairs = {str(one) for one in told.to_pandas()["pattern"]} & {"a → b", "b → a"}
        assert len(pairs) == expected
    assert jm.protect(drift, K).info["protected"]["withheld"]["both orders"] == 1


def test_measures_are_told_without_their_evidence(made: ServiceLog) -> None:
    found = jm.leads_to(made.log(), "call:commissioning", "7d", observed_until=made.observed_until)
    measures = jm.suggest(found)
    told = jm.protect(measures, K).to_pandas()
    assert set(told.columns) == {"about", "kind", "measure", "design", "n"}
    assert told["about"][0] == measures.to_pandas()["about"][0]
    assert all(abs(one - two) == 0 or abs(one - two) >= K for one, two in itertools.combinations(told["n"], 2))


def test_what_cannot_be_protected_says_so(made: ServiceLog) -> None:
    log = made.log()
    counts = log.counts("app:*", every="1d")
    for other in (jm.watch(counts), log.attribution("upgrade", method="last", n_bootstrap=0)):
        with pytest.raises(OptionError, match=r"`result` of protect must be .*Funnel"):
            jm.protect(other, K)
    entries = log.funnel(["app:open", "app:error"], within="30d", count="entries")
    with pytest.raises(OptionError, match="count='customers'"):
        jm.protect(entries, K)
    way = jm.protect(log.funnel(["order", "app:error"], within="30d"), K)
    with pytest.raises(OptionError, match="`result` of protect must be"):
        jm.protect(way, K)


def test_a_service_with_k_answers(made: ServiceLog) -> None:
    pytest.importorskip("pydantic")
    request = {"verb": "funnel", "options": {"steps": ["order", "app:error"], "within": "30d"}}
    rows = jm.run(request, made.log(), limits={"k": K})["result"]["rows"]
    way = jm.protect(made.log().funnel(["order", "app:error"], within="30d"), K)
    assert [row["n_reached"] for row in rows] == way.to_pandas()["n_reached"].tolist()
    assert isinstance(way.to_pandas(), pd.DataFrame)
