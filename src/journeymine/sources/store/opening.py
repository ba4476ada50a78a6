"""A store on disk: made, opened by one writer, and what of it lies beside the file."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.sources.store.schema import check_known, migrate, version

if TYPE_CHECKING:
    import duckdb

_MAGIC = b"DUCK"
_writing: set[tuple[int, int]] = set()
"""Files this process writes, by device and inode. DuckDB's lock is one of POSIX, which ends when *any* descriptor of
the file is closed in the process: none may be opened a second time while the store is open."""


@dataclass(frozen=True, eq=False)
class OpenStore:
    """A store open for writing.

    Attributes
    ----------
    path
        The file.
    connection
        The one connection to it.
    descriptor
        The file itself, open for as long as the connection is, to be copied without ending DuckDB's lock.
    """

    path: Path
    connection: "duckdb.DuckDBPyConnection"
    descriptor: int

    def close(self) -> None:
        """Let the file go; what was committed is in it."""
        self.connection.close()
        status = os.fstat(self.descriptor)
        _writing.discard((status.st_dev, status.st_ino))
        os.close(self.descriptor)


def beside(path: Path, what: str) -> Path:
    """A file of a store beside its main one: ``wal``, ``tmp`` (a folder), ``published``, ``publishing``,
    ``creating``, ``rewriting``.

    Examples
    --------
    >>> beside(Path("journeys.duckdb"), "published").name
    'journeys.duckdb.published'
    """
    return path.with_name(f"{path.name}.{what}")


def open_for_writing(path: Path, memory_limit: int | None = None) -> OpenStore:
    """Open a store, made where there is none, and bring its tables up to date.

    Parameters
    ----------
    path
        The file.
    memory_limit
        Bytes that DuckDB may take; None: what it takes by itself.

    Raises
    ------
    InputError
        The file is no store, or one of a newer version, or another process (or this one) has it open for writing.
    """
    if path.exists():
        _check_is_store(path)
    else:
        _create(path)
    # What a killed writer spilled; nobody else has the store now, or opening it fails.
    connection = connect(path, memory_limit=memory_limit)
    try:
        shutil.rmtree(beside(path, "tmp"), ignore_errors=True)
        for stale in ("publishing", "rewriting", "rewriting.wal"):
            beside(path, stale).unlink(missing_ok=True)
        migrate(connection)
        descriptor = os.open(path, os.O_RDONLY)
    except BaseException:
        connection.close()
        raise
    status = os.fstat(descriptor)
    _writing.add((status.st_dev, status.st_ino))
    return OpenStore(path, connection, descriptor)


def connect(
    path: Path, *, spill: Path | None = None, read_only: bool = False, memory_limit: int | None = None
) -> "duckdb.DuckDBPyConnection":
    """A connection that loads nothing from the network and spills beside the store.

    Raises
    ------
    InputError
        Another process holds the file, or it is none of DuckDB's.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": str(beside(path, "tmp") if spill is None else spill),
    }
    if memory_limit is not None:
        config["memory_limit"] = f"{memory_limit}B"
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.Error as error:
        raise InputError(_refusal(str(error), path)) from None
    # In a notebook without ipywidgets there is no bar, and DuckDB refuses even to switch it off.
    if connection.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(True,)]:
        connection.execute("SET enable_progress_bar = false")
    return connection


def _refusal(report: str, path: Path) -> str:
    """DuckDB's report as one sentence."""
    # Damage is told of blocks.
    if re.search(r"\block\b", report):
        holder = re.search(r"\(PID (\d+)\)", report)
        who = f"process {holder[1]}" if holder else "another process"
        return (
            f"The store {str(path)!r} is open for writing in {who}, and one at a time writes; wait until it is closed, "
            "or read what was published: JourneyStore(path, read_only=True)."
        )
    if "Permission" in report:
        return f"The store {str(path)!r} may not be opened; check the permissions of the file and its folder."
    return f"{str(path)!r} cannot be opened as a journey store ({report.partition(chr(10))[0][:160].rstrip('.')})."


def _create(path: Path) -> None:
    """Make a store under another name first: killed at any moment, there is a whole one or none."""
    if not path.parent.is_dir():
        message = f"There is no folder {str(path.parent)!r} for the store {path.name!r}; make it first."
        raise InputError(message)
    new = beside(path, "creating")
    for stale in (new, beside(new, "wal")):
        stale.unlink(missing_ok=True)
    with connect(new) as connection:
        migrate(connection)
    try:
        os.link(new, path)
    except FileExistsError:
        # Somebody else was quicker.
        pass
    except OSError:
        # Not every disk has links.
        new.rename(path)
    new.unlink(missing_ok=True)


def _check_is_store(path: Path) -> None:
    """Look before anything is opened for writing, which alone changes a file."""
    if path.is_dir():
        message = f"{str(path)!r} is a folder; name the file of a store, such as {str(path / 'journeys.duckdb')!r}."
        raise InputError(message)
    status = path.stat()
    if (status.st_dev, status.st_ino) in _writing:
        message = f"The store {str(path)!r} is open for writing in this process already; use that one, or close it."
        raise InputError(message)
    with path.open("rb") as file:
        magic = file.read(12)[8:]
    found = None
    if magic == _MAGIC:
        with connect(path, read_only=True) as connection:
            found = version(connection)
    if found is None:
        message = f"{str(path)!r} is no journey store; name the file of one, or a new file. Nothing was changed."
        raise InputError(message)
    check_known(found, path)
