"""By how much a rate grew, and how sure that is."""

import numpy as np

from journeymine.actions.watching.baseline import Floats


def rate_interval(n: Floats, exposure: Floats, inflation: Floats) -> tuple[Floats, Floats]:
    """The middle 95 % of what a rate may be.

    Gamma(½ + y/D, e/D), the posterior of Poisson counts under Jeffreys' prior with y and e divided by the dispersion D.

    Parameters
    ----------
    n, exposure, inflation
        y, e and D, of shape (n_rows,).
    """
    from scipy.special import gammaincinv

    shape, scale = n / inflation + 0.5, inflation / exposure
    return gammaincinv(shape, 0.025) * scale, gammaincinv(shape, 0.975) * scale


def ratio_interval(
    before: tuple[Floats, Floats], now: tuple[Floats, Floats], inflation: Floats
) -> tuple[Floats, Floats]:
    """The middle 95 % of what the ratio of two rates may be.

    With X ~ Gamma(a₁ = ½ + y₁/D) and Y ~ Gamma(a₀ = ½ + y₀/D) the ratio is X/Y·e₀/e₁, and X/(X + Y) ~ Beta(a₁, a₀).

    Parameters
    ----------
    before, now
        Events and exposure.
    inflation
        D.
    """
    from scipy.special import betaincinv

    old, new = before[0] / inflation + 0.5, now[0] / inflation + 0.5
    low, high = (betaincinv(new, old, share) for share in (0.025, 0.975))
    scale = before[1] / now[1]
    return low / (1 - low) * scale, high / (1 - high) * scale


def probability_of_growth(
    before: tuple[Floats, Floats], now: tuple[Floats, Floats], inflation: Floats, at_least: float
) -> Floats:
    """How probable it is that the ratio of two rates is at least g.

    P(Beta(a₁, a₀) ≥ c/(1 + c)) with c = g·e₁/e₀, in the words of `ratio_interval`.

    Parameters
    ----------
    before, now, inflation
        As of `ratio_interval`.
    at_least
        g.
    """
    from scipy.special import betainc

    odds = at_least * now[1] / before[1]
    # The other side of a Beta: 1 − I_x(a, b) = I_{1−x}(b, a), exact where the probability is small.
    return np.asarray(betainc(before[0] / inflation + 0.5, now[0] / inflation + 0.5, 1 / (1 + odds)))
