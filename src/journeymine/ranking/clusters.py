"""Several journeys of one customer: how much they inflate the variance of a contrast."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.ranking.intervals import effective_size
from journeymine.ranking.stratified import Stratified

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Worth:
    """How many independent journeys totals are worth: float64, shape (n_patterns,) each.

    Attributes
    ----------
    group, rest
        The journeys of the group, and all others, as the sample behind their share with the pattern.
    held, missed
        The journeys with and without the pattern, as the sample behind their share in the group.
    """

    group: Floats
    rest: Floats
    held: Floats
    missed: Floats


@dataclass(frozen=True, eq=False)
class Clusters:
    """Whose journeys they are.

    Attributes
    ----------
    owner
        int64, shape (n,): the number of each journey's customer.
    size
        How many customers there are.
    """

    owner: NDArray[np.int64]
    size: int

    @classmethod
    def of(cls, coded: CodedJourneys) -> "Clusters | None":
        """The customers; None where each has one journey."""
        # Each of the journeys that a row stands for is another customer's.
        if coded.multiplicity is not None or coded.n_customers == len(coded):
            return None
        known, owner = np.unique(coded.customer_codes, return_inverse=True)
        return cls(owner.astype(np.int64), len(known))

    def inflation(
        self, presence: "csr_array", member: Floats, stratum: NDArray[np.int64], tables: Stratified
    ) -> Floats:
        """By how much the score of a stratified test varies more than if journeys were of different customers.

        With x_i = 1 where journey i holds the pattern, y_i = 1 where it is in the group, bars for the means of its
        stratum and U_c = Σ_{i of c} (x_i − x̄)(y_i − ȳ)::

            max(1, C/(C − 1) · Σ_c U_c² / ΣV_k)

        the variance of Σ_c U_c over C independent customers beside the one that journeys would have. Never below 1, so
        that chance does not make journeys worth more than they are.

        Parameters
        ----------
        presence
            Journeys × patterns.
        member
            float64, shape (n,): y.
        stratum
            int64, shape (n,): each journey's stratum.
        tables
            The tables of these strata.

        References
        ----------
        Liang, Zeger (1986), Biometrika 73, 13-22; Rao, Scott (1992), Biometrics 48, 577-585.
        """
        if self.size < 2:
            # One customer alone says nothing of how customers vary.
            return np.full(presence.shape[1], np.inf)
        share = np.divide(tables.group, tables.total, out=np.zeros_like(tables.group), where=tables.total > 0)
        residual = member - share[stratum, 0]
        own = self._sums(presence, residual)
        n = len(member)
        by_stratum = self._sums(_sparse(np.ones(n), np.arange(n), stratum, (n, len(tables.total))), residual)
        mean = np.divide(tables.exposed, tables.total, out=np.zeros_like(tables.exposed), where=tables.total > 0)
        squares = (
            _total(own.multiply(own))
            - 2 * (mean * (by_stratum.T @ own).toarray()).sum(axis=0)
            + (mean * ((by_stratum.T @ by_stratum) @ mean)).sum(axis=0)
        )
        robust = np.maximum(squares, 0.0) * self.size / (self.size - 1)
        ratio = np.divide(robust, tables.variance, out=np.ones(len(robust)), where=tables.variance > 0)
        return np.asarray(np.maximum(ratio, 1.0))

    def worth(self, presence: "csr_array", member: Floats) -> Worth:
        """How many independent journeys stand behind each share of a 2×2 table."""
        total = np.bincount(self.owner, minlength=self.size).astype(np.float64)
        group = np.bincount(self.owner, member, minlength=self.size).astype(np.float64)
        rest = total - group
        held, both = self._sums(presence, np.ones(len(member))), self._sums(presence, member)
        n_held, n_both = _total(held), _total(both)
        held2, both2, cross = (_total(one) for one in (held.multiply(held), both.multiply(both), both.multiply(held)))
        group_held, group_both, all_held, all_both = group @ held, group @ both, total @ held, total @ both
        whole = held.copy()
        whole.data = (held.data == total[np.repeat(np.arange(self.size), np.diff(held.indptr))]).astype(np.float64)
        customers = np.bincount(held.indices[held.data > 0], minlength=held.shape[1])
        return Worth(
            group=_effective(n_both, both2, group_both, group),
            rest=_effective(
                n_held - n_both, held2 - 2 * cross + both2, all_held - group_held - all_both + group_both, rest
            ),
            held=effective_size(n_both, both2, cross, total=n_held, size_squares=held2, customers=customers),
            missed=effective_size(
                group.sum() - n_both,
                group @ group - 2 * group_both + both2,
                group @ total - group_held - all_both + cross,
                total=total.sum() - n_held,
                size_squares=total @ total - 2 * all_held + held2,
                customers=self.size - _total(whole),
            ),
        )

    def _sums(self, columns: "csr_array", weights: Floats) -> "csr_array":
        """Weighted sums of rows, by customer."""
        n = len(weights)
        return (_sparse(weights, self.owner, np.arange(n), (self.size, n)) @ columns).tocsr()


def _effective(x: Floats, squares: Floats, products: Floats, sizes: Floats) -> Floats:
    return effective_size(
        x, squares, products, total=sizes.sum(), size_squares=sizes @ sizes, customers=int((sizes > 0).sum())
    )


def _sparse(data: Floats, rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> "csr_array":
    from scipy.sparse import csr_array

    return csr_array((data, (rows, columns)), shape=shape)


def _total(matrix: Any) -> Floats:
    return np.asarray(matrix.sum(axis=0), np.float64).ravel()
