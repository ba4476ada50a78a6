"""Association rules A → B: baskets that hold A, and those of them that hold B too; cut from itemsets, by columns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from time import monotonic

import numpy as np

from journeymine.errors import CapacityError
from journeymine.mining.found import FoundPatterns, StoppedBy
from journeymine.mining.subsets import Ids, SubsetFinder, n_cells
from journeymine.ranking.association.asked import AskedAssociation, Associations
from journeymine.ranking.association.keeping import Kept
from journeymine.ranking.association.parts import Counter

#: So many subsets are looked at between two looks at what rules are final.
_BLOCK = 1 << 20
#: Bytes that looking at a subset takes, for the time of it.
_PER_CELL = 300


def cut_itemsets(found: FoundPatterns, asked: AskedAssociation, count: Counter) -> Associations:
    """Every split of every itemset in two that meets what is asked.

    Itemsets come most frequent first, in blocks, so that rules are final as they come: the best by support are found
    without looking at what is less frequent, and whoever runs out of time or memory knows up to where all are there.

    Parameters
    ----------
    found
        Distinct itemsets with their supports, of any kind.
    asked
        Checked options.
    count
        Counts the parts of itemsets that are not among `found`; not called where none is missing.

    Raises
    ------
    CapacityError
        The itemsets alone take more than the memory there is, or one of them has more rules than can be kept.

    Examples
    --------
    >>> from fractions import Fraction
    >>> items, offsets = np.array([0, 1, 0, 1], np.uint32), np.array([0, 1, 2, 4], np.uint64)
    >>> found = FoundPatterns(items, offsets, np.array([3, 2, 2], np.uint32))
    >>> rules = cut_itemsets(found, AskedAssociation(4, confidence=Fraction(3, 4)), count=len)
    >>> rules.antecedents.items.tolist(), rules.consequents.items.tolist(), rules.n_rule.tolist()
    ([1], [0], [2])
    """
    budget = _Budget(monotonic(), asked.time_limit, asked.memory_limit)
    finder = SubsetFinder(found)
    budget.require(finder.nbytes)
    kept = Kept(found, asked, count)
    cells = budget.cells()
    blocks = list(_blocks(found, asked.most, cells))
    for block, below in zip_longest(blocks, blocks[1:]):
        # Parts that are no itemsets are counted a block at once, for that is a walk over all baskets.
        kept.add(list(finder.splits(most=asked.most, among=block, at_once=cells)))
        stopped_by = None if below is None else budget.stopped_by(finder.nbytes + kept.nbytes)
        if stopped_by:
            return replace(kept.all(), stopped_by=stopped_by, proven_above=int(found.n_journeys[below[0]]))
        if below is not None and kept.settle(int(found.n_journeys[below[0]])):
            break
    return kept.all()


def _blocks(found: FoundPatterns, most: tuple[int | None, int | None], cells: int) -> Iterator[Ids]:
    """The itemsets that can be split, most frequent first, in blocks of about so many subsets."""
    lengths = found.lengths
    sizes, places = np.unique(lengths, return_inverse=True)
    weights = np.array([n_cells(size, most) for size in sizes.tolist()], np.int64)[places]
    order = np.argsort(-found.n_journeys.astype(np.int64), kind="stable")
    order = order[weights[order] > 0]
    which = np.cumsum(weights[order]) // cells
    yield from np.split(order, np.flatnonzero(np.diff(which)) + 1) if len(order) else ()


@dataclass(frozen=True)
class _Budget:
    """Time and memory that may be used."""

    begin: float
    time_limit: float | None
    memory_limit: int | None

    def require(self, needed: int) -> None:
        """Refuse what cannot even begin."""
        if self.memory_limit is not None and needed > self.memory_limit:
            enough = -(-2 * needed // 1_000_000)
            message = (
                f"`memory_limit` of rules must leave room for the itemsets, which need {needed:,} bytes before rules "
                f'can be made; got {self.memory_limit:,}; give it "{enough}MB" or more.'
            )
            raise CapacityError(message)

    def cells(self) -> int:
        """How many subsets may be looked at before rules are put in order."""
        return _BLOCK if self.memory_limit is None else min(_BLOCK, self.memory_limit // (8 * _PER_CELL) + 1)

    def stopped_by(self, held: int) -> StoppedBy | None:
        """What has run out, if anything."""
        if self.memory_limit is not None and held > self.memory_limit:
            return "memory_limit"
        if self.time_limit is not None and monotonic() - self.begin > self.time_limit:
            return "time_limit"
        return None
