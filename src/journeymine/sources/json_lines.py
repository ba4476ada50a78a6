"""JSON lines → typed columns, read by DuckDB; a value keeps the type it is written in."""

import gzip
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import EmptyLogError, InputError
from journeymine.sources.database import fetch, private_database, stream
from journeymine.sources.json_paths import children, value_at
from journeymine.sources.masking import form
from journeymine.sources.part_size import rows_a_part
from journeymine.sources.raw import picker

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_KINDS = {
    "VARCHAR": "text",
    "UBIGINT": "whole numbers",
    "BIGINT": "whole numbers",
    "DOUBLE": "fractions",
    "BOOLEAN": "true/false",
    "OBJECT": "objects",
    "ARRAY": "lists",
}


def read_json_lines(path: Path, asked: Sequence[str]) -> "pa.Table":
    """The keys asked for, one object a row; a key that an object lacks is null there.

    A dotted name such as ``"properties.revenue"`` is a key inside an object, unless the row itself has that key; in a
    list of keys and values (``"event_params.page_location"``) it is the value of that key. A list of plain values is
    joined by ``" | "``.

    Parameters
    ----------
    path
        A ``.jsonl`` or ``.ndjson`` file (one object a line) or a ``.json`` file (also one array of objects), in UTF-8,
        also with ``.gz``.
    asked
        Distinct keys of the objects.

    Raises
    ------
    EmptyLogError
        The file is empty.
    InputError, MissingColumnError
        A row is broken, no object has a key, or a key has values of several types or nested ones.
    """
    import duckdb

    asking = _Asking.of(path, asked)
    try:
        with private_database() as database:
            found = fetch(database, asking.query, asking.parameters)
            _check_rows(found.column("row"), path)
            if any(found.column(p + "t").null_count == len(found) for p in asking.values):
                picker(asked, path.name)(_keys(database, asking.source, path, asked))
    except duckdb.Error as error:
        raise InputError(_sentence(str(error), path)) from None
    return asking.columns(found, path)


def scan_json_lines(
    path: Path, asked: Sequence[str], memory: int, optional: Collection[str] = ()
) -> "Iterator[pa.Table]":
    """What `read_json_lines` reads, in parts of some 100,000 rows, in order; each part has its own types.

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

    asking = _Asking.of(path, asked)
    absent, start = {p for p, key in asking.values.items() if key not in optional}, 0
    rows = rows_a_part(path, memory)
    try:
        with private_database(memory) as database:
            for batch in stream(database, asking.query, asking.parameters, rows):
                found = pa.Table.from_batches([batch])
                _check_rows(found.column("row"), path, start)
                absent = {p for p in absent if found.column(p + "t").null_count == len(found)}
                start += len(found)
                yield asking.columns(found, path)
            if absent:
                picker([key for key in asked if key not in optional], path.name)(
                    _keys(database, asking.source, path, asked)
                )
    except duckdb.Error as error:
        raise InputError(_sentence(str(error), path)) from None


@dataclass(frozen=True)
class _Asking:
    """What is asked of DuckDB: the query and its parameters, what it reads from, and the column of each key."""

    query: str
    source: str
    parameters: dict[str, object]
    values: dict[str, str]

    @classmethod
    def of(cls, path: Path, asked: Sequence[str]) -> "_Asking":
        form = "auto" if ".json" in path.suffixes else "newline_delimited"
        compression = "gzip" if path.suffix.lower() == ".gz" else "uncompressed"
        source = f"read_json_objects($path, format = '{form}', compression = '{compression}')"
        values: dict[str, str] = {}
        expressions, parameters = [], {"path": _literal(path)}
        for number, key in enumerate(asked):
            value, pointers = value_at(key, f"p{number}")
            values[f"p{number}"] = key
            expressions.append(f"{value} AS p{number}")
            parameters |= pointers
        chosen = ", ".join(f"{name} ->> '$' AS {name}, json_type({name}) AS {name}t" for name in values)
        inner = f"SELECT json_type(json) AS kind, {', '.join(expressions)} FROM {source}"  # noqa: S608
        return cls(f"SELECT kind AS row, {chosen} FROM ({inner})", source, {**parameters}, values)  # noqa: S608

    def columns(self, found: "pa.Table", path: Path) -> "pa.Table":
        import pyarrow as pa

        return pa.table(
            {
                key: _typed(found.column(p), found.column(p + "t"), f"Column {key!r} of {path.name}")
                for p, key in self.values.items()
            }
        )


def _literal(path: Path) -> str:
    from glob import escape

    return escape(str(path))


def _check_rows(kinds: "pa.ChunkedArray", path: Path, start: int = 0) -> None:
    import pyarrow.compute as pc

    if not len(kinds):
        message = f"{path.name} is empty; a log has at least one event."
        raise EmptyLogError(message)
    wrong = pc.index(pc.fill_null(pc.not_equal(kinds, "OBJECT"), fill_value=True), value=True).as_py()
    if wrong >= 0:
        message = (
            f'Row {start + wrong + 1:,} of {str(path)!r} is no JSON object; each row must look like {{"customer": …}}.'
        )
        raise InputError(message)


def _keys(database: "duckdb.DuckDBPyConnection", source: str, path: Path, asked: Sequence[str]) -> list[str]:
    """Every key that occurs in the file, and inside the objects that are asked for, in order."""
    found: list[str] = []
    for inside in dict.fromkeys(["", *(key.rpartition(".")[0] for key in asked)]):
        keys, parameters = children(inside, "p")
        query = f"SELECT DISTINCT unnest({keys}) AS key FROM {source} ORDER BY key"  # noqa: S608 (parameters only)
        names = fetch(database, query, {"path": _literal(path), **parameters}).column("key").to_pylist()
        found += [f"{inside}.{name}" if inside else name for name in names if name is not None]
    return found


def _typed(text: "pa.ChunkedArray", kinds: "pa.ChunkedArray", what: str) -> "pa.ChunkedArray":
    """Text of one key as the type its values are written in."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = {_KINDS.get(kind, kind) for kind in pc.unique(kinds).to_pylist() if kind not in {None, "NULL"}}
    if found & {"objects", "lists"}:
        message = f"{what} holds {' and '.join(sorted(found))}; a column must hold text or numbers."
        raise InputError(message)
    if not found:
        return pa.chunked_array([pa.nulls(len(text))])
    if len(found) > 1 and found != {"whole numbers", "fractions"}:
        message = f"{what} mixes {' and '.join(sorted(found))}; write all its values as one type, such as text."
        raise InputError(message)
    wanted = pa.string() if "text" in found else pa.bool_() if "true/false" in found else pa.float64()
    if found == {"whole numbers"}:
        wanted = pa.int64()
    try:
        return text.cast(wanted)
    except pa.ArrowInvalid:
        message = f"{what} holds integers beyond 64 bits; write them as text."
        raise InputError(message) from None


def _sentence(report: str, path: Path) -> str:
    """One sentence with the broken line, looked for here: DuckDB miscounts lines."""
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    if ".json" not in path.suffixes:
        with opener(path, "rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    json.loads(line or b"{}") if line.strip() else None
                except (ValueError, RecursionError) as error:
                    return (
                        f"Line {number:,} of {str(path)!r} is broken ({error}), of the form {_start(line)}; "
                        "repair or remove that line; nothing was read."
                    )
    return f"{str(path)!r} cannot be read as JSON ({report.partition(chr(10))[0]}); check that it is not cut off."


def _start(line: bytes) -> str:
    return repr(form(line[:60].decode(errors="replace").rstrip()))
