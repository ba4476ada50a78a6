"""What a column holds is known when its last row is read: types of parts, and the type of the whole."""

from typing import TYPE_CHECKING

from journeymine.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyarrow as pa


def joint_type(one: "pa.DataType", two: "pa.DataType", what: str, name: str) -> "pa.DataType":
    """The type of a column of the table whose parts are of two types.

    Parameters
    ----------
    one, two
        Types of names, times or further columns, as the event table holds them.
    what, name
        The source and the column, for messages.

    Raises
    ------
    InputError
        Some parts are order numbers, others time stamps; or the types do not go together.

    Examples
    --------
    >>> import pyarrow as pa
    >>> joint_type(pa.int64(), pa.string(), "log.csv", "user")
    DataType(string)
    >>> joint_type(pa.timestamp("us", "UTC"), pa.timestamp("ns", "UTC"), "log.csv", "when")
    TimestampType(timestamp[ns, tz=UTC])
    """
    import pyarrow as pa

    if one == two:
        return one
    texts = [kind for kind in (one, two) if pa.types.is_string(kind) or pa.types.is_large_string(kind)]
    if texts and all(kind in texts or pa.types.is_integer(kind) or pa.types.is_null(kind) for kind in (one, two)):
        return texts[0]
    try:
        fields = [pa.schema([pa.field(name, kind)]) for kind in (one, two)]
        return pa.unify_schemas(fields, promote_options="permissive").field(0).type
    except pa.ArrowException:
        kinds = {"time stamps" if pa.types.is_timestamp(kind) else str(kind) for kind in (one, two)}
        message = f"Column {name!r} of {what} holds {' and '.join(sorted(kinds))}; write all its values in one form."
        raise InputError(message) from None


def text_type(looks: "Collection[pa.DataType]") -> "pa.DataType":
    """What text becomes whose parts look like these types: integers, numbers, or text as it is.

    Examples
    --------
    >>> import pyarrow as pa
    >>> text_type([pa.int64(), pa.float64()]), text_type([pa.int64(), pa.string()]), text_type([])
    (DataType(double), DataType(string), DataType(string))
    """
    import pyarrow as pa

    numbers = {pa.int64(), pa.float64()}
    if not looks or not numbers.issuperset(looks):
        return next((kind for kind in looks if kind not in numbers), pa.string())
    return pa.float64() if pa.float64() in looks else pa.int64()


def plain(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """A column whose dictionary, if it has one, is written out."""
    import pyarrow as pa

    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
