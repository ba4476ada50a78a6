"""A wrong count is a failure, whatever the time; tested with an engine that needs no compiled core."""

from pathlib import Path

import pytest

from benchmarks import __main__ as door
from benchmarks import definition as definitions_module
from benchmarks.definition import Definition, definitions
from benchmarks.engines import ENGINES
from benchmarks.records import COLUMNS, record
from benchmarks.run import Outcome, run, table

TEXT = """
task = "sequences"
source = {{ generated = {{ seed = 1, rows = 60, longest = 10, names = 12, sequences = true }} }}

[[run]]
kind = "all"
min_support = 3
expected = {expected}
engines = ["prefixspan"]
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of definitions that holds one."""
    monkeypatch.setattr(definitions_module, "FOLDER", tmp_path)
    return tmp_path / "tiny.toml"


def test_definitions_name_known_engines_and_are_distinct() -> None:
    found = definitions()
    assert len({one.name for one in found}) == len(found) > 30
    assert {engine for one in found for engine in one.engines} <= set(ENGINES)


def test_only_takes_a_beginning_or_a_pattern() -> None:
    assert {one.name for one in definitions("smoke")} >= {"smoke-sequences-all-3", "smoke-itemsets-all-15"}
    assert {one.kind for one in definitions("*-closed-*")} == {"closed"}
    assert not definitions("no-such-thing")


def test_generated_data_are_the_same_every_time() -> None:
    one, again = definitions("smoke-sequences-all-3")[0].data(), definitions("smoke-sequences-all-3")[0].data()
    assert one == again
    assert len(one) == 60


def test_a_right_count_gives_a_table() -> None:
    (definition,) = definitions("smoke-sequences-all-3")
    (outcome,) = run(definition, ["prefixspan"], limit=60)
    assert outcome.failure is None
    assert outcome.measured["count"] == 213
    assert "prefixspan" in table([outcome], 60)


def test_a_wrong_count_is_a_failure() -> None:
    (definition,) = definitions("smoke-sequences-all-3")
    wrong = Definition(**{**vars(definition), "expected": 212})
    (outcome,) = run(wrong, ["prefixspan"], limit=60)
    assert outcome.failure == "213 patterns, expected 212"
    assert not outcome.measured


def test_a_wrong_count_ends_with_an_error_and_no_times(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (definition,) = definitions("smoke-sequences-all-3")
    monkeypatch.setattr(door, "definitions", lambda _: [Definition(**{**vars(definition), "expected": 1})])
    assert door.main(["run", "--engine", "prefixspan"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "expected 1" in printed.err


def test_an_unknown_definition_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert door.main(["run", "--only", "no-such-thing"]) == 1
    assert "no-such-thing" in capsys.readouterr().err


def test_a_definition_file_is_read_whole(written: Path) -> None:
    written.write_text(TEXT.format(expected=213))
    (found,) = definitions()
    assert (found.name, found.expected, found.engines) == ("tiny-all-3", 213, ("prefixspan",))


def test_records_hold_a_row_an_engine_and_no_failures(tmp_path: Path) -> None:
    (definition,) = definitions("smoke-sequences-all-3")
    good = Outcome(definition, "prefixspan", {"count": 213, "seconds": 0.123456789, "repeats": 2})
    bad = Outcome(definition, "prefixspan", {}, failure="no")
    record([good, bad], tmp_path)
    path = record([good], tmp_path)
    lines = path.read_text().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == 3
    assert "0.12346" in lines[1]
