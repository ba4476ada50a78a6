"""What happened last, directly one after the other: the endings of prefixes, one, two, … steps long."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.prediction.steps import Element, Prefixes, Steps

Integers = NDArray[np.int64]
#: An ending that reaches beyond the first step holds the journey's start, before which there is nothing.
START: Element = ()


@dataclass(frozen=True, eq=False)
class Contexts:
    """A tree of endings: below the root the last steps, below each the steps before them.

    Attributes
    ----------
    symbols
        The number of each element that endings are made of; one more is that of the journey's start.
    keys
        int64, ascending: ``parent · (len(symbols) + 1) + symbol`` of each node but the root, which is 0.
    nodes
        int64, of the same shape: the number of the node, from 1.
    order
        The longest ending.
    """

    symbols: dict[Element, int]
    keys: Integers
    nodes: Integers
    order: int

    def __len__(self) -> int:
        return len(self.keys)

    def find(self, steps: Steps, prefixes: Prefixes) -> Integers:
        """The nodes of each prefix's endings: int64, shape (n, order), -1 where there is none that long."""
        own, firsts = _own(steps, self.symbols), steps.bounds[prefixes.journeys]
        found = np.full((len(prefixes), self.order), -1, np.int64)
        node = np.zeros(len(prefixes), np.int64)
        for length in range(self.order):
            keys = _keys(own, firsts, prefixes.ends - length, node, len(self.symbols))
            node = _looked_up(keys, self.keys, self.nodes)
            found[:, length] = node
        return found

    def endings(self) -> list[tuple[Element, ...]]:
        """The steps of each node in the order they happened, by node; `START` stands for the journey's."""
        names = [*self.symbols, START]
        told: dict[int, tuple[Element, ...]] = {0: ()}
        parents, symbols = np.divmod(self.keys, len(names))
        for place in np.argsort(self.nodes).tolist():
            told[int(self.nodes[place])] = (names[symbols[place]], *told[int(parents[place])])
        return [told[node] for node in range(1, len(self) + 1)]


def learn(steps: Steps, prefixes: Prefixes, order: int, least: int) -> Contexts:
    """The endings that at least `least` of the prefixes have.

    Examples
    --------
    >>> from journeymine.actions.prediction.steps import every, steps_of
    >>> from journeymine.journeys.lists import from_lists
    >>> steps = steps_of(from_lists([["a", "b"], ["a", "b"], ["b"]]))
    >>> learn(steps, every(steps, empty=False), order=2, least=2).endings()
    [(('a',),), (('b',),), ((), ('a',)), (('a',), ('b',))]
    """
    symbols = {one: number for number, one in enumerate(sorted(steps.elements, key=_pattern_order))}
    own, firsts = _own(steps, symbols), steps.bounds[prefixes.journeys]
    node, at = np.zeros(len(prefixes), np.int64), 1
    all_keys, all_nodes = [], []
    for length in range(order):
        keys = _keys(own, firsts, prefixes.ends - length, node, len(symbols))
        distinct, counts = np.unique(keys[keys >= 0], return_counts=True)
        kept = distinct[counts >= least]
        numbers = np.arange(at, at + len(kept))
        at += len(kept)
        node = _looked_up(keys, kept, numbers)
        all_keys.append(kept)
        all_nodes.append(numbers)
    # Deeper nodes have parents of higher numbers, so that the keys ascend.
    return Contexts(symbols, np.concatenate(all_keys), np.concatenate(all_nodes), order)


def _pattern_order(element: Element) -> tuple[int, Element]:
    return len(element), element


def _own(steps: Steps, symbols: dict[Element, int]) -> Integers:
    """The symbol of each step, -1 where it was never seen."""
    known = np.array([symbols.get(one, -1) for one in steps.elements], np.int64)
    return known[steps.numbers] if len(known) else np.zeros(0, np.int64)


def _keys(own: Integers, firsts: Integers, at: Integers, node: Integers, start: int) -> Integers:
    """The key below each node for the step at a place; -1 where there is no node, or nothing to go on with."""
    symbol = np.full(len(at), -1, np.int64)
    inside = at >= firsts
    symbol[inside] = own[at[inside]]
    symbol[at == firsts - 1] = start
    return np.where((node >= 0) & (symbol >= 0), node * (start + 1) + symbol, -1)


def _looked_up(keys: Integers, known: Integers, nodes: Integers) -> Integers:
    if not len(known):
        return np.full(len(keys), -1, np.int64)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[place] == keys, nodes[place], -1)
