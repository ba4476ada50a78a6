"""What `edges` may be: columns of the log, frames of pairs, or a list of such."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from journeymine.errors import InputError, MissingColumnError
from journeymine.journeys.identities.columns import WHERE
from journeymine.options import bad_option, clash, near_miss
from journeymine.sources.frames import is_frame
from journeymine.sources.table import EventTable

MUST = (
    "columns of the log such as ['cookie', 'customer_number'], a frame with `left=` and `right=`, a tuple "
    "(frame, left, right) or (frame, left, right, time), or a list of such"
)


@dataclass(frozen=True, eq=False)
class FramePairs:
    """Pairs in a frame of the caller.

    Attributes
    ----------
    frame
        Any frame in memory.
    left, right
        Its columns of ids.
    time
        Its column of times; None where what it says held from the start.
    """

    frame: Any
    left: str
    right: str
    time: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of ids."""
        return (self.left, self.right)


@dataclass(frozen=True)
class LogPairs:
    """Ids that stand in one row of the log.

    Attributes
    ----------
    columns
        Columns of the log, at least two.
    """

    columns: tuple[str, ...]


Pairs = FramePairs | LogPairs


def asked_pairs(
    edges: Any, left: str | None, right: str | None, time: str | None, table: EventTable, option: str = "edges"
) -> list[Pairs]:
    """`edges` in one form.

    Raises
    ------
    OptionError
        It is nothing of the kind.
    MissingColumnError
        The log has no such column.
    """
    if is_frame(edges):
        if not (isinstance(left, str) and isinstance(right, str)):
            raise bad_option(option, WHERE, "a frame together with `left=` and `right=`, its two columns of ids", edges)
        return [_frame((edges, left, right, time), option)]
    named = next((name for name, one in (("left", left), ("right", right), ("time", time)) if one is not None), None)
    if named is not None:
        cure = f"frames in a list name their columns themselves, {option}=[(frame, 'cookie', 'customer', 'time')]"
        raise clash(named, option, WHERE, f"it names a column of a single frame; {cure}")
    if not isinstance(edges, list | tuple) or not edges:
        raise bad_option(option, WHERE, MUST, edges)
    if all(isinstance(one, str) for one in edges):
        return [_columns(edges, table, option)]
    if isinstance(edges, tuple):
        return [_frame(edges, option)]
    return [_one(one, table, option) for one in edges]


def _one(one: Any, table: EventTable, option: str) -> Pairs:
    if isinstance(one, list | tuple) and one and all(isinstance(name, str) for name in one):
        return _columns(one, table, option)
    if isinstance(one, tuple):
        return _frame(one, option)
    if isinstance(one, Mapping) and "fingerprint" in one:
        message = (
            f"`{option}` of {WHERE} were a frame with the columns {one.get('left')!r} and {one.get('right')!r}, which "
            f"a recipe does not hold; call log.{WHERE}(…) with such a frame."
        )
        raise InputError(message)
    raise bad_option(option, WHERE, MUST, one)


def _columns(names: Sequence[str], table: EventTable, option: str) -> LogPairs:
    known = (table.customer, *table.extra)
    for name in names:
        if name not in known:
            hint = near_miss(name, known) or " Read it with extra=."
            message = f"`{option}` of {WHERE} names the column {name!r}, which the log has not kept.{hint}"
            raise MissingColumnError(message)
    if len(set(names)) < 2 or len(set(names)) < len(names):
        raise bad_option(option, WHERE, "at least two different columns of the log", list(names))
    return LogPairs(tuple(names))


def _frame(one: tuple[Any, ...], option: str) -> FramePairs:
    frame, *names = one
    named = [name for name in names if not (len(names) == 3 and name is names[2] and name is None)]
    if not is_frame(frame) or len(names) not in {2, 3} or not all(isinstance(name, str) for name in named):
        raise bad_option(option, WHERE, MUST, one)
    if len(set(named)) < len(named):
        raise bad_option(option, WHERE, "a frame with different columns for `left`, `right` and `time`", names)
    return FramePairs(frame, *names)
