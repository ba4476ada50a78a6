"""Files of SQLite and DuckDB by query: one table of cases for both, and what is particular to each."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import EmptyLogError, InputError, MissingColumnError, OptionError
from journeymine.sources.queries.reading import read_database

ROLES = {"customer": "c", "event": "e", "time": "t"}
TABLE = (
    "CREATE TABLE log (c TEXT, e TEXT, t TEXT, v DOUBLE)",
    "INSERT INTO log VALUES ('ann', 'search', '2024-01-01 10:00', 1.5), ('ann', 'pay', '2024-01-02', NULL)",
    "INSERT INTO log VALUES ('bob', 'search', '2024-01-01', 2)",
)
SELECT = "SELECT * FROM log"

Make = Callable[..., Path]


def write_sqlite(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    return path


def write_duckdb(path: Path, *statements: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


@pytest.fixture(params=["sqlite", "duckdb"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shop(tmp_path: Path, kind: str) -> Path:
    """Three events in a file of either kind, in a folder whose name has to be escaped."""
    folder = tmp_path / "it's 100% a #folder"
    folder.mkdir()
    return {"sqlite": write_sqlite, "duckdb": write_duckdb}[kind](folder / f"my shop.{kind}", *TABLE)


def test_a_log_comes_out_of_a_file(shop: Path, kind: str) -> None:
    log = jm.read_events(shop, query=SELECT, **ROLES, value="v")
    assert log.journeys().to_lists() == [["search", "pay"], ["search"]]
    assert log.to_arrow()["v"].to_pylist()[::2] == [1.5, 2.0]
    renamed = shop.rename(shop.with_name("shop.db"))
    assert len(jm.read_events(renamed, query=SELECT, **ROLES)) == 3, "the first bytes say what it is"
    assert len(jm.read_events(f"{kind}:///{renamed}", query=f"{SELECT} WHERE c = 'bob' -- only", **ROLES)) == 1


def test_a_relative_path_behind_a_scheme(shop: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop.parent)
    assert len(jm.read_events(f"{kind}:///{shop.name}", query=f"{SELECT};", **ROLES)) == 3


def test_columns_not_asked_for_are_let_go(shop: Path) -> None:
    raw = read_database(str(shop), SELECT, ["e", "c"])
    assert raw.table.column_names == ["e", "c"]
    assert raw.files == ((str(shop), 3),)


@pytest.mark.parametrize(
    ("query", "error", "sentence"),
    [
        ("INSERT INTO log (c) VALUES ('x')", (InputError, OptionError), "a SELECT"),
        ("DELETE FROM log RETURNING c, e, t", (InputError, OptionError), "a SELECT"),
        ("DROP TABLE log", (InputError, OptionError), "a SELECT"),
        ("ATTACH 'other.db' AS other", (InputError, OptionError), "a SELECT"),
        ("PRAGMA journal_mode = delete", (InputError, OptionError), "a SELECT"),
        (f"{SELECT}; {SELECT}", OptionError, "one statement that gives rows"),
        (" ", OptionError, "`query` of read_events must be a SELECT, as text"),
        ("-- nothing", (InputError, OptionError), "a SELECT"),
        ("SELCT 1", InputError, r'cannot be run \((near|syntax error at or near) "SELCT"'),
        ("SELECT * FROM lgo", InputError, "cannot be run .*lgo"),
        ("SELECT c AS usr, e, t FROM log", MissingColumnError, "There is no column 'c' in the query on"),
        ("SELECT c, c, e, t FROM log", InputError, "2 columns named 'c'"),
        (f"{SELECT} WHERE false", EmptyLogError, "There is no event in the query on"),
    ],
)
def test_what_is_no_read_or_no_use_is_refused(shop: Path, query: str, error: Any, sentence: str) -> None:
    before = sha256(shop.read_bytes()).hexdigest(), sorted(shop.parent.iterdir())
    with pytest.raises(error, match=sentence):
        jm.read_events(shop, query=query, **ROLES)
    assert (sha256(shop.read_bytes()).hexdigest(), sorted(shop.parent.iterdir())) == before


def test_without_a_query_the_tables_are_named(shop: Path) -> None:
    with pytest.raises(OptionError, match=r"is a database, so `query` .* it has the tables 'log': query=\"SELECT"):
        jm.read_events(shop, **ROLES)


def test_a_query_is_for_databases(tmp_path: Path) -> None:
    for source in (tmp_path / "log.csv", {"c": [1]}):
        with pytest.raises(OptionError, match="`query` of read_events does not go together with `source`"):
            jm.read_events(source, query=SELECT, **ROLES)


def test_a_file_that_is_no_database_or_not_there(tmp_path: Path, kind: str) -> None:
    (tmp_path / "shop.db").write_text("c,e,t")
    with pytest.raises(InputError, match=r"shop\.db' is no database of SQLite or DuckDB"):
        jm.read_events(tmp_path / "shop.db", query=SELECT, **ROLES)
    with pytest.raises(InputError, match=r"There is no file .*shp\.db'. Did you mean 'shop\.db'"):
        jm.read_events(f"{kind}:///{tmp_path / 'shp.db'}", query=SELECT, **ROLES)


# What a column of SQLite may hold: a type is of the value, not of the column.
CELLS = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text("abé", max_size=3),
    st.binary(max_size=2),
)
KINDS = {int: "number", float: "number", str: "text", bytes: "bytes"}


@settings(deadline=None)
@given(cells=st.lists(CELLS, min_size=1, max_size=12), lot=st.integers(1, 5))
def test_every_value_of_sqlite_comes_with_its_type_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory, cells: list[Any], lot: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "cells.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = off")
        connection.execute("DROP TABLE IF EXISTS cells")
        connection.execute("CREATE TABLE cells (x)")
        connection.executemany("INSERT INTO cells VALUES (?)", [(one,) for one in cells])
    kinds = {KINDS[type(one)] for one in cells if one is not None}
    floats = any(type(one) is float for one in cells)
    exact = not floats or all(abs(one) <= 2**53 for one in cells if type(one) is int)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("journeymine.sources.queries.sqlite._BATCH_ROWS", lot)
        if len(kinds) > 1 or not exact:
            with pytest.raises(InputError, match=r"column 'x' of .*CAST\(x AS TEXT\)"):
                read_database(str(path), "SELECT x FROM cells", ["x"])
            return
        column = read_database(str(path), "SELECT x FROM cells", ["x"]).table["x"]
    assert column.to_pylist() == cells
    assert pa.types.is_floating(column.type) == floats


def test_the_first_odd_value_of_a_column_is_named(tmp_path: Path) -> None:
    rows = "INSERT INTO log VALUES (1, 'a', 1), (2, 'a', 2), ('x3', 'a', 3)"
    shop = write_sqlite(tmp_path / "a.sqlite", "CREATE TABLE log (c, e, t)", rows)
    with pytest.raises(InputError, match=r"'c' of .* holds numbers and text, first 'x3' \(row 3\); give it one type"):
        jm.read_events(shop, query=SELECT, **ROLES)


def test_text_of_sqlite_that_is_no_text(tmp_path: Path) -> None:
    rows = "INSERT INTO log VALUES (CAST(x'ff' AS TEXT), 'a', 1)"
    shop = write_sqlite(tmp_path / "a.sqlite", "CREATE TABLE log (c, e, t)", rows)
    with pytest.raises(InputError, match=r"cannot be run .*decode to UTF-8"):
        jm.read_events(shop, query=SELECT, **ROLES)


def test_types_of_duckdb(tmp_path: Path) -> None:
    shop = write_duckdb(
        tmp_path / "memory.duckdb",
        "CREATE TABLE log AS SELECT uuid() AS c, 'a'::ENUM ('a', 'b') AS e, timestamptz '2024-01-01 10:00+02' AS t, "
        "1.25::DECIMAL(10, 2) AS v, 7::HUGEINT AS n, [1] AS l, INTERVAL 5 SECOND AS i",
        "CREATE VIEW seen AS SELECT * FROM log",
    )
    log = jm.read_events(shop, query="SELECT * FROM seen", **ROLES, value="v", extra=["n"])
    assert log.to_arrow()["v"].to_pylist() == [1.25]
    assert log.to_arrow()["t"][0].as_py().isoformat() == "2024-01-01T08:00:00+00:00"
    for column, sentence in {"l": "holds arrays", "i": "holds intervals"}.items():
        with pytest.raises(InputError, match=sentence):
            jm.read_events(shop, query=SELECT, **ROLES, extra=[column])


def test_a_file_of_duckdb_that_is_being_written(tmp_path: Path) -> None:
    shop = write_duckdb(tmp_path / "shop.duckdb", *TABLE)
    hold = f"import duckdb; c = duckdb.connect({str(shop)!r}); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(InputError, match="is being written by another program"):
                jm.read_events(shop, query=SELECT, **ROLES)
        finally:
            holder.kill()


def test_a_file_of_duckdb_that_is_open_here(tmp_path: Path) -> None:
    shop = write_duckdb(tmp_path / "shop.duckdb", *TABLE)
    with duckdb.connect(str(shop)) as mine:
        with pytest.raises(InputError, match=r"is open in this program already; .*connection\.sql\(query\)"):
            jm.read_events(shop, query=SELECT, **ROLES)
        assert len(jm.read_events(mine.sql(SELECT), **ROLES)) == 3


LONG = """
import sys
from journeymine.sources.read import read_table
try:
    print("ready", flush=True)
    read_table(sys.argv[1], query=sys.argv[2], customer="c", event="e", time="t")
except KeyboardInterrupt:
    sys.exit(77)
"""
WITHOUT_END = """
WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 100000000000)
SELECT sum(i) AS c, 'b' AS e, 1 AS t FROM r
"""


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_stops_a_query_before_its_first_row(shop: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LONG, str(shop), WITHOUT_END], stdout=subprocess.PIPE, text=True
    ) as started:
        try:
            assert started.stdout is not None
            assert started.stdout.readline() == "ready\n"
            with pytest.raises(subprocess.TimeoutExpired):
                started.wait(timeout=0.5)
            started.send_signal(signal.SIGINT)
            assert started.wait(timeout=30) == 77
        finally:
            started.kill()
