import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pytest

import journeymine as jm
from journeymine.datasets import generate
from tests.unit.cli.test_mine import COLUMNS, run


@pytest.fixture(scope="module")
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with a column that only the recipe names."""
    table = generate(60, seed=4)
    segments = ["private" if row % 3 else "business" for row in range(table.num_rows)]
    path = tmp_path_factory.mktemp("log") / "log.csv"
    pyarrow.csv.write_csv(table.append_column("segment", pa.array(segments)), path)
    return path


@pytest.fixture
def recipe(log_file: Path, tmp_path: Path) -> Path:
    log = jm.read_events(str(log_file), customer="customer", event="event", time="time", extra=["segment"])
    cleaned = log.where({"segment": {"not": "private"}}).rename({"search": "look"}).drop_duplicates(within="1h")
    path = tmp_path / "recipe.json"
    cleaned.recipe().save(path)
    return path


def told(*arguments: object) -> Any:
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_every_command_on_a_log_cleans_it_first(log_file: Path, recipe: Path) -> None:
    done = jm.Recipe.load(recipe)
    log = jm.read_events(str(log_file), customer="customer", event="event", time="time", extra=["segment"]).apply(done)
    asked = (*COLUMNS, "--recipe", recipe)
    for command in (("mine", log_file), ("itemsets", log_file), ("rules", log_file)):
        found = told(*command, *asked, "--min-support", "30%")
        assert found["info"]["recipe"] == done.fingerprint
        assert found["n_total"] == len(log.journeys())
    contrast = told("contrast", log_file, *asked, "--outcome", "cart", "--min-support", "30%")
    assert contrast["info"]["recipe"] == done.fingerprint
    assert told("match", log_file, "look", *asked)["n_journeys"] == log.journeys().count("look")
    assert told("quality", log_file, *asked)["rows_kept"] == len(log)


def test_baskets_without_times_are_cleaned_too(log_file: Path, tmp_path: Path) -> None:
    recipe = jm.Recipe.from_json(
        '{"format": "journeymine-recipe", "version": 1, "steps": [{"step": "where", "version": 1, '
        '"options": {"conditions": {"segment": "private"}}}]}'
    )
    recipe.save(tmp_path / "recipe.json")
    asked = ("--customer", "customer", "--event", "event", "--min-support", "6", "--kind", "all", "--max-length", "1")
    everybody = told("itemsets", log_file, *asked)
    some = told("itemsets", log_file, *asked, "--recipe", tmp_path / "recipe.json")
    assert sum(row["n_journeys"] for row in some["rows"]) < sum(row["n_journeys"] for row in everybody["rows"])


def test_what_is_no_recipe_is_told(log_file: Path, tmp_path: Path) -> None:
    done = run("mine", log_file, *COLUMNS, "--recipe", tmp_path / "none.json")
    assert done.exit_code == 2
    assert "There is no file" in done.stderr
