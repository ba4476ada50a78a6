"""Saves a table with all its options, and loads it again: Parquet or JSON, written whole or not at all."""

import json
import os
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from journeymine.errors import InputError
from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.mining.found import FoundPatterns
from journeymine.options import bad_option
from journeymine.patterns.frames import FORMAT, FORMAT_VERSION, lasting, to_arrow, to_dict
from journeymine.patterns.table import COUNTS, SUBJECTS, Column, PatternTable, Task

if TYPE_CHECKING:
    import pyarrow as pa

_KEY = b"journeymine"
_SUFFIXES = (".parquet", ".json")
_TEXTS = frozenset({"lift_method"})


def schema() -> dict[str, Any]:
    """The published JSON schema of a saved result."""
    return cast("dict[str, Any]", json.loads(resources.files(__package__).joinpath("schema.json").read_text("utf-8")))


def save(table: PatternTable, path: str | os.PathLike[str]) -> None:
    """Write all columns and all options to `path`, ``.parquet`` or ``.json``."""
    target = _checked_path(path, "save")
    scratch = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _write(table, scratch, target.suffix)
        scratch.replace(target)
    except OSError as error:
        message = f"The result cannot be saved to {str(target)!r}: {error.strerror or error}."
        raise InputError(message) from error
    finally:
        scratch.unlink(missing_ok=True)


def load(path: str | os.PathLike[str], task: Task) -> PatternTable:
    """Read what `save` wrote."""
    source = _checked_path(path, "load")
    try:
        head, columns = _read_json(source) if source.suffix == ".json" else _read_parquet(source)
    except OSError as error:
        message = f"{str(source)!r} cannot be read: {error.strerror or error}."
        raise InputError(message) from error
    if head["task"] != task:
        message = f"{str(source)!r} holds {head['task']}, not {task}; load it with the class for {head['task']}."
        raise InputError(message)
    return _assembled(head, columns)


def _checked_path(path: object, where: str) -> Path:
    if isinstance(path, str | os.PathLike) and Path(path).suffix in _SUFFIXES:
        return Path(path)
    raise bad_option("path", where, "a path that ends in .parquet or .json", path)


def _write(table: PatternTable, target: Path, suffix: str) -> None:
    if suffix == ".json":
        text = json.dumps(to_dict(table, table.names), ensure_ascii=False, allow_nan=False, indent=1)
        target.write_text(text + "\n", encoding="utf-8")
        return
    import pyarrow.parquet as pq

    head = _head(table.task, table.vocabulary.kind, table.n_total, lasting(table))
    arrow = to_arrow(table, table.names).replace_schema_metadata({_KEY: json.dumps(head).encode()})
    pq.write_table(arrow, target, compression="zstd")


def _head(task: str, names: str, n_total: int, info: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "task": task,
        "names": names,
        "n_total": n_total,
        "info": info,
    }


def _read_parquet(source: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with source.open("rb") as opened:
            arrow = pq.read_table(opened)
        head = json.loads((arrow.schema.metadata or {})[_KEY])
    except (pa.ArrowException, KeyError, ValueError) as error:
        raise _foreign(source) from error
    _check_head(head, source)
    return head, {name: _from_arrow(arrow[name]) for name in arrow.column_names}


def _from_arrow(column: "pa.ChunkedArray") -> list[Any] | Column:
    import pyarrow as pa

    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
        return cast("Column", column.to_numpy())
    return cast("list[Any]", column.to_pylist())


def _read_json(source: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        whole = json.loads(source.read_text(encoding="utf-8"))
        _check_head(whole, source)
        columns = {name: [row[name] for row in whole["rows"]] for name in whole["columns"]}
        return _head(whole["task"], whole["names"], whole["n_total"], whole["info"]), columns
    except (KeyError, TypeError, ValueError) as error:
        raise error if isinstance(error, InputError) else _foreign(source) from error


def _check_head(head: Any, source: Path) -> None:
    if not isinstance(head, dict) or head.get("format") != FORMAT or head.get("task") not in SUBJECTS:
        raise _foreign(source)
    if head["version"] != FORMAT_VERSION:
        message = (
            f"{str(source)!r} has format version {head['version']!r}, this journeymine reads {FORMAT_VERSION}; "
            "save it again with the version that reads it, or upgrade."
        )
        raise InputError(message)


def _foreign(source: Path) -> InputError:
    return InputError(f"{str(source)!r} is not a result that journeymine saved; read it with pandas or polars instead.")


def _assembled(head: dict[str, Any], columns: dict[str, Any]) -> PatternTable:
    task: Task = head["task"]
    subjects = {name: columns[name] for name in SUBJECTS[task]}
    if task == "itemsets":
        # An itemset is stored as a flat list: one element.
        subjects = {name: [[[one] for one in itemset] for itemset in rows] for name, rows in subjects.items()}
    vocabulary = _vocabulary(head["names"], subjects.values())
    code = {name: place for place, name in enumerate(vocabulary.names())}
    rest = {name: _column(name, values) for name, values in columns.items() if name not in subjects}
    counts = rest[COUNTS[task]].astype(np.uint32)
    coded = {name: _found(rows, code, counts) for name, rows in subjects.items()}
    return PatternTable(task, coded, vocabulary, head["n_total"], rest, head["info"])


def _vocabulary(kind: str, subjects: Iterable[Sequence[Sequence[Sequence[Name]]]]) -> Vocabulary:
    names = {name for rows in subjects for pattern in rows for element in pattern for name in element}
    if names or kind == "str":
        return Vocabulary.from_names(names)
    return Vocabulary("int", integers=np.empty(0, np.int64))


def _found(rows: Sequence[Sequence[Sequence[Name]]], code: dict[Name, int], counts: Column) -> FoundPatterns:
    elements = [element for pattern in rows for element in pattern]
    starts = np.array([place == 0 for element in elements for place in range(len(element))], np.bool_)
    sizes = [sum(map(len, pattern)) for pattern in rows]
    return FoundPatterns(
        items=np.array([code[name] for element in elements for name in element], np.uint32),
        offsets=np.concatenate([[0], np.cumsum(sizes, dtype=np.uint64)]).astype(np.uint64),
        n_journeys=counts,
        element_starts=None if starts.all() else starts,
    )


def _column(name: str, values: list[Any] | Column) -> Column:
    if isinstance(values, np.ndarray):
        return values
    if name in _TEXTS:
        return np.array(values, object)
    if name == "length" or name.startswith("n_"):
        return np.array(values, np.int64)
    return np.array([np.nan if value is None else float(value) for value in values], np.float64)
