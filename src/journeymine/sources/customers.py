"""What is known of customers, beside the log: one row a customer, aligned to the customers of the log."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import InputError
from journeymine.options import bad_option
from journeymine.sources.frames import read_memory
from journeymine.sources.masking import form, masked
from journeymine.sources.names import as_names, as_text_or_numbers, is_missing
from journeymine.sources.raw import RawColumns, picker
from journeymine.sources.table import EventTable
from journeymine.sources.values import as_extra

if TYPE_CHECKING:
    import pyarrow as pa

WHERE = "with_customers"


def with_customers(table: EventTable, frame: object, customer: str) -> EventTable:
    """The log with what a frame says of its customers, beside what was said before.

    Parameters
    ----------
    table
        The log.
    frame
        A source in memory as `read_table` takes it: one row a customer. Customers that have no event are left out;
        customers of the log without a row have missing values.
    customer
        The column of the frame that names the customer; all others become attributes.

    Raises
    ------
    OptionError
        The frame is none, or has no other column.
    MissingColumnError
        It has no column `customer`.
    InputError
        A customer is missing, stands twice, or none is in the log; a column has the name of one of the log, or of an
        attribute that is there already.

    Examples
    --------
    >>> from journeymine.sources.read import read_table
    >>> log = read_table({"who": [7, 7, 8], "what": ["a", "b", "a"], "when": [1, 2, 1]},
    ...                  customer="who", event="what", time="when")
    >>> with_customers(log, {"id": [8, 7], "spent": [1.5, 20.0]}, "id").attributes.to_pydict()
    {'who': [7, 8], 'spent': [20.0, 1.5]}
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if not isinstance(customer, str):
        raise bad_option("customer", WHERE, "the name of a column", customer)
    raw = _read(frame, customer)
    names = [name for name in raw.table.column_names if name != customer]
    _check_names(names, table)
    owners = _plain(as_names(as_text_or_numbers(raw.table[customer]), "customer", customer, raw.rows, typed=True))
    _check_owners(owners, customer, raw)
    known = _plain(table.table[table.customer]) if table.attributes is None else table.attributes[table.customer]
    known = pc.unique(known) if table.attributes is None else known
    if known.type != owners.type:
        message = f"Customers are {_kind(known)} in the log and {_kind(owners)} in {raw.what}; turn one into the other."
        raise InputError(message)
    places = pc.index_in(known, value_set=owners.combine_chunks())
    if places.null_count == len(places):
        message = (
            f"None of the {len(owners):,} customers of {raw.what} is in the log, which has "
            f"ids of the form {_form(known)} where the frame has {_form(owners)}; check `customer={customer!r}`."
        )
        raise InputError(message)
    attributes = pa.table({table.customer: known}) if table.attributes is None else table.attributes
    for name in names:
        column = as_extra(as_text_or_numbers(raw.table[name]), name, raw.rows, typed=True)
        attributes = attributes.append_column(name, column.combine_chunks().take(places))
    return replace(table, attributes=attributes)


def _read(frame: object, customer: str) -> RawColumns:
    def pick(known: Sequence[str]) -> list[str]:
        picker([customer], "the frame of customers")(known)
        # A name that stands twice is refused as that of a log is.
        return picker(list(dict.fromkeys(known)), "the frame of customers")(known)

    raw = read_memory(frame, pick, where=WHERE, option="frame")
    if raw.table.num_columns < 2 or not raw.table.num_rows:
        raise bad_option("frame", WHERE, f"a row a customer, with a column beside {customer!r}", frame)
    return raw


def _check_names(names: Sequence[str], table: EventTable) -> None:
    said = [] if table.attributes is None else table.attributes.column_names
    clashing = next((name for name in names if name in {*table.table.column_names, *said}), None)
    if clashing is not None:
        whose = "the log" if clashing in table.table.column_names else "what was said of its customers before"
        message = f"The column {clashing!r} of `frame` of {WHERE} has a name that is there in {whose}; rename it."
        raise InputError(message)


def _check_owners(owners: "pa.ChunkedArray", customer: str, raw: RawColumns) -> None:
    import pyarrow.compute as pc

    missing = np.asarray(is_missing(owners))
    if missing.any():
        first = raw.rows.name(int(np.flatnonzero(missing)[0]))
        message = f"Column {customer!r} of {raw.what} lacks {missing.sum():,} customers (first in {first}); fill them."
        raise InputError(message)
    counts = pc.value_counts(owners)
    often = int(np.argmax(counts.field("counts").to_numpy()))
    if counts[often]["counts"].as_py() > 1:
        twice = counts[often]["values"]
        rows = np.flatnonzero(pc.equal(owners, twice).to_numpy())
        message = (
            f"Customer {masked(twice.as_py())} has {len(rows):,} rows in {raw.what} ({raw.rows.name(int(rows[0]))}, "
            f"{raw.rows.name(int(rows[1]))} …); `frame` of {WHERE} holds one row a customer."
        )
        raise InputError(message)


def _form(ids: "pa.ChunkedArray") -> str:
    return repr(form(str(ids[0].as_py()))[:40])


def _plain(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    import pyarrow as pa

    return column if pa.types.is_integer(column.type) else column.cast(pa.large_string())


def _kind(column: "pa.ChunkedArray") -> str:
    import pyarrow as pa

    return "integers" if pa.types.is_integer(column.type) else "text"
