"""Files → a log on disk: read in parts, checked as ever, written to partitions of customers."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from journeymine.options import choice
from journeymine.sources.database import private_database
from journeymine.sources.files import of_one_format
from journeymine.sources.read import complete
from journeymine.sources.roles import READ_EVENTS, checked_roles
from journeymine.sources.scan import scan_files
from journeymine.sources.spill.kinds import plain
from journeymine.sources.spill.reading import Reading
from journeymine.sources.spill.room import estimated_size
from journeymine.sources.spill.scratch import Scratch, check_room
from journeymine.sources.spill.table import SpilledTable
from journeymine.sources.spill.writing import Partitions
from journeymine.sources.table import TimeUnit

if TYPE_CHECKING:
    import pyarrow as pa

_SHARE_OF_A_PARTITION = 24
_MOST_PARTITIONS = 512
_SCRATCH_A_BYTE = 2
"""The rows, and the journeys that are made of them: both are on disk for a while."""


def read_spilled(
    source: str,
    *,
    customer: str,
    event: str | Sequence[str],
    time: str,
    value: str | None,
    extra: Sequence[str],
    on_missing: Literal["error", "drop"],
    time_unit: TimeUnit | None,
    form: str | None,
    memory: int,
    n_partitions: int | None = None,
) -> SpilledTable:
    """Read files that are larger than memory into partitions on disk.

    Parameters
    ----------
    source
        A path or a glob.
    customer, event, time, value, extra, on_missing, time_unit, form
        As `read_table` takes them; what it refuses is refused here in the same words.
    memory
        Bytes that reading, and later working with the log, may take.
    n_partitions
        How many partitions; a power of two. None: so many that one is a small part of the memory.

    Returns
    -------
    SpilledTable
        The rows in partitions; its folder is removed when nothing refers to it any more.

    Raises
    ------
    InputError, MissingColumnError, EmptyLogError, OptionError
        As `read_table`; and where the disk has no room.
    """
    roles = checked_roles(customer, event, time, value, extra)
    choice(on_missing, "on_missing", READ_EVENTS, ("error", "drop"))
    if time_unit is not None:
        choice(time_unit, "time_unit", READ_EVENTS, ("s", "ms", "us", "ns"))
    paths, _ = of_one_format(source, form)
    size = estimated_size(paths, len(roles.asked))
    check_room(_SCRATCH_A_BYTE * size, repr(source))

    def times() -> "Iterator[pa.ChunkedArray]":
        return (plain(raw.table[time]) for raw in scan_files(source, [time], memory // 4, form))

    scratch = Scratch()
    try:
        with private_database(memory // 4) as database:
            n = n_partitions or _partitions(size, memory)
            partitions = Partitions(scratch.folder, n, database)
            try:
                reading = Reading(roles, time_unit, partitions, times)
                for raw in scan_files(source, roles.asked, memory // 4, form):
                    reading.add(complete(raw, roles, on_missing))
            finally:
                partitions.close()
        return reading.finished(source, scratch, memory)
    except BaseException:
        scratch.remove()
        raise


def _partitions(size: int, memory: int) -> int:
    wanted = -(-size * _SHARE_OF_A_PARTITION // memory)
    return min(_MOST_PARTITIONS, 1 << max(0, (wanted - 1).bit_length()))
