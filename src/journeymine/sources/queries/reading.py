"""A database and a query → raw columns."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from journeymine.errors import InputError, OptionError
from journeymine.options import bad_option, near_miss
from journeymine.sources.queries import duckdb_file, sqlite
from journeymine.sources.queries.address import file_of, is_server, redacted, scheme
from journeymine.sources.raw import ColumnPicker, RawColumns, picker

_SUFFIXES = (".sqlite", ".sqlite3", ".duckdb", ".ddb", ".db", ".db3")
_MAGIC_BYTES = 16
_READERS = {"sqlite": sqlite.read_sqlite, "duckdb": duckdb_file.read_duckdb}
_TABLES = {"sqlite": sqlite.tables_of, "duckdb": duckdb_file.tables_of}


def is_database(source: str) -> bool:
    """Whether a source is read by query: the address of a server, or a file of SQLite or DuckDB.

    Examples
    --------
    >>> is_database("postgresql://localhost/shop"), is_database("shop.duckdb"), is_database("logs/*.csv")
    (True, True, False)
    """
    if is_server(source) or scheme(source) in {"sqlite", "duckdb"}:
        return True
    return scheme(source) is None and Path(source).suffix.lower() in _SUFFIXES


def read_database(address: str, query: object, asked: Sequence[str] | ColumnPicker) -> RawColumns:
    """The columns asked for of what a query gives.

    Parameters
    ----------
    address
        ``postgresql://user:password@host:port/database``, or a file of SQLite or DuckDB, by its path or as
        ``sqlite:///shop.db``, ``duckdb:///shop.duckdb``. What a file is, its first bytes say. It is opened for reading
        only.
    query
        One statement that gives rows: a SELECT.
    asked
        Distinct column names, or what picks them.

    Returns
    -------
    RawColumns
        In the order of the query's rows. Numerics are int64 where all are whole, else floats; uuid and json are text.

    Raises
    ------
    OptionError
        `query` is missing or is no SELECT.
    InputError, MissingColumnError
        The database cannot be reached, the query cannot be run, or a column is not there or of no use. Users and
        passwords are not repeated.
    MissingExtraError
        The driver for PostgreSQL is not installed.
    """
    if query is not None and (not isinstance(query, str) or not query.strip()):
        raise bad_option("query", "read_events", "a SELECT, as text", query)
    what = f"the query on {redacted(address)!r}"
    pick = asked if callable(asked) else picker(asked, what)
    if is_server(address):
        if query is None:
            raise _lacks_query(address, [])
        from journeymine.sources.queries.postgres import read_postgres

        return RawColumns(read_postgres(address, str(query), pick, what), what)
    path = Path(file_of(address)).expanduser()
    kind = _kind_of_file(path)
    if query is None:
        raise _lacks_query(address, _TABLES[kind](path))
    table = _READERS[kind](path, str(query), pick, what)
    return RawColumns(table, what, ((str(path), table.num_rows),))


def _kind_of_file(path: Path) -> Literal["sqlite", "duckdb"]:
    """What its first bytes say it is.

    Raises
    ------
    InputError
        It is not there, cannot be opened, or is neither.
    """
    if not path.exists():
        siblings = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        message = f"There is no file {redacted(str(path))!r}.{near_miss(path.name, siblings)}"
        raise InputError(message)
    try:
        with path.open("rb") as file:
            begin = file.read(_MAGIC_BYTES)
    except OSError as error:
        message = (
            f"{str(path)!r} cannot be opened ({error.strerror}); name a file of SQLite or DuckDB that you may read."
        )
        raise InputError(message) from None
    if begin.startswith(b"SQLite format 3"):
        return "sqlite"
    if begin[8:12] == b"DUCK":
        return "duckdb"
    message = f"{str(path)!r} is no database of SQLite or DuckDB, as its first bytes tell; check the file."
    raise InputError(message)


def _lacks_query(address: str, tables: Sequence[str]) -> OptionError:
    """Say that a query is needed, with the tables there are."""
    listed = ", ".join(repr(one) for one in tables[:12]) + (", …" if len(tables) > 12 else "")
    holds = f"; it has the tables {listed}" if tables else ""
    example = tables[0] if tables else "events"
    shown = redacted(address)
    cure = f'query="SELECT * FROM {example}"'  # noqa: S608 (shown, not run)
    return OptionError(f"{shown!r} is a database, so `query` of read_events must say what to read{holds}: {cure}.")
