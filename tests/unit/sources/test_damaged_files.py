"""Files that are cut off, torn or senseless are refused with a sentence, whatever the libraries below say of them."""

import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

import journeymine as jm
from journeymine.errors import InputError

ROLES: dict[str, Any] = {"customer": "who", "event": "what", "time": "when"}
LOG = {"who": ["ann", "bob"] * 50, "what": ["search", "pay"] * 50, "when": [*range(100)]}
DEEP = 100_000


@pytest.mark.parametrize("limit", [None, "800MB"])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_last_line_longer_than_any_buffer_is_not_left_out_without_a_word(
    tmp_path: Path, limit: str | None, end: bytes
) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"who,what,when\nann,pay,1\n" + b"\0" * 40_000_000 + end)
    with pytest.raises(InputError, match=r"The last row of .*log\.csv' is broken: it is longer than 2 million bytes"):
        jm.read_events(path, **ROLES, memory_limit=limit)


def test_a_long_file_of_short_lines_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"who,what,when\n" + b"ann,pay,1\n" * 1_700_000)
    assert len(jm.read_events(path, **ROLES)) == 1_700_000


@pytest.mark.parametrize("limit", [None, "800MB"])
@pytest.mark.parametrize("keep", [0, 1, 200, -1])
def test_a_parquet_file_that_is_cut_off_is_refused(tmp_path: Path, keep: int, limit: str | None) -> None:
    path = tmp_path / "log.parquet"
    parquet.write_table(pa.table(LOG), path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        jm.read_events(path, **ROLES, memory_limit=limit)


@pytest.mark.parametrize("limit", [None, "800MB"])
def test_a_parquet_file_whose_names_are_no_text_is_refused(tmp_path: Path, limit: str | None) -> None:
    path = tmp_path / "log.parquet"
    parquet.write_table(pa.table(LOG), path, store_schema=False)
    path.write_bytes(path.read_bytes().replace(b"what", b"\xe8\xff\xfe\xff"))
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        jm.read_events(path, **ROLES, memory_limit=limit)


@pytest.mark.parametrize("limit", [None, "800MB"])
def test_a_packed_file_that_is_torn_is_refused(tmp_path: Path, limit: str | None) -> None:
    path = tmp_path / "log.csv.gz"
    packed = gzip.compress(b"who,what,when\n" + b"".join(b"ann,page %d,%d\n" % (n * n, n) for n in range(2_000)))
    path.write_bytes(packed[:400] + b"\xff" * 200 + packed[600:])
    with pytest.raises(InputError, match=r"log\.csv\.gz"):
        jm.read_events(path, **ROLES, memory_limit=limit)


@pytest.mark.parametrize("name", ["QTF-8", "utf-32", "base64"])
def test_an_event_log_in_an_encoding_that_nobody_knows_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "log.xes"
    path.write_text(f'<?xml version="1.0" encoding="{name}"?><log><trace><event/></trace></log>')
    with pytest.raises(InputError, match=r"log\.xes' is (in an encoding that cannot be read|broken XML)"):
        jm.read_events(path, **ROLES)


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep"
    path.write_text("[" * DEEP + "]" * DEEP)
    with pytest.raises(InputError, match="is no JSON"):
        jm.Recipe.load(path)
    path.write_text("x = " + "[" * DEEP + "]" * DEEP)
    with pytest.raises(InputError, match="is no TOML file"):
        jm.read_events(mapping=path)
    path.with_suffix(".json").write_text("[" * DEEP + "]" * DEEP)
    with pytest.raises(InputError):
        jm.PatternSet.load(path.with_suffix(".json"))


def test_a_damaged_store_says_so(tmp_path: Path) -> None:
    path = tmp_path / "journeys.duckdb"
    with jm.JourneyStore(path) as store:
        store.ingest("web", LOG, **ROLES)
    whole = path.read_bytes()
    said = set()
    for begin in range(3 * 4096, len(whole), 1 << 18):
        path.write_bytes(whole[:begin] + b"\0" * 5_000 + whole[begin + 5_000 :])
        try:
            with jm.JourneyStore(path, publish=False) as store:
                store.journeys()
        except InputError as error:
            said.add(str(error).partition("journeys.duckdb' ")[2][:25])
    assert "is damaged (Corrupt datab" in said
    assert said <= {"is damaged (Corrupt datab", "cannot be opened as a jou", "is no journey store; name"}
