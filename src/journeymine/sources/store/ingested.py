"""What taking in a delivery did."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from journeymine.showing import Showing, inert


@dataclass(frozen=True)
class Ingested(Showing):
    """What one call of `JourneyStore.ingest` did.

    Attributes
    ----------
    source
        The source.
    rows_read
        Rows read; those of a file that was there already are not read again.
    rows_new
        Rows added to the store.
    rows_known
        Rows read that the store held already.
    rows_skipped
        Rows read that lack a customer, event or time, left out as ``on_missing="drop"`` asks; those of customers who
        were forgotten; those of times that have expired.
    files_known
        Files not read, because the store has taken in the very same bytes before.
    time_first, time_last
        The range of times of the rows read, in UTC, or of order numbers; None where none was read.
    seconds
        How long it took.
    sources
        Where several sources were taken in at once: the same of each, by its name; the rest is their sum.
    """

    source: str
    rows_read: int = 0
    rows_new: int = 0
    rows_known: int = 0
    rows_skipped: int = 0
    files_known: int = 0
    time_first: datetime | int | None = None
    time_last: datetime | int | None = None
    seconds: float = 0.0
    sources: Mapping[str, "Ingested"] = field(default_factory=dict)

    def __str__(self) -> str:
        files = f"; {self.files_known:,} files known already" if self.files_known else ""
        span = f" from {self.time_first} to {self.time_last}" if self.time_first is not None else ""
        if self.sources:
            return "\n".join(map(str, self.sources.values()))
        parts = f"{self.rows_new:,} new, {self.rows_known:,} known, {self.rows_skipped:,} skipped{files}"
        return f"{inert(self.source)}: {self.rows_read:,} rows read{span}; {parts} ({self.seconds:.1f} s)"


def together(first: Ingested, second: Ingested) -> Ingested:
    """Two deliveries as one.

    Examples
    --------
    >>> str(together(Ingested("web", 3, 2, 1, 0, 0, 1, 5), Ingested("web", files_known=1)))
    'web: 3 rows read from 1 to 5; 2 new, 1 known, 0 skipped; 1 files known already (0.0 s)'
    """
    firsts = [one.time_first for one in (first, second) if one.time_first is not None]
    lasts = [one.time_last for one in (first, second) if one.time_last is not None]
    return replace(
        first,
        rows_read=first.rows_read + second.rows_read,
        rows_new=first.rows_new + second.rows_new,
        rows_known=first.rows_known + second.rows_known,
        rows_skipped=first.rows_skipped + second.rows_skipped,
        files_known=first.files_known + second.files_known,
        time_first=min(firsts, default=None),
        time_last=max(lasts, default=None),
        seconds=first.seconds + second.seconds,
    )
