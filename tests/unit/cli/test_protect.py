"""`--protect` of the commands that mine: what is shown and written is what `jm.protect` gives."""

import json
from pathlib import Path

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


def test_pages_and_mere_numbers_are_refused(log_file: Path, tmp_path: Path) -> None:
    done = run("mine", log_file, *COLUMNS, "--min-support", "5", "--protect", "7", "--out", tmp_path / "safe.html")
    assert done.exit_code != 0
    assert "`protect` of mine" in done.stderr
    done = run("itemsets", log_file, *COLUMNS, "--min-support", "5", "--protect", "7", "--count-only")
    assert "`protect` of itemsets" in done.stderr
