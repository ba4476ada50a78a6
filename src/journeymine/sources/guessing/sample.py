"""The first rows of a file with all their columns, whatever its format, and whatever its name says."""

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from glob import escape
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeymine.errors import EmptyLogError, InputError
from journeymine.sources import access_fields, access_log, snowplow
from journeymine.sources.database import fetch, private_database
from journeymine.sources.files import READERS, format_of, guarded
from journeymine.sources.nested import column_at, names_in
from journeymine.sources.text_lines import line_blocks, opened
from journeymine.sources.xes import first_events

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 20_000
"""How many rows are looked at."""

_DELIMITERS = (",", "\t", ";", "|")
_START = 1 << 16
_DEPTH = 4


@dataclass(frozen=True, eq=False)
class Sample:
    """The first rows of a file.

    Attributes
    ----------
    path, form
        The file and its format.
    named
        Whether the name of the file says the format.
    table
        All columns that can be one: no two of one name, none of nested values.
    typed
        False where there is nothing but text.
    """

    path: Path
    form: str
    named: bool
    table: "pa.Table"
    typed: bool


def sample(path: Path, rows: int = ROWS) -> Sample:
    """Look at the first rows of a file.

    Parameters
    ----------
    path
        A file of any format that `read_events` reads.
    rows
        How many rows, about.

    Raises
    ------
    InputError
        It is of no such format, is empty or damaged; the sentence names the file.
    """
    form, named = _form(path)
    table = guarded(path, lambda path: _SAMPLERS[form](path, rows))
    if not table.num_rows:
        message = f"{path.name} has no row; a log has at least one event."
        raise EmptyLogError(message)
    known = [name for name in table.column_names if str(table.column(name).type) != "null"]
    return Sample(path, form, named, table.select(known), typed=form not in {"csv", "snowplow"})


def _form(path: Path) -> tuple[str, bool]:
    """The format, and whether the name of the file says it."""
    start = guarded(path, _start)
    try:
        form = format_of(path)
    except InputError:
        found = _form_by_start(path, start)
        if found is None:
            raise
        return found, False
    if form == "csv" and _is_snowplow(start):
        return "snowplow", False
    return form, True


def _start(path: Path) -> bytes:
    with opened(path) as file:
        return file.read(_START)


def _form_by_start(path: Path, start: bytes) -> str | None:
    head = start.lstrip(b"\xef\xbb\xbf \r\n")
    if start.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"{", b"[")):
        return "json"
    if head.startswith(b"<") and b"<log" in head:
        return "xes"
    if _is_snowplow(start):
        return "snowplow"
    lines = next(line_blocks(path), None)
    if lines is not None and len(access_fields.parsed(lines[:100], ("host",))[1]) < min(len(lines), 100):
        return "access_log"
    first = [delimiter.encode() in start.partition(b"\n")[0] for delimiter in _DELIMITERS]
    return "csv" if any(first) else None


def _is_snowplow(start: bytes) -> bool:
    return start.partition(b"\n")[0].count(b"\t") + 1 == len(snowplow.COLUMNS) and b"collector_tstamp" not in start


def _rows(path: Path, delimiter: str, rows: int) -> list[list[str]]:
    with opened(path) as file:
        text = TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
        try:
            return list(islice(csv.reader(text, delimiter=delimiter), rows + 1))
        except csv.Error:
            return []


def _delimited(path: Path, rows: int) -> "pa.Table":
    """Rows of as many fields as the header, by the delimiter that gives most of them the most fields."""

    def fields(found: list[list[str]]) -> tuple[bool, int]:
        whole = [row for row in found if len(row) == len(found[0])]
        return (len(whole) * 2 > len(found), len(found[0])) if found else (False, 0)

    found = max((_rows(path, delimiter, rows) for delimiter in _DELIMITERS), key=fields)
    return _text_table(found[0], found[1:]) if found else _text_table([], [])


def _headerless(path: Path, rows: int) -> "pa.Table":
    with opened(path) as file:
        text = TextIOWrapper(file, encoding="utf-8", errors="replace")
        lines = [line.rstrip("\r\n").split("\t") for line in islice(text, rows)]
    return _text_table(list(snowplow.COLUMNS), lines)


def _text_table(header: list[str], rows: list[list[str]]) -> "pa.Table":
    import pyarrow as pa

    rows = [row for row in rows if len(row) == len(header)]
    columns = zip(*rows, strict=True) if rows else [()] * len(header)
    once = {name for name in header if name and header.count(name) == 1}
    read = {name: pa.array(column, pa.string()) for name, column in zip(header, columns, strict=True) if name in once}
    return pa.table(read)


def _objects(path: Path, rows: int) -> "pa.Table":
    import duckdb
    import pyarrow as pa

    form = "auto" if ".json" in path.suffixes else "newline_delimited"
    compression = "gzip" if path.suffix.lower() == ".gz" else "uncompressed"
    source = f"read_json_objects($path, format = '{form}', compression = '{compression}')"
    query = f"SELECT json::VARCHAR AS json FROM {source} LIMIT $rows"  # noqa: S608 (parameters only)
    try:
        with private_database() as database:
            texts = fetch(database, query, {"path": escape(str(path)), "rows": rows}).column("json").to_pylist()
        flat = [_flat(one) for one in map(json.loads, texts) if isinstance(one, dict)]
    except (duckdb.Error, ValueError, RecursionError) as error:
        message = f"{str(path)!r} cannot be read as JSON ({str(error).partition(chr(10))[0]}); check it."
        raise InputError(message) from None
    names = dict.fromkeys(name for row in flat for name in row)
    return pa.table({name: _values([row.get(name) for row in flat]) for name in names})


def _flat(row: Mapping[str, Any], inside: str = "", depth: int = 0) -> dict[str, Any]:
    """The plain values of an object by their dotted names."""
    found: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict) and depth < _DEPTH:
            found |= _flat(value, f"{inside}{key}.", depth + 1)
        elif isinstance(value, list):
            pairs = [one for one in value if isinstance(one, dict) and {"key", "value"} <= set(one)]
            found |= {f"{inside}{key}.{one['key']}": _member(one["value"]) for one in pairs}
            if value and not any(isinstance(one, dict | list) for one in value):
                found[inside + key] = " | ".join(map(str, value))
        elif not isinstance(value, dict):
            found[inside + key] = value
    return found


def _member(value: Any) -> Any:
    return next((one for one in value.values() if one is not None), None) if isinstance(value, dict) else value


def _values(values: list[Any]) -> "pa.Array":
    """Values as one type, text where they are of several."""
    import pyarrow as pa

    try:
        return pa.array(values)
    except (pa.ArrowException, OverflowError):
        return pa.array([None if one is None else str(one) for one in values], pa.string())


def _parquet(path: Path, rows: int) -> "pa.Table":
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            batch = next(file.iter_batches(rows), None)
            table = pa.table({}) if batch is None else pa.Table.from_batches([batch])
    except pa.ArrowException as error:
        message = f"{str(path)!r} cannot be read as Parquet ({str(error).partition(chr(10))[0]}); write it again."
        raise InputError(message) from None
    once = [name for name in table.column_names if table.column_names.count(name) == 1]
    names = once + names_in(table, [f"{name}." for name in once])
    columns = {name: column_at(table, name) for name in names}
    return pa.table({name: one for name, one in columns.items() if not pa.types.is_nested(one.type)})


def _xes(path: Path, _rows: int) -> "pa.Table":
    return first_events(path)


def _lines(path: Path, rows: int) -> "pa.Table":
    import pyarrow as pa

    lines = next(line_blocks(path), None)
    if lines is None:
        return pa.table({})
    table, bad = access_fields.parsed(lines[:rows], access_fields.COLUMNS)
    if len(bad) == len(table):
        message = f"No line of {str(path)!r} is one of an access log, and its name says that it is one."
        raise InputError(message)
    return access_log.with_stamps(table)


_SAMPLERS: dict[str, Callable[[Path, int], "pa.Table"]] = {
    "csv": _delimited,
    "json": _objects,
    "parquet": _parquet,
    "xes": _xes,
    "access_log": _lines,
    "snowplow": _headerless,
}
assert set(_SAMPLERS) == set(READERS)
