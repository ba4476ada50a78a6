"""The slow, obvious twin of the itemset search: list every subset of every basket, count, compare."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from itertools import chain, combinations, pairwise
from math import ceil

from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.mining.found import FoundPatterns

Basket = Collection[Name]
Row = tuple[tuple[Name, ...], int]


def subsets(basket: Basket) -> Iterable[tuple[Name, ...]]:
    """Every subset but the empty one, items ascending."""
    items = sorted(set(basket))
    return chain.from_iterable(combinations(items, size) for size in range(1, len(items) + 1))


def find(baskets: Sequence[Basket], min_support: float, kind: str = "all") -> list[Row]:
    """All itemsets of a kind, in result order."""
    least = min_support if isinstance(min_support, int) else ceil(Fraction(str(min_support)) * len(baskets))
    counts = Counter(chain.from_iterable(subsets(basket) for basket in baskets))
    frequent = {itemset: count for itemset, count in counts.items() if count >= max(least, 1)}
    found = [row for row in frequent.items() if is_result(row, frequent, kind, len(baskets))]
    return sorted(found, key=lambda row: (-row[1], len(row[0]), row[0]))


def is_result(row: Row, frequent: dict[tuple[Name, ...], int], kind: str, n: int) -> bool:
    itemset, count = row
    larger = [other for other in frequent if set(other) > set(itemset)]
    if kind == "closed":
        return all(frequent[other] != count for other in larger)
    if kind == "maximal":
        return not larger
    if kind == "generators":
        return count < n and all(frequent[other] != count for other in frequent if set(other) < set(itemset))
    return True


def rows(found: FoundPatterns, vocabulary: Vocabulary) -> list[Row]:
    """What a search found, with names again, in its own order."""
    names, items = vocabulary.names(), found.items.tolist()
    itemsets = (tuple(names[code] for code in items[a:b]) for a, b in pairwise(found.offsets.tolist()))
    return list(zip(itemsets, found.n_journeys.tolist(), strict=True))
