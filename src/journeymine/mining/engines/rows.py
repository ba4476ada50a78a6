"""Patterns as rows of a slow engine, made into the columns that a search gives back."""

from collections.abc import Iterable

import numpy as np

from journeymine.mining.asked import Asked
from journeymine.mining.found import FoundPatterns

Elements = tuple[tuple[int, ...], ...]
"""A pattern: elements of ascending event codes."""


def length(pattern: Elements) -> int:
    """How many events a pattern has."""
    return sum(len(element) for element in pattern)


def as_found(rows: Iterable[tuple[Elements, int]], asked: Asked, seconds: float) -> FoundPatterns:
    """Sort into result order and keep what was asked for.

    Parameters
    ----------
    rows
        (pattern, support) of every result of any length.
    asked
        Lengths, `top_k` and `max_patterns` are applied here.
    seconds
        The time it took.
    """
    longest = asked.max_length or float("inf")
    kept = [row for row in rows if asked.min_length <= length(row[0]) <= longest]
    kept.sort(key=lambda row: (-row[1], length(row[0]), row[0]))
    kept = kept[: asked.top_k]
    more = asked.max_patterns is not None and len(kept) > asked.max_patterns
    kept = kept[: asked.max_patterns]
    opens = [place == 0 for pattern, _ in kept for element in pattern for place in range(len(element))]
    ends = np.cumsum([length(pattern) for pattern, _ in kept], dtype=np.uint64)
    return FoundPatterns(
        items=np.array([code for pattern, _ in kept for element in pattern for code in element], dtype=np.uint32),
        offsets=np.concatenate([np.zeros(1, np.uint64), ends]),
        n_journeys=np.array([support for _, support in kept], dtype=np.uint32),
        element_starts=None if all(opens) else np.array(opens),
        stopped_by="max_patterns" if more else None,
        seconds=seconds,
    )
