"""Association measures of itemsets: how sure the support is, and how far the items go together beyond chance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import journeys_each
from journeymine.mining.baskets import Baskets
from journeymine.mining.found import FoundPatterns, rows_by_length
from journeymine.mining.itemsets import customer_sums, find_itemsets
from journeymine.ranking.intervals import Z95, effective_size, wilson

Floats = NDArray[np.float64]

#: A table of so many numbers is small.
_CELLS = 1 << 22


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
    least = int(found.n_journeys.min()) if len(found) else baskets.n_baskets + 1
    short = find_itemsets(baskets, min_support=max(least, 1), max_length=2, progress=False)
    return measured(found, baskets.n_baskets, basket_worth(found, baskets), short)


def measured(found: FoundPatterns, n: int, worth: Floats, short: FoundPatterns) -> dict[str, Floats]:
    """The columns of `itemset_columns`, of what is known without looking at baskets.

    Parameters
    ----------
    found
        Itemsets with their supports.
    n
        The number of baskets.
    worth
        How many independent baskets these are worth, for each itemset.
    short
        Single items and pairs with their supports, among them all that are inside the itemsets.

    Examples
    --------
    >>> items, offsets = np.array([0, 1, 0, 1], np.uint32), np.array([0, 1, 2, 4], np.uint64)
    >>> found = FoundPatterns(items, offsets, np.array([4, 3, 3], np.uint32))
    >>> measured(found, 5, np.full(3, 5.0), found)["lift"].round(2).tolist()
    [1.0, 1.0, 1.25]
    """
    supports = found.n_journeys.astype(np.float64)
    low, high = wilson(supports / max(n, 1) * worth, worth)
    names = ("lift", "lift_low", "lift_high", "leverage")
    columns = {"support_low": low, "support_high": high, **{name: np.ones(len(found)) for name in names}}
    known = _Known(short, n)
    for length, rows in rows_by_length(found):
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
    codes = baskets.customer_codes
    # Nobody has several baskets: they are worth themselves, and need no look at what they hold.
    if codes is None or (codes[1:] != codes[:-1]).all():
        return np.full(len(found), float(baskets.n_baskets))
    return spread_over_customers(found, baskets).worth(found)


@dataclass(frozen=True)
class Spread:
    """How baskets spread over customers, and those of each itemset; of parts of whole customers the sums are summed.

    Attributes
    ----------
    total
        Baskets.
    customers
        Customers with baskets.
    size_squares
        Σ n_c², n_c the baskets of customer c.
    squares, crossed
        int64, shape (n_itemsets,): Σ x_c² and Σ x_c·n_c, x_c of whose baskets hold the set.
    """

    total: int
    customers: int
    size_squares: int
    squares: NDArray[np.int64]
    crossed: NDArray[np.int64]

    def __add__(self, other: "Spread") -> "Spread":
        return Spread(
            self.total + other.total,
            self.customers + other.customers,
            self.size_squares + other.size_squares,
            self.squares + other.squares,
            self.crossed + other.crossed,
        )

    def worth(self, found: FoundPatterns) -> Floats:
        """How many independent baskets they are worth, for each itemset."""
        if self.customers == self.total:
            return np.full(len(found), float(self.total))
        return effective_size(
            found.n_journeys,
            self.squares,
            self.crossed,
            total=self.total,
            size_squares=self.size_squares,
            customers=self.customers,
        )


def spread_over_customers(found: FoundPatterns, baskets: Baskets, *, n_jobs: int | None = None) -> Spread:
    """How itemsets spread over the customers of baskets that have customers.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> baskets = Baskets.from_journeys(from_lists([["a"], ["a", "b"], ["b"]], customers=["ann", "ann", "bob"]))
    >>> spread = spread_over_customers(find_itemsets(baskets, min_support=2), baskets)
    >>> spread.total, spread.customers, spread.size_squares, spread.squares.tolist(), spread.crossed.tolist()
    (3, 2, 5, [4, 2], [4, 3])
    """
    squares, crossed = customer_sums(found, baskets, n_jobs=n_jobs)
    assert baskets.customer_codes is not None
    sizes = journeys_each(baskets.customer_codes)
    # All rows of a customer stand for as many customers.
    alike = np.ones(len(sizes), np.int64)
    if baskets.multiplicity is not None:
        alike = baskets.multiplicity[np.cumsum(sizes) - 1].astype(np.int64)
    return Spread(
        baskets.n_baskets,
        int(alike.sum()),
        int((alike * sizes**2).sum()),
        squares.astype(np.int64),
        crossed.astype(np.int64),
    )


class _Known:
    """Shares of single items and lifts of pairs, of those inside the itemsets found."""

    def __init__(self, short: FoundPatterns, n: int) -> None:
        lengths = short.lengths
        starts = short.offsets[:-1].astype(np.int64)
        counts = short.n_journeys.astype(np.float64)
        n_items = int(short.items.max()) + 1 if len(short.items) else 0
        self.alone = np.full(n_items, np.nan)
        single = short.items[starts[lengths == 1]]
        self.alone[single] = counts[lengths == 1] / n
        self.place = np.zeros(n_items, np.int64)
        self.place[single] = np.arange(len(single))
        self.width = len(single)
        first = starts[lengths == 2]
        one, other = short.items[first], short.items[first + 1]
        keys, lifts = self._key(one, other), counts[lengths == 2] / n / (self.alone[one] * self.alone[other])
        self.keys: NDArray[np.int64] | None = None
        if self.width**2 <= _CELLS:
            # Few items have room for all of their pairs, and need no search.
            self.lifts = np.full(self.width**2, np.nan)
            self.lifts[keys] = lifts
        else:
            order = np.argsort(keys)
            self.keys, self.lifts = keys[order], lifts[order]

    def _key(self, one: NDArray[np.uint32], other: NDArray[np.uint32]) -> NDArray[np.int64]:
        return self.place[one] * self.width + self.place[other]

    def shares(self, codes: NDArray[np.uint32]) -> Floats:
        """Shares of the baskets with each item, of the shape of `codes`."""
        return self.alone[codes]

    def pair_lifts(self, codes: NDArray[np.uint32]) -> Floats:
        """Sum of the lifts of all pairs in each row of `codes`."""
        total, held, keys = np.zeros(len(codes)), np.empty(len(codes)), np.empty(len(codes), np.int64)
        places = self.place[np.ascontiguousarray(codes.T)]
        firsts = places * self.width
        for i, one in enumerate(firsts):
            for other in places[i + 1 :]:
                np.add(one, other, out=keys)
                at = keys if self.keys is None else np.searchsorted(self.keys, keys)
                # All of them are there, and to clip is quicker than to check.
                total += np.take(self.lifts, at, out=held, mode="clip")
        return total
