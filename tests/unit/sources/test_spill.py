"""Files read in parts and kept on disk: the folder, the sentences, the types."""

import dataclasses
import gc
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import journeymine as jm
from journeymine.api.spilled_log import SpilledLog
from journeymine.errors import CapacityError, EmptyLogError, InputError, OptionError
from journeymine.sources import database
from journeymine.sources.mapping.asking import sources_asked
from journeymine.sources.spill import rewriting, scratch
from journeymine.sources.spill.sources import read_spilled_sources

COLUMNS = {"customer": "who", "event": "what", "time": "when"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go."""
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setattr(database, "_BATCH_ROWS", 4)
    return place


def written(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


def shop(path: Path, rows: int = 20) -> str:
    lines = [f"{row % 7},{'search' if row % 3 else 'cart'},{row}\n" for row in range(rows)]
    return written(path / "shop.csv", "who,what,when\n" + "".join(lines))


def read(source: Any, **options: Any) -> Any:
    return jm.read_events(source, **{**COLUMNS, "memory_limit": "1GB", **options})


def test_the_folder_goes_with_the_log(tmp_path: Path, folder: Path) -> None:
    log = read(shop(tmp_path))
    assert len(list(folder.iterdir())) == 1
    assert log.journeys().to_lists() == jm.read_events(shop(tmp_path), **COLUMNS).journeys().to_lists()
    assert len(list(folder.iterdir())) == 1
    del log
    gc.collect()
    assert not list(folder.iterdir())


def test_the_folder_goes_after_an_error(tmp_path: Path, folder: Path) -> None:
    source = written(tmp_path / "bad.csv", "who,what,when\n" + "1,a,1\n" * 9 + "1,a,x\n")
    with pytest.raises(InputError, match="when"):
        read(source)
    assert not list(folder.iterdir())


def test_the_folder_goes_after_ctrl_c(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from journeymine.sources.spill import writing

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.Partitions, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        read(shop(tmp_path))
    assert not list(folder.iterdir())


def test_the_folder_goes_with_the_process(tmp_path: Path, folder: Path) -> None:
    program = (
        "import sys, journeymine as jm\n"
        "log = jm.read_events(sys.argv[1], customer='who', event='what', time='when', memory_limit='1GB')\n"
        "print(len(log))"
    )
    environment = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", program, shop(tmp_path)], check=True, capture_output=True, text=True, env=environment
    )
    assert done.stdout == "20\n"
    assert not list(folder.iterdir())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs locks of files")
def test_what_a_killed_process_left_goes_with_the_next(folder: Path) -> None:
    program = (
        "import os, signal\n"
        "from journeymine.sources.spill.scratch import Scratch\n"
        "held = Scratch()\n"
        "(held.folder / 'rows').write_text('customer 1')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    living = scratch.Scratch()
    subprocess.run([sys.executable, "-c", program], check=False, env={**os.environ, "TMPDIR": str(folder)})
    assert len(list(folder.iterdir())) == 2
    second = scratch.Scratch()
    assert sorted(folder.iterdir()) == sorted([living.folder, second.folder])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_leaves_the_folder(folder: Path) -> None:
    held = scratch.Scratch()
    child = os.fork()
    if not child:
        held.remove()
        os._exit(0)
    os.waitpid(child, 0)
    assert held.folder.exists()
    held.remove()
    assert not list(folder.iterdir())


def test_a_disk_without_room_is_told_before(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    with pytest.raises(InputError, match=r"takes about .* of disk in .*, where 0.0 MB are free.*TMPDIR"):
        read(shop(tmp_path))
    assert not list(folder.iterdir())


def test_rows_are_named_as_in_the_whole_file(tmp_path: Path) -> None:
    source = written(tmp_path / "bad.csv", "who,what,when\n" + "1,a,2024-01-01\n" * 9 + "1,a,soon\n")
    with pytest.raises(InputError, match=r"'soon' \(row 10\)"):
        read(source)


def test_files_of_a_glob_are_one_log(tmp_path: Path) -> None:
    written(tmp_path / "a.csv", "who,what,when\n" + "1,a,1\n" * 5)
    written(tmp_path / "b.csv", "who,what,when\nx7,b,2\n1,7,3\n")
    log = read(str(tmp_path / "*.csv"))
    assert log.journeys().customer.tolist() == ["1", "x7"]
    assert log.journeys().to_lists() == [["a", "7"], ["b"]]


def test_order_numbers_and_clock_times_in_one_column(tmp_path: Path) -> None:
    source = written(tmp_path / "mixed.csv", "who,what,when\n" + "1,a,1\n" * 9 + "1,a,2024-01-01\n" * 9)
    with pytest.raises(InputError, match=r"'when' of mixed\.csv"):
        read(source)


@pytest.mark.parametrize("last", ["13/01/2024", "01/13/2024", "01/02/2024", "01/02/24"])
def test_day_and_month_are_told_by_the_whole_column(tmp_path: Path, last: str) -> None:
    lines = [f"{row % 7},a,0{row % 9 + 1}/0{row % 3 + 1}/2024 10:{row % 60:02}\n" for row in range(40)]
    source = written(tmp_path / "days.csv", "who,what,when\n" + "".join(lines) + f"1,b,{last}\n")
    assert _answer(source, "1GB") == _answer(source, None)


def _answer(source: str, limit: str | None) -> tuple[Any, ...]:
    try:
        found = read(source, memory_limit=limit).journeys()
    except InputError as error:
        return (str(error),)
    return found.to_lists(), found.times.tolist()


def test_missing_values_are_counted_over_all_parts(tmp_path: Path) -> None:
    source = written(tmp_path / "gaps.csv", "who,what,when\n" + "1,a,1\n,b,2\n" * 9)
    with pytest.raises(InputError, match="'who'"):
        read(source)
    log = read(source, on_missing="drop")
    assert len(log) == 9
    assert log._about.report.missing == {"who": 9, "what": 0, "when": 0}
    with pytest.raises(EmptyLogError, match=r"Every row"):
        read(written(tmp_path / "none.csv", "who,what,when\n,a,1\n"), on_missing="drop")
    with pytest.raises(EmptyLogError, match=r"no event"):
        read(written(tmp_path / "head.csv", "who,what,when\n"))


def test_what_takes_the_whole_log_is_refused(tmp_path: Path) -> None:
    log = read(shop(tmp_path))
    for ask in (log.to_arrow, log.to_pandas):
        with pytest.raises(InputError, match=r"kept on disk.*without `memory_limit`"):
            ask()
    with pytest.raises(InputError, match="temporary files"):
        pickle.dumps(log)
    assert log.columns == ("who", "what", "when")
    assert "on disk" in repr(log)
    assert "on disk" in log._repr_html_()


def test_journeys_larger_than_the_limit_are_refused(tmp_path: Path) -> None:
    log = SpilledLog(dataclasses.replace(read(shop(tmp_path))._spilled, memory=500))
    with pytest.raises(CapacityError, match=r"take about 0.0 MB, and the `memory_limit` of 0.0 MB .* leaves"):
        log.journeys()


def test_only_files_have_a_limit() -> None:
    with pytest.raises(OptionError, match="`memory_limit`"):
        read({"who": [1], "what": ["a"], "when": [1]})
    with pytest.raises(OptionError, match="memory_limit"):
        read("shop.csv", memory_limit="much")
    with pytest.raises(OptionError, match="at least 500MB"):
        read("shop.csv", memory_limit="1MB")


def test_a_format_that_is_read_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "log.xes").write_text("<log/>")
    with pytest.raises(InputError, match="read as a whole"):
        read(str(tmp_path / "log.xes"))


SOURCES = {
    "zone": "Europe/Berlin",
    "on_missing": "drop",
    "web": {
        "customer": "user",
        "event": "web:{page}",
        "time": "at",
        "extra": ["device"],
        "where": {"page": {"not": "x"}},
    },
    "shop": {
        "customer": "who",
        "event": "what",
        "time": ["day", "clock"],
        "value": "paid",
        "customer_as": "text",
        "rename": {"pay.*": "pay"},
    },
    "calls": {"customer": "who", "event": "topic", "time": "when", "text": "said", "extra": ["device"]},
}


def five_systems(folder: Path) -> dict[str, Any]:
    web = [f"c{row % 5},{'xyz'[row % 3]},2024-10-27 02:{row % 60:02},phone\n" for row in range(30)]
    shop = [f"c{row % 7},pay{row},0{row % 3 + 1}/{row + 1}/2024,10:00,{row}.5\n" for row in range(20)]
    return {
        "web": written(folder / "web.csv", "user,page,at,device\n" + "".join(web)),
        "shop": written(folder / "shop.csv", "who,what,day,clock,paid\n" + "".join(shop)),
        "calls": {
            "who": ["c1", None, "c9"],
            "topic": ["pay", "late", "late"],
            "when": ["2024-01-01", "2024-01-02", "2024-01-03"],
            "said": ["hello", "no", "why"],
            "device": ["a", "b", None],
        },
    }


def test_several_sources_are_the_log_in_memory(tmp_path: Path) -> None:
    files = five_systems(tmp_path)
    whole = jm.read_events(files, mapping=SOURCES)
    asked = sources_asked(files, SOURCES, {}, on_missing="error", zone=None)
    for n in (1, 8):
        table = read_spilled_sources(asked, on_missing="error", memory=10**9, n_partitions=n)
        log = SpilledLog(table)
        assert (len(log), log.columns, table.empty.time_unit) == (len(whole), whole.columns, whole._table.time_unit)
        assert (table.empty.source, table.empty.text) == (whole._table.source, whole._table.text)
        assert table.empty.table.schema.types == whole._table.table.schema.types
        assert table.empty.report == whole._table.report
        for options in ({}, {"by": "source"}, {"simultaneous": "order", "tie": "source"}):
            one, two = log.journeys(**options).to_pandas(), whole.journeys(**options).to_pandas()
            pd.testing.assert_frame_equal(one, two)


def test_several_sources_on_disk_by_the_verb(tmp_path: Path, folder: Path) -> None:
    files = five_systems(tmp_path)
    log = jm.read_events(files, mapping=SOURCES, memory_limit="1GB")
    assert log.journeys().to_lists() == jm.read_events(files, mapping=SOURCES).journeys().to_lists()
    assert log.quality().by_source == jm.read_events(files, mapping=SOURCES).quality().by_source
    with pytest.raises(InputError, match=r"Source 'web', `customer`.*'user'"):
        jm.read_events(
            {**files, "web": {"page": ["a"], "at": ["b"], "device": ["c"]}}, mapping=SOURCES, memory_limit="1GB"
        )
    del log
    gc.collect()
    assert not list(folder.iterdir())


def test_a_step_writes_the_log_anew_and_one_that_fails_nothing(tmp_path: Path, folder: Path) -> None:
    log = read(shop(tmp_path))
    with pytest.raises(InputError, match="as many"):
        log.mask_text(columns=["what"], redact=lambda texts: texts[1:])
    assert len(list(folder.iterdir())) == 1
    loud = log.mask_text(columns=["what"], redact=lambda texts: [text.upper() for text in texts])
    assert len(list(folder.iterdir())) == 2
    assert loud.quality().events == 2
    assert {name for one in loud.journeys().to_lists() for name in one} == {"SEARCH", "CART"}
    del log
    gc.collect()
    assert len(list(folder.iterdir())) == 1
    assert len(loud.journeys()) == 7


def test_no_room_for_a_step_is_said(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    log = read(shop(tmp_path))
    monkeypatch.setattr(rewriting, "_write", full)
    with pytest.raises(InputError, match="No space left"):
        log.pseudonymise("0123456789abcdef" * 2)
    assert len(list(folder.iterdir())) == 1
