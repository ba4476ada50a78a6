"""A private DuckDB that reads files and touches nothing else: no extensions from the network, no progress bar."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

BATCH_ROWS = 1 << 17
"""Rows of an Arrow batch: a column of it holds 2 GiB of text, 16 kB a row."""


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
            connection.execute("SET enable_progress_bar = false")
            with interrupts(), _told(connection):
                yield connection


@contextmanager
def interrupts() -> Iterator[None]:
    """Let Ctrl-C be what it is everywhere else: DuckDB turns it into a RuntimeError."""
    try:
        yield
    except RuntimeError as error:
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        raise


@contextmanager
def _told(connection: "duckdb.DuckDBPyConnection") -> Iterator[None]:
    """Tell all threads of a connection of Ctrl-C: DuckDB hears it in the calling one only, and waits for the others."""
    before = signal.getsignal(signal.SIGINT)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        yield
        return

    def tell(number: int, frame: FrameType | None) -> None:
        connection.interrupt()
        before(number, frame)

    signal.signal(signal.SIGINT, tell)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
