"""The formulas of contrasts against their twins, SciPy and published examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from journeymine.ranking import two_groups
from journeymine.ranking.strata import length_bins
from journeymine.ranking.stratified import Stratified
from tests.reference import contrast as twin

# Applicants to Berkeley's six largest departments, 1973 (Bickel, Hammel, O'Connell, Science 187, 1975; R's
# UCBAdmissions): admitted men, admitted women, rejected men, rejected women.
BERKELEY = [
    (512, 89, 313, 19),
    (353, 17, 207, 8),
    (120, 202, 205, 391),
    (138, 131, 279, 244),
    (53, 94, 138, 299),
    (22, 24, 351, 317),
]
COUNTS = st.integers(0, 12)
TABLES = st.lists(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), min_size=1, max_size=5)


def stratified(tables: list[tuple[int, ...]]) -> Stratified:
    a, b, c, d = (np.array([table[place] for table in tables], float)[:, None] for place in range(4))
    return Stratified(a, a + b, a + c, a + b + c + d)


def test_berkeley() -> None:
    tables = stratified(BERKELEY)
    # mantelhaen.test(UCBAdmissions) of R: X-squared = 1.4269, p = 0.2323, odds ratio 0.9046968, 0.7719074 … 1.0603298.
    assert tables.p()[0] == pytest.approx(0.2323, abs=5e-5)
    value, low, high = (float(one[0]) for one in tables.odds_ratio())
    assert (value, low, high) == pytest.approx((0.9046968, 0.7719074, 1.0603298), abs=5e-8)
    crude = stratified([tuple(np.sum(BERKELEY, axis=0).tolist())])
    assert crude.odds_ratio()[0][0] == pytest.approx(1.84108, abs=1e-5)
    # Women were let in less often, and in most departments more often.
    assert crude.excess[0] > 0 > tables.excess[0]


def test_newcombe_s_own_example() -> None:
    # Newcombe (1998), table II, case (a), method 10: 56/70 − 48/80.
    assert [float(one) for one in two_groups.difference(56, 70, 48, 80, 70, 80)] == pytest.approx(
        [0.2, 0.0524, 0.3339], abs=5e-5
    )


@given(TABLES, st.sampled_from([1.0, 2.5]))
def test_strata_against_their_twin(tables: list[tuple[int, int, int, int]], inflation: float) -> None:
    ours = stratified(tables)
    assert ours.p(inflation)[0] == pytest.approx(twin.cmh(tables, inflation), rel=1e-9)
    assert [float(one[0]) for one in ours.odds_ratio(inflation)] == pytest.approx(
        twin.mantel_haenszel(tables, inflation), rel=1e-9, nan_ok=True
    )
    assert ours.n_used[0] == sum(map(twin.used, tables))
    assert ours.room[0] == pytest.approx(twin.room(tables), abs=1e-9)


@given(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS).filter(lambda one: one[0] + one[2] and one[1] + one[3]))
def test_tests_of_one_table(table: tuple[int, int, int, int]) -> None:
    a, b, c, d = table
    held, group, total = np.array([a + b, a + b], float), a + c, sum(table)
    both = np.array([a, a], float)
    exact = two_groups.fisher_exact(both, held, group, total)
    assert exact.tolist() == pytest.approx([float(twin.fisher(table))] * 2, rel=1e-9)
    assert exact[0] == pytest.approx(fisher_exact([[a, b], [c, d]]).pvalue, rel=1e-9)
    assert two_groups.chi_square(both, held, group, total)[0] == pytest.approx(twin.pearson(table), rel=1e-9)
    if twin.used(table):
        assert twin.pearson(table) == pytest.approx(chi2_contingency([[a, b], [c, d]], correction=False).pvalue)
    cells = [np.array([float(one)]) for one in table]
    assert [
        float(one[0]) for one in two_groups.odds_ratio(cells[0], cells[1], cells[2], cells[3], 1.5)
    ] == pytest.approx(twin.crude_odds_ratio(table, 1.5))


@given(COUNTS, st.integers(1, 12), COUNTS, st.integers(1, 12), st.floats(0.2, 1))
def test_differences_and_ratios(x: int, n: int, y: int, m: int, worth: float) -> None:
    n, m = max(n, x), max(m, y)
    ours = two_groups.difference(x, n, y, m, n * worth, m)
    assert [float(one) for one in ours] == pytest.approx(twin.newcombe(x, n, y, m, n * worth, m), abs=1e-9)
    if x or y:
        ratio = two_groups.ratio(x, n, y, m, (n * worth, m))
        assert [float(one) for one in ratio] == pytest.approx(twin.share_ratio(x, n, y, m, n * worth, m), rel=1e-9)
    else:
        assert np.isnan(two_groups.ratio(x, n, y, m, (n, m))).all()


@given(st.lists(st.integers(0, 9) | st.integers(0, 60), min_size=1, max_size=400))
def test_bins_of_lengths(lengths: list[int]) -> None:
    distinct, counts = np.unique(lengths, return_counts=True)
    bins = length_bins(distinct, counts)
    expected = twin.length_bins(lengths)
    assert [distinct[bins == one].tolist() for one in range(bins.max() + 1)] == expected


def test_a_long_tail_is_split_down_to_two_lengths_or_few_journeys() -> None:
    lengths = np.arange(1, 200)
    bins = length_bins(lengths, np.full(199, 100))
    assert np.bincount(bins).max() == 2
    few = length_bins(lengths, np.full(199, 1))
    assert (np.bincount(few) < 50).all()
    assert few.max() + 1 == 10
