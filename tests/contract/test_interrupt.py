"""Ctrl-C ends a long search, at any depth, with KeyboardInterrupt."""

import os
import signal
import subprocess
import sys
import time

import pytest

SEQUENCES = """
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

ITEMSETS = """
import sys, time
from journeymine.mining.baskets import Baskets
from journeymine.mining.itemsets import find_itemsets

baskets = Baskets.from_lists([[item for item in range(64) if item != row] for row in range(64)])
print("ready", flush=True)
try:
    find_itemsets(baskets, min_support=20, kind={kind!r}, top_k={top_k}, n_jobs=2)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""

RULES = """
import journeymine as jm

baskets = [[item for item in range(19) if item != row] for row in range(19)]
itemsets = jm.mine_itemsets(baskets, min_support=1, kind={kind!r})
print("ready", flush=True)
try:
    itemsets.rules(top_k={top_k})
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
@pytest.mark.parametrize(
    ("search", "kind", "top_k"),
    [
        (SEQUENCES, "all", None),
        (SEQUENCES, "all", 10**9),
        (ITEMSETS, "all", None),
        (ITEMSETS, "maximal", None),
        (ITEMSETS, "generators", 10**9),
        (RULES, "maximal", None),
        (RULES, "maximal", 10**9),
    ],
)
def test_ctrl_c_ends_a_search_without_end(search: str, kind: str, top_k: int | None) -> None:
    code = search.format(kind=kind, top_k=top_k)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        time.sleep(0.5)
        assert running.poll() is None, "the search must still be running"
        running.send_signal(signal.SIGINT)
        # 0.2 s is promised; a loaded machine may take longer to say so.
        output, _ = running.communicate(timeout=30)
    assert output == "interrupted\n"
    assert running.returncode == 0
