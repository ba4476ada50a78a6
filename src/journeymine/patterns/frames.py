"""Tables for other libraries: Arrow, pandas, polars, plain dicts."""

import gc
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.errors import MissingExtraError
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.mining.found import FoundPatterns
from journeymine.options import bad_option
from journeymine.patterns.names import Itemset, decoded, names_of, objects, occurring
from journeymine.patterns.table import LISTS, SUBJECTS, Column, PatternTable, is_ordered, known_column, span_unit

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

#: The published JSON form; `patterns/schema.json` describes it.
FORMAT = "journeymine-patterns"
FORMAT_VERSION = 1
#: What a run took, and on how many threads, is no part of a result.
_PASSING = frozenset({"seconds", "n_jobs"})


def chosen(columns: Sequence[str] | None, names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns asked for, all where None."""
    if columns is None:
        return names
    if isinstance(columns, str) or not isinstance(columns, Sequence):
        raise bad_option("columns", "a pattern table", "a list of column names, or None", columns)
    return tuple(known_column(name, names) for name in columns)


def to_arrow(table: PatternTable, names: Sequence[str]) -> "pa.Table":
    """An Arrow table: a pattern is a list of lists of names, missing numbers are null."""
    import pyarrow as pa

    return pa.table({name: _arrow_column(table, name) for name in names})


def to_pandas(table: PatternTable, names: Sequence[str]) -> "pd.DataFrame":
    """A pandas frame: a pattern is a tuple of elements."""
    import pandas as pd

    return pd.DataFrame({name: _object_column(table, name) for name in names}, copy=False)


def to_polars(table: PatternTable, names: Sequence[str]) -> "pl.DataFrame":
    """A polars frame: a pattern is a list of lists of names."""
    try:
        import polars as pl
    except ImportError:
        message = "`to_polars` needs the package polars, which is not installed; install it with `pip install polars`."
        raise MissingExtraError(message) from None
    return pl.DataFrame({name: pl.from_arrow(_arrow_column(table, name)) for name in names})


def to_dict(table: PatternTable, names: Sequence[str]) -> dict[str, Any]:
    """The JSON form: what was asked, then one object a row; nothing but plain values."""
    columns = [_plain_column(table, name) for name in names]
    return {
        **heading(table),
        "columns": list(names),
        "rows": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)],
    }


def heading(table: PatternTable) -> dict[str, Any]:
    """What every saved form says before its rows: what was asked and came out, without the time it took."""
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "task": table.task,
        "names": table.vocabulary.kind,
        "n_total": table.n_total,
        "spans": {name: unit for name, column in table.columns.items() if (unit := span_unit(column))},
        "info": {key: value for key, value in table.info.items() if key not in _PASSING},
    }


def _arrow_column(table: PatternTable, name: str) -> "pa.Array":
    import pyarrow as pa

    if name in table.coded:
        found = table.coded[name]
        names = _arrow_names(table.vocabulary, found)
        if name not in SUBJECTS["itemsets"]:
            starts = np.append(np.flatnonzero(found.opens()), len(found.items))
            names = pa.LargeListArray.from_arrays(pa.array(starts, pa.int64()), names)
            return pa.LargeListArray.from_arrays(pa.array(np.searchsorted(starts, found.offsets), pa.int64()), names)
        return pa.LargeListArray.from_arrays(pa.array(found.offsets.astype(np.int64)), names)
    column = table.columns[name]
    if name in LISTS:
        unit = span_unit(column)
        return pa.array(column, pa.large_list(pa.duration(unit) if unit else pa.float64()))
    return pa.array(column, pa.string() if column.dtype == object else None, from_pandas=True)


def _arrow_names(vocabulary: Vocabulary, found: FoundPatterns) -> "pa.Array":
    import pyarrow as pa

    if vocabulary.integers is not None:
        return pa.array(vocabulary.integers[found.items], pa.int64())
    codes = occurring(found, vocabulary)
    places = np.empty(len(vocabulary), np.int64)
    places[codes] = np.arange(len(codes))
    names = pa.array([vocabulary.name(code) for code in codes.tolist()], pa.large_string())
    return names.take(pa.array(places[found.items]))


def _object_column(table: PatternTable, name: str) -> Column:
    if name not in table.coded:
        return table.columns[name]
    found = table.coded[name]
    with without_collection():
        if not is_ordered(table):
            return objects(found, names_of(found, table.vocabulary), Itemset)
        # An array made of the list would have a column for each element.
        return np.fromiter(decoded(found, table.vocabulary), object, len(table))


@contextmanager
def without_collection() -> Iterator[None]:
    """No search for cycles among a million tuples that have none: it would take longer than making them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _plain_column(table: PatternTable, name: str) -> list[Any]:
    if name not in table.coded:
        column = table.columns[name]
        if column.dtype.kind == "m":
            return [_plain(value) for value in column]
        return [_plain(value) for value in column.tolist()]
    patterns = decoded(table.coded[name], table.vocabulary)
    if table.task == "itemsets":
        return [list(itemset) for itemset in patterns]
    return [[list(one) if isinstance(one, tuple) else [one] for one in pattern] for pattern in patterns]


def _plain(value: Any) -> Any:
    """JSON has neither infinity nor NaN, nor time spans: these are counts of their unit."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, timedelta):
        value = value.to_timedelta64()  # type: ignore[attr-defined]
    if isinstance(value, np.timedelta64):
        return None if np.isnat(value) else int(value.astype(np.int64))
    if not isinstance(value, float):
        return value
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return None if math.isnan(value) else value
