"""The options of journeys, checked once and said in the log's own units."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from journeymine.errors import InputError, MissingColumnError, OptionError
from journeymine.journeys.clock import moment
from journeymine.options import bad_option, choice, duration, near_miss, optional_whole_number, threads
from journeymine.sources.table import EventTable

WHERE = "journeys"

#: What 64 bits hold; a log has no times beyond.
EARLIEST, LATEST = -(2**63), 2**63 - 1


@dataclass(frozen=True)
class Plan:
    """Checked options; times and gaps as integers in the log's unit.

    Attributes
    ----------
    sets
        Events of the same time form one element.
    tie
        None (by name), a column, or event names in their order.
    by
        The case column, or None.
    session_gap
        A gap greater than this begins a new journey.
    start, end
        ``start ≤ t < end``.
    observed_until
        One time, a column, or None (the log's last time).
    asked
        The options as asked for, as text, numbers and lists.
    """

    sets: bool
    tie: str | tuple[Any, ...] | None
    by: str | None
    collapse: bool
    session_gap: int | None
    min_events: int
    max_events: int | None
    start: int | None
    end: int | None
    observed_until: int | str | None
    threads: int
    asked: dict[str, Any]

    @property
    def shapes(self) -> bool:
        """Is anything asked for beyond ordering?"""
        cuts = (self.session_gap, self.max_events, self.start, self.end)
        return self.collapse or self.min_events > 0 or any(one is not None for one in cuts)


def check(table: EventTable, **asked: Any) -> Plan:
    """Check every option of `encode` against the log, before any work is done."""
    unit = table.time_unit
    start, end = (None if asked[one] is None else moment(asked[one], one, WHERE, unit) for one in ("start", "end"))
    if start is not None and end is not None and start >= end:
        message = f"`start` of {WHERE} must lie before `end`; got {asked['start']!r} and {asked['end']!r}."
        raise OptionError(message)
    gap = asked["session_gap"]
    least = optional_whole_number(asked["min_events"], "min_events", WHERE, least=0) or 0
    most = optional_whole_number(asked["max_events"], "max_events", WHERE)
    if most is not None and most < least:
        message = f"`max_events` of {WHERE} must be at least `min_events`; got {most} and {least}."
        raise OptionError(message)
    if not isinstance(asked["collapse_repeats"], bool):
        raise bad_option("collapse_repeats", WHERE, "True or False", asked["collapse_repeats"])
    sets = choice(asked["simultaneous"], "simultaneous", WHERE, ("set", "order")) == "set"
    return Plan(
        sets=sets,
        tie=_tie(table, asked["tie"], sets=sets),
        by=None if asked["by"] is None else _column(table, asked["by"], "by"),
        collapse=asked["collapse_repeats"],
        # Times are whole: more than 1.5 s apart is the same as more than 1 s apart.
        session_gap=None if gap is None else min(math.floor(duration(gap, "session_gap", WHERE, unit)), LATEST),
        min_events=min(least, LATEST),
        max_events=None if most is None else min(most, LATEST),
        # Times are whole: t ≥ 1.5 s is the same as t ≥ 2 s, t < 1.5 s the same as t < 2 s.
        start=None if start is None or start <= EARLIEST else min(math.ceil(start), LATEST),
        # An end after all that the log's unit can say, such as the year 9999 in nanoseconds, cuts nothing.
        end=None if end is None or end > LATEST else max(math.ceil(end), EARLIEST),
        observed_until=_observed(table, asked["observed_until"]),
        threads=threads(asked.pop("n_jobs"), WHERE),
        asked={name: _plain(value) for name, value in asked.items()},
    )


def check_complete(n_missing: int, column: str, option: str) -> None:
    """Refuse a column that lacks values.

    Raises
    ------
    InputError
        It does.
    """
    if n_missing:
        message = f"`{option}` names the column {column!r}, which lacks {n_missing} values; fill or drop these rows."
        raise InputError(message)


def _tie(table: EventTable, tie: object, *, sets: bool) -> str | tuple[Any, ...] | None:
    if isinstance(tie, str) and tie == "event":
        return None
    if sets:
        message = (
            f"`tie` of {WHERE} orders events of the same time, which `simultaneous='set'` keeps together; "
            f"say simultaneous='order', or leave `tie` out; got tie={tie!r}."
        )
        raise OptionError(message)
    if isinstance(tie, str):
        return None if tie == table.event else _column(table, tie, "tie")
    if isinstance(tie, Sequence) and len(tie) and all(isinstance(one, str | int) for one in tie):
        if len(set(tie)) < len(tie):
            raise bad_option("tie", WHERE, "a list of event names, each once", list(tie))
        return tuple(tie)
    raise bad_option("tie", WHERE, "'event', a column, or a list of event names in their order", tie)


def _column(table: EventTable, name: object, option: str) -> str:
    """A further column of the log."""
    if not isinstance(name, str):
        raise bad_option(option, WHERE, "the name of a column", name)
    if name in table.extra:
        return name
    listed = ", ".join(repr(one) for one in table.extra) or "no further column"
    message = (
        f"`{option}` of {WHERE} names the column {name!r}, which the log does not carry.{near_miss(name, table.extra)} "
        f"It carries {listed}; name it in `extra` of read_events."
    )
    raise MissingColumnError(message)


def _observed(table: EventTable, value: object) -> int | str | None:
    if value is None:
        return None
    if isinstance(value, str) and value in table.extra:
        return value
    if isinstance(value, str) and not any(letter.isdigit() for letter in value):
        return _column(table, value, "observed_until")
    return max(EARLIEST, min(math.floor(moment(value, "observed_until", WHERE, table.time_unit)), LATEST))


def _plain(value: object) -> Any:
    """A value as it can stand in a file."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else str(value)
