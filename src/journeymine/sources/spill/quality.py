"""The quality of a log on disk: what can be told of each customer by itself, added up over partitions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from journeymine.sources.faults import clocks, duplicates, missing
from journeymine.sources.faults.finding import Finding
from journeymine.sources.faults.seen import Seen
from journeymine.sources.quality import quality
from journeymine.sources.quality_report import QualityReport, SourceQuality
from journeymine.sources.spill.table import Partitioned

_LOOKS = (duplicates.look, clocks.look)
_TOLD = ("exact_duplicates", "near_duplicates", "future", "before_1990")
_EXAMPLES = 3
_NOT_TOLD = (
    "The log is on disk, where duplicates and wrong clocks were looked for; programs, catch-all ids, zones, gaps, late "
    "rows and spellings show in a part of it that is read without `memory_limit`."
)


def quality_of_partitions(log: Partitioned, *, now: datetime | None = None) -> QualityReport:
    """Look a log on disk over, partition by partition.

    Parameters
    ----------
    log
        The log.
    now
        As for `quality`.

    Returns
    -------
    QualityReport
        The same numbers as those of the log in memory; of the findings those that concern one customer at a time.
    """
    present = now or datetime.now(UTC)
    parts = [quality(part, now=present, looks=_LOOKS) for part in log.partitions()]
    n = len(log)
    tied = sum(part.tied_rows for part in parts)
    by_source = _sources_added_up([one for part in parts for one in part.by_source], log.empty.report.sources)
    rows: dict[str | int | None, int] = {None: n, **{one.source: one.rows for one in by_source}}
    findings = _added_up([one for part in parts for one in part.findings], rows)
    findings += missing.look(Seen(log.empty, present))
    most = max(part.largest_customer_rows for part in parts)
    return replace(
        parts[0],
        rows_kept=n,
        duplicates=sum(part.duplicates for part in parts),
        time_first=min((part.time_first for part in parts), key=_in_order),
        time_last=max((part.time_last for part in parts), key=_in_order),
        future=None if parts[0].future is None else sum(part.future or 0 for part in parts),
        before_1990=None if parts[0].before_1990 is None else sum(part.before_1990 or 0 for part in parts),
        tied_rows=tied,
        tied_share=tied / n,
        customers=sum(part.customers for part in parts),
        events=len(log.event_names),
        largest_customer=min(part.largest_customer for part in parts if part.largest_customer_rows == most),
        largest_customer_rows=most,
        largest_customer_share=most / n,
        notes=(*log.empty.report.notes, _NOT_TOLD),
        findings=tuple(sorted(findings, key=lambda one: -one.weight)),
        by_source=by_source,
    )


def _in_order(time: str | int) -> str | int:
    """ISO times as text that sorts as they do: a whole second comes before its fractions."""
    return time.removesuffix("Z") if isinstance(time, str) else time


def _sources_added_up(lines: Sequence[SourceQuality], order: Iterable[str]) -> tuple[SourceQuality, ...]:
    """A line a source, in the order of the log, of its lines of all partitions."""
    alike: dict[str | int | None, list[SourceQuality]] = {name: [] for name in order}
    for one in lines:
        alike.setdefault(one.source, []).append(one)
    return tuple(
        replace(
            same[0],
            rows=sum(one.rows for one in same),
            customers=sum(one.customers for one in same),
            time_first=min((one.time_first for one in same), key=_in_order),
            time_last=max((one.time_last for one in same), key=_in_order),
            tied_share=sum(round(one.tied_share * one.rows) for one in same) / sum(one.rows for one in same),
        )
        for same in alike.values()
        if same
    )


def _added_up(findings: Sequence[Finding], rows: Mapping[str | int | None, int]) -> list[Finding]:
    """One finding a fault and source, of the same one in many partitions."""
    alike: dict[tuple[str, str | int | None], list[Finding]] = {}
    for one in findings:
        if one.fault in _TOLD:
            alike.setdefault((one.fault, one.source), []).append(one)
    return [
        replace(
            same[0],
            count=sum(one.count for one in same),
            share=sum(one.count for one in same) / rows[same[0].source],
            examples=tuple(islice((example for one in same for example in one.examples), _EXAMPLES)),
            # Of calls that differ in a time alone, as those that cut off what lies ahead, the first cuts off all.
            cure=min((one.cure for one in same if one.cure is not None), key=_in_order, default=None),
            why=same[0].why.partition(",")[0],
            weight=sum(one.weight for one in same),
        )
        for same in alike.values()
    ]
