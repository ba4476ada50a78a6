import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import journeymine as jm
from tests.unit.cli.test_mine import run

COLUMNS = ("--customer", "who", "--event", "what", "--time", "when")
ASKED = ("--events", "complaint:*", "--every", "1d")


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(6)
    day = np.concatenate([np.repeat(np.arange(90), rng.poisson(np.where(np.arange(90) < 75, 3, 8))), np.arange(90)])
    what = ["complaint:late"] * (len(day) - 90) + ["order"] * 90
    when = pd.Timestamp("2024-01-01") + pd.to_timedelta(day, "D")
    path = tmp_path_factory.mktemp("watch") / "log.csv"
    pd.DataFrame({"who": rng.integers(0, 50, len(day)), "what": what, "when": when}).to_csv(path, index=False)
    return path


def test_the_same_as_in_python(complaints: Path, tmp_path: Path) -> None:
    written = tmp_path / "alarms.csv"
    done = run("watch", complaints, *COLUMNS, *ASKED, "--lag", "1d", "--json", "--out", str(written))
    assert done.exit_code == 0, done.stderr
    log = jm.read_events(str(complaints), customer="who", event="what", time="when")
    expected = jm.watch(log.counts("complaint:*", every="1d"), lag="1d").alarms()
    assert json.loads(done.stdout) == json.loads(json.dumps(expected.to_dict()))
    assert len(pd.read_csv(written)) == len(expected) == 1


def test_a_terminal_shows_the_alarms(complaints: Path) -> None:
    done = run("watch", complaints, *COLUMNS, *ASKED, "--season", "none", "--baseline", "60")
    assert done.exit_code == 0, done.stderr
    assert "Alarms: 1 row" in done.stdout
    assert "complaint:late  2024-03-1" in done.stdout
    # Nearly all who are active complain here: more of them explain it all.
    done = run("watch", complaints, *COLUMNS, *ASKED, "--per", "active_customers", "--calendar", "Europe/Berlin")
    assert "'n' per n_active_customers, 0 of them with an alarm on" in done.stdout
    assert "times of Europe/Berlin" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--events", "complaint:*"), "`every` of watch"),
        ((*ASKED, "--baseline", "rolling"), "learns a slow build-up as normal"),
        ((*ASKED, "--method", "cumsum"), "`method` of watch"),
        (("--events", "complant:*", "--every", "1d"), "no event 'complant:*'"),
    ],
)
def test_what_cannot_be_asked(complaints: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("watch", complaints, *COLUMNS, *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
