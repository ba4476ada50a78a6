"""A wrong count is a failure, whatever the time; tested with an engine that needs no compiled core."""

import hashlib
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import __main__ as door
from benchmarks import definition as definitions_module
from benchmarks.definition import definitions
from benchmarks.engines import ENGINES, lack
from benchmarks.records import COLUMNS, record
from benchmarks.run import Outcome, run, table
from benchmarks.together import compare

TEXT = """
task = "sequences"
source = {{ generated = "skewed", seed = 1, rows = 60, longest = 10, names = 12 }}

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


def test_definitions_are_distinct_and_name_engines_that_can_do_them() -> None:
    found = definitions()
    assert len({one.name for one in found}) == len(found) > 30
    for one in found:
        sets = one.source.get("format") in {"cspade", "spmf-utility"} or one.source.get("generated") == "quest"
        lacks = {name: lack(ENGINES[name], one.asked, has_sets=sets) for name in one.engines}
        assert not any(lacks.values()), (one.name, lacks)


def test_only_takes_a_beginning_or_a_pattern() -> None:
    assert {one.name for one in definitions("smoke")} >= {"smoke-sequences-all-3", "smoke-itemsets-all-15"}
    assert {one.asked.kind for one in definitions("*-closed-*")} == {"closed"}
    assert not definitions("no-such-thing")


# What is generated must never change, or counts of other days would speak of other data.
@pytest.mark.parametrize(
    ("name", "rows", "sha256"),
    [
        ("smoke-sequences-all-3", 60, "e4d0fa82729167f9"),
        ("smoke-itemsets-all-15", 300, "68dc442fe5219056"),
        ("markov-all-2500", 100_000, "56fa18fe8b5e130a"),
        ("quest-all-100", 50_000, "955f608fddf4c727"),
        ("long-all-200-length-4", 1000, "8db977a73b6881bd"),
        ("t40i10-all-1000", 100_000, "c3e4ed32af890020"),
    ],
)
def test_generated_data_are_the_same_everywhere(name: str, rows: int, sha256: str) -> None:
    definition = next(one for one in definitions(name) if one.name == name)
    data = definition.data()
    assert len(data) == rows
    assert hashlib.sha256(json.dumps(data).encode()).hexdigest().startswith(sha256)


def test_the_usual_log_is_what_it_says() -> None:
    (definition,) = definitions("markov-all-2500")
    data = definition.data()
    lengths = [len(journey) for journey in data]
    assert (min(lengths), max(lengths)) == (1, 100)
    assert sum(lengths) / len(data) == pytest.approx(13, abs=0.1)
    stays = sum(a == b for journey in data for a, b in pairwise(journey))
    assert stays / (sum(lengths) - len(data)) == pytest.approx(0.4, abs=0.01)
    assert {event for journey in data for event in journey} == set(range(17))


def test_a_right_count_gives_a_table() -> None:
    (definition,) = definitions("smoke-sequences-all-3")
    (outcome,) = run(definition, ["prefixspan"], limit=60)
    assert outcome.failure is None
    assert outcome.measured["count"] == 213
    assert "prefixspan" in table([outcome])


def test_a_wrong_count_is_a_failure() -> None:
    (definition,) = definitions("smoke-sequences-all-3")
    wrong = replace(definition, expected=212)
    (outcome,) = run(wrong, ["prefixspan"], limit=60)
    assert outcome.failure == "213 patterns, expected 212"
    assert not outcome.measured


def test_wrong_supports_are_a_failure() -> None:
    (definition,) = definitions("smoke-sequences-all-3")
    (outcome,) = run(replace(definition, total=1), ["prefixspan"], limit=60)
    assert outcome.failure is not None
    assert outcome.failure.startswith("supports add up to ")


def test_a_count_is_asked_of_those_who_can_count() -> None:
    count, whole = definitions("smoke-itemsets-all-15")
    assert (count.name, count.asked.form, whole.asked.form) == ("smoke-itemsets-all-15-count", "count", "columns")
    assert "mlxtend-apriori" in set(whole.engines) - set(count.engines)
    assert "lcm" in set(count.engines) - set(whole.engines)
    outcomes = [*run(count, ["journeymine"], limit=60), *run(whole, ["journeymine"], limit=60)]
    assert [outcome.measured["count"] for outcome in outcomes] == [113, 113]
    assert len({outcome.measured["total"] for outcome in outcomes}) == 1


def test_the_comparison_has_a_line_a_task(capsys: pytest.CaptureFixture[str]) -> None:
    (definition,) = definitions("smoke-itemsets-maximal-15")
    lines, failed = compare([definition], limit=60)
    assert not failed
    *_, line = lines
    assert line in capsys.readouterr().out
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[:2] == ["smoke-itemsets-maximal-15", "60"]
    assert cells[4].startswith("mlxtend-fpmax ")
    assert float(cells[4].split()[1]) / float(cells[3]) == pytest.approx(float(cells[5].strip("×")), rel=0.5)


def test_a_comparison_with_a_wrong_count_fails(capsys: pytest.CaptureFixture[str]) -> None:
    (definition,) = definitions("smoke-itemsets-maximal-15")
    lines, failed = compare([replace(definition, expected=61)], limit=60)
    assert {outcome.engine for outcome in failed} == {"journeymine", "mlxtend-fpmax"}
    assert len(lines) == 2
    assert not capsys.readouterr().out


def test_an_engine_that_is_not_at_hand_is_a_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOURNEYMINE_SPMF_JAR", raising=False)
    (definition,) = definitions("markov-all-2500")
    (outcome,) = run(definition, ["spmf-prefixspan"], limit=60)
    assert outcome.failure is None
    assert outcome.remark == "no jar; point at one with --spmf-jar"
    assert "no jar" in table([outcome])


@pytest.mark.usefixtures("data")
def test_a_peer_that_is_absent_has_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOURNEYMINE_SPMF_JAR", raising=False)
    (definition,) = definitions("sign-closed-120")
    (outcome,) = run(replace(definition, engines=("spmf-bide",)), ["spmf-bide"], limit=60)
    assert outcome.remark is not None
    assert outcome.remark.endswith("a hint: SPMF 2.66 CM-ClaSP once took 2.562 s elsewhere")


def test_a_wrong_count_ends_with_an_error_and_no_times(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (definition,) = definitions("smoke-sequences-all-3")
    monkeypatch.setattr(door, "definitions", lambda _: [replace(definition, expected=1)])
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
