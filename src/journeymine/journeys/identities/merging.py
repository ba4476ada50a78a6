"""What was said of customers, once several of them are one person."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.sources.distinct import distinct
from journeymine.sources.masking import masked
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pyarrow as pa


def merged_attributes(
    table: EventTable, owners: NDArray[np.uint32], names: "pa.Array", person: str
) -> "pa.Table | None":
    """What is known of each person of the new log; missing values give way to values.

    Parameters
    ----------
    table
        The log under its customers.
    owners
        Row by row, the person of the customer: a place in `names`, or beyond them where that person has no event.
    names
        The names of the persons of the new log.
    person
        The name of the new column of customers.

    Raises
    ------
    InputError
        Two customers of one person differ in an attribute.
    """
    if table.attributes is None:
        return None
    import pyarrow as pa
    import pyarrow.compute as pc

    customers = table.table[table.customer]
    said = table.attributes[table.customer]
    plain = customers if pa.types.is_integer(customers.type) else customers.cast(pa.large_string())
    places = pc.index_in(plain, value_set=said.combine_chunks()).to_numpy()
    both = distinct(owners.astype(np.int64) * len(said) + places)
    both = both[both < len(names) * len(said)]
    owner, place = both // len(said), both % len(said)
    columns: dict[str, pa.Array] = {person: names}
    for name in table.attributes.column_names:
        if name != table.customer:
            values = table.attributes[name].combine_chunks().take(pa.array(place))
            columns[name] = _one_each(values, owner, name, names)
    return pa.table(columns)


def _one_each(values: "pa.Array", owner: NDArray[np.int64], name: str, names: "pa.Array") -> "pa.Array":
    """The one value of each person, null where there is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
    there = np.flatnonzero(np.asarray(pc.is_valid(plain)))
    grouped = pa.table({"owner": owner[there], "value": plain.take(pa.array(there))}).group_by(
        "owner", use_threads=False
    )
    found = grouped.aggregate([("value", "count_distinct"), ("value", "first")])
    several = np.flatnonzero(found["value_count_distinct"].to_numpy() > 1)
    if len(several):
        first = names[int(found["owner"][int(several[0])].as_py())].as_py()
        kind, _, one = first.partition(":")
        message = (
            f"{len(several):,} persons are customers that differ in {name!r}, the first being {kind} {masked(one)}; "
            f"resolve the identities first and give attributes to persons then, by with_customers."
        )
        raise InputError(message)
    at = pc.index_in(pa.array(np.arange(len(names))), value_set=found["owner"].combine_chunks())
    return found["value_first"].combine_chunks().take(at)
