"""Logs and stores larger than memory are searched part by part."""

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
    parquet.write_table(pa.table(generate(600, seed=5)), path)
    return path


@pytest.fixture(autouse=True)
def _several_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spilling, "partitions_for", lambda *_: 4)
    monkeypatch.setattr("journeymine.sources.store.parts._ROW_BYTES", 500_000_000 // 4_000)


def told(patterns: jm.PatternSet) -> Any:
    info = {name: value for name, value in patterns.info.items() if name not in {"seconds", "memory_limit", "recipe"}}
    rows = patterns.to_dict(["pattern", "length", "n_journeys", "support", "support_low", "support_high"])["rows"]
    return rows, info


@pytest.mark.parametrize(
    "options",
    [
        {"min_support": 0.05, "kind": "closed"},
        {"min_support": 0.05, "max_gap": "2d", "max_length": 3},
        {"top_k": 30, "min_length": 2},
        {"min_support": 0.1, "kind": "maximal", "max_step_gap": 2},
    ],
)
def test_a_file_is_mined_as_in_memory(file: Path, options: dict[str, Any]) -> None:
    whole = jm.mine_sequences(jm.read_events(file, **COLUMNS).journeys(), **options)
    log = jm.read_events(file, **COLUMNS, memory_limit="600MB")
    parts = log.journeys_on_disk()  # type: ignore[attr-defined]
    assert "in 4 parts" in repr(parts)
    assert len(parts) == whole.n_total
    for source in (file, log, parts):
        found = jm.mine_sequences(source, memory_limit="600MB", **options)
        assert told(found) == told(whole)


def test_journeys_are_cut_as_asked(file: Path) -> None:
    cut = jm.read_events(file, **COLUMNS).journeys(session_gap="1d", collapse_repeats=True)
    log = jm.read_events(file, **COLUMNS, memory_limit="600MB")
    parts = log.journeys_on_disk(session_gap="1d", collapse_repeats=True)  # type: ignore[attr-defined]
    assert told(jm.mine_sequences(parts, min_support=0.02)) == told(jm.mine_sequences(cut, min_support=0.02))
    with pytest.raises(errors.OptionError, match=r"no option 'sesion_gap'. Did you mean 'session_gap'\?"):
        log.journeys_on_disk(sesion_gap="1d")  # type: ignore[attr-defined]


def test_a_store_is_mined_as_in_memory(file: Path, tmp_path: Path) -> None:
    with jm.JourneyStore(tmp_path / "journeys.duckdb") as store:
        store.ingest("web", file, **COLUMNS)
        texts = {"customer": ["c1", "x"], "event": ["call", "call"], "time": ["2024-01-01", "2024-01-02"]}
        texts["said"] = ["a", "b"]
        store.ingest("phone", texts, **COLUMNS, extra=["said"])
        whole = jm.mine_sequences(store.journeys(), min_support=0.05, kind="closed")
        found = jm.mine_sequences(store, min_support=0.05, kind="closed", memory_limit="600MB")
        assert told(found) == told(whole)
        web = store.journeys_on_disk(memory_limit="600MB", sources=["web"], since="2024-01-05")
        expected = store.journeys(sources=["web"], since="2024-01-05")
        assert told(jm.mine_sequences(web, min_support=0.05)) == told(jm.mine_sequences(expected, min_support=0.05))
        with pytest.raises(errors.EmptyLogError, match="no event in the store"):
            store.journeys_on_disk(memory_limit="600MB", since="2100-01-01")
        with pytest.raises(errors.OptionError, match="`memory_limit` of mine_sequences must be given"):
            jm.mine_sequences(store, min_support=0.05)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weights": "w"}, "`weights` of mine_sequences does not go together with `journeys on disk`"),
        ({"multiplicity": "w"}, "`multiplicity` of mine_sequences does not go together"),
        ({"hierarchy": {"a": "b"}}, "`hierarchy` of mine_sequences does not go together"),
        ({"time_limit": 5}, "`time_limit` of mine_sequences does not go together"),
        ({"threshold": "customers"}, "`threshold` of mine_sequences must be 'journeys'"),
        ({"engine": "prefixspan"}, "`engine` of mine_sequences must be"),
        ({"contains": "serch"}, "no event 'serch'"),
    ],
)
def test_what_needs_all_journeys_at_once_is_refused(file: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises((errors.OptionError, errors.UnknownEventError), match=message):
        jm.mine_sequences(file, min_support=0.1, memory_limit="600MB", **options)


def test_a_path_says_how_much_memory(file: Path) -> None:
    with pytest.raises(errors.OptionError, match="`memory_limit` of mine_sequences must be given"):
        jm.mine_sequences(file, min_support=0.1)


def test_what_needs_journeys_says_so(file: Path) -> None:
    found = jm.mine_sequences(file, min_support=0.1, memory_limit="600MB")
    journeys = jm.read_events(file, **COLUMNS).journeys()
    assert len(found.with_columns("n_customers", journeys=journeys)) == len(found)
    with pytest.raises(errors.MissingJourneysError):
        found.with_columns("n_customers")


def test_progress_never_falls_and_ends_at_one(file: Path) -> None:
    shares: list[float] = []
    jm.mine_sequences(file, min_support=0.1, memory_limit="600MB", progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_patterns_are_counted_and_lifted_on_disk(file: Path) -> None:
    journeys = jm.read_events(file, **COLUMNS).journeys(session_gap="1d")
    log = jm.read_events(file, **COLUMNS, memory_limit="600MB")
    parts = log.journeys_on_disk(session_gap="1d")  # type: ignore[attr-defined]
    patterns = jm.mine_sequences(jm.read_events(file, **COLUMNS).journeys(), min_support=0.1)
    there, here = patterns.recount(parts), patterns.recount(journeys)
    names = ["pattern", "n_journeys", "support", "support_low", "support_high"]
    assert there.to_dict(names)["rows"] == here.to_dict(names)["rows"]
    assert {**there.info, "recipe": 0} == {**here.info, "recipe": 0}
    on_disk, in_memory = there.lift(journeys=parts).to_pandas(), here.lift().to_pandas()
    exact = ["expected", "lift", "p_value", "p_mid", "method", "n_shuffles"]
    assert on_disk[exact].equals(in_memory[exact])
    for bound in ("lift_low", "lift_high"):
        assert abs(on_disk[bound] - in_memory[bound]).max() < 1e-12
    with pytest.raises(errors.OptionError, match="`null` of lift must be 'order' where journeys are in parts"):
        there.lift("serial", journeys=parts)
    with pytest.raises(errors.OptionError, match="must be those the patterns were counted in"):
        patterns.lift(journeys=parts)
    with pytest.raises(errors.OptionError, match="`count` of recount must be 'journeys'"):
        patterns.recount(parts, count="windows")
    ruled = jm.mine_sequences(parts, min_support=0.1, contiguous=True)
    with pytest.raises(errors.OptionError, match="shuffles every journey"):
        ruled.lift(journeys=parts)
