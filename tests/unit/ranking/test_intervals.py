"""Wilson's interval and the size that clustered journeys are worth."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from journeymine.ranking.intervals import Z95, effective_size, wilson


@pytest.mark.parametrize(("x", "n"), [(1, 10), (5, 10), (120, 730), (9_999, 10_000)])
def test_the_bounds_solve_the_score_equation(x: int, n: int) -> None:
    for bound in wilson(x, n):
        assert abs(x / n - bound) == pytest.approx(Z95 * np.sqrt(bound * (1 - bound) / n), rel=1e-9)


def test_the_ends_are_exact() -> None:
    low, high = wilson([0, 10, 0], [10, 10, 0])
    assert low[[0, 2]].tolist() == [0.0, 0.0]
    assert high[[1, 2]].tolist() == [1.0, 1.0]


def worth(hits: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """`effective_size` of rows of hits a customer."""
    return effective_size(
        hits.sum(axis=-1),
        (hits**2).sum(axis=-1),
        (hits * sizes).sum(axis=-1),
        total=sizes.sum(),
        size_squares=(sizes**2).sum(),
        customers=len(sizes),
    )


def test_single_journeys_count_fully() -> None:
    assert worth(np.array([[1, 0, 1], [0, 0, 0], [1, 1, 1]]), np.ones(3, np.int64)).tolist() == [3.0, 3.0, 3.0]


def test_fully_alike_journeys_are_worth_their_customers_at_most() -> None:
    sizes = np.array([2, 3, 5, 1])
    assert worth(sizes, sizes) == pytest.approx(11**2 / 39)
    assert worth(np.array([4]), np.array([9])) == pytest.approx(1.0)


def test_the_design_effect_is_the_ratio_of_variances() -> None:
    hits, sizes = [2, 0, 0, 5], [2, 3, 4, 5]
    share = Fraction(sum(hits), sum(sizes))
    between = sum((x - share * n) ** 2 for x, n in zip(hits, sizes, strict=True)) * Fraction(4, 3)
    design = between / (sum(sizes) * share * (1 - share))
    assert design > 1
    expected = float(sum(sizes) / design)
    assert worth(np.array(hits), np.array(sizes)) == pytest.approx(expected, rel=1e-12)


def test_the_clustered_interval_covers() -> None:
    rng, share, sizes, runs = np.random.default_rng(5), 0.3, np.repeat([1, 3, 6], 50), 1_000
    chances = rng.beta(share * 2, (1 - share) * 2, size=(runs, len(sizes)))
    hits = rng.binomial(sizes, chances)
    x, n = hits.sum(axis=1), worth(hits, sizes)
    low, high = wilson(x / sizes.sum() * n, n)
    covered = float(np.mean((low <= share) & (share <= high)))
    naive_low, naive_high = wilson(x, sizes.sum())
    assert 0.93 <= covered <= 0.97
    assert float(np.mean((naive_low <= share) & (share <= naive_high))) < 0.85
