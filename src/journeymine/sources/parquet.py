"""Parquet → columns. pyarrow reads it: DuckDB would cut zoned time stamps to microseconds."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.sources.nested import column_at, names_in
from journeymine.sources.raw import picker

if TYPE_CHECKING:
    import pyarrow as pa


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
            tops = [name if name in flat else name.partition(".")[0] for name in asked]
            table = file.read(columns=list(dict.fromkeys(name for name in tops if name in flat)))
            names = picker(asked, path.name)([*flat, *names_in(table, asked)])
            return pa.table({name: column_at(table, name) for name in names})
    except pa.ArrowException as error:
        reason = str(error).partition("\n")[0][:160].rstrip(".")
        message = f"{str(path)!r} cannot be read as Parquet ({reason}); write it again."
        raise InputError(message) from None


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
    except pa.ArrowException:
        return
    inside = [name for name in asked if name not in names and name.partition(".")[0] in names]
    picker([name for name in asked if name not in inside], path.name)(names)
