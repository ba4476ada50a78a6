"""`--protect` of the commands that mine: what is shown and written is what `jm.protect` gives."""

import csv
import json
from pathlib import Path

import pyarrow.parquet
import pytest

import journeymine as jm
from tests.unit.cli.test_mine import COLUMNS, run

COMMANDS = [["mine"], ["rules"], ["rules", "--association"], ["itemsets"], ["contrast", "--outcome", "app"]]


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_written_is_protected(command: list[str], log_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "safe.json"
    asked = ["--min-support", "5", "--max-length", "2", "--protect", "7"]
    done = run(command[0], log_file, *COLUMNS, *command[1:], *asked, "--out", out)
    assert done.exit_code == 0, done.stderr
    assert "protected: no count below 7" in done.stdout
    told = json.loads(out.read_text())
    assert told["info"]["protected"]["k"] == 7
    counts = [value for row in told["rows"] for name, value in row.items() if name.startswith("n_")]
    assert min(counts, default=7) >= 7


def test_the_same_as_in_python(log_file: Path) -> None:
    done = run("mine", log_file, *COLUMNS, "--min-support", "5", "--kind", "all", "--protect", "7", "--json")
    log = jm.read_events(str(log_file), customer="customer", event="event", time="time")
    safe = jm.protect(jm.mine_sequences(log.journeys(), min_support=5), 7)
    assert json.loads(done.stdout)["rows"] == safe.to_dict()["rows"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_file_says_that_it_is_protected(command: list[str], log_file: Path, tmp_path: Path) -> None:
    asked = ["--min-support", "5", "--max-length", "2", "--protect", "7", "--out"]
    for suffix in ("csv", "parquet"):
        done = run(command[0], log_file, *COLUMNS, *command[1:], *asked, tmp_path / f"safe.{suffix}")
        assert done.exit_code == 0, done.stderr
    with (tmp_path / "safe.csv").open(newline="") as text:
        rows = list(csv.DictReader(text))
    assert {row["protected_k"] for row in rows} == ({"7"} if rows else set())
    written = pyarrow.parquet.read_table(tmp_path / "safe.parquet")
    assert json.loads(written.schema.metadata[b"journeymine"])["info"]["protected"]["k"] == 7
    assert written.num_rows == len(rows)


def test_a_table_that_is_not_protected_does_not_say_so(log_file: Path, tmp_path: Path) -> None:
    run("mine", log_file, *COLUMNS, "--min-support", "5", "--out", tmp_path / "all.csv")
    assert "protected_k" not in (tmp_path / "all.csv").read_text()


def test_a_page_of_protected_patterns_shows_no_journey(log_file: Path, tmp_path: Path) -> None:
    done = run("mine", log_file, *COLUMNS, "--min-support", "5", "--protect", "7", "--out", tmp_path / "safe.html")
    assert done.exit_code == 0
    page = (tmp_path / "safe.html").read_text()
    assert "protected: no count below 7" in page
    assert "Customer 1" not in page
    assert "How journeys go" not in page


def test_mere_numbers_are_refused(log_file: Path) -> None:
    done = run("itemsets", log_file, *COLUMNS, "--min-support", "5", "--protect", "7", "--count-only")
    assert "`protect` of itemsets" in done.stderr


def test_a_quality_report_is_protected(log_file: Path) -> None:
    done = run("quality", log_file, *COLUMNS, "--protect", "2", "--json")
    log = jm.read_events(str(log_file), customer="customer", event="event", time="time", on_missing="drop")
    assert json.loads(done.stdout) == json.loads(json.dumps(jm.protect(log.quality(), 2).to_dict()))
    assert "protected: no count of fewer than 2" in run("quality", log_file, *COLUMNS, "--protect", "2").stdout
