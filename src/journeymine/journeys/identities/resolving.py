"""A log whose customers are ids → the same log whose customers are persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from journeymine.errors import InputError, OptionError
from journeymine.journeys.cleaning.stepping import recorded
from journeymine.journeys.identities.asked import LogPairs, Pairs, asked_pairs
from journeymine.journeys.identities.columns import WHERE, IdColumn, KindOf, checked_kinds, log_columns, said_known
from journeymine.journeys.identities.linking import Linked, common_unit, linked
from journeymine.journeys.identities.merging import merged_attributes
from journeymine.journeys.identities.tying import NONE, Asked, Coded, coded, links, tied
from journeymine.options import bad_option, choice, near_miss, optional_whole_number, threads
from journeymine.sources.identity_tables import IdentityTables
from journeymine.sources.table import EventTable

RULES = ("first_identify", "connected")


@dataclass(frozen=True, eq=False)
class _Read:
    """The edges, and the columns of ids of the log."""

    rows: list[Linked]
    of_log: dict[str, list[IdColumn]]

    @property
    def columns(self) -> list[IdColumn]:
        """Every column of ids, once."""
        every = [*self.of_log.values(), *(one.columns for one in self.rows)]
        return list({id(column): column for columns in every for column in columns}.values())


def resolve_identities(
    table: EventTable,
    edges: Any,
    *,
    known: str | Sequence[str],
    rule: str = "first_identify",
    max_ids: int | None = 100,
    left: str | None = None,
    right: str | None = None,
    time: str | None = None,
    confirmed: Any = None,
    kinds: Mapping[str, str | Mapping[str, str]] | None = None,
    ids_as: str | None = None,
    person: str = "person",
    n_jobs: int | None = None,
) -> EventTable:
    """The log under its persons; `EventLog.resolve_identities` says what the options mean.

    Examples
    --------
    >>> from journeymine.sources.read import read_table
    >>> log = read_table({"cookie": ["c", "c", "d"], "number": [None, "7", None], "what": ["a", "b", "a"],
    ...                   "when": [1, 2, 3]}, customer="cookie", event="what", time="when", extra=["number"])
    >>> resolve_identities(log, ["cookie", "number"], known="number").table["person"].to_pylist()
    ['number:7', 'number:7', 'cookie:d']
    """
    check_unresolved(table, person)
    choice(rule, "rule", WHERE, RULES)
    if ids_as is not None:
        choice(ids_as, "ids_as", WHERE, ("text",))
    most = optional_whole_number(max_ids, "max_ids", WHERE, least=2)
    n_threads = threads(n_jobs, WHERE)
    read = _read(table, asked_pairs(edges, left, right, time, table), confirmed, kinds, text=ids_as is not None)
    asked = Asked(_known(known, read, table), rule, most, n_threads)
    ids = coded(read.columns, asked.known, asked.threads)
    unit = common_unit(read.rows, table)
    identities = tied(links(read.rows, ids, unit), ids, unit, asked)
    options = {
        "edges": [one.told for one in read.rows if not one.confirmed],
        "known": list(asked.known),
        "rule": rule,
        "max_ids": asked.max_ids,
        "confirmed": [one.told for one in read.rows if one.confirmed] or None,
        "kinds": kinds and {name: kind if isinstance(kind, str) else dict(kind) for name, kind in kinds.items()},
        "ids_as": ids_as,
        "person": person,
    }
    return under_persons(table, person, identities, ids, read.of_log, options)


def check_unresolved(table: EventTable, person: object) -> None:
    """Refuse a log whose identities are resolved, and a name that a column has.

    Raises
    ------
    InputError, OptionError
        So it is.
    """
    if table.identities is not None:
        message = "The identities of this log are resolved already; give all edges at once, to the log as it was read."
        raise InputError(message)
    if not isinstance(person, str) or not person:
        raise bad_option("person", WHERE, "the name of the new column of customers", person)
    if person in table.table.column_names:
        message = f"The log has a column {person!r} already; name that of the persons otherwise, person='whose'."
        raise InputError(message)


def _read(table: EventTable, edges: list[Pairs], confirmed: Any, kinds: object, *, text: bool) -> _Read:
    by_hand = [] if confirmed is None else asked_pairs(confirmed, None, None, None, table, "confirmed")
    every = [*by_hand, *edges]
    of_column: KindOf = checked_kinds(kinds, [table.customer, *(name for one in every for name in one.columns)])
    in_log = [table.customer, *(name for one in every if isinstance(one, LogPairs) for name in one.columns)]
    of_log = {name: log_columns(table, name, of_column, text=text) for name in dict.fromkeys(in_log)}
    # Those that somebody confirmed are numbered downwards from -1.
    places = [*(-1 - place for place in range(len(by_hand))), *range(len(edges))]
    rows = [linked(one, place, table, of_log, of_column, text=text) for one, place in zip(every, places, strict=True)]
    return _Read(rows, of_log)


def _known(known: object, read: _Read, table: EventTable) -> tuple[str, ...]:
    """The kinds that name a person, checked, and that of the log's customers."""
    asked = said_known(known)
    kinds = {column.kind for column in read.columns}
    for kind in asked:
        if kind not in kinds:
            hint = near_miss(kind, kinds) or f" There are {', '.join(map(repr, sorted(kinds)))}."
            message = f"`known` of {WHERE} names the kind {kind!r}, which no column of ids has.{hint}"
            raise OptionError(message)
    paired = {column.kind for row in read.rows for column in row.columns}
    if all(column.kind not in paired for column in read.of_log[table.customer]):
        kind = read.of_log[table.customer][0].kind
        message = (
            f"The customers of the log are ids of the kind {kind!r}, which is in none of `edges` of {WHERE}; say what "
            f"they are, such as kinds={{{table.customer!r}: {min(paired)!r}}}, or name a pair with it."
        )
        raise OptionError(message)
    return asked


def under_persons(
    table: EventTable,
    person: str,
    identities: IdentityTables,
    ids: Coded,
    of_log: Mapping[str, list[IdColumn]],
    options: Mapping[str, Any],
) -> EventTable:
    """The log with the person of every row as its customer; the customer of before is a further column.

    Parameters
    ----------
    table
        The log.
    person
        The name of the new column.
    identities, ids
        Who is who, and the codes of its ids.
    of_log
        The columns of ids of the log, the customer among them.
    options
        What the recipe remembers.

    Raises
    ------
    InputError
        Two customers of one person differ in an attribute.
    """
    import pyarrow as pa

    person_of = identities.persons()
    owner = ids.whole(of_log[table.customer], len(table))
    rows = person_of[owner]
    for column in _known_first(of_log, identities.known, table.customer):
        codes = ids.dense(column, len(table))
        # A placeholder such as "guest" is nobody, also where it stands for a customer number.
        here = np.flatnonzero((codes != NONE) & ~np.append(ids.nobody, True)[np.minimum(codes, len(ids.nobody))])
        rows[here] = person_of[codes[here]]
    there = np.zeros(len(person_of), np.bool_)
    there[rows] = True
    persons = np.flatnonzero(there).astype(np.uint32)
    names = identities.names(persons)
    place = np.full(len(person_of), len(persons), np.uint32)
    place[persons] = np.arange(len(persons), dtype=np.uint32)
    column = pa.DictionaryArray.from_arrays(pa.array(place[rows].astype(np.int32)), names)
    whole = table.table.add_column(0, person, pa.chunked_array([column]))
    attributes = merged_attributes(table, place[person_of[owner]], names, person)
    extra = (*table.extra, table.customer)
    after = replace(table, table=whole, customer=person, extra=extra, attributes=attributes, identities=identities)
    return recorded(after, table, WHERE, options, int(np.count_nonzero(rows != owner)))


def _known_first(of_log: Mapping[str, list[IdColumn]], known: Sequence[str], customer: str) -> list[IdColumn]:
    """The columns of known ids, those that say most of a row last: first by `known`, then the customer itself."""
    found = [(column, name) for name, columns in of_log.items() for column in columns if column.kind in known]
    found.sort(key=lambda one: (known.index(one[0].kind), one[1] != customer))
    return [column for column, _ in reversed(found)]
