"""Baskets in parts → the different ones among them, of frequent items only, each with how many it stands for.

However many baskets there are, those of few items are often the same; the different ones then fit into memory, and
what is asked of all of them is asked at once. Sets of frequent items, their supports and their kinds are those of all.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.asked import Asked
from journeymine.mining.basket_journeys import as_journeys
from journeymine.mining.baskets import Baskets
from journeymine.mining.found import FoundPatterns
from journeymine.mining.holding import without
from journeymine.mining.itemsets import count_itemsets
from journeymine.mining.parted import Parts

#: Parts whose baskets may come at once, where parts lie elsewhere, and fill the room each.
_AT_ONCE = 8


def different_in_parts(parts: Parts[Baskets], asked: Asked, room: int) -> Baskets | None:
    """The different baskets of all parts, without items that are in no result.

    Parameters
    ----------
    parts
        The baskets.
    asked
        What is asked of them; its `min_support` and `excludes` say which items are in no result.
    room
        Bytes that they may take.

    Returns
    -------
    Baskets with multiplicity; None where there are too many.
    """
    counts = sum(parts.each(partial(_item_counts, n_jobs=asked.n_jobs)), np.zeros(1, np.int64))
    out = counts < asked.min_support
    out[list(asked.constraints.excludes)] = True
    own = room // max(1, len(parts.sizes) // _AT_ONCE)
    task = partial(_different_in_part, out=tuple(np.flatnonzero(out).tolist()), room=own)
    whole: Baskets | None = None
    for part in parts.each(task):
        if part is None:
            return None
        whole = part if whole is None else different([whole, part])
        if whole.nbytes > room:
            return None
    return whole


def _item_counts(_number: int, part: Baskets, n_jobs: int) -> NDArray[np.int64]:
    n = len(part.vocabulary)
    single = FoundPatterns(np.arange(n, dtype=np.uint32), np.arange(n + 1, dtype=np.uint64), np.zeros(n, np.uint32))
    return count_itemsets(single, part, n_jobs=n_jobs).astype(np.int64)


def _different_in_part(_number: int, part: Baskets, out: tuple[int, ...], room: int) -> Baskets | None:
    found = different([without(part, out)])
    return found if found.nbytes <= room else None


def different(lists: Sequence[Baskets]) -> Baskets:
    """The different baskets of several lists, with how many each stands for; in no order that means anything.

    Parameters
    ----------
    lists
        Baskets of one vocabulary.

    Examples
    --------
    >>> one = different([Baskets.from_lists([["b", "a"], [], ["a", "b", "a"], ["b"], []])])
    >>> sorted(zip(map(sorted, one.sets()), one.multiplicity.tolist(), strict=True))
    [([], 2), ([0, 1], 2), ([1], 1)]
    """
    coded = [as_journeys(one) for one in lists]
    items = np.concatenate([one.events for one in coded])
    sizes = np.concatenate([np.diff(one.offsets.astype(np.int64)) for one in coded])
    many = np.concatenate([_multiplicity(one) for one in lists])
    ends = np.cumsum(sizes)
    order = np.argsort(_sums(items, ends, len(lists[0].vocabulary)), kind="stable")
    opens = np.flatnonzero(_differs(items, (ends - sizes)[order], sizes[order]))
    first = order[opens]
    return replace(
        lists[0],
        items=items[_places((ends - sizes)[first], sizes[first])],
        offsets=np.concatenate([[0], np.cumsum(sizes[first])]).astype(np.uint64),
        customer_codes=None,
        multiplicity=np.add.reduceat(many[order], opens, dtype=np.uint32) if len(opens) else many,
    )


def _multiplicity(baskets: Baskets) -> NDArray[np.uint32]:
    return np.ones(len(baskets), np.uint32) if baskets.multiplicity is None else baskets.multiplicity


def _sums(items: NDArray[np.uint32], ends: NDArray[np.int64], n_items: int) -> NDArray[np.uint64]:
    """Sums of random numbers of the items of each basket: equal for equal ones, and hardly for others."""
    numbers = np.random.default_rng(1).integers(0, 2**64, n_items, np.uint64)
    upto = np.concatenate([np.zeros(1, np.uint64), np.cumsum(numbers[items], dtype=np.uint64)])
    bounds: NDArray[np.uint64] = upto[np.concatenate([[0], ends])]
    sums: NDArray[np.uint64] = bounds[1:] - bounds[:-1]
    return sums


def _differs(items: NDArray[np.uint32], starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Is a basket another one than the basket before it? Whatever their sums say."""
    other = np.ones(len(sizes), np.bool_)
    other[1:] = sizes[1:] != sizes[:-1]
    same = np.flatnonzero(~other)
    row = np.repeat(same, sizes[same])
    unlike = items[_places(starts[same], sizes[same])] != items[_places(starts[same - 1], sizes[same])]
    other[row[unlike]] = True
    return other


def _places(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the items of some baskets are, basket after basket."""
    return np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
