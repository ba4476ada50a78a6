"""Which rows of a source are kept: a value, several values, a comparison, or what is not so."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.options import UNIT_NANOSECONDS
from journeymine.sources.names import as_text_or_numbers, is_missing
from journeymine.sources.raw import Rows
from journeymine.sources.times import as_times
from journeymine.sources.values import NUMBER, as_value

if TYPE_CHECKING:
    import pyarrow as pa

Mask = NDArray[np.bool_]
Value = str | int | float | bool

MUST = "a value, a list of values, a comparison such as '> 0' or '>= 2024-05-01', or one of these as { not = … }"
_COMPARISON = re.compile(r"\s*(<=|>=|!=|<|>)\s*(.*\S)\s*", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "!=": operator.ne,
}


class ConditionError(ValueError):
    """A condition that cannot be; its text continues "must be …"."""


@dataclass(frozen=True)
class Condition:
    """What a value must be.

    Attributes
    ----------
    values
        One of these; empty where `compared` says it. Empty text stands for a missing value.
    compared
        An operator and what stands behind it: a number where it spells one, else text, or a time where the column
        holds times.
    negated
        Whether just the other rows are kept.
    """

    values: tuple[Value, ...] = ()
    compared: tuple[str, str] | None = None
    negated: bool = False

    @classmethod
    def parse(cls, written: object) -> "Condition":
        """Understand a condition as a mapping has it.

        Parameters
        ----------
        written
            ``"ok"``, ``["ok", "paid"]``, ``"> 0"`` or ``{"not": …}`` of these. In a list nothing is a comparison.

        Returns
        -------
        Condition
            What it means.

        Raises
        ------
        ConditionError
            It is none of these.

        Examples
        --------
        >>> Condition.parse("> 0").compared, Condition.parse({"not": ["ok", 7]}).values
        (('>', '0'), ('ok', 7))
        """
        if isinstance(written, Mapping):
            if list(written) != ["not"] or isinstance(written["not"], Mapping):
                raise ConditionError(MUST)
            inner = cls.parse(written["not"])
            return cls(inner.values, inner.compared, negated=True)
        if isinstance(written, str) and (found := _COMPARISON.fullmatch(written)):
            return cls(compared=(found[1], found[2]))
        values = tuple(written) if isinstance(written, list | tuple) else (written,)
        if not values or not all(isinstance(one, str | int | float) and one == one for one in values):  # noqa: PLR0124
            raise ConditionError(MUST)
        return cls(values)

    def holds(self, column: "pa.ChunkedArray", name: str, rows: Rows, *, zone: str | None) -> Mask:
        """Where it holds.

        A missing value is equal to empty text and to nothing else, and lies on no side of a comparison; `negated` is
        the complement, so that every row is kept by a condition or by its opposite.

        Parameters
        ----------
        column
            Values of any type, of shape (n,).
        name, rows
            The column and its rows, for messages.
        zone
            The zone of times that have none.

        Returns
        -------
        Mask
            Of shape (n,).

        Raises
        ------
        InputError
            The column holds what cannot be compared so.
        """
        import pyarrow as pa

        column = as_text_or_numbers(column)
        missing = np.asarray(is_missing(column))
        present = np.flatnonzero(~missing)
        rows = rows.keep(present)
        part = column.take(pa.array(present))
        told = np.zeros(len(column), np.bool_)
        if self.compared is None:
            told[missing] = "" in self.values
            texts = [one for one in self.values if one != ""]
            told[present] = _any_of(part, texts, name, rows) if len(present) else False
        elif len(present):
            told[present] = _compared(part, *self.compared, name, rows, zone=zone)
        return ~told if self.negated else told


def _any_of(column: "pa.ChunkedArray", values: list[Value], name: str, rows: Rows) -> Mask:
    """Where a value is one of those given, by their kinds."""
    import pyarrow as pa
    import pyarrow.compute as pc

    told = np.zeros(len(column), np.bool_)
    texts = [one for one in values if isinstance(one, str)]
    if texts:
        told |= np.asarray(pc.is_in(_text(column, name, rows), value_set=pa.array(texts, pa.large_string())))
    for one in values:
        if isinstance(one, bool):
            told |= _truths(column, name, rows) == one
        elif not isinstance(one, str):
            told |= _numbers(column, name, rows) == one
    return told


def _compared(column: "pa.ChunkedArray", sign: str, text: str, name: str, rows: Rows, *, zone: str | None) -> Mask:
    """Where a value lies on the side asked for: as times, as numbers or as text, by the column and what is given."""
    import pyarrow as pa
    import pyarrow.compute as pc

    on_clock = pa.types.is_timestamp(column.type) or pa.types.is_date(column.type)
    if on_clock or (_is_text(column) and _DAY.match(text)):
        return _beside_time(column, sign, text, name, rows, zone=zone)
    if re.fullmatch(NUMBER, text):
        numbers = _numbers(column, name, rows)
        whole = numbers.dtype.kind in "iu" and re.fullmatch(r"[+-]?\d+", text)
        return np.asarray(_OPERATORS[sign](numbers, int(text) if whole else float(text)))
    functions = {"<": pc.less, "<=": pc.less_equal, ">": pc.greater, ">=": pc.greater_equal, "!=": pc.not_equal}
    return np.asarray(functions[sign](_text(column, name, rows), pa.scalar(text, pa.large_string())))


def _beside_time(column: "pa.ChunkedArray", sign: str, text: str, name: str, rows: Rows, *, zone: str | None) -> Mask:
    """Where a time lies before or after another, whatever their units."""
    import pyarrow as pa

    asked = Rows(f"the comparison {f'{sign} {text}'!r}")
    bound = as_times(pa.chunked_array([[text]]), name, asked, typed=True, time_unit=None, zone=zone)
    times = as_times(column, name, rows, typed=True, time_unit=None, zone=zone)
    numbers = np.asarray(times.values.cast(pa.int64()))
    given, unit = (UNIT_NANOSECONDS[one.values.type.unit] for one in (bound, times))
    limit = Fraction(bound.values.cast(pa.int64())[0].as_py()) * given / unit
    whole = floor(limit)
    if whole != limit:
        # Between two ticks of the column: what lies before it is at most the tick below.
        if sign == "!=":
            return np.ones(len(numbers), np.bool_)
        sign = {"<": "<=", ">=": ">"}.get(sign, sign)
    return np.asarray(_OPERATORS[sign](numbers, whole))


def _is_text(column: "pa.ChunkedArray") -> bool:
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _text(column: "pa.ChunkedArray", name: str, rows: Rows) -> "pa.ChunkedArray":
    import pyarrow as pa

    if _is_text(column):
        return column.cast(pa.large_string())
    message = (
        f"Column {name!r} of {rows.what} holds {column.type}, and is compared with text; compare it with a number."
    )
    if pa.types.is_boolean(column.type):
        message = f"Column {name!r} of {rows.what} holds true and false; compare it with these, without quotes."
    raise InputError(message)


def _numbers(column: "pa.ChunkedArray", name: str, rows: Rows) -> "NDArray[np.generic]":
    import pyarrow as pa

    if pa.types.is_integer(column.type):
        return np.asarray(column)
    return np.asarray(as_value(column, name, rows, role="filtered"))


def _truths(column: "pa.ChunkedArray", name: str, rows: Rows) -> Mask:
    """A column of true and false, or of these words."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if _is_text(column):
        words = pc.utf8_lower(column.cast(pa.large_string()))
        odd = np.asarray(pc.invert(pc.is_in(words, value_set=pa.array(["true", "false"], words.type))))
        if not odd.any():
            return np.asarray(pc.equal(words, "true"))
        found = f"first {rows.show(column, odd)}"
    elif pa.types.is_boolean(column.type):
        return np.asarray(column)
    else:
        found = f"it holds {column.type}"
    message = f"Column {name!r} of {rows.what} is compared with true or false, {found}; compare it with what it holds."
    raise InputError(message)
