"""What is known of a log of which some parts have been read, and what follows for all of it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.sources.raw import RawColumns
from journeymine.sources.read import Complete
from journeymine.sources.roles import Roles
from journeymine.sources.spill.kinds import plain, text_type
from journeymine.sources.spill.notes import Notes
from journeymine.sources.spill.scratch import Scratch
from journeymine.sources.spill.table import SpilledTable
from journeymine.sources.spill.writing import Codes, Partitions
from journeymine.sources.table import EventTable, ReadReport
from journeymine.sources.text_times import OpenOrderError, telling_values
from journeymine.sources.times import suspicions

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, eq=False)
class Parts:
    """A source that is read in parts, and what makes events of them.

    Attributes
    ----------
    roles
        The columns of the log.
    scan
        Gives all parts of the columns named, from the first; called once more where only the whole time column tells
        day from month.
    asked
        The columns to scan for events, and those to scan for their times.
    complete
        Puts the columns of the log together, and leaves rows out that cannot be in it.
    time_column
        The times of a part.
    as_table
        Complete rows as the checked event table.
    files
        The files read.
    """

    roles: Roles
    scan: Callable[[Sequence[str]], Iterator[RawColumns]]
    asked: Sequence[str]
    asked_for_times: Sequence[str]
    complete: Callable[[RawColumns], Complete]
    time_column: "Callable[[RawColumns], pa.ChunkedArray]"
    as_table: Callable[[Complete], EventTable]
    files: tuple[str, ...]


@dataclass(eq=False)
class Reading:
    """Checks part after part of a source, and writes it to partitions.

    Attributes
    ----------
    parts
        The source.
    partitions
        Where rows go.
    """

    parts: Parts
    partitions: Partitions
    _asked: bool = field(init=False, default=False)
    _telling: list[str] = field(init=False, default_factory=list)
    _codes: Codes = field(init=False, default_factory=Codes)
    _rows: int = field(init=False, default=0)
    _filtered: int = field(init=False, default=0)
    _naive: bool = field(init=False, default=False)
    _missing: Counter[str] = field(init=False, default_factory=Counter)
    _nulls: Counter[str] = field(init=False, default_factory=Counter)
    _notes: Notes = field(init=False, default_factory=Notes)
    _looks: "dict[str, set[pa.DataType]]" = field(init=False, default_factory=dict)
    _spans: "dict[pa.DataType, list[int]]" = field(init=False, default_factory=dict)

    def all(self, scratch: Scratch, memory: int) -> SpilledTable:
        """Read all parts; the log may come out without a row.

        Raises
        ------
        InputError, OptionError
            As `Parts.as_table`; or a column does not go on as it began, or a time lies outside what the finest unit
            that occurs can say.
        """
        for raw in self.parts.scan(self.parts.asked):
            self._add(self.parts.complete(raw))
        self.partitions.close()
        return SpilledTable(
            empty=self._empty(),
            scratch=scratch,
            runs=tuple(map(tuple, self.partitions.runs)),
            sizes=tuple(self.partitions.sizes),
            event_names=self._event_names(),
            nulls={name: self._nulls[name] for name in self.parts.roles.extra},
            memory=memory,
        )

    def _add(self, kept: Complete) -> None:
        self._rows += kept.raw.table.num_rows
        self._filtered += kept.raw.filtered
        self._missing.update(kept.missing)
        if not len(kept):
            self._notes.add(kept.raw.notes)
            return
        part = self._checked(kept)
        self._naive |= part.report.naive_times
        clock = part.table[part.time]
        passing = () if part.time_unit else suspicions(clock, self.parts.roles.label(part.time))
        self._notes.add(note for note in part.report.notes if note not in passing)
        self._span(clock)
        for name in part.table.column_names:
            self._looks.setdefault(name, set()).add(_look(part.table[name]))
            self._nulls[name] += part.table[name].null_count
        self.partitions.write(self._storable(part, kept), part.customer, kept.raw.what)

    def _checked(self, kept: Complete) -> EventTable:
        """The rows as an event table; where only the whole column tells day from month, it is asked once."""
        if not self._asked:
            try:
                return self.parts.as_table(kept)
            except OpenOrderError:
                times = (plain(self.parts.time_column(raw)) for raw in self.parts.scan(self.parts.asked_for_times))
                self._asked, self._telling = True, telling_values(times)
        return self._told(replace(kept, rows=replace(kept.rows, part=False)))

    def _told(self, kept: Complete) -> EventTable:
        """The rows read as if the values that tell day from month stood among them."""
        import pyarrow as pa

        columns = {
            name: pa.chunked_array([*one.chunks, *one[-1:].chunks * len(self._telling)], one.type)
            for name, one in kept.columns.items()
        }
        clock = plain(kept.columns[self.parts.roles.time]).cast(pa.large_string())
        columns[self.parts.roles.time] = pa.chunked_array([*clock.chunks, pa.array(self._telling, pa.large_string())])
        part = self.parts.as_table(replace(kept, columns=columns))
        return replace(part, table=part.table[: len(kept)])

    def _span(self, clock: "pa.ChunkedArray") -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        span = pc.min_max(clock.cast(pa.int64())).as_py()
        self._spans.setdefault(clock.type, []).extend(span.values())

    def _storable(self, part: EventTable, kept: Complete) -> "pa.Table":
        """Events as codes, further columns of text without types as that text, for who knows what comes."""
        import pyarrow as pa

        columns = {name: part.table[name] for name in part.table.column_names}
        columns[part.event] = pa.chunked_array([self._codes.of(columns[part.event])])
        for name in part.extra:
            if not kept.raw.typed:
                columns[name] = kept.columns[name]
            elif pa.types.is_null(kept.raw.table[name].type):
                columns[name] = pa.chunked_array([pa.nulls(len(kept))])
        return pa.table(columns)

    def _event_names(self) -> "pa.Array":
        import pyarrow as pa

        names = list(self._codes.numbers)
        if any(isinstance(name, str) for name in names):
            return pa.array([str(name) for name in names], pa.large_string())
        return pa.array(names, pa.int64())

    def _empty(self) -> EventTable:
        import pyarrow as pa

        roles, stored = self.parts.roles, self.partitions.schema
        report = ReadReport(
            rows_read=self._rows + self._filtered,
            rows_kept=sum(self.partitions.sizes),
            missing={name: self._missing[name] for name in roles.columns},
            files=self.parts.files,
            naive_times=self._naive,
            rows_filtered=self._filtered,
        )
        if stored is None:
            return EventTable(pa.table({}), roles.customer, roles.event, roles.time, report=report)
        clock = stored.field(roles.time).type
        self._check_span(clock)
        fields = [pa.field(name, self._type(name, stored.field(name).type)) for name in roles.columns]
        report = replace(report, notes=(*self._notes.all(), *self._suspicions(clock)))
        unit = None if pa.types.is_integer(clock) else clock.unit
        further = (roles.value, roles.extra, unit, report)
        table = pa.schema(fields).empty_table()
        return EventTable(table, roles.customer, roles.event, roles.time, *further, text=roles.text)

    def _type(self, name: str, stored: "pa.DataType") -> "pa.DataType":
        """The type a column has in the log."""
        import pyarrow as pa

        looks = self._looks[name]
        if name == self.parts.roles.event:
            kind = self._event_names().type
            return kind if pa.types.is_integer(kind) else pa.dictionary(pa.int32(), kind)
        if name not in self.parts.roles.extra:
            return stored
        if len(looks) == 1 and pa.types.is_dictionary(next(iter(looks))):
            return next(iter(looks))
        known = looks - {pa.null()}
        return text_type(known) if pa.types.is_string(stored) or pa.types.is_null(stored) else stored

    def _suspicions(self, clock: "pa.DataType") -> tuple[str, ...]:
        import pyarrow as pa

        if not pa.types.is_integer(clock):
            return ()
        return suspicions(pa.chunked_array([self._spans[clock]], clock), self.parts.roles.label(self.parts.roles.time))

    def _check_span(self, clock: "pa.DataType") -> None:
        import pyarrow as pa

        try:
            for kind, span in self._spans.items():
                pa.array(span, kind).cast(clock)
        except pa.ArrowInvalid:
            name = self.parts.roles.label(self.parts.roles.time)
            message = f"The times of {name!r} lie too far apart for {clock}; write fewer digits of seconds."
            raise InputError(message) from None


def _look(column: "pa.ChunkedArray") -> "pa.DataType":
    """The type of a column that was read for itself; null where nothing is known."""
    import pyarrow as pa

    return pa.null() if column.null_count == len(column) else column.type
