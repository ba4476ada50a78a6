"""Benjamini-Hochberg against SciPy and against its definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from journeymine.ranking.corrections import benjamini_hochberg


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(0, 50))
def test_hypotheses_not_looked_at_count_as_p_of_one(p: list[float], others: int) -> None:
    expected = false_discovery_control([*p, *[1.0] * others])[: len(p)]
    assert benjamini_hochberg(p, len(p) + others) == pytest.approx(expected, rel=1e-12)


def test_a_family_cannot_be_smaller_than_what_was_found() -> None:
    with pytest.raises(ValueError, match="cannot hold 2"):
        benjamini_hochberg([0.1, 0.2], 1)


def test_no_hypothesis_no_value() -> None:
    assert benjamini_hochberg(np.empty(0), 10).tolist() == []
