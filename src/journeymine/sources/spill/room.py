"""How much a log in files will be, before it is read: the larger of two guesses is no harm."""

import zlib
from collections.abc import Sequence
from pathlib import Path

_SAMPLE = 1 << 18
_ROW, _COLUMN = 24, 12
"""Bytes a row takes on disk, beside the columns, and each column, about."""


def estimated_size(paths: Sequence[Path], n_columns: int) -> int:
    """Bytes that the rows of files will take on disk, about.

    Text takes what it takes in its file, unpacked; of Parquet the number of rows is known.

    Parameters
    ----------
    paths
        The files.
    n_columns
        Columns asked for.
    """
    return sum(_size(path, n_columns) for path in paths)


def _size(path: Path, n_columns: int) -> int:
    if path.suffix.lower() in {".parquet", ".pq"}:
        return _rows(path) * (_ROW + _COLUMN * n_columns)
    size = path.stat().st_size
    return int(size * _unpacking(path)) if path.suffix.lower() == ".gz" else size


def _rows(path: Path) -> int:
    """How many rows a Parquet file has; 0 where it is damaged, which reading it tells."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return int(parquet.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return 0


def _unpacking(path: Path) -> float:
    """How many times longer a gzip file is when unpacked, by its beginning; 1 where it is damaged (reading tells)."""
    with path.open("rb") as file:
        packed = file.read(_SAMPLE)
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(packed)
    except zlib.error:
        return 1.0
    return len(unpacked) / max(1, len(packed))
