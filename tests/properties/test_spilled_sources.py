"""Several sources on disk beside the same sources in memory: the same report, columns and journeys, to the byte."""

import csv
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import journeymine as jm
import journeymine.sources.database as duck
import journeymine.sources.parquet as columnar
from journeymine.api.event_log import EventLog
from journeymine.api.spilled_log import SpilledLog
from journeymine.errors import JourneymineError
from journeymine.sources.mapping.asking import sources_asked
from journeymine.sources.mapping.reading import read_sources
from journeymine.sources.spill.sources import read_spilled_sources
from tests.properties.test_many_sources import COLUMNS, MAPPINGS, rows
from tests.properties.test_spilled import assert_same

Drawn = dict[str, tuple[dict[str, Any], list[list[str]]]]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duck, "_BATCH_ROWS", 3)
    monkeypatch.setattr(columnar, "_BATCH_ROWS", 3)


def outcome(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except JourneymineError as error:
        return repr(error)


@settings(
    max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(["web", "shop", "a'b"]),
        st.tuples(MAPPINGS, st.lists(rows(), max_size=12)),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from([1, 4]),
    st.sampled_from([{}, {"by": "source"}, {"session_gap": "1h", "simultaneous": "order"}]),
)
def test_as_in_memory(drawn: Drawn, n: int, asked: dict[str, Any]) -> None:
    mapping = {name: one for name, (one, _) in drawn.items()}
    with TemporaryDirectory() as folder:
        files = {name: Path(folder, f"{place}.csv") for place, name in enumerate(drawn)}
        for name, (_, lines) in drawn.items():
            with files[name].open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([COLUMNS, *lines])
        sources = sources_asked(files, mapping, {}, on_missing="error", zone=None)
        table = outcome(lambda: read_sources(sources, on_missing="error"))
        spilled = outcome(lambda: read_spilled_sources(sources, on_missing="error", memory=10**9, n_partitions=n))
    if isinstance(table, str) or isinstance(spilled, str):
        assert spilled == table
        return
    assert spilled.empty.table.schema.names == table.table.schema.names
    _assert_reports(spilled.empty.report, table.report)
    assert (len(spilled), spilled.empty.source, spilled.empty.text) == (len(table), table.source, table.text)
    whole, parts = EventLog(table), SpilledLog(spilled)
    assert_same(parts.journeys(**asked).coded, whole.journeys(**asked).coded)
    left, right = whole.quality().to_dict(), parts.quality().to_dict()
    assert left["by_source"] == right["by_source"]


def _assert_reports(one: Any, two: Any) -> None:
    """The same, but for how a source without rows is called in a note."""
    for name in ("rows_read", "rows_kept", "rows_filtered", "missing", "files", "naive_times"):
        assert getattr(one, name) == getattr(two, name), name
    assert [note for note in one.notes if "kept" not in note] == [
        note for note in two.notes if "kept" not in note and "has no row" not in note
    ]
    assert list(one.sources) == list(two.sources)
    for name, source in one.sources.items():
        _assert_reports(source, two.sources[name])


def test_columns_that_some_files_lack(tmp_path: Path) -> None:
    (tmp_path / "a-1.csv").write_text("c,e,t,k\nx,y,1,q\n")
    (tmp_path / "a-2.csv").write_text("c,e,t\nx,z,2\n")
    told = {"customer": "c", "event": "e", "time": "t", "extra_if_there": ["k", "l"]}
    read = {"mapping": {"a": {**told, "file": f"{tmp_path}/a-*.csv"}}}
    log = jm.read_events(**read, memory_limit="1GB")
    assert log.columns == ("customer", "event", "time", "source", "k", "l")
    assert_same(log.journeys().coded, jm.read_events(**read).journeys().coded)


def test_a_zone_of_one_source_in_parts(tmp_path: Path) -> None:
    hours = [f"2024-03-31 02:{minute:02}" for minute in range(10)] + ["2024-06-01 12:00"]
    (tmp_path / "a.csv").write_text("c,e,t\n" + "".join(f"x,y,{hour}\n" for hour in hours))
    columns = {"customer": "c", "event": "e", "time": "t", "zone": "Europe/Berlin"}
    log, spilled = (jm.read_events(tmp_path / "a.csv", **columns, memory_limit=limit) for limit in (None, "1GB"))
    assert_same(spilled.journeys().coded, log.journeys().coded)
    assert spilled.quality().notes[:2] == log.quality().notes
    assert "never showed 10 of the times" in log.quality().notes[1]
