"""A `memory_limit` holds for what the process gains, not only for what the books say."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import journeymine as jm
from journeymine.errors import CapacityError

CLEAR = Path("/proc/self/clear_refs")

SCRIPT = """
import json, random, sys
import journeymine as jm

shape, options = sys.argv[1], json.loads(sys.argv[2])
noise = random.Random(1)

def element():
    if shape == "sets":
        return tuple(sorted(noise.sample(range(30), noise.randrange(1, 5))))
    return noise.randrange(8 if shape == "few" else 40)

n, length = {"long": (2000, 60), "few": (200, 60), "sets": (2000, 20)}[shape]
journeys = jm.Journeys.from_lists([[element() for _ in range(length)] for _ in range(n)])
# All that is loaded late is loaded now.
len(jm.mine_sequences(journeys, min_support=0.9, max_length=1))

def status(name):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

with open("/proc/self/clear_refs", "w") as clear:
    clear.write("5")
before = status("VmRSS")
found = jm.mine_sequences(journeys, min_support=2, **options)
print(json.dumps([status("VmHWM") - before, len(found), found.info["stopped_by"]]))
"""


ITEMSETS = """
import json, random, sys
from journeymine.mining.baskets import Baskets
from journeymine.mining.itemsets import find_itemsets

options = json.loads(sys.argv[2])
noise = random.Random(1)
baskets = Baskets.from_lists([noise.sample(range(3000), 40) for _ in range(50_000)])
find_itemsets(Baskets.from_lists([[1, 2]]), min_support=1)

def status(name):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

with open("/proc/self/clear_refs", "w") as clear:
    clear.write("5")
before = status("VmRSS")
found = find_itemsets(baskets, min_support=2, **options)
print(json.dumps([status("VmHWM") - before, len(found.n_journeys), found.stopped_by]))
"""


def gained(shape: str, script: str = SCRIPT, **options: Any) -> tuple[int, int, str | None]:
    """What a process of its own gains at most while it searches, how many patterns it finds, and what stopped it."""
    command = [sys.executable, "-c", script, shape, json.dumps(options)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if "PermissionError" in done.stderr:
        pytest.skip("the peak of a process cannot be reset here")
    assert done.returncode == 0, done.stderr
    gain, n, stopped_by = json.loads(done.stdout)
    return gain, n, stopped_by


@pytest.mark.skipif(not CLEAR.exists(), reason="the peak of a process is known on Linux only")
@pytest.mark.parametrize(
    ("shape", "kind", "megabytes", "rules"),
    [
        ("long", "all", 100, {}),
        ("long", "all", 300, {}),
        ("long", "closed", 100, {}),
        ("long", "maximal", 100, {}),
        ("long", "generators", 100, {}),
        ("few", "all", 100, {}),
        ("few", "closed", 100, {}),
        ("few", "generators", 200, {}),
        ("sets", "all", 100, {}),
        ("sets", "closed", 100, {}),
        ("sets", "maximal", 200, {}),
        ("long", "all", 100, {"max_step_gap": 5}),
        ("long", "closed", 100, {"max_step_gap": 5}),
        ("sets", "generators", 100, {"max_step_gap": 5}),
    ],
)
def test_the_process_gains_no_more_than_a_quarter_above_the_limit(
    shape: str, kind: str, megabytes: int, rules: dict[str, Any]
) -> None:
    # All patterns are soon too many; the others may take their time.
    limits = {"memory_limit": f"{megabytes}MB", "time_limit": None if kind == "all" else 3}
    gain, n, stopped_by = gained(shape, kind=kind, **limits, **rules)
    assert gain <= 1.25 * megabytes * 1e6, f"{gain / 1e6:.0f} MB for {n} patterns"
    assert stopped_by in {"memory_limit", "time_limit"}
    if kind == "all":
        assert stopped_by == "memory_limit"
        assert n > 10_000


@pytest.mark.skipif(not CLEAR.exists(), reason="the peak of a process is known on Linux only")
@pytest.mark.parametrize("kind", ["all", "closed", "generators"])
def test_searches_for_itemsets_gain_no_more_either(kind: str) -> None:
    gain, n, stopped_by = gained("baskets", ITEMSETS, kind=kind, memory_limit="80MB", time_limit=3)
    assert gain <= 1.25 * 80e6, f"{gain / 1e6:.0f} MB for {n} itemsets"
    assert stopped_by in {"memory_limit", "time_limit"}


RULES = SCRIPT.replace("mine_sequences(journeys, min_support=2", "mine_rules(journeys, min_support=2")


@pytest.mark.skipif(not CLEAR.exists(), reason="the peak of a process is known on Linux only")
@pytest.mark.parametrize("shape", ["few", "sets"])
def test_rules_are_no_more_than_there_is_room_to_cut(shape: str) -> None:
    gain, n, stopped_by = gained(shape, RULES, memory_limit="80MB", time_limit=3)
    assert gain <= 1.25 * 80e6, f"{gain / 1e6:.0f} MB for {n} rules"
    assert (stopped_by, n > 1_000) == ("memory_limit", True)


@pytest.mark.parametrize("rules", [{}, {"max_step_gap": 2}])
def test_journeys_too_large_to_lay_out_are_refused(rules: dict[str, Any]) -> None:
    journeys = jm.Journeys.from_lists([list(range(100))] * 1000)
    with pytest.raises(
        CapacityError,
        match=r"`memory_limit` must leave room for the journeys, .*; got 100 kB; give it \"\d+MB\" or more",
    ):
        jm.mine_sequences(journeys, min_support=2, max_length=2, memory_limit="100kB", **rules)


def test_what_the_refusal_says_is_enough_is_enough() -> None:
    journeys = jm.Journeys.from_lists([list(range(100))] * 1000)
    with pytest.raises(CapacityError) as refused:
        jm.mine_sequences(journeys, min_support=2, max_length=1, memory_limit="1MB")
    enough = str(refused.value).split('"')[1]
    assert len(jm.mine_sequences(journeys, min_support=2, max_length=1, memory_limit=enough)) == 100
