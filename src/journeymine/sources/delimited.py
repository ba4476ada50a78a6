"""CSV and TSV → text columns. DuckDB reads the rows; the header is read here, so that nothing is guessed."""

import csv
import gzip
import re
from collections.abc import Collection, Iterator, Sequence
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import EmptyLogError, InputError
from journeymine.sources.database import fetch, private_database, stream
from journeymine.sources.masking import form
from journeymine.sources.part_size import rows_a_part
from journeymine.sources.raw import picker

if TYPE_CHECKING:
    import pyarrow as pa

_DELIMITERS = (",", "\t", ";", "|")
_TAIL = 1 << 24
"""Bytes; DuckDB says of lines of more than two million that they are too long."""


def read_delimited(path: Path, asked: Sequence[str]) -> "pa.Table":
    """The columns asked for as text; an empty field is null.

    The first row is the header. The delimiter is the one of comma, tab, semicolon and bar that gives the columns asked
    for. Every row must have as many fields as the header: a broken row is an error that names it.

    Parameters
    ----------
    path
        A ``.csv`` or ``.tsv`` file in UTF-8, also with ``.gz``.
    asked
        Distinct column names.

    Raises
    ------
    EmptyLogError
        The file is empty.
    InputError, MissingColumnError
        A row is broken, or a column is missing.
    """
    import duckdb

    query, parameters = _query(path, asked)
    _check_end(path)
    try:
        with private_database() as database:
            return fetch(database, query, parameters)
    except duckdb.Error as error:
        raise broken_row(error, path) from None


def scan_delimited(
    path: Path, asked: Sequence[str], memory: int, optional: Collection[str] = ()
) -> "Iterator[pa.Table]":
    """What `read_delimited` reads, in parts of some 100,000 rows, in order.

    Parameters
    ----------
    path, asked
        As there.
    memory
        Bytes that reading may take.
    optional
        Those of `asked` that may be absent; they are null then.
    """
    import duckdb
    import pyarrow as pa

    header = _header(path, asked)[1]
    absent = [name for name in asked if name in optional and name not in header]
    query, parameters = _query(path, [name for name in asked if name not in absent])
    rows = rows_a_part(path, memory)
    _check_end(path)
    try:
        with private_database(memory) as database:
            for batch in stream(database, query, parameters, rows):
                part = pa.Table.from_batches([batch])
                for name in absent:
                    part = part.append_column(name, pa.nulls(len(part), pa.string()))
                yield part.select(asked)
    except duckdb.Error as error:
        raise broken_row(error, path) from None


def _query(path: Path, asked: Sequence[str]) -> tuple[str, dict[str, object]]:
    """What asks DuckDB for the columns, and its parameters."""
    delimiter, header = _header(path, asked)
    names = picker(asked, path.name)(header)
    chosen = ", ".join(f'c{header.index(name)} AS "{name.replace(chr(34), chr(34) * 2)}"' for name in names)
    fields = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(header)))
    query = f"""
        SELECT {chosen} FROM read_csv(
            $path, columns = {{{fields}}}, delim = $delimiter, quote = '"', escape = '"', header = true,
            auto_detect = false, compression = $compression
        )
    """  # noqa: S608 (the names are quoted, the values are parameters)
    compression = "gzip" if path.suffix.lower() == ".gz" else "none"
    return query, {"path": escape(str(path)), "delimiter": delimiter, "compression": compression}


def _check_end(path: Path) -> None:
    """Refuse a last line of tens of megabytes, such as the zeros that a crash leaves behind.

    DuckDB leaves out a last line that is longer than its buffer, without a word
    (`duckdb#25825 <https://github.com/duckdb/duckdb/issues/25825>`_). What is packed would have to be unpacked for it
    once more, and a torn packed file is refused by its check sum.
    """
    size = path.stat().st_size
    if path.suffix.lower() == ".gz" or size <= _TAIL:
        return
    with path.open("rb") as file:
        file.seek(size - _TAIL)
        end = file.read().rstrip(b"\r\n")
    if b"\n" in end or b"\r" in end:
        return
    message = f"The last row of {str(path)!r} is broken: it is longer than 2 million bytes; repair or remove that row."
    raise InputError(message)


def check_delimited(path: Path, asked: Sequence[str]) -> None:
    """Say that the header lacks a column.

    Raises
    ------
    InputError, MissingColumnError
        It does, or cannot be understood.
    """
    picker(asked, path.name)(_header(path, asked)[1])


def _header(path: Path, asked: Sequence[str]) -> tuple[str, list[str]]:
    """The delimiter and the column names."""
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    best: tuple[tuple[int, int], str, list[str]] = ((0, -1), "", [])
    for delimiter in _DELIMITERS:
        with opener(path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
            try:
                header = next(csv.reader(text, delimiter=delimiter), None)
            except csv.Error as error:
                message = f"The header of {path.name} cannot be read ({error}); its first row must name the columns."
                raise InputError(message) from None
        if header is None:
            message = f"{path.name} is empty; a log has a header row and at least one event."
            raise EmptyLogError(message)
        if any(not name.isascii() and name != name.encode(errors="replace").decode() for name in header):
            message = (
                f"The header of {str(path)!r} is not UTF-8 text; convert the file, for instance with iconv -t UTF-8."
            )
            raise InputError(message)
        found = (sum(name in header for name in asked), len(header))
        best = max(best, (found, delimiter, header), key=lambda one: one[0])
    if not best[2]:
        message = f"The first line of {str(path)!r} is blank; it must name the columns."
        raise InputError(message)
    return best[1], best[2]


def broken_row(error: Exception, path: Path) -> InputError:
    """DuckDB's report on a file as one sentence with the row (the header is row 1) and the cure."""
    return InputError(_sentence(str(error), path))


def _sentence(report: str, path: Path) -> str:
    row = re.search(r"on Line: (\d+)", report)
    if row is None:
        # DuckDB gives up in this way on a file whose lines end now with one sign, now with two.
        cure = "give all its lines the same end (dos2unix does), and check its quotes"
        return f"{str(path)!r} cannot be read as a table; {cure}."
    start = re.search(r"Original Line:\s?(.*)", report)
    shown = f", of the form {form(start[1][:60])!r}" if start else ""
    return (
        f"Row {int(row[1]):,} of {str(path)!r} (counting the header) is broken: {_fault(report)}{shown}; "
        "repair or remove that row; nothing was read."
    )


def _fault(report: str) -> str:
    fields = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", report)
    if fields:
        return f"it has {fields[2]} fields where the header has {fields[1]}"
    for sign, fault in (
        ("unterminated quote", "a quote is not closed or stands inside a value"),
        ("Invalid unicode", "it is not UTF-8 text (convert the file, for instance with iconv -t UTF-8)"),
        ("Maximum line size", "it is longer than 2 million bytes"),
    ):
        if sign in report:
            return fault
    return "it does not have the form of the others"
