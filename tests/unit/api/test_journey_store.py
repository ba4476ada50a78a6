"""The store's face: deliveries in, logs and journeys out, and one sentence for what is refused."""

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

import journeymine as jm
from journeymine.errors import EmptyLogError, InputError, OptionError
from journeymine.sources.store import adding, schema

ROLES: dict[str, Any] = {"customer": "who", "event": "what", "time": "when"}
LOG = {"who": ["ann", "ann", "bob"], "what": ["search", "pay", "search"], "when": [1, 2, 1]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journeys.duckdb"


@pytest.fixture
def store(path: Path) -> Iterator[jm.JourneyStore]:
    with jm.JourneyStore(path) as opened:
        yield opened


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["who,what,when", *lines]) + "\n", encoding="utf-8")
    return path


def test_what_was_ingested_is_there_after_closing(path: Path) -> None:
    with jm.JourneyStore(path) as store:
        store.ingest("web", LOG, **ROLES)
    with jm.JourneyStore(path) as store:
        assert store.journeys().to_lists() == [["search", "pay"], ["search"]]
        assert len(store) == 3


def test_the_same_file_is_not_read_again_and_one_that_grew_adds_what_is_new(
    store: jm.JourneyStore, tmp_path: Path
) -> None:
    file = write(tmp_path / "web.csv", "ann,search,1", "ann,search,1")
    assert store.ingest("web", file, **ROLES).rows_new == 2
    again = store.ingest("web", str(file), **ROLES)
    assert (again.files_known, again.rows_read, again.rows_new) == (1, 0, 0)
    write(file, "ann,search,1", "ann,search,1", "ann,pay,2")
    grown = store.ingest("web", file, **ROLES)
    assert (grown.files_known, grown.rows_read, grown.rows_new, grown.rows_known) == (0, 3, 1, 2)
    assert (grown.time_first, grown.time_last) == (1, 2)
    assert store.sources()[["source", "batches", "rows"]].to_numpy().tolist() == [["web", 2, 3]]


def test_each_file_of_a_glob_is_a_delivery(store: jm.JourneyStore, tmp_path: Path) -> None:
    write(tmp_path / "web-1.csv", "ann,search,1", "ann,pay,2")
    write(tmp_path / "web-2.csv", "ann,pay,2", "ann,call,3")
    done = store.ingest("web", tmp_path / "web-*.csv", **ROLES)
    assert (done.rows_read, done.rows_new, done.rows_known) == (4, 3, 1)
    write(tmp_path / "web-3.csv", "ann,pay,4")
    done = store.ingest("web", tmp_path / "web-*.csv", **ROLES)
    assert (done.files_known, done.rows_read, done.rows_new) == (2, 1, 1)
    assert store.journeys().to_lists() == [["search", "pay", "call", "pay"]]


def test_the_same_row_of_two_sources_is_two_events(store: jm.JourneyStore) -> None:
    store.ingest("web", LOG, **ROLES)
    store.ingest("shop", LOG, **ROLES)
    table = store.events(sources=["shop", "web"]).to_arrow()
    assert table["source"].to_pylist() == ["shop"] * 3 + ["web"] * 3
    assert store.journeys(sources="shop").to_lists() == [["search", "pay"], ["search"]]


def test_rows_left_out_are_counted(store: jm.JourneyStore) -> None:
    done = store.ingest("web", LOG | {"who": ["ann", None, "bob"]}, on_missing="drop", **ROLES)
    assert (done.rows_read, done.rows_new, done.rows_skipped) == (3, 2, 1)
    assert "1 skipped" in str(done)


def test_further_columns_keep_their_types(store: jm.JourneyStore) -> None:
    moment = datetime(2024, 5, 1, 12, tzinfo=UTC)
    columns = {
        "flag": pa.array([True, None]),
        "day": pa.array([moment.date(), None]),
        "sent": pa.array([moment, None], pa.timestamp("ns", "Europe/Berlin")),
        "count": pa.array([7, None]),
        "share": pa.array([0.1, None]),
        "nothing": pa.nulls(2),
        "Device": pa.array(["phone", None]).dictionary_encode(),
        "device": pa.array(["tablet", "phone"]),
    }
    store.ingest("web", pa.table({"who": [1, 1], "what": [1, 2], "when": [1, 2]} | columns), extra=[*columns], **ROLES)
    found = store.events().to_arrow()
    for name, column in columns.items():
        assert found[name].to_pylist() == column.to_pylist(), name
    assert found.schema.field("sent").type == pa.timestamp("ns", "Europe/Berlin")
    assert found.schema.field("customer").type == found.schema.field("event").type == pa.int64()


def test_a_column_takes_the_wider_kind_and_its_rows_are_known_again(store: jm.JourneyStore) -> None:
    def deliver(code: list[Any], kind: pa.DataType) -> int:
        table = pa.table({"who": ["a"] * 3, "what": ["x"] * 3, "when": [1, 2, 3], "code": pa.array(code, kind)})
        return store.ingest("web", table, extra=["code"], **ROLES).rows_new

    assert deliver([None, None, None], pa.null()) == 3
    assert deliver([1, 2, 3], pa.int64()) == 3
    assert deliver([1.0, 2.0, 3.5], pa.float64()) == 1
    assert deliver(["1", "2", "A"], pa.string()) == 1
    assert store.events().to_arrow()["code"].to_pylist() == [None] * 3 + ["1", "2", "3", "3.5", "A"]
    assert deliver([4.0, 2.0, 3.0], pa.float64()) == 1
    assert store.events().to_arrow()["code"].to_pylist()[-1] == "4"


@pytest.mark.parametrize(
    ("log", "options", "sentence"),
    [
        ({**LOG, "who": [1, 2, 3]}, {}, "customers of source 'web' are whole numbers and those of the store are text"),
        ({**LOG, "what": [1, 2, 3]}, {}, "The events of source 'web' are whole numbers"),
        ({**LOG, "when": ["2024-01-01"] * 3}, {}, "clock times and those of 'web' in the store are order numbers"),
        ({**LOG, "x": ["a"] * 3}, {"extra": ["x"]}, "has customer, event, time and no extra columns in the store"),
        ({**LOG, "source": ["a"] * 3}, {"extra": ["source"]}, "'source' .* has the name of a column of the store"),
        ({**LOG, "x": [b"a"] * 3}, {"extra": ["x"]}, "'x' of source 'web' holds binary"),
    ],
)
def test_a_delivery_that_does_not_fit_changes_nothing(
    store: jm.JourneyStore, log: dict[str, Any], options: dict[str, Any], sentence: str
) -> None:
    store.ingest("web", LOG, **ROLES)
    with pytest.raises(InputError, match=sentence):
        store.ingest("web", log, **ROLES, **options)
    assert len(store) == 3
    assert store.ingest("web", LOG, **ROLES).rows_new == 0


def test_a_column_of_another_kind_is_refused(store: jm.JourneyStore) -> None:
    store.ingest("web", {**LOG, "x": [True, False, True]}, extra=["x"], **ROLES)
    with pytest.raises(InputError, match="'x' of source 'web' holds values of kind text and that of the store flag"):
        store.ingest("web", {**LOG, "x": ["a", "b", "c"]}, extra=["x"], **ROLES)


def test_what_is_asked_of_an_empty_store_or_of_no_source(store: jm.JourneyStore) -> None:
    assert (len(store), len(store.sources())) == (0, 0)
    with pytest.raises(EmptyLogError, match="There is no event in the store"):
        store.events()
    store.ingest("web", LOG, **ROLES)
    with pytest.raises(InputError, match=r"names 'wbe', which the store does not have. Did you mean 'web'"):
        store.events(sources=["wbe"])
    with pytest.raises(OptionError, match=r"`sources` of JourneyStore.events must be a list of different names"):
        store.events(sources=["web", "web"])
    with pytest.raises(OptionError, match=r"`since` of JourneyStore.events must be a number"):
        store.events(since="2024-01-01")
    with pytest.raises(OptionError, match=r"`source` of JourneyStore.ingest must be the name of a source"):
        store.ingest("", LOG, **ROLES)


def test_a_reader_sees_what_was_published_last(store: jm.JourneyStore, path: Path) -> None:
    with pytest.raises(InputError, match=r"Nothing of the store .* was published"):
        jm.JourneyStore(path, read_only=True)
    store.ingest("web", LOG, **ROLES)
    assert store.publish()
    reader = jm.JourneyStore(path, read_only=True)
    store.ingest("shop", LOG, **ROLES)
    assert (len(store), len(reader)) == (6, 3)
    assert "as published" in repr(reader)
    with pytest.raises(OptionError, match=r"`read_only` of JourneyStore is True, so there is no .ingest"):
        reader.ingest("web", LOG, **ROLES)
    store.close()
    assert len(reader) == 6
    assert reader.journeys(sources=["shop"]).to_lists() == [["search", "pay"], ["search"]]


def test_a_store_may_keep_to_itself(path: Path) -> None:
    with jm.JourneyStore(path, publish=False) as store:
        store.ingest("web", LOG, **ROLES)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_one_at_a_time_writes(store: jm.JourneyStore, path: Path) -> None:
    with pytest.raises(InputError, match="is open for writing in this process already"):
        jm.JourneyStore(path)
    store.ingest("web", LOG, **ROLES)
    store.publish()
    # Publishing copies the file through the descriptor that holds the lock; opening it anew would have ended it.
    code = (
        "import sys, journeymine as jm\ntry: jm.JourneyStore(sys.argv[1])\nexcept jm.errors.InputError as e: print(e)"
    )
    other = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert f"is open for writing in process {os.getpid()}, and one at a time writes" in other.stdout


def test_a_store_forgotten_lets_the_file_go(path: Path) -> None:
    store = jm.JourneyStore(path)
    store.ingest("web", LOG, **ROLES)
    del store
    gc.collect()
    with jm.JourneyStore(path) as again:
        assert len(again) == 3


def test_a_closed_store_says_so(path: Path) -> None:
    store = jm.JourneyStore(path)
    store.close()
    store.close()
    assert repr(store).endswith("closed")
    with pytest.raises(OptionError, match=r"The store .* is closed; open it again"):
        len(store)


def test_what_is_no_store_is_left_as_it_is(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no database" * 1000)
    theirs = tmp_path / "theirs.duckdb"
    with duckdb.connect(str(theirs)) as connection:
        connection.execute("CREATE TABLE meta (key VARCHAR, value VARCHAR)")
    empty = tmp_path / "empty.duckdb"
    empty.touch()
    for file in (text, theirs, empty):
        before = file.read_bytes()
        with pytest.raises(InputError, match=r"is no journey store; .* Nothing was changed"):
            jm.JourneyStore(file)
        assert file.read_bytes() == before
    with pytest.raises(InputError, match="is a folder"):
        jm.JourneyStore(tmp_path)
    with pytest.raises(InputError, match="There is no folder"):
        jm.JourneyStore(tmp_path / "nowhere" / "journeys.duckdb")
    assert len(list(tmp_path.iterdir())) == 3


def test_a_newer_store_is_refused_and_an_older_one_brought_up_to_date(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with jm.JourneyStore(path) as store:
        store.ingest("web", LOG, **ROLES)
    older = schema.STEPS
    monkeypatch.setattr(schema, "STEPS", (*older, ("ALTER TABLE batches ADD COLUMN note VARCHAR",)))
    with jm.JourneyStore(path) as store:
        assert store.ingest("web", LOG, **ROLES).rows_new == 0
    monkeypatch.setattr(schema, "STEPS", older)
    sentence = f"has version {len(older) + 1} of its tables and this journeymine knows {len(older)}; update journeymine"
    before = path.read_bytes()
    with pytest.raises(InputError, match=sentence):
        jm.JourneyStore(path)
    with pytest.raises(InputError, match=sentence):
        jm.JourneyStore(path, read_only=True)
    assert path.read_bytes() == before


def test_a_store_of_the_first_version_is_read_and_goes_on(store: jm.JourneyStore, path: Path, tmp_path: Path) -> None:
    store.ingest("web", LOG, **ROLES)
    store.close()
    older = tmp_path / "older.duckdb"
    with duckdb.connect(str(older)) as connection:
        for statement in schema.STEPS[0]:
            connection.execute(statement)
        connection.execute(f"ATTACH '{path}' AS now (READ_ONLY)")
        for table in ("sources", "columns", "batches", "events"):
            connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM now.{table}")
    with pytest.raises(InputError, match=r"Nothing of the store .* was published; open it for writing"):
        jm.JourneyStore(older, read_only=True)
    older.with_name("older.duckdb.published").write_bytes(older.read_bytes())
    with pytest.raises(InputError, match=r"has version 1 of its tables, .* open the store for writing once"):
        jm.JourneyStore(older, read_only=True)
    with jm.JourneyStore(older) as again:
        assert again.ingest("web", LOG, **ROLES).rows_known == 3
        assert again.journeys().to_lists() == [["search", "pay"], ["search"]]
        assert again.forget("bob").rows == 1
    assert len(jm.JourneyStore(older, read_only=True)) == 2


def test_a_migration_that_fails_leaves_the_store_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with jm.JourneyStore(path) as store:
        store.ingest("web", LOG, **ROLES)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "STEPS", (*schema.STEPS, ("CREATE TABLE half (x INTEGER)", "SELECT no_such_column")))
        with pytest.raises(duckdb.BinderException):
            jm.JourneyStore(path)
    with jm.JourneyStore(path) as store:
        assert len(store) == 3


def test_deliveries_of_many_row_groups_are_seen_whole(store: jm.JourneyStore) -> None:
    count = 400_000
    times = np.arange(count)
    log = pa.table({"who": times % 1000, "what": ["step"] * count, "when": times})
    seen = np.zeros(count, np.bool_)
    for first, last in (
        (0, 300_000),
        (299_990, 300_010),
        (100_000, 310_000),
        (310_000, 320_000),
        (0, count),
        (5, count),
    ):
        new = np.count_nonzero(~seen[first:last])
        assert store.ingest("web", log.slice(first, last - first), **ROLES).rows_new == new
        seen[first:last] = True
        assert np.array_equal(np.sort(store.events().to_arrow()["time"].to_numpy()), np.flatnonzero(seen))


def test_rows_that_the_database_does_not_see_are_not_kept(
    store: jm.JourneyStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.ingest("web", LOG, **ROLES)
    monkeypatch.setattr(adding, "_BATCH", "1")
    with pytest.raises(InputError, match="does not see rows that it has taken in"):
        store.ingest("web", {**LOG, "when": [7, 8, 9]}, **ROLES)
    assert repr(store).endswith("closed")
    with jm.JourneyStore(path) as again:
        assert len(again) == 3
