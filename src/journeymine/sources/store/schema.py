"""The tables of a store, by version: a store is brought up to date by the numbered steps it lacks."""

from typing import TYPE_CHECKING

from journeymine.errors import InputError

if TYPE_CHECKING:
    import duckdb

STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta (key VARCHAR, value VARCHAR)",
        "INSERT INTO meta VALUES ('application', 'journeymine'), ('version', '1'), ('revision', '0')",
        # `time` counts microseconds since 1970 (or is a plain order number), `nanos` the rest; so that sources of
        # different units need no rewriting. `identity` is what tells a row delivered again from a new one.
        """CREATE TABLE events (
            source SMALLINT, batch INTEGER, customer VARCHAR, event VARCHAR, time BIGINT, nanos SMALLINT,
            value DOUBLE, text VARCHAR, identity UHUGEINT
        )""",
        "CREATE TABLE sources (source SMALLINT, name VARCHAR, columns VARCHAR, time_unit VARCHAR)",
        "CREATE TABLE columns (name VARCHAR, physical VARCHAR, kind VARCHAR)",
        """CREATE TABLE batches (
            batch INTEGER, source SMALLINT, content VARCHAR, rows_read BIGINT, rows_skipped BIGINT, rows_new BIGINT,
            ingested_at TIMESTAMP
        )""",
    ),
    (
        # Who is not taken in again: a keyed hash of each, no id.
        "CREATE TABLE forgotten (digest VARCHAR)",
    ),
    (
        # Pairs of ids that were seen together, each once, and who is who by them. `component` numbers what hangs
        # together by any pair, refused ones included: nothing outside of it has a say in who is who.
        """CREATE TABLE identity_pairs (
            component BIGINT, left_kind VARCHAR, left_id VARCHAR, right_kind VARCHAR, right_id VARCHAR, time BIGINT,
            source VARCHAR, n BIGINT, confirmed BOOLEAN, verdict UTINYINT
        )""",
        """CREATE TABLE identity_ids (
            component BIGINT, kind VARCHAR, id VARCHAR, group_kind VARCHAR, group_id VARCHAR, apart UTINYINT,
            time BIGINT, n BIGINT
        )""",
        "CREATE TABLE identity_batches (source VARCHAR, content VARCHAR)",
    ),
)
"""Step n makes version n of version n - 1; a step that stands here is never changed, only followed by another."""

ID_COLUMNS: dict[str, tuple[str, ...]] = {
    "events": ("customer",),
    "identity_pairs": ("left_id", "right_id"),
    "identity_ids": ("id", "group_id"),
}
"""The tables that hold ids of customers, and their columns that do; who erases goes through all of them."""


def version(connection: "duckdb.DuckDBPyConnection") -> int | None:
    """The version of the store a connection is to; None where the database is no store.

    Examples
    --------
    >>> import duckdb
    >>> with duckdb.connect(":memory:") as connection:
    ...     before = version(connection)
    ...     migrate(connection)
    ...     before, version(connection) == len(STEPS)
    (None, True)
    """
    import duckdb

    try:
        found = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    if found.get("application") != "journeymine" or not str(found.get("version")).isdecimal():
        return None
    return int(found["version"])


def check_known(found: int, path: object) -> None:
    """Refuse a store that a newer journeymine has written.

    Raises
    ------
    InputError
        The version is one that this journeymine does not know.
    """
    if found > len(STEPS):
        message = (
            f"The store {str(path)!r} has version {found} of its tables and this journeymine knows {len(STEPS)}; "
            "update journeymine."
        )
        raise InputError(message)


def migrate(connection: "duckdb.DuckDBPyConnection") -> None:
    """Bring a store, or an empty database, to the newest version in one transaction."""
    start = version(connection) or 0
    if start == len(STEPS):
        return
    connection.execute("BEGIN")
    try:
        for step in STEPS[start:]:
            for statement in step:
                connection.execute(statement)
        connection.execute("UPDATE meta SET value = $version WHERE key = 'version'", {"version": str(len(STEPS))})
        touch(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def touch(connection: "duckdb.DuckDBPyConnection") -> None:
    """Say, inside a transaction, that it changes the store; what is published is compared by this."""
    connection.execute("UPDATE meta SET value = CAST(CAST(value AS BIGINT) + 1 AS VARCHAR) WHERE key = 'revision'")


def revision(connection: "duckdb.DuckDBPyConnection") -> int:
    """How many transactions have changed the store."""
    (found,) = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchall()
    return int(found[0])
