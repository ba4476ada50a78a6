"""A private DuckDB that reads files and touches nothing else: no extensions from the network, no progress bar."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_BATCH_ROWS = 1 << 17
"""Rows of an Arrow batch: a column of it holds 2 GiB of text, 16 kB a row."""

_LISTEN_EVERY = 0.05
"""Seconds between two looks for Ctrl-C."""


@contextmanager
def private_database() -> Iterator["duckdb.DuckDBPyConnection"]:
    """Open a DuckDB in memory that spills to a temporary folder and is closed at the end."""
    import duckdb

    with TemporaryDirectory(prefix="journeymine-") as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": folder,
        }
        with duckdb.connect(":memory:", config=config) as connection:
            # In a notebook without ipywidgets there is no bar, and DuckDB refuses even to switch it off.
            if connection.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(True,)]:
                connection.execute("SET enable_progress_bar = false")
            with interrupts():
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
    running: Future[pa.Table] = Future()
    begun, given_up = Event(), Event()

    def run() -> None:
        begun.set()
        if given_up.is_set():
            running.cancel()
            return
        try:
            running.set_result(connection.sql(query, params=parameters).to_arrow_table(_BATCH_ROWS))
        except BaseException as error:  # noqa: BLE001 (whatever it is, it belongs to the caller's thread)
            running.set_exception(error)

    try:
        # A daemon does not hold up the end of the process.
        Thread(target=run, daemon=True).start()
        while True:
            try:
                return running.result(_LISTEN_EVERY)
            except TimeoutError:
                continue
    except KeyboardInterrupt:
        # Ctrl-C comes at any moment: the thread may not have begun, and then it never will.
        given_up.set()
        # More than once: the query itself may not have begun, and what has not begun cannot be interrupted.
        while begun.is_set() and not running.done():
            connection.interrupt()
            wait([running], _LISTEN_EVERY)
        raise


@contextmanager
def interrupts() -> Iterator[None]:
    """Let Ctrl-C be what it is everywhere else: DuckDB turns it into a RuntimeError."""
    try:
        yield
    except RuntimeError as error:
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        raise
