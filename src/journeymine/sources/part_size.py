"""How many rows of a file are a part that memory has room for."""

import gzip
from pathlib import Path

_SAMPLE = 1 << 18
_PARTS_IN_MEMORY = 16
"""Parts that wait, are checked and are written at one time, each in several forms."""


def rows_a_part(path: Path, memory: int) -> int:
    """Rows that are read at once, by the mean length of the first lines.

    Parameters
    ----------
    path
        A file of lines, also with ``.gz``.
    memory
        Bytes that reading may take.
    """
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    with opener(path, "rb") as file:
        sample = file.read(_SAMPLE)
    return rows_of_length(len(sample) / max(1, sample.count(b"\n")), memory)


def rows_of_length(length: float, memory: int) -> int:
    """Rows of a length in bytes that are read at once: at least a hundred.

    Examples
    --------
    >>> rows_of_length(50.0, 1_000_000_000), rows_of_length(20_000.0, 125_000_000)
    (1250000, 390)
    """
    return max(100, int(memory / _PARTS_IN_MEMORY / max(1.0, length)))
