"""Ids of customers by other names, which only who has the key can find again."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.errors import InputError
from journeymine.journeys.cleaning.stepping import column_named, id_columns, recorded
from journeymine.options import bad_option
from journeymine.sources.masking.pseudonyms import Key
from journeymine.sources.names import as_names, as_text_or_numbers, is_missing
from journeymine.sources.raw import Rows
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pyarrow as pa

WHERE = "pseudonymise"


def pseudonymise(table: EventTable, key: Any, columns: Any = ()) -> EventTable:
    """Customers, the columns that identities were resolved from, and further ones, under pseudonyms.

    Parameters
    ----------
    table
        The log.
    key
        As `Key` takes it.
    columns
        Further columns of ids.

    Raises
    ------
    OptionError
        The key is none, or `columns` no list of names.
    MissingColumnError
        A column is not there, with a near miss.
    InputError
        A column holds what cannot be ids, or is the time, the event or the value.
    """
    made = Key(key, WHERE)
    if not isinstance(columns, list | tuple) or not all(isinstance(name, str) for name in columns):
        raise bad_option("columns", WHERE, "a list of columns of ids", columns)
    named = list(dict.fromkeys((*id_columns(table), *(_known(table, name) for name in columns))))
    changed = table.table
    for name in named:
        if name in changed.column_names:
            place = changed.column_names.index(name)
            changed = changed.set_column(place, name, _renamed(changed[name], name, made))
    said = table.attributes
    for name in named if said is not None else ():
        if said is not None and name in said.column_names:
            column = _renamed(said[name], name, made).combine_chunks()
            said = said.set_column(said.column_names.index(name), name, column)
    options = {"key_id": made.key_id, "columns": [name for name in named if name != table.customer]}
    after = replace(table, table=changed, attributes=said, identities=None)
    return recorded(after, table, WHERE, options, rows_changed=len(table))


def _known(table: EventTable, name: str) -> str:
    if table.attributes is not None and name in table.attributes.column_names:
        return name
    column = column_named(table, name, "columns", WHERE)
    if column in {table.event, table.time, table.value, table.source, table.text}:
        message = (
            f"`columns` of {WHERE} names {name!r}, which holds no ids; name columns of ids. Free text is masked by "
            "mask_text."
        )
        raise InputError(message)
    return column


def _renamed(column: "pa.ChunkedArray", name: str, key: Key) -> "pa.ChunkedArray":
    """The pseudonyms of a column; what is missing stays so."""
    import pyarrow as pa

    plain = as_text_or_numbers(column)
    there = np.flatnonzero(~np.asarray(is_missing(plain)))
    ids = as_names(plain.take(pa.array(there)), "identity", name, Rows("the log"), typed=True)
    coded = ids.dictionary_encode() if not pa.types.is_dictionary(ids.type) else ids.unify_dictionaries()
    whole = coded.combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    words = pa.array(key.pseudonyms(whole.dictionary.to_pylist()), pa.large_string())
    places = np.full(len(plain), -1, np.int64)
    places[there] = whole.indices.to_numpy(zero_copy_only=False)
    return pa.chunked_array([words.take(pa.array(places, mask=places < 0))], pa.large_string())
