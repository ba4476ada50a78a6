"""Files of DuckDB by query: attached, for reading only, to a private DuckDB."""

from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.options import bad_option
from journeymine.sources.database import fetch, private_database
from journeymine.sources.queries.columns import check_type
from journeymine.sources.raw import ColumnPicker

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_TAKEN = ("memory", "system", "temp")


def read_duckdb(path: Path, query: str, pick: ColumnPicker, what: str) -> "pa.Table":
    """What a query gives; nothing is written, and Ctrl-C stops the query.

    Parameters
    ----------
    path
        A file of DuckDB.
    query
        One statement that gives rows.
    pick
        Which columns to take; others are not fetched.
    what
        The source in words.

    Raises
    ------
    InputError, MissingColumnError
        The file is in use or the query is no good, or a column is not there or of no use.
    OptionError
        The query is no SELECT, or several statements.
    """
    import duckdb

    try:
        with private_database() as database:
            _attach(database, path)
            statements = database.extract_statements(query)
            if [one.type for one in statements] != [duckdb.StatementType.SELECT]:
                raise bad_option("query", "read_events", "one statement that gives rows, a SELECT", query)
            relation = database.sql(query)
            names = pick(relation.columns)
            quoted = ", ".join(map(_quoted, names))
            schema = relation.limit(0).to_arrow_table().schema
            for name in names:
                check_type(schema.field(name), what)
            return fetch(database, f"SELECT {quoted} FROM ({statements[0].query.rstrip().rstrip(';')}\n)")  # noqa: S608 (the user's query, on a database opened for reading only)
    except duckdb.Error as error:
        raise InputError(_sentence(str(error), path, what)) from None


def tables_of(path: Path) -> list[str]:
    """The tables and views of a file of DuckDB.

    Raises
    ------
    InputError
        It cannot be opened.
    """
    import duckdb

    try:
        with private_database() as database:
            _attach(database, path)
            return [str(name) for (name,) in database.sql("SELECT name FROM (SHOW TABLES) ORDER BY name").fetchall()]
    except duckdb.Error as error:
        raise InputError(_sentence(str(error), path, "the database")) from None


def _attach(database: "duckdb.DuckDBPyConnection", path: Path) -> None:
    """Under the name that the file has when it is opened alone, for its views may say it."""
    name = _quoted("opened" if path.stem.lower() in _TAKEN else path.stem)
    file = str(path).replace("'", "''")
    database.execute(f"ATTACH '{file}' AS {name} (READ_ONLY, TYPE duckdb)")
    database.execute(f"USE {name}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _sentence(report: str, path: Path, what: str) -> str:
    """DuckDB's report as one sentence with the cure."""
    if "lock on file" in report:
        return f"{str(path)!r} is being written by another program; DuckDB lets nobody read meanwhile: close it there."
    if "configuration" in report or "already attached" in report or "Unique file handle" in report:
        return (
            f"{str(path)!r} is open in this program already; close it, or give read_events the relation of the "
            "connection that is open: connection.sql(query)."
        )
    if "not a valid DuckDB" in report or "serialization version" in report or "newer version" in report:
        return f"{str(path)!r} cannot be read by this version of DuckDB; write it again, or install a newer duckdb."
    reason = report.partition("\n")[0].partition("Error: ")[2] or report.partition("\n")[0]
    return f"{what[0].upper()}{what[1:]} cannot be run ({reason.rstrip('. ')}); correct it."
