"""Rules over time against their slow twin; and what the baseline says of events that are put anywhere."""

from dataclasses import replace
from math import isnan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.mining.constraints import constrain
from journeymine.mining.ordered_rules import find_ordered_rules
from journeymine.mining.rules import check_rules
from journeymine.mining.sequences import find_sequences
from journeymine.mining.windows import minimal_windows
from journeymine.ranking.resampling import Customers
from journeymine.ranking.rule_times import TIME_COLUMNS, time_columns
from tests.properties.test_constraints import SETS, SINGLE, Steps, options, rules_of, timed
from tests.reference import rule_times as twin
from tests.reference.counting import minimal_windows as slow_windows
from tests.reference.counting import occurrences
from tests.reference.sequences import rows
from tests.reference.values import draws


@given(st.one_of(SINGLE, SETS), options(), st.integers(1, 3))
@settings(max_examples=80, deadline=None)
def test_minimal_windows_are_those_of_every_choice_of_elements(
    journeys: Steps, asked: dict[str, Any], n_jobs: int
) -> None:
    asked["excludes"] = None
    plain, coded = timed(journeys)
    found = find_sequences(coded, min_support=1, max_length=3, **asked)
    rules, slow = constrain(asked, coded, "windows"), rules_of(asked)
    seen = minimal_windows(coded, found, constraints=rules, n_jobs=n_jobs)
    firsts = coded.offsets.astype(int)
    for number, (pattern, _) in enumerate(rows(found, coded.vocabulary)):
        expected = []
        for first, journey in zip(firsts, plain, strict=False):
            ends = np.cumsum([0, *(len(events) for events, _ in journey)]) + first
            windows = slow_windows(occurrences(journey, pattern, slow), len(journey))
            expected += [(int(ends[a]), int(ends[b + 1])) for a, b in sorted(windows)]
        own = seen[number]
        assert list(zip(own.begins.tolist(), own.afters.tolist(), strict=True)) == expected


@given(
    st.one_of(SINGLE, SETS),
    st.integers(0, 4),
    st.sampled_from(["own", "pooled"]),
    st.sampled_from(["alone", "together", "many"]),
    st.data(),
)
@settings(max_examples=60, deadline=None)
def test_rules_over_time_are_those_of_the_twin(
    journeys: Steps, within: int, baseline: str, owners: str, data: st.DataObject
) -> None:
    plain, coded = timed(journeys)
    n = len(plain)
    until = data.draw(st.lists(st.integers(0, 25), min_size=n, max_size=n))
    coded = replace(coded, observed_until=np.array(until, np.int64))
    many = [1] * n
    if owners == "together":
        coded = replace(coded, customer_codes=np.arange(n, dtype=np.uint32) // 2)
    if owners == "many":
        many = data.draw(st.lists(st.integers(1, 12), min_size=n, max_size=n))
        coded = replace(coded, multiplicity=np.array(many, np.uint32))
    rules = find_ordered_rules(
        replace(coded, multiplicity=None), check_rules({"min_support": 1, "max_length": 3}, coded)
    )
    columns = time_columns(rules, coded, within, baseline=baseline, seed=3)
    watched = [
        twin.Watched(journey, end, int(owner), each)
        for journey, end, owner, each in zip(plain, until, coded.customer_codes, many, strict=True)
    ]
    drawn = draws(Customers.of(coded, 3)) if len(rules) <= 4 else []
    sides = zip(rows(rules.antecedents, coded.vocabulary), rows(rules.consequents, coded.vocabulary), strict=True)
    for number, ((left, _), (right, _)) in enumerate(sides):
        told = twin.parts(watched, left, right, within, baseline)
        expected = (*twin.survival(watched, left, right, within), *twin.lift(told, drawn or [list(range(n))]))
        got = [columns[name][number] for name in TIME_COLUMNS]
        few = sum(one.many for one, share, _ in told if share) < 10
        shown = slice(0, 8) if drawn or not few else slice(0, 6)
        assert np.allclose(got[shown], expected[shown], rtol=1e-9, atol=1e-12, equal_nan=True)


def shuffled(seed: int, *, planted: bool = False) -> jm.Journeys:
    """Customers with bursts of events, whose names lie on them in random order; or a call with a visit right behind."""
    random = np.random.default_rng(seed)
    people, names, times = [], [], []
    for who in range(120):
        begins = np.sort(random.integers(0, 900, 3))
        clock = np.sort(np.concatenate([begin + random.integers(0, 30, 3) for begin in begins]))
        own = random.permutation(["call", "call", "visit", "visit", "mail", "mail", "mail", "bill", "app"])
        if planted:
            own[random.choice([0, 3, 6]) + np.arange(2)] = ["call", "visit"]
        people += [who] * 9
        names += own.tolist()
        times += clock.tolist()
    log = jm.read_events({"who": people, "what": names, "when": times}, customer="who", event="what", time="when")
    return log.journeys(simultaneous="order", tie=["app", "bill", "call", "mail", "visit"], observed_until=1_000)


def test_events_put_anywhere_have_lift_one() -> None:
    covered, lifts = 0, []
    for seed in range(60):
        rules = jm.mine_rules(shuffled(seed), min_support=0.2, antecedent="call", consequent="visit", max_length=2)
        row = rules.over_time(within=40).to_pandas(columns=["lift_time", "lift_time_low", "lift_time_high"]).iloc[0]
        lifts.append(row["lift_time"])
        covered += row["lift_time_low"] <= 1 <= row["lift_time_high"]
    assert abs(np.mean(lifts) - 1) < 3 * np.std(lifts) / np.sqrt(60) + 0.005
    assert covered >= 52


def test_a_visit_right_behind_a_call_is_seen() -> None:
    rules = jm.mine_rules(
        shuffled(1, planted=True), min_support=0.2, antecedent="call", consequent="visit", max_length=2
    )
    row = rules.over_time(within=40).to_pandas().iloc[0]
    assert row["lift_time_low"] > 1.1
    pooled = rules.over_time(within=40, baseline="pooled").to_pandas().iloc[0]
    assert pooled["lift_time"] > row["lift_time"]
    assert pooled["share_within"] == row["share_within"]


def test_nobody_observed_for_so_long_means_nothing_is_known() -> None:
    rules = jm.mine_rules(shuffled(1), min_support=0.2, antecedent="call", consequent="bill", max_length=2)
    row = rules.over_time(within=2_000).to_pandas().iloc[0]
    assert isnan(row["share_within"])
    assert isnan(row["lift_time"])
    assert (row["n_eligible"], row["n_censored"] > 0) == (0, True)


@pytest.mark.parametrize("n_jobs", [1, 3])
def test_the_same_for_any_threads(n_jobs: int) -> None:
    journeys = shuffled(2)
    found = [
        jm.mine_rules(journeys, min_support=0.2, max_length=3, n_jobs=jobs)
        .over_time(within=40)
        .to_dict(["antecedent", "consequent", *TIME_COLUMNS])["rows"]
        for jobs in (1, n_jobs)
    ]
    assert found[0] == found[1]
