"""The watch against its slow twins, and any way of cutting a series against the whole."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.actions.watching.baseline import Baseline, fitted
from journeymine.actions.watching.gains import METHODS, Method, Rule, rule
from journeymine.actions.watching.growth import probability_of_growth, ratio_interval
from journeymine.actions.watching.recursion import advanced, at_rest
from tests.reference import watching as twin

COUNTS = st.lists(st.integers(0, 12), min_size=1, max_size=40)


def usual(rate: float, alpha: float, events: float = 60.0) -> Baseline:
    one = np.array([rate])
    return Baseline(one, np.ones((1, 1)), np.array([alpha]), one, np.array([events - 0.5]), np.array([events / rate]))


@given(st.integers(0, 30), st.floats(0.01, 20), st.sampled_from([0.0, 0.05, 0.8]), st.floats(1.05, 4))
def test_a_gain_is_a_ratio_of_probabilities(y: int, mean: float, alpha: float, detect: float) -> None:
    found = rule("kleinberg", detect, usual(mean, alpha)).gains(np.array([y]), np.ones(1), np.zeros((2, 1)))
    for level, gain in enumerate(found[:, 0]):
        assert np.isclose(gain, twin.log_ratio(y, mean * detect**level, alpha, detect), atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 15), st.integers(0, 40), st.floats(0.5, 30), st.floats(2, 200), st.floats(1.1, 3))
def test_the_baseline_is_averaged_over(y: int, before: int, run: float, events: float, detect: float) -> None:
    how = rule("cusum", detect, usual(2.0, 0.0, events))
    gain = how.gains(np.array([float(y)]), np.ones(1), np.array([[float(before)], [run]]))[0, 0]
    after = twin.averaged_log_ratio(before + y, run + 1, events, events / 2, detect)
    assert np.isclose(gain, after - twin.averaged_log_ratio(before, run, events, events / 2, detect), atol=1e-4)


@settings(deadline=None)
@given(st.integers(0, 25), st.floats(0.05, 10), st.sampled_from([0.0, 0.3]), st.floats(2, 500))
def test_a_surprise_is_a_tail(y: int, mean: float, alpha: float, events: float) -> None:
    baseline = usual(mean, alpha, events)
    found = rule("poisson", 1.5, baseline).gains(np.array([float(y)]), np.ones(1), np.zeros((2, 1)))[0, 0]
    if y <= mean:
        assert found == -np.inf
        return
    expected = twin.tail(y, mean, alpha + (1 + alpha * mean) / events)
    assert np.isclose(np.exp(-found) / 2, expected, rtol=1e-6, atol=1e-12)


@given(
    COUNTS.filter(lambda counts: len(counts) >= 8), st.sampled_from([1, 3]), st.lists(st.integers(0, 3), min_size=40)
)
def test_a_baseline_is_fitted_as_by_hand(counts: list[int], n_phases: int, room: list[int]) -> None:
    exposure = [float(one) for one in room[: len(counts)]]
    counts = [y if there else 0 for y, there in zip(counts, exposure, strict=True)]
    assume(any(exposure))
    phases = [day % n_phases for day in range(len(counts))]
    found = fitted(np.array(counts, float)[:, None], np.array(exposure)[:, None], np.array(phases))
    expected = twin.baseline(counts, exposure, phases)
    for name in ("rate", "dispersion", "inflation", "n", "exposure"):
        assert np.allclose(getattr(found, name), expected[name]), name
    assert np.allclose(found.season[:, 0], expected["season"])


def alarms(how: Rule, threshold: float, counts: list[int]) -> list[tuple[int, int, int | None, int, float]]:
    running = at_rest(how.n_levels, 1)
    told: list[tuple[int, int, int | None, int, float]] = []
    for period, y in enumerate(counts):
        running, ended = advanced(how, running, threshold, period, np.array([float(y)]), np.ones(1), 0)
        if len(ended.series):
            one = ended.running
            told.append(
                (int(one.since[0]), int(one.found[0]), int(one.high[0]), int(one.level[0]), one.counted_high[0, 0])
            )
    if running.sums.on[0]:
        told.append((int(running.since[0]), int(running.found[0]), None, int(running.level[0]), running.counted[0, 0]))
    return told


@given(COUNTS, st.sampled_from(["ewma", "poisson", "kleinberg"]), st.floats(0.2, 4), st.sampled_from([0.0, 0.2]))
def test_alarms_are_those_of_one_sum(counts: list[int], method: Method, threshold: float, alpha: float) -> None:
    how = rule(method, 1.5, usual(2.3, alpha))
    gains = [float(how.gains(np.array([float(y)]), np.ones(1), np.zeros((2, 1)))[0, 0]) for y in counts]
    expected = twin.walk(gains, float(how.kept[0]), threshold)
    found = alarms(how, threshold, counts)
    assert [one[:3] for one in found] == expected
    for since, _, until, _, n in found:
        assert n == sum(counts[since : None if until is None else until + 1])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 25), min_size=1, max_size=6), st.floats(0.3, 5))
def test_the_automaton_goes_the_cheapest_of_all_ways(counts: list[int], cost: float) -> None:
    rate, detect = 1.618, 2.1
    found = alarms(rule("kleinberg", detect, usual(rate, 0.0)), cost, counts)
    best = twin.best_levels(counts, [rate] * len(counts), detect, cost, 3)
    running, high = at_rest(5, 1), []
    for period, y in enumerate(counts):
        running, _ = advanced(
            rule("kleinberg", detect, usual(rate, 0.0)), running, cost, period, np.array([float(y)]), np.ones(1), 0
        )
        high.append(int(running.high[0]))
    burst = {day for since, _, until, _, _ in found for day in range(since, (high[-1] if until is None else until) + 1)}
    assert burst == {day for day, level in enumerate(best) if level}
    assert min(max((one[3] for one in found), default=0), 3) == max(best)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.floats(0.2, 5), st.floats(0.5, 3), st.sampled_from([1.0, 2.5]))
def test_growth_is_as_probable_as_it_is_often(n0: int, n1: int, room: float, at_least: float, spread: float) -> None:
    rng = np.random.default_rng(7)
    before, now = (np.array([float(n0)]), np.array([1.0])), (np.array([float(n1)]), np.array([room]))
    drawn = rng.gamma(n1 / spread + 0.5, spread / room, 200_000) / rng.gamma(n0 / spread + 0.5, spread, 200_000)
    inflation = np.array([spread])
    found = probability_of_growth(before, now, inflation, at_least)[0]
    assert abs(found - (drawn >= at_least).mean()) < 0.006
    low, high = (float(one[0]) for one in ratio_interval(before, now, inflation))
    assert abs((drawn < low).mean() - 0.025) < 0.003
    assert abs((drawn > high).mean() - 0.025) < 0.003


@pytest.fixture(scope="module", params=METHODS)
def begun(request: pytest.FixtureRequest) -> jm.Watch:
    rng = np.random.default_rng(3)
    return jm.watch(rows(rng.poisson([2, 0.3], (56, 2)), 0), method=request.param, false_alarms="2/month", lag="2d")


def rows(counts: np.ndarray, first: int, incomplete: int = 0) -> pd.DataFrame:
    days = pd.date_range("2024-01-01", periods=first + len(counts), freq="D")[first:]
    return pd.DataFrame(
        {
            "start": np.repeat(days, 2),
            "event": ["a", "b"] * len(counts),
            "n": counts.ravel(),
            "complete": np.repeat(np.arange(len(counts)) < len(counts) - incomplete, 2),
        }
    )


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=30),
    st.lists(st.integers(1, 30), max_size=5),
    st.integers(0, 2),
    st.randoms(use_true_random=False),
)
def test_any_cut_gives_what_all_at_once_gives(
    begun: jm.Watch, counts: list[tuple[int, int]], cuts: list[int], incomplete: int, random: Any
) -> None:
    whole = rows(np.array(counts), 56, min(incomplete, len(counts)))
    at_once, step_by_step = begun.update(whole), begun
    days = whole["start"].unique()
    for cut in [*sorted(cuts), len(counts)]:
        last = pd.Timestamp(step_by_step.info["last"])
        part = whole[(whole["start"] > last) & whole["start"].isin(days[:cut])]
        shuffled = part.sample(frac=1, random_state=random.randint(0, 99))
        step_by_step = jm.Watch.resume(json.loads(json.dumps(step_by_step.state()))).update(shuffled)
    assert step_by_step.state() == at_once.state()
    assert step_by_step.alarms().to_dict() == at_once.alarms().to_dict()
    assert repr(step_by_step) == repr(at_once)
