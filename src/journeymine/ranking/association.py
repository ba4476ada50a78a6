"""Association measures of itemsets: how sure the support is, and how far the items go together beyond chance."""

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import journeys_each
from journeymine.mining.baskets import Baskets
from journeymine.mining.found import FoundPatterns
from journeymine.mining.itemsets import customer_sums, find_itemsets
from journeymine.ranking.intervals import Z95, effective_size, wilson

Floats = NDArray[np.float64]


def itemset_columns(found: FoundPatterns, baskets: Baskets) -> dict[str, Floats]:
    """Intervals and association measures of itemsets, a value an itemset.

    Parameters
    ----------
    found
        Itemsets with their supports.
    baskets
        The N baskets they were found in.

    Returns
    -------
    dict
        ``support_low, support_high``: Wilson 95 %, with the number of baskets that those of repeated customers are
        worth; ``lift = p_S / Π p_a``, 1 where the items of S come together as often as if none knew of the others;
        ``lift_low, lift_high``; ``leverage = p_S - Π p_a``.

    Notes
    -----
    The interval of the lift of k items is by the delta method on its logarithm::

        N·Var(ln lift) = 1/p_S - Σ_a 1/p_a + 2·Σ_{a<b} lift_ab - (k - 1)²

    For k = 2 this is ``1/p_AB - 1/p_A - 1/p_B + 2·lift - 1``. Where customers have several baskets, N is replaced by
    the number that they are worth for S. A single item has lift 1, known exactly.

    Examples
    --------
    >>> from journeymine.mining.baskets import Baskets
    >>> from journeymine.mining.itemsets import find_itemsets
    >>> baskets = Baskets.from_lists([["a", "b"]] * 3 + [["a"], ["c"]])
    >>> columns = itemset_columns(find_itemsets(baskets, min_support=2, min_length=2), baskets)
    >>> columns["lift"].round(2).tolist(), columns["leverage"].round(2).tolist()
    ([1.25], [0.12])
    """
    n = len(baskets)
    supports = found.n_journeys.astype(np.float64)
    worth = basket_worth(found, baskets)
    low, high = wilson(supports / max(n, 1) * worth, worth)
    names = ("lift", "lift_low", "lift_high", "leverage")
    columns = {"support_low": low, "support_high": high, **{name: np.ones(len(found)) for name in names}}
    lengths = found.lengths
    known = _Known(found, baskets)
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        codes = found.items[found.offsets[rows].astype(np.int64)[:, None] + np.arange(length)]
        share, alone = supports[rows] / n, known.shares(codes)
        chance = alone.prod(axis=1)
        columns["leverage"][rows] = share - chance
        if length > 1:
            variance = 1 / share - (1 / alone).sum(axis=1) + 2 * known.pair_lifts(codes) - (length - 1) ** 2
            spread = np.exp(Z95 * np.sqrt(np.maximum(variance, 0.0) / worth[rows]))
            # The lift of a hundred rare items that come together is beyond all floats, hence infinite.
            with np.errstate(divide="ignore", over="ignore"):
                lift = share / chance
            columns["lift"][rows] = lift
            columns["lift_low"][rows], columns["lift_high"][rows] = lift / spread, lift * spread
    return columns


def basket_worth(found: FoundPatterns, baskets: Baskets) -> Floats:
    """How many independent baskets the baskets are worth, for each itemset.

    Examples
    --------
    >>> baskets = Baskets.from_lists([["a"], ["a", "b"]])
    >>> basket_worth(find_itemsets(baskets, min_support=2), baskets).tolist()
    [2.0]
    """
    sizes = None if baskets.customer_codes is None else journeys_each(baskets.customer_codes)
    if sizes is None or len(sizes) == len(baskets):
        return np.full(len(found), float(len(baskets)))
    squares, crossed = customer_sums(found, baskets)
    return effective_size(
        found.n_journeys,
        squares,
        crossed,
        total=len(baskets),
        size_squares=int((sizes**2).sum()),
        customers=len(sizes),
    )


class _Known:
    """Shares of single items and lifts of pairs, of those inside the itemsets found."""

    def __init__(self, found: FoundPatterns, baskets: Baskets) -> None:
        self.n = len(baskets)
        self.width = np.uint64(len(baskets.vocabulary))
        least = int(found.n_journeys.min()) if len(found) else self.n + 1
        short = find_itemsets(baskets, min_support=max(least, 1), max_length=2)
        lengths = short.lengths
        starts = short.offsets[:-1].astype(np.int64)
        counts = short.n_journeys.astype(np.float64)
        self.alone = np.full(int(self.width), np.nan)
        self.alone[short.items[starts[lengths == 1]]] = counts[lengths == 1] / self.n
        first = starts[lengths == 2]
        keys = self._key(short.items[first], short.items[first + 1])
        order = np.argsort(keys)
        self.keys, self.together = keys[order], counts[lengths == 2][order] / self.n

    def _key(self, a: NDArray[np.uint32], b: NDArray[np.uint32]) -> NDArray[np.uint64]:
        return a.astype(np.uint64) * self.width + b.astype(np.uint64)

    def shares(self, codes: NDArray[np.uint32]) -> Floats:
        """Shares of the baskets with each item, of the shape of `codes`."""
        return self.alone[codes]

    def pair_lifts(self, codes: NDArray[np.uint32]) -> Floats:
        """Sum of the lifts of all pairs in each row of `codes`."""
        total = np.zeros(len(codes))
        for i in range(codes.shape[1]):
            for j in range(i + 1, codes.shape[1]):
                a, b = codes[:, i], codes[:, j]
                together = self.together[np.searchsorted(self.keys, self._key(a, b))]
                total += together / (self.alone[a] * self.alone[b])
        return total
