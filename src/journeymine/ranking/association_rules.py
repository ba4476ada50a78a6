"""Association rules A → B: baskets that hold A, and those of them that hold B too; cut from itemsets, by columns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.found import FoundPatterns
from journeymine.mining.rules import Side
from journeymine.mining.subsets import Ids, Splits, SubsetFinder
from journeymine.patterns.order import pattern_rank
from journeymine.ranking.association_columns import MEASURES
from journeymine.ranking.measures import Counts

Counter = Callable[[FoundPatterns], NDArray[np.integer]]
"""How many baskets hold each of some itemsets."""

_CLOSE = 1e-9
_SAFE = 2**62


@dataclass(frozen=True)
class AskedAssociation:
    """Checked options.

    Attributes
    ----------
    n_total
        How many baskets there are.
    confidence, lift
        The least ones, exact on their shortest decimals; 0 asks for nothing.
    left, right
        What the sides may be.
    top_k
        Only the k best; None for all.
    by
        The measure by which they are best; None: `n_rule`.
    """

    n_total: int
    confidence: Fraction = Fraction(0)
    lift: Fraction = Fraction(0)
    left: Side = field(default_factory=Side)
    right: Side = field(default_factory=Side)
    top_k: int | None = None
    by: str | None = None


@dataclass(frozen=True, eq=False)
class Associations:
    """Rules: the best first by the measure asked for, then n_rule descending, then pattern order.

    Attributes
    ----------
    antecedents, consequents
        The sides, a row a rule, items ascending; `n_journeys` counts the baskets that hold each.
    n_rule
        int64: how many baskets hold both.
    """

    antecedents: FoundPatterns
    consequents: FoundPatterns
    n_rule: Ids

    def __len__(self) -> int:
        return len(self.n_rule)


@dataclass(frozen=True, eq=False)
class _Cuts:
    """Rules as numbers of itemsets."""

    whole: Ids
    first: Ids
    second: Ids

    def take(self, rows: NDArray[np.intp]) -> "_Cuts":
        return _Cuts(self.whole[rows], self.first[rows], self.second[rows])


def cut_itemsets(found: FoundPatterns, asked: AskedAssociation, count: Counter) -> Associations:
    """Every split of every itemset in two that meets what is asked.

    Parameters
    ----------
    found
        Distinct itemsets with their supports, of any kind.
    asked
        Checked options.
    count
        Counts the parts of itemsets that are not among `found`; not called where none is missing.

    Examples
    --------
    >>> items, offsets = np.array([0, 1, 0, 1], np.uint32), np.array([0, 1, 2, 4], np.uint64)
    >>> found = FoundPatterns(items, offsets, np.array([3, 2, 2], np.uint32))
    >>> rules = cut_itemsets(found, AskedAssociation(4, confidence=Fraction(3, 4)), count=len)
    >>> rules.antecedents.items.tolist(), rules.consequents.items.tolist(), rules.n_rule.tolist()
    ([1], [0], [2])
    """
    family = found
    cuts = _cuts(family, len(found), asked)
    if cuts is None:
        family = completed(found, _most(asked), count)
        cuts = _cuts(family, len(found), asked)
        assert cuts is not None
    n_rule = family.n_journeys[cuts.whole].astype(np.int64)
    return Associations(family.take(cuts.first), family.take(cuts.second), n_rule)


def _cuts(family: FoundPatterns, n: int, asked: AskedAssociation) -> _Cuts | None:
    """The rules of the first n itemsets in their order; None where a part is not in the family."""
    counts, rank = family.n_journeys.astype(np.int64), pattern_rank(family)
    held, waiting = [_Cuts(*(np.zeros(0, np.int64),) * 3)], 0
    for split in SubsetFinder(family).splits(most=_most(asked), among=np.arange(n)):
        if (split.first < 0).any() or (split.second < 0).any():
            return None
        fresh = _kept(split, counts, family, asked)
        held.append(fresh)
        waiting += len(fresh.whole)
        if asked.top_k is not None and waiting > 4 * asked.top_k:
            held = [_best(_joined(held), counts, rank, asked)]
            waiting = len(held[0].whole)
    return _best(_joined(held), counts, rank, asked)


def _most(asked: AskedAssociation) -> tuple[int | None, int | None]:
    return asked.left.most, asked.right.most


def _kept(split: Splits, counts: Ids, family: FoundPatterns, asked: AskedAssociation) -> _Cuts:
    whole = np.broadcast_to(split.rows[:, None], split.first.shape)
    keep = np.ones(whole.shape, np.bool_)
    if asked.left.events is not None or asked.right.events is not None:
        keep &= _allowed(split, family, asked)
    if asked.confidence > 0:
        keep &= _at_least(counts[whole], counts[split.first], asked.confidence)
    if asked.lift > 0:
        pairs = counts[split.first] * counts[split.second]
        keep &= _at_least(counts[whole] * asked.n_total, pairs, asked.lift)
    return _Cuts(whole[keep], split.first[keep], split.second[keep])


def _allowed(split: Splits, family: FoundPatterns, asked: AskedAssociation) -> NDArray[np.bool_]:
    """Which splits have sides of the items allowed there: masks within masks."""
    places = family.offsets[split.rows].astype(np.int64)[:, None] + np.arange(split.size)
    items = family.items[places]
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


def _best(cuts: _Cuts, counts: Ids, rank: Ids, asked: AskedAssociation) -> _Cuts:
    n_rule = counts[cuts.whole]
    first, second = rank[cuts.first], rank[cuts.second]
    span = int(rank.max(initial=0)) + 1
    keys: list[NDArray[np.generic]] = [second, first, -n_rule]
    if asked.n_total * span * span < _SAFE:
        # One number a rule is sorted faster than three, and says the same.
        keys = [((asked.n_total - n_rule) * span + first) * span + second]
    if asked.by is not None:
        both, left, right = (side.astype(np.float64) for side in (n_rule, counts[cuts.first], counts[cuts.second]))
        keys.append(-MEASURES[asked.by](Counts(both, left, right, float(asked.n_total))))
    order = np.lexsort(keys) if len(keys) > 1 else np.argsort(keys[0])
    return cuts.take(order[: asked.top_k])


def _joined(parts: list[_Cuts]) -> _Cuts:
    columns = zip(*((one.whole, one.first, one.second) for one in parts), strict=True)
    return _Cuts(*map(np.concatenate, columns))


def completed(found: FoundPatterns, most: tuple[int | None, int | None], count: Counter) -> FoundPatterns:
    """The itemsets and, behind them, the parts of theirs that rules need and that are not among them.

    Parameters
    ----------
    found
        Distinct itemsets with their supports.
    most
        The most items of an antecedent and of a consequent.
    count
        Counts itemsets; not called where nothing is missing.
    """
    missing = [side for split in SubsetFinder(found).splits(most=most) for side in _missing(split, found)]
    if not missing:
        return found
    sizes = np.concatenate([np.full(len(grid), grid.shape[1]) for grid in missing])
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64)
    items = np.concatenate([grid.ravel() for grid in missing])
    parts = FoundPatterns(items, offsets, np.zeros(len(sizes), np.uint32))
    parts = parts.take(np.unique(pattern_rank(parts), return_index=True)[1])
    return FoundPatterns(
        items=np.concatenate([found.items, parts.items]),
        offsets=np.concatenate([found.offsets, parts.offsets[1:] + found.offsets[-1]]),
        n_journeys=np.concatenate([found.n_journeys, count(parts).astype(np.uint32)]),
    )


def _missing(split: Splits, found: FoundPatterns) -> Iterator[NDArray[np.uint32]]:
    """The items of the sides that are no itemset of the set, as grids of one size each."""
    places = found.offsets[split.rows].astype(np.int64)[:, None] + np.arange(split.size)
    items = found.items[places]
    for masks, ids in ((split.masks, split.first), ((1 << split.size) - 1 - split.masks, split.second)):
        row, place = np.nonzero(ids < 0)
        sizes = np.bitwise_count(masks[place])
        for size in np.unique(sizes).tolist():
            of_size = sizes == size
            holds = (masks[place[of_size]][:, None] >> np.arange(split.size)) & 1 == 1
            yield items[row[of_size]][holds].reshape(-1, size)
