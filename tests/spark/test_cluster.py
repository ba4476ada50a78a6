"""Executors in processes of their own, and the death of one."""

import os
import re
import subprocess
import sys

import pytest


@pytest.mark.usefixtures("spark")
def test_a_killed_executor_changes_nothing() -> None:
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-m", "tests.spark.on_cluster"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, timeout=500, check=False
    )
    said = re.search(r"executors (\d+), rows (\d+), same (\w+), (\w+)", done.stdout)
    assert said is not None, done.stderr[-3000:]
    assert int(said[1]) == 2
    assert int(said[2]) > 20
    assert said.groups()[2:] == ("True", "True")
