"""The baseline: what followed on the last steps, as far back as they were seen, smoothed by what followed on fewer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
_LOT = 20_000


@dataclass(frozen=True, eq=False)
class BackOff:
    """Markov chains of order 0, 1, … with back-off to the next lower order.

    Attributes
    ----------
    counts
        Weighted counts of each class after each ending, shape (n_nodes + 1, n_classes); row 0 is the empty ending.
    totals
        Their sums by row.
    kinds
        How many classes followed each ending.
    """

    counts: "csr_array"
    totals: Floats
    kinds: Floats

    @classmethod
    def learn(cls, nodes: Integers, label: Integers, weight: Floats, n_nodes: int, n_classes: int) -> "BackOff":
        """Count what followed each ending.

        Parameters
        ----------
        nodes
            int64, shape (n, order): the endings of each prefix, as `Contexts.find` gives them.
        label
            int64, shape (n,): what followed.
        weight
            float64, shape (n,).
        n_nodes, n_classes
            How many there are.
        """
        from scipy.sparse import csr_array

        rows = np.column_stack([np.zeros(len(nodes), np.int64), nodes])
        at, level = np.nonzero(rows >= 0)
        found = (weight[at], (rows[at, level], label[at]))
        counts = csr_array(found, shape=(n_nodes + 1, n_classes))
        counts.sum_duplicates()
        return cls(counts, np.asarray(counts.sum(axis=1), np.float64).ravel(), np.diff(counts.indptr).astype(float))

    def predict(self, nodes: Integers, order: int) -> Floats:
        """Probabilities of the classes: float64, shape (n, n_classes).

        With n(c, x) the count of x after the ending c, n(c) its sum over x and T(c) how many x followed c, from the
        empty ending upwards as long as the ending was seen::

            P(x | c) = (n(c, x) + T(c) · P(x | c without its first step)) / (n(c) + T(c))

        and below the empty one all classes are alike. Order 0 is what is most frequent.

        References
        ----------
        Witten and Bell (1991), IEEE Trans. Inf. Theory 37, 1085-1094, method C, interpolated.

        Examples
        --------
        >>> nodes = np.array([[1], [1], [2]])
        >>> model = BackOff.learn(nodes, np.array([0, 0, 1]), np.ones(3), 2, 2)
        >>> model.predict(np.array([[1], [-1]]), order=1).round(3).tolist()
        [[0.867, 0.133], [0.6, 0.4]]
        """
        lots = [self._lot(nodes[start : start + _LOT, :order]) for start in range(0, len(nodes), _LOT)]
        return np.concatenate([np.zeros((0, self.counts.shape[1])), *lots])

    def _lot(self, nodes: Integers) -> Floats:
        chance = np.full((len(nodes), self.counts.shape[1]), 1 / self.counts.shape[1])
        for column in (np.zeros(len(nodes), np.int64), *nodes.T):
            seen = np.flatnonzero(column >= 0)
            node = column[seen]
            prior = self.kinds[node][:, None] * chance[seen]
            chance[seen] = (self.counts[node].toarray() + prior) / (self.totals[node] + self.kinds[node])[:, None]
        return chance
