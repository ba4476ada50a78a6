"""`journeymine init`: a mapping is written, read, and never written over unasked."""

from pathlib import Path

from typer.testing import CliRunner

import journeymine as jm
from journeymine.cli.app import app

CSV = "who,what,when\nann,search,2024-05-01\nann,pay,2024-05-02\n"


def _init(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["init", *map(str, words)])
    return done.exit_code, done.stdout + done.stderr


def test_what_is_written_reads_the_files(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "shop.csv").write_text(CSV)
    output = tmp_path / "sources.toml"
    code, told = _init(tmp_path / "exports" / "shop.csv", "-o", output)
    assert (code, told) == (
        0,
        f"shop: customer 'who', event 'what', time 'when'\nWrote {str(output)!r}; check it.\n",
    )
    assert 'file = "exports/shop.csv"' in output.read_text()
    assert jm.read_events(mapping=output).journeys().to_lists() == [["search", "pay"]]


def test_nothing_is_written_over_unasked(tmp_path: Path) -> None:
    (tmp_path / "shop.csv").write_text(CSV)
    output = tmp_path / "sources.toml"
    output.write_text("mine")
    code, told = _init(tmp_path / "shop.csv", "-o", output)
    assert code == 2
    assert "There is a file" in told
    assert "--force" in told
    assert output.read_text() == "mine"
    code, _ = _init(tmp_path / "shop.csv", "-o", output, "--force")
    assert code == 0
    assert output.read_text() != "mine"


def test_files_of_which_none_is_a_log(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    output = tmp_path / "sources.toml"
    code, told = _init(tmp_path / "a.csv", "-o", output)
    assert code == 2
    assert "No source can be proposed. a.csv: csv, of which 1 rows" in told
    assert not output.exists()
    code, told = _init(tmp_path / "b.csv")
    assert (code, told) == (2, f"journeymine: There is no file {str(tmp_path / 'b.csv')!r}. Did you mean 'a.csv'?\n")
    code, told = _init(tmp_path / "a.csv", "-o", tmp_path / "nowhere" / "s.toml")
    assert code == 2
    assert "does not exist; make it first" in told
