"""How many it takes to test what was seen."""

from math import ceil

import numpy as np

from journeymine.ranking.intervals import Z95
from journeymine.ranking.power import needed

#: The normal quantile of a power of 80 %.
Z80 = 0.8416212335729143


def arm(base: float, other: float) -> int | None:
    """Customers of each of two arms that tell two shares apart with a power of 80 %; see `needed`.

    Parameters
    ----------
    base, other
        Shares.

    Returns
    -------
    None where either is no share, or where they are equal.

    Examples
    --------
    >>> arm(0.5, 0.75), arm(0.5, 0.5), arm(0.5, 1.2)
    (58, None, None)
    """
    if not (np.isfinite(base) and 0 <= base <= 1 and 0 <= other <= 1) or base == other:
        return None
    return needed(base, other - base)[0]


def periods(before: float, now: float, exposure: float, inflation: float) -> int:
    """Periods after which a rate that fell back is told from the one that was usual before, with a power of 80 %.

    With rates λ0 and λ1 per unit of exposure, dispersion D and exposure e a period::

        D·(z + z80)²·(λ0 + λ1) / (e·(λ1 - λ0)²)

    on each side, as of two Poisson counts by their difference (Lehr 1992, *Statistics in Medicine* 11, 1099-1102, whose
    16 is the same for equal rates).

    Examples
    --------
    >>> periods(3.0, 4.5, 1.0, 1.0)
    27
    """
    return ceil(inflation * (Z95 + Z80) ** 2 * (before + now) / (exposure * (now - before) ** 2))
