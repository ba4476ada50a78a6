from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest
from typer.testing import CliRunner

import journeymine as jm
from journeymine.cli.app import app
from tests.unit.reporting.pages import Page

ROLES = ("--customer", "customer", "--event", "event", "--time", "time", "--min-support", "5%", "--no-figures")


def run(*words: Any) -> Any:
    return CliRunner().invoke(app, ["report", *map(str, words)], env={"COLUMNS": "200", "TERM": "dumb"})


def told(page: Path) -> str:
    return Page(page.read_text("utf-8")).told


def test_from_a_file_to_a_page(log_file: Path, tmp_path: Path) -> None:
    done = run(log_file, *ROLES, "--outcome", "call", "--output", tmp_path / "page.html")
    assert done.exit_code == 0, done.stderr
    log = jm.read_events(str(log_file), customer="customer", event="event", time="time")
    patterns = jm.mine_sequences(log.journeys(), min_support=0.05, kind="closed")
    assert f"{len(patterns):,} patterns in {patterns.n_total:,} journeys." in done.stdout
    page = told(tmp_path / "page.html")
    for words in (
        "Patterns in log.csv",
        "Strongest order: search → help → compare → cart",
        "No difference between call and no call is significant.",
        "Quality of the log",
        "How journeys go",
    ):
        assert words in page, words
    patterns.report(
        tmp_path / "same.html", patterns.contrast({"call"}), log=log, title="Patterns in log.csv", figures=False
    )
    assert told(tmp_path / "same.html") == page


def test_the_design_of_the_contrast_is_chosen(log_file: Path, tmp_path: Path) -> None:
    done = run(log_file, *ROLES, "--outcome", "call", "--design", "whole", "--out", tmp_path / "page.html")
    assert done.exit_code == 0, done.stderr
    assert "whole journeys, also what came after the outcome" in told(tmp_path / "page.html")


def test_what_grows_is_watched(tmp_path: Path) -> None:
    n_complaints = np.where(np.arange(90) < 70, 2, 9)
    days = np.concatenate([np.repeat(np.arange(90), 20), np.repeat(np.arange(90), n_complaints)])
    rows = {
        "customer": np.arange(len(days)) % 40,
        "event": ["visit"] * (90 * 20) + ["complaint:bill"] * int(n_complaints.sum()),
        "time": np.datetime64("2024-01-01") + days.astype("m8[D]"),
    }
    pyarrow.csv.write_csv(pa.table(rows), tmp_path / "log.csv")
    done = run(
        tmp_path / "log.csv", *ROLES, "--watch", "complaint:*", "--max-length", "2", "--out", tmp_path / "a.html"
    )
    assert done.exit_code == 0, done.stderr
    page = told(tmp_path / "a.html")
    assert "1 alarm, 1 still on." in page
    assert "complaint:bill over time" in page
    assert "To look at next: complaint:bill" in page


def test_a_protected_page_tells_of_no_few(log_file: Path, tmp_path: Path) -> None:
    done = run(log_file, *ROLES, "--outcome", "call", "--protect", "10", "--out", tmp_path / "page.html")
    assert done.exit_code == 0, done.stderr
    page = told(tmp_path / "page.html")
    assert page.count("protected: no count below 10") >= 2
    assert "Customer 1" not in page


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--out", "page.pdf"), "`out` of report must be a path that ends in .html"),
        (
            ("--outcome", "call", "--outcome-column", "x"),
            "`outcome` of report does not go together with `outcome_column`",
        ),
        (("--watch", "call", "--protect", "5"), "`watch` of report does not go together with `protect`"),
        (("--outcome", "cal"), "call"),
        (("--design", "whole"), "`design` of report must be left out where no --outcome or --outcome-column is given"),
        (("--sort", "suport"), "support"),
    ],
)
def test_what_cannot_be_is_one_sentence(words: tuple[str, ...], message: str, log_file: Path, tmp_path: Path) -> None:
    done = run(log_file, *ROLES, "--out", tmp_path / "page.html", *words)
    assert done.exit_code == 2
    assert message in done.stderr
    assert not (tmp_path / "page.html").exists()
