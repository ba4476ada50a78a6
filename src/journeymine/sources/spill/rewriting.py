"""A log on disk after a step that changes its rows one partition at a time: written anew, beside the one before."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.sources.spill.scratch import Scratch
from journeymine.sources.spill.table import Partitioned
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, eq=False)
class Rewritten(Partitioned):
    """Partitions as a step left them, a file each.

    Attributes
    ----------
    scratch
        The folder that holds them.
    """

    scratch: Scratch

    def partition(self, number: int) -> EventTable:
        """One partition, read into memory.

        Raises
        ------
        InputError
            The files are not there any more.
        """
        import pyarrow as pa

        if not self.sizes[number]:
            return self.empty
        try:
            with pa.OSFile(str(_file(self.scratch, number))) as file:
                rows = pa.ipc.open_file(file).read_all()
        except FileNotFoundError:
            message = "The files of this log on disk are gone; read the log again."
            raise InputError(message) from None
        return replace(self.empty, table=rows)


def rewritten(log: Partitioned, step: Callable[[EventTable], EventTable]) -> Rewritten:
    """The log after a step that leaves every customer's rows where they are.

    Parameters
    ----------
    log
        The log before.
    step
        What it does to a partition: as many rows, in the same columns; rows of one customer stay together under
        whatever name.

    Raises
    ------
    InputError
        The disk has no room; whatever the step raises is raised, and nothing stays on disk.
    """
    import pyarrow as pa

    empty = step(log.empty)
    scratch = Scratch()
    changes, names = 0, dict[str | int, None]()
    try:
        for number, size in enumerate(log.sizes):
            if size:
                after = step(log.partition(number))
                changes += after.recipe[-1].rows_changed
                names |= dict.fromkeys(after.table[after.event].unique().to_pylist())
                _write(after.table.cast(empty.table.schema), _file(scratch, number))
    except OSError as error:
        scratch.remove()
        message = f"The log cannot be written to {str(scratch.folder.parent)!r}: {error.strerror or error}."
        raise InputError(message) from error
    except BaseException:
        scratch.remove()
        raise
    done = replace(empty.recipe[-1], rows_before=len(log), rows_after=len(log), rows_changed=changes)
    empty = replace(empty, recipe=(*empty.recipe[:-1], done))
    return Rewritten(empty, log.sizes, pa.array(names), log.nulls, log.memory, scratch)


def _write(table: "pa.Table", path: Path) -> None:
    import pyarrow as pa

    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        # A file holds one dictionary a column.
        writer.write_table(table.unify_dictionaries())


def _file(scratch: Scratch, number: int) -> Path:
    return scratch.folder / f"{number}.arrow"
