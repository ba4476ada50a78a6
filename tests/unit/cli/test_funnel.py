import csv
import json
from pathlib import Path

import pyarrow.parquet
import pytest
from typer.testing import CliRunner

import journeymine as jm
from journeymine.cli.app import app
from tests.unit.cli.test_mine import COLUMNS, run

WAY = ("search", "compare|app", "cart")


def log_of(file: Path) -> jm.EventLog:
    return jm.read_events(str(file), customer="customer", event="event", time="time")


def test_the_same_as_in_python(log_file: Path) -> None:
    asked = ["--within", "10d", "--order", "strict", "--entry", "any"]
    done = run("funnel", log_file, *WAY, *COLUMNS, *asked, "--json")
    assert done.exit_code == 0, done.stderr
    expected = log_of(log_file).funnel(
        ["search", ["compare", "app"], "cart"], within="10d", order="strict", entry="any"
    )
    assert json.loads(done.stdout) == json.loads(json.dumps(expected.to_dict()))


def test_the_terminal_shows_notes_and_a_row_a_step(log_file: Path) -> None:
    done = run("funnel", log_file, *WAY, *COLUMNS, "--within", "10d")
    assert done.exit_code == 0, done.stderr
    assert "customers entered by search, counted by the first entry of each" in done.stdout
    assert "observational" in done.stdout
    assert "79 of 128" in done.stdout


@pytest.mark.parametrize(("width", "heads"), [(80, set()), (140, {"95", "share_km"})])
def test_what_does_not_fit_is_left_out_whole(log_file: Path, width: int, heads: set[str]) -> None:
    asked = ["funnel", str(log_file), *WAY, *COLUMNS, "--within", "10d"]
    said = CliRunner().invoke(app, asked, env={"COLUMNS": str(width), "TERM": "dumb"}).stdout
    head = next(line for line in said.splitlines() if "took it" in line).split()
    assert {"step", "event", "share", "step_share", "dropped", "wait"} <= set(head)
    assert {"95", "share_km"} & set(head) == heads
    assert "79 of 128" in said


def test_sessions_are_journeys_and_files_hold_all_columns(log_file: Path, tmp_path: Path) -> None:
    asked = ["--session-gap", "3d", "--count", "journeys", "--within", "3d"]
    expected = log_of(log_file).journeys(session_gap="3d").funnel(
        ["search", ["compare", "app"], "cart"], within="3d", count="journeys"
    )  # fmt: skip
    for name in ("a.csv", "a.json", "a.parquet"):
        done = run("funnel", log_file, *WAY, *COLUMNS, *asked, "--out", tmp_path / name)
        assert done.exit_code == 0, done.stderr
    with (tmp_path / "a.csv").open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert [int(row["n_reached"]) for row in rows] == expected.to_pandas()["n_reached"].tolist()
    assert tuple(rows[0]) == expected.columns
    assert json.loads((tmp_path / "a.json").read_text())["notes"] == list(expected.notes)
    assert pyarrow.parquet.read_table(tmp_path / "a.parquet").num_rows == 3


def test_numbers_are_events_where_events_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("customer,event,time\n1,10,1\n1,20,2\n2,10,1\n2,30,9\n")
    done = run("funnel", path, "10", "20|30", *COLUMNS, "--within", "3", "--json")
    assert done.exit_code == 0, done.stderr
    assert [row["n_reached"] for row in json.loads(done.stdout)["rows"]] == [2, 1]
    done = run("funnel", path, "10", "pay", *COLUMNS)
    assert done.exit_code == 2
    assert "`STEP` of funnel must be a number" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serch", "cart"], "Did you mean 'search'?"),
        (["search"], "`steps` of funnel must be a list of at least two steps"),
        (["search", "cart", "--within", "soon"], "`within` of funnel must be a duration"),
        (["search", "cart", "--segment", "regiom"], "regiom"),
        (["search", "cart", "--out", "a.html"], "`out` of funnel must be a path that ends in"),
    ],
)
def test_what_is_refused(log_file: Path, arguments: list[str], said: str) -> None:
    done = run("funnel", log_file, *arguments, *COLUMNS)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
