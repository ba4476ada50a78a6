"""SQLite by query, through Python's own driver: it can be stopped, and gives every value with its type.

A column of SQLite may hold values of several types. The driver of ADBC goes by the first rows: it writes the floats
of a mixed column as text with six digits, gives up where a later row differs, and cannot be cancelled.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeymine.errors import InputError
from journeymine.options import bad_option
from journeymine.sources.listening import heard
from journeymine.sources.raw import ColumnPicker

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS = 1 << 10
"""Rows turned into columns at once: their objects stay in the cache; 16 times as many take twice as long."""
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_KINDS = {int: "numbers", float: "numbers", str: "text", bytes: "bytes"}


def read_sqlite(path: Path, query: str, pick: ColumnPicker, what: str) -> "pa.Table":
    """What a query gives; the file is opened for reading only, and Ctrl-C stops the query.

    Parameters
    ----------
    path
        A file of SQLite.
    query
        One statement that gives rows.
    pick
        Which columns to take.
    what
        The source in words.

    Raises
    ------
    InputError, MissingColumnError
        The file or the query is no good, or a column is not there, or holds text in one row and numbers in another.
    OptionError
        The query is no SELECT, or several statements.
    """
    given_up: list[bool] = []
    begin = what[0].upper() + what[1:]
    try:
        # The thread that reads is another than this one, which only interrupts.
        opened = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        with closing(opened) as connection:
            connection.set_authorizer(
                lambda action, *_: sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY
            )

            def stop() -> bool:
                given_up.append(True)
                connection.interrupt()
                return True

            return heard(lambda: _read(connection, query, pick, what, given_up), stop)
    except (sqlite3.ProgrammingError, sqlite3.Warning):
        raise bad_option("query", "read_events", "one statement that gives rows, a SELECT", query) from None
    except sqlite3.Error as error:
        told = str(error).partition("\n")[0]
        if "not authorized" in told or "prohibited" in told:
            message = f"{begin} would do more than read; only reading is done here: write a SELECT."
        else:
            message = f"{begin} cannot be run ({told}); correct it."
        raise InputError(message) from None


def tables_of(path: Path) -> list[str]:
    """The tables and views of a file of SQLite; none where it cannot be read."""
    query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return [name for (name,) in connection.execute(query).fetchall()]
    except sqlite3.Error:
        return []


def _read(
    connection: sqlite3.Connection, query: str, pick: ColumnPicker, what: str, given_up: list[bool]
) -> "pa.Table":
    import pyarrow as pa

    # An open cursor would keep the file locked as long as the error that ended this is remembered.
    with closing(connection.execute(query)) as cursor:
        if cursor.description is None:
            raise bad_option("query", "read_events", "one statement that gives rows, a SELECT", query)
        known = [name for name, *_ in cursor.description]
        names = pick(known)
        places = [known.index(name) for name in names]
        columns = [_Column(name, what) for name in names]
        while not given_up and (rows := cursor.fetchmany(_BATCH_ROWS)):
            values = list(zip(*rows, strict=True))
            for column, place in zip(columns, places, strict=True):
                column.add(values[place])
    return pa.table({name: column.whole() for name, column in zip(names, columns, strict=True)})


class _Column:
    """Values of one column, a batch at a time: all text, all bytes, or all numbers."""

    def __init__(self, name: str, what: str) -> None:
        self._name, self._what = name, what
        self._chunks: list[pa.Array] = []
        self._kinds: set[type] = set()
        self._rows = 0

    def add(self, values: tuple[Any, ...]) -> None:
        """Take the values of some rows; refuse what does not go with those before."""
        import pyarrow as pa

        kinds = set(map(type, values)) - {type(None)}
        if len(self._kinds | kinds) > 1 and self._kinds | kinds != {int, float}:
            raise InputError(self._mixed(values))
        self._kinds |= kinds
        with self._exact():
            self._chunks.append(pa.array(values, self._type(kinds)))
        self._rows += len(values)

    def whole(self) -> "pa.ChunkedArray":
        """The column; whole numbers among floats are floats."""
        import pyarrow as pa

        kind = self._type(self._kinds)
        with self._exact():
            return pa.chunked_array([chunk.cast(kind) for chunk in self._chunks], kind)

    @staticmethod
    def _type(kinds: set[type]) -> "pa.DataType":
        import pyarrow as pa

        if len(kinds) > 1:
            return pa.float64()
        types = {int: pa.int64(), float: pa.float64(), str: pa.large_string(), bytes: pa.large_binary()}
        return next((types[kind] for kind in kinds), pa.null())

    @contextmanager
    def _exact(self) -> Iterator[None]:
        import pyarrow as pa

        try:
            yield
        except pa.ArrowInvalid:
            message = (
                f"The column {self._name!r} of {self._what} holds floats and whole numbers too large to be floats; "
                f"give it one type in the query, such as CAST({self._name} AS TEXT)."
            )
            raise InputError(message) from None

    def _mixed(self, values: tuple[Any, ...]) -> str:
        told = [one for one in values if one is not None]
        first = _KINDS[next(iter(self._kinds), type(told[0]))]
        place, odd = next(
            (place, one) for place, one in enumerate(values) if one is not None and _KINDS[type(one)] != first
        )
        shown = repr(odd) if len(repr(odd)) <= 40 else repr(odd)[:37] + "..."
        return (
            f"The column {self._name!r} of {self._what} holds {first} and {_KINDS[type(odd)]}, "
            f"first {shown} (row {self._rows + place + 1}); "
            f"give it one type in the query, such as CAST({self._name} AS TEXT)."
        )
