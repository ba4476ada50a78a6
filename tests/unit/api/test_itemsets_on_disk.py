"""Itemsets of logs and stores larger than memory are found part by part."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

import journeymine as jm
from journeymine import errors
from journeymine.datasets import generate
from journeymine.sources.spill import read as spilling

COLUMNS = {"customer": "customer", "event": "event", "time": "time"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("logs") / "log.parquet"
    parquet.write_table(pa.table(generate(400, seed=5)), path)
    return path


@pytest.fixture(autouse=True)
def _several_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spilling, "partitions_for", lambda *_: 4)
    monkeypatch.setattr("journeymine.sources.store.parts._ROW_BYTES", 500_000_000 // 4_000)


def told(itemsets: Any) -> Any:
    info = {name: value for name, value in itemsets.info.items() if name not in {"seconds", "memory_limit", "recipe"}}
    rows = itemsets.to_dict()["rows"] if isinstance(itemsets, jm.ItemsetSet) else itemsets.to_pandas().to_dict()
    return rows, info


@pytest.mark.parametrize(
    "options",
    [
        {"min_support": 0.2, "kind": "closed"},
        {"min_support": 0.1, "per": "element"},
        {"top_k": 30, "min_length": 2},
        {"min_support": 0.3, "kind": "maximal", "max_length": 3, "excludes": "home"},
        {"min_support": 0.3, "kind": "generators", "contains": "search"},
        {"min_support": 0.2, "count_only": True},
    ],
)
def test_a_file_is_mined_as_in_memory(file: Path, options: dict[str, Any]) -> None:
    whole = jm.mine_itemsets(jm.read_events(file, **COLUMNS), **options)
    assert whole.n_total > 0
    parts = jm.read_events(file, **COLUMNS, memory_limit="600MB").journeys_on_disk()  # type: ignore[attr-defined]
    assert "in 4 parts" in repr(parts)
    for source in (file, parts):
        assert told(jm.mine_itemsets(source, memory_limit="600MB", **options)) == told(whole)


def test_customers_with_several_journeys_are_worth_less(file: Path) -> None:
    cut = jm.read_events(file, **COLUMNS).journeys(session_gap="1d")
    log = jm.read_events(file, **COLUMNS, memory_limit="600MB")
    parts = log.journeys_on_disk(session_gap="1d")  # type: ignore[attr-defined]
    assert told(jm.mine_itemsets(parts, min_support=0.1)) == told(jm.mine_itemsets(cut, min_support=0.1))


def test_a_store_is_mined_as_in_memory(file: Path, tmp_path: Path) -> None:
    with jm.JourneyStore(tmp_path / "journeys.duckdb") as store:
        store.ingest("web", file, **COLUMNS)
        whole = jm.mine_itemsets(store.journeys(), min_support=0.2)
        assert told(jm.mine_itemsets(store, min_support=0.2, memory_limit="600MB")) == told(whole)
        with pytest.raises(errors.OptionError, match="`memory_limit` of mine_itemsets must be given where `data` is"):
            jm.mine_itemsets(store, min_support=0.2)


def test_rules_are_cut_from_itemsets_on_disk(file: Path) -> None:
    found = jm.mine_itemsets(file, min_support=0.2, memory_limit="600MB")
    whole = jm.mine_itemsets(jm.read_events(file, **COLUMNS), min_support=0.2)
    assert [str(rule) for rule in found.rules(min_confidence=0.8)] == [
        str(rule) for rule in whole.rules(min_confidence=0.8)
    ]
    # What is inside a maximal set would have to be counted.
    with pytest.raises(errors.MissingJourneysError):
        jm.mine_itemsets(file, min_support=0.2, kind="maximal", memory_limit="600MB").rules()


@pytest.mark.parametrize("kind", ["all", "maximal"])
def test_a_search_that_needs_more_memory_says_so(file: Path, kind: str) -> None:
    parts = jm.read_events(file, **COLUMNS, memory_limit="600MB").journeys_on_disk()  # type: ignore[attr-defined]
    with pytest.raises(errors.CapacityError, match="memory_limit"):
        jm.mine_itemsets(parts, min_support=1, kind=kind, memory_limit=10_000)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weights": "w"}, "`weights` of mine_itemsets does not go together with `journeys on disk`"),
        ({"multiplicity": "w"}, "`multiplicity` of mine_itemsets does not go together"),
        ({"time_limit": 5}, "`time_limit` of mine_itemsets does not go together"),
        ({"threshold": "customers"}, "`threshold` of mine_itemsets must be 'journeys'"),
        ({"engine": "mlxtend"}, "`engine` of mine_itemsets must be"),
        ({"contains": "serch"}, "no event 'serch'"),
        ({"per": "basket"}, "`per` of mine_itemsets must be"),
        ({"count_only": True, "max_patterns": 3}, "`count_only` of mine_itemsets does not go together"),
    ],
)
def test_what_needs_all_journeys_at_once_is_refused(file: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises((errors.OptionError, errors.UnknownEventError), match=message):
        jm.mine_itemsets(file, min_support=0.1, memory_limit="600MB", **options)


def test_progress_never_falls_and_ends_at_one(file: Path) -> None:
    shares: list[float] = []
    jm.mine_itemsets(file, min_support=0.2, memory_limit="600MB", progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
