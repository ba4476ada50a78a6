"""`contains` and `excludes` of itemsets: items taken out of the baskets, and itemsets that hold what is asked for.

`excludes` takes items out before kinds are decided, so it works on the baskets. `contains` chooses among the results of
a kind; where the kind of a set can be told from the baskets that hold what is asked for, only these are searched.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from journeymine.mining.asked import Asked
from journeymine.mining.baskets import Baskets
from journeymine.mining.constraints import FREE, Coded, Constraints, contents_codes, event_codes
from journeymine.mining.found import FoundPatterns
from journeymine.options import clash

_NO_BASKETS = Baskets.from_lists([])

Search = Callable[[Baskets, Asked], FoundPatterns]


def constrain_items(options: Mapping[str, Any], baskets: Coded, where: str) -> Constraints:
    """`contains` and `excludes`, checked.

    Raises
    ------
    OptionError
        Neither a name nor a collection of them; or a name is asked for and taken out.
    UnknownEventError
        A name does not occur, with a near miss.

    Examples
    --------
    >>> baskets = Baskets.from_lists([["a", "b"], ["c"]])
    >>> constrain_items({"contains": "b", "excludes": ["c"]}, baskets, "mine_itemsets")
    Constraints(..., contains=((1,),), excludes=(2,))
    """
    sets = contents_codes(options.get("contains"), baskets, where)
    # An itemset is one element: to hold names together is to hold each of them.
    held = tuple(sorted({code for one in sets for code in one}))
    excludes = event_codes(options.get("excludes"), "excludes", baskets, where) or ()
    both = set(held).intersection(excludes)
    if both:
        name = baskets.vocabulary.name(min(both))
        raise clash("contains", "excludes", where, f"{name!r} cannot be asked for and taken out")
    return Constraints(contains=(held,) if held else (), excludes=excludes)


def without(baskets: Baskets, codes: tuple[int, ...]) -> Baskets:
    """The baskets without these items; each still counts.

    Examples
    --------
    >>> left = without(Baskets.from_lists([["a", "b"], ["b"]]), (1,))
    >>> left.items.tolist(), left.offsets.tolist()
    ([0], [0, 1, 1])
    """
    if not codes:
        return baskets
    out = np.zeros(len(baskets.vocabulary), np.bool_)
    out[list(codes)] = True
    keep = ~out[baskets.items]
    before = np.concatenate([[0], np.cumsum(keep)]).astype(np.uint64)
    return replace(baskets, items=baskets.items[keep], offsets=before[baskets.offsets.astype(np.int64)])


def search_holding(search: Search, baskets: Baskets, asked: Asked) -> FoundPatterns:
    """What a search without constraints finds, under those asked for.

    Parameters
    ----------
    search
        Searches whatever baskets without constraints.
    baskets
        N baskets.
    asked
        Checked options with constraints.
    """
    wanted, free = asked.constraints, replace(asked, constraints=FREE)
    left = without(baskets, wanted.excludes)
    if not wanted.contains:
        return search(left, free)
    [held] = wanted.contains
    if asked.kind == "generators":
        # Which smaller sets have the same support is asked of all baskets.
        return _filtered(search, left, free, held)
    inside = holders(left, held)
    if asked.kind == "all":
        return _extended(search, inside, free, held)
    # Closed and maximal sets of these baskets hold what all of them hold.
    return search(inside, free)


def _filtered(search: Search, baskets: Baskets, asked: Asked, held: tuple[int, ...]) -> FoundPatterns:
    found = search(baskets, replace(asked, top_k=None, max_patterns=None))
    hits = np.isin(found.items, held)
    row = np.repeat(np.arange(len(found)), found.lengths)
    kept = np.flatnonzero(np.bincount(row[hits], minlength=len(found)) == len(held))
    return _cut(found.take(kept), asked)


def _extended(search: Search, inside: Baskets, asked: Asked, held: tuple[int, ...]) -> FoundPatterns:
    """All sets that hold what is asked for.

    The order of results stays: of two sets of equal size, the smaller is the one with the smallest item that only one
    of them has, whatever both have besides.
    """
    others, rest, alone = beyond(inside, asked, held)
    found = _with_items(search(others, rest), held)
    return _cut(_first(held, inside.n_baskets, found) if alone else found, asked)


def beyond(inside: Baskets, asked: Asked, held: tuple[int, ...]) -> tuple[Baskets, Asked, bool]:
    """Each set that holds some items is that with a set of other items of the same baskets, or with nothing.

    Parameters
    ----------
    inside
        The baskets that hold them.
    asked
        What is asked of the sets.
    held
        The items.

    Returns
    -------
    The baskets of the other items; what is asked of the sets of these; and whether nothing else is wanted too.
    """
    size, longest = len(held), asked.max_length or len(inside.vocabulary)
    others = without(inside, held) if longest > size else _NO_BASKETS
    rest = replace(asked, min_length=max(asked.min_length - size, 1), max_length=max(longest - size, 1))
    return others, rest, asked.min_length <= size <= longest and inside.n_baskets >= asked.min_support


def _with_items(found: FoundPatterns, held: tuple[int, ...]) -> FoundPatterns:
    """Each set with these items, which none of them has."""
    n, size = len(found), len(held)
    items = np.concatenate([found.items, np.tile(np.array(held, np.uint32), n)])
    row = np.concatenate([np.repeat(np.arange(n), found.lengths), np.repeat(np.arange(n), size)])
    offsets = found.offsets + np.arange(n + 1, dtype=np.uint64) * np.uint64(size)
    return replace(found, items=items[np.lexsort((items, row))], offsets=offsets)


def holders(baskets: Baskets, codes: tuple[int, ...]) -> Baskets:
    """The baskets that hold all these items."""
    ends = baskets.offsets.astype(np.int64)
    sizes = np.subtract(ends[1:], ends[:-1])
    row = np.repeat(np.arange(len(baskets)), sizes)
    keep = np.ones(len(baskets), np.bool_)
    for code in codes:
        has = np.zeros(len(baskets), np.bool_)
        has[row[baskets.items == code]] = True
        keep &= has
    offsets = np.concatenate([[0], np.cumsum(sizes[keep])]).astype(np.uint64)
    return replace(
        baskets,
        items=baskets.items[keep[row]],
        offsets=offsets,
        customer_codes=None if baskets.customer_codes is None else baskets.customer_codes[keep],
        multiplicity=None if baskets.multiplicity is None else baskets.multiplicity[keep],
        weights=None if baskets.weights is None else baskets.weights[keep],
    )


def _first(held: tuple[int, ...], n: int, others: FoundPatterns) -> FoundPatterns:
    """The set itself, in `n` baskets, before the others."""
    return replace(
        others,
        items=np.concatenate([np.array(held, np.uint32), others.items]),
        offsets=np.concatenate([np.zeros(1, np.uint64), others.offsets + np.uint64(len(held))]),
        n_journeys=np.concatenate([np.array([n], np.uint32), others.n_journeys]),
    )


def _cut(found: FoundPatterns, asked: Asked) -> FoundPatterns:
    """The k best of them, then the first so many."""
    if asked.top_k is not None:
        found = found.take(np.arange(min(asked.top_k, len(found))))
    if asked.max_patterns is not None and len(found) > asked.max_patterns:
        found = replace(found.take(np.arange(asked.max_patterns)), stopped_by="max_patterns")
    return found
