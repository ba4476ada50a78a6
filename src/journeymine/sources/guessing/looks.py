"""What the values of one column look like: how many differ, what they are, whether they are times."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import JourneymineError
from journeymine.sources.names import all_match, as_text_or_numbers, integers_in_text, is_missing
from journeymine.sources.raw import Rows
from journeymine.sources.table import TimeUnit
from journeymine.sources.times import as_times
from journeymine.sources.values import NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

Kind = Literal["text", "whole numbers", "fractions", "times", "other"]

CLOCK = r"^\d{1,2}:\d{2}(:\d{2}([.,]\d{1,9})?)?( ?[AaPp]\.?[Mm]\.?)?$"
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|#")
_FEW = 50
_TENTH = 10
_UNITS: tuple[tuple[TimeUnit, int], ...] = (("s", 1), ("ms", 10**3), ("us", 10**6), ("ns", 10**9))
_YEAR_1990, _YEAR_2100 = 631_152_000, 4_102_444_800


@dataclass(frozen=True)
class TimeLook:
    """What times a column holds.

    Attributes
    ----------
    unit
        What its numbers count since 1970; None for what is no number.
    zoned
        Whether the times name their zone.
    clock
        Whether there is a time of day in any.
    first, last
        Days, such as ``"2024-05-31"``.
    """

    unit: TimeUnit | None
    zoned: bool
    clock: bool
    first: str
    last: str


@dataclass(frozen=True, eq=False)
class Look:
    """One column of a sample.

    Attributes
    ----------
    name, n
        The column, and its rows.
    missing, distinct
        How many values are missing, and how many of the others differ.
    kind
        What the values are.
    words
        How many words a text has on average.
    codes
        Which value a row has, shape (n,); -1 where it is missing.
    time
        What times it holds, if it does.
    is_clock
        Whether it holds times of day without a day.
    values
        The column as it came.
    """

    name: str
    n: int
    missing: int
    distinct: int
    kind: Kind
    words: float
    codes: NDArray[np.int64]
    time: TimeLook | None
    is_clock: bool
    values: "pa.ChunkedArray"

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words of the name, in lower case.

        Examples
        --------
        >>> looked("CustomerID", [1, 2], typed=True).tokens
        ('customer', 'id')
        """
        return tuple(token.lower() for token in _TOKENS.findall(self.name))

    @property
    def present(self) -> int:
        """How many values are not missing."""
        return self.n - self.missing


def looked(name: str, values: "pa.ChunkedArray | Sequence[object]", *, typed: bool) -> Look:
    """Look at a column.

    Parameters
    ----------
    name
        What it is called.
    values
        Of any type that is not nested.
    typed
        False where numbers are to be recognised in text.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    given = values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([pa.array(values)])
    column = as_text_or_numbers(given)
    column = column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
    there = pc.invert(is_missing(column))
    coded = pc.if_else(there, column, None).combine_chunks().dictionary_encode()
    codes = np.asarray(pc.fill_null(coded.indices, -1), np.int64)
    known = column.filter(there)
    text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    time = _time(known, typed=typed) if len(known) else None
    return Look(
        name,
        len(column),
        int((codes < 0).sum()),
        len(coded.dictionary),
        _kind(known, typed=typed),
        _words(known) if text and len(known) else 0.0,
        codes,
        time,
        bool(text and len(known) and all_match(known, CLOCK)),
        column,
    )


def _kind(known: "pa.ChunkedArray", *, typed: bool) -> Kind:
    import pyarrow as pa
    import pyarrow.compute as pc

    types = pa.types
    if types.is_timestamp(known.type) or types.is_date(known.type):
        return "times"
    if types.is_string(known.type) or types.is_large_string(known.type):
        return "text" if typed or not len(known) else _kind_of_text(known)
    if types.is_integer(known.type):
        return "whole numbers"
    if types.is_floating(known.type):
        whole = pc.all(pc.equal(known, pc.floor(known))).as_py()
        return "whole numbers" if whole else "fractions"
    return "fractions" if types.is_decimal(known.type) else "other"


def _kind_of_text(known: "pa.ChunkedArray") -> Kind:
    """What text is in a file that has no types."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_integer(integers_in_text(known).type):
        return "whole numbers"
    # 007 and +49123 are numbers to calculate with only where others have a fraction.
    fractions = all_match(known, NUMBER) and pc.any(pc.match_substring_regex(known, "[.eE]")).as_py()
    return "fractions" if fractions else "text"


def _words(known: "pa.ChunkedArray") -> float:
    import pyarrow.compute as pc

    return float(pc.mean(pc.count_substring_regex(known, r"\S+")).as_py())


def _time(known: "pa.ChunkedArray", *, typed: bool) -> TimeLook | None:
    """The times of a column; the first few values say at once that most columns hold none."""
    unit = _epoch(known, typed=typed)
    for part in (known[:_FEW], known):
        try:
            times = as_times(part, "", Rows(""), typed=typed, time_unit=unit)
        except JourneymineError:
            return None
        if times.unit is None:
            return None
    return _told(times.values, unit, zoned=not times.naive)


def _told(stamps: "pa.ChunkedArray", unit: TimeUnit | None, *, zoned: bool) -> TimeLook:
    import pyarrow as pa
    import pyarrow.compute as pc

    seconds = pc.floor(pc.divide(stamps.cast(pa.int64()).cast(pa.float64()), dict(_UNITS)[stamps.type.unit]))
    numbers = seconds.to_numpy()
    days = np.array([numbers.min(), numbers.max()]).astype("M8[s]").astype("M8[D]")
    return TimeLook(unit, zoned, bool((numbers % 86_400 != 0).any()), str(days[0]), str(days[1]))


def _epoch(known: "pa.ChunkedArray", *, typed: bool) -> TimeUnit | None:
    """The unit in which numbers, in text too, are times of 1990 to 2100, but for a tenth at either end."""
    import pyarrow as pa

    if pa.types.is_string(known.type) or pa.types.is_large_string(known.type):
        known = integers_in_text(known)
    if pa.types.is_floating(known.type) and not typed:
        return None
    if not (pa.types.is_integer(known.type) or pa.types.is_floating(known.type)):
        return None
    numbers = np.sort(known.cast(pa.float64(), safe=False).to_numpy())
    # Some clocks may be at zero, or far ahead.
    low, high = numbers[len(numbers) // _TENTH], numbers[-1 - len(numbers) // _TENTH]
    return next((unit for unit, n in _UNITS if low >= _YEAR_1990 * n and high <= _YEAR_2100 * n), None)
