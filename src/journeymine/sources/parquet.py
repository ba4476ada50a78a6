"""Parquet → columns. pyarrow reads it: DuckDB would cut zoned time stamps to microseconds."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.sources.nested import column_at, names_in
from journeymine.sources.part_size import rows_of_length
from journeymine.sources.raw import picker

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS = 1 << 17
_BUFFER = 1 << 20
"""Pages are read as they are needed: a row group is never in memory as a whole."""


def read_parquet(path: Path, asked: Sequence[str]) -> "pa.Table":
    """The columns asked for, with their types; other columns are not read.

    A dotted name such as ``"properties.revenue"`` is a field inside a column, unless there is a column of that name; in
    a column of lists of keys and values (``"event_params.page_location"``) it is the value of that key. A list of text
    or numbers is text joined by ``" | "``.

    Parameters
    ----------
    path
        A Parquet file.
    asked
        Distinct column names.

    Raises
    ------
    InputError, MissingColumnError
        The file is not Parquet or is damaged, or a column is missing.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            flat = file.schema_arrow.names
            table = file.read(columns=_tops(asked, flat))
            names = picker(asked, path.name)([*flat, *names_in(table, asked)])
            return pa.table({name: column_at(table, name) for name in names})
    except (pa.ArrowException, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from None


def scan_parquet(path: Path, asked: Sequence[str], memory: int, optional: Collection[str] = ()) -> "Iterator[pa.Table]":
    """What `read_parquet` reads, in parts of some 100,000 rows, in order.

    Parameters
    ----------
    path, asked
        As there.
    memory
        Bytes that reading may take: parts are smaller where it is little.
    optional
        Those of `asked` that may be absent; they are null then.

    Raises
    ------
    InputError, MissingColumnError
        As there.
    """
    import pyarrow as pa
    from pyarrow import parquet

    needed = [name for name in asked if name not in optional]
    check_parquet(path, needed)
    try:
        with parquet.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER) as file:
            flat = file.schema_arrow.names
            groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
            length = sum(group.total_byte_size for group in groups) / max(1, file.metadata.num_rows)
            rows = min(_BATCH_ROWS, rows_of_length(length, memory))
            known = set(flat)
            for batch in file.iter_batches(rows, columns=_tops(asked, flat)):
                part = pa.Table.from_batches([batch])
                known.update(names_in(part, asked))
                # A key inside lists may be absent for long.
                yield pa.table(
                    {name: column_at(part, name) if name in known else pa.nulls(len(part)) for name in asked}
                )
            picker(needed, path.name)(sorted(known))
    except (pa.ArrowException, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from None


def check_parquet(path: Path, asked: Sequence[str]) -> None:
    """Say that a file lacks a column; names inside nested columns are looked for when it is read.

    Raises
    ------
    InputError, MissingColumnError
        It does.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        names = parquet.read_schema(path).names
    except (pa.ArrowException, UnicodeDecodeError):
        return
    inside = [name for name in asked if name not in names and name.partition(".")[0] in names]
    picker([name for name in asked if name not in inside], path.name)(names)


def _tops(asked: Sequence[str], flat: Sequence[str]) -> list[str]:
    """The columns of the file in which the names asked for are."""
    tops = [name if name in flat else name.partition(".")[0] for name in asked]
    return list(dict.fromkeys(name for name in tops if name in flat))


def _unreadable(path: Path, error: Exception) -> InputError:
    reason = str(error).partition("\n")[0][:160].rstrip(".")
    return InputError(f"{str(path)!r} cannot be read as Parquet ({reason}); write it again.")
