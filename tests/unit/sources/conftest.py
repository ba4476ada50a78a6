"""A small log, and the shortest way to read one."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from journeymine.sources.read import read_table
from journeymine.sources.table import EventTable

Read = Callable[..., EventTable]
Rows = Callable[[EventTable], list[tuple[Any, ...]]]


@pytest.fixture
def read() -> Read:
    """Read a source whose columns are called c, e and t, unless said otherwise."""

    def read_log(source: object, **options: Any) -> EventTable:
        return read_table(source, **({"customer": "c", "event": "e", "time": "t"} | options))

    return read_log


@pytest.fixture
def log() -> dict[str, list[Any]]:
    """Three events of two customers."""
    return {"c": ["ann", "ann", "bob"], "e": ["search", "cart", "search"], "t": [1, 2, 1], "v": [1.5, None, 2.0]}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file and give its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


def lists(table: EventTable, columns: Sequence[str] | None = None) -> list[list[Any]]:
    """The columns as lists."""
    return [table.table.column(name).to_pylist() for name in columns or table.table.column_names]
