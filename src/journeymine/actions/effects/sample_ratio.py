"""Are the arms as large as they were meant to be? If not, assignment or logging is broken, and so is the effect."""

from dataclasses import dataclass

from journeymine.options import bad_option, is_real

ALARM = 0.001
"""Below this p an effect is not to be trusted."""

LEAST_SHOWN = 1e-16


@dataclass(frozen=True)
class SampleRatio:
    """The check of the arms' sizes.

    Attributes
    ----------
    treated, control
        How many were assigned.
    ratio
        The share that was to be treated; None: nobody said, and nothing is checked.
    p
        Of the exact binomial test, two-sided; 1 where nothing is checked.
    """

    treated: int
    control: int
    ratio: float | None
    p: float

    @property
    def broken(self) -> bool:
        """Is the mismatch too large for chance?"""
        return self.p < ALARM

    def __str__(self) -> str:
        shares = f"{self.treated:,} treated, {self.control:,} held out"
        if self.ratio is None:
            return f"sample ratio: {shares}; not checked, as `ratio` is None"
        told = f"p = {self.p:.2g}" if self.p > LEAST_SHOWN else f"p < {LEAST_SHOWN:.0e}"
        meant = f"{shares}, where {self.ratio:.6g} of all were to be treated ({told})"
        if not self.broken:
            return f"sample ratio: {meant}"
        return (
            f"SAMPLE RATIO MISMATCH: {meant}. Assignment or logging lost customers of one arm: the effect is not to be "
            "trusted. If another share was meant to be treated, say ratio=…"
        )


def sample_ratio(treated: int, control: int, ratio: float | None) -> SampleRatio:
    """Check the sizes of two arms by the exact binomial test.

    Parameters
    ----------
    treated, control
        How many were assigned.
    ratio
        The share that was to be treated.

    References
    ----------
    Fabijan et al. (2019), *Diagnosing Sample Ratio Mismatch in Online Controlled Experiments*, KDD, 2156-2164.

    Examples
    --------
    >>> print(sample_ratio(5_050, 4_950, 0.5))
    sample ratio: 5,050 treated, 4,950 held out, where 0.5 of all were to be treated (p = 0.32)
    >>> sample_ratio(5_200, 4_800, 0.5).broken
    True
    """
    if ratio is None:
        return SampleRatio(treated, control, None, 1.0)
    from scipy.stats import binomtest

    return SampleRatio(treated, control, ratio, float(binomtest(treated, treated + control, ratio).pvalue))


def read_ratio(ratio: object, where: str) -> float | None:
    """The share to be treated, strictly between 0 and 1, or None.

    Raises
    ------
    OptionError
        It is none.
    """
    if ratio is None:
        return None
    if is_real(ratio) and 0 < ratio < 1:  # type: ignore[operator]
        return float(ratio)  # type: ignore[arg-type]
    must = "the share of customers that were to be treated, between 0 and 1 (0.9 for a hold-out of a tenth), or None"
    raise bad_option("ratio", where, must, ratio)
