"""The one checked event table that every source becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from journeymine.sources.identity_tables import IdentityTables
from journeymine.sources.recipe import Step

if TYPE_CHECKING:
    import pyarrow as pa

TimeUnit = Literal["ns", "us", "ms", "s"]


@dataclass(frozen=True)
class ReadReport:
    """What reading found, and what it did about it.

    Attributes
    ----------
    rows_read
        Rows of the source.
    rows_kept
        Rows of the table; fewer only where the caller asked for ``on_missing="drop"`` or left some out by a condition.
    missing
        Missing values among the rows read, by column of the table (customer, event, time, value, extra).
    files
        The files read, in order; empty for data in memory.
    naive_times
        True where time stamps had no zone and were taken as UTC.
    notes
        Whatever else was decided while reading, a sentence each.
    rows_filtered
        Rows left out because a condition (``where`` of a mapping) does not keep them; missing values are counted among
        the others.
    sources
        Where the log has several sources: the same of each, by its name.
    """

    rows_read: int
    rows_kept: int
    missing: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    naive_times: bool = False
    notes: tuple[str, ...] = ()
    rows_filtered: int = 0
    sources: Mapping[str, "ReadReport"] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class EventTable:
    """Events, one a row, in the order of the source; columns are named as the user named them.

    Attributes
    ----------
    table
        The columns `customer`, `event`, `time`, `value` (if any) and `extra`, and no others. Customer and event are
        strings, dictionaries of strings, or int64; time is ``timestamp[unit, UTC]`` or an int64 order number; value
        is float64 without nulls, NaN where it is missing. Customer, event and time hold no nulls.
    customer, event, time, value
        The column of each role; several event columns are one column, named ``" | ".join(names)``.
    extra
        Further columns, as they came.
    time_unit
        The unit of `time` as stored (dates are midnights in ``"s"``); None for a plain order number.
    report
        What reading found.
    attributes
        What is known of customers: the customer column, one row a customer of the log, and a column an attribute.
    source, text
        Which of `extra` says what source a row came from, and which holds free text; None where none does.
    recipe
        The cleaning steps done since the log was read, in order.
    identities
        Who is who, where the customers are persons made of several ids.
    """

    table: "pa.Table"
    customer: str
    event: str
    time: str
    value: str | None = None
    extra: tuple[str, ...] = ()
    time_unit: TimeUnit | None = None
    report: ReadReport = field(default_factory=lambda: ReadReport(0, 0))
    attributes: "pa.Table | None" = None
    source: str | None = None
    text: str | None = None
    recipe: tuple[Step, ...] = ()
    identities: IdentityTables | None = None

    def __len__(self) -> int:
        return int(self.table.num_rows)
