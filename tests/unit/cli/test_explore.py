"""`journeymine explore`: questions answered rightly, wrongly and not at all; and the lines that do the same again."""

import json
import os
import pty
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import journeymine as jm
from journeymine.cli.app import app
from journeymine.cli.explore.cleaning import call
from journeymine.cli.explore.repeating import quoted
from journeymine.cli.explore.searching import suggested

EVIL = "\x1b[31mred\x1b]0;title\x07 \u202egnp"
Told = tuple[int, str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def log_file(folder: Path) -> Path:
    """Sixty customers who search, mostly put into the cart and mostly pay; every tenth line is there twice."""
    path = folder / "shop log.csv"
    lines = ["who,what,when,page"]
    for who in range(60):
        for step, what in enumerate(["search", "cart", "pay"][: 3 - (who % 5 == 0)]):
            line = f"c{who:03d},{what},2024-01-{1 + who % 28:02d}T1{step}:00:00,p{who}"
            lines += [line] * (1 + (who % 10 == 3))
    path.write_text("\n".join(lines) + "\n")
    return path


def taken(*words: object) -> Told:
    done = CliRunner().invoke(app, ["explore", *map(str, words)])
    return done.exit_code, done.stdout + done.stderr


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Told]]:
    """Runs the command with a terminal on which the answers are typed already."""
    keyboard, terminal = pty.openpty()
    stdin = os.fdopen(terminal, encoding="utf-8")

    def run(file: Path, *answers: str, options: tuple[str, ...] = ()) -> Told:
        os.write(keyboard, "".join(answers).encode())
        monkeypatch.setattr(sys, "stdin", stdin)
        with pytest.raises(SystemExit) as left:
            app(["explore", str(file), *options])
        told = capsys.readouterr()
        code = left.value.code
        return code if isinstance(code, int) else 0, told.out + told.err

    yield run
    stdin.close()
    os.close(keyboard)


def lines_of(told: str) -> tuple[str, str]:
    """The lines of Python, and the one of the command line."""
    last = told.rsplit("The same again", 1)[1]
    python = [line[4:] for line in last.splitlines() if line.startswith("    ")]
    return "\n".join(python[:-1]), python[-1]


def assert_the_same_again(told: str) -> jm.PatternSet:
    python, shell = lines_of(told)
    names: dict[str, Any] = {}
    exec(python, names)
    patterns: jm.PatternSet = names["patterns"]
    program, command, *words = shlex.split(shell)
    assert (program, command) == ("journeymine", "mine")
    done = CliRunner().invoke(app, [command, *words, "--json"])
    assert done.exit_code == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert len(rows) == len(patterns) > 0
    assert [row["n_journeys"] for row in rows] == patterns.to_arrow(["n_journeys"])["n_journeys"].to_pylist()
    return patterns


def test_all_suggestions_lead_to_a_report_and_to_lines_that_do_the_same(log_file: Path) -> None:
    code, told = taken(log_file, "--yes")
    assert code == 0
    assert "Column of the customer: who" in told
    assert "Mend it by log.drop_duplicates()?: y" in told
    assert "search → cart → pay: 48 of 60 journeys" in told
    assert "It takes 2 h" in told
    assert (log_file.parent / "shop_log-report.html").read_text().lower().startswith("<!doctype html>")
    patterns = assert_the_same_again(told)
    assert ("search", "cart", "pay") in list(patterns)
    assert len(jm.Recipe.load("shop_log-recipe.json")) == 1


def test_answers_change_what_is_done(log_file: Path, answered: Callable[..., Told]) -> None:
    code, told = answered(log_file, "who\n", "1\n", "\n", "n\n", "90min\n", "20%\n", "2\n", "0\n", "mine.html\n")
    assert code == 0, told
    python, shell = lines_of(told)
    assert "session_gap='90min'" in python
    assert "drop_duplicates" not in python
    assert "--out mine.html" in shell
    assert "patterns.report('mine.html', log=log)" in python
    assert "--recipe" not in shell
    assert (log_file.parent / "mine.html").exists()
    assert_the_same_again(told)


def test_wrong_answers_are_told_and_asked_again(log_file: Path, answered: Callable[..., Told]) -> None:
    wrong = ("whoo\n", "99\n", "who\n", "\n", "\n", "perhaps\n", "no\n", "soon\n", "none\n")
    code, told = answered(log_file, *wrong, "1.5\n", "20%\n", "77\n", "0\n", "page.pdf\n", "none\n")
    assert code == 0, told
    assert "There is no 'whoo'. Did you mean 'who'?" in told
    assert "There is no '99'." in told
    assert "Answer y or n; got 'perhaps'." in told
    assert "`session_gap`" in told
    assert "`min_support`" in told
    assert "Answer a number from 0 to" in told
    assert "`out` of explore must be a path that ends in" in told
    assert list(log_file.parent.glob("*.html")) == []


def test_the_end_of_input_is_told_with_the_question(log_file: Path, answered: Callable[..., Told]) -> None:
    code, told = answered(log_file, "\n", "\x04")
    assert code == 2
    assert "Standard input ended at the question 'Column of the event'" in told
    assert "--yes" in told


def test_without_a_terminal_nothing_is_asked(log_file: Path) -> None:
    code, told = taken(log_file)
    assert code == 2
    assert "standard input is no terminal: give --yes" in told


def test_what_is_given_is_not_asked(log_file: Path, answered: Callable[..., Told]) -> None:
    given = ("-c", "page", "-e", "what", "-t", "when", "--session-gap", "1d", "--min-support", "2", "--report", "none")
    code, told = answered(log_file, "y\n", "0\n", options=given)
    assert code == 0, told
    assert "Column of" not in told
    assert "customer='page'" in lines_of(told)[0]


def test_a_role_that_no_column_has_must_be_said(folder: Path) -> None:
    path = folder / "odd.csv"
    path.write_text("a,when\n1,2024-01-01\n2,2024-01-02\n")
    code, told = taken(path, "--yes")
    assert code == 2
    assert "nothing can be suggested here; say it by an option" in told


def test_what_only_a_mapping_can_say_is_written_as_one(folder: Path) -> None:
    path = folder / "access.log"
    line = '{host} - - [10/Oct/2024:13:{minute:02d}:36 +0000] "GET /{page} HTTP/1.1" 200 99 "-" "Mozilla/5.0"'
    lines = [
        line.format(host=f"10.0.0.{who}", minute=step, page=page)
        for who in range(20)
        for step, page in enumerate(["home", "shop", "cart"])
    ]
    path.write_text("\n".join(lines) + "\n")
    code, told = taken(path, "--yes", "--report", "none")
    assert code == 0, told
    assert "jm.read_events(mapping='access-sources.toml')" in lines_of(told)[0]
    assert ("/home", "/shop", "/cart") in list(assert_the_same_again(told))


def test_names_do_nothing_to_the_terminal(folder: Path) -> None:
    path = folder / "evil.csv"
    rows = [
        f"c{who},{what},2024-01-{1 + who % 28:02d} 1{step}:00"
        for who in range(30)
        for step, what in enumerate([EVIL, "pay"])
    ]
    path.write_text("\n".join([f"customer,what {EVIL},when", *rows]) + "\n")
    code, told = taken(path, "--yes", "--report", "none")
    assert code == 0, told
    assert "\\x1b[31mred" in told
    assert not any(one in told for one in ("\x1b", "\x07", "\u202e"))
    python, shell = lines_of(told)
    assert "\\x1b[31mred" in python
    assert "$'what \\u001b[31mred" in shell


def test_order_numbers_are_cut_by_numbers(folder: Path) -> None:
    path = folder / "order.csv"
    steps = [(who, step) for who in range(30) for step in (1, 2, 20, 21)]
    lines = [f"c{who},{'search' if step % 2 else 'pay'},{step}" for who, step in steps]
    path.write_text("\n".join(["customer,event,step", *lines]) + "\n")
    code, told = taken(path, "--yes", "--time", "step", "--session-gap", "5", "--report", "none")
    assert code == 0, told
    assert "Journeys: 60 of 30 customers" in told
    assert_the_same_again(told)


def test_nothing_is_written_over(log_file: Path) -> None:
    (log_file.parent / "shop_log-report.html").write_text("mine")
    code, told = taken(log_file, "--yes")
    assert code == 0
    assert "Written: shop_log-report-2.html" in told
    assert (log_file.parent / "shop_log-report.html").read_text() == "mine"


def test_one_event_each_gives_no_pattern_and_says_so(folder: Path) -> None:
    path = folder / "once.csv"
    path.write_text("\n".join(["customer,event,time", *(f"c{n},seen,2024-01-01" for n in range(30))]) + "\n")
    code, told = taken(path, "--yes", "--report", "none")
    assert code == 0, told
    assert "0 of 0 patterns shown." in told


@pytest.mark.parametrize(
    "cure", ["log.eval('1')", "log.drop_bots(print(1))", "drop_bots()", "log.drop_bots(", "x = 1", ""]
)
def test_only_steps_of_recipes_are_called(cure: str) -> None:
    assert call(cure) is None


def test_a_cure_with_rules_is_called_with_them() -> None:
    assert call(r"log.rename({'a\\.b': 'c'})") == ("rename", {"rules": {r"a\.b": "c"}})


def test_every_cure_of_the_quality_report_can_be_called() -> None:
    from journeymine.datasets import five_systems

    made = five_systems(200, days=60)
    log = jm.read_events(dict(made.sources), mapping=made.mapping, on_missing="drop")
    cures = [one.cure for one in log.quality().findings if one.cure is not None]
    assert len(set(cures)) > 4
    assert [cure for cure in cures if call(cure) is None] == []


def test_the_support_that_is_suggested_leaves_a_hundred_patterns_or_few_more() -> None:
    journeys = jm.read_events(jm_log(), customer="customer", event="event", time="time").journeys()
    best = suggested(journeys)
    found = jm.mine_sequences(journeys, min_support=best.count, min_length=2, max_length=3)
    more = jm.mine_sequences(journeys, min_support=best.count + 1, min_length=2, max_length=3)
    assert len(more) < 100 <= len(found)


def jm_log() -> Any:
    from journeymine.datasets import generate

    return generate(300, seed=4)


@pytest.mark.parametrize("word", ["a b", "it's", EVIL, "back\\slash\n", "\U0001f600\x9b"])
def test_a_shell_reads_a_quoted_word_as_it_was(word: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"printf %s {quoted(word)}"], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    assert quoted(word).isprintable()
    assert done.stdout.decode() == word


def test_ctrl_c_at_a_question_leaves_at_once(log_file: Path) -> None:
    keyboard, terminal = pty.openpty()
    own = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)"
    command = [sys.executable, "-c", f"{own}; from journeymine.cli.app import main; main()", "explore", str(log_file)]
    process = subprocess.Popen(
        command,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm"},
    )
    os.close(terminal)
    told = b""
    while b"Column of the customer" not in told:
        told += os.read(keyboard, 1 << 12)
    assert b"\x1b[1m" in told, "in a terminal it is drawn with styles"
    os.write(keyboard, b"\x03")
    assert process.wait(timeout=30) == 130
    os.close(keyboard)
