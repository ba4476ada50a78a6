"""Ctrl-C ends a long search, at any depth, with KeyboardInterrupt."""

import os
import signal
import subprocess
import sys
import time

import pytest

SEARCH = """
import sys, time
from journeymine.journeys.lists import from_lists
from journeymine.mining.sequences import find_sequences

coded = from_lists([list(range(64))] * 50)
print("ready", flush=True)
try:
    find_sequences(coded, min_support=2, kind={kind!r}, top_k={top_k}, n_jobs=2)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
@pytest.mark.parametrize(("kind", "top_k"), [("all", None), ("all", 10**9)])
def test_ctrl_c_ends_a_search_without_end(kind: str, top_k: int | None) -> None:
    code = SEARCH.format(kind=kind, top_k=top_k)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as search:
        assert search.stdout is not None
        assert search.stdout.readline() == "ready\n"
        time.sleep(0.5)
        assert search.poll() is None, "the search must still be running"
        search.send_signal(signal.SIGINT)
        # 0.2 s is promised; a loaded machine may take longer to say so.
        output, _ = search.communicate(timeout=30)
    assert output == "interrupted\n"
    assert search.returncode == 0
