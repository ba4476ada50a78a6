import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import typer.main
from rich.markup import render
from typer.testing import CliRunner

from journeymine.cli.app import app
from journeymine.datasets import generate

PROGRAM = [sys.executable, "-c", "from journeymine.cli.app import main; main()"]

READY = "from journeymine.cli.app import main\nprint('ready', file=sys.stderr, flush=True)\n"


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )


def test_success_is_0_and_bad_input_2(log_file: Path) -> None:
    columns = ("--customer", "customer", "--event", "event", "--time", "time")
    good = _run("quality", log_file, *columns, "--json")
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["customers"] == 300
    bad = _run("quality", log_file, "--customer", "nobody", "--event", "event", "--time", "time", "--json")
    assert bad.returncode == 2
    assert bad.stdout == ""
    assert bad.stderr.startswith("journeymine: ")
    assert len(bad.stderr.strip().splitlines()) == 1
    assert _run("mine", log_file).returncode == 2  # typer's own usage error


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_an_interrupt_is_130(tmp_path: Path) -> None:
    file = tmp_path / "log.parquet"
    pyarrow.parquet.write_table(generate(3_000, n_background=60, seed=9), file)
    arguments = ["mine", str(file), "-c", "customer", "-e", "event", "-t", "time", "--min-support", "2"]
    # Only once it says so has the program begun; the second after that takes it into the search.
    program = [sys.executable, "-c", "import sys\n" + READY + "main()"]
    with subprocess.Popen([*program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        assert started.stderr is not None
        assert started.stderr.readline() == "ready\n"
        time.sleep(1)
        assert started.poll() is None, "the search must be longer than the wait"
        started.send_signal(signal.SIGINT)
        stdout, stderr = started.communicate(timeout=30)
    assert started.returncode == 130
    assert stdout == ""
    assert "Traceback" not in stderr
    assert "interrupted" in stderr


def test_version_and_help() -> None:
    told = CliRunner().invoke(app, ["--version"])
    assert told.exit_code == 0
    assert told.stdout.startswith("journeymine ")
    helped = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "100"})
    assert all(command in helped.stdout for command in ("demo", "mine", "quality"))


def test_the_program_starts_without_heavy_packages() -> None:
    heavy = "{'pandas', 'pyarrow', 'duckdb', 'sklearn', 'mlxtend', 'polars'} & set(sys.modules)"
    code = f"import sys, journeymine.cli.app; sys.exit(repr({heavy}) if {heavy} else 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def _helps(command: Any, name: str) -> Iterator[tuple[str, str]]:
    yield name, command.help or ""
    yield from ((f"{name} {option.name}", getattr(option, "help", None) or "") for option in command.params)
    for below, one in getattr(command, "commands", {}).items():
        yield from _helps(one, f"{name} {below}")


def test_help_shows_every_word_of_it() -> None:
    # Brackets are markup to rich: what is no known style vanishes.
    helps = dict(_helps(typer.main.get_command(app), "journeymine"))
    assert "\\[a|b]" in helps["journeymine match"]
    for name, text in helps.items():
        assert render(text).plain == text.replace("\\[", "["), name
