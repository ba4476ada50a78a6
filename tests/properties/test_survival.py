"""Kaplan and Meier's curve, its jumps and quantiles against their slow twin."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from journeymine.ranking.survival import jumps, kaplan_meier, weighted_quantile
from tests.reference import survival as twin

PEOPLE = st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=1, max_size=14)


def arrays(people: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([one for one, _ in people]), np.array([came for _, came in people])


@given(PEOPLE, st.integers(0, 9))
def test_the_curve_is_the_product_over_those_still_watched(people: list[tuple[int, bool]], within: int) -> None:
    lasted, came = arrays(people)
    share, low, high = kaplan_meier(lasted, came, np.ones(len(people)), within)
    stays = twin.stays(people, within)
    if stays and all(one < within for one, _ in people):
        assert np.isnan(share)
        return
    assert np.isclose(share, float(1 - stays))
    assert low <= share <= high


@given(PEOPLE)
def test_jumps_are_what_each_event_stands_for(people: list[tuple[int, bool]]) -> None:
    lasted, came = arrays(people)
    told = jumps(lasted, came, np.ones(len(people)))
    assert np.allclose(told, [float(twin.jump(people, one)) for one in people])
    for until in range(9):
        assert np.isclose(told[lasted <= until].sum(), float(1 - twin.stays(people, until)))


@given(PEOPLE, st.integers(1, 3))
def test_one_that_stands_for_many_is_as_many(people: list[tuple[int, bool]], many: int) -> None:
    lasted, came = arrays(people)
    once = kaplan_meier(lasted, came, np.full(len(people), float(many)), 4)
    each = kaplan_meier(np.repeat(lasted, many), np.repeat(came, many), np.ones(many * len(people)), 4)
    assert np.allclose(once, each, equal_nan=True)
    told = jumps(np.repeat(lasted, many), np.repeat(came, many), np.ones(many * len(people)))
    assert np.allclose(jumps(lasted, came, np.full(len(people), float(many))), told[::many] * many)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=9).map(
        lambda drawn: [(value, Fraction(weight, 40)) for value, weight in drawn]
    ),
    st.integers(1, 20),
)
def test_quantiles_are_where_the_sum_gets_there(drawn: list[tuple[int, Fraction]], target: int) -> None:
    values, weights = [one for one, _ in drawn], [weight for _, weight in drawn]
    told = weighted_quantile(np.array(values, np.int64), np.array([float(one) for one in weights]), target / 20)
    assert told == twin.quantile(values, weights, Fraction(target, 20))
