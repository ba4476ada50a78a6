"""Files → a log on disk: read in parts, checked as ever, written to partitions of customers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from journeymine.errors import EmptyLogError
from journeymine.options import choice
from journeymine.sources.database import private_database
from journeymine.sources.files import name_of, of_one_format
from journeymine.sources.read import as_table, complete
from journeymine.sources.roles import READ_EVENTS, checked_roles
from journeymine.sources.scan import scan_files
from journeymine.sources.spill.reading import Parts, Reading
from journeymine.sources.spill.room import estimated_size
from journeymine.sources.spill.scratch import Scratch, check_room
from journeymine.sources.spill.table import SpilledTable
from journeymine.sources.spill.writing import Partitions
from journeymine.sources.table import TimeUnit
from journeymine.sources.zones import checked_zone

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
    zone: str | None,
    form: str | None,
    memory: int,
    n_partitions: int | None = None,
) -> SpilledTable:
    """Read files that are larger than memory into partitions on disk.

    Parameters
    ----------
    source
        A path or a glob.
    customer, event, time, value, extra, on_missing, time_unit, zone, form
        As `read_table` takes them; what it refuses is refused here in the same words.
    memory
        Bytes that reading, and later working with the log, may take.
    n_partitions
        How many partitions; None: so many that one is a small part of the memory.

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
    checked_zone(zone, READ_EVENTS)
    paths, _ = of_one_format(source, form)
    parts = Parts(
        roles=roles,
        scan=lambda names: scan_files(source, names, memory // 4, form),
        asked=roles.asked,
        asked_for_times=[time],
        complete=lambda raw: complete(raw, roles, on_missing),
        time_column=lambda raw: raw.table[time],
        as_table=lambda kept: as_table(kept, roles, time_unit, zone),
        files=tuple(map(str, paths)),
    )
    n = n_partitions or partitions_for(paths, len(roles.asked), memory, repr(source))
    table = spilled(parts, n, memory)
    what = name_of(source, paths)
    if not table.empty.report.rows_read:
        message = f"There is no event in {what}; a log has at least one row."
        raise EmptyLogError(message)
    if not len(table):
        message = f"Every row of {what} lacks its customer, event or time; check the columns asked for."
        raise EmptyLogError(message)
    return table


def spilled(parts: Parts, n_partitions: int, memory: int) -> SpilledTable:
    """Write a source to partitions; whatever goes wrong, nothing stays on disk."""
    scratch = Scratch()
    try:
        with private_database(memory // 4) as database:
            partitions = Partitions(scratch.folder, n_partitions, database)
            try:
                return Reading(parts, partitions).all(scratch, memory)
            finally:
                partitions.close()
    except BaseException:
        scratch.remove()
        raise


def partitions_for(paths: Sequence[Path], n_columns: int, memory: int, what: str) -> int:
    """How many partitions files are split into, a power of two, so that one is a small part of the memory.

    Raises
    ------
    InputError
        The disk has no room for them.
    """
    size = estimated_size(paths, n_columns)
    check_room(_SCRATCH_A_BYTE * size, what)
    wanted = -(-size * _SHARE_OF_A_PARTITION // memory)
    return min(_MOST_PARTITIONS, 1 << max(0, (wanted - 1).bit_length()))
