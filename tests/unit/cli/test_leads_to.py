import json
from pathlib import Path

import pyarrow.csv
import pytest

import journeymine as jm
from journeymine.datasets import service_log
from tests.unit.cli.test_mine import COLUMNS, run

OUTCOME = ("--outcome", "call:commissioning", "--within", "7d")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("service") / "events.csv"
    pyarrow.csv.write_csv(service_log(800, days=120, seed=1).events, path)
    return path


def test_the_same_as_in_python(service: Path) -> None:
    done = run("leads-to", service, *COLUMNS, *OUTCOME, "--min-support", "5", "--excludes", "mail:*", "--json")
    assert done.exit_code == 0, done.stderr
    log = jm.read_events(str(service), customer="customer", event="event", time="time")
    expected = jm.leads_to(log, "call:commissioning", "7d", 5, excludes="mail:*")
    assert json.loads(done.stdout)["rows"] == json.loads(json.dumps(expected.to_dict()))["rows"]
    done = run("leads-to", service, *COLUMNS, *OUTCOME, "--min-support", "5", "--excludes", "mail:*", "--findings")
    assert done.exit_code == 0, done.stderr
    assert f"LeadsTo: {len(expected.findings())} rows" in done.stdout
    assert "letter:delay → app:error" in done.stdout


def test_names_that_are_integers(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("who,what,when\n" + "".join(f"{who},{what},{what}\n" for who in range(30) for what in (1, 2)))
    columns = ("--customer", "who", "--event", "what", "--time", "when")
    done = run("leads-to", path, *columns, "--outcome", "2", "--within", "3", "--json")
    assert done.exit_code == 0, done.stderr
    assert [row["pattern"] for row in json.loads(done.stdout)["rows"]] == [[1]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--within", "7d"), "`outcome` of leads-to"),
        (("--outcome", "call:commissioning"), "`within` of leads-to"),
        ((*OUTCOME, "--min-support", "many"), "min_support"),
        (("--outcome", "cal:*", "--within", "7d"), "no event 'cal:*'"),
    ],
)
def test_what_cannot_be_asked(service: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("leads-to", service, *COLUMNS, *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
