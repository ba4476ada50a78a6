"""Pairs into a store: only what they touch is tied anew, and the outcome is that of all pairs at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journeymine.errors import OptionError
from journeymine.journeys.identities.columns import checked_kinds, id_column, said_known
from journeymine.journeys.identities.linking import Linked, content_of, same_clock, stamped
from journeymine.journeys.identities.resolving import RULES
from journeymine.journeys.identities.stored import named_pairs, read_back, retied, under_stored
from journeymine.options import bad_option, choice, optional_whole_number
from journeymine.sources.frames import read_memory
from journeymine.sources.identity_tables import IdentityTables
from journeymine.sources.store.identities import (
    StoredRules,
    ids_in,
    is_known,
    is_sound,
    members,
    pairs_in,
    put,
    save_rules,
    stored_rules,
    touched,
)
from journeymine.sources.store.sparing import forgotten
from journeymine.sources.store.statements import transaction
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

IDENTIFY, INGEST = "JourneyStore.identify", "JourneyStore.ingest_edges"


def identify(
    connection: "duckdb.DuckDBPyConnection",
    known: str | Sequence[str],
    rule: str,
    max_ids: int | None,
    kinds: Mapping[str, str | Mapping[str, str]] | None,
) -> None:
    """Say how pairs become persons; where that changes, all pairs are tied anew.

    Raises
    ------
    OptionError
        An option has a value it cannot have.
    """
    named = said_known(known, IDENTIFY)
    choice(rule, "rule", IDENTIFY, RULES)
    most = optional_whole_number(max_ids, "max_ids", IDENTIFY, least=2)
    before = stored_rules(connection)
    of_column = checked_kinds(kinds, None, IDENTIFY)
    rules = StoredRules(named, rule, most, dict(of_column))
    if before is not None:
        rules = replace(rules, order_numbers=before.order_numbers, n_ids=before.n_ids)
    if before == rules and is_sound(connection, rules):
        return
    pairs = pairs_in(connection)
    if pairs.num_rows:
        put(connection, None, *retied(pairs, rules, 1), rules)
        return
    with transaction(connection):
        save_rules(connection, rules)


def ingest_edges(
    connection: "duckdb.DuckDBPyConnection",
    source: str,
    data: Any,
    columns: tuple[str, str],
    time: str | None,
    *,
    confirmed: bool,
) -> int:
    """Take in pairs; how many rows said one.

    Raises
    ------
    OptionError, MissingColumnError, InputError
        The frame cannot be read, or nobody has said who is known.
    """
    import pyarrow as pa

    rules = _rules(connection, INGEST)
    rows, rules = _rows(data, columns, time, source, rules, confirmed=confirmed)
    assert isinstance(rows.told, str)
    if is_known(connection, source, rows.told):
        return 0
    new = named_pairs(rows, source, None if rules.order_numbers in {None, True} else "ns")
    gone = forgotten(connection, new["left_id"].combine_chunks())
    gone |= forgotten(connection, new["right_id"].combine_chunks())
    new = new.filter(pa.array(~gone))
    if not new.num_rows:
        return 0
    components, old = touched(connection, new) if is_sound(connection, rules) else (None, pairs_in(connection))
    both = _together(old.select(new.column_names), new)
    put(connection, components, *retied(both, rules, 1), rules, (source, rows.told))
    return int(new.num_rows)


def stored_identities(connection: "duckdb.DuckDBPyConnection") -> IdentityTables:
    """Who is who by all pairs of a store.

    Raises
    ------
    OptionError
        Nobody has said who is known.
    """
    rules = _rules(connection, "JourneyStore.identities")
    return read_back(*_current(connection, rules), rules)[0]


def under_persons_of(connection: "duckdb.DuckDBPyConnection", table: EventTable) -> EventTable:
    """A log of a store under its persons.

    Raises
    ------
    OptionError
        Nobody has said who is known, or of what kind the customers of a source are.
    """
    rules = _rules(connection, "JourneyStore.persons")
    return under_stored(table, *_current(connection, rules), rules)


def tied_to(connection: "duckdb.DuckDBPyConnection", ids: Sequence[str]) -> list[str]:
    """All ids of the persons that some ids belong to, these left out; none where nobody has said who is known.

    Parameters
    ----------
    connection
        To the store, for writing: who is who is found anew where somebody was forgotten since.
    ids
        Ids as text, of whatever kind; or persons as ``JourneyStore.persons`` names them.
    """
    rules = stored_rules(connection)
    if rules is None:
        return []
    identify(connection, rules.known, rules.rule, rules.max_ids, rules.kinds)
    return members(connection, ids)


def _current(connection: "duckdb.DuckDBPyConnection", rules: StoredRules) -> "tuple[pa.Table, pa.Table]":
    """All pairs, and who is who by them."""
    pairs = pairs_in(connection)
    return (pairs, ids_in(connection)) if is_sound(connection, rules) else retied(pairs, rules, 1)


def _rules(connection: "duckdb.DuckDBPyConnection", where: str) -> StoredRules:
    rules = stored_rules(connection)
    if rules is None:
        message = f"{where} needs to know which ids name a person; say so once: store.identify('customer_number')."
        raise OptionError(message)
    return rules


def _rows(
    data: Any, names: tuple[str, str], time: str | None, source: str, rules: StoredRules, *, confirmed: bool
) -> tuple[Linked, StoredRules]:
    """A frame of pairs, and the rules, which know from the first times on what times are."""
    import pyarrow as pa

    asked = [*names, *([] if time is None else [time])]
    if not all(isinstance(name, str) for name in asked) or len(set(asked)) < len(asked):
        raise bad_option("left", INGEST, "a column, as `right` and `time`, all different", asked)
    raw = read_memory(data, asked, where=INGEST, option="data")
    columns = []
    for name in names:
        kind = rules.kinds.get(name, name)
        if not isinstance(kind, str):
            raise bad_option("kinds", IDENTIFY, f"one kind for {name!r}, as it is a column of a frame of pairs", kind)
        columns.append(id_column(raw.table[name], name, kind, raw.rows, typed=raw.typed, text=True))
    times, timed = (None, None) if time is None else stamped(raw, time)
    if times is not None:
        numbers = pa.types.is_integer(times.type)
        said = numbers if rules.order_numbers is None else rules.order_numbers
        same_clock(times, order_numbers=said, where="the pairs of the store", other=f"{time!r} of {raw.what}")
        rules = replace(rules, order_numbers=said)
    told = f"{content_of(columns, times, timed)} {columns[0].kind} {columns[1].kind} {confirmed}"
    return Linked(columns, times, timed, raw.table.num_rows, [source], None, confirmed, told), rules


def _together(old: "pa.Table", new: "pa.Table") -> "pa.Table":
    import pyarrow as pa

    return pa.concat_tables([old.cast(new.schema), new])
