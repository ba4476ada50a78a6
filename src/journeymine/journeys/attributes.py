"""What is known of customers and journeys beside their events, and the one place where an option finds it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError, MissingColumnError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.display import owners
from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.options import bad_option, near_miss, shown
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ACCEPTED = (
    "the name of an attribute (`log.with_customers`) or of a column that is the same all over a journey, a Series by "
    "journey number, an array of one value a journey, or a mapping by customer"
)


def by_code(table: EventTable, customers: Vocabulary) -> "dict[str, pa.Array]":
    """The attributes of the log's customers in the order of their codes."""
    if table.attributes is None:
        return {}
    import pyarrow as pa
    import pyarrow.compute as pc

    known = table.attributes[table.customer]
    places = pc.index_in(pa.array(customers.names(), known.type), value_set=known.combine_chunks())
    names = [name for name in table.attributes.column_names if name != table.customer]
    return {name: table.attributes[name].combine_chunks().take(places) for name in names}


def frame(coded: CodedJourneys) -> "pd.DataFrame":
    """One row a journey: the customer (and case), then every attribute."""
    import pandas as pd

    columns: dict[str, Any] = {str(coded.recipe.get("customer") or "customer"): owners(coded)}
    if coded.cases is not None and coded.case_codes is not None:
        names = np.array([*coded.cases.names(), None], object)[:-1]
        columns[str(coded.recipe.get("by") or "case")] = names[coded.case_codes]
    columns.update({name: _of_journeys(coded, name) for name in coded.attributes})
    return pd.DataFrame(columns)


def per_journey(coded: CodedJourneys, given: Any, option: str, where: str) -> NDArray[Any]:
    """One value a journey, from whatever names it.

    Parameters
    ----------
    coded
        N journeys.
    given
        The name of an attribute or of a further column that is the same all over a journey, a pandas Series by journey
        number, an array of N values, or a mapping by customer.
    option, where
        The option and its verb, for messages.

    Returns
    -------
    values
        Shape (N,), of whatever type; missing values are NaN or None.

    Raises
    ------
    OptionError
        `given` is none of these, or not as long as there are journeys.
    MissingColumnError
        There is no such attribute or column, with a near miss.
    InputError
        A column differs within a journey; a customer or a journey is not among those given.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a"], ["b"], ["a"]], customers=["ann", "bob", "ann"])
    >>> per_journey(coded, {"ann": 2.5, "bob": 1.0, "eve": 9.0}, "weights", "mine_sequences").tolist()
    [2.5, 2.5, 1.0]
    """
    if isinstance(given, str):
        return _named(coded, given, option, where)
    if isinstance(given, Mapping):
        return _mapped(coded, given, option, where)
    if type(given).__module__.startswith("pandas") and hasattr(given, "index") and hasattr(given, "to_numpy"):
        return _indexed(coded, given, option, where)
    if isinstance(given, Iterable) and not isinstance(given, bytes | set | frozenset):
        # A tuple of a list of numbers and the like is no array of one dimension.
        values = np.asarray(given if hasattr(given, "__array__") else list(given))
        if values.shape == (len(coded),):
            return values
        must = f"an array of one value a journey ({len(coded):,}); its shape is {values.shape}"
        raise bad_option(option, where, must, given)
    raise bad_option(option, where, ACCEPTED, given)


def _of_journeys(coded: CodedJourneys, name: str) -> NDArray[Any]:
    import pyarrow as pa

    column = coded.attributes[name].take(pa.array(coded.customer_codes))
    values: NDArray[Any] = column.to_pandas().to_numpy()
    return values


def _named(coded: CodedJourneys, name: str, option: str, where: str) -> NDArray[Any]:
    if name in coded.attributes:
        return _of_journeys(coded, name)
    value = coded.recipe.get("value")
    if name in coded.extras:
        column = coded.extras[name].to_pandas().to_numpy()
    elif name == value and coded.values is not None:  # noqa: PD011 - not a frame
        column = coded.values  # noqa: PD011
    else:
        known = [*coded.attributes, *coded.extras, *([value] if value else [])]
        listed = f" There are {', '.join(map(repr, known))}." if known else " These journeys have none."
        message = (
            f"`{option}` of {where} names {name!r}, which is no attribute of customers and no further column of the "
            f"log.{near_miss(name, known) or listed} Add it with log.with_customers(frame, customer=…), or read the "
            "log with extra=[…]."
        )
        raise MissingColumnError(message)
    return _constant(coded, column, name, option, where)


def _constant(coded: CodedJourneys, column: NDArray[Any], name: str, option: str, where: str) -> NDArray[Any]:
    """The one value of each journey of a column by events."""
    starts, lengths = coded.offsets[:-1].astype(np.int64), coded.lengths
    if (lengths == 0).any():
        which = int(np.flatnonzero(lengths == 0)[0])
        message = (
            f"`{option}` of {where} names the column {name!r}, but journey {which} has no event that says it; "
            "add what is per customer with log.with_customers(frame, customer=…)."
        )
        raise InputError(message)
    values = column[starts]
    first = np.repeat(values, lengths)
    differs = ~((column == first) | ((column != column) & (first != first)))  # noqa: PLR0124 - NaN is as NaN is
    if differs.any():
        at = int(np.flatnonzero(differs)[0])
        which = int(np.searchsorted(coded.offsets, at, side="right")) - 1
        message = (
            f"`{option}` of {where} names the column {name!r}, which must be the same all over a journey; journey "
            f"{which} has {shown(first[at], 40)} and {shown(column[at], 40)}."
        )
        raise InputError(message)
    return values


def _mapped(coded: CodedJourneys, given: Mapping[Any, Any], option: str, where: str) -> NDArray[Any]:
    codes, places = np.unique(coded.customer_codes, return_inverse=True)
    names: list[Name] = [coded.customers.name(int(code)) for code in codes]
    missing = [name for name in names if name not in given]
    if missing:
        hint = near_miss(missing[0], given)
        message = (
            f"`{option}` of {where} lacks {len(missing):,} of {len(names):,} customers, the first {missing[0]!r}."
            f"{hint} Name every customer of the journeys."
        )
        raise InputError(message)
    return np.array([given[name] for name in names])[places]


def _indexed(coded: CodedJourneys, given: Any, option: str, where: str) -> NDArray[Any]:
    numbers = np.arange(len(coded))
    index = given.index.to_numpy()
    if len(set(index.tolist())) < len(index):
        raise bad_option(option, where, "a Series whose index names each journey once", given)
    missing = np.flatnonzero(~np.isin(numbers, index)) if index.dtype.kind in "iu" else numbers
    if len(missing):
        message = (
            f"`{option}` of {where} is a Series that lacks {len(missing):,} of {len(coded):,} journeys, the first "
            f"number {missing[0]}; its index must hold the journeys' numbers, 0 to {len(coded) - 1}. Per customer, "
            "pass a dict."
        )
        raise InputError(message)
    values: NDArray[Any] = given.loc[numbers].to_numpy()
    return values
