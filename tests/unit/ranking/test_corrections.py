"""Corrections against SciPy and against their definitions."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from journeymine.ranking.corrections import CORRECTIONS, benjamini_hochberg, benjamini_yekutieli, harmonic
from tests.reference.corrections import TWINS

P = st.lists(st.floats(0, 1) | st.sampled_from([0.0, 0.01, 0.02, 0.5, 1.0]), min_size=1, max_size=20)


@given(P, st.integers(0, 50))
def test_hypotheses_not_looked_at_count_as_p_of_one(p: list[float], others: int) -> None:
    for correction, method in ((benjamini_hochberg, "bh"), (benjamini_yekutieli, "by")):
        expected = false_discovery_control([*p, *[1.0] * others], method=method)[: len(p)]
        assert correction(p, len(p) + others) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("method", CORRECTIONS)
@given(p=P, others=st.integers(0, 50))
@example(p=[0.0] * 4 + [0.9999999999999999], others=0)
def test_every_correction_is_its_definition(method: str, p: list[float], others: int) -> None:
    got = CORRECTIONS[method](p, len(p) + others)
    assert got == pytest.approx(TWINS[method](p, len(p) + others), rel=1e-12)
    assert ((got >= p) & (got <= 1)).all()
    order = np.argsort(p)
    assert (np.diff(got[order]) >= 0).all()


@pytest.mark.parametrize("method", CORRECTIONS)
def test_families_beyond_counting(method: str) -> None:
    got = CORRECTIONS[method]([1e-200, 1e-3, 1.0], 1e150)
    times = {"none": 1e-150, "by": np.log(1e150) + np.euler_gamma}.get(method, 1.0)
    assert got[0] == pytest.approx(1e-50 * times)
    assert got[1:].tolist() == ([1e-3, 1.0] if method == "none" else [1.0, 1.0])


def test_the_series_of_harmonic_numbers_meets_the_sum() -> None:
    assert harmonic(1e5) == pytest.approx((1 / np.arange(1, 100_001)).sum(), rel=1e-14)


@pytest.mark.parametrize("method", CORRECTIONS)
def test_a_family_cannot_be_smaller_than_what_was_found(method: str) -> None:
    with pytest.raises(ValueError, match="cannot hold 2"):
        CORRECTIONS[method]([0.1, 0.2], 1)


@pytest.mark.parametrize("method", CORRECTIONS)
def test_no_hypothesis_no_value(method: str) -> None:
    assert CORRECTIONS[method](np.empty(0), 10).tolist() == []
