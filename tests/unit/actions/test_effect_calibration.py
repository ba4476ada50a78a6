"""Effects planted, and not planted, in many drawn worlds: intervals cover and nothing is found where nothing is."""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from journeymine.actions.effects.comparing import p_value, two_arms, within_strata
from journeymine.actions.effects.observed import Observed, observe
from journeymine.actions.effects.pursued import pursue
from journeymine.actions.effects.sample_ratio import sample_ratio
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.designs import Landmark
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.ranking.two_groups import difference

Floats = NDArray[np.float64]

EXPERIMENTS = 4000


def log(names: list[str], events: dict[str, Floats], until: int) -> CodedJourneys:
    """One journey a customer; the time of each event of each customer in hundredths, NaN where it never came."""
    n = len(next(iter(events.values())))
    who = np.concatenate([np.arange(n)] * len(events))
    time = np.concatenate(list(events.values()))
    code = np.repeat([names.index(name) for name in events], n)
    came = ~np.isnan(time)
    who, when, code = who[came], np.round(time[came] * 100).astype(np.int64), code[came]
    order = np.lexsort((code, when, who))
    return CodedJourneys(
        events=code[order].astype(np.uint32),
        offsets=np.concatenate([[0], np.cumsum(np.bincount(who, minlength=n))]).astype(np.uint64),
        vocabulary=Vocabulary.from_names(names),
        customers=Vocabulary.from_names(range(n)),
        customer_codes=np.arange(n, dtype=np.uint32),
        times=when[order],
        observed_until=until * 100,
    )


@pytest.mark.parametrize(
    ("n", "m", "base", "effect"),
    [(500, 500, 0.1, 0.0), (500, 500, 0.1, 0.05), (900, 100, 0.05, 0.02), (200, 200, 0.02, 0.0), (60, 40, 0.3, -0.1)],
)
def test_intervals_by_assignment_cover(n: int, m: int, base: float, effect: float) -> None:
    random = np.random.default_rng(1)
    x, y = random.binomial(n, base + effect, EXPERIMENTS), random.binomial(m, base, EXPERIMENTS)
    _, low, high = difference(x, n, y, m, n, m)
    assert np.mean((low <= effect) & (effect <= high)) >= 0.94


@pytest.mark.parametrize(("n", "m", "base"), [(500, 500, 0.1), (900, 100, 0.05), (200, 200, 0.02), (30, 20, 0.3)])
def test_the_test_by_assignment_finds_nothing_where_nothing_is(n: int, m: int, base: float) -> None:
    random = np.random.default_rng(2)
    told = cache(p_value)
    found = [
        told(int(x), n, int(y), m) <= 0.05
        for x, y in zip(random.binomial(n, base, EXPERIMENTS), random.binomial(m, base, EXPERIMENTS), strict=True)
    ]
    # Three standard errors above 5 %.
    assert np.mean(found) <= 0.0603


@pytest.mark.parametrize("ratio", [0.5, 0.9])
def test_the_sample_ratio_is_rarely_called_broken_by_chance_and_always_when_it_is(ratio: float) -> None:
    random = np.random.default_rng(3)
    check = cache(lambda treated: sample_ratio(treated, 2000 - treated, ratio).broken)
    alarms = [check(int(one)) for one in random.binomial(2000, ratio, 10 * EXPERIMENTS)]
    # 40 are to be expected, and four standard errors above.
    assert sum(alarms) <= 40 + 4 * np.sqrt(40)
    lost = [check(int(one)) for one in random.binomial(2000, ratio * 0.85, 50)]
    assert all(lost)


def immortal(seed: int, n: int = 600) -> tuple[CodedJourneys, NDArray[np.bool_], NDArray[np.bool_]]:
    """A step that does nothing, but is got only by those who have not yet reached the goal; who got it, who reached."""
    random = np.random.default_rng(seed)
    goal = random.exponential(30.0, n)
    planned = random.uniform(0.5, 20.0, n)
    step = np.where(planned < goal, planned, np.nan)
    events = {"first": np.zeros(n), "goal": np.where(goal <= 60, goal, np.nan), "step": step}
    return log(["first", "goal", "step"], events, 60), ~np.isnan(step), goal <= 60


def compared(coded: CodedJourneys, design: Landmark, steps: int = 1) -> Observed:
    return observe(coded, [(2 + step,) for step in range(steps)], (1,), design, ("length",), None, "step_effect")


def test_immortal_time_makes_no_effect() -> None:
    covered, pursued, naive = [], [], []
    for seed in range(200):
        coded, got, reached = immortal(seed)
        seen = compared(coded, Landmark(700, 2000))
        row = within_strata(seen.exposed[:, 0], seen.goal, seen.stratum)
        covered.append(row["difference_low"] <= 0 <= row["difference_high"])
        rate = pursue(coded, [(2,)], (1,), None, None, "step_effect").numbers(0)
        pursued.append(rate["risk_ratio_low"] <= 1 <= rate["risk_ratio_high"])
        crude = two_arms(int((got & reached).sum()), int(got.sum()), int((~got & reached).sum()), int((~got).sum()))
        naive.append(crude["difference_low"] <= 0 <= crude["difference_high"])
    assert np.mean(covered) >= 0.92
    assert np.mean(pursued) >= 0.92
    assert np.mean(naive) == 0.0


HELPS, HURTS = 0.12, -0.08
PLANTED = (HELPS, HURTS, 0.0, 0.0, 0.0)


def campaign(seed: int, n: int = 1500) -> CodedJourneys:
    """Five steps; the first helps, the second hurts, the others come mostly to those who got the first."""
    random = np.random.default_rng(seed)
    helper = random.random(n) < 0.5
    got = [helper, random.random(n) < 0.5, *(random.random(n) < np.where(helper, 0.75, 0.25) for _ in range(3))]
    share = 0.2 + sum(effect * one for effect, one in zip(PLANTED, got, strict=True))
    goal = np.where(random.random(n) < share, random.uniform(6, 14, n), np.nan)
    events = {"first": np.zeros(n), "goal": goal}
    events |= {f"step{place}": np.where(one, random.uniform(1, 4, n), np.nan) for place, one in enumerate(got)}
    other = np.where(random.random(n) < 0.5, random.uniform(0.5, 4, n), np.nan)
    return log([*events, "visit"], {**events, "visit": other}, 30)


def test_steps_given_together_do_not_borrow_each_others_effect() -> None:
    covered, found, crude = [], [], []
    for seed in range(200):
        seen = compared(campaign(seed), Landmark(500, 1000), 5)
        rows = [within_strata(seen.exposed[:, step], seen.goal, seen.beside(step)) for step in range(5)]
        covered.append(
            [row["difference_low"] <= true <= row["difference_high"] for row, true in zip(rows, PLANTED, strict=True)]
        )
        found.append([row["p_value"] <= 0.05 for row in rows])
        alone = within_strata(seen.exposed[:, 2], seen.goal, seen.stratum)
        crude.append(alone["p_value"] <= 0.05)
    assert np.mean(covered, axis=0).min() >= 0.91
    assert np.mean(covered) >= 0.94
    # 600 tests of nothing: 5 % and three standard errors.
    assert np.mean(np.array(found)[:, 2:]) <= 0.077
    assert np.mean(np.array(found)[:, 0]) >= 0.9
    assert np.mean(np.array(found)[:, 1]) >= 0.6
    # Alone, a step that does nothing seems to help.
    assert np.mean(crude) >= 0.5


@pytest.mark.parametrize(("strata", "each", "base"), [(4, 200, 0.2), (60, 12, 0.2), (20, 40, 0.05)])
def test_intervals_within_strata_cover(strata: int, each: int, base: float) -> None:
    random = np.random.default_rng(5)
    effect, hits = 0.1, []
    for _ in range(500):
        stratum = np.repeat(np.arange(strata), each)
        lift = np.linspace(0, 0.3, strata)[stratum]
        # Those of the later strata get the step more often, and reach the goal more often anyway.
        exposed = random.random(len(stratum)) < 0.2 + lift
        goal = random.random(len(stratum)) < base + lift + effect * exposed
        row = within_strata(exposed, goal, stratum)
        hits.append(row["difference_low"] <= effect <= row["difference_high"])
    # 94 %, less twice the standard error of 500 draws.
    assert np.mean(hits) >= 0.92
