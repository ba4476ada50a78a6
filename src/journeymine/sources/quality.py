"""What is good and bad about a log, before anything is mined from it."""

from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np

from journeymine.sources.faults import (
    bots,
    catch_all,
    clocks,
    duplicates,
    gaps,
    late_tail,
    missing,
    spellings,
    ties,
    zones,
)
from journeymine.sources.faults.finding import Finding
from journeymine.sources.faults.seen import Seen, moment
from journeymine.sources.quality_report import QualityReport, SourceQuality
from journeymine.sources.table import EventTable

LOOKS: tuple[Callable[[Seen], list[Finding]], ...] = (
    duplicates.look,
    bots.look,
    catch_all.look,
    clocks.look,
    zones.look,
    late_tail.look,
    gaps.look,
    spellings.look,
    missing.look,
    ties.look,
)


def quality(
    table: EventTable, *, now: datetime | None = None, looks: Sequence[Callable[[Seen], list[Finding]]] = LOOKS
) -> QualityReport:
    """Look a log over.

    Parameters
    ----------
    table
        The events kept.
    now
        The time beyond which clocks are ahead; None takes the present. Without zone it counts as UTC.
    looks
        What looks for faults.

    Returns
    -------
    QualityReport
        Counts and shares, those of kept rows unless said otherwise, and what was found, weightiest first.

    Examples
    --------
    >>> from journeymine.sources.read import read_table
    >>> log = {"who": ["a", "a", "b"], "what": ["search", "search", "cart"], "day": ["2024-05-01"] * 3}
    >>> report = quality(read_table(log, customer="who", event="what", time="day"))
    >>> report.duplicates, report.tied_share, report.largest_customer
    (1, 0.6666666666666666, 'a')
    """
    seen = Seen(table, now)
    found = [finding for look in looks for finding in look(seen)]
    times, customers = seen.order.clock, seen.order.customers
    n, unit = len(table), table.time_unit
    counts = np.bincount(customers)
    largest = min(seen.order.names[int(code)].as_py() for code in np.flatnonzero(counts == counts.max()))
    tied = seen.tied
    return QualityReport(
        customer=table.customer,
        event=table.event,
        time=table.time,
        rows_read=table.report.rows_read,
        rows_kept=n,
        missing=dict(table.report.missing),
        duplicates=sum(one.count for one in found if one.fault == "exact_duplicates"),
        time_first=moment(int(times.min()), unit),
        time_last=moment(int(times.max()), unit),
        future=None if unit is None else int(seen.ahead.sum()),
        before_1990=None if unit is None else int(seen.before_1990.sum()),
        naive_times=table.report.naive_times,
        tied_rows=int(tied.sum()),
        tied_share=int(tied.sum()) / n,
        customers=int(np.count_nonzero(counts)),
        events=int(np.count_nonzero(np.bincount(seen.events[0]))),
        largest_customer=largest,
        largest_customer_rows=int(counts.max()),
        largest_customer_share=int(counts.max()) / n,
        notes=table.report.notes,
        findings=tuple(sorted(found, key=lambda one: -one.weight)),
        by_source=_by_source(seen),
        rows_filtered=table.report.rows_filtered,
    )


def _by_source(seen: Seen) -> tuple[SourceQuality, ...]:
    """A line for each source; none for a log without a column of sources."""
    if seen.table.source is None:
        return ()
    numbers, names = seen.sources
    times, customers, n = seen.order.clock, seen.order.customers, len(seen.order.names)
    has = np.zeros(len(names) * n, np.bool_)
    has[numbers.astype(np.int64) * n + customers] = True
    people = has.reshape(len(names), n).sum(axis=1)
    tied = np.bincount(numbers[seen.tied], minlength=len(names))
    told = []
    for source in np.flatnonzero(seen.source_rows).tolist():
        own = times[numbers == source]
        rows = len(own)
        read = seen.table.report.sources.get(str(names[source]))
        told.append(
            SourceQuality(
                source=names[source],
                rows=rows,
                customers=int(people[source]),
                time_first=moment(int(own.min()), seen.table.time_unit),
                time_last=moment(int(own.max()), seen.table.time_unit),
                tied_share=int(tied[source]) / rows,
                rows_read=None if read is None else read.rows_read,
                rows_filtered=None if read is None else read.rows_filtered,
            )
        )
    return tuple(told)
