"""Several sources as one log on disk: each is read in parts by its mapping, all are split by customer alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike, fspath
from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import EmptyLogError, InputError
from journeymine.sources.files import of_one_format
from journeymine.sources.mapping.columns import as_columns, filtered, roles_of, time_column
from journeymine.sources.mapping.merging import merged
from journeymine.sources.mapping.reading import Source, check_sources, renamed_events, told_of
from journeymine.sources.mapping.schema import SOURCE, VALUE
from journeymine.sources.opening import raw_columns
from journeymine.sources.queries.reading import is_database
from journeymine.sources.raw import RawColumns
from journeymine.sources.read import as_table, complete
from journeymine.sources.scan import scan_files
from journeymine.sources.spill.kinds import plain
from journeymine.sources.spill.read import partitions_for, spilled
from journeymine.sources.spill.reading import Parts
from journeymine.sources.spill.table import Partitioned
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa


@dataclass(frozen=True, eq=False)
class SpilledSources(Partitioned):
    """A log of several sources on disk.

    Attributes
    ----------
    tables
        The sources that have events, by name, in order, in equally many partitions: of each, the same customers are in
        the same one.
    """

    tables: Mapping[str, Partitioned]

    def partition(self, number: int) -> EventTable:
        """The events that the sources have of the customers of one partition, source after source.

        Raises
        ------
        InputError
            The files are not there any more.
        """
        import pyarrow as pa

        schema = self.empty.table.schema
        parts = [self._conformed(place, table.partition(number)) for place, table in enumerate(self.tables.values())]
        return replace(self.empty, table=pa.concat_tables([pa.table(columns, schema) for columns in parts]))

    def _conformed(self, place: int, part: EventTable) -> "dict[str, pa.ChunkedArray | pa.Array]":
        """The columns of a source in the types of the log; what it has not is missing."""
        import pyarrow as pa

        columns: dict[str, pa.ChunkedArray | pa.Array] = {}
        for field in self.empty.table.schema:
            if field.name == SOURCE:
                codes = pa.array(np.full(len(part), place, np.int32))
                names = pa.array(list(self.tables), field.type.value_type)
                columns[field.name] = pa.DictionaryArray.from_arrays(codes, names)
            elif field.name in part.table.column_names:
                columns[field.name] = _cast(part.table[field.name], field.type)
            elif field.name == VALUE:
                columns[field.name] = pa.array(np.full(len(part), np.nan))
            else:
                columns[field.name] = pa.nulls(len(part), field.type)
        return columns


def _cast(column: "pa.ChunkedArray", kind: "pa.DataType") -> "pa.ChunkedArray":
    import pyarrow as pa

    if column.type == kind:
        return column
    column = plain(column)
    return column.cast(kind.value_type).dictionary_encode() if pa.types.is_dictionary(kind) else column.cast(kind)


def read_spilled_sources(
    sources: Sequence[Source], *, on_missing: str, memory: int, n_partitions: int | None = None
) -> SpilledSources:
    """Read sources of which some are larger than memory into partitions on disk.

    Parameters
    ----------
    sources
        As `read_sources` takes them; files are read in parts, data in memory are taken as they are.
    on_missing
        As there.
    memory, n_partitions
        As `read_spilled` takes them.

    Raises
    ------
    EmptyLogError, InputError, MissingColumnError, OptionError
        As `read_sources`; or a source is a database, or files cannot be read in parts.
    """
    check_sources(list(sources))
    files = {source.name: _files(source) for source in sources}
    paths = [path for some in files.values() for path in some]
    n_columns = max(len(source.mapping.asked) for source in sources)
    n = n_partitions or partitions_for(paths, n_columns, memory, "these sources")
    tables = {}
    for source in sources:
        with told_of(source):
            tables[source.name] = spilled(_parts(source, files[source.name], on_missing, memory), n, memory)
    full = {name: table for name, table in tables.items() if len(table)}
    if not full:
        message = f"There is no event in any of the sources {', '.join(map(repr, tables))}; check files and conditions."
        raise EmptyLogError(message)
    # What types go together, and how, a row of each source tells.
    whole = merged({name: _first_row(table) for name, table in tables.items()})
    return SpilledSources(
        empty=replace(whole, table=whole.table[:0]),
        sizes=tuple(sum(sizes) for sizes in zip(*(table.sizes for table in full.values()), strict=True)),
        event_names=_names(full.values()),
        nulls={name: _nulls(full.values(), name) for name in whole.extra},
        memory=memory,
        tables=full,
    )


def _files(source: Source) -> "list[Path]":
    """The files of a source; none for data in memory."""
    if not isinstance(source.data, str | PathLike):
        return []
    place = fspath(source.data)
    with told_of(source):
        if source.mapping.format is None and is_database(place):
            message = (
                "databases are not read under a `memory_limit`; leave it out, or write what the query finds to a "
                "Parquet file first."
            )
            raise InputError(message)
        return of_one_format(place, source.mapping.format)[0]


def _parts(source: Source, files: "Sequence[Path]", on_missing: str, memory: int) -> Parts:
    mapping = source.mapping
    roles = roles_of(mapping)

    def scan(names: Sequence[str]) -> Iterator[RawColumns]:
        optional = [name for name in mapping.extra_if_there if name in names]
        if not files:
            return iter([raw_columns(source.data, names, optional=optional)])
        return scan_files(fspath(source.data), names, memory // 4, mapping.format, optional)

    return Parts(
        roles=roles,
        scan=scan,
        asked=mapping.asked,
        asked_for_times=mapping.times,
        complete=lambda raw: complete(
            as_columns(filtered(raw, mapping), mapping), roles, mapping.on_missing or on_missing
        ),
        time_column=lambda raw: time_column(raw, mapping),
        as_table=lambda kept: renamed_events(as_table(kept, roles, mapping.time_unit, mapping.zone), mapping.rename),
        files=tuple(map(str, files)),
    )


def _first_row(table: Partitioned) -> EventTable:
    """One row of a source, with its report; none of one that has none."""
    part = next(table.partitions(), table.empty)
    return replace(part, table=part.table[:1])


def _names(tables: Iterable[Partitioned]) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.unique(pa.chunked_array([table.event_names for table in tables]))


def _nulls(tables: Iterable[Partitioned], name: str) -> int:
    """How many rows lack a column, which a source may lack altogether."""
    if name == SOURCE:
        return 0
    return sum(table.nulls.get(name, len(table)) for table in tables)
