"""Effects of steps against the worked examples of those who wrote the formulas."""

import pytest

from journeymine.actions.effects.comparing import p_value, two_arms
from journeymine.actions.effects.sample_ratio import sample_ratio
from journeymine.ranking.power import needed, power

#: Newcombe (1998), Statistics in Medicine 17, 873-890, table II: the examples (a) to (h) by method 10.
NEWCOMBE = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0)),
    ((10, 10, 0, 10), (0.6075, 1.0)),
]


@pytest.mark.parametrize(("counts", "interval"), NEWCOMBE)
def test_intervals_of_newcombe(counts: tuple[int, int, int, int], interval: tuple[float, float]) -> None:
    row = two_arms(*counts)
    assert (row["difference_low"], row["difference_high"]) == pytest.approx(interval, abs=5e-5)


def test_the_sample_ratio_of_a_famous_mismatch() -> None:
    """Kohavi, Tang, Xu (2020), *Trustworthy Online Controlled Experiments*, chapter 3: 821,588 and 815,482 users."""
    check = sample_ratio(815_482, 821_588, 0.5)
    assert check.p == pytest.approx(1.8e-6, abs=5e-8)
    assert check.broken


def test_power_as_the_help_of_r_has_it() -> None:
    """``?power.prop.test`` of R: n = 50 has a power of 0.740, and a power of 0.90 takes n = 76.7."""
    assert power(0.50, 0.25, 50, 50) == pytest.approx(0.740, abs=5e-4)
    assert needed(0.50, 0.25, chance=0.90) == (77, 77)


def test_the_lady_tasting_tea() -> None:
    """Fisher (1935), *The Design of Experiments*, chapter 2: all eight cups told right.

    Campbell (2007), with two expected in each cell: χ² = 8·(8 - 1)/8 = 7 of one degree. Where less than one is
    expected, all ways are counted: of ten customers the one who was treated is the one who came.
    """
    assert p_value(4, 4, 0, 4) == pytest.approx(0.00815, abs=5e-6)
    assert p_value(1, 1, 0, 9) == pytest.approx(1 / 10)
