"""Patterns of two groups of customers: how often would one so telling come up if the groups meant nothing?

What could be significant at all (Tarone), and the smallest p of all patterns when labels are drawn anew (Westfall and
Young, "light"). Both take patterns that were found without a look at the labels.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from journeymine.mining.permuting import TESTS, permute_labels
from journeymine.options import bad_option, choice, clash, seed, threads, whole_number

Floats = NDArray[np.float64]

WHERE = "westfall_young"

#: Equal sums of floats may differ by this much, added in another order.
_ALIKE = 1 + 1e-9


@dataclass(frozen=True, eq=False)
class WestfallYoung:
    """What drawing the labels anew says, a row a pattern.

    Attributes
    ----------
    p
        float64, shape (n_patterns,): two-sided, of the groups observed.
    p_least
        The smallest p that a pattern could have, given how many hold it (in each stratum).
    p_adjusted
        (1 + draws whose smallest p is at most p) / (draws + 1): the level at which the pattern is significant with
        any false discovery as rare as that level.
    minima
        float64, shape (n_permutations,): the smallest p of all patterns in each draw.
    """

    p: Floats
    p_least: Floats
    p_adjusted: Floats
    minima: Floats

    def threshold(self, alpha: float = 0.05) -> float:
        """δ: patterns whose p is *below* it are significant at level `alpha`; 0 where there are too few draws for any.

        The smallest minimum that too many draws reach: more than α·(draws + 1) - 1 of them.

        Examples
        --------
        >>> minima = np.arange(1, 100) / 1000
        >>> one = np.array([0.004])
        >>> WestfallYoung(one, one, one, minima).threshold(0.05)
        0.005
        """
        allowed = int(np.floor(alpha * (len(self.minima) + 1) * _ALIKE)) - 1
        if allowed < 0:
            return 0.0
        return float(np.sort(self.minima)[allowed]) if allowed < len(self.minima) else float("inf")


def westfall_young(
    holders: Any,
    labels: ArrayLike,
    strata: ArrayLike | None = None,
    *,
    test: str = "fisher",
    n_permutations: int = 1000,
    random_state: Any = 0,
    n_jobs: int | None = None,
) -> WestfallYoung:
    """Corrected p-values of patterns in two groups, by drawing the groups anew; the family is all patterns given.

    Every draw judges all patterns, so that what they share is accounted for: a thousand patterns that mostly hold of
    the same customers cost hardly more than one. A pattern whose least possible p is above the smallest p of every
    draw is left out of them, which changes no result.

    Parameters
    ----------
    holders
        Who holds what: a SciPy sparse matrix or an array of shape (n_patterns, n_units), stored or true where the unit
        (a customer, or a journey where there is one a customer) holds the pattern. The transpose of what
        `PatternSet.transform` gives. The patterns must have been found without a look at the labels.
    labels
        bool, shape (n_units,): who is of the first group.
    strata
        Shape (n_units,), any values: labels are drawn within each. None: one stratum. Only with ``test="cmh"``.
    test
        ``"fisher"``: Fisher's exact test, two-sided. ``"cmh"``: Cochran, Mantel and Haenszel's, corrected for
        continuity. ``"chi2"``: Pearson's, uncorrected. The correction is exact for each of them.
    n_permutations
        How many draws; no corrected p is below 1 / (n_permutations + 1).
    random_state
        Seed.
    n_jobs
        Threads; None: all cores. The result is the same for any number.

    Returns
    -------
    WestfallYoung

    Raises
    ------
    OptionError
        A test unknown, strata that do not go with it, labels that are no booleans or not one a unit.

    References
    ----------
    Westfall, Young (1993), *Resampling-Based Multiple Testing*, section 2.6. Terada, Tsuda, Sese (2013), BIBM, 153-158.
    Llinares-López, Sugiyama, Papaxanthos, Borgwardt (2015), KDD, 725-734, section 3. Of strata: Papaxanthos et al.
    (2016), NeurIPS 29 (FACS), section 2.

    Examples
    --------
    >>> holders = np.array([[1, 1, 1, 1, 1, 0, 0, 0, 0, 0], [1, 0, 1, 0, 1, 0, 1, 0, 1, 0]])
    >>> found = westfall_young(holders, [True] * 5 + [False] * 5, n_permutations=999)
    >>> found.p.round(4).tolist(), found.p_least.round(4).tolist(), (found.p_adjusted < 0.05).tolist()
    ([0.0079, 1.0], [0.0079, 0.0079], [True, False])
    """
    choice(test, "test", WHERE, TESTS)
    if strata is not None and test != "cmh":
        raise clash("strata", f"test={test!r}", WHERE, "only 'cmh' adds up strata; use test='cmh'")
    offsets, units, n_units = _holders(holders)
    groups = np.asarray(labels)
    if groups.dtype != np.bool_ or groups.shape != (n_units,):
        raise bad_option("labels", WHERE, f"{n_units} booleans, one for each unit", labels)
    codes = None
    if strata is not None:
        codes = np.unique(np.asarray(strata), return_inverse=True)[1].astype(np.uint32)
        if codes.shape != (n_units,):
            raise bad_option("strata", WHERE, f"{n_units} values, one for each unit", strata)
    found = permute_labels(
        offsets,
        units,
        np.ascontiguousarray(groups),
        codes,
        test=test,
        n_permutations=whole_number(n_permutations, "n_permutations", WHERE),
        seed=seed(random_state, WHERE),
        n_jobs=threads(n_jobs, WHERE),
    )
    return WestfallYoung(found.p, found.least, adjusted(found.p, found.minima), found.minima)


def adjusted(p: Floats, minima: Floats) -> Floats:
    """(1 + minima that are at most p) / (minima + 1), for each p.

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.5]), np.array([0.01, 0.02, 0.3])).tolist()
    [0.5, 1.0]
    """
    reached = np.searchsorted(np.sort(minima), p * _ALIKE, side="right")
    return np.asarray((1.0 + reached) / (len(minima) + 1), np.float64)


def tarone(p_least: ArrayLike, alpha: float = 0.05) -> tuple[int, float]:
    """Tarone's correction: how many hypotheses could be significant at all, and the level δ = α / that many.

    The smallest k such that at most k of the least possible p are at most α / k; the others can never be found and
    need no correction for. LAMP is this for patterns in the order of their support.

    Parameters
    ----------
    p_least
        The least p that each could have, whatever the labels.
    alpha
        The chance of any false discovery that is allowed.

    Returns
    -------
    k, delta
        A pattern is significant where its p is at most δ; k is at least 1.

    References
    ----------
    Tarone (1990), Biometrics 46, 515-522. Terada, Okada-Hatakeyama, Tsuda, Sese (2013), PNAS 110, 12996-13001 (LAMP).

    Examples
    --------
    >>> tarone([0.5, 0.2, 0.012, 0.001])
    (2, 0.025)
    """
    ordered = np.sort(np.asarray(p_least, np.float64))
    k = 1
    while np.searchsorted(ordered, alpha / k * _ALIKE, side="right") > k:
        k += 1
    return k, alpha / k


def _holders(holders: Any) -> tuple[NDArray[np.uint64], NDArray[np.uint32], int]:
    """Rows of a matrix as the units stored in them; explicit zeros are none."""
    from scipy.sparse import csr_array

    rows = csr_array(holders)
    if not rows.has_canonical_format or (rows.data == 0).any():
        rows = rows.copy()
        rows.sum_duplicates()
        rows.eliminate_zeros()
    return rows.indptr.astype(np.uint64), rows.indices.astype(np.uint32), int(rows.shape[1])
