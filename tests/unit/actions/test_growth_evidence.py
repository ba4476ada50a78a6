"""How little counts fit a rate that did not change: as by sums over all rates, and at its level whenever one looks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.actions.suggesting.growth import GROWTHS, grown
from journeymine.actions.suggesting.sizes import periods
from tests.reference.suggesting import log_bayes_factor

DAYS = st.lists(st.tuples(st.integers(0, 9), st.floats(0.5, 2)), min_size=1, max_size=6)


@settings(max_examples=20, deadline=None)
@given(st.integers(3, 60), st.floats(5, 30), DAYS)
def test_it_is_the_ratio_of_two_likelihoods(n_before: int, exposure: float, days: list[tuple[int, float]]) -> None:
    counts, exposures = [n for n, _ in days], [size for _, size in days]
    expected = log_bayes_factor((n_before, exposure), counts, exposures, GROWTHS.tolist())
    found = grown((n_before, exposure), (sum(counts), sum(exposures)), 1.0)
    assert found == pytest.approx(min(1.0, np.exp(-expected)), rel=1e-6)


def test_where_nothing_grows_the_best_beginning_says_so_seldom() -> None:
    random = np.random.default_rng(5)
    n_series, n_before, n_after = 300, 56, 150
    rate = random.gamma(170, 1 / 56, n_series)[:, None]
    before = random.poisson(rate * np.ones(n_before)).sum(axis=1)
    since = np.cumsum(random.poisson(rate * np.ones(n_after)), axis=1)
    smallest = [
        min(grown((n, n_before), (float(row[day]), day + 1), 1.0) for day in range(0, n_after, 5))
        for n, row in zip(before.tolist(), since, strict=True)
    ]
    assert np.mean(np.array(smallest) <= 0.05) <= 0.05


def test_the_periods_it_takes_find_four_in_five() -> None:
    random = np.random.default_rng(2)
    length = periods(3.0, 4.5, 1.0, 1.0)
    one, two = random.poisson(3.0 * length, 20_000), random.poisson(4.5 * length, 20_000)
    assert np.mean(two - one > 1.96 * np.sqrt(one + two)) == pytest.approx(0.8, abs=0.02)
