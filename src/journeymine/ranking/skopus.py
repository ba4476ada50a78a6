"""Leverage of a sequence beside its parts: the support that any two halves of it would give, interleaved at random."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import comb

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count

Floats = NDArray[np.float64]
Element = tuple[int, ...]
Steps = tuple[Element, ...]

LONGEST = 6
"""More elements have more partitions than is worth counting: the leverage of longer patterns is missing."""

SKOPUS = ("expected_skopus", "leverage_skopus")

_AT_ONCE = 4_000
"""Patterns whose interleavings are counted at a time: up to 670 each."""


def skopus_columns(
    found: FoundPatterns, coded: CodedJourneys, constraints: Constraints = FREE, *, n_jobs: int | None = None
) -> dict[str, Floats]:
    """Expected support and leverage of SKOPUS (Petitjean, Li, Tatti and Webb 2016).

    The elements of a pattern are parted in two in every way; the parts, each in its order, interleave in C(k, j) ways,
    one of which is the pattern itself. Were the parts independent, all ways were as frequent: their mean support is
    what this parting expects, the greatest of all partings is `expected`.

    Parameters
    ----------
    found
        The patterns, with their counts.
    coded
        The journeys they were counted in.
    constraints
        The rules they were counted under.
    n_jobs
        Threads; None for all cores.

    Returns
    -------
    columns
        ``expected_skopus``: journeys; ``leverage_skopus``: (n_journeys - expected) / N. NaN for patterns of one element
        or of more than 6.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"]] * 30 + [["b", "a"]] * 10)
    >>> found = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.array([30], np.uint32))
    >>> skopus_columns(found, coded)
    {'expected_skopus': array([20.]), 'leverage_skopus': array([0.25])}
    """
    expected = np.full(len(found), np.nan)
    steps = _steps(found)
    rows = [row for row, one in enumerate(steps) if 1 < len(one) <= LONGEST]
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        ways = {way: 0 for row in some for parting in _partings(steps[row]) for way in parting}
        held = dict(zip(ways, count(coded, _found(list(ways)), constraints=constraints, n_jobs=n_jobs), strict=True))
        for row in some:
            means = (sum(int(held[way]) for way in parting) / len(parting) for parting in _partings(steps[row]))
            expected[row] = max(means)
    return {
        "expected_skopus": expected,
        "leverage_skopus": (found.n_journeys - expected) / max(coded.n_journeys, 1),
    }


def _partings(pattern: Steps) -> Iterator[list[Steps]]:
    """For each way to part the elements in two, all that the parts make interleaved."""
    places = range(1, len(pattern))
    for size in range(len(pattern) - 1):
        for others in combinations(places, size):
            # The first element is in the left part, so that every parting comes once.
            left = [pattern[0], *(pattern[at] for at in others)]
            right = [pattern[at] for at in places if at not in others]
            ways = [_interleaved(left, right, chosen) for chosen in combinations(range(len(pattern)), len(left))]
            assert len(ways) == comb(len(pattern), len(left))
            yield ways


def _interleaved(left: Sequence[Element], right: Sequence[Element], chosen: Sequence[int]) -> Steps:
    """The left part at the places chosen, the right part at the others."""
    first, second = iter(left), iter(right)
    taken = set(chosen)
    return tuple(next(first) if at in taken else next(second) for at in range(len(left) + len(right)))


def _steps(found: FoundPatterns) -> list[Steps]:
    """Each pattern as its elements."""
    items, opens = found.items.tolist(), found.opens().tolist()
    made = []
    for begin, end in pairwise(found.offsets.tolist()):
        starts = [at for at in range(begin, end) if opens[at]]
        made.append(tuple(tuple(items[a:b]) for a, b in pairwise([*starts, end])))
    return made


def _found(patterns: Sequence[Steps]) -> FoundPatterns:
    """Patterns out of their elements."""
    items = [event for pattern in patterns for element in pattern for event in element]
    starts = [place == 0 for pattern in patterns for element in pattern for place in range(len(element))]
    sizes = [sum(map(len, pattern)) for pattern in patterns]
    return FoundPatterns(
        np.array(items, np.uint32),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64),
        np.zeros(len(patterns), np.uint32),
        None if all(starts) else np.array(starts, np.bool_),
    )
