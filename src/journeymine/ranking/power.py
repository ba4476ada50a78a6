"""How many customers a test of two shares needs, and what a test of so many finds."""

from math import ceil, sqrt

from journeymine.options import bad_option, is_real, share
from journeymine.ranking.intervals import Z95


def power(base: float, effect: float, n_treated: float, n_control: float) -> float:
    """How likely a test at the 5 % level finds a difference of two shares.

    With p0 = base, p1 = base + effect, q = 1 - p and p̄ the share of both groups together, the power is::

        Φ((|p1 - p0| - z·√(p̄·q̄·(1/n1 + 1/n0))) / √(p1·q1/n1 + p0·q0/n0)),  z = 1.96

    Parameters
    ----------
    base
        The share in the control group.
    effect
        The difference to find: 0.02 is two points of percent more, -0.02 fewer.
    n_treated, n_control
        How many customers are in each group.

    Returns
    -------
    A number in [0, 1]; the normal distribution stands in for the exact one.

    References
    ----------
    Fleiss, Levin, Paik (2003), *Statistical Methods for Rates and Proportions*, 3rd ed., sections 4.2 and 4.4.

    Examples
    --------
    The figure that R's help gives for ``power.prop.test(n = 50, p1 = .50, p2 = .75)``:

    >>> round(power(0.50, 0.25, 50, 50), 3)
    0.74
    """
    from scipy.special import ndtr

    if not (n_treated > 0 and n_control > 0):
        return float("nan")
    other = base + effect
    mean = (n_treated * other + n_control * base) / (n_treated + n_control)
    null = sqrt(max(mean * (1 - mean), 0.0) * (1 / n_treated + 1 / n_control))
    error = sqrt(max(other * (1 - other), 0.0) / n_treated + max(base * (1 - base), 0.0) / n_control)
    gap = abs(effect) - Z95 * null
    return float(ndtr(gap / error)) if error > 0 else float(gap > 0)


def needed(base: float, effect: float, *, chance: float = 0.8, ratio: float = 0.5) -> tuple[int, int]:
    """How many customers two groups need for a difference of shares to be found.

    With r customers of the control group for each treated one, p̄ = (p1 + r·p0)/(1 + r)::

        n1 = (z·√((r + 1)·p̄·q̄) + z_chance·√(r·p1·q1 + p0·q0))² / (r·(p1 - p0)²),  n0 = r·n1

    Parameters
    ----------
    base
        The share in the control group.
    effect
        The difference to find, not 0.
    chance
        How likely it is to be found: the power.
    ratio
        The share of the customers that are treated.

    Returns
    -------
    n_treated, n_control
        Rounded up.

    References
    ----------
    Fleiss, Levin, Paik (2003), *Statistical Methods for Rates and Proportions*, 3rd ed., equation 4.14 and, for unequal
    groups, 4.19 (both before the correction for continuity).

    Examples
    --------
    R's help has 76.7 a group for ``power.prop.test(p1 = .50, p2 = .75, power = .90)``:

    >>> needed(0.50, 0.25, chance=0.90)
    (77, 77)
    >>> needed(0.02, 0.005)
    (13809, 13809)
    """
    from scipy.special import ndtri

    other, times = base + effect, (1 - ratio) / ratio
    mean = (other + times * base) / (1 + times)
    null = Z95 * sqrt((times + 1) * mean * (1 - mean))
    error = float(ndtri(chance)) * sqrt(times * other * (1 - other) + base * (1 - base))
    treated = (null + error) ** 2 / (times * effect**2)
    return ceil(treated), ceil(times * treated)


def detectable(base: float, n_treated: float, n_control: float, *, chance: float = 0.8) -> float:
    """The smallest rise of a share that is found with a power of `chance`; NaN where none is.

    Parameters
    ----------
    base, n_treated, n_control
        As in `power`.
    chance
        How likely it is to be found.

    Examples
    --------
    >>> round(detectable(0.02, 13809, 13809), 6)
    0.005
    """
    most = 1 - base
    if not power(base, most, n_treated, n_control) >= chance:
        return float("nan")
    # Power rises with the effect, so that halving finds the place where it reaches the chance.
    low, high = 0.0, most
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if power(base, middle, n_treated, n_control) >= chance else (middle, high)
    return high


def read_effect(effect: object, base: float, name: str, where: str) -> float:
    """A difference of shares that can be, beside a share in the control group.

    Raises
    ------
    OptionError
        It is no number, 0, or leads to a share below 0 or above 1.
    """
    if is_real(effect) and effect != 0 and 0 <= base + float(effect) <= 1:  # type: ignore[arg-type]
        return float(effect)  # type: ignore[arg-type]
    must = f"a difference of shares such as 0.02, not 0, that leads from {base:.4g} to a share between 0 and 1"
    raise bad_option(name, where, must, effect)


def read_chance(chance: object, where: str) -> float:
    """A power strictly between 0 and 1.

    Raises
    ------
    OptionError
        It is none.
    """
    value = share(chance, "power", where)
    if value in (0.0, 1.0):
        raise bad_option("power", where, "a number between 0 and 1, such as 0.8", chance)
    return value
