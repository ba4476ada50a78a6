"""What a reader can prove from published counts, by linear programming over every kind of journey there can be."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain, combinations
from typing import Any

import numpy as np
from scipy.optimize import linprog

Held = frozenset[Any]


def fewest_provable(published: Mapping[Any, int], total: int, kinds: Collection[Held]) -> float:
    """The least upper bound that the counts put on how many journeys are of one kind.

    Parameters
    ----------
    published
        How many journeys hold each of these.
    total
        How many journeys there are.
    kinds
        What a journey can hold of them, each kind a set.
    """
    ordered = sorted(kinds, key=lambda kind: (len(kind), sorted(map(str, kind))))
    rows = [[1.0] * len(ordered)] + [[float(name in kind) for kind in ordered] for name in published]
    sizes = [float(total), *map(float, published.values())]
    most = []
    for place in range(len(ordered)):
        gain = np.zeros(len(ordered))
        gain[place] = -1.0
        solved = linprog(gain, A_eq=rows, b_eq=sizes, bounds=(0, None), method="highs")
        assert solved.success, "counts of journeys that exist can be met"
        most.append(-solved.fun)
    return float(min(most))


def kinds_of(names: Collection[Any], implies: Any, orders: Any = None) -> Iterator[Held]:
    """Every set of names that a journey can hold: with a name all those it implies."""
    listed = list(names)
    subsets = chain.from_iterable(combinations(listed, size) for size in range(len(listed) + 1))
    for subset in map(frozenset, subsets):
        if any(implies(one, other) and other not in subset for one in subset for other in listed):
            continue
        if orders is None or orders(subset):
            yield subset


def is_subsequence(part: tuple[Any, ...], whole: tuple[Any, ...]) -> bool:
    """Does `whole` hold `part` in this order, gaps allowed?"""
    steps = iter(whole)
    return all(one in steps for one in part)
