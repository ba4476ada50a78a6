"""What is to be forgotten is nowhere any more, and does not come back."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import InputError, OptionError
from journeymine.sources.store.erasing import _naming
from journeymine.sources.store.opening import beside

ROLES: dict[str, Any] = {"customer": "who", "event": "what", "time": "when"}
LOG = {"who": ["ann", "ann", "bob"], "what": ["search", "pay", "search"], "when": [1, 2, 1]}
SECRET = "Zoë.Quaxley-77@example.org"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store in a folder that also holds whatever is written to the side."""
    (tmp_path / "side").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "side"))
    return tmp_path / "journeys.duckdb"


@pytest.fixture
def store(path: Path) -> Iterator[jm.JourneyStore]:
    with jm.JourneyStore(path) as opened:
        yield opened


def big_log(n: int) -> dict[str, list[Any]]:
    """Ids that DuckDB keeps in dictionaries (few), and others (each once) that it keeps by symbols."""
    few = [f"customer.{row % 40}@example.org" for row in range(n)]
    each = [f"visitor.{row * 7919}@example.org" for row in range(n)]
    return {
        "who": [*few, SECRET, *each, SECRET],
        "what": [*(f"page {row % 9}" for row in range(n)), "pay", *(f"page {row % 9}" for row in range(n)), "call"],
        "when": list(range(2 * n + 2)),
        "note": [*(["fine"] * n), f"mail to {SECRET}", *(["fine"] * n), None],
        "agent": [*(f"agent {row % 5}" for row in range(2 * n + 1)), SECRET],
    }


def spelled(name: str) -> list[bytes]:
    """The bytes to look for: the whole, and its longest part that no other id has."""
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "latin-1")
    return [part.encode(one) for part in (name, "Quaxley") for one in encodings]


def where_found(folder: Path, name: str) -> set[str]:
    """The files below a folder that hold the id."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.name for file in files if any(one in file.read_bytes() for one in spelled(name))}


def uncompressed(path: Path, into: Path) -> Path:
    """The same database without compression."""
    into.mkdir()
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET force_compression = 'uncompressed'")
        connection.execute(f"ATTACH '{path}' AS packed (READ_ONLY)")
        connection.execute(f"ATTACH '{into / path.name}' AS plain")
        connection.execute("COPY FROM DATABASE packed TO plain")
    return into


def test_no_byte_of_the_id_is_left_anywhere(path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    plain = tmp_path_factory.mktemp("plain")
    with jm.JourneyStore(path) as store:
        store.ingest("web", big_log(8_000), **ROLES, extra=["note", "agent"])
    both = (path, beside(path, "published"))
    for file in both:
        assert where_found(uncompressed(file, plain / f"before{file.suffix}"), SECRET) == {file.name}
    with jm.JourneyStore(path) as store:
        assert store.forget(SECRET).rows == 2
        # Also while it is open, in its journal and in what is written to the side.
        assert where_found(path.parent, SECRET) == set()
        assert len(store) == 16_000
    assert where_found(path.parent, SECRET) == set()
    for file in both:
        assert where_found(uncompressed(file, plain / f"after{file.suffix}"), SECRET) == set()


def test_everybody_else_stays_as_they_were_in_the_same_order(store: jm.JourneyStore) -> None:
    store.ingest("web", big_log(500), **ROLES, extra=["note", "agent"])
    store.ingest("shop", {"who": ["bob"], "what": ["pay"], "when": [5], "sum": [2.5]}, **ROLES, value="sum")
    before = [row for row in store.events().to_arrow().to_pylist() if row["customer"] != SECRET]
    store.forget([SECRET, "nobody"])
    after = store.events().to_arrow().to_pylist()
    assert repr(after) == repr(before)
    assert list(store.sources()["batches"]) == [1, 1]


def test_the_forgotten_do_not_come_back_unless_asked(store: jm.JourneyStore, tmp_path: Path) -> None:
    file = tmp_path / "web.csv"
    file.write_text("who,what,when\nann,search,1\nann,pay,2\nbob,search,1\n")
    store.ingest("web", file, **ROLES)
    assert store.forget("ann").rows == 2
    assert store.ingest("web", file, **ROLES).files_known == 1
    again = store.ingest("web", LOG | {"when": [1, 2, 3]}, **ROLES)
    assert (again.rows_new, again.rows_known, again.rows_skipped) == (1, 0, 2)
    assert store.ingest("new", {"who": ["ann"], "what": ["x"], "when": [9]}, **ROLES).rows_skipped == 1
    assert set(store.events().to_arrow()["customer"].to_pylist()) == {"bob"}
    assert store.forget("ann", for_good=False).rows == 0
    assert store.ingest("web", file, **ROLES).rows_new == 2
    assert store.journeys().to_lists() == [["search", "pay"], ["search", "search"]]


def test_the_list_of_the_forgotten_is_carried_on_and_holds_no_id(store: jm.JourneyStore, path: Path) -> None:
    store.ingest("web", LOG, **ROLES)
    store.forget(["ann", "eve"])
    store.forget("dan")
    store.close()
    with duckdb.connect(str(path), read_only=True) as connection:
        digests = [digest for (digest,) in connection.execute("FROM forgotten").fetchall()]
        (key,) = connection.execute("SELECT value FROM meta WHERE key = 'key'").fetchall()
    assert len(set(digests)) == 3
    assert len(key[0]) == 64
    with jm.JourneyStore(path) as opened:
        for name in ("ann", "eve", "dan"):
            assert opened.ingest("web", {"who": [name], "what": ["x"], "when": [7]}, **ROLES).rows_new == 0
        with jm.JourneyStore(path.with_name("other.duckdb")) as other:
            other.ingest("web", LOG, **ROLES)
            other.forget("ann")
            ((theirs,),) = other._writer().connection.execute("FROM forgotten").fetchall()
    assert theirs not in digests, "each store has a key of its own"


def test_texts_of_others_do_not_name_the_forgotten(store: jm.JourneyStore) -> None:
    rows: dict[str, list[Any]] = {
        "who": ["ann@x.org", "bob", "bob", "bob", "bob"],
        "what": ["search", "mail to ann@x.org", "joann@x.org", "pay", "page"],
        "when": [1, 2, 3, 4, 5],
        "note": ["", "ann@x.org, then ANN@x.org", "ann@x.organic", None, "ann@x.org"],
        "n": [1, 2, 3, 4, 5],
    }
    store.ingest("web", rows, **ROLES, extra=["note", "n"])
    assert store.forget("ann@x.org").mentions == 2
    table = store.events().to_arrow()
    assert table["event"].to_pylist() == ["mail to [forgotten]", "joann@x.org", "pay", "page"]
    assert table["note"].to_pylist() == ["[forgotten], then ANN@x.org", "ann@x.organic", None, "[forgotten]"]
    rows = {name: column[1:] for name, column in rows.items()}
    assert store.ingest("web", rows, **ROLES, extra=["note", "n"]).rows_new == 0, "they are known as they were"


@settings(max_examples=40, deadline=None)
@given(
    name=st.text(min_size=1, max_size=8),
    before=st.sampled_from(["", " ", "<", "é"]),
    after=st.sampled_from(["", " ", ">", "é"]),
)
def test_any_id_is_found_in_a_text_where_it_stands_as_a_word(name: str, before: str, after: str) -> None:
    name = name.replace("\0", "x")
    text = f"{before}{name}{after}"
    whole = len(name) < 4 or name.isdecimal()
    (pattern,) = _naming([name])
    found = duckdb.execute(f"SELECT regexp_matches($1, '{pattern}')", [text]).fetchall()[0][0]
    assert found == (text == name or not whole)


def test_a_person_goes_with_all_ids_that_were_tied_to_it(store: jm.JourneyStore) -> None:
    logins = {"cookie": ["ck-1", "ck-2", "ck-2", "ck-9"], "number": [1007, 1007, 1008, 1009], "at": [2, 2, 3, 4]}
    store.identify("number", kinds={"customer": {"web": "cookie", "shop": "number"}})
    store.ingest("web", {"who": ["ck-1", "ck-2", "ck-3"], "what": ["view"] * 3, "when": [1, 2, 3]}, **ROLES)
    store.ingest("shop", {"who": ["1007", "1008"], "what": ["pay"] * 2, "when": [3, 4]}, **ROLES)
    store.ingest_edges("logins", logins, left="cookie", right="number", time="at")
    with jm.JourneyStore(store._path.with_name("other.duckdb")) as other:
        other.ingest("web", {"who": ["ck-1"], "what": ["view"], "when": [1]}, **ROLES)
        assert other.forget("ck-1").ids == 1
    assert store.forget("ck-9", tied=False).ids == 1
    erased = store.forget("ck-1")
    assert (erased.rows, erased.ids, erased.links) == (3, 3, 6)
    assert store.persons().to_arrow()["person"].to_pylist() == ["cookie:ck-3", "number:1008"]
    assert store.ingest_edges("more", logins, left="cookie", right="number", time="at") == 0
    assert store.forget("number:1008").rows == 1
    assert store.events().to_arrow()["customer"].to_pylist() == ["ck-3"]


def test_many_are_forgotten_at_once(store: jm.JourneyStore) -> None:
    names = [f"customer.{place * 7919:08}@a-long-domain.example.org" for place in range(6000)]
    notes = [f"see {names[-place]}" for place in range(6000)]
    store.ingest(
        "web",
        {
            "who": [*names, "eve"],
            "what": ["view"] * 6001,
            "when": [0] * 6001,
            "note": [*notes, f"{names[0]}, {names[-1]}"],
        },
        **ROLES,
        extra=["note"],
    )
    assert len(_naming(names)) > 1
    erased = store.forget(names)
    assert (erased.rows, erased.ids, erased.mentions) == (6000, 6000, 1)
    assert store.events().to_arrow()["note"].to_pylist() == ["[forgotten], [forgotten]"]


def test_ids_that_are_numbers(store: jm.JourneyStore) -> None:
    store.ingest("web", LOG | {"who": [7, 7, 70], "n": [70, 7, 7]}, **ROLES, extra=["n"])
    for wrong in ("7", ["7"], [7, "7"], 7.0, True, None, [], ""):
        with pytest.raises(OptionError, match=r"`customer` of JourneyStore\.forget must be"):
            store.forget(wrong)
    assert store.forget(7).rows == 2
    assert store.events(sources="web").to_arrow().to_pylist()[0]["n"] == 7, "a number may count anything"
    assert store.ingest("web", LOG | {"who": [7, 7, 71], "n": [0, 0, 0]}, **ROLES, extra=["n"]).rows_new == 1


@pytest.mark.parametrize(("unit", "times"), [("ns", [5_000, 5_001, 6_000]), ("us", [5, 6, 7]), (None, [5, 6, 7])])
def test_events_before_a_time_expire_and_stay_away(store: jm.JourneyStore, unit: Any, times: list[int]) -> None:
    rows = {"who": ["a", "b", "c"], "what": ["x", "y", "z"], "when": times}
    store.ingest("web", rows, **ROLES, time_unit=unit)
    before: Any = times[1] if unit is None else np.datetime64(times[1], unit)
    erased = store.expire(before=before)
    assert (erased.rows, erased.ids, erased.mentions, erased.links) == (1, 0, 0, 0)
    assert store.events().to_arrow()["customer"].to_pylist() == ["b", "c"]
    late = rows | {"who": ["d", "e", "f"]}
    done = store.ingest("web", late, **ROLES, time_unit=unit)
    assert (done.rows_new, done.rows_skipped) == (2, 1)
    store.expire(before=0 if unit is None else "1960-01-01")
    assert store.ingest("web", rows | {"who": ["g", "h", "i"]}, **ROLES, time_unit=unit).rows_new == 2


def test_a_store_may_be_emptied_and_filled_again(store: jm.JourneyStore) -> None:
    store.ingest("web", LOG, **ROLES)
    assert store.expire(before=100).rows == 3
    assert len(store) == 0
    assert store.ingest("web", LOG | {"when": [100, 101, 5]}, **ROLES).rows_new == 2
    store.publish()


def test_readers_see_a_publication_without_the_forgotten(store: jm.JourneyStore, path: Path) -> None:
    store.ingest("web", LOG, **ROLES)
    store.publish()
    with jm.JourneyStore(path, read_only=True) as reader:
        assert len(reader) == 3
        store.forget("ann")
        assert len(reader) == 1
        with pytest.raises(OptionError, match="`read_only` of JourneyStore is True"):
            reader.forget("bob")
        with pytest.raises(OptionError, match="`read_only` of JourneyStore is True"):
            reader.expire(before=9)


def test_what_goes_wrong_on_the_way_leaves_the_store_as_it_was(
    store: jm.JourneyStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.ingest("web", LOG, **ROLES)
    for step in ("_fill", "_flush"):
        with monkeypatch.context() as patch:
            patch.setattr(f"journeymine.sources.store.rewriting.{step}", refuse)
            with pytest.raises((InputError, KeyboardInterrupt)):
                store.forget("ann")
        assert sorted(file.name for file in path.parent.glob("*rewriting*")) == []
    with jm.JourneyStore(path.with_name("again.duckdb")) as other:
        other.ingest("web", LOG, **ROLES)
        assert other.forget("ann").rows == 2


def refuse(*_: object) -> None:
    raise KeyboardInterrupt


KILLED = """
import os, sys
import journeymine as jm
from journeymine.sources.store import rewriting
store = jm.JourneyStore(sys.argv[1])
step, nth = sys.argv[2], int(sys.argv[3])
plain, calls = getattr(rewriting, step), []
def dying(*args):
    calls.append(step)
    done = plain(*args)
    if len(calls) == nth:
        os._exit(9)
    return done
setattr(rewriting, step, dying)
store.forget("ann")
"""


@pytest.mark.parametrize(
    ("step", "nth", "left"), [("_fill", 1, 3), ("_flush", 1, 3), ("_flush", 2, 1), ("open_for_writing", 1, 1)]
)
def test_killed_at_any_step_the_store_is_the_old_one_or_the_new_one(path: Path, step: str, nth: int, left: int) -> None:
    with jm.JourneyStore(path, publish=False) as store:
        store.ingest("web", LOG, **ROLES)
    command = [sys.executable, "-c", KILLED, str(path), step, str(nth)]
    assert subprocess.run(command, check=False, env=os.environ).returncode == 9
    with jm.JourneyStore(path, publish=False) as store:
        assert len(store) == left
        assert store.forget("ann").rows == left - 1
        assert store.ingest("web", LOG, **ROLES).rows_new == 0
    assert sorted(file.name for file in path.parent.glob("journeys*")) == ["journeys.duckdb"]
