"""Segments of a funnel against their slow twin; and how often intervals and tests are right where truth is known."""

from typing import Any

import numpy as np
import pytest

import journeymine as jm
from tests.reference import funnels as twin
from tests.reference.constrained import Timed
from tests.reference.rule_times import wilson

STEPS = ["a", "b", "c"]


def random_log(seed: int, n: int = 60) -> tuple[jm.EventLog, list[Timed], list[str]]:
    """Customers of three segments with a handful of events at different times."""
    random = np.random.default_rng(seed)
    journeys: list[Timed] = []
    segments = []
    for _ in range(n):
        times = np.sort(random.choice(40, random.integers(1, 12), replace=False)).tolist()
        names = random.choice(["a", "a", "b", "b", "c", "x"], len(times)).tolist()
        journeys.append([((name,), time) for name, time in zip(names, times, strict=True)])
        segments.append(str(random.choice(["app", "tel", "web"], p=[0.6, 0.3, 0.1])))
    rows = [(who, events[0], time) for who, one in enumerate(journeys) for events, time in one]
    who, what, when = zip(*rows, strict=True)
    log = jm.read_events({"w": who, "e": what, "t": when}, customer="w", event="e", time="t")
    return log, journeys, segments


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("count", "entry"), [("customers", "first"), ("customers", "any"), ("entries", None)])
def test_segments_are_compared_as_by_hand(seed: int, count: Any, entry: Any) -> None:
    log, journeys, segments = random_log(seed)
    by = dict(enumerate(segments))
    frame = log.funnel(STEPS, within=8, count=count, entry=entry, by=by, observed_until=40).to_pandas()
    found = list(twin.walks(journeys, [40] * 60, list(range(60)), [set(step) for step in STEPS], 8, "loose"))
    everyone = twin.units(found, count, entry or "first", 8)
    counted = [one for one in everyone if one.whole]
    tested = []
    for row in frame.to_dict("records"):
        step = row["step"] - 1
        told = twin.counts([one for one in everyone if by[one.walk.owner] == row["segment"]], step)
        assert {name: row[name] for name in told} == told
        before = [one.walk for one in counted if one.walk.reached >= step]
        sides = [
            [(walk.owner, walk.reached > step) for walk in before if (by[walk.owner] == row["segment"]) is own]
            for own in (True, False)
        ]
        if step == 0 or not all(sides):
            assert np.isnan(row["difference"])
            assert np.isnan(row["q_value"])
            continue
        gap = (row["difference"], row["difference_low"], row["difference_high"])
        assert np.allclose(gap, twin.newcombe(*sides))
        assert np.allclose((row["step_share_low"], row["step_share_high"]), interval(sides[0]))
        p, test = twin.p_value(*sides)
        assert row["test"] == test
        tested.append((p, row["p_value"], row["q_value"]))
    assert np.allclose([p for p, _, _ in tested], [p for _, p, _ in tested])
    assert np.allclose(twin.benjamini_hochberg([p for p, _, _ in tested]), [q for _, _, q in tested])


def interval(took: list[twin.Took]) -> tuple[float, float]:
    return wilson(sum(came for _, came in took) / len(took), twin.worth(took))


def visits(seed: int, n: int = 120) -> jm.EventLog:
    """Customers who convert from 4 % or 76 % of their one to eight visits, whatever their arm."""
    random = np.random.default_rng(seed)
    each = random.integers(1, 9, n)
    who = np.repeat(np.arange(n), each)
    entered = random.integers(0, 1_000, len(who)) * 10
    converts = random.random(len(who)) < np.where(random.random(n) < 0.5, 0.04, 0.76)[who]
    when = np.concatenate([entered, (entered + random.integers(1, 5, len(who)))[converts]])
    seen = when <= 9_000
    what = np.repeat(["visit", "buy"], [len(who), converts.sum()])
    people = np.concatenate([who, who[converts]])
    return jm.read_events({"w": people[seen], "e": what[seen], "t": when[seen]}, customer="w", event="e", time="t")


def test_customers_of_many_entries_are_allowed_for() -> None:
    covered, alarms, seeds = np.zeros(2), 0.0, 100
    for seed in range(seeds):
        log = visits(seed)
        asked: dict[str, Any] = {"within": 5, "count": "entries", "observed_until": 9_000}
        row = log.funnel(["visit", "buy"], **asked).to_pandas().iloc[1]
        covered += [row["share_low"] <= 0.4 <= row["share_high"], row["share_km_low"] <= 0.4 <= row["share_km_high"]]
        arms = {who: who % 2 for who in range(120)}
        alarms += log.funnel(["visit", "buy"], by=arms, **asked).to_pandas()["p_value"].iloc[1] <= 0.05
    # Each of them is right 95 times in 100, give or take two standard errors of 100 seeds.
    assert (covered / seeds >= 0.89).all()
    assert alarms / seeds <= 0.09
