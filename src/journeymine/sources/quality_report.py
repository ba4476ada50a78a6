"""The quality report: a table in a notebook, text in a terminal, a dict for a service."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any

_LONGEST = 60


@dataclass(frozen=True, repr=False)
class QualityReport:
    """What is good and bad about a log.

    Attributes
    ----------
    customer, event, time
        The columns of the roles.
    rows_read, rows_kept
        Rows of the source, and of the log after rows with missing values were left out.
    missing
        Missing values among the rows read, by column.
    duplicates
        Rows that repeat an earlier one in every column of the log.
    time_first, time_last
        The range of times in ISO form (UTC), or of order numbers.
    future, before_1990
        Rows with a clock after now, and before 1990; None for order numbers.
    naive_times
        Whether times had no zone and were taken as UTC.
    tied_rows, tied_share
        Rows that share customer and time with another.
    customers, events
        Distinct customers and event names.
    largest_customer, largest_customer_rows, largest_customer_share
        Who has most rows; a catch-all id (guests, tests, "unknown") shows here. Of several the smallest name.
    notes
        What reading decided, a sentence each.
    """

    customer: str
    event: str
    time: str
    rows_read: int
    rows_kept: int
    missing: Mapping[str, int]
    duplicates: int
    time_first: str | int
    time_last: str | int
    future: int | None
    before_1990: int | None
    naive_times: bool
    tied_rows: int
    tied_share: float
    customers: int
    events: int
    largest_customer: str | int
    largest_customer_rows: int
    largest_customer_share: float
    notes: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON has them: text, numbers, true/false, null, lists and objects."""
        return {**asdict(self), "missing": dict(self.missing), "notes": list(self.notes)}

    def lines(self) -> list[tuple[str, str]]:
        """The report in words: what, and how much of it."""
        n = self.rows_kept
        lines = [("rows read", f"{self.rows_read:,}"), ("rows kept", _part(n, self.rows_read))]
        lines += [(f"missing {column}", _part(count, self.rows_read)) for column, count in self.missing.items()]
        lines += [
            ("exact duplicates", _part(self.duplicates, n)),
            ("first time", str(self.time_first)),
            ("last time", str(self.time_last)),
        ]
        if self.future is not None and self.before_1990 is not None:
            lines += [("clocks after now", _part(self.future, n)), ("clocks before 1990", _part(self.before_1990, n))]
        if self.naive_times:
            lines.append(("time zone", "none given for some times, taken as UTC"))
        lines += [
            ("rows tied in time", _part(self.tied_rows, n)),
            ("customers", f"{self.customers:,}"),
            ("distinct events", f"{self.events:,}"),
            ("largest customer", f"{self.largest_customer!r}: {_part(self.largest_customer_rows, n)}"),
        ]
        return lines + [("note", note) for note in self.notes]

    def __repr__(self) -> str:
        lines = [(_cut(what), _cut(much)) for what, much in self.lines()]
        width = max(len(what) for what, _ in lines)
        title = f"Quality of {self.rows_kept:,} events"
        return "\n".join([title, *(f"  {what:<{width}}  {much}" for what, much in lines)])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th style="text-align:left">{escape(_cut(what))}</th><td>{escape(_cut(much))}</td></tr>'
            for what, much in self.lines()
        )
        return f"<table><caption>Quality of {self.rows_kept:,} events</caption><tbody>{rows}</tbody></table>"


def _part(count: int, whole: int) -> str:
    """A count with its share, such as ``127 (0.6 %)``."""
    if count in {0, whole}:
        return f"{count:,}"
    percent = 100 * count / whole
    return f"{count:,} ({'< 0.1' if percent < 0.1 else f'{percent:.1f}'} %)"


def _cut(text: str) -> str:
    """Text on one line: control characters spelled, the middle of long text left out."""
    line = "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)
    half = _LONGEST
    return line if len(line) <= 2 * half else f"{line[:half]} … {line[-half:]}"
