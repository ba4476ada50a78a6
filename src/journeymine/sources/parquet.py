"""Parquet → columns. pyarrow reads it: DuckDB would cut zoned time stamps to microseconds."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.sources.raw import picker

if TYPE_CHECKING:
    import pyarrow as pa


def read_parquet(path: Path, asked: Sequence[str]) -> "pa.Table":
    """The columns asked for, with their types; other columns are not read.

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
            names = picker(asked, path.name)(file.schema_arrow.names)
            return file.read(columns=names).select(names)
    except pa.ArrowException as error:
        reason = str(error).partition("\n")[0][:160].rstrip(".")
        message = f"{str(path)!r} cannot be read as Parquet ({reason}); write it again."
        raise InputError(message) from None
