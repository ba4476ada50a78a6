"""Pairs of ids in a store, and who is who by them; a change touches only the components it is in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from journeymine.sources.database import fetch
from journeymine.sources.store.schema import touch
from journeymine.sources.store.statements import BrokenStoreError, run, transaction

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

KEY = "identities"
_PAIR = ("left_kind", "left_id", "right_kind", "right_id", "time", "source", "n", "confirmed", "verdict")
_ID = ("kind", "id", "group_kind", "group_id", "apart", "time", "n")
_INCOMING, _PAIRS, _IDS = "journeymine_pairs", "journeymine_tied_pairs", "journeymine_tied_ids"
_NEXT = "(SELECT coalesce(max(component), 0) + 1 FROM identity_ids)"


@dataclass(frozen=True)
class StoredRules:
    """How pairs become persons in a store.

    Attributes
    ----------
    known, rule, max_ids, kinds
        As `JourneyStore.identify` takes them.
    order_numbers
        Whether times are plain order numbers; None as long as no pair has a time.
    n_ids
        How many ids are in who is who; where there are fewer, some were forgotten and it has to be found anew.
    """

    known: tuple[str, ...]
    rule: str
    max_ids: int | None
    kinds: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    order_numbers: bool | None = None
    n_ids: int = 0


def is_sound(connection: "duckdb.DuckDBPyConnection", rules: StoredRules) -> bool:
    """Whether who is who is that of all pairs; it is not after somebody was forgotten."""
    return connection.execute("SELECT count(*) FROM identity_ids").fetchall() == [(rules.n_ids,)]


def stored_rules(connection: "duckdb.DuckDBPyConnection") -> StoredRules | None:
    """The rules of a store; None where nobody has said any."""
    found = connection.execute("SELECT value FROM meta WHERE key = $key", {"key": KEY}).fetchall()
    if not found:
        return None
    said = json.loads(found[0][0])
    return StoredRules(**{**said, "known": tuple(said["known"])})


def save_rules(connection: "duckdb.DuckDBPyConnection", rules: StoredRules) -> None:
    """Write the rules down, inside a transaction."""
    connection.execute("DELETE FROM meta WHERE key = $key", {"key": KEY})
    connection.execute("INSERT INTO meta VALUES ($key, $value)", {"key": KEY, "value": json.dumps(asdict(rules))})
    touch(connection)


def is_known(connection: "duckdb.DuckDBPyConnection", source: str, content: str) -> bool:
    """Whether pairs of this fingerprint were taken in from this source."""
    query = "SELECT count(*) FROM identity_batches WHERE source = $source AND content = $content"
    return connection.execute(query, {"source": source, "content": content}).fetchall() != [(0,)]


def touched(connection: "duckdb.DuckDBPyConnection", pairs: "pa.Table") -> "tuple[pa.Table, pa.Table]":
    """What new pairs touch.

    Parameters
    ----------
    connection
        To the store.
    pairs
        New pairs: ``left_kind, left_id, right_kind, right_id, time, source, n, confirmed``.

    Returns
    -------
    components, pairs
        The numbers of the components that hold an id of theirs (column ``component``), and all pairs in these.
    """
    connection.register(_INCOMING, pairs)
    try:
        found = fetch(
            connection,
            f"""SELECT DISTINCT component FROM identity_ids SEMI JOIN (
                SELECT left_kind AS kind, left_id AS id FROM {_INCOMING}
                UNION SELECT right_kind, right_id FROM {_INCOMING}
            ) USING (kind, id)""",
        )
    finally:
        connection.unregister(_INCOMING)
    return found, pairs_in(connection, found)


def pairs_in(connection: "duckdb.DuckDBPyConnection", components: "pa.Table | None" = None) -> "pa.Table":
    """The pairs of some components; of all for None."""
    query = f"SELECT {', '.join(_PAIR)} FROM identity_pairs"
    if components is None:
        return fetch(connection, query)
    connection.register(_INCOMING, components)
    try:
        return fetch(connection, f"{query} SEMI JOIN {_INCOMING} USING (component)")
    finally:
        connection.unregister(_INCOMING)


def ids_in(connection: "duckdb.DuckDBPyConnection") -> "pa.Table":
    """All ids, and who is who."""
    return fetch(connection, f"SELECT {', '.join(_ID)} FROM identity_ids")


def members(connection: "duckdb.DuckDBPyConnection", ids: Sequence[str]) -> list[str]:
    """The other ids of the persons that some ids, or names like ``"number:17"``, stand for; none that is kept apart."""
    rows = run(
        connection,
        """SELECT DISTINCT other.id FROM identity_ids AS one JOIN identity_ids AS other
        USING (component, group_kind, group_id)
        WHERE one.apart = 0 AND other.apart = 0 AND NOT list_contains($ids, other.id)
        AND (list_contains($ids, one.id) OR list_contains($ids, one.group_kind || ':' || one.group_id)) ORDER BY ALL""",
        {"ids": list(ids)},
    )
    return [str(one) for (one,) in rows]


def put(
    connection: "duckdb.DuckDBPyConnection",
    components: "pa.Table | None",
    pairs: "pa.Table",
    ids: "pa.Table",
    rules: StoredRules,
    batch: tuple[str, str] | None = None,
) -> None:
    """Put what came of some components in their place, in one transaction.

    Parameters
    ----------
    connection
        To the store, for writing.
    components
        Those replaced; all for None.
    pairs, ids
        What takes their place, ``component`` numbered from 0.
    rules
        By which that was done.
    batch
        The source and fingerprint of the pairs that were new.
    """
    with transaction(connection):
        old = "" if components is None else f" WHERE component IN (FROM {_INCOMING})"
        if components is not None:
            connection.register(_INCOMING, components)
        connection.register(_PAIRS, pairs)
        connection.register(_IDS, ids)
        (first,) = run(connection, f"SELECT {_NEXT}")[0]
        try:
            for table, incoming, columns in (("identity_pairs", _PAIRS, _PAIR), ("identity_ids", _IDS, _ID)):
                run(connection, f"DELETE FROM {table}{old}")
                if pairs.num_rows:
                    _insert(connection, table, incoming, columns, int(first))
        finally:
            for name in (_PAIRS, _IDS, *([] if components is None else [_INCOMING])):
                connection.unregister(name)
        if batch is not None:
            connection.execute("INSERT INTO identity_batches VALUES ($1, $2)", list(batch))
        ((n_ids,),) = run(connection, "SELECT count(*) FROM identity_ids")
        save_rules(connection, replace(rules, n_ids=int(n_ids)))


def _insert(
    connection: "duckdb.DuckDBPyConnection", table: str, incoming: str, columns: tuple[str, ...], first: int
) -> None:
    """Add rows to a table, their components numbered from `first`."""
    named = ", ".join(columns)
    # One statement that adds rows: after one that adds none, DuckDB 2.0.0 may not see those of the next.
    inserted = run(
        connection,
        f"INSERT INTO {table} (component, {named}) SELECT component + $first, {named} FROM {incoming}",
        {"first": first},
    )
    if run(connection, f"SELECT count(*) FROM {table} WHERE component >= $first", {"first": first}) != inserted:
        message = "the database does not see rows that it has taken in"
        raise BrokenStoreError(message)
