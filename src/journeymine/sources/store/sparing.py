"""What a store does not take in again: customers who were forgotten, and events that are too old."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.sources.store.arriving import Arrival

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_KEY, _HORIZON = "key", "expired_before"
_NANOS = 1000


def spared(connection: "duckdb.DuckDBPyConnection", arrival: Arrival) -> Arrival:
    """A delivery without the rows of customers who were forgotten, and without events before the horizon.

    Parameters
    ----------
    connection
        To the store.
    arrival
        The rows delivered.
    """
    import pyarrow as pa

    keep = _young(connection, arrival) & _not_forgotten(connection, arrival)
    return arrival if keep.all() else replace(arrival, columns=arrival.columns.filter(pa.array(keep)))


def forget_later(connection: "duckdb.DuckDBPyConnection", customers: Sequence[str | int], *, for_good: bool) -> None:
    """Put customers on the list of those who are not taken in again, or take them off it.

    The list holds no ids: of each the HMAC-SHA256 (RFC 2104) under a key that only this store has. Whoever has the
    store can still ask whether somebody he knows is on it.
    """
    key = _key(connection)
    digests = [_digest(key, one) for one in customers]
    connection.execute("DELETE FROM forgotten WHERE list_contains($1, digest)", [digests])
    if for_good:
        connection.execute("INSERT INTO forgotten SELECT unnest($1)", [digests])
    else:
        # A file that was taken in before is read again then; what the store still has of it is known by row.
        connection.execute("UPDATE batches SET content = NULL")
        connection.execute("DELETE FROM identity_batches")


def forgotten(connection: "duckdb.DuckDBPyConnection", ids: "pa.Array") -> NDArray[np.bool_]:
    """Which ids, as text, are on the list of those who are not taken in again.

    Parameters
    ----------
    connection
        To the store.
    ids
        Text, without nulls.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    digests = {digest for (digest,) in connection.execute("SELECT digest FROM forgotten").fetchall()}
    if not digests:
        return np.zeros(len(ids), np.bool_)
    key, distinct = _key(connection), pc.unique(ids)
    named = [_digest(key, one) in digests for one in distinct.to_pylist()]
    return np.asarray(pc.is_in(ids, value_set=distinct.filter(pa.array(named, pa.bool_()))))


def expire_later(connection: "duckdb.DuckDBPyConnection", horizon: Fraction) -> None:
    """Keep out events before a time, in nanoseconds since 1970 or as an order number; the latest such time holds."""
    before = _horizon(connection)
    least = ceil(horizon) if before is None else max(before, ceil(horizon))
    connection.execute("DELETE FROM meta WHERE key = $1", [_HORIZON])
    connection.execute("INSERT INTO meta VALUES ($1, $2)", [_HORIZON, str(least)])


def _horizon(connection: "duckdb.DuckDBPyConnection") -> int | None:
    found = connection.execute("SELECT value FROM meta WHERE key = $1", [_HORIZON]).fetchall()
    return int(found[0][0]) if found else None


def _young(connection: "duckdb.DuckDBPyConnection", arrival: Arrival) -> NDArray[np.bool_]:
    horizon = _horizon(connection)
    if horizon is None:
        return np.ones(arrival.columns.num_rows, dtype=np.bool_)
    micros, nanos = (horizon, 0) if arrival.time_unit is None else divmod(horizon, _NANOS)
    time, rest = arrival.columns["time"].to_numpy(), arrival.columns["nanos"].to_numpy()
    young: NDArray[np.bool_] = (time > micros) | ((time == micros) & (rest >= nanos))
    return young


def _not_forgotten(connection: "duckdb.DuckDBPyConnection", arrival: Arrival) -> NDArray[np.bool_]:
    import pyarrow as pa
    import pyarrow.compute as pc

    digests = {digest for (digest,) in connection.execute("SELECT digest FROM forgotten").fetchall()}
    if not digests:
        return np.ones(arrival.columns.num_rows, dtype=np.bool_)
    column = arrival.columns["customer"]
    column = column if pa.types.is_integer(column.type) else column.cast(pa.large_string())
    key = _key(connection)
    there = pc.unique(column)
    named = [_digest(key, one) in digests for one in there.to_pylist()]
    return np.asarray(pc.invert(pc.is_in(column, value_set=there.filter(pa.array(named, pa.bool_())))))


def _key(connection: "duckdb.DuckDBPyConnection") -> bytes:
    """The store's own key, made when it is needed first."""
    found = connection.execute("SELECT value FROM meta WHERE key = $1", [_KEY]).fetchall()
    if found:
        return bytes.fromhex(found[0][0])
    key = secrets.token_bytes(32)
    connection.execute("INSERT INTO meta VALUES ($1, $2)", [_KEY, key.hex()])
    return key


def _digest(key: bytes, customer: str | int) -> str:
    """Of the text: the customers of a store are all of one type, and pairs of ids hold text."""
    return hmac.digest(key, str(customer).encode(), "sha256").hex()
