import json
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet
import pytest

import journeymine as jm
from journeymine.datasets import service_log
from tests.unit.cli.test_mine import COLUMNS, run

MADE = service_log(2000, seed=5)
OFFER = ("--step", "mail:offer", "--goal", "upgrade", "--within", "14d")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The log, and what is known of its customers."""
    folder = tmp_path_factory.mktemp("service")
    pyarrow.csv.write_csv(MADE.events, folder / "log.csv")
    pyarrow.csv.write_csv(MADE.customers, folder / "customers.csv")
    pyarrow.parquet.write_table(MADE.customers, folder / "customers.parquet")
    return folder / "log.csv", folder / "customers.csv"


@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_by_a_holdout_the_same_as_in_python(files: tuple[Path, Path], kind: str) -> None:
    log, customers = files
    asked = (
        "--holdout",
        "is_control",
        "--customers",
        customers.with_suffix(kind),
        "--start",
        "assigned",
        "--ratio",
        "0.8",
    )
    done = run("effect", log, *COLUMNS, *OFFER, *asked, "--detect", "0.02", "--json")
    assert done.exit_code == 0, done.stderr
    read = jm.read_events(str(log), customer="customer", event="event", time="time")
    known = read.with_customers(MADE.customers, customer="customer")
    options = {"within": "14d", "holdout": "is_control", "start": "assigned", "ratio": 0.8, "detect": 0.02}
    effect = jm.step_effect(known, "mail:offer", {"upgrade"}, **options)
    assert json.loads(done.stdout)["rows"] == json.loads(json.dumps(effect.to_dict()))["rows"]


def test_by_a_design_and_several_steps(files: tuple[Path, Path], tmp_path: Path) -> None:
    log, _ = files
    steps = ("--step", "mail:offer", "--step", "sms:reminder")
    asked = ("--goal", "upgrade", "--within", "60d", "--design", "landmark:60d", "--method", "holm")
    done = run("effect", log, *COLUMNS, *steps, *asked, "--out", tmp_path / "effects.csv")
    assert done.exit_code == 0, done.stderr
    assert "observational: events of the first 60d" in done.stdout
    assert "CampaignEffects: 2 rows" in done.stdout
    lines = (tmp_path / "effects.csv").read_text().splitlines()
    assert len(lines) == 3
    assert "lead_time_median" in lines[0]


def test_columns_and_events_of_the_log_say_who_was_held_out(tmp_path: Path) -> None:
    rows = [f"{who},{event},{time},{who % 2}" for who in range(20) for event, time in (("in", 1), (f"arm{who % 2}", 2))]
    rows += [f"{who},mail,3,{who % 2}" for who in range(0, 20, 2)] + [
        f"{who},buy,4,{who % 2}" for who in range(0, 20, 3)
    ]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(["customer,event,time,held", *rows]) + "\n")
    asked = (*COLUMNS, "--step", "mail", "--goal", "buy", "--within", "1", "--json")
    found = [
        json.loads(run("effect", path, *asked, *how).stdout)["rows"][0]
        for how in (("--holdout", "held"), ("--holdout", "held", "--control", "1"))
    ]
    assert [row["n_treated"] for row in found] == [10, 10]
    assert [row["n_goal_treated"] for row in found] == [4, 4]
    by_events = run("effect", path, *asked[:-2], "2", "--json", "--holdout", "arm1", "--holdout", "arm0")
    assert by_events.exit_code == 0, by_events.stderr
    assert json.loads(by_events.stdout)["rows"][0]["n_goal_control"] == 3


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "`step` of effect must be given"),
        (("--step", "app:open"), "`goal` of effect must be given"),
        ((*OFFER, "--method", "bh"), "`method` of effect does not go together"),
        ((*OFFER, "--step", "app:open", "--detect", "0.1"), "`detect` of effect does not go together"),
        ((*OFFER, "--holdout", "a", "--holdout", "b", "--holdout", "c"), "`holdout` of effect must be a column"),
        ((*OFFER, "--holdout", "x", "--customers", "nowhere.csv"), "nowhere.csv is no CSV or Parquet file"),
        ((*OFFER, "--design", "sometime"), "must be until-outcome, landmark"),
    ],
)
def test_what_cannot_be_is_one_sentence(files: tuple[Path, Path], options: tuple[str, ...], told: str) -> None:
    done = run("effect", files[0], *COLUMNS, *options)
    assert done.exit_code == 2
    assert told in done.stderr
