"""Rows as they are read → files of partitions: the customer's hash says which."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.sources.spill.kinds import joint_type, plain

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(eq=False)
class Partitions:
    """Open files of partitions; to be closed.

    A new set of files is begun whenever a column turns out to be of another type than before.

    Attributes
    ----------
    folder
        Where they are.
    n
        How many partitions: a power of two.
    database
        What computes the hashes.
    """

    folder: Path
    n: int
    database: "duckdb.DuckDBPyConnection"
    sizes: list[int] = field(init=False)
    runs: list[list[Path]] = field(init=False)
    schema: "pa.Schema | None" = field(init=False, default=None)
    _writers: dict[int, tuple[Any, Any]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.sizes, self.runs = [0] * self.n, [[] for _ in range(self.n)]

    def write(self, table: "pa.Table", customer: str, what: str) -> None:
        """Add rows, in order.

        Parameters
        ----------
        table
            Columns of the same names each time.
        customer
            The column whose hash counts; it is the same for a number and for its text.
        what
            The source, for messages.
        """
        table = self._in_common_types(table, what)
        places = self._places(table[customer])
        order = np.argsort(places, kind="stable")
        counts = np.bincount(places, minlength=self.n)
        ordered = table.take(order).combine_chunks()
        starts = np.cumsum(counts) - counts
        for number in np.flatnonzero(counts).tolist():
            count = int(counts[number])
            self._writer(number).write_table(ordered.slice(int(starts[number]), count))
            self.sizes[number] += count

    def close(self) -> None:
        """Close all files."""
        for writer, file in self._writers.values():
            writer.close()
            file.close()
        self._writers = {}

    def _in_common_types(self, table: "pa.Table", what: str) -> "pa.Table":
        import pyarrow as pa

        table = pa.table({name: plain(table[name]) for name in table.column_names})
        if self.schema is None:
            self.schema = table.schema
        if table.schema == self.schema:
            return table
        joint = [
            pa.field(name, joint_type(self.schema.field(name).type, table.schema.field(name).type, what, name))
            for name in table.column_names
        ]
        if pa.schema(joint) != self.schema:
            self.close()
            self.schema = pa.schema(joint)
        return table.cast(self.schema)

    def _places(self, customers: "pa.ChunkedArray") -> "np.ndarray[Any, Any]":
        import pyarrow as pa

        rows = self.database.from_arrow(pa.table({"customer": customers}))
        return np.asarray(
            rows.project(f"(hash(customer::VARCHAR) % {self.n})::USMALLINT AS place").fetchnumpy()["place"]
        )

    def _writer(self, number: int) -> Any:
        import pyarrow as pa

        if number not in self._writers:
            path = self.folder / f"{number}-{len(self.runs[number])}.arrows"
            self.runs[number].append(path)
            file = pa.OSFile(str(path), "wb")
            self._writers[number] = pa.ipc.new_stream(file, self.schema), file
        return self._writers[number][0]


@dataclass(eq=False)
class Codes:
    """Numbers for the distinct names of a column, in the order in which they are first met.

    Examples
    --------
    >>> import pyarrow as pa
    >>> codes = Codes()
    >>> codes.of(pa.chunked_array([["b", "a"], ["b"]])).to_pylist(), codes.of(pa.chunked_array([["a"]])).to_pylist()
    ([0, 1, 0], [1])
    """

    numbers: dict[str | int, int] = field(default_factory=dict)

    def of(self, names: "pa.ChunkedArray") -> "pa.Array":
        """The codes of a column of names: int32."""
        import pyarrow as pa

        encoded = plain(names).combine_chunks().dictionary_encode()
        found = [self.numbers.setdefault(name, len(self.numbers)) for name in encoded.dictionary.to_pylist()]
        return pa.array(found, pa.int32()).take(encoded.indices)
