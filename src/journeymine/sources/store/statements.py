"""Statements on a store: a transaction that is all or nothing, and the sentence for what the disk refuses."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeymine.errors import CapacityError, InputError
from journeymine.sources.database import interrupts
from journeymine.sources.listening import heard

if TYPE_CHECKING:
    import duckdb


class BrokenStoreError(Exception):
    """The database, as it is open, cannot be relied upon; the file can."""


def run(
    connection: "duckdb.DuckDBPyConnection", statement: str, parameters: Mapping[str, object] | None = None
) -> list[tuple[Any, ...]]:
    """Run a statement that may take long while listening for Ctrl-C, and give back its rows.

    Examples
    --------
    >>> import duckdb
    >>> with duckdb.connect(":memory:") as connection:
    ...     run(connection, "SELECT $x + 1", {"x": 1})
    [(2,)]
    """

    def stop() -> bool:
        connection.interrupt()
        return True

    return heard(lambda: connection.execute(statement, parameters).fetchall(), stop)


@contextmanager
def transaction(connection: "duckdb.DuckDBPyConnection") -> Iterator[None]:
    """All that is done inside is kept, or, whatever goes wrong, none of it."""
    try:
        with interrupts():
            connection.execute("BEGIN")
            yield
        run(connection, "COMMIT")
    except BaseException:
        _surely(lambda: connection.execute("ROLLBACK"))
        raise


def clear(connection: "duckdb.DuckDBPyConnection", view: str, tables: Sequence[str]) -> None:
    """Let go of what is not kept, also after Ctrl-C, and where the database broke."""
    _surely(lambda: connection.unregister(view))
    for table in tables:
        _surely(partial(connection.execute, f"DROP TABLE IF EXISTS temp.{table}"))


def _surely(clean: Callable[[], object]) -> None:
    """Clean up: the Ctrl-C that ended the statement before may hit this one as well."""
    import duckdb

    for _ in range(3):
        try:
            clean()
        except duckdb.InterruptException:
            continue
        except duckdb.Error:
            # A commit that failed has been rolled back already, and a database that broke has nothing to clean up.
            return
        return


@contextmanager
def refusals(path: Path, give_up: Callable[[], None]) -> Iterator[None]:
    """Say in one sentence why the database could not write.

    Parameters
    ----------
    path
        The store.
    give_up
        Called where the database broke on it, which leaves the file as it was before.

    Raises
    ------
    CapacityError
        The disk is full, or a memory limit too low.
    InputError
        Anything else that the disk refuses.
    """
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        message = (
            f"There is not enough memory (or room on disk) to write to the store {str(path)!r} "
            f"({_reason(error)}); nothing of it was kept: raise `memory_limit` of JourneyStore or make room."
        )
        raise CapacityError(message) from None
    except _broken() as error:
        give_up()
        message = (
            f"The store {str(path)!r} cannot be written ({_reason(error)}); nothing of it was kept: make room on the "
            "disk, then open the store again."
        )
        raise InputError(message) from None


@contextmanager
def undamaged(path: Path) -> Iterator[None]:
    """Say in one sentence that a store, or what was published of it, is damaged.

    Parameters
    ----------
    path
        The store.

    Raises
    ------
    InputError
        It is.
    """
    import duckdb

    damage = (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException, duckdb.FatalException)
    try:
        yield
    except duckdb.Error as error:
        # Of check sums that do not fit DuckDB says no more than that they are errors.
        if type(error) is duckdb.Error or isinstance(error, damage):
            message = (
                f"The store {str(path)!r} is damaged ({_reason(error)}); put a copy of it in its place: what was "
                f"published may be whole, {str(path) + '.published'!r}."
            )
            raise InputError(message) from None
        raise


def _broken() -> tuple[type[Exception], ...]:
    """What DuckDB raises where a file cannot be written: at once, at the commit, and ever after."""
    import duckdb

    return (
        BrokenStoreError,
        duckdb.IOException,
        duckdb.TransactionException,
        duckdb.FatalException,
        duckdb.InternalException,
    )


def _reason(error: Exception) -> str:
    return str(error).partition("\n")[0][:160].rstrip(".")
