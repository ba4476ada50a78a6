"""A folder for what does not fit into memory, gone when it is no longer needed."""

import os
import shutil
import tempfile
import weakref
from pathlib import Path

from journeymine.errors import InputError


class Scratch:
    """A temporary folder of its own, in the folder that ``TMPDIR`` names or the system's.

    It is removed by `remove`, when nothing refers to it any more, and at the end of the process; not by a process that
    was forked off meanwhile, and not where the process is killed.

    Examples
    --------
    >>> scratch = Scratch()
    >>> folder = scratch.folder
    >>> del scratch
    >>> folder.exists()
    False
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="journeymine-"))
        self._removal = weakref.finalize(self, _remove, self.folder, os.getpid())

    def remove(self) -> None:
        """Remove the folder with all that is in it, now."""
        self._removal()

    @property
    def is_there(self) -> bool:
        """Whether it has not been removed."""
        return self._removal.alive


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


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
