"""Values inside nested Arrow columns, by dotted names: fields of structs, keys of lists of keys and values."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from journeymine.sources.names import JOIN

if TYPE_CHECKING:
    import pyarrow as pa

KINDS_OF_VALUE = ("string_value", "int_value", "float_value", "double_value")
"""The members of a value in an export of BigQuery, one a type, of which one is set."""


def column_at(table: "pa.Table", name: str) -> "pa.ChunkedArray":
    """The column of that name, or what a dotted name means inside one; it must be there (`names_in`).

    Parameters
    ----------
    table
        Columns of any type.
    name
        The name of a column, or a dotted path into one.

    Returns
    -------
    pa.ChunkedArray
        Values; a list of plain values is text joined by ``" | "``.
    """
    import pyarrow as pa

    if name in table.column_names:
        column = table.column(name)
        return pa.chunked_array([_plain(chunk) for chunk in column.chunks], _plain_type(column.type))
    top, *inside = name.split(".")
    column = table.column(top)
    return _of_one_type([_inside(chunk, inside) for chunk in column.chunks])


def names_in(table: "pa.Table", asked: Sequence[str]) -> list[str]:
    """The dotted names there are inside those columns into which a name asked for leads.

    Examples
    --------
    >>> import pyarrow as pa
    >>> names_in(pa.table({"device": [{"os": "x", "browser": {"name": "y"}}]}), ["device.o"])
    ['device.os', 'device.browser', 'device.browser.name']
    """
    tops = dict.fromkeys(name.partition(".")[0] for name in asked if "." in name and name not in table.column_names)
    return [f"{top}.{name}" for top in tops if top in table.column_names for name in _names(table.column(top))]


def _names(column: "pa.ChunkedArray") -> list[str]:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if _is_keyed(kind):
        keys = [chunk.flatten().field("key") for chunk in column.chunks]
        return sorted(
            one for one in pc.unique(pa.chunked_array(keys, kind.value_type.field("key").type)).to_pylist() if one
        )
    found = []
    for field in kind if pa.types.is_struct(kind) else ():
        found.append(field.name)
        found += [f"{field.name}.{name}" for name in _names(pc.struct_field(column, field.name))]
    return found


def _is_keyed(kind: "pa.DataType") -> bool:
    """Whether a column holds lists of structs with a key and a value."""
    import pyarrow as pa

    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)) or not pa.types.is_struct(kind.value_type):
        return False
    return {field.name for field in kind.value_type} >= {"key", "value"}


def _inside(values: "pa.Array", path: Sequence[str]) -> "pa.Array":
    import pyarrow.compute as pc

    for place, name in enumerate(path):
        if _is_keyed(values.type):
            return _plain(_by_key(values, ".".join(path[place:])))
        values = pc.struct_field(values, name)
    return _plain(values)


def _by_key(lists: "pa.Array", key: str) -> "pa.Array":
    """The value of a key in each list of keys and values, the first where it stands twice."""
    import pyarrow as pa
    import pyarrow.compute as pc

    pairs = lists.flatten()
    at = np.flatnonzero(np.asarray(pc.fill_null(pc.equal(pc.struct_field(pairs, "key"), key), fill_value=False)))
    rows, first = np.unique(np.asarray(pc.list_parent_indices(lists))[at], return_index=True)
    where = np.full(len(lists), -1, np.int64)
    where[rows] = at[first]
    values = pc.struct_field(pairs, "value").take(pa.array(where, mask=where < 0))
    if not pa.types.is_struct(values.type):
        return values
    kinds = [pc.struct_field(values, field.name) for field in values.type if field.name in KINDS_OF_VALUE]
    filled = [one for one in kinds if one.null_count < len(one)]
    if len({one.type for one in filled if not pa.types.is_floating(one.type)}) > 1:
        filled = [one.cast(pa.string()) for one in filled]
    return pc.coalesce(*filled) if filled else pa.nulls(len(values))


def _of_one_type(chunks: "list[pa.Array]") -> "pa.ChunkedArray":
    """Values of keys, which may be text here and numbers there: then all are text."""
    import pyarrow as pa

    kinds = {one.type for one in chunks if not pa.types.is_null(one.type)}
    kind = kinds.pop() if len(kinds) == 1 else pa.string() if kinds else pa.null()
    return pa.chunked_array([one.cast(kind) for one in chunks], kind)


def _plain_type(kind: "pa.DataType") -> "pa.DataType":
    import pyarrow as pa

    listed = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return pa.string() if listed and not pa.types.is_nested(kind.value_type) else kind


def _plain(values: "pa.Array") -> "pa.Array":
    """Lists of plain values as text, an empty one as null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if _plain_type(values.type) == values.type:
        return values
    texts = pc.binary_join(values.cast(pa.list_(pa.string())), JOIN)
    return pc.if_else(pc.equal(pc.list_value_length(values), 0), None, texts)
