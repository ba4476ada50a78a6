"""What is known of a log of which some parts have been read, and what follows for all of it."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from journeymine.errors import EmptyLogError, InputError
from journeymine.sources.files import matching, name_of
from journeymine.sources.read import Complete, as_table
from journeymine.sources.roles import Roles
from journeymine.sources.spill.kinds import plain, text_type
from journeymine.sources.spill.scratch import Scratch
from journeymine.sources.spill.table import SpilledTable
from journeymine.sources.spill.writing import Codes, Partitions
from journeymine.sources.table import EventTable, ReadReport, TimeUnit
from journeymine.sources.text_times import OpenOrderError, telling_values
from journeymine.sources.times import suspicions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa


@dataclass(eq=False)
class Reading:
    """Checks part after part of a source, and writes it to partitions.

    Attributes
    ----------
    roles, time_unit
        As `as_table` takes them.
    partitions
        Where rows go.
    times
        Gives the time column of all parts, from the first.
    """

    roles: Roles
    time_unit: TimeUnit | None
    partitions: Partitions
    times: "Callable[[], Iterator[pa.ChunkedArray]]"
    _asked: bool = field(init=False, default=False)
    _telling: list[str] = field(init=False, default_factory=list)
    _codes: Codes = field(init=False, default_factory=Codes)
    _rows: int = field(init=False, default=0)
    _naive: bool = field(init=False, default=False)
    _missing: Counter[str] = field(init=False, default_factory=Counter)
    _nulls: Counter[str] = field(init=False, default_factory=Counter)
    _notes: dict[str, None] = field(init=False, default_factory=dict)
    _looks: "dict[str, set[pa.DataType]]" = field(init=False, default_factory=dict)
    _spans: "dict[pa.DataType, list[int]]" = field(init=False, default_factory=dict)

    def add(self, kept: Complete) -> None:
        """Take a part of the source.

        Raises
        ------
        InputError, OptionError
            As `as_table`; or a column does not go on as it began.
        """
        self._rows += kept.raw.table.num_rows
        self._missing.update(kept.missing)
        if not len(kept):
            return
        part = self._checked(kept)
        self._naive |= part.report.naive_times
        clock = part.table[part.time]
        passing = () if part.time_unit else suspicions(clock, part.time)
        self._notes.update((note, None) for note in part.report.notes if note not in passing)
        self._span(clock)
        for name in part.table.column_names:
            self._looks.setdefault(name, set()).add(_look(part.table[name]))
            self._nulls[name] += part.table[name].null_count
        self.partitions.write(self._storable(part, kept), part.customer, kept.raw.what)

    def finished(self, source: str, scratch: Scratch, memory: int) -> SpilledTable:
        """The whole log, when all parts were taken.

        Raises
        ------
        EmptyLogError
            There is no row, or none without missing values.
        InputError
            A time lies outside what the finest unit that occurs can say.
        """
        paths = matching(source)
        if not self._rows:
            message = f"There is no event in {name_of(source, paths)}; a log has at least one row."
            raise EmptyLogError(message)
        if not sum(self.partitions.sizes):
            message = f"Every row of {name_of(source, paths)} lacks its customer, event or time; check the columns."
            raise EmptyLogError(message)
        return SpilledTable(
            empty=self._empty(tuple(str(path) for path in paths)),
            scratch=scratch,
            runs=tuple(map(tuple, self.partitions.runs)),
            sizes=tuple(self.partitions.sizes),
            event_names=self._event_names(),
            nulls={name: self._nulls[name] for name in self.roles.extra},
            memory=memory,
        )

    def _checked(self, kept: Complete) -> EventTable:
        """The rows as an event table; where only the whole column tells day from month, it is asked once."""
        if not self._asked:
            try:
                return as_table(kept, self.roles, self.time_unit)
            except OpenOrderError:
                self._asked, self._telling = True, telling_values(self.times())
        return self._told(replace(kept, rows=replace(kept.rows, part=False)))

    def _told(self, kept: Complete) -> EventTable:
        """The rows read as if the values that tell day from month stood among them."""
        import pyarrow as pa

        columns = {
            name: pa.chunked_array([*one.chunks, *one[-1:].chunks * len(self._telling)], one.type)
            for name, one in kept.columns.items()
        }
        clock = plain(kept.columns[self.roles.time]).cast(pa.large_string())
        columns[self.roles.time] = pa.chunked_array([*clock.chunks, pa.array(self._telling, pa.large_string())])
        part = as_table(replace(kept, columns=columns), self.roles, self.time_unit)
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

    def _empty(self, files: tuple[str, ...]) -> EventTable:
        import pyarrow as pa

        roles, stored = self.roles, self.partitions.schema
        assert stored is not None
        clock = stored.field(roles.time).type
        unit = None if pa.types.is_integer(clock) else clock.unit
        fields = [pa.field(name, self._type(name, stored.field(name).type)) for name in roles.columns]
        report = ReadReport(
            rows_read=self._rows,
            rows_kept=sum(self.partitions.sizes),
            missing=dict(self._missing),
            files=files,
            naive_times=self._naive,
            notes=(*self._notes, *self._suspicions(clock)),
        )
        self._check_span(clock)
        table = pa.schema(fields).empty_table()
        return EventTable(table, roles.customer, roles.event, roles.time, roles.value, roles.extra, unit, report)

    def _type(self, name: str, stored: "pa.DataType") -> "pa.DataType":
        """The type a column has in the log."""
        import pyarrow as pa

        looks = self._looks[name]
        if name == self.roles.event:
            kind = self._event_names().type
            return kind if pa.types.is_integer(kind) else pa.dictionary(pa.int32(), kind)
        if name not in self.roles.extra:
            return stored
        if len(looks) == 1 and pa.types.is_dictionary(next(iter(looks))):
            return next(iter(looks))
        known = looks - {pa.null()}
        return text_type(known) if pa.types.is_string(stored) or pa.types.is_null(stored) else stored

    def _suspicions(self, clock: "pa.DataType") -> tuple[str, ...]:
        import pyarrow as pa

        if not pa.types.is_integer(clock):
            return ()
        return suspicions(pa.chunked_array([self._spans[clock]], clock), self.roles.time)

    def _check_span(self, clock: "pa.DataType") -> None:
        import pyarrow as pa

        try:
            for kind, span in self._spans.items():
                pa.array(span, kind).cast(clock)
        except pa.ArrowInvalid:
            message = f"The times of {self.roles.time!r} lie too far apart for {clock}; write fewer digits of seconds."
            raise InputError(message) from None


def _look(column: "pa.ChunkedArray") -> "pa.DataType":
    """The type of a column that was read for itself; null where nothing is known."""
    import pyarrow as pa

    return pa.null() if column.null_count == len(column) else column.type
