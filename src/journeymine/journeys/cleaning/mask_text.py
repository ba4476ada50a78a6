"""Free text of a log without what tells of a person."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journeymine.errors import InputError
from journeymine.journeys.cleaning.stepping import column_named, recorded
from journeymine.options import bad_option
from journeymine.sources.masking.texts import masked_column
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pyarrow as pa

WHERE = "mask_text"


def mask_text(table: EventTable, columns: Any = None, redact: Any = None) -> EventTable:
    """Columns of free text, masked.

    Parameters
    ----------
    table
        The log.
    columns
        Which; None: the log's text column.
    redact
        What else is done to the texts, as `journeymine.sources.masking.mask_text` takes it.

    Raises
    ------
    OptionError
        `columns` are no names, or `redact` is no function, as where a recipe says that there was one.
    MissingColumnError
        A column is not there, with a near miss.
    InputError
        The log has no text column, or a column holds no text.
    """
    if redact is not None and not callable(redact):
        must = "a function of a list of texts to as many texts, or None; a recipe cannot hold one, so call it by hand"
        raise bad_option("redact", WHERE, must, redact)
    if columns is None and table.text is None:
        message = "The log has no column of free text; say which by columns=[…], or by `text` in a mapping of sources."
        raise InputError(message)
    named = [table.text] if columns is None else columns
    if not isinstance(named, list | tuple) or not named:
        raise bad_option("columns", WHERE, "a list of columns of free text, or None", columns)
    whole = table.table
    changes = 0
    for name in (column_named(table, one, "columns", WHERE) for one in dict.fromkeys(named)):
        before = _text(whole, name)
        after = masked_column(before, redact)
        changes = max(changes, _different(before, after))
        whole = whole.set_column(whole.column_names.index(name), name, after)
    options = {"columns": list(named), "redact": None if redact is None else True}
    return recorded(replace(table, table=whole), table, WHERE, options, rows_changed=changes)


def _text(whole: "pa.Table", name: str) -> "pa.ChunkedArray":
    import pyarrow as pa

    column = whole[name]
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)):
        message = f"The column {name!r} holds no text that {WHERE} could mask; it holds {kind}."
        raise InputError(message)
    return column.cast(pa.large_string())


def _different(before: "pa.ChunkedArray", after: "pa.ChunkedArray") -> int:
    import pyarrow.compute as pc

    return int(pc.sum(pc.not_equal(before, after)).as_py() or 0)
