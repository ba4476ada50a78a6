"""Files in parts: what `read_files` reads at once, when that is too much for memory."""

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.sources.access_log import scan_access_log, together
from journeymine.sources.delimited import scan_delimited
from journeymine.sources.files import left_out, name_of, of_one_format, readable
from journeymine.sources.json_lines import scan_json_lines
from journeymine.sources.parquet import scan_parquet
from journeymine.sources.raw import BrokenLines, FileRows, RawColumns

if TYPE_CHECKING:
    import pyarrow as pa

Scanner = Callable[[Path, Sequence[str], int, Collection[str]], Iterator["pa.Table | FileRows"]]

_SCANNERS: dict[str, Scanner] = {
    "csv": scan_delimited,
    "json": scan_json_lines,
    "parquet": scan_parquet,
    "access_log": scan_access_log,
}
_ROWS_TO_COME = 1 << 62


def scan_files(
    source: str | Path, asked: Sequence[str], memory: int, form: str | None = None, optional: Collection[str] = ()
) -> Iterator[RawColumns]:
    """Read what `read_files` reads in parts, in order, none of which is large.

    Parameters
    ----------
    source, asked, form, optional
        As there.
    memory
        Bytes that reading may take.

    Yields
    ------
    RawColumns
        Some rows of one file. In files with types, a column has types that go together in all parts.

    Raises
    ------
    OptionError, InputError, MissingColumnError
        As there; or the format cannot be read in parts.
    """
    import pyarrow as pa

    paths, found = of_one_format(source, form)
    if found not in _SCANNERS:
        message = (
            f"{paths[0].name} is of the format {found!r}, which is read as a whole and not under a `memory_limit`: "
            "leave it out, or write the log as CSV, JSON lines or Parquet first."
        )
        raise InputError(message)
    schema, start, counts = pa.schema([]), 0, [0] * len(paths)
    for number, path in enumerate(paths):
        counts[number] = _ROWS_TO_COME
        files = tuple((str(one), count) for one, count in zip(paths, counts, strict=True))
        before = start
        with readable(path):
            for rows, notes in _told(_SCANNERS[found](path, asked, memory, optional)):
                schema = _together(schema, rows.table.schema, path)
                what, typed = name_of(source, paths), found != "csv"
                yield RawColumns(rows.table, what, files, typed, notes, start=start, part=True, broken=rows.broken)
                start += rows.table.num_rows
        counts[number] = start - before


def _told(parts: "Iterator[pa.Table | FileRows]") -> Iterator[tuple[FileRows, tuple[str, ...]]]:
    """The parts of a file; with the last of them, what is to be said of its broken lines."""
    broken: list[tuple[BrokenLines, ...]] = []
    held = None
    for part in parts:
        if held is not None:
            yield held, ()
        held = part if isinstance(part, FileRows) else FileRows(part)
        broken.append(held.broken)
    if held is not None:
        yield held, tuple(map(left_out, together(broken)))


def _together(before: "pa.Schema", here: "pa.Schema", path: Path) -> "pa.Schema":
    """The types that hold both, as those of several files that are read as a whole."""
    import pyarrow as pa

    try:
        return pa.unify_schemas([before, here], promote_options="permissive")
    except pa.ArrowException:
        name = next(one.name for one in here if one.name in before.names and before.field(one.name).type != one.type)
        types = f"{here.field(name).type} in {str(path)!r}, but {before.field(name).type} before"
        message = f"Column {name!r} is {types}; write all its values as one type, such as text."
        raise InputError(message) from None
