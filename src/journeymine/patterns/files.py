"""Saves a table with all its options, and loads it again: Parquet or JSON, written whole or not at all."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.mining.found import FoundPatterns
from journeymine.options import bad_option
from journeymine.patterns.frames import FORMAT, FORMAT_VERSION, heading, to_arrow, to_dict
from journeymine.patterns.table import COUNTS, FLAGS, LISTS, SUBJECTS, TEXTS, Column, PatternTable, Task

if TYPE_CHECKING:
    import pyarrow as pa

_KEY = b"journeymine"
_SUFFIXES = (".parquet", ".json")
_NO_INTEGERS = Vocabulary("int", integers=np.empty(0, np.int64))


def schema() -> dict[str, Any]:
    """The published JSON schema of a saved result."""
    from importlib import resources

    return cast("dict[str, Any]", json.loads(resources.files(__package__).joinpath("schema.json").read_text("utf-8")))


def save(table: PatternTable, path: str | os.PathLike[str]) -> None:
    """Write all columns and all options to `path`, ``.parquet`` or ``.json``."""
    target = _checked_path(path, "save")
    with written_whole(target, "The result") as scratch:
        _write(table, scratch, target.suffix)


@contextmanager
def written_whole(target: Path, what: str) -> Iterator[Path]:
    """A path to write to; what was written there becomes `target` in the end, or nothing does.

    Raises
    ------
    InputError
        It cannot be written; `what` it is begins the sentence.
    """
    # Threads may save to one path as well as processes.
    scratch = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        yield scratch
        scratch.replace(target)
    except OSError as error:
        message = f"{what} cannot be saved to {str(target)!r}: {error.strerror or error}."
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
        target.write_text(_json_text(to_dict(table, table.names)), encoding="utf-8")
        return
    import pyarrow.parquet as pq

    arrow = to_arrow(table, table.names).replace_schema_metadata({_KEY: json.dumps(heading(table)).encode()})
    pq.write_table(arrow, target, compression="zstd")


def _json_text(whole: dict[str, Any]) -> str:
    """JSON with one row a line."""
    rows = whole.pop("rows")
    head = json.dumps({**whole, "rows": []}, ensure_ascii=False, allow_nan=False)
    body = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    return f"{head[:-2]}\n{body}\n]}}\n"


def _read_parquet(source: Path) -> tuple[dict[str, Any], dict[str, "pa.Array"]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with source.open("rb") as opened:
            arrow = pq.read_table(opened)
        head = json.loads((arrow.schema.metadata or {})[_KEY])
    except (pa.ArrowException, KeyError, ValueError, RecursionError) as error:
        raise _foreign(source) from error
    _check_head(head, source)
    return head, {name: arrow[name].combine_chunks() for name in arrow.column_names}


def from_dict(whole: Any, named: str) -> PatternTable:
    """The table of the JSON form, as `to_dict` gives it; `named` says in messages what it is."""
    return _assembled(*_plain_form(whole, named))


def _read_json(source: Path) -> tuple[dict[str, Any], dict[str, "pa.Array"]]:
    try:
        whole = json.loads(source.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise _foreign(source) from error
    return _plain_form(whole, source)


def _plain_form(whole: Any, source: Path | str) -> tuple[dict[str, Any], dict[str, "pa.Array"]]:
    import pyarrow as pa

    try:
        _check_head(whole, source)
        columns = {name: [row[name] for row in whole["rows"]] for name in whole["columns"]}
        types = _types(whole["task"], whole["names"])
        plain = {name: column if name in types else _numbers(column) for name, column in columns.items()}
        arrays = {name: pa.array(column, types.get(name)) for name, column in plain.items()}
        return {name: whole[name] for name in ("task", "names", "n_total", "info")} | {
            "spans": whole.get("spans", {})
        }, arrays
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise error if isinstance(error, InputError) else _foreign(source) from error


def _types(task: Task, names: str) -> dict[str, "pa.DataType"]:
    import pyarrow as pa

    name = pa.int64() if names == "int" else pa.large_string()
    element = pa.large_list(name)
    subject = element if task == "itemsets" else pa.large_list(element)
    lists = dict.fromkeys(LISTS, pa.large_list(pa.float64()))
    return {**dict.fromkeys(SUBJECTS[task], subject), **dict.fromkeys(TEXTS, pa.string()), **lists}


def _numbers(column: list[Any]) -> list[Any]:
    """Infinity has no number in JSON."""
    return [float(value) if isinstance(value, str) else value for value in column]


def _check_head(head: Any, source: Path | str) -> None:
    if not isinstance(head, dict) or head.get("format") != FORMAT or head.get("task") not in SUBJECTS:
        raise _foreign(source)
    if head["version"] != FORMAT_VERSION:
        message = (
            f"{str(source)!r} has format version {head['version']!r}, this journeymine reads {FORMAT_VERSION}; "
            "save it again with the version that reads it, or upgrade."
        )
        raise InputError(message)
    if not isinstance(head.get("n_total"), int) or not isinstance(head.get("info"), dict):
        raise _foreign(source)


def _foreign(source: Path | str) -> InputError:
    return InputError(f"{str(source)!r} is not a result that journeymine saved; read it with pandas or polars instead.")


def _assembled(head: dict[str, Any], columns: dict[str, "pa.Array"]) -> PatternTable:
    task: Task = head["task"]
    subjects = {name: _Nested.of(columns[name], sets=task == "itemsets") for name in SUBJECTS[task]}
    names = {name for nested in subjects.values() for name in nested.names}
    vocabulary = Vocabulary.from_names(names) if names or head["names"] == "str" else _NO_INTEGERS
    units = head.get("spans", {})
    rest = {name: _column(name, array, units.get(name)) for name, array in columns.items() if name not in subjects}
    counts = rest[COUNTS[task]].astype(np.uint32)
    coded = {name: nested.found(vocabulary, counts) for name, nested in subjects.items()}
    return PatternTable(task, coded, vocabulary, head["n_total"], rest, head["info"])


@dataclass(frozen=True)
class _Nested:
    """A column of patterns: distinct names, which of them each item is, where elements and patterns begin."""

    names: list[Name]
    items: NDArray[np.int64]
    starts: NDArray[np.bool_]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, column: "pa.Array", *, sets: bool) -> "_Nested":
        offsets = column.offsets.to_numpy()
        inner = column.flatten()
        starts = np.ones(len(inner), np.bool_)
        if not sets:
            elements = inner.offsets.to_numpy() - inner.offsets[0].as_py()
            inner = inner.flatten()
            starts = np.zeros(len(inner), np.bool_)
            starts[elements[:-1]] = True
            offsets = elements[offsets - offsets[0]]
        encoded = inner.dictionary_encode()
        return cls(
            encoded.dictionary.to_pylist(), encoded.indices.to_numpy().astype(np.int64), starts, offsets - offsets[0]
        )

    def found(self, vocabulary: Vocabulary, counts: NDArray[np.uint32]) -> FoundPatterns:
        codes = np.array([vocabulary.code(name) for name in self.names], np.uint32)
        return FoundPatterns(
            items=codes[self.items],
            offsets=self.offsets.astype(np.uint64),
            n_journeys=counts,
            element_starts=None if self.starts.all() else self.starts,
        )


def _column(name: str, array: "pa.Array", unit: str | None) -> Column:
    """A column of numbers, texts, flags or lists; of time spans where they have a unit."""
    if name in LISTS:
        rows = array.to_pylist() if unit is None else _spans(array, unit)
        # An array made of the list would have a column for each value.
        return np.fromiter(map(tuple, rows), object, len(array))
    if name in TEXTS:
        return np.array(array.to_pylist(), object)
    if unit is not None:
        return cast("Column", array.cast(f"duration[{unit}]").to_numpy(zero_copy_only=False))
    values = array.to_numpy(zero_copy_only=False)
    if name.startswith("is_") or name in FLAGS:
        return cast("Column", values.astype(np.bool_))
    whole = name == "length" or name.startswith("n_")
    return cast("Column", values.astype(np.int64 if whole else np.float64))


def _spans(array: "pa.Array", unit: Any) -> list[list[Any]]:
    """Lists of time spans, from spans as Parquet has them or counts as JSON has them."""
    import pandas as pd
    import pyarrow as pa

    spans = array.cast(pa.large_list(pa.int64())).cast(pa.large_list(pa.duration(unit)))
    rows = spans.to_pylist()
    return [[None if one is None else pd.Timedelta(one).as_unit(unit) for one in row] for row in rows]
