"""Which patterns a journey held at which moment, all patterns at once and the same for one journey or many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.prediction.steps import Element, Prefixes, Steps

Integers = NDArray[np.int64]
#: Steps and prefixes looked at together, which bounds the memory.
LOT = 50_000


@dataclass(frozen=True, eq=False)
class Held:
    """Patterns, gaps allowed, as a tree of their beginnings.

    Attributes
    ----------
    elements
        The distinct elements of the patterns.
    levels
        The nodes of each length: the node one shorter that each goes on from, and the element it goes on with.
    columns
        The pattern that each node is, level after level; -1 where it is only the beginning of one.
    """

    elements: tuple[Element, ...]
    levels: tuple[tuple[Integers, Integers], ...]
    columns: Integers

    @classmethod
    def of(cls, patterns: Sequence[tuple[Element, ...]]) -> "Held":
        """The tree of some patterns."""
        elements = sorted({one for pattern in patterns for one in pattern})
        number = {one: place for place, one in enumerate(elements)}
        column = {pattern: place for place, pattern in enumerate(patterns)}
        above: dict[tuple[Element, ...], int] = {(): 0}
        levels, columns = [], []
        for length in range(1, max(map(len, patterns), default=0) + 1):
            nodes = sorted({pattern[:length] for pattern in patterns if len(pattern) >= length})
            ahead = np.array([above[node[:-1]] for node in nodes], np.int64)
            levels.append((ahead, np.array([number[node[-1]] for node in nodes], np.int64)))
            columns += [column.get(node, -1) for node in nodes]
            above = {node: place for place, node in enumerate(nodes)}
        return cls(tuple(elements), tuple(levels), np.array(columns, np.int64))

    def find(self, steps: Steps, prefixes: Prefixes) -> tuple[Integers, Integers]:
        """Which prefix holds which pattern: int64 of shape (n_found,) each, by prefix, then by node."""
        rows, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        inside = self._inside(steps)
        for start, stop in _lots(steps, prefixes) if self.levels else ():
            found = self._lot(steps, inside, Prefixes(prefixes.journeys[start:stop], prefixes.ends[start:stop]))
            rows.append(found[0] + start)
            columns.append(self.columns[found[1]])
        return np.concatenate(rows), np.concatenate(columns)

    def _inside(self, steps: Steps) -> NDArray[np.bool_]:
        """Which element of the patterns lies in which distinct element of the journeys."""
        table = np.zeros((len(self.elements), len(steps.elements)), np.bool_)
        number = {one: place for place, one in enumerate(self.elements)}
        sets = [place for place, one in enumerate(self.elements) if len(one) > 1]
        for column, element in enumerate(steps.elements):
            for name in element:
                if (name,) in number:
                    table[number[(name,)], column] = True
            for place in sets if len(element) > 1 else ():
                table[place, column] = set(self.elements[place]) <= set(element)
        return table

    def _lot(self, steps: Steps, inside: NDArray[np.bool_], prefixes: Prefixes) -> tuple[Integers, Integers]:
        first, last = prefixes.journeys[0], prefixes.journeys[-1]
        start, stop = steps.bounds[first], steps.bounds[last + 1]
        n = stop - start
        # The next step from each place on that holds an element; n where none does.
        following = np.full((len(self.elements), n + 1), n, np.int64)
        places = np.where(inside[:, steps.numbers[start:stop]], np.arange(n), n)
        following[:, :n] = np.minimum.accumulate(places[:, ::-1], axis=1)[:, ::-1]
        ends = (steps.bounds[first : last + 1] - start - 1)[None, :]
        each = []
        for above, element in self.levels:
            # The earliest end of each beginning. One beyond its journey is later than any prefix of it.
            ends = following[element[:, None], np.minimum(ends[above] + 1, n)]
            each.append(ends)
        earliest = np.concatenate(each)[:, prefixes.journeys - first]
        held = (earliest <= prefixes.ends - start) & (self.columns >= 0)[:, None]
        rows, nodes = np.nonzero(held.T)
        return rows, nodes


def _lots(steps: Steps, prefixes: Prefixes) -> Iterator[tuple[int, int]]:
    """Cuts of the prefixes between journeys, into lots of bounded size."""
    if not len(prefixes):
        return
    fresh = np.flatnonzero(np.concatenate([[True], prefixes.journeys[1:] != prefixes.journeys[:-1]]))
    own = prefixes.journeys[fresh]
    # All steps from the journey before on are looked at, for journeys between two asked for lie between their steps.
    before = np.concatenate([steps.bounds[own[:1]], steps.bounds[own[:-1] + 1]])
    sizes = steps.bounds[own + 1] - before + np.diff(np.append(fresh, len(prefixes)))
    lot = np.cumsum(sizes) // LOT
    cuts = fresh[np.flatnonzero(np.concatenate([[True], lot[1:] != lot[:-1]]))].tolist()
    yield from zip(cuts, [*cuts[1:], len(prefixes)], strict=True)
