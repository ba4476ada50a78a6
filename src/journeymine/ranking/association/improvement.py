"""How much of a rule's confidence its whole antecedent is needed for."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.found import FoundPatterns, followed
from journeymine.mining.subsets import Ids, Splits, SubsetFinder
from journeymine.patterns.order import pattern_rank
from journeymine.ranking.association.asked import Associations
from journeymine.ranking.association.parts import Counter, completed

Floats = NDArray[np.float64]


def improvement(rules: Associations, n: int, count: Counter) -> Floats:
    """Confidence - the best confidence of A' → B over all proper parts A' of A, the empty one included.

    The empty antecedent has P(B) as its confidence (Bayardo, Agrawal and Gunopulos 1999). A rule with an improvement of
    0 or less is redundant: a simpler one says as much.

    Parameters
    ----------
    rules
        Rules with their counts.
    n
        How many baskets there are.
    count
        Counts the parts of rules.

    Raises
    ------
    CapacityError
        A rule has so many items that its parts cannot be listed.

    Examples
    --------
    >>> from functools import partial
    >>> from journeymine.mining.baskets import Baskets
    >>> from journeymine.mining.itemsets import count_itemsets, find_itemsets
    >>> from journeymine.ranking.association.asked import AskedAssociation
    >>> from journeymine.ranking.association.rules import cut_itemsets
    >>> baskets = Baskets.from_lists([["a", "b", "c"], ["a", "b", "c"], ["a", "c"], ["b"]])
    >>> count = partial(count_itemsets, baskets=baskets)
    >>> rules = cut_itemsets(find_itemsets(baskets, min_support=2), AskedAssociation(4), count)
    >>> improvement(rules, 4, count).round(2).tolist()[:2]
    [0.25, 0.25]
    """
    whole = wholes(rules)
    _, firsts, which = np.unique(pattern_rank(whole), return_index=True, return_inverse=True)
    distinct = whole.take(firsts)
    family = completed(distinct, (None, None), count)
    counts = np.append(family.n_journeys.astype(np.float64), float(n))
    masks = _masks(rules.antecedents, whole)
    gain = np.full(len(rules), np.nan)
    order = np.argsort(which, kind="stable")
    for split in SubsetFinder(family).splits(among=np.arange(len(distinct))):
        bounds = np.searchsorted(which[order], split.rows)
        stops = np.searchsorted(which[order], split.rows, side="right")
        row = np.repeat(np.arange(len(split.rows)), stops - bounds)
        mine = order[np.concatenate([np.arange(a, b) for a, b in zip(bounds, stops, strict=True)])]
        held = counts[_ids(split, n_sets=len(family))]
        for mask in np.unique(masks[mine]).tolist():
            those = masks[mine] == mask
            gain[mine[those]] = _gain(held[row[those]], mask, (1 << split.size) - 1)
    return gain


def wholes(rules: Associations) -> FoundPatterns:
    """A and B of each rule together, items ascending."""
    both = replace(followed(rules.antecedents, rules.consequents), element_starts=None)
    ascending = np.lexsort((both.items, np.repeat(np.arange(len(both)), both.lengths)))
    return replace(both, items=both.items[ascending], n_journeys=rules.n_rule.astype(np.uint32))


def _ids(split: Splits, n_sets: int) -> Ids:
    """The itemset of every subset by its mask; of the empty one the number behind all of them."""
    ids = np.empty((len(split.rows), 1 << split.size), np.int64)
    ids[:, 0] = n_sets
    ids[:, split.masks] = split.first
    ids[:, -1] = split.rows
    return ids


def _masks(parts: FoundPatterns, whole: FoundPatterns) -> Ids:
    """Which items of each whole its part holds, bit by bit."""
    width = int(whole.items.max(initial=0)) + 1
    keys, those = (
        np.repeat(np.arange(len(one)), one.lengths) * width + one.items.astype(np.int64) for one in (whole, parts)
    )
    row = np.repeat(np.arange(len(whole)), whole.lengths)
    place = np.arange(len(keys)) - whole.offsets.astype(np.int64)[row]
    masks = np.zeros(len(whole), np.int64)
    held = np.isin(keys, those)
    np.bitwise_or.at(masks, row[held], np.int64(1) << place[held])
    return masks


def _gain(held: Floats, mask: int, full: int) -> Floats:
    """Of rules with one antecedent mask: confidence less the best of any part."""
    rest = full ^ mask
    best = np.max([held[:, part | rest] / held[:, part] for part in _parts(mask)], axis=0)
    return np.asarray(held[:, full] / held[:, mask] - best)


def _parts(mask: int) -> Iterator[int]:
    """All proper parts of a mask, the empty one last."""
    part = mask
    while part:
        part = (part - 1) & mask
        yield part
