"""Rows that were left out because they lack a customer, an event or a time."""

from journeymine.sources.faults.finding import Finding
from journeymine.sources.faults.seen import Seen
from journeymine.sources.table import EventTable, ReadReport


def look(seen: Seen) -> list[Finding]:
    """Columns of which rows could not be kept, by source and what reading counted; other columns may lack values."""
    table = seen.table
    if not table.report.sources:
        return _of_source(table, None, table.report)
    return [one for name, report in table.report.sources.items() for one in _of_source(table, name, report)]


def _of_source(table: EventTable, source: str | None, report: ReadReport) -> list[Finding]:
    roles = {table.customer, table.event, table.time}
    return [
        Finding(
            fault="missing",
            source=source,
            count=count,
            unit="rows",
            share=count / report.rows_read,
            examples=(),
            cure=None,
            why=f"have no {column!r} and were left out in reading, by `on_missing`",
            weight=float(count),
        )
        for column, count in report.missing.items()
        if count and column in roles
    ]
