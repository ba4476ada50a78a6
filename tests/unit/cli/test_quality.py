import json
from pathlib import Path

from typer.testing import CliRunner

from journeymine.cli.app import app

COLUMNS = ["-c", "who", "-e", "what", "-t", "when"]


def _broken(tmp_path: Path) -> Path:
    file = tmp_path / "log.csv"
    file.write_text("who,what,when\n1,a,2025-01-01\n,b,2025-01-02\n2,b,2025-01-02\n2,b,2025-01-02\n")
    return file


def test_missing_values_are_counted(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["quality", str(_broken(tmp_path)), *COLUMNS, "--json"])
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rows_read"] == 4
    assert told["rows_kept"] == 3
    assert told["missing"]["who"] == 1


def test_text_for_people(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["quality", str(_broken(tmp_path)), *COLUMNS])
    assert done.exit_code == 0
    assert "4" in done.stdout
    assert "{" not in done.stdout
    assert "- exact duplicates: 1 row (" in done.stdout
    assert "mend it: log.drop_duplicates()" in done.stdout


def test_missing_values_stop_where_asked(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["quality", str(_broken(tmp_path)), *COLUMNS, "--on-missing", "error"])
    assert done.exit_code == 2
    assert "who" in done.stderr
