"""Rows that were left out because they lack a customer, an event or a time."""

from journeymine.sources.faults.finding import Finding
from journeymine.sources.faults.seen import Seen


def look(seen: Seen) -> list[Finding]:
    """Columns of which rows could not be kept, by what reading counted; other columns may lack values."""
    report, table = seen.table.report, seen.table
    roles = {table.customer, table.event, table.time}
    return [
        Finding(
            fault="missing",
            source=None,
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
