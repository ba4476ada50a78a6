"""A private DuckDB that reads files and touches nothing else: no extensions from the network, no progress bar."""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from journeymine.errors import CapacityError
from journeymine.sources.listening import Ahead, heard

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_BYTES_A_THREAD = 50_000_000
_BATCH_ROWS = 1 << 17
"""Rows of an Arrow batch: a column of it holds 2 GiB of text, 16 kB a row."""


@contextmanager
def private_database(memory: int | None = None) -> Iterator["duckdb.DuckDBPyConnection"]:
    """Open a DuckDB in memory that spills to a temporary folder and is closed at the end.

    Parameters
    ----------
    memory
        Bytes it may hold; None: what DuckDB thinks fit.
    """
    import duckdb

    with TemporaryDirectory(prefix="journeymine-") as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": folder,
        }
        if memory is not None:
            config["memory_limit"] = f"{memory}B"
            # Each thread that reads a file has buffers of its own.
            config["threads"] = max(1, min(os.cpu_count() or 1, memory // _BYTES_A_THREAD))
        with duckdb.connect(":memory:", config=config) as connection, interrupts():
            # In a notebook without ipywidgets there is no bar, and DuckDB refuses even to switch it off.
            if connection.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(True,)]:
                connection.execute("SET enable_progress_bar = false")
            yield connection


def fetch(
    connection: "duckdb.DuckDBPyConnection", query: str, parameters: Mapping[str, object] | None = None
) -> "pa.Table":
    """Run a query on a thread of its own while this one listens for Ctrl-C.

    DuckDB by itself hears a signal in the calling thread only, and then waits for its other threads to finish.

    Raises
    ------
    duckdb.Error
        The query failed.
    KeyboardInterrupt
        Ctrl-C; the query has been stopped.
    """

    def stop() -> bool:
        connection.interrupt()
        return True

    return heard(lambda: connection.sql(query, params=parameters).to_arrow_table(_BATCH_ROWS), stop)


def stream(
    connection: "duckdb.DuckDBPyConnection", query: str, parameters: Mapping[str, object], rows: int
) -> "Iterator[pa.RecordBatch]":
    """The rows of a query, at most `rows` at once, in order; what comes after the batch given out is fetched meanwhile.

    Raises
    ------
    duckdb.Error
        The query failed.
    CapacityError
        It needs more memory than the database may take.
    KeyboardInterrupt
        Ctrl-C; the query has been stopped.
    """
    import duckdb

    def stop() -> bool:
        connection.interrupt()
        return True

    most = min(rows, _BATCH_ROWS)
    try:
        reader = heard(lambda: connection.sql(query, params=parameters).to_arrow_reader(most), stop)
        with closing(Ahead(lambda: next(reader, None), stop)) as batches:
            while (batch := batches.next()) is not None:
                yield batch
    except duckdb.OutOfMemoryException:
        message = "Rows of this length need more memory to read than `memory_limit` allows; read with a larger one."
        raise CapacityError(message) from None


@contextmanager
def interrupts() -> Iterator[None]:
    """Let Ctrl-C be what it is everywhere else: DuckDB turns it into a RuntimeError."""
    try:
        yield
    except RuntimeError as error:
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        raise
