"""A private DuckDB that reads files and touches nothing else: no extensions from the network, no progress bar."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
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
            with interrupts():
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
