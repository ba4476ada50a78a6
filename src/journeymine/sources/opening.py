"""Any source → its raw columns: from memory, from files, or from a database by query."""

from collections.abc import Collection, Sequence
from functools import partial
from os import PathLike, fspath

from journeymine.options import clash
from journeymine.sources.files import check_files, read_files
from journeymine.sources.frames import check_memory, read_memory
from journeymine.sources.queries.reading import is_database, read_database
from journeymine.sources.raw import RawColumns, read_what_is_there
from journeymine.sources.roles import READ_EVENTS


def raw_columns(
    source: object,
    asked: Sequence[str],
    *,
    form: str | None = None,
    query: str | None = None,
    optional: Collection[str] = (),
) -> RawColumns:
    """The columns asked for, from wherever they are.

    Parameters
    ----------
    source
        A source in memory, a path or glob of files, or the address or file of a database.
    asked
        Distinct column names.
    form
        The format of files, where their names do not say it.
    query
        The SELECT for a database.
    optional
        Those of `asked` that may be absent, in some files or in all; they are null there.

    Raises
    ------
    OptionError
        The source is none of these, or an option does not go with it.
    InputError, MissingColumnError
        It cannot be read, or lacks a column.
    """
    place = fspath(source) if isinstance(source, str | PathLike) else None
    if isinstance(place, str) and form is None and is_database(place):
        return read_what_is_there(partial(read_database, place, query), asked, optional)
    if query is not None:
        why = "only databases are asked by query: postgresql://…, or a file of SQLite or DuckDB"
        raise clash("query", "source", READ_EVENTS, why)
    if place is not None:
        return read_files(place, asked, form, optional)
    if form is not None:
        raise clash("format", "source", READ_EVENTS, "it is for files, and this source is in memory; leave it out")
    return read_what_is_there(lambda names: read_memory(source, names), asked, optional)


def check_columns(source: object, asked: Sequence[str], *, form: str | None = None) -> None:
    """Say that columns are missing, where that can be told without reading any row.

    It can for frames and dicts, and for CSV and Parquet files; of other sources, reading tells.

    Parameters
    ----------
    source, asked, form
        As `raw_columns` takes them.

    Raises
    ------
    InputError, MissingColumnError
        There is no such file, or a column is missing.
    """
    if not isinstance(source, str | PathLike):
        check_memory(source, asked)
        return
    place = fspath(source)
    if form is not None or not is_database(place):
        check_files(place, asked, form)
