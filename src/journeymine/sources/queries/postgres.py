"""PostgreSQL by query: ADBC hands over Arrow batches as the server sends them."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from journeymine.errors import InputError, MissingExtraError
from journeymine.options import bad_option
from journeymine.sources.listening import heard
from journeymine.sources.queries.columns import check_type, is_numeric, numbers, plain
from journeymine.sources.queries.server_faults import connection_fault, query_fault
from journeymine.sources.raw import ColumnPicker

if TYPE_CHECKING:
    import pyarrow as pa


def read_postgres(address: str, query: str, pick: ColumnPicker, what: str) -> "pa.Table":
    """What a query gives, in a read-only transaction; on Ctrl-C the server stops working on it.

    Parameters
    ----------
    address
        ``postgresql://user:password@host:port/database``, as libpq takes it; what it leaves out comes from PGHOST,
        PGPASSWORD, ``~/.pgpass`` and the like.
    query
        One statement that gives rows.
    pick
        Which columns to take.
    what
        The source in words.

    Raises
    ------
    MissingExtraError
        The driver is not installed.
    InputError, MissingColumnError
        The server cannot be reached, the query cannot be run, or a column is not there or of no use.
    OptionError
        The query gives no rows.
    """
    driver_errors = _driver_errors()
    reading = _Reading(address, query, pick, what)
    try:
        return heard(reading.run, reading.stop)
    except driver_errors as error:
        told, state = str(error), getattr(error, "sqlstate", None)
        fault = query_fault(told, state, address, what) if reading.connected else connection_fault(told, address)
    # Raised here, so that the driver's error, which may repeat the address, does not hang on it as its context.
    raise InputError(fault)


class _Reading:
    """One query on a connection of its own, and how to stop it from another thread."""

    def __init__(self, address: str, query: str, pick: ColumnPicker, what: str) -> None:
        self._address, self._pick, self._what = address, pick, what
        # The driver wraps the query into a COPY: a last line that is a comment needs its end, and no semicolon.
        self._query = query.strip().rstrip(";") + "\n"
        self._cursor: Any = None
        self._given_up = False

    @property
    def connected(self) -> bool:
        return self._cursor is not None

    def stop(self) -> bool:
        """Ask the server to stop; a connection that is not yet made is left to itself."""
        self._given_up = True
        if self._cursor is None:
            return False
        with suppress(*_driver_errors()):
            self._cursor.adbc_cancel()
        return True

    def run(self) -> "pa.Table":
        from adbc_driver_postgresql import dbapi

        connection = dbapi.connect(self._address)
        try:
            cursor = connection.cursor()
            try:
                self._cursor = cursor
                return self._read(cursor)
            finally:
                with suppress(*_driver_errors()):
                    cursor.close()
        finally:
            # A connection that broke cannot be ended in good order either.
            with suppress(*_driver_errors()):
                connection.close()

    def _read(self, cursor: Any) -> "pa.Table":
        import pyarrow as pa

        cursor.execute("SET TRANSACTION READ ONLY")
        schema = cursor.adbc_execute_schema(self._query)
        if not schema.names:
            raise bad_option("query", "read_events", "one statement that gives rows, a SELECT", self._query.strip())
        names = self._pick(schema.names)
        for name in names:
            check_type(schema.field(name), self._what)
        cursor.execute(self._query)
        batches = []
        with cursor.fetch_record_batch() as reader:
            for batch in reader:
                if self._given_up:
                    break
                batches.append(pa.record_batch([plain(batch.column(name)) for name in names], names=names))
        table = pa.Table.from_batches(batches) if batches else pa.table({name: pa.nulls(0) for name in names})
        # A column at a time, and only now: a batch alone does not tell whether all are whole.
        for place, name in enumerate(names):
            if batches and is_numeric(schema.field(name)):
                table = table.set_column(place, name, numbers(table.column(place), name, self._what))
        return table


def _driver_errors() -> tuple[type[Exception], ...]:
    """What ADBC raises, in its own classes or in Arrow's."""
    try:
        import adbc_driver_postgresql  # noqa: F401 (asked whether it is there)
        from adbc_driver_manager import Error
    except ImportError:
        message = (
            "PostgreSQL is read through its ADBC driver, which is not installed: pip install 'journeymine[postgres]'."
        )
        raise MissingExtraError(message) from None
    import pyarrow as pa

    return Error, pa.ArrowException, OSError
