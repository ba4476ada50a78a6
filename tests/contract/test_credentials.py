"""No password in anything that is shown, whatever goes wrong."""

import pickle
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import journeymine as jm
from journeymine.cli.app import app
from journeymine.errors import InputError, JourneymineError, OptionError
from journeymine.options import bad_option
from journeymine.sources.mapping.schema import SourceMapping
from journeymine.sources.queries.address import redacted, tells_secrets
from tests.postgresql import Server

ROLES = {"customer": "c", "event": "e", "time": "t"}
GOOD = "select 'a' as c, 'b' as e, 1 as t"

# What is secret is in capitals, what may be shown is not.
HOSTILE = st.text(alphabet="QXZ@%/?#:'\" &=[]\\,;+$", min_size=1, max_size=12).filter(
    lambda one: one.upper() != one.lower()
)
HOSTS = st.sampled_from(["db", "db.example.com:5432", "[::1]:5432", "a,b:5433", ""])


def everything(error: BaseException) -> str:
    """All that a program could show of an error, and of what it came from."""
    seen: list[str] = []
    at: BaseException | None = error
    while at is not None:
        seen += [str(at), repr(at), repr(at.args), "".join(traceback.format_exception(at))]
        at = at.__context__ or at.__cause__
    return "\n".join(seen)


@settings(deadline=None)
@given(password=HOSTILE, host=HOSTS, raw=st.booleans(), tail=st.sampled_from(["", "/shop", "/shop?sslmode=require"]))
@example(password="Q?@X", host="db", raw=True, tail="")
@example(password="Q/X@Z", host="db", raw=True, tail="/shop")
def test_a_redacted_address_holds_no_piece_of_the_password(password: str, host: str, raw: bool, tail: str) -> None:  # noqa: FBT001
    written = password if raw else quote(password, safe="")
    for address in (
        f"postgresql://ann:{written}@{host}{tail}",
        f"mysql+driver://ann:{written}@{host}{tail}",
        f"postgresql://{host}/shop?user=ann&password={written}",
        f"postgresql:/ann:Q{written}@{host}{tail}",
        f"ann:Q{written}@{host}{tail}",
        f"host={host} user=ann password={written}",
    ):
        shown = redacted(address)
        assert shown == shown.lower()
        assert "ann" not in shown


def test_paths_and_plain_addresses_are_shown_as_they_are() -> None:
    for source in ("logs/2024-*.csv.gz", "C:\\logs\\may.csv", "user=5/part.parquet", "https://example.org/log.csv"):
        assert redacted(source) == source
    assert redacted("postgresql://db.example.com:5432/shop") == "postgresql://db.example.com:5432/shop"


def test_what_the_server_says_is_not_repeated_where_it_holds_the_password() -> None:
    address = f"postgresql://ann:{quote('s3c@ret', safe='')}@db/shop"
    assert tells_secrets("invalid: s3c@ret", address)
    assert tells_secrets("invalid: s3c%40ret", address)
    assert not tells_secrets('relation "evnts" does not exist', address)


def test_an_address_in_the_wrong_place_is_not_shown_either() -> None:
    secret = "postgresql://ann:s3cret@db/shop"
    assert "s3cret" not in str(bad_option("source", "read_events", "one of", [secret]))
    assert "s3cret" not in repr(SourceMapping(customer="c", event="e", time="t", file=secret))
    for source in (f"x{secret}", "host=db password=s3cret", "ann:s3cret@db/shop", [secret], secret):
        with pytest.raises(JourneymineError) as caught:
            jm.read_events(source, **ROLES)
        assert "s3cret" not in everything(caught.value)


@pytest.fixture
def hostile(postgres: Server) -> Iterator[Server]:
    """The server, and a user whose password breaks every rule."""
    password = "Q@%4/?#:'\" &=X\\Z"
    run(postgres, "drop role if exists ann", "create role ann login password '" + password.replace("'", "''") + "'")
    yield Server(postgres.port, "ann", password)
    run(postgres, "drop role ann")


def run(server: Server, *statements: str) -> list[Any]:
    """Run statements and commit them; the rows of the last."""
    from adbc_driver_postgresql import dbapi

    rows: list[Any] = []
    with dbapi.connect(server.address()) as connection:
        for statement in statements:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                rows = cursor.fetchall() if cursor.description else []
        connection.commit()
    return rows


def test_a_log_and_its_results_do_not_know_where_they_came_from(hostile: Server) -> None:
    log = jm.read_events(hostile.address(), query=GOOD, **ROLES)
    patterns = jm.mine_sequences(log.journeys(), min_support=1)
    shown = [repr(log), str(log.quality()), log._repr_html_(), str(log.quality().to_dict()), repr(vars(log._table))]
    shown += [repr(log.journeys()), repr(pickle.dumps(log._table.report))]
    shown += [repr(patterns), repr(pickle.dumps(patterns)), str(patterns.to_dict())]
    for one in shown:
        assert not tells(one, hostile)


def tells(text: str, server: Server) -> bool:
    return server.password in text or quote(server.password, safe="") in text or "ann:" in text


@pytest.mark.parametrize(
    ("change", "query", "sentence"),
    [
        (("ann:", "ann:Q"), GOOD, "it refuses this user with this password"),
        (("127.0.0.1", "no-such-host.invalid"), GOOD, "no such host is known"),
        (("127.0.0.1:", "127.0.0.1:1,127.0.0.1:"), "selct", "syntax error"),
        (("/postgres", "/no_such_database"), GOOD, "it has no such database or user"),
        (("/postgres", "/postgres?sslmode=require"), GOOD, "agree on SSL"),
        (("/postgres", "/postgres?sslmode=quark"), GOOD, r"check it against|agree on SSL"),
        (("", ""), "select rolname as c, rolpassword as e, 1 as t from pg_authid", "permission denied"),
        (("", ""), "select 1/0 as c, 2 as e, 3 as t", "division by zero"),
        (("", ""), "select 1 as a", "There is no column 'c'"),
    ],
)
def test_no_fault_of_the_driver_or_the_server_tells_the_password(
    hostile: Server, change: tuple[str, str], query: str, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        jm.read_events(hostile.address().replace(*change), query=query, **ROLES)
    assert not tells(everything(caught.value), hostile)


def test_mappings_stores_and_the_command_line_tell_no_password_either(hostile: Server, tmp_path: Path) -> None:
    address = hostile.address()
    web = {"file": address, "query": GOOD, "customer": "c", "event": "web:{e}", "time": "t"}
    faults = (
        {"query": "selct"},
        {"customer": "nix"},
        {"file": [address]},
        {"zone": address},
        {"time": address},
        {"query": "select 1, 2"},
    )
    for fault in faults:
        with pytest.raises(JourneymineError) as caught:
            jm.read_events(mapping={"web": web | fault})
        assert not tells(everything(caught.value), hostile)
    assert jm.read_events(mapping={"web": web}).journeys().to_lists() == [["web:b"]]
    with jm.JourneyStore(tmp_path / "journeys.duckdb") as store:
        done = store.ingest("web", address, query=GOOD, **ROLES)
        assert done.rows_new == 1
        with pytest.raises(InputError) as caught:
            store.ingest("web", address, query="selct", **ROLES)
        shown = [str(done), repr(done), repr(store), store.sources().to_string(), everything(caught.value)]
    shown += [file.read_bytes().decode("latin-1") for file in tmp_path.iterdir()]
    for verb in (["quality"], ["mine"], ["store", "ingest", str(tmp_path / "journeys.duckdb"), "web"]):
        asked = CliRunner().invoke(app, [*verb, address, "-c", "c", "-e", "e", "-t", "t"])
        assert asked.exit_code == 2
        shown.append(asked.output)
    assert not any(tells(one, hostile) for one in shown)


def test_nobody_listening_is_said(hostile: Server) -> None:
    with pytest.raises(InputError, match="nobody listens there") as caught:
        jm.read_events(hostile.address().replace(str(hostile.port), "1"), query=GOOD, **ROLES)
    assert not tells(everything(caught.value), hostile)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(password=HOSTILE, raw=st.booleans())
def test_no_wrong_password_comes_back(postgres: Server, password: str, raw: bool) -> None:  # noqa: FBT001
    written = password if raw else quote(password, safe="")
    # A host that is none: a slash or an @ in the password must not make another host of it that is looked up.
    address = f"postgresql://bob:{written}@127.0.0.1:{postgres.port}/postgres"
    with pytest.raises((InputError, OptionError)) as caught:
        jm.read_events(address, query=GOOD, **ROLES)
    told = everything(caught.value)
    assert written not in told or len(written) < 3
    assert not any(piece in told for piece in written.replace("@", "/").split("/") if len(piece) > 3)


def test_a_server_that_goes_while_the_query_runs_is_one_sentence(postgres: Server, hostile: Server) -> None:
    end = time.monotonic() + 60

    def cut_off() -> None:
        cut = """
            select pg_terminate_backend(pid) from pg_stat_activity
            where usename = 'ann' and state = 'active' and query like '%pg_sleep%'
        """
        while time.monotonic() < end and not run(postgres, cut):
            time.sleep(0.05)

    cutting = threading.Thread(target=cut_off)
    cutting.start()
    try:
        with pytest.raises(InputError, match="was cut off: the server ended the connection") as caught:
            jm.read_events(hostile.address(), query="select pg_sleep(60)::text as c, 'b' as e, 1 as t", **ROLES)
    finally:
        cutting.join()
    assert not tells(everything(caught.value), hostile)
