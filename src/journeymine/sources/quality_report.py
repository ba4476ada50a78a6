"""The quality report: a table in a notebook, text in a terminal, a dict for a service."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from journeymine.showing import Cells, Grid, Showing, Shown, fielded, inert
from journeymine.sources.faults.finding import Finding, shown

if TYPE_CHECKING:
    import pandas as pd

# Half of what a line holds of a name, and of a sentence with a call in it.
_LONGEST, _WIDE = 60, 80


@dataclass(frozen=True)
class SourceQuality(Showing):
    """One source of a log of several.

    Attributes
    ----------
    source
        Its name.
    rows, customers
        Its rows, and the distinct customers of these.
    time_first, time_last
        Their range of times, as in `QualityReport`.
    tied_share
        The share of them that shares customer and time with another row of the log.
    rows_read, rows_filtered
        Rows of the source that were read, and those of them that conditions (`where` of a mapping) left out; None where
        reading did not tell sources apart.
    """

    source: str | int | None
    rows: int
    customers: int
    time_first: str | int
    time_last: str | int
    tied_share: float
    rows_read: int | None = None
    rows_filtered: int | None = None

    def _shown(self) -> Shown:
        return Shown((f"Source {self.source!r}",), (fielded(self),))


@dataclass(frozen=True, repr=False)
class QualityReport(Showing):
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
    findings
        What is wrong, a fault of a source each, weightiest first.
    by_source
        A line a source; empty for a log without a column of sources.
    rows_filtered
        Rows read that conditions left out, of which missing values are not counted.
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
    findings: tuple[Finding, ...] = field(default=())
    by_source: tuple[SourceQuality, ...] = field(default=())
    rows_filtered: int = 0

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON has them; the largest customer is masked unless it is a placeholder."""
        return {
            **asdict(self),
            "largest_customer": shown(self.largest_customer),
            "missing": dict(self.missing),
            "notes": list(self.notes),
            "findings": [finding.to_dict() for finding in self.findings],
            "by_source": [asdict(one) for one in self.by_source],
        }

    def to_frame(self) -> "pd.DataFrame":
        """The findings as a frame, a row each: fault, source, count, unit, share, examples, cure, why."""
        import pandas as pd

        columns = ["fault", "source", "count", "unit", "share", "examples", "cure", "why"]
        return pd.DataFrame([finding.to_dict() for finding in self.findings], columns=columns)

    def lines(self) -> list[tuple[str, str]]:
        """The report in words: what, and how much of it; the largest customer is masked unless it is a placeholder."""
        n = self.rows_kept
        # Events made of texts come to those that were read.
        kept = ("rows kept", _part(n, self.rows_read)) if n <= self.rows_read else ("rows, with those added", f"{n:,}")
        lines = [("rows read", f"{self.rows_read:,}"), kept]
        if self.rows_filtered:
            lines.append(("left out by conditions", _part(self.rows_filtered, self.rows_read)))
        lacking = {column: count for column, count in self.missing.items() if count}
        lines += [(f"missing {column}", _part(count, self.rows_read)) for column, count in lacking.items()]
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
            ("largest customer", f"{shown(self.largest_customer)}: {_part(self.largest_customer_rows, n)}"),
        ]
        lines += [(f"source {one.source!r}", _source(one)) for one in self.by_source]
        return lines + [("note", note) for note in self.notes]

    def found(self) -> list[tuple[str, str, str]]:
        """The findings in words, those of all sources with one cure together: what and how much, why, cure."""
        order = list(dict.fromkeys((one.fault, one.cure, one.why) for one in self.findings))
        ranked = sorted(self.findings, key=lambda one: order.index((one.fault, one.cure, one.why)))
        told = []
        for _, group in groupby(ranked, key=lambda one: (one.fault, one.cure, one.why)):
            same = list(group)
            what = f"{same[0].fault.replace('_', ' ')}: {', '.join(map(_much, same))}"
            example = next(iter(same[0].examples), "")
            told.append((what, same[0].why + (f", such as {example}" if example else ""), same[0].cure or ""))
        return told

    def __repr__(self) -> str:
        lines = [(_cut(what), _cut(much)) for what, much in self.lines()]
        width = max(len(what) for what, _ in lines)
        text = [f"Quality of {self.rows_kept:,} events", *(f"  {what:<{width}}  {much}" for what, much in lines)]
        for what, why, cure in self.found():
            text += [f"- {_cut(what, _WIDE)}", f"    {_cut(why, _WIDE)}"]
            text += [f"    mend it: {_cut(cure, _WIDE)}"] if cure else []
        return "\n".join(text)

    def _shown(self) -> Shown:
        return Shown((f"Quality of {self.rows_kept:,} events",), self.grids())

    def grids(self) -> tuple[Grid, ...]:
        """The report as tables for people: what and how much of it; what was found and what mends it."""
        what, much = zip(*((_cut(what), _cut(much)) for what, much in self.lines()), strict=True)
        told = [[_cut(one, _WIDE) for one in row] for row in self.found()]
        heads = ("found", "what it is", "mended by")
        found = Grid(tuple(Cells(head, texts) for head, texts in zip(heads, zip(*told, strict=True), strict=False)))
        whole = Grid((Cells("", what), Cells("", much)))
        return (whole, found) if told else (whole,)


def _source(one: SourceQuality) -> str:
    """A source in words."""
    read = "" if one.rows_read in {None, one.rows} else f" of {one.rows_read:,} read"
    return f"{one.rows:,} rows{read}, {one.customers:,} customers, {one.time_first} to {one.time_last}"


def _much(one: Finding) -> str:
    """How much of a source a finding is."""
    where = "" if one.source is None else f" of {one.source}"
    percent = 100 * one.share
    unit = one.unit if one.count > 1 else one.unit[:-1]
    return f"{one.count:,} {unit}{where} ({'< 0.1' if percent < 0.1 else f'{percent:.1f}'} %)"


def _part(count: int, whole: int) -> str:
    """A count with its share, such as ``127 (0.6 %)``."""
    if count in {0, whole}:
        return f"{count:,}"
    percent = 100 * count / whole
    return f"{count:,} ({'< 0.1' if percent < 0.1 else f'{percent:.1f}'} %)"


def _cut(text: str, half: int = _LONGEST) -> str:
    """Text on one line: control characters spelled, the middle of long text left out."""
    line = inert(text)
    return line if len(line) <= 2 * half else f"{line[:half]} … {line[-half:]}"
