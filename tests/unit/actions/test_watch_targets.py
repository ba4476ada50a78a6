"""How often a watch errs and how soon it hears, on simulated series; each series is one seed."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest

import journeymine as jm
from journeymine.actions.watching.gains import METHODS, Method

N, USUAL, BASELINE = 400, 3.0, 56
WEEK = np.array([1.3, 1.2, 1.1, 1.1, 1.2, 0.6, 0.5])
DAYS = pd.date_range("2024-01-01", periods=BASELINE + 365, freq="D")
#: Many series that may have one false alarm a year each, rather than one of them with one a year.
ONE_EACH = f"{N}/year"


def frame(mean: np.ndarray, first: int, seed: int, alpha: float) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    means = np.broadcast_to(mean[:, None], (len(mean), N))
    n = rng.poisson(means * rng.gamma(1 / alpha, alpha, means.shape) if alpha else means)
    days = DAYS[first : first + len(mean)]
    return pd.DataFrame({"start": np.repeat(days, N), "event": np.tile(np.arange(N), len(days)), "n": n.ravel()})


@cache
def begun(method: Method, weekly: bool, alpha: float) -> jm.Watch:  # noqa: FBT001 - cached by place
    mean = USUAL * (WEEK[np.arange(BASELINE) % 7] if weekly else np.ones(BASELINE))
    return jm.watch(frame(mean, 0, 1, alpha), method=method, false_alarms=ONE_EACH)


def days_until_heard(growth: Callable[[np.ndarray], np.ndarray], alpha: float = 0.0) -> float:
    """The median, from the first day of growth on, of series without an alarm before; 30 days without growth first."""
    grown = USUAL * growth(np.arange(80) - 30)
    alarms = begun("cusum", weekly=False, alpha=alpha).update(frame(grown, BASELINE, 3, alpha)).alarms().to_pandas()
    first = alarms.sort_values("found_at").drop_duplicates("event").set_index("event")["found_at"]
    days = (first - DAYS[BASELINE + 30]).dt.days.reindex(range(N), fill_value=999) + 1
    return float(days[days >= 1].median())


@pytest.mark.parametrize(
    ("method", "weekly", "alpha"),
    [*((method, False, 0.0) for method in METHODS), ("cusum", True, 0.0), ("cusum", False, 0.15)],
)
def test_false_alarms_come_about_as_often_as_stated(method: Method, *, weekly: bool, alpha: float) -> None:
    mean = USUAL * (WEEK[np.arange(365) % 7] if weekly else np.ones(365))
    alarms = begun(method, weekly, alpha).update(frame(mean, BASELINE, 2, alpha)).alarms()
    # Each series has its own baseline, and some an unlucky one: the number varies more than a Poisson number.
    assert 0.7 < len(alarms) / N < 1.3


def test_three_a_day_that_become_half_as_many_more_are_heard_within_twelve_days() -> None:
    assert days_until_heard(lambda day: np.where(day >= 0, 1.5, 1.0)) <= 12


def test_three_a_day_that_double_are_heard_within_six_days() -> None:
    assert days_until_heard(lambda day: np.where(day >= 0, 2.0, 1.0)) <= 6


def test_a_slow_build_up_is_heard_before_it_has_doubled() -> None:
    assert days_until_heard(lambda day: 1 + np.clip((day + 1) / 30, 0, 1)) <= 22


def test_counts_that_vary_more_take_longer() -> None:
    assert 6 <= days_until_heard(lambda day: np.where(day >= 0, 1.5, 1.0), 0.15) <= 20


def test_more_series_share_the_same_false_alarms() -> None:
    rng = np.random.default_rng(4)
    mean = np.full((BASELINE + 365, 20), USUAL)
    many = pd.DataFrame(
        {"start": np.repeat(DAYS, 20), "event": np.tile(np.arange(20), len(DAYS)), "n": rng.poisson(mean).ravel()}
    )
    alone = many[many["event"] == 0]
    together = jm.watch(many)
    assert together.info["threshold"] > jm.watch(alone).info["threshold"] + 1
    assert len(together.alarms()) <= 6
