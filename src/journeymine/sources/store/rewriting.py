"""The file of a store written anew, without what is to go: in its place at once, or not at all."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.sources.store.opening import OpenStore, beside, open_for_writing
from journeymine.sources.store.statements import run

if TYPE_CHECKING:
    import duckdb

_FRESH = "journeymine_rewriting"


@dataclass(frozen=True)
class Kept:
    """What of a table goes into the new file.

    Attributes
    ----------
    where
        SQL that holds for the rows that stay.
    instead
        SQL of what columns hold from now on.
    """

    where: str = "true"
    instead: Mapping[str, str] = field(default_factory=dict)


def rewrite(
    store: OpenStore,
    kept: Mapping[str, Kept],
    then: Callable[["duckdb.DuckDBPyConnection"], None],
    memory_limit: int | None = None,
) -> tuple[OpenStore, int]:
    """Write the file anew and open it in place of the old one.

    DuckDB leaves the bytes of deleted rows in the file, in dictionaries and in blocks that are free; a new file never
    had them. Killed at any moment, there is the old store whole or the new one whole. Until the new one is in place the
    old one stays locked, so that nobody else can write meanwhile.

    Parameters
    ----------
    store
        The store; closed afterwards, unless something goes wrong before the new file is in place.
    kept
        By table, what stays; a table not named stays as it is.
    then
        Called when the tables of the new file are filled, with a connection to it.
    memory_limit
        As for `open_for_writing`.

    Returns
    -------
    The store as it is open now, and how many rows of the tables in `kept` went.

    Raises
    ------
    InputError
        The new file does not hold what it should; the old one is as it was.
    """
    new = beside(store.path, "rewriting")
    clear(new)
    try:
        gone = _fill(store.connection, new, kept, then)
        _flush(new)
        # What is left in the journal would be done again to the new file.
        store.connection.execute("CHECKPOINT")
        beside(store.path, "wal").unlink(missing_ok=True)
        store.connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        new.replace(store.path)
    except BaseException:
        _detach(store.connection)
        clear(new)
        raise
    _flush(store.path.parent)
    store.close()
    return open_for_writing(store.path, memory_limit), gone


def clear(new: Path) -> None:
    """Remove a new file that never got into place."""
    for stale in (new, beside(new, "wal")):
        stale.unlink(missing_ok=True)


def _fill(
    connection: "duckdb.DuckDBPyConnection",
    new: Path,
    kept: Mapping[str, Kept],
    then: Callable[["duckdb.DuckDBPyConnection"], None],
) -> int:
    """Make the tables in the new file and copy what stays; gives the number of rows that went."""
    ((old,),) = connection.execute("SELECT current_database()").fetchall()
    connection.execute(f"ATTACH '{str(new).replace(chr(39), chr(39) * 2)}' AS {_FRESH}")
    connection.execute(f'COPY FROM DATABASE "{old}" TO {_FRESH} (SCHEMA)')
    tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = $old AND NOT temporary ORDER BY table_name"
    gone = 0
    for (table,) in connection.execute(tables, {"old": old}).fetchall():
        one = kept.get(table, Kept())
        instead = ", ".join(f"{sql} AS {column}" for column, sql in one.instead.items())
        columns = f"* REPLACE ({instead})" if instead else "*"
        run(connection, f"INSERT INTO {_FRESH}.{table} SELECT {columns} FROM {table} WHERE {one.where}")
        before, staying, there = (
            run(connection, f"SELECT count(*) FROM {rows}")[0][0]
            for rows in (table, f"{table} WHERE {one.where}", f"{_FRESH}.{table}")
        )
        if staying != there:
            message = (
                f"The file written anew has {there:,} rows of {table} instead of {staying:,}; nothing was changed."
            )
            raise InputError(message)
        gone += before - staying
    connection.execute(f"USE {_FRESH}")
    then(connection)
    connection.execute(f'USE "{old}"')
    connection.execute(f"DETACH {_FRESH}")
    return gone


def _detach(connection: "duckdb.DuckDBPyConnection") -> None:
    import duckdb

    with suppress(duckdb.Error):
        ((old,),) = connection.execute(
            "SELECT database_name FROM duckdb_databases() WHERE NOT internal AND database_name <> $fresh",
            {"fresh": _FRESH},
        ).fetchall()
        connection.execute(f'USE "{old}"')
        connection.execute(f"DETACH {_FRESH}")


def _flush(path: Path) -> None:
    """See a file, or the names in a folder, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
