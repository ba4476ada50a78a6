"""Which splits of itemsets are rules: sides of the items allowed, enough confidence and lift, compared exactly."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.found import FoundPatterns
from journeymine.mining.subsets import Ids, Splits
from journeymine.ranking.association.asked import AskedAssociation

_CLOSE = 1e-9
_SAFE = 2**62


@dataclass(frozen=True, eq=False)
class Cuts:
    """Rules as numbers of itemsets, or of parts that are known beside them.

    Attributes
    ----------
    whole, first, second
        int64, shape (n,): A and B together, A, and B.
    """

    whole: Ids
    first: Ids
    second: Ids

    def __len__(self) -> int:
        return len(self.whole)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.whole.nbytes + self.first.nbytes + self.second.nbytes

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Cuts":
        """These rules, in this order."""
        return Cuts(self.whole[rows], self.first[rows], self.second[rows])


def joined(parts: list[Cuts]) -> Cuts:
    """One list of rules after another."""
    columns = zip(*((one.whole, one.first, one.second) for one in parts), strict=True)
    return Cuts(*map(np.concatenate, columns)) if parts else Cuts(*(np.zeros(0, np.int64),) * 3)


def kept(split: Splits, counts: Ids, found: FoundPatterns, asked: AskedAssociation) -> Cuts:
    """The splits that are rules of what is asked for.

    Parameters
    ----------
    split
        Splits of some itemsets, whose parts are all known.
    counts
        How many baskets hold each itemset and each part.
    found
        The itemsets.
    asked
        Checked options.
    """
    whole = np.broadcast_to(split.rows[:, None], split.first.shape)
    keep = np.ones(whole.shape, np.bool_)
    if asked.left.events is not None or asked.right.events is not None:
        keep &= _allowed(split, found, asked)
    if asked.confidence > 0:
        keep &= _at_least(counts[whole], counts[split.first], asked.confidence)
    if asked.lift > 0:
        pairs = counts[split.first] * counts[split.second]
        keep &= _at_least(counts[whole] * asked.n_total, pairs, asked.lift)
    return Cuts(whole[keep], split.first[keep], split.second[keep])


def _allowed(split: Splits, found: FoundPatterns, asked: AskedAssociation) -> NDArray[np.bool_]:
    """Which splits have sides of the items allowed there: masks within masks."""
    places = found.offsets[split.rows].astype(np.int64)[:, None] + np.arange(split.size)
    items = found.items[places]
    opposite = (1 << split.size) - 1 - split.masks
    keep = np.ones((len(split.rows), len(split.masks)), np.bool_)
    for side, masks in ((asked.left, split.masks), (asked.right, opposite)):
        if side.events is not None:
            may = np.isin(items, np.array(side.events, np.uint32)) @ (1 << np.arange(split.size))
            keep &= (masks & ~may[:, None]) == 0
    return keep


def _at_least(part: Ids, whole: Ids, least: Fraction) -> NDArray[np.bool_]:
    """Where part / whole ≥ least: in floats where these are sure, exact where they are not."""
    bound = float(least)
    value = part / whole
    keep = np.asarray(value >= bound)
    near = np.abs(value - bound) <= _CLOSE * max(bound, 1.0)
    top, bottom = part[near], whole[near]
    largest = max(int(top.max(initial=0)) * least.denominator, int(bottom.max(initial=0)) * least.numerator)
    if largest > _SAFE:
        top, bottom = top.astype(object), bottom.astype(object)
    keep[near] = (top * least.denominator >= bottom * least.numerator).astype(np.bool_)
    return keep
