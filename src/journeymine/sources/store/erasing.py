"""What a store must not hold any more: customers who are to be forgotten, events that are too old."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from journeymine.showing import Showing
from journeymine.sources.store.opening import OpenStore
from journeymine.sources.store.rewriting import Kept, rewrite
from journeymine.sources.store.schema import ID_COLUMNS, touch
from journeymine.sources.store.sparing import expire_later, forget_later
from journeymine.sources.store.statements import run

if TYPE_CHECKING:
    import duckdb

_INSTEAD = "[forgotten]"
_LONG = 4
"""Characters from which an id is looked for inside texts; a shorter one is a word like others."""
_PATTERN = 100_000
"""Characters of a pattern; RE2 takes some ten times as many, and then no more."""


@dataclass(frozen=True)
class Erased(Showing):
    """What one call of `JourneyStore.forget` or `JourneyStore.expire` did.

    Attributes
    ----------
    rows
        Events taken out.
    ids
        Ids taken out: those asked for, and those tied to the same persons.
    mentions
        Events of others that named the customer in a text, and now say ``[forgotten]`` there.
    links
        Rows taken out of the tables of who is who.
    seconds
        How long it took.
    """

    rows: int
    ids: int = 0
    mentions: int = 0
    links: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.rows:,} events, {self.ids:,} ids, {self.mentions:,} mentions by others and {self.links:,} links "
            f"taken out ({self.seconds:.1f} s)"
        )


def forget(
    store: OpenStore, customers: Sequence[str | int], *, for_good: bool, memory_limit: int | None = None
) -> tuple[OpenStore, Erased]:
    """Write the store anew without some customers.

    Parameters
    ----------
    store
        The store, open for writing.
    customers
        Their ids; a number is the id of that text, too.
    for_good
        Whether later deliveries are rid of them as well; otherwise they may come back, also with a file that was taken
        in before.
    memory_limit
        As for `open_for_writing`.

    Returns
    -------
    The store as it is open now, and what was done.
    """
    connection = store.connection
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE going AS SELECT unnest($1::VARCHAR[]) AS id", [[str(one) for one in customers]]
    )
    kept = {table: Kept(_none_going(columns)) for table, columns in ID_COLUMNS.items()}
    mentions = 0
    naming = _naming(customers)
    texts = _texts(connection) if naming else []
    if texts:
        named = " OR ".join(
            f"coalesce(regexp_matches({column}, '{pattern}'), false)" for column in texts for pattern in naming
        )
        mentions = _count(connection, f"({kept['events'].where}) AND ({named})")
    if mentions:
        kept["events"] = Kept(kept["events"].where, {column: _without(column, naming) for column in texts})
    rows = _count(connection, f"NOT ({kept['events'].where})")

    def then(fresh: "duckdb.DuckDBPyConnection") -> None:
        forget_later(fresh, customers, for_good=for_good)
        touch(fresh)

    opened, gone = rewrite(store, kept, then, memory_limit)
    return opened, Erased(rows, len(customers), mentions, gone - rows)


def expire(
    store: OpenStore, horizon: Fraction, *, order_numbers: bool, memory_limit: int | None = None
) -> tuple[OpenStore, Erased]:
    """Write the store anew without the events before a time.

    Parameters
    ----------
    store
        The store, open for writing.
    horizon
        The time, in nanoseconds since 1970, or an order number.
    order_numbers
        Which of the two.
    memory_limit
        As for `open_for_writing`.

    Returns
    -------
    The store as it is open now, and what was done.
    """
    micros, nanos = (ceil(horizon), 0) if order_numbers else divmod(ceil(horizon), 1000)
    young = f"time > {micros} OR (time = {micros} AND nanos >= {nanos})"

    def then(fresh: "duckdb.DuckDBPyConnection") -> None:
        expire_later(fresh, horizon)
        touch(fresh)

    opened, gone = rewrite(store, {"events": Kept(young)}, then, memory_limit)
    return opened, Erased(gone)


def _count(connection: "duckdb.DuckDBPyConnection", where: str) -> int:
    ((rows,),) = run(connection, f"SELECT count(*) FROM events WHERE {where}")
    return int(rows)


def _none_going(columns: Sequence[str]) -> str:
    """SQL for the rows that name nobody who goes; a missing id names nobody."""
    tests = [f"coalesce(CAST({column} AS VARCHAR) IN (SELECT id FROM temp.going), false)" for column in columns]
    return f"NOT ({' OR '.join(tests)})"


def _texts(connection: "duckdb.DuckDBPyConnection") -> list[str]:
    """The columns of events that hold text, but for the customer."""
    described = connection.execute("SELECT * FROM events LIMIT 0").description
    return [name for name, kind, *_ in described if str(kind) == "VARCHAR" and name not in ID_COLUMNS["events"]]


def _without(column: str, naming: Sequence[str]) -> str:
    """SQL for a column with what the patterns find replaced."""
    for pattern in naming:
        column = f"regexp_replace({column}, '{pattern}', '{_INSTEAD}', 'g')"
    return column


def _naming(customers: Sequence[str | int]) -> list[str]:
    r"""Patterns (of RE2) for texts that name one of the customers; none for numbers, which may count anything.

    Long ids are found as words in a text; short ones, and those of digits alone, where they are all of it.

    Examples
    --------
    >>> _naming(["bob", "ann@x.org"])
    ['^bob$|\\bann\\x{40}x\\x{2e}org\\b']
    """
    patterns: list[str] = []
    for one in customers:
        if isinstance(one, int):
            continue
        spelled = "".join(sign if sign.isalnum() else f"\\x{{{ord(sign):x}}}" for sign in one)
        if len(one) < _LONG or one.isdecimal():
            patterns.append(f"^{spelled}$")
        else:
            first, last = (
                r"\b" if sign.isascii() and (sign.isalnum() or sign == "_") else "" for sign in (one[0], one[-1])
            )
            patterns.append(f"{first}{spelled}{last}")
    lots: list[list[str]] = []
    length = _PATTERN
    for pattern in patterns:
        length += len(pattern)
        if length >= _PATTERN:
            lots.append([])
            length = len(pattern)
        lots[-1].append(pattern)
    return ["|".join(lot) for lot in lots]
