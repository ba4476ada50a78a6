"""Labels drawn anew for those who hold patterns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine import _core

Floats = NDArray[np.float64]

TESTS = ("fisher", "cmh", "chi2")


@dataclass(frozen=True, eq=False)
class Permuted:
    """Patterns judged by the labels observed, and by draws of them.

    Attributes
    ----------
    p, least
        float64, shape (n_patterns,): p with the labels observed, and the least p that the margins allow.
    minima
        float64, shape (n_permutations,): the smallest p of all patterns, draw by draw; 1 where there is no pattern.
    """

    p: Floats
    least: Floats
    minima: Floats


def permute_labels(
    offsets: NDArray[np.uint64],
    units: NDArray[np.uint32],
    labels: NDArray[np.bool_],
    strata: NDArray[np.uint32] | None = None,
    *,
    test: str = "fisher",
    n_permutations: int = 1000,
    seed: int = 0,
    n_jobs: int = 1,
) -> Permuted:
    """Judge patterns by two groups of those who hold them, and by the same groups drawn anew within strata.

    Parameters
    ----------
    offsets, units
        Pattern i is held by ``units[offsets[i]:offsets[i + 1]]``, each once.
    labels
        bool, shape (n_units,): who is of the first group.
    strata
        uint32, shape (n_units,), from 0; every draw keeps how many of the first group each has. None: one stratum.
    test
        ``"fisher"``, ``"cmh"`` or ``"chi2"``, two-sided; only the second knows strata.
    n_permutations, seed
        How many draws; draw j hangs on the seed and on j.
    n_jobs
        Threads; the result is the same for any number.

    Examples
    --------
    >>> holders = np.array([0, 3], np.uint64), np.array([0, 1, 2], np.uint32)
    >>> permute_labels(*holders, np.array([True] * 3 + [False] * 3), n_permutations=10).p.round(9).tolist()
    [0.1]
    """
    found = _core.permute_labels(
        offsets, units, labels, strata, test=test, draws=n_permutations, seed=seed, n_jobs=n_jobs
    )
    return Permuted(found["p"], found["least"], found["minima"])
