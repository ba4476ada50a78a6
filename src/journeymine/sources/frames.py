"""Logs already in memory: frames, Arrow data, DuckDB relations, dicts of arrays → raw columns."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from journeymine.errors import InputError, MissingColumnError
from journeymine.options import bad_option
from journeymine.sources.arrays import arrow_column
from journeymine.sources.database import interrupts
from journeymine.sources.raw import ColumnPicker, RawColumns, picker

if TYPE_CHECKING:
    import pyarrow as pa

_KINDS = (
    "a pandas or polars frame, a pyarrow table, an Arrow stream, a DuckDB relation, a dict of arrays"
    ", or the path of a file"
)


def read_memory(
    source: object, asked: Sequence[str] | ColumnPicker, *, where: str = "read_events", option: str = "source"
) -> RawColumns:
    """Take the columns asked for out of a source in memory.

    Parameters
    ----------
    source
        A pandas frame, a pyarrow record batch or list of them, any `__arrow_c_stream__` object (polars, pyarrow, DuckDB
        relations), a dict of arrays, or a frame that narwhals knows.
    asked
        Distinct column names, or what picks them.
    where, option
        The verb and its option, for messages.

    Raises
    ------
    OptionError
        The source is none of these.
    InputError, MissingColumnError
        Columns are missing, ambiguous or cannot be read.
    """
    import pyarrow as pa

    for is_kind, read, what in _DOORS:
        if is_kind(source):
            try:
                return RawColumns(read(source, asked if callable(asked) else picker(asked, what), what), what)
            except pa.ArrowException as error:
                raise _unreadable(what, error) from None
    kinds = _KINDS if where == "read_events" else _KINDS.replace(", or the path of a file", "")
    raise bad_option(option, where, kinds, source)


def check_memory(source: Any, asked: Sequence[str]) -> None:
    """Say that columns are missing, of a source whose columns can be seen; a stream is left as it is.

    Raises
    ------
    InputError, MissingColumnError
        A column is missing or ambiguous.
    """
    if isinstance(source, Mapping):
        known = list(source)
    elif hasattr(source, "collect_schema"):
        known = source.collect_schema().names()
    elif hasattr(source, "column_names"):
        known = source.column_names
    else:
        known = list(getattr(source, "columns", ()))
    if known:
        what = next(what for is_kind, _, what in _DOORS if is_kind(source))
        picker(asked, what)([name for name in known if isinstance(name, str)])


def is_frame(source: object) -> bool:
    """Whether `read_memory` takes it; a single column (a Series) is no frame.

    Examples
    --------
    >>> is_frame({"who": [1]}), is_frame([["a", "b"], ["a"]])
    (True, False)
    """
    if isinstance(source, list | tuple | set | frozenset):
        return _is_batches(source)
    return not _is_column(source) and any(is_kind(source) for is_kind, _, _ in _DOORS)


def _is_column(source: object) -> bool:
    return hasattr(source, "__len__") and hasattr(source, "dtype") and not hasattr(source, "columns")


def _read_pandas(frame: Any, pick: ColumnPicker, what: str) -> "pa.Table":
    import pyarrow as pa

    try:
        names = pick([name for name in frame.columns if isinstance(name, str)])
    except MissingColumnError as error:
        if any(name is not None for name in frame.index.names):
            message = f"{error} The index {frame.index.names} is no column; call reset_index() to make it one."
            raise MissingColumnError(message) from None
        raise
    return pa.table({name: arrow_column(frame[name], name, what) for name in names})


def _read_mapping(columns: Mapping[str, Any], pick: ColumnPicker, what: str) -> "pa.Table":
    import pyarrow as pa

    names = pick(list(columns))
    odd: list[object] = [name for name in names if type(name) is not str]
    if odd:
        message = f"The columns of {what} must be called by strings; got {odd[0]!r}. Rename them first."
        raise InputError(message)
    arrays = {name: arrow_column(columns[name], name, what) for name in names}
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name!r} has {length}" for name, length in lengths.items())
        message = f"The columns of {what} must be equally long; {listed}."
        raise InputError(message)
    return pa.table(arrays)


def _read_batches(batches: Any, pick: ColumnPicker, _what: str) -> "pa.Table":
    import pyarrow as pa

    table = pa.Table.from_batches(batches if isinstance(batches, list) else [batches])
    return table.select(pick(table.column_names))


def _read_polars(frame: Any, pick: ColumnPicker, _what: str) -> "pa.Table":
    if type(frame).__name__ == "LazyFrame":
        return frame.select(pick(frame.collect_schema().names())).collect().to_arrow()
    return frame.select(pick(frame.columns)).to_arrow()


def _read_relation(relation: Any, pick: ColumnPicker, what: str) -> "pa.Table":
    import duckdb

    quoted = ", ".join('"' + name.replace('"', '""') + '"' for name in pick(relation.columns))
    try:
        with interrupts():
            return relation.project(quoted).to_arrow_table()
    except duckdb.Error as error:
        raise _unreadable(what, error) from None


def _read_stream(stream: Any, pick: ColumnPicker, _what: str) -> "pa.Table":
    """Take a stream batch by batch, so that columns not asked for are let go at once."""
    import pyarrow as pa

    reader = pa.RecordBatchReader.from_stream(stream)
    names = pick(reader.schema.names)
    schema = pa.schema([reader.schema.field(name) for name in names])
    return pa.Table.from_batches([batch.select(names) for batch in reader], schema)


def _read_narwhals(frame: Any, pick: ColumnPicker, _what: str) -> "pa.Table":
    import narwhals as nw

    wrapped = nw.from_native(frame)
    chosen = wrapped.select(pick(wrapped.collect_schema().names()))
    return (chosen.collect() if isinstance(chosen, nw.LazyFrame) else chosen).to_arrow()


def _unreadable(what: str, error: Exception) -> InputError:
    reason = str(error).partition("\n")[0].rstrip(".")
    return InputError(f"{what[0].upper()}{what[1:]} cannot be read ({reason}); turn it into a pandas frame first.")


def _comes_from(package: str) -> Callable[[object], bool]:
    def check(source: object) -> bool:
        family = {one.__module__.partition(".")[0] for one in type(source).__mro__}
        return package in family and hasattr(type(source), "columns")

    return check


def _is_batches(source: object) -> bool:
    first = source[0] if isinstance(source, list) and source else source
    return type(first).__name__ == "RecordBatch"


def _is_narwhals(source: object) -> bool:
    import narwhals as nw

    return isinstance(nw.from_native(source, pass_through=True), nw.DataFrame | nw.LazyFrame)


_DOORS: tuple[tuple[Callable[[object], bool], Callable[[Any, ColumnPicker, str], "pa.Table"], str], ...] = (
    (_comes_from("pandas"), _read_pandas, "the pandas frame"),
    (_comes_from("polars"), _read_polars, "the polars frame"),
    (_comes_from("_duckdb"), _read_relation, "the DuckDB relation"),
    (_comes_from("duckdb"), _read_relation, "the DuckDB relation"),
    (_is_batches, _read_batches, "the record batches"),
    (lambda source: hasattr(source, "__arrow_c_stream__"), _read_stream, "the Arrow data"),
    (lambda source: isinstance(source, Mapping), _read_mapping, "the dict of arrays"),
    (_is_narwhals, _read_narwhals, "the frame"),
)
