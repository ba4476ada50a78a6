"""A log on disk: partitions of whole customers, each an event table."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.sources.spill.scratch import Scratch
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, eq=False)
class Partitioned(ABC):
    """Events in partitions: all rows of a customer are in one of them, which the hash of the customer says.

    Attributes
    ----------
    empty
        The event table without its rows: columns, their types, time unit, report.
    sizes
        Rows of each partition.
    event_names
        The distinct events.
    nulls
        Missing values of each further column, among the rows kept.
    memory
        Bytes that working on the log may take.
    """

    empty: EventTable
    sizes: tuple[int, ...]
    event_names: "pa.Array"
    nulls: dict[str, int]
    memory: int

    def __len__(self) -> int:
        return sum(self.sizes)

    @property
    def n_partitions(self) -> int:
        """How many partitions there are; some may be empty."""
        return len(self.sizes)

    @abstractmethod
    def partition(self, number: int) -> EventTable:
        """One partition, read into memory.

        Raises
        ------
        InputError
            The files are not there any more.
        """

    def partitions(self) -> Iterator[EventTable]:
        """All partitions that have rows, one after the other."""
        return (self.partition(number) for number, size in enumerate(self.sizes) if size)


@dataclass(frozen=True, eq=False)
class SpilledTable(Partitioned):
    """A source on disk.

    Attributes
    ----------
    scratch
        The folder that holds the rows.
    runs
        Files of each partition, in the order in which their rows were read; the types of a column may differ between
        them, and events are codes, the places of their names in `event_names`.
    """

    scratch: Scratch
    runs: tuple[tuple[Path, ...], ...]

    def partition(self, number: int) -> EventTable:
        """One partition, read into memory.

        Raises
        ------
        InputError
            The files are not there any more.
        """
        import pyarrow as pa

        schema = self.empty.table.schema
        parts = [self._columns(path, schema) for path in self.runs[number]]
        return replace(self.empty, table=pa.concat_tables([schema.empty_table(), *parts]))

    def _columns(self, path: Path, schema: "pa.Schema") -> "pa.Table":
        """The rows of a file, in the types of the log."""
        import pyarrow as pa

        try:
            with pa.OSFile(str(path)) as file:
                stored = pa.ipc.open_stream(file).read_all()
        except FileNotFoundError:
            message = "The files of this log on disk are gone; read the log again."
            raise InputError(message) from None
        columns = {field.name: _restored(stored[field.name], field.type) for field in schema}
        columns[self.empty.event] = _named(stored[self.empty.event], self.event_names)
        return pa.table(columns, schema)


def _restored(stored: "pa.ChunkedArray", kind: "pa.DataType") -> "pa.ChunkedArray":
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return stored.cast(kind.value_type).dictionary_encode().cast(kind)
    return stored.cast(kind)


def _named(codes: "pa.ChunkedArray", names: "pa.Array") -> "pa.ChunkedArray":
    """Event names from their codes: integers as such, text as a dictionary."""
    import pyarrow as pa

    if pa.types.is_integer(names.type):
        return pa.chunked_array([names.take(chunk) for chunk in codes.chunks], names.type)
    kind = pa.dictionary(pa.int32(), names.type)
    return pa.chunked_array([pa.DictionaryArray.from_arrays(chunk, names) for chunk in codes.chunks], kind)
