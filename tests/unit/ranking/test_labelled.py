"""Labels drawn anew: p against its definition, minima against every labelling, false discoveries held."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.stats import fisher_exact

from journeymine.errors import OptionError
from journeymine.ranking.labelled import tarone, westfall_young
from tests.reference import labelled as twin

ROWS = st.integers(1, 9).flatmap(
    lambda n: st.tuples(
        st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=1, max_size=6),
        st.lists(st.booleans(), min_size=n, max_size=n),
        st.lists(st.integers(0, 2), min_size=n, max_size=n),
    )
)


@given(ROWS)
@settings(max_examples=100, deadline=None)
def test_every_test_is_its_definition(case: tuple[list[list[bool]], list[bool], list[int]]) -> None:
    rows, labels, strata = case
    n, ones = len(labels), sum(labels)
    got = {test: westfall_young(np.array(rows), labels, test=test, n_permutations=1) for test in ("fisher", "chi2")}
    layered = westfall_young(np.array(rows), labels, strata, test="cmh", n_permutations=1)
    for i, row in enumerate(rows):
        holders, held = sum(row), sum(one and label for one, label in zip(row, labels, strict=True))
        assert got["fisher"].p[i] == pytest.approx(float(twin.fisher(held, holders, ones, n)), rel=1e-9)
        assert got["chi2"].p[i] == pytest.approx(twin.chi2(held, holders, ones, n), rel=1e-9)
        possible = range(max(0, holders + ones - n), min(holders, ones) + 1)
        least = min(float(twin.fisher(a, holders, ones, n)) for a in possible)
        assert got["fisher"].p_least[i] == pytest.approx(least, rel=1e-9)
        tables = [
            (
                sum(row[u] and labels[u] for u in own),
                sum(row[u] for u in own),
                sum(labels[u] for u in own),
                len(own),
            )
            for own in ([u for u in range(n) if strata[u] == k] for k in sorted(set(strata)))
        ]
        assert layered.p[i] == pytest.approx(twin.cmh(tables), rel=1e-9)


def test_fisher_of_large_tables_is_that_of_scipy() -> None:
    rng = np.random.default_rng(4)
    labels = rng.random(3_000) < 0.3
    rows = rng.random((8, 3_000)) < np.array([0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.95, 0.999])[:, None]
    got = westfall_young(rows, labels, n_permutations=1).p
    for row, p in zip(rows, got, strict=True):
        table = [[np.sum(row & labels), np.sum(row & ~labels)], [np.sum(~row & labels), np.sum(~row & ~labels)]]
        assert p == pytest.approx(fisher_exact(table).pvalue, rel=1e-8)


@pytest.mark.parametrize("test", ["fisher", "cmh", "chi2"])
def test_minima_are_those_of_labellings_drawn_alike(test: str) -> None:
    rows = np.array([[1, 1, 1, 0, 0, 0, 0, 0], [1, 0, 1, 0, 1, 0, 1, 1], [0, 0, 0, 0, 1, 1, 1, 1]], np.bool_)
    labels = [True, True, True, False, False, False, False, False]
    got = westfall_young(rows, labels, test=test, n_permutations=20_000)
    every = [westfall_young(rows, one, test=test, n_permutations=1).p.min() for one in twin.labellings(8, 3)]
    for bound in sorted(set(every)):
        share = np.mean(np.array(every) <= bound * (1 + 1e-9))
        seen = np.mean(got.minima <= bound * (1 + 1e-9))
        assert seen == pytest.approx(share, abs=4 * (share * (1 - share) / 20_000) ** 0.5 + 1e-12)


@given(st.lists(st.floats(1e-6, 1), max_size=40), st.floats(0.01, 0.3))
def test_tarone_is_the_smallest_number_that_fits(least: list[float], alpha: float) -> None:
    assert tarone(least, alpha)[0] == twin.tarone(least, alpha)


def shared(rng: np.random.Generator, patterns: int, units: int) -> np.ndarray:
    """Patterns that lean on a few tendencies of units, so that many have nearly the same holders."""
    leaning = rng.normal(size=(4, units))
    return (rng.normal(size=(patterns, 4)) @ leaning + rng.normal(size=(patterns, units))) > rng.normal(
        1, 1, (patterns, 1)
    )


def test_false_discoveries_of_any_are_as_rare_as_asked() -> None:
    runs, alpha, any_found, power = 300, 0.05, 0, []
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        rows, labels = shared(rng, 60, 120), rng.random(120) < 0.4
        any_found += (
            westfall_young(rows, labels, n_permutations=199, random_state=seed, n_jobs=1).p_adjusted.min() <= alpha
        )
        if seed < 60:
            told = np.where(labels, rng.random(120) < 0.8, rng.random(120) < 0.35)
            found = westfall_young(np.vstack([told, rows]), labels, n_permutations=199, random_state=seed, n_jobs=1)
            power.append(found.p_adjusted[0] <= alpha)
    assert any_found <= runs * (alpha + 2 * (alpha * (1 - alpha) / runs) ** 0.5)
    assert any_found >= runs * 0.01
    assert np.mean(power) > 0.8


def test_strata_take_away_what_is_theirs() -> None:
    runs, alpha, crude, layered = 100, 0.05, 0, 0
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        stratum = np.arange(300) % 3
        labels = rng.random(300) < np.array([0.1, 0.5, 0.9])[stratum]
        rows = rng.random((10, 300)) < np.array([0.1, 0.3, 0.6])[stratum]
        drawn = {"n_permutations": 199, "random_state": seed, "n_jobs": 1}
        crude += westfall_young(rows, labels, test="cmh", **drawn).p_adjusted.min() <= alpha
        layered += westfall_young(rows, labels, stratum, test="cmh", **drawn).p_adjusted.min() <= alpha
    assert crude >= 0.9 * runs
    assert layered <= runs * (alpha + 2 * (alpha * (1 - alpha) / runs) ** 0.5)


def test_the_threshold_and_the_adjusted_p_agree() -> None:
    rng = np.random.default_rng(1)
    found = westfall_young(shared(rng, 50, 80), rng.random(80) < 0.5, n_permutations=99)
    for alpha in (0.001, 0.01, 0.05, 0.3, 1.0):
        assert ((found.p_adjusted <= alpha) == (found.p < found.threshold(alpha))).all()


def test_results_do_not_depend_on_threads_or_on_the_form() -> None:
    rng = np.random.default_rng(3)
    rows, labels = shared(rng, 200, 700), rng.random(700) < 0.3
    one = westfall_young(rows, labels, n_permutations=700, random_state=5, n_jobs=1)
    other = westfall_young(csr_array(rows.astype(np.int32) * 3), labels, n_permutations=700, random_state=5, n_jobs=3)
    np.testing.assert_array_equal(one.minima, other.minima)
    np.testing.assert_array_equal(one.p_adjusted, other.p_adjusted)
    assert westfall_young(np.zeros((0, 4)), [True, False] * 2, n_permutations=3).minima.tolist() == [1.0] * 3


def test_bad_options_are_named() -> None:
    rows = np.ones((1, 3))
    with pytest.raises(OptionError, match="`labels` of westfall_young must be 3 booleans"):
        westfall_young(rows, [1, 0, 1])
    with pytest.raises(OptionError, match="`strata` of westfall_young does not go together with `test='fisher'`"):
        westfall_young(rows, [True, False, True], [0, 0, 1])
    with pytest.raises(OptionError, match="`strata` of westfall_young must be 3 values"):
        westfall_young(rows, [True, False, True], [0, 0], test="cmh")
    with pytest.raises(OptionError, match="`test` of westfall_young must be one of"):
        westfall_young(rows, [True, False, True], test="t")
