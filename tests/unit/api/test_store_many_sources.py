"""Several systems into one store, by a mapping: the log of the store is the one that is read at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv, parquet

import journeymine as jm
from journeymine.datasets import five_systems
from journeymine.errors import InputError, JourneymineError, OptionError

MAPPING: dict[str, Any] = {
    "web": {"customer": "user", "event": "web:{page}", "time": "ts", "where": {"status": 200}},
    "phone": {"customer": "who", "event": "call:{topic}", "time": "at", "zone": "Europe/Berlin", "text": "said"},
}
WEB = {"user": ["ann", "bob", "ann"], "page": ["home", "home", "cart"], "ts": ["2024-01-01 10:00"] * 3}
SOURCES: dict[str, Any] = {
    "web": {**WEB, "status": [200, 404, 200]},
    "phone": {"who": ["ann"], "topic": ["bill"], "at": ["2024-01-02 09:00"], "said": ["Why so much?"]},
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[jm.JourneyStore]:
    with jm.JourneyStore(tmp_path / "journeys.duckdb", publish=False) as opened:
        yield opened


def rows(log: jm.EventLog) -> list[str]:
    """The rows in words, in which a missing value is equal to another."""
    table = log.to_arrow()
    return [str(row) for row in table.select(sorted(table.column_names)).to_pylist()]


def test_five_dirty_systems_are_in_the_store_as_they_are_read_at_once(store: jm.JourneyStore) -> None:
    exports = five_systems(60, days=30)
    done = store.ingest(exports.sources, mapping=exports.mapping)
    once = jm.read_events(exports.sources, mapping=exports.mapping)
    # Within a delivery every copy counts, so that planted duplicates are still there to be found.
    assert done.rows_new == len(once) == len(store)
    assert list(done.sources) == list(exports.sources)
    stored = store.events()
    assert set(stored.columns) == set(once.columns)
    assert rows(stored) == rows(once)
    assert store.journeys(session_gap="1h").to_lists() == once.journeys(session_gap="1h").to_lists()
    found = [one for one in once.quality().to_dict()["findings"] if one["fault"] != "missing"]
    assert store.quality().to_dict()["findings"] == found
    assert any("deliveries of 'shop', 9 rows were left out" in note for note in store.quality().notes)
    again = store.ingest(exports.sources, mapping=exports.mapping)
    assert (again.rows_new, again.rows_known) == (0, len(once))


def test_one_source_of_a_mapping_may_come_alone(store: jm.JourneyStore) -> None:
    assert store.ingest("phone", SOURCES["phone"], mapping=MAPPING).rows_new == 1
    done = store.ingest(SOURCES, mapping=MAPPING)
    assert (done.source, done.rows_new, done.rows_known) == ("web, phone", 2, 1)
    assert [one.rows_read for one in done.sources.values()] == [3, 1]
    assert str(done).count("\n") == 1
    assert rows(store.events(sources=["web", "phone"])) == rows(jm.read_events(SOURCES, mapping=MAPPING))


def test_the_files_of_a_mapping_are_taken_in_once(store: jm.JourneyStore, tmp_path: Path) -> None:
    csv.write_csv(pa.table(SOURCES["web"]), tmp_path / "web-1.csv")
    parquet.write_table(pa.table(SOURCES["phone"]), tmp_path / "phone.parquet")
    toml = tmp_path / "sources.toml"
    toml.write_text(
        '[web]\nfile = "web-*.csv"\ncustomer = "user"\nevent = "web:{page}"\ntime = "ts"\nwhere = { status = 200 }\n'
        '[phone]\nfile = "phone.parquet"\ncustomer = "who"\nevent = "call:{topic}"\ntime = "at"\n'
    )
    assert store.ingest(mapping=toml).rows_new == 3
    csv.write_csv(pa.table(WEB | {"status": [500, 500, 500]}), tmp_path / "web-2.csv")
    done = store.ingest(mapping=toml)
    assert (done.files_known, done.rows_new, done.rows_read) == (2, 0, 0)
    csv.write_csv(pa.table(WEB | {"status": [200, 500, 500]}), tmp_path / "web-3.csv")
    assert store.ingest("web", mapping=toml).rows_known == 1


def test_sources_of_the_same_columns_need_no_mapping(store: jm.JourneyStore) -> None:
    log = {"who": [1], "what": ["a"], "when": [1]}
    done = store.ingest({"web": log, "shop": log}, customer="who", event="what", time="when")
    assert [one.rows_new for one in done.sources.values()] == [1, 1]


def test_a_mapping_that_does_not_fit_takes_nothing_in(store: jm.JourneyStore) -> None:
    wrong: list[tuple[tuple[Any, ...], dict[str, Any], type[JourneymineError], str]] = [
        (
            (SOURCES,),
            {"mapping": {**MAPPING, "shop": MAPPING["web"]}},
            OptionError,
            "Source 'shop' of the mapping has no",
        ),
        (("wbe", WEB), {"mapping": MAPPING}, OptionError, "no source 'wbe'. Did you mean 'web'"),
        ((SOURCES,), {"mapping": MAPPING, "customer": "who"}, OptionError, "`customer` .* does not go together"),
        (
            ({"web": WEB, "phone": SOURCES["phone"]},),
            {"mapping": MAPPING},
            InputError,
            "'web', `where`: There is no column 'status'",
        ),
        ((), {}, OptionError, "`data` of JourneyStore.ingest must be what the source delivers"),
        ((["web"],), {}, OptionError, "`source` of JourneyStore.ingest must be the name of a source"),
    ]
    for given, options, kind, sentence in wrong:
        with pytest.raises(kind, match=sentence):
            store.ingest(*given, **options)
    assert len(store) == 0


def test_sources_of_a_mapping_may_be_larger_than_memory(store: jm.JourneyStore, tmp_path: Path) -> None:
    csv.write_csv(pa.table(SOURCES["web"]), tmp_path / "web.csv")
    given = {"web": tmp_path / "web.csv", "phone": SOURCES["phone"]}
    assert store.ingest(given, mapping=MAPPING, memory_limit="600MB").rows_new == 3
    once = jm.read_events(SOURCES, mapping=MAPPING)
    assert sorted(rows(store.events())) == sorted(rows(once))
    assert store.ingest(given, mapping=MAPPING).files_known == 1


def test_files_larger_than_memory_are_one_delivery(store: jm.JourneyStore, tmp_path: Path) -> None:
    count = 5_000
    events = [f"step {number % 7}" for number in range(count)]
    table = pa.table({"who": [f"c{number % 501}" for number in range(count)], "what": events, "when": [*range(count)]})
    csv.write_csv(pa.concat_tables([table, table.slice(0, 10)]), tmp_path / "big.csv")
    roles: dict[str, Any] = {"customer": "who", "event": "what", "time": "when"}
    done = store.ingest("web", tmp_path / "big.csv", memory_limit="600MB", **roles)
    assert (done.rows_new, done.time_first, done.time_last) == (count + 10, 0, count - 1)
    assert store.journeys().to_lists() == jm.read_events(tmp_path / "big.csv", **roles).journeys().to_lists()
    assert store.ingest("web", table, **roles).rows_known == count
