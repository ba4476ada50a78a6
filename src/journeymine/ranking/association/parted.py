"""Columns of itemsets of baskets in parts."""

from functools import partial, reduce
from operator import add

import numpy as np

from journeymine.mining.asked import Asked
from journeymine.mining.baskets import Baskets
from journeymine.mining.found import FoundPatterns
from journeymine.mining.parted_itemsets import BasketParts, short_itemsets
from journeymine.ranking.association.itemsets import Floats, Spread, measured, spread_over_customers


def columns_in_parts(
    parts: BasketParts, found: FoundPatterns, asked: Asked, *, n_customers: int | None = None
) -> dict[str, Floats]:
    """What `itemset_columns` says of all baskets together, to the byte.

    Parameters
    ----------
    parts
        The baskets.
    found
        The itemsets.
    asked
        What was asked for when they were found.
    n_customers
        How many customers have baskets, where that is known: parts need no look where each has one.

    Returns
    -------
    dict
        The columns of `itemset_columns`.
    """
    total = sum(parts.sizes)
    if n_customers == total or not len(found):
        worth = np.full(len(found), float(total))
    else:
        worth = reduce(add, parts.each(partial(_spread, found=found, n_jobs=asked.n_jobs))).worth(found)
    return measured(found, total, worth, short_itemsets(parts, found, asked))


def _spread(_number: int, part: Baskets, found: FoundPatterns, n_jobs: int) -> Spread:
    return spread_over_customers(found, part, n_jobs=n_jobs)
