"""A text file, also packed, as Arrow columns of its lines: block by block, whatever its bytes are."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 1 << 23
"""Bytes at once: a block of them is parsed within the 0.2 s in which Ctrl-C has to be heard."""
_NEWLINE = 10
_BEYOND_ASCII = 0x80


def opened(path: Path) -> IO[bytes]:
    """A file to read from, unpacked where its name says that it is packed."""
    return cast("IO[bytes]", gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb")


def line_blocks(path: Path, block: int = _BLOCK) -> Iterator["pa.Array"]:
    r"""The lines of a file in order, each with its line end, as columns of text.

    Bytes that are not UTF-8 come as web servers write them, such as ``\xe4``.

    Parameters
    ----------
    path
        A text file, also with ``.gz``.
    block
        How many bytes are taken at once.

    Yields
    ------
    pa.Array
        Some lines, of type ``large_string``; no block is empty.
    """
    with opened(path) as file:
        rest = b""
        while read := file.read(block):
            whole, newline, rest_of_line = read.rpartition(b"\n")
            if newline:
                yield _lines(rest + whole + newline)
                rest = rest_of_line
            else:
                rest += read
        if rest:
            yield _lines(rest)


def _lines(text: bytes) -> "pa.Array":
    import pyarrow as pa

    codes = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(codes == _NEWLINE) + 1
    if not len(ends) or ends[-1] != len(text):
        ends = np.append(ends, len(text))
    offsets = np.concatenate([[0], ends]).astype(np.int64)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(text)]
    lines = pa.Array.from_buffers(pa.large_binary(), len(ends), buffers)
    try:
        return lines.cast(pa.large_string())
    except pa.ArrowInvalid:
        return _mended(lines, codes, ends)


def _mended(lines: "pa.Array", codes: NDArray[np.uint8], ends: NDArray[np.int64]) -> "pa.Array":
    """The same lines with bytes that are not UTF-8 spelled out; only lines beyond ASCII are looked at."""
    import pyarrow as pa

    odd = np.unique(np.searchsorted(ends, np.flatnonzero(codes >= _BEYOND_ASCII), side="right"))
    values = lines.to_pylist()
    for position in odd:
        values[position] = values[position].decode(errors="backslashreplace").encode()
    return pa.array(values, pa.large_binary()).cast(pa.large_string())
