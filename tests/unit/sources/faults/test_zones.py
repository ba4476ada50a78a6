"""Sources whose clocks show another zone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.sources.faults.zones import _distances, offsets
from tests.reference import faults as slow

SHOP = np.array([2, 1, 1, 1, 1, 2, 5, 9, 12, 13, 13, 14, 15, 13, 12, 12, 13, 15, 19, 23, 26, 22, 13, 6], float)
OFFICE = np.array([0] * 8 + [5, 9, 10, 9, 6, 8, 9, 9, 6, 2] + [0] * 6, float)


def drawn(random: np.random.Generator, profiles: list[np.ndarray], a_day: float, days: int = 60) -> np.ndarray:
    """Activity by source, day and hour."""
    rates = np.stack([a_day * one / one.sum() for one in profiles])
    return random.poisson(np.repeat(rates[:, None], days, axis=1))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.integers(1, 50), min_size=24, max_size=24), min_size=2, max_size=4), st.integers(0, 23))
def test_the_distance_of_two_rhythms(profiles: list[list[int]], turn: int) -> None:
    found = _distances(np.array(profiles, float), 0)
    assert found[turn] == pytest.approx(slow.rhythm_distance(profiles[0], profiles[1:], turn))


@pytest.mark.parametrize("hours", [-8, -2, 3, 6, 12])
def test_a_shift_is_found(hours: int) -> None:
    random = np.random.default_rng(hours + 100)
    rhythm = [SHOP, SHOP, np.roll(SHOP, -hours), SHOP]
    found = [offsets(drawn(random, rhythm, 20)) for _ in range(20)]
    assert sum(one == {2: hours} for one in found) >= 19


def test_of_two_sources_the_smaller_is_asked() -> None:
    random = np.random.default_rng(2)
    large, small = drawn(random, [SHOP], 200), drawn(random, [np.roll(SHOP, -6)], 20)
    assert offsets(np.concatenate([large, small])) == {1: 6}
    assert offsets(np.concatenate([small, large])) == {0: 6}


@pytest.mark.parametrize(
    "profiles",
    [[SHOP] * 4, [np.ones(24)] * 4, [SHOP, SHOP, np.ones(24)], [SHOP, SHOP, OFFICE], [SHOP, OFFICE]],
    ids=["one rhythm", "none", "one without", "an office among shops", "an office and a shop"],
)
@pytest.mark.parametrize("a_day", [5, 50])
def test_clean_clocks_are_left_alone(profiles: list[np.ndarray], a_day: float) -> None:
    """Of 200 logs without a fault at most 5 % are said to have one; in fact none is."""
    random = np.random.default_rng(7)
    assert sum(bool(offsets(drawn(random, profiles, a_day))) for _ in range(40)) <= 2


def test_too_little_is_not_judged() -> None:
    random = np.random.default_rng(3)
    assert offsets(drawn(random, [SHOP, SHOP, np.roll(SHOP, 6)], 2)) == {}
    assert offsets(drawn(random, [SHOP], 20)) == {}
