import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from journeymine.cli.app import app

COLUMNS = ["-c", "who", "-e", "what", "-t", "when"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["store", *map(str, arguments)])


@pytest.fixture
def web(tmp_path: Path) -> Path:
    file = tmp_path / "web.csv"
    file.write_text("who,what,when,page\nann,search,2025-01-01,a\nann,pay,2025-01-02,b\n,pay,2025-01-02,c\n")
    return file


def test_a_file_is_taken_in_once(tmp_path: Path, web: Path) -> None:
    path = tmp_path / "journeys.duckdb"
    done = run("ingest", path, "web", web, *COLUMNS, "--on-missing", "drop", "--extra", "page")
    assert done.exit_code == 0, done.stderr
    assert "2 new, 0 known, 1 skipped" in done.stdout
    (again,) = json.loads(
        run("ingest", path, "web", web, *COLUMNS, "--on-missing", "drop", "--extra", "page", "--json").stdout
    )
    assert (again["source"], again["files_known"], again["rows_new"]) == ("web", 1, 0)
    (source,) = json.loads(run("sources", path, "--json").stdout)
    assert (source["source"], source["rows"]) == ("web", 2)
    assert run("sources", path).stdout.split()[0] == "source"
    assert json.loads(run("quality", path, "--json").stdout)["rows_kept"] == 2
    assert "Quality of 2 events" in run("quality", path).stdout


def test_a_mapping_names_files_and_columns(tmp_path: Path, web: Path) -> None:
    toml = tmp_path / "sources.toml"
    columns = f'file = "{web.name}"\ncustomer = "who"\nevent = "{{what}}"\ntime = "when"\n'
    toml.write_text(f'on_missing = "drop"\n[web]\n{columns}[shop]\n{columns}')
    done = run("ingest", tmp_path / "journeys.duckdb", "--mapping", toml, "--json")
    assert [(one["source"], one["rows_new"]) for one in json.loads(done.stdout)] == [("web", 2), ("shop", 2)]
    assert len(run("sources", tmp_path / "journeys.duckdb").stdout.splitlines()) == 3


def test_what_is_refused_is_one_sentence(tmp_path: Path, web: Path) -> None:
    for arguments, sentence in (
        (("ingest", tmp_path / "x"), "`FILE` of journeymine must be there, with SOURCE before it"),
        (("ingest", web, "web", web, *COLUMNS), "is no journey store"),
        (("sources", tmp_path / "nowhere.duckdb"), "There is no store"),
    ):
        done = run(*arguments)
        assert done.exit_code == 2
        assert sentence in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_an_empty_store_says_so(tmp_path: Path, web: Path) -> None:
    path = tmp_path / "journeys.duckdb"
    assert run("ingest", path, "web", web, "-c", "who", "-e", "what", "-t", "no such").exit_code == 2
    assert run("sources", path).stdout == "The store is empty.\n"


@pytest.mark.parametrize("ids", [("ann", "bob"), ("7", "8")])
def test_customers_are_forgotten_and_events_expire(tmp_path: Path, ids: tuple[str, str]) -> None:
    path, file = tmp_path / "journeys.duckdb", tmp_path / "web.csv"
    first, second = ids
    file.write_text(f"who,what,when\n{first},a,2025-01-01\n{second},a,2025-01-02\n{second},b,2025-01-03\n")
    run("ingest", path, "web", file, *COLUMNS)
    done = CliRunner().invoke(app, ["store", "forget", str(path), "-", "--json"], input=f"{first}\n\n")
    assert json.loads(done.stdout)["rows"] == 1
    assert "1 events, 0 ids" in run("expire", path, "--before", "2025-01-03").stdout
    (source,) = json.loads(run("sources", path, "--json").stdout)
    assert source["rows"] == 1
    assert run("forget", tmp_path / "nowhere.duckdb", "ann").exit_code == 2
    assert not (tmp_path / "nowhere.duckdb").exists()
    wrong = run("forget", path, "x")
    assert (wrong.exit_code == 0) == (first == "ann")


def test_order_numbers_expire_by_number(tmp_path: Path) -> None:
    path, file = tmp_path / "journeys.duckdb", tmp_path / "web.csv"
    file.write_text("who,what,when\nann,a,2023\nann,b,2024\n")
    run("ingest", path, "web", file, *COLUMNS)
    assert json.loads(run("expire", path, "--before", "2024", "--json").stdout)["rows"] == 1
    assert run("expire", path, "--before", "yesterday").exit_code == 2
