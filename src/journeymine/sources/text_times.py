"""Times written as text → time stamps, without guessing what is ambiguous."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import InputError
from journeymine.sources.raw import Rows
from journeymine.sources.time_fields import ABSENT, MONTHS, NO_ZONE, TimeFields

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa
    from numpy.typing import NDArray

_MONTH = rf"(?P<month>(?i:{'|'.join(MONTHS)})[a-zA-Z]*)"
_WEEKDAY = r"(?:(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +)?"
_CLOCK = (
    r"(?:(?:[Tt]|[ :]+)(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?: ?(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?))?)?"
)
_YEAR_LAST = r"(?P<one>\d{1,2})(?P<sign>[-/.])(?P<two>\d{1,2})[-/.](?P<year>\d{4})"
_SHORT_YEAR_LAST = r"(?P<one>\d{1,2})(?P<sign>/)(?P<two>\d{1,2})/(?P<year>\d{2})"
_FORMS = (
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    r"(?P<day>\d{1,2})[-/. ]" + _MONTH + r"\.?[-/., ]+(?P<year>\d{4})",
    r"(?P<day>\d{1,2})[-/. ]" + _MONTH + r"\.?[-/., ]+(?P<year>\d{2})",
    _MONTH + r"\.? +(?P<day>\d{1,2}),? +(?P<year>\d{4})",
)
_MONTHS_A_YEAR = 12
_FEW = 100
_EXAMPLES = "'2024-05-31', '2024-05-31 14:50:17.250+02:00', '2024/05/31 14:50' or '31 May 2024 14:50'"


@dataclass(frozen=True, eq=False)
class TextTimes:
    """Parsed times.

    Attributes
    ----------
    values
        ``timestamp[us, UTC]``, or ``timestamp[ns, UTC]`` where a fraction has more than six digits.
    naive
        Whether all times or none had no zone and were taken as UTC; a mask of shape (n,) where it differs by row.
    """

    values: "pa.ChunkedArray"
    naive: "bool | NDArray[np.bool_]"


class OpenOrderError(Exception):
    """Some rows of a column alone cannot tell day from month: the others have a say."""


def telling_values(parts: "Iterable[pa.ChunkedArray]") -> list[str]:
    """The values of a column that tell day from month where both are numbers before the year, as `parse_times` asks.

    Parameters
    ----------
    parts
        All of the column, as text, part by part.

    Returns
    -------
    list of str
        For years of four digits, and for those of two: the first value whose first number is above 12, else the first
        whose second one is. Where there is none, each part alone tells as much as all.

    Examples
    --------
    >>> import pyarrow as pa
    >>> telling_values([pa.chunked_array([["03/04/2024", None]]), pa.chunked_array([["04/25/2024 10:00"]])])
    ['04/25/2024 10:00']
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    first: dict[tuple[str, str], str] = {}
    for part in parts:
        plain = pc.utf8_trim_whitespace(pc.cast(part, pa.large_string()).combine_chunks())
        for form in (_YEAR_LAST, _SHORT_YEAR_LAST):
            groups = pc.extract_regex(plain, f"^{_WEEKDAY}{form}{_CLOCK}$")
            for number in ("one", "two"):
                above = pc.greater(pc.struct_field(groups, number).cast(pa.int64()), _MONTHS_A_YEAR)
                at = pc.index(pc.fill_null(above, fill_value=False), value=True).as_py()
                if at >= 0:
                    first.setdefault((form, number), str(plain[at]))
    forms = [
        [first[form, number] for number in ("one", "two") if (form, number) in first]
        for form in (_YEAR_LAST, _SHORT_YEAR_LAST)
    ]
    return [telling[0] for telling in forms if telling]


def parse_times(text: "pa.ChunkedArray", name: str, rows: Rows) -> TextTimes:
    """Parse times in ISO and other common forms; zones may differ from row to row.

    Day and month as numbers before the year (``03/04/2024``) are read only where the column itself tells which comes
    first: some number above 12 in one place and none in the other. Years of two digits are read behind the name of a
    month (``31-May-24``) and behind a month and a day (``05/31/24``), where they can be nothing else; 69 to 99 are of
    the last century (POSIX, `strptime`, ``%y``).

    Parameters
    ----------
    text
        Strings without nulls.
    name, rows
        The column and its rows, for messages.

    Raises
    ------
    OpenOrderError
        Day and month stand so, and the rows are a part of a source.
    InputError
        Some values cannot be parsed (with their count and the first three), or the order of day and month is open.
    """
    return _iso(text) or _iso(_hyphenated(text)) or _common(text, name, rows)


def _iso(text: "pa.ChunkedArray") -> TextTimes | None:
    """Let Arrow parse what is ISO throughout; None where it is not."""
    import pyarrow as pa

    for zone in (None, "UTC"):
        try:
            # Arrow words an error for every bad row, which takes thirty times as long as a good one: a few first.
            text[:_FEW].cast(pa.timestamp("us", zone))
            parsed = text.cast(pa.timestamp("us", zone))
        except pa.ArrowInvalid:
            continue
        return TextTimes(parsed.cast(pa.timestamp("us", "UTC")), naive=zone is None)
    return None


def _hyphenated(text: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Dates such as 2024/05/31 and 2024.05.31 as 2024-05-31: nearly ISO, and then ten times faster to parse."""
    import pyarrow.compute as pc

    return pc.replace_substring_regex(text, r"^(\d{4})[/.](\d{2})[/.](\d{2})", r"\1-\2-\3")


def _common(text: "pa.ChunkedArray", name: str, rows: Rows) -> TextTimes:
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = pc.utf8_trim_whitespace(pc.cast(text, pa.large_string()).combine_chunks())
    found = TimeFields.empty(len(plain))
    for form in _FORMS:
        positions, groups = _match(plain, form, found)
        found.fill(positions, groups)
    for form in (_YEAR_LAST, _SHORT_YEAR_LAST):
        positions, groups = _match(plain, form, found)
        if len(positions):
            if rows.part:
                raise OpenOrderError
            found.fill(positions, groups, *_month_and_day(groups, name, rows))
    bad = ~found.valid()
    if bad.any():
        message = (
            f"{rows.count(bad)} of the time column {name!r} of {rows.what} cannot be read as times, "
            f"first {rows.show(text, bad)}; write times such as {_EXAMPLES}."
        )
        raise InputError(message)
    return TextTimes(found.stamps(), naive=found.offset == NO_ZONE)


def _match(plain: "pa.Array", form: str, found: TimeFields) -> "tuple[NDArray[np.int64], pa.StructArray]":
    """The groups of a form where it matches a text that no form before it has matched, and where that is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    open_ = np.flatnonzero(found.year == ABSENT)
    groups = pc.extract_regex(plain.take(pa.array(open_)), f"^{_WEEKDAY}{form}{_CLOCK}$")
    hit = pc.is_valid(groups)
    return open_[np.asarray(hit)], groups.filter(hit)


def _month_and_day(groups: "pa.StructArray", name: str, rows: Rows) -> tuple[str, str]:
    """Which of the two numbers before the year is the month, and which the day."""
    import pyarrow as pa
    import pyarrow.compute as pc

    one, two = (groups.field(part).cast(pa.int64()) for part in ("one", "two"))
    short = pc.max(pc.utf8_length(groups.field("year"))).as_py() < len("2024")
    if short and pc.max(one).as_py() > _MONTHS_A_YEAR:
        shown = "".join(str(groups.field(part)[0]) for part in ("one", "sign", "two", "sign", "year"))
        message = (
            f"The time column {name!r} of {rows.what} does not tell day from year (as in {shown!r}); "
            "write years of four digits, first, such as '2024-05-31'."
        )
        raise InputError(message)
    if pc.all(pc.equal(groups.field("sign"), ".")).as_py() or pc.max(one).as_py() > _MONTHS_A_YEAR:
        return "two", "one"
    if pc.max(two).as_py() > _MONTHS_A_YEAR:
        return "one", "two"
    first = "".join(str(groups.field(part)[0]) for part in ("one", "sign", "two"))
    message = (
        f"The time column {name!r} of {rows.what} does not tell day from month (as in '{first}…'); "
        "write years first, such as '2024-05-31'."
    )
    raise InputError(message)
