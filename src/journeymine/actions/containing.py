"""Which patterns, itemsets and rules surely hold which others, by the names in them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.patterns.names import Itemset, Rule

_Booleans = NDArray[np.bool_]


class Contained:
    """What journeys hold, ready to be asked which of it lies in which other.

    Each is looked for by its events in all others at once; those that have an order then by where their elements can
    end, one after the other (as a matcher would go through a journey, in which gaps are allowed or, under a rule on
    gaps, only neighbours are sure).

    Parameters
    ----------
    held
        Patterns, itemsets and rules of one table.
    info
        What the table says of itself: rules on gaps, on time and on the ends.

    Examples
    --------
    >>> from journeymine.patterns.names import Pattern
    >>> Contained([Pattern("a"), Pattern("ba"), Pattern("bca")], {}).inside(1).tolist()
    [2]
    """

    def __init__(self, held: Sequence[Any], info: Mapping[str, Any]) -> None:
        self._held = held
        self._info = info
        numbers: dict[tuple[type, Any], int] = {}
        self._same = np.array([numbers.setdefault((type(one), one), len(numbers)) for one in held], np.int64)
        self._elements = [_elements(one) for one in held]
        self._holders = _holders([{(0, name) for part in one for name in part} for one in self._elements])
        sides = [_by_side(one) if _has_loose_sides(one) else set() for one in held]
        self._side_holders = _holders(sides)
        self._steps, self._fits = _coded(self._elements)

    def inside(self, place: int) -> NDArray[np.intp]:
        """Those whose journeys are surely among the journeys of the one at `place`, but for that itself."""
        one = self._held[place]
        if isinstance(one, Rule):
            sure = self._info.get("within") is None and _has_loose_sides(one)
            found = self._with_all(self._side_holders, _by_side(one)) if sure else np.empty(0, np.intp)
        else:
            found = self._with_all(self._holders, {(0, name) for part in self._elements[place] for name in part})
        found = np.compress(self._same[found] != self._same[place], found)
        return found if isinstance(one, Rule | Itemset) else found[self._in_order(place, found)]

    def _with_all(self, holders: Mapping[Any, _Booleans], wanted: set[Any]) -> NDArray[np.intp]:
        return np.flatnonzero(np.logical_and.reduce([holders[one] for one in wanted]))

    def _in_order(self, place: int, found: NDArray[np.intp]) -> _Booleans:
        """Which of these hold the elements of the pattern at `place` one after the other."""
        info, steps = self._info, self._steps[found]
        # Under a rule on gaps only neighbours are sure to be no further apart in a part than in the whole.
        near = info.get("contiguous") or info.get("max_gap") is not None or info.get("max_step_gap") is not None
        first, *others = self._steps[place][: len(self._elements[place])].tolist()
        ends = self._fits[first][steps]
        if "jm.START" in (info.get("starts_with") or ()):
            ends[:, 1:] = False
        for part in others:
            before = ends if near else np.logical_or.accumulate(ends, axis=1)
            ends = self._fits[part][steps]
            ends[:, 1:] &= before[:, :-1]
            ends[:, 0] = False
        if "jm.END" in (info.get("ends_with") or ()):
            lengths = np.array([len(self._elements[one]) for one in found.tolist()], np.intp)
            return np.asarray(ends[np.arange(len(found)), lengths - 1], np.bool_)
        return np.asarray(ends.any(axis=1), np.bool_)


def _elements(one: Any) -> list[frozenset[Any]]:
    """What is held, one after the other; of a rule without order, and of an itemset, each event by itself."""
    whole = (*one.antecedent, *one.consequent) if isinstance(one, Rule) else one
    return [frozenset(part) if isinstance(part, tuple) else frozenset([part]) for part in whole]


def _has_loose_sides(one: Any) -> bool:
    return isinstance(one, Rule) and not one.ordered


def _by_side(rule: Rule) -> set[tuple[int, Any]]:
    return {(side, name) for side, names in enumerate(rule) for name in names}


def _holders(sets: Sequence[set[Any]]) -> dict[Any, _Booleans]:
    """For each name the sets that have it."""
    holders: dict[Any, _Booleans] = {}
    for place, names in enumerate(sets):
        for name in names:
            holders.setdefault(name, np.zeros(len(sets), np.bool_))[place] = True
    return holders


def _coded(patterns: Sequence[list[frozenset[Any]]]) -> tuple[NDArray[np.intp], _Booleans]:
    """Elements by numbers, shape (n, longest), the last number behind each end; and which lie in which."""
    numbers: dict[frozenset[Any], int] = {}
    codes = [[numbers.setdefault(part, len(numbers)) for part in one] for one in patterns]
    steps = np.full((len(codes), max(map(len, codes), default=0)), len(numbers), np.intp)
    for row, one in zip(steps, codes, strict=True):
        row[: len(one)] = one
    fits = np.zeros((len(numbers), len(numbers) + 1), np.bool_)
    fits[:, :-1] = np.array([[part <= step for step in numbers] for part in numbers]).reshape((len(numbers),) * 2)
    return steps, fits
