"""Noise under each null has lift one, and seldom a small p."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from journeymine.journeys.lists import from_lists
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.matching import count
from journeymine.ranking.null_lift import Asked, null_lift
from tests.unit.mining.test_order_null import Elements, found

PATTERNS: list[Elements] = [[0, 1], [1, 0, 2], [0, 0, 1], [2, 0]]
RUNS = 80
STEPS = np.array([[0.1, 0.6, 0.2, 0.1], [0.3, 0.1, 0.3, 0.3], [0.4, 0.2, 0.3, 0.1], [0.25, 0.25, 0.25, 0.25]])


def independent(rng: np.random.Generator) -> list[list[int]]:
    """Events drawn on their own, in journeys of any length."""
    sizes = rng.integers(1, 9, 120)
    return [rng.choice(4, size, p=[0.4, 0.3, 0.2, 0.1]).tolist() for size in sizes]


def walks(rng: np.random.Generator) -> list[list[int]]:
    """Walks along a chain."""
    draws = rng.random((120, 8))
    walk = np.empty((120, 8), np.int64)
    walk[:, 0] = rng.integers(0, 4, 120)
    for at in range(1, 8):
        walk[:, at] = (draws[:, at, None] > np.cumsum(STEPS, axis=1)[walk[:, at - 1]][:, :3]).sum(axis=1)
    return [row[:size].tolist() for row, size in zip(walk, rng.integers(1, 9, 120), strict=True)]


CASES: dict[str, tuple[Any, str, Constraints]] = {
    "serial": (independent, "serial", FREE),
    "order": (independent, "order", FREE),
    "transition": (walks, "transition", FREE),
    "bigram": (walks, "bigram", FREE),
    "order under a gap": (independent, "order", Constraints(max_step_gap=2)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_noise_has_lift_one_and_seldom_a_small_p(case: tuple[Any, str, Constraints]) -> None:
    noise, null, rules = case
    rng, wanted = np.random.default_rng(21), found(PATTERNS)
    lifts, ps, mids = [], [], []
    for run in range(RUNS):
        # All four events occur, so that codes are numbers.
        coded = from_lists([[0], [1], [2], [3], *noise(rng)])
        asked = Asked(wanted.counted(count(coded, wanted, constraints=rules)), coded, rules, shuffles=99, seed=run)
        columns = null_lift(null, asked).columns
        lifts.append(columns["lift"])
        ps.append(columns["p_value"])
        mids.append(columns["p_mid"])
    p, mid = np.array(ps), np.array(mids)
    error = np.std(lifts, axis=0) / RUNS**0.5
    assert error.max() < 0.06
    # Chances from the same journeys draw lifts towards 1, never away.
    assert (abs(np.mean(lifts, axis=0) - 1) <= 3.5 * error + 0.01).all()
    assert np.mean(p <= 0.05) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / p.size)
    assert (mid <= p).all()
    assert np.mean(mid) == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("null", ["rotation", "profile"])
@pytest.mark.parametrize("rules", [FREE, Constraints(max_gap=300)], ids=["free", "gap"])
def test_noise_in_time_is_never_too_significant(null: str, rules: Constraints) -> None:
    rng, wanted = np.random.default_rng(21), found(PATTERNS)
    lifts, ps, mids = [], [], []
    for run in range(RUNS):
        coded = from_lists([[0], [1], [2], [3], *independent(rng)])
        times = [np.sort(rng.integers(0, 1_000, size)) for size in coded.lengths]
        coded = replace(coded, times=np.concatenate(times))
        asked = Asked(wanted.counted(count(coded, wanted, constraints=rules)), coded, rules, shuffles=99, seed=run)
        columns = null_lift(null, asked).columns
        lifts.append(columns["lift"])
        ps.append(columns["p_value"])
        mids.append(columns["p_mid"])
    p = np.array(ps)
    assert np.mean(p <= 0.05) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / p.size)
    # For how long each customer was watched is a guess: too long a time rather than too short.
    assert 0.46 <= np.mean(mids) <= 0.66
    assert ((np.mean(lifts, axis=0) > 0.88) & (np.mean(lifts, axis=0) < 1.04)).all()
