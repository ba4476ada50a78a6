"""Which sets of journeys may be told: one after the other, none that with those before it tells of a small one."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.counted import Counted, Floats

#: Itemsets of more items have too many sums to look at.
MOST_ITEMS = 16

SMALL = "small count"
COMPLEMENT = "all but a small count"
DIFFERENCE = "small difference to a part"
SUMS = "small sum over parts"
BOUNDS = "small room for a larger set"
ORDERS = "both orders"


@dataclass(eq=False)
class Admission:
    """Goes through sets of journeys and admits what is safe.

    Attributes
    ----------
    counted
        The sets.
    least
        No set that can be computed may hold fewer journeys.
    differences
        Look beyond the sizes themselves?
    any_order, ties
        Do journeys that hold two events hold them in one order or, with ties, together?
    admitted
        bool, shape (n_sets,).
    withheld
        The sets withheld, each with the first rule that spoke against it.
    """

    counted: Counted
    least: int
    differences: bool
    any_order: bool
    ties: bool
    admitted: NDArray[np.bool_] = field(init=False)
    withheld: dict[int, str] = field(default_factory=dict)
    _known: dict[tuple[int, ...], int] = field(default_factory=dict)
    _items: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.admitted = np.zeros(len(self.counted.keys), np.bool_)
        for one in self.counted.order.tolist():
            why = self._against(one)
            if why is not None:
                self.withheld[one] = why
                continue
            self.admitted[one] = True
            key = self.counted.keys[one]
            self._known[key] = one
            if self.counted.exact[one] and len(key) == 1:
                self._items.append(key[0])

    def rows(self) -> NDArray[np.bool_]:
        """Which rows of the table tell of admitted sets only."""
        return np.asarray(self.admitted[self.counted.rows].all(axis=1), np.bool_)

    def reasons(self) -> dict[str, int]:
        """How many rows are withheld by which rule: the first that spoke against a set they tell of."""
        lost = self.counted.rows[~self.rows()]
        return dict(Counter(next(self.withheld[one] for one in row if one in self.withheld) for row in lost.tolist()))

    def _against(self, one: int) -> str | None:
        """The first rule that speaks against a set; None where none does."""
        whole = self.counted
        if self._small(whole.sizes[one]):
            return SMALL
        if not self.differences:
            return None
        if self._small(whole.totals - whole.sizes[one]):
            return COMPLEMENT
        parts = whole.above.indices[whole.above.indptr[one] : whole.above.indptr[one + 1]]
        gaps = whole.sizes[parts[self.admitted[parts]]] - whole.sizes[one]
        # A size larger than that of a whole shows that it is none, as rules on times allow.
        if self._small(gaps[gaps[:, -1] >= 0]):
            return DIFFERENCE
        if whole.exact[one]:
            return self._of_itemset(one)
        return ORDERS if self.any_order and self._orders(one) else None

    def _small(self, sizes: Floats) -> bool:
        return bool((parts(sizes) < self.least).any())

    def _size(self, key: tuple[int, ...], own: int) -> Floats:
        place = own if key == self.counted.keys[own] else self._known.get(key)
        return np.full_like(self.counted.totals, np.nan) if place is None else self.counted.sizes[place]

    def _of_itemset(self, one: int) -> str | None:
        key = self.counted.keys[one]
        if len(key) > MOST_ITEMS:
            return SUMS
        cells = self._cells(key, one, self.counted.sizes[one])
        if (cells < self.least).any():
            return SUMS
        return BOUNDS if len(key) > 1 and any(self._narrow(key, item, one) for item in self._items) else None

    def _cells(self, key: tuple[int, ...], own: int, full: Floats) -> Floats:
        """Journeys that hold these items and not those, for every choice; NaN where a part is not told.

        For each part I of the itemset J the sum of (-1)^|X - I| · supp(X) over I ⊆ X ⊆ J.
        """
        cells = np.empty(1 << len(key))
        for place in range(len(cells) - 1):
            chosen = tuple(item for bit, item in enumerate(key) if place >> bit & 1)
            cells[place] = self._size(chosen, own)[-1] if chosen else self.counted.totals[-1]
        cells[-1] = full[-1]
        for bit in range(len(key)):
            pairs = cells.reshape(-1, 2, 1 << bit)
            pairs[:, 0] -= pairs[:, 1]
        return cells

    def _narrow(self, key: tuple[int, ...], item: int, own: int) -> bool:
        """Would the sizes of all parts of a larger itemset leave too little room for its own?"""
        if item in key:
            return False
        larger = tuple(sorted((*key, item)))
        if any(facet != key and facet not in self._known for facet in combinations(larger, len(key))):
            return False
        cells = self._cells(larger, own, np.zeros(1))
        missing = np.array([len(larger) - place.bit_count() for place in range(len(cells))])
        # Each cell is the sum and, of parts that lack an even number of items, the size of the larger one more.
        return bool(np.nanmin(cells[missing % 2 == 1]) + np.nanmin(cells[missing % 2 == 0]) < self.least)

    def _orders(self, one: int) -> bool:
        """Do a, b and what holds both tell how many hold neither, or how many both orders, to be few?"""
        key = self.counted.keys[one]
        if len(key) != 2 or key[0] % 2:
            return False
        a, b = (step // 2 * 2 for step in key)
        if a == b:
            return False
        low, high = sorted((a, b))
        both = [self._size((a, b), one), self._size((b, a), one)]
        both += [self._size((low, high + 1), one)] if self.ties else []
        room = self.counted.totals - self._size((a,), one) - self._size((b,), one) + sum(both)
        return self._small(room)


def parts(sizes: Floats) -> Floats:
    """Every size that is told, and what is left of all where those of some groups are not; NaN where there is none.

    Examples
    --------
    >>> parts(np.array([3.0, np.nan, np.nan, 10.0])).tolist()
    [3.0, nan, nan, 7.0]
    """
    groups = sizes[..., :-1]
    rest = sizes[..., -1] - np.nansum(groups, axis=-1)
    if groups.shape[-1]:
        rest = np.where(np.isnan(groups).any(axis=-1), rest, np.nan)
    return np.concatenate([groups, rest[..., None]], axis=-1)
