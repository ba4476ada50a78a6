"""Corrections of a contrast's p-values for all its rows, which were chosen without a look at the groups."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.counting import pattern_matrix
from journeymine.mining.found import FoundPatterns
from journeymine.ranking.compared import Compared
from journeymine.ranking.corrections import CORRECTIONS
from journeymine.ranking.labelled import westfall_young

Floats = NDArray[np.float64]

DRAWN = "westfall-young"
DRAWS = 1000
METHODS: Mapping[str, str] = {
    "bh": "Benjamini-Hochberg over all {:,} rows",
    "by": "Benjamini-Yekutieli over all {:,} rows",
    "holm": "Holm over all {:,} rows",
    "bonferroni": "Bonferroni over all {:,} rows",
    DRAWN: "Westfall-Young over all {:,} rows",
    "none": "p_value as it is, not corrected for {:,} rows",
}


@dataclass(frozen=True)
class Correction:
    """How to correct.

    Attributes
    ----------
    method
        One of `METHODS`.
    draws
        How often Westfall and Young's method draws the labels anew.
    seed
        Of these draws.
    """

    method: str = "bh"
    draws: int = DRAWS
    seed: int = 0


def corrected(p: Floats, found: FoundPatterns, compared: Compared, correction: Correction) -> Floats:
    """The p-values corrected for all rows.

    Parameters
    ----------
    p
        float64, shape (n_patterns · n_targets,): the targets of a pattern stand together.
    found
        The patterns, in the codes of ``compared.coded``.
    compared
        What is compared; for draws each customer has one journey.
    correction
        How to correct. Draws go over the patterns of each target; targets are corrected for by Bonferroni.
    """
    if correction.method != DRAWN:
        return CORRECTIONS[correction.method](p, len(p))
    presence = pattern_matrix(
        compared.coded, found, "present", constraints=compared.constraints, n_jobs=compared.n_jobs
    )
    many = compared.coded.multiplicity
    units = np.arange(len(compared.coded)) if many is None else np.repeat(np.arange(len(compared.coded)), many)
    holders, test = presence[units].T.tocsr(), compared.test or ""
    adjusted = [
        westfall_young(
            holders,
            compared.evidence.group[units] == target,
            compared.strata.number[units] if test == "cmh" else None,
            test=test,
            n_permutations=correction.draws,
            random_state=correction.seed,
            n_jobs=compared.n_jobs,
        ).p_adjusted
        for target in compared.targets
    ]
    return np.minimum(np.stack(adjusted, axis=1).ravel() * len(adjusted), 1.0)
