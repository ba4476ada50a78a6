"""Every command that reads FILE reads several sources by --mapping, and local times by --zone."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from journeymine.cli.app import app


@pytest.fixture
def mapping(tmp_path: Path) -> str:
    (tmp_path / "web.csv").write_text("user,page,ts,kind\nann,home,2024-01-01 10:00,a\nbob,home,2024-01-02 10:00,b\n")
    (tmp_path / "calls.csv").write_text("who,topic,at\nann,bill,2024-01-01 10:30\n,bill,2024-01-01 12:00\n")
    (tmp_path / "sources.toml").write_text(
        '[web]\nfile = "web.csv"\ncustomer = "user"\nevent = "web:{page}"\ntime = "ts"\nextra = ["kind"]\n'
        '[phone]\nfile = "calls.csv"\ncustomer = "who"\nevent = "call:{topic}"\ntime = "at"\nzone = "Europe/Berlin"\n'
        'on_missing = "drop"\n'
    )
    return str(tmp_path / "sources.toml")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_patterns_of_two_sources(mapping: str) -> None:
    done = run("mine", "--mapping", mapping, "--min-support", "1", "--json")
    assert done.exit_code == 0, done.stderr
    # 10:30 in Berlin is before 10:00 in UTC.
    assert '[["call:bill"], ["web:home"]]' in json.dumps(json.loads(done.stdout))


@pytest.mark.parametrize(
    "words",
    [
        ["quality"],
        ["match", "web:home"],
        ["match", "call:bill -> web:home"],
        ["itemsets", "--min-support", "1"],
        ["rules", "--min-support", "1"],
        ["rules", "--min-support", "1", "--association"],
        ["contrast", "--outcome", "call:bill", "--design", "whole", "--min-support", "1"],
        ["mine", "--min-support", "1", "--by", "source"],
    ],
)
def test_every_command(words: list[str], mapping: str) -> None:
    done = run(*words, "--mapping", mapping)
    assert done.exit_code == 0, done.stderr
    assert ("web:home" in done.stdout) or words[0] in {"quality", "match", "contrast"}


def test_quality_tells_of_sources(mapping: str) -> None:
    told = json.loads(run("quality", "--mapping", mapping, "--json").stdout)
    assert (told["rows_read"], told["rows_kept"], told["missing"]["customer"]) == (4, 3, 1)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["mine", "x.csv"], "`FILE` of journeymine does not go together with `mapping`: the mapping says files"),
        (["mine", "-c", "a"], "`customer` of journeymine does not go together with `mapping`"),
        (["itemsets", "-e", "a"], "`event` of journeymine does not go together with `mapping`"),
        (["match"], "`QUERY` of match must be a query such as 'search -> cart'; got None"),
        (["mine", "--zone", "Berln"], "`zone` of read_events must be the name of a time zone"),
    ],
)
def test_what_does_not_go_with_a_mapping(words: list[str], sentence: str, mapping: str) -> None:
    done = run(*words, "--mapping", mapping)
    assert done.exit_code == 2
    assert sentence in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["mine"], "`FILE` of journeymine must be the path of a log, unless --mapping names the files; got None"),
        (["itemsets", "-c", "a", "-e", "b"], "`FILE` of itemsets must be a log, or a table of baskets, unless"),
        (["match", "x.csv"], "`QUERY` of match must be a query"),
        (
            ["quality", "x.csv", "-e", "a", "-t", "b"],
            "`customer` of read_events must be the name of a column; got None",
        ),
        (["quality", "x.csv", "-c", "a", "-t", "b"], "`event` of read_events must be the name of a column, or several"),
        (
            ["itemsets", "x.csv", "-c", "a", "-e", "b", "--zone", "UTC"],
            "`zone` of itemsets does not go together with `time",
        ),
        (["quality", "--mapping", "nowhere.toml"], "There is no file 'nowhere.toml' for `mapping` of read_events"),
    ],
)
def test_what_is_needed(words: list[str], sentence: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert sentence in done.stderr


def test_zone_of_one_file(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("c,e,t\na,x,2024-05-31 14:00\n")
    words = ["-c", "c", "-e", "e", "-t", "t", "--zone", "Europe/Berlin", "--json"]
    told = json.loads(run("quality", str(tmp_path / "log.csv"), *words).stdout)
    assert told["time_first"] == "2024-05-31T12:00:00Z"
