"""Itemsets, every definition asked of the baskets themselves; slow, for small data."""

import time
from collections import Counter

from journeymine.mining.asked import Asked
from journeymine.mining.baskets import Baskets
from journeymine.mining.engines.rows import Elements, as_found
from journeymine.mining.found import FoundPatterns

Row = frozenset[int]


def search(baskets: Baskets, asked: Asked) -> FoundPatterns:
    """Itemsets: grow every frequent one by larger codes and ask of each what it is.

    Parameters
    ----------
    baskets
        N baskets.
    asked
        Checked options.
    """
    begin = time.perf_counter()
    excluded, wanted = set(asked.constraints.excludes), set().union(*asked.constraints.contains)
    rows = [row - excluded for row in baskets.sets()]
    found: list[tuple[Elements, int]] = []
    open_nodes: list[tuple[tuple[int, ...], list[Row]]] = [((), rows)]
    while open_nodes:
        itemset, holders = open_nodes.pop()
        counts = Counter(item for row in holders for item in row)
        if wanted <= set(itemset) and itemset and _is_result(itemset, holders, counts, asked, rows):
            found.append((tuple((item,) for item in itemset), len(holders)))
        if len(itemset) < (asked.max_length or len(counts)):
            for item, count in counts.items():
                if count >= asked.min_support and item > max(itemset, default=-1):
                    open_nodes.append(((*itemset, item), [row for row in holders if item in row]))
    return as_found(found, asked, time.perf_counter() - begin)


def _is_result(
    itemset: tuple[int, ...], holders: list[Row], counts: Counter[int], asked: Asked, rows: list[Row]
) -> bool:
    larger = [count for item, count in counts.items() if item not in itemset]
    if asked.kind == "closed":
        return len(holders) not in larger
    if asked.kind == "maximal":
        return max(larger, default=0) < asked.min_support
    if asked.kind == "generators":
        return all(sum(row.issuperset(set(itemset) - {item}) for row in rows) > len(holders) for item in itemset)
    return True
