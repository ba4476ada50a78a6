"""What a short list says of the patterns that are not on it; plain values, so that files keep it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError, UnknownEventError
from journeymine.patterns.names import Element, Pattern, decoded
from journeymine.patterns.table import PatternTable

KEY = "selected"
"""Where in `info` it stands."""


def noted(
    table: PatternTable, reasons: NDArray[Any], because_of: NDArray[np.int64], stands_for: NDArray[np.int64]
) -> dict[str, Any]:
    """Which patterns of a table were left out, why, and the rows that stand for them, as lists.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> from journeymine.mining.sequences import find_sequences
    >>> from journeymine.patterns.table import from_found
    >>> coded = from_lists([["a", "b"], ["a", "b"]])
    >>> table = from_found("sequences", find_sequences(coded, min_support=1, max_length=1), coded.vocabulary, 2, {})
    >>> noted(table, np.array([None, "overlaps"], object), np.array([-1, 0]), np.array([0, 0]))
    {'patterns': [[['a']], [['b']]], 'reasons': [None, 'overlaps'], 'because_of': [None, 0], 'stands_for': [0, 0]}
    """
    names = decoded(table.coded["pattern"], table.vocabulary)
    plain = [[list(one) if isinstance(one, tuple) else [one] for one in pattern] for pattern in names]
    rows = {"because_of": because_of, "stands_for": stands_for}
    return {
        "patterns": plain,
        "reasons": reasons.tolist(),
        **{name: [None if row < 0 else row for row in column.tolist()] for name, column in rows.items()},
    }


def frame_columns(info: Mapping[str, Any], where: str) -> dict[str, list[Any]]:
    """The patterns left out, in the order they had: pattern, reason, because_of, stands_for."""
    told = _told(info, where)
    patterns = [_pattern(one) for one in told["patterns"]]
    out = [row for row, reason in enumerate(told["reasons"]) if reason is not None]
    columns: dict[str, list[Any]] = {
        "pattern": [patterns[row] for row in out],
        "reason": [told["reasons"][row] for row in out],
    }
    for name in ("because_of", "stands_for"):
        columns[name] = [None if told[name][row] is None else patterns[told[name][row]] for row in out]
    return columns


def standing_for(info: Mapping[str, Any], pattern: Pattern, where: str) -> Pattern | None:
    """Which pattern of the list stands for one of those that it was chosen from; itself where it is on the list.

    Raises
    ------
    UnknownEventError
        The list was not chosen from a set with this pattern.
    """
    told = _told(info, where)
    wanted = _plain(pattern)
    if wanted not in told["patterns"]:
        message = f"There is no pattern {str(pattern)!r} among the {len(told['patterns']):,} this list was chosen from."
        raise UnknownEventError(message)
    row = told["stands_for"][told["patterns"].index(wanted)]
    return None if row is None else _pattern(told["patterns"][row])


def _told(info: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    if KEY not in info:
        message = f"`{where}` is for a short list; make one with `select`."
        raise OptionError(message)
    told: Mapping[str, Any] = info[KEY]["from"]
    return told


def _pattern(plain: list[list[Any]]) -> Pattern:
    return Pattern(tuple(one) if len(one) > 1 else one[0] for one in plain)


def _plain(pattern: Pattern) -> list[list[Element]]:
    return [list(one) if isinstance(one, tuple) else [one] for one in pattern]
