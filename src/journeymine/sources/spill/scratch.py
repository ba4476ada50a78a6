"""A folder for what does not fit into memory, gone when it is no longer needed."""

import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path

from journeymine.errors import InputError

try:
    import fcntl as _fcntl
except ImportError:  # Windows
    _fcntl = None  # type: ignore[assignment]


_PREFIX, _LOCK = "journeymine-disk-", "lock"


class Scratch:
    """A temporary folder of its own, in the folder that ``TMPDIR`` names or the system's.

    It is removed by `remove`, when nothing refers to it any more, and at the end of the process; not by a process that
    was forked off meanwhile. What a killed process left is removed when the next one begins.

    Examples
    --------
    >>> scratch = Scratch()
    >>> folder = scratch.folder
    >>> del scratch
    >>> folder.exists()
    False
    """

    def __init__(self) -> None:
        _remove_what_was_left()
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._removal = weakref.finalize(self, _remove, self.folder, _locked(self.folder), os.getpid())

    def remove(self) -> None:
        """Remove the folder with all that is in it, now."""
        self._removal()


def _remove(folder: Path, lock: int, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _locked(folder: Path) -> int:
    """A file in the folder that is locked for as long as its process lives; others see it when it is."""
    hidden = folder / f"{_LOCK}-to-be"
    lock = os.open(hidden, os.O_CREAT | os.O_RDWR, 0o600)
    if _fcntl is not None:
        _fcntl.flock(lock, _fcntl.LOCK_EX | _fcntl.LOCK_NB)
    hidden.rename(folder / _LOCK)
    return lock


def _remove_what_was_left() -> None:
    """Remove the folders of processes that were killed: nobody holds their locks any more."""
    if _fcntl is None:
        return
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        with suppress(OSError):
            lock = os.open(path, os.O_RDWR)
            try:
                _fcntl.flock(lock, _fcntl.LOCK_EX | _fcntl.LOCK_NB)
                shutil.rmtree(path.parent, ignore_errors=True)
            finally:
                os.close(lock)


def check_room(needed: int, what: str) -> None:
    """Refuse to begin what the disk has no room for.

    Parameters
    ----------
    needed
        Bytes, about.
    what
        What is to be read, in words.

    Raises
    ------
    InputError
        There is less room.
    """
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    if free < needed:
        message = (
            f"Reading {what} under a `memory_limit` takes about {gigabytes(needed)} of disk in {folder!r}, where "
            f"{gigabytes(free)} are free; make room, or name another folder in the environment variable TMPDIR."
        )
        raise InputError(message)


def gigabytes(size: int) -> str:
    """A size in words.

    Examples
    --------
    >>> gigabytes(15_400_000_000), gigabytes(1_200_000)
    ('15.4 GB', '1.2 MB')
    """
    return f"{size / 1e9:.1f} GB" if size >= 100_000_000 else f"{size / 1e6:.1f} MB"
