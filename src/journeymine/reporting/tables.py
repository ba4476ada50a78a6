"""Tables of a page: ranked results with their intervals drawn, and what actions found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from journeymine.actions.rows import ActionRows, values
from journeymine.patterns.display import cell
from journeymine.patterns.names import Pattern
from journeymine.reporting.numbers import NOTHING, chance, count, interval, percent, ratio, signed
from journeymine.reporting.page import Markup, bar, name, pattern, tag, together, whisker

Row = Mapping[str, Any]

#: Rows of a table that is no result's own.
MOST_ROWS = 60
#: Tables of more columns are printed small.
_WIDE = 10


@dataclass(frozen=True)
class Column:
    """A column of a page's table.

    Attributes
    ----------
    heading
        Its name.
    cell
        What it makes of a row.
    kind
        Numbers are set to the right, their digits under each other; pictures are not printed.
    """

    heading: str
    cell: Callable[[Row], object]
    kind: Literal["number", "text", "picture"] = "number"


def table(columns: Sequence[Column], rows: Sequence[Row], *, heading: int = 0, ranked: bool = False) -> Markup:
    """A table with a heading for each column and each row.

    Parameters
    ----------
    columns, rows
        What stands in it.
    heading
        Which column says what a row is about.
    ranked
        Whether narrow screens show a card a row.
    """
    heads = together(_head(one) for one in columns)
    lines = (tag("tr", *(_cell(one, row, place == heading) for place, one in enumerate(columns))) for row in rows)
    drawn = tag("table", tag("thead", tag("tr", heads)), tag("tbody", together(lines)))
    kind = "sheet ranked" if ranked else "sheet wide" if len(columns) > _WIDE else "sheet"
    # Who goes by the keyboard must be able to move what does not fit.
    return tag("div", drawn, class_=kind, tabindex=0, role="region", aria_label="table")


def _head(column: Column) -> Markup:
    return tag("th", column.heading, scope="col", class_=column.kind)


def _cell(column: Column, row: Row, heads: bool) -> Markup:  # noqa: FBT001  (by its place)
    if heads:
        return tag("th", column.cell(row), scope="row")
    return tag("td", column.cell(row), class_=column.kind, data_is=column.heading)


def shares(heading: str, key: str) -> Column:
    """A share, its interval and a bar."""

    def written(row: Row) -> Markup:
        ends = interval(percent(row.get(f"{key}_low")), percent(row.get(f"{key}_high")))
        return together([percent(row.get(key)), tag("small", ends), bar(row.get(key) or 0)])

    return Column(heading, written)


def ratios(heading: str, key: str) -> Column:
    """A ratio and its interval."""

    def written(row: Row) -> Markup:
        return together([ratio(row.get(key)), tag("small", _ends(row, key))])

    return Column(heading, written)


def against_one(rows: Iterable[Row], key: str) -> Column:
    """A ratio with its interval as a picture, on one scale for all rows."""
    ends = [row.get(f"{key}{end}") for row in rows for end in ("_low", "_high", "")]
    known = [end for end in ends if isinstance(end, float) and 0 < end < float("inf")]
    least, most = min([0.8, *known]), max([1.25, *known])

    def drawn(row: Row) -> object:
        middle, low, high = (row.get(f"{key}{end}") for end in ("", "_low", "_high"))
        return "" if middle is None or low is None or high is None else whisker(middle, low, high, least, most)

    return Column("against 1", drawn, "picture")


def counts(heading: str, key: str) -> Column:
    """A count."""
    return Column(heading, lambda row: count(row.get(key)))


def chances(heading: str, key: str) -> Column:
    """A p- or q-value."""
    return Column(heading, lambda row: chance(row.get(key)))


def subject(heading: str) -> Column:
    """What a row is about, as printed."""
    return Column(heading, lambda row: pattern(row["subject"]), "text")


def _ends(row: Row, key: str) -> str:
    return interval(ratio(row.get(f"{key}_low")), ratio(row.get(f"{key}_high")))


def found(rows: ActionRows, left_out: frozenset[str] = frozenset(), most: int = MOST_ROWS) -> Markup:
    """The table of what an action found, or of what a figure shows.

    Parameters
    ----------
    rows
        The table.
    left_out
        Columns that are not shown, beside those that say nothing in any row.
    most
        The first so many rows; the page says out of how many.
    """
    told = {key: values(column[:most]) for key, column in rows.columns.items() if key not in left_out}
    told = {key: listed for key, listed in told.items() if any(not _missing(one) for one in listed)}
    between = _between(told)
    ends = {end for both in between.values() for end in both}
    columns = [
        _found(key, rows.columns[key], share=key in rows.shares, ends=between.get(key))
        for key in told
        if key not in ends
    ]
    heading = next((place for place, one in enumerate(columns) if one.kind == "text"), 0)
    lines = [dict(zip(told, line, strict=True)) for line in zip(*told.values(), strict=True)]
    if not lines:
        return tag("p", "None.")
    more = f"The first {most:,} of {len(rows):,} rows." if len(rows) > most else ""
    shown = table(columns, lines, heading=heading)
    return together([shown, tag("p", more, class_="note")] if more else [shown])


def _between(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The columns that stand under another: an interval under its estimate, quartiles under their median."""
    told = dict.fromkeys(names)
    quartiles = {key: key.removesuffix("_median") for key in told if key.endswith("_median")}
    pairs = {key: (f"{key}_low", f"{key}_high") for key in told}
    pairs |= {key: (f"{stem}_q25", f"{stem}_q75") for key, stem in quartiles.items()}
    return {key: both for key, both in pairs.items() if set(both) <= set(told)}


def _found(key: str, column: np.ndarray[Any, Any], *, share: bool, ends: tuple[str, str] | None) -> Column:
    def one_of(value: Any) -> object:
        if isinstance(value, Pattern):
            return pattern(str(value))
        if isinstance(value, bool):
            return "yes" if value else ""
        if share and isinstance(value, float) and np.isfinite(value):
            return percent(value) if value >= 0 else f"{signed(100 * value)} %"
        if key.startswith(("p_", "q_")) and isinstance(value, float):
            return chance(value)
        told = cell(key, value).removesuffix(" 00:00:00")
        return name(told) if isinstance(value, str) else told

    def written(row: Row) -> object:
        if ends is None:
            return one_of(row[key])
        low, high = (one_of(row[end]) for end in ends)
        return together([one_of(row[key]), tag("small", interval(str(low), str(high)))])

    numbers = column.dtype.kind in "iufmM" or _all_numbers(column)
    return Column(key.removeprefix("is_").replace("_", " "), written, "number" if numbers else "text")


def _all_numbers(column: np.ndarray[Any, Any]) -> bool:
    there = [one for one in column.tolist() if one is not None] if column.dtype == object else [""]
    return bool(there) and all(isinstance(one, int | float) for one in there)


def _missing(value: object) -> bool:
    return value is None or value is False or value == NOTHING or (isinstance(value, float) and np.isnan(value))
