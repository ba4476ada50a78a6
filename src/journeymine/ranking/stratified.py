"""2×2 tables in strata: the Cochran-Mantel-Haenszel test and the Mantel-Haenszel odds ratio."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from journeymine.ranking.intervals import Z95

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stratified:
    """One 2×2 table a stratum and pattern.

    Attributes
    ----------
    both
        float64, shape (n_strata, n_patterns): a_k, journeys of the group that hold the pattern.
    exposed
        float64, shape (n_strata, n_patterns): n1_k, all journeys that hold it.
    group, total
        float64, shape (n_strata, 1): m1_k, journeys of the group, and N_k, all.

    Examples
    --------
    >>> one = np.array([[30.0]]), np.array([[50.0]]), np.array([[40.0]]), np.array([[100.0]])
    >>> tables = Stratified(*one)
    >>> tables.p().round(6).tolist(), tables.odds_ratio()[0].tolist()
    ([0.000114], [6.0])
    """

    both: Floats
    exposed: Floats
    group: Floats
    total: Floats

    def together(self) -> "Stratified":
        """All strata as one."""
        one, two, three, four = (
            table.sum(axis=0, keepdims=True) for table in (self.both, self.exposed, self.group, self.total)
        )
        return Stratified(one, two, three, four)

    @cached_property
    def used(self) -> NDArray[np.bool_]:
        """Which tables say anything: two journeys at least, and no empty margin."""
        rest, unexposed = self.total - self.group, self.total - self.exposed
        full = (self.exposed > 0) & (unexposed > 0) & (self.group > 0) & (rest > 0)
        return np.asarray(full & (self.total >= 2))

    @cached_property
    def n_used(self) -> NDArray[np.int64]:
        """How many strata say anything, by pattern."""
        return np.asarray(self.used.sum(axis=0), np.int64)

    @cached_property
    def expected(self) -> Floats:
        """E_k = n1_k·m1_k / N_k; 0 in strata that are skipped."""
        return self._in_used(self.exposed * self.group, self.total)

    @cached_property
    def excess(self) -> Floats:
        """Σ(a_k − E_k) over the strata used: its sign is that of the association within strata."""
        return np.asarray(np.where(self.used, self.both - self.expected, 0.0).sum(axis=0))

    @cached_property
    def variance(self) -> Floats:
        """ΣV_k, V_k = n1_k·n0_k·m1_k·m0_k / (N_k²(N_k − 1))."""
        size = self.total
        spread = self.exposed * (size - self.exposed) * self.group * (size - self.group)
        return np.asarray(self._in_used(spread, size**2 * (size - 1)).sum(axis=0))

    def p(self, inflation: ArrayLike = 1.0) -> Floats:
        """The Cochran-Mantel-Haenszel test with correction for continuity: p of χ² = max(0, |Σ(a−E)| − ½)² / ΣV.

        Parameters
        ----------
        inflation
            By how much customers of several journeys inflate the variance, a number or one a pattern.

        Returns
        -------
        p
            float64, shape (n_patterns,); 1 where no stratum says anything.

        References
        ----------
        Mantel, Haenszel (1959), JNCI 22, 719-748; Cochran (1954), Biometrics 10, 417-451.
        """
        from scipy.stats import chi2

        beyond = np.maximum(np.abs(self.excess) - 0.5, 0.0)
        with np.errstate(invalid="ignore"):
            spread = self.variance * np.asarray(inflation)
        statistic = np.divide(beyond**2, spread, out=np.zeros(len(beyond)), where=spread > 0)
        return np.asarray(chi2.sf(statistic, 1), np.float64)

    def odds_ratio(self, inflation: ArrayLike = 1.0) -> tuple[Floats, Floats, Floats]:
        """The Mantel-Haenszel odds ratio Σ(a·d/N) / Σ(b·c/N) with the interval of Robins, Breslow and Greenland.

        Returns
        -------
        odds_ratio, low, high
            float64, shape (n_patterns,). NaN where no stratum says anything; 0 or ∞ have no interval.

        References
        ----------
        Robins, Breslow, Greenland (1986), Biometrics 42, 311-323.
        """
        a, b = self.both, self.exposed - self.both
        c = self.group - a
        d = self.total - self.group - b
        # With a·d/N = R_k, b·c/N = S_k, (a + d)/N = P_k, (b + c)/N = Q_k.
        r, s = self._in_used(a * d, self.total), self._in_used(b * c, self.total)
        p, q = self._in_used(a + d, self.total), self._in_used(b + c, self.total)
        up, down = r.sum(axis=0), s.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = up / down
            spread = (
                (p * r).sum(axis=0) / (2 * up**2)
                + (p * s + q * r).sum(axis=0) / (2 * up * down)
                + (q * s).sum(axis=0) / (2 * down**2)
            )
            reach = Z95 * np.sqrt(spread * np.asarray(inflation))
            finite = (up > 0) & (down > 0)
            low, high = value * np.exp(-reach), value * np.exp(reach)
        return value, np.where(finite, low, np.nan), np.where(finite, high, np.nan)

    @cached_property
    def room(self) -> Floats:
        """How far Σa_k could lie from ΣE_k, on the narrower side: below 5 the χ² distribution is not to be trusted.

        References
        ----------
        Mantel, Fleiss (1980), American Journal of Epidemiology 112, 129-134.
        """
        least = np.maximum(0.0, self.exposed + self.group - self.total)
        most = np.minimum(self.exposed, self.group)
        below = np.where(self.used, self.expected - least, 0.0).sum(axis=0)
        above = np.where(self.used, most - self.expected, 0.0).sum(axis=0)
        return np.asarray(np.minimum(below, above))

    def risk_difference(self) -> tuple[Floats, Floats, Floats]:
        """The Mantel-Haenszel difference of risks, exposed less unexposed, with Sato's 95 % interval.

        With w_k = n1_k·n0_k/N_k the difference is d = Σw_k·(a_k/n1_k − b_k/n0_k) / Σw_k, its variance
        (d·ΣP_k + ΣQ_k) / (Σw_k)², where P_k = (n1²·b − n0²·a + n1·n0·(n0 − n1)/2) / N² and
        Q_k = (a·(n0 − b) + b·(n1 − a)) / (2N): right for few large strata and for many small ones.

        Returns
        -------
        difference, low, high
            float64, shape (n_patterns,), within [-1, 1]; NaN where no stratum has both exposed and unexposed. No
            interval where all have the outcome, or nobody: then nothing is known of the spread.

        References
        ----------
        Sato (1989), Biometrics 45, 1323-1324; Greenland, Robins (1985), Biometrics 41, 55-68.

        Examples
        --------
        >>> one = Stratified(*(np.array([[value]]) for value in (56.0, 70.0, 104.0, 150.0)))
        >>> [bound.round(3).tolist() for bound in one.risk_difference()]
        [[0.2], [0.058], [0.342]]
        """
        a, b, n1, n0 = self._by_exposure()
        weight = np.where(self.faced, n1 * n0 / self.total, 0.0).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = self._in_faced(a * n0 - b * n1).sum(axis=0) / weight
            lean = self._in_faced((n1**2 * b - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / self.total).sum(axis=0)
            spread = self._in_faced((a * (n0 - b) + b * (n1 - a)) / 2).sum(axis=0)
            variance = value * lean + spread
            reach = np.where(variance > 0, Z95 * np.sqrt(np.maximum(variance, 0.0)) / weight, np.nan)
        return value, np.maximum(value - reach, -1.0), np.minimum(value + reach, 1.0)

    def shares(self) -> tuple[Floats, Floats]:
        """The shares in the group of exposed and unexposed, both weighted by Mantel and Haenszel's weights.

        Their difference is that of `risk_difference`.

        Examples
        --------
        >>> one = Stratified(*(np.array([[value]]) for value in (56.0, 70.0, 104.0, 150.0)))
        >>> [share.round(3).tolist() for share in one.shares()]
        [[0.8], [0.6]]
        """
        a, b, n1, n0 = self._by_exposure()
        weight = self._in_faced(n1 * n0).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return self._in_faced(a * n0).sum(axis=0) / weight, self._in_faced(b * n1).sum(axis=0) / weight

    def risk_ratio(self) -> tuple[Floats, Floats, Floats]:
        """The Mantel-Haenszel ratio of risks, exposed to unexposed, with the 95 % interval of Greenland and Robins.

        R = Σa·n0/N, S = Σb·n1/N, the ratio is R/S, and Var(ln) = Σ((a + b)·n1·n0 − a·b·N)/N² / (R·S).

        Returns
        -------
        ratio, low, high
            float64, shape (n_patterns,). NaN where no stratum says anything; 0 or ∞ have no interval.

        References
        ----------
        Greenland, Robins (1985), Biometrics 41, 55-68.

        Examples
        --------
        >>> one = Stratified(*(np.array([[value]]) for value in (10.0, 20.0, 15.0, 40.0)))
        >>> [bound.round(3).tolist() for bound in one.risk_ratio()]
        [[2.0], [0.832], [4.805]]
        """
        a, b, n1, n0 = self._by_exposure()
        above, below = self._in_faced(a * n0).sum(axis=0), self._in_faced(b * n1).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = above / below
            spread = self._in_faced(((a + b) * n1 * n0) / self.total - a * b).sum(axis=0) / (above * below)
            reach = np.exp(Z95 * np.sqrt(spread))
            finite = (above > 0) & (below > 0)
            return value, np.where(finite, value / reach, np.nan), np.where(finite, value * reach, np.nan)

    @cached_property
    def faced(self) -> NDArray[np.bool_]:
        """Which tables have both exposed and unexposed."""
        return np.asarray((self.exposed > 0) & (self.total - self.exposed > 0))

    def _by_exposure(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Those with the outcome among exposed and unexposed, and how many there are of each."""
        return self.both, self.group - self.both, self.exposed, self.total - self.exposed

    def _in_faced(self, above: Floats) -> Floats:
        """Divided by N, where there are both exposed and unexposed."""
        return np.divide(above, np.broadcast_to(self.total, above.shape), out=np.zeros(above.shape), where=self.faced)

    def _in_used(self, above: Floats, below: Floats) -> Floats:
        below = np.broadcast_to(below, above.shape)
        return np.divide(above, below, out=np.zeros(above.shape), where=self.used)
