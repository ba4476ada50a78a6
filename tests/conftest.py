"""What every test may ask for: the public data sets, and programs that may be absent."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from benchmarks.inputs import data_folder
from tests.postgresql import Server, binaries, running_server


def absent(what: str, why: str) -> NoReturn:
    """Skip for an absent resource, or fail where ``JOURNEYMINE_REQUIRE`` names it."""
    required = os.environ.get("JOURNEYMINE_REQUIRE", "").split(",")
    if what in required:
        pytest.fail(f"{what} is required here (JOURNEYMINE_REQUIRE) and absent: {why}")
    pytest.skip(f"{what} is absent: {why}")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of public data sets."""
    folder = data_folder()
    if not (folder / "expected.tsv").exists():
        absent("data", f"no data sets at {folder}; set JOURNEYMINE_DATA to their folder")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program of a real browser."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        absent("chromium", "no chromium on PATH; install Debian's chromium")
    return program


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own."""
    programs = binaries()
    if programs is None:
        absent("postgres", "no pg_ctl on PATH and none in /usr/lib/postgresql/*/bin; install Debian's postgresql")
    with running_server(programs) as server:
        yield server
