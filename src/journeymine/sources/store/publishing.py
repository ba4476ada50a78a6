"""What readers see while a writer works: a copy of the whole store, put in place at once."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.sources.store.opening import OpenStore, beside, connect
from journeymine.sources.store.schema import STEPS, check_known, revision, version
from journeymine.sources.store.statements import run

if TYPE_CHECKING:
    import duckdb

_BLOCK = 1 << 26


def publish(store: OpenStore) -> bool:
    """Put a copy of what is committed in the place where readers look, unless the one there says the same.

    Killed at any moment, the copy that was there is there whole. Who reads an older copy goes on reading it.

    Returns
    -------
    Whether there was something new to publish.

    Raises
    ------
    InputError
        The disk has no room for the copy, or refuses it.
    """
    if _published_revision(store.path) == revision(store.connection):
        return False
    run(store.connection, "CHECKPOINT")
    copy = beside(store.path, "publishing")
    try:
        _write(store.descriptor, copy)
        copy.replace(beside(store.path, "published"))
    except OSError as error:
        message = (
            f"The store {str(store.path)!r} cannot be published ({error.strerror or error}); it holds what was taken "
            "in, and readers see what was published before: make room on the disk, and publish again."
        )
        raise InputError(message) from None
    finally:
        copy.unlink(missing_ok=True)
    return True


@contextmanager
def published(path: Path) -> Iterator["duckdb.DuckDBPyConnection"]:
    """Open what was published last, for as long as one question takes.

    Raises
    ------
    InputError
        Nothing was published, or by an older or newer journeymine.
    """
    copy = beside(path, "published")
    if not copy.exists():
        what = (
            f"Nothing of the store {str(path)!r} was published" if path.exists() else f"There is no store {str(path)!r}"
        )
        message = f"{what}; open it for writing, and close it or call .publish()."
        raise InputError(message)
    with (
        TemporaryDirectory(prefix="journeymine-") as folder,
        connect(copy, spill=Path(folder), read_only=True) as opened,
    ):
        found = version(opened)
        if found is None:
            message = f"{str(copy)!r} is no published journey store; remove it, and publish again."
            raise InputError(message)
        check_known(found, copy)
        if found < len(STEPS):
            message = (
                f"What was published of {str(path)!r} has version {found} of its tables, and this journeymine reads "
                f"{len(STEPS)}; open the store for writing once and close it."
            )
            raise InputError(message)
        yield opened


def _published_revision(path: Path) -> int | None:
    try:
        with published(path) as connection:
            return revision(connection)
    except InputError:
        return None


def _write(source: int, copy: Path) -> None:
    """Copy a file by its descriptor and see it onto the disk."""
    target = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, os.fstat(source).st_mode & 0o777)
    try:
        _copy(source, target)
        os.fsync(target)
    finally:
        os.close(target)


def _copy(source: int, target: int) -> None:
    """Copy a file by its descriptor, inside the kernel where it can (where files share blocks, that copies nothing)."""
    done, size = 0, os.fstat(source).st_size
    while done < size:
        try:
            moved = os.copy_file_range(source, target, min(_BLOCK, size - done), done, done)
        except (AttributeError, OSError):
            moved = os.pwrite(target, os.pread(source, min(_BLOCK, size - done), done), done)
        done += moved
