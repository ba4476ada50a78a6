"""PostgreSQL by query, against a server that really runs."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import journeymine as jm
from journeymine.errors import EmptyLogError, InputError, MissingColumnError, MissingExtraError, OptionError
from tests.postgresql import Server

ROLES = {"customer": "c", "event": "e", "time": "t"}
WIDE = """
select * from (values
    ('ann', 'search', timestamptz '2024-01-01 10:00:00.5+02', 1.50, date '2024-01-01', true,
     uuid '00112233-4455-6677-8899-aabbccddeeff', '{"a": 1}'::jsonb, 7::numeric),
    ('bob', 'pay', timestamptz '2024-01-02 10:00+00', null, null, null, null, null, null)
) as log(c, e, t, amount, day, flag, id, doc, n)
"""

Run = Callable[..., Any]


@pytest.fixture
def ask(postgres: Server) -> Run:
    """Read a query as a log whose columns are called c, e and t."""

    def read(query: str, **options: Any) -> jm.EventLog:
        return jm.read_events(postgres.address(), query=query, **(ROLES | options))

    return read


def test_the_guide_reads_the_shop(postgres: Server) -> None:
    guide = (Path(__file__).resolve().parents[4] / "docs/how-to/read-from-a-database.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {"jm": jm}
    exec(guide[guide.index("def steps_of_the_shop") :].partition("```")[0], names)
    run_sql(
        postgres,
        "drop table if exists orders",
        "create table orders (user_id uuid, status text, changed timestamptz, amount numeric(10, 2))",
        "insert into orders values (gen_random_uuid(), 'paid', now(), 20), (gen_random_uuid(), 'cart', now(), null)",
    )
    assert sorted(names["steps_of_the_shop"](postgres.address()).journeys().to_lists()) == [["cart"], ["paid"]]


def run_sql(server: Server, *statements: str) -> list[Any]:
    """Run statements, commit them, and give the rows of the last that has any."""
    from adbc_driver_postgresql import dbapi

    rows: list[Any] = []
    with dbapi.connect(server.address()) as connection:
        for statement in statements:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                rows = cursor.fetchall() if cursor.description else rows
        connection.commit()
    return rows


def test_types_become_text_numbers_and_times(ask: Run) -> None:
    log = ask(WIDE, value="amount", extra=["day", "flag", "id", "doc", "n"])
    table = log.to_arrow()
    assert [str(kind) for kind in table.schema.types[:4]] == ["string", "string", "timestamp[us, tz=UTC]", "double"]
    assert table.to_pylist()[0] == {
        "c": "ann", "e": "search", "t": table["t"][0].as_py(), "amount": 1.5, "day": table["day"][0].as_py(),
        "flag": True, "id": "00112233-4455-6677-8899-aabbccddeeff", "doc": '{"a": 1}', "n": 7,
    }  # fmt: skip
    assert table["t"][0].as_py().isoformat() == "2024-01-01T08:00:00.500000+00:00"
    assert table.to_pylist()[1]["id"] is None


@pytest.mark.parametrize("role", ["customer", "event"])
def test_a_uuid_and_an_enum_are_names(postgres: Server, ask: Run, role: str) -> None:
    run_sql(postgres, "drop type if exists mood", "create type mood as enum ('calm', 'cross')")
    table = ask(
        "select gen_random_uuid() as id, 'cross'::mood as m, 1 as t, 'x' as c, 'y' as e from generate_series(1, 70000)",
        **{role: "id"}, extra=["m"],
    ).to_arrow()  # fmt: skip
    ids = table["id"].to_pylist()
    assert len(set(ids)) == 70000
    assert all(len(one) == 36 and one.count("-") == 4 for one in ids)
    assert set(table["m"].to_pylist()) == {"cross"}


def test_a_numeric_key_is_an_integer_and_never_a_rounded_float(ask: Run) -> None:
    keys = "select n::numeric as c, 'a' as e, 1 as t from generate_series(9007199254740990, 9007199254740999) n"
    assert ask(keys).to_arrow()["c"].to_pylist() == list(range(9007199254740990, 9007199254741000))
    with pytest.raises(InputError, match=r"'c' of the query .* beyond 64 bits; .*c::text"):
        ask("select 12345678901234567890::numeric as c, 'a' as e, 1 as t")


def test_a_numeric_value_may_be_nan(ask: Run) -> None:
    query = """
        select 'c' as c, 'e' as e, i as t, case i when 1 then 'NaN' when 2 then 0.25 end::numeric as v
        from generate_series(1, 3) i
    """
    first, second, third = ask(query, value="v").to_arrow()["v"].to_pylist()
    assert (first != first, second, third != third) == (True, 0.25, True)  # noqa: PLR0124 (NaN)


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("array['a', 'b']", r"'x' of the query on .* holds arrays, .*array_to_string\(x, ','\)"),
        ("interval '5 s'", r"holds intervals, .*extract\(epoch from x\)"),
        ("'12.5'::money", r"values of type money, .*x::numeric"),
        ("'10.0.0.1'::inet", r"values of type inet, .*x::text"),
        ("time with time zone '10:00+02'", r"values of type timetz, .*x::text"),
    ],
)
def test_types_that_no_role_takes_are_refused_with_the_cure(ask: Run, expression: str, sentence: str) -> None:
    query = f"select 'a' as c, 'b' as e, 1 as t, {expression} as x"
    with pytest.raises(InputError, match=sentence):
        ask(query, extra=["x"])
    assert ask(query).columns == ("c", "e", "t"), "a column that is not asked for does not matter"


@pytest.mark.parametrize("value", ["timestamptz 'infinity'", "timestamp '-infinity'", "date 'infinity'"])
def test_an_infinite_time_is_refused(ask: Run, value: str) -> None:
    with pytest.raises(InputError, match="outside the years 1 to 9999"):
        ask(f"select 'a' as c, 'b' as e, {value} as t")


def test_the_query_may_end_in_a_semicolon_or_a_comment(ask: Run) -> None:
    for end in (";", " ; ", " -- all of it", "\n/* all */"):
        assert len(ask(f"select 'a' as c, 'b' as e, 1 as t{end}")) == 1


@pytest.mark.parametrize(
    ("query", "error", "sentence"),
    [
        ("select 'a' as c, 'b' as e, 1 as t; select 2", InputError, "holds several statements; write one SELECT"),
        ("insert into kept values (1) returning n as c, 'b' as e, 1 as t", InputError, "would change the database"),
        ("insert into kept values (1)", OptionError, "`query` of read_events must be one statement that gives rows"),
        ("copy (select 1) to '/tmp/journeymine-never'", OptionError, "one statement that gives rows"),
        ("drop table kept", OptionError, "one statement that gives rows"),
        ("select 'a' as c from nowhere", InputError, r'cannot be run \(relation "nowhere" does not exist\); correct'),
        ("selct 1", InputError, r'syntax error at or near "selct"'),
        ("select 1/(5 - i) as c, 'b' as e, i as t from generate_series(1, 9) i", InputError, "division by zero"),
        ("select 'a' as usr, 'b' as e, 1 as t", MissingColumnError, "There is no column 'c' in the query on"),
        ("select 'a' as c, 'b' as c, 'b' as e, 1 as t", InputError, "2 columns named 'c'"),
        ("select 'a' as c, 'b' as e, 1 as t where false", EmptyLogError, "There is no event in the query on"),
    ],
)
def test_what_is_no_read_or_no_use_is_refused(
    postgres: Server, ask: Run, query: str, error: type[Exception], sentence: str
) -> None:
    run_sql(postgres, "create table if not exists kept (n int)", "delete from kept")
    with pytest.raises(error, match=sentence):
        ask(query)
    assert run_sql(postgres, "select count(*) from kept") == [(0,)]


@pytest.mark.parametrize("query", [None, "", 7])
def test_a_database_needs_a_query(postgres: Server, query: Any) -> None:
    with pytest.raises(OptionError, match="`query` of read_events must"):
        jm.read_events(postgres.address(), query=query, **ROLES)


def test_the_password_may_come_from_the_environment(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"postgresql://postgres@127.0.0.1:{postgres.port}/postgres"
    with pytest.raises(InputError, match="it asks for a password; put it into PGPASSWORD"):
        jm.read_events(address, query="select 1 as c, 'b' as e, 1 as t", **ROLES)
    monkeypatch.setenv("PGPASSWORD", postgres.password)
    assert len(jm.read_events(address, query="select 1 as c, 'b' as e, 1 as t", **ROLES)) == 1


def test_without_the_driver_one_sentence_says_what_to_install(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'journeymine\[postgres\]'"):
        jm.read_events(postgres.address(), query="select 1", **ROLES)


LONG = """
import sys, journeymine as jm
from journeymine.sources.read import read_table
try:
    print("ready", flush=True)
    read_table(sys.argv[1], query=sys.argv[2], customer="c", event="e", time="t")
except KeyboardInterrupt:
    sys.exit(77)
"""


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize(
    "query",
    [
        "select pg_sleep(600)::text as c, 'mark 1' as e, 1 as t",
        "select i as c, 'mark 2' as e, i as t from generate_series(1, 2000000000) i",
    ],
    ids=["before the first row", "while rows come"],
)
def test_ctrl_c_stops_the_query_in_the_server(postgres: Server, query: str) -> None:
    mark = query[query.index("mark") :][:6]
    active = f"""
        select count(*) from pg_stat_activity
        where state = 'active' and query like '%{mark}%' and pid <> pg_backend_pid()
    """
    with subprocess.Popen(
        [sys.executable, "-c", LONG, postgres.address(), query], stdout=subprocess.PIPE, text=True
    ) as started:
        try:
            assert started.stdout is not None
            assert started.stdout.readline() == "ready\n"
            until(lambda: run_sql(postgres, active) == [(1,)])
            started.send_signal(signal.SIGINT)
            assert started.wait(timeout=30) == 77
        finally:
            started.kill()
    until(lambda: run_sql(postgres, active) == [(0,)])


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_is_heard_while_a_host_does_not_answer() -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        address = f"postgresql://ann:s3cret@127.0.0.1:{mute.getsockname()[1]}/shop"
        with subprocess.Popen(
            [sys.executable, "-c", LONG, address, "select 1"], stdout=subprocess.PIPE, text=True
        ) as started:
            try:
                assert started.stdout is not None
                assert started.stdout.readline() == "ready\n"
                mute.accept()
                started.send_signal(signal.SIGINT)
                assert started.wait(timeout=30) == 77
            finally:
                started.kill()


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; a minute is more than any machine needs."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
