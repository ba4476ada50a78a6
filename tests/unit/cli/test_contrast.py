import json
from pathlib import Path

import pytest

import journeymine as jm
from journeymine.cli.contrast import read_design
from journeymine.errors import OptionError
from tests.unit.cli.test_mine import COLUMNS, run


@pytest.fixture(scope="module")
def grouped(log_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log with a column of groups, made of the customers' numbers."""
    path = tmp_path_factory.mktemp("grouped") / "log.csv"
    head, *rows = log_file.read_text().splitlines()
    place = head.replace('"', "").split(",").index("customer")
    groups = ["north", "south", "west"]
    told = [f"{row},{groups[int(row.replace(chr(34), '').split(',')[place].removeprefix('c')) % 3]}" for row in rows]
    path.write_text("\n".join([f"{head},region", *told]) + "\n")
    return path


def journeys_of(file: Path, **options: object) -> jm.Journeys:
    log = jm.read_events(str(file), customer="customer", event="event", time="time", extra=["region"])
    return log.journeys(**options)


def test_the_same_as_in_python(grouped: Path) -> None:
    asked = ["--min-support", "10%", "--max-length", "2", "--json"]
    done = run("contrast", grouped, *COLUMNS, "--outcome", "app", *asked, "--design", "landmark:5d,10d")
    assert done.exit_code == 0, done.stderr
    design = jm.Landmark("5d", horizon="10d")
    expected = jm.mine_contrast(journeys_of(grouped), {"app"}, 0.1, max_length=2, design=design)
    told, same = json.loads(done.stdout), json.loads(json.dumps(expected.to_dict()))
    assert told["rows"] == same["rows"]
    assert [told["info"][name] == same["info"][name] for name in ("design", "groups", "excluded", "strata")] == [
        True
    ] * 4
    done = run("contrast", grouped, *COLUMNS, "--outcome-column", "region", "--group", "west", "--group", "north",
               "--strata", "none", "--test", "fisher", "--sort", "q_value", *asked)  # fmt: skip
    assert done.exit_code == 0, done.stderr
    expected = jm.mine_contrast(
        journeys_of(grouped), "region", 0.1, max_length=2, groups=["west", "north"], strata=None, test="fisher"
    ).sort_by("q_value")
    assert json.loads(done.stdout)["rows"] == json.loads(json.dumps(expected.to_dict()))["rows"]


def test_the_design_stands_over_the_table_and_files_are_written(grouped: Path, tmp_path: Path) -> None:
    path = tmp_path / "found.parquet"
    done = run("contrast", grouped, *COLUMNS, "--outcome", "app", "--design", "whole", "--out", path)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("leaks: descriptive only; design: whole journeys")
    assert "points" in done.stdout
    assert len(jm.ContrastSet.load(path)) > 20
    assert "20 of" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "`outcome` of contrast must be given"),
        (["--outcome", "app", "--outcome-column", "region"], "and not both"),
        (["--outcome", "ap"], "names 'ap', which is neither an event nor a column. Did you mean 'app'?"),
        (["--outcome", "app", "--design", "landmark"], "`design` of contrast must be until-outcome, landmark"),
        (["--outcome-column", "regiom"], "Did you mean 'region'?"),
    ],
)
def test_what_is_refused(grouped: Path, arguments: list[str], said: str) -> None:
    done = run("contrast", grouped, *COLUMNS, *arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())


def test_designs_as_they_are_spelled() -> None:
    assert read_design("until-outcome") == jm.UntilOutcome()
    assert read_design("landmark:7,30.5") == jm.Landmark(7, 30.5)
    assert read_design("landmark:7d") == jm.Landmark("7d")
    for wrong in ("landmark:7d,", "whole:1", "landmark:1,2,3", ""):
        with pytest.raises(OptionError):
            read_design(wrong)
