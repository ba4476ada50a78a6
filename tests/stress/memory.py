"""Searches of far more than fits, each in a process whose address space ends a little above the limit it was given.

What a process gains at most is set against `memory_limit`; one that asks the system for more is ended by it. Limits in
which not even the journeys can be laid out must be refused with the number of bytes that would do.
"""

import json
import random
import re
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import journeymine as jm
from journeymine.errors import CapacityError
from tests.stress.size import Size

SHARE, BASE = 1.25, 16e6
"""The process gains at most a quarter more than the limit, and what threads and tables take that are there at all."""
ARENAS = 700e6
"""Address space, not memory, that threads and their arenas reserve beside it."""
SECONDS = 4.0
"""Many searches would go on for days within their memory."""
SHAPES = {"dense": (200, 60, 8), "sparse": (4_000, 60, 400), "long": (3, 60_000, 50), "sets": (2_000, 20, 30)}
KINDS = ("all", "closed", "maximal", "generators")
RULES: tuple[dict[str, Any], ...] = ({}, {"max_step_gap": 5})
LIMITS = (60, 250)


def cases(size: Size) -> list[dict[str, Any]]:
    """What is searched, as JSON has it; a part of it where little is asked for."""
    every = [
        {"verb": "sequences", "shape": shape, "limit": limit, "options": {"kind": kind, **rules}}
        for shape, kind, rules, limit in product(SHAPES, KINDS, RULES, LIMITS)
    ]
    every += [
        {"verb": "itemsets", "shape": shape, "limit": limit, "options": {"kind": kind}}
        for shape, kind, limit in product(("dense", "sparse", "sets"), KINDS, LIMITS)
    ]
    every += [
        {"verb": "rules", "shape": shape, "limit": limit, "options": {"ordered": ordered}}
        for shape, ordered, limit in product(("dense", "sparse", "sets"), (True, False), LIMITS)
    ]
    return random.Random(size.seed).sample(every, max(1, round(size.scale * len(every))))


def run(size: Size) -> str:
    """Every case in turn; the worst is named."""
    stopped = {"memory_limit": 0, "time_limit": 0, None: 0}
    refused, worst, of = Counter[int](), 0.0, ""
    for case in cases(size):
        command = [sys.executable, "-m", "tests.stress.memory", json.dumps(case)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        assert done.returncode == 0, f"{case}: {done.returncode} {done.stderr[-2000:]}"
        gained, by, times = json.loads(done.stdout)
        assert gained <= SHARE * case["limit"] * 1e6 + BASE, f"{case}: {gained / 1e6:.0f} MB"
        refused[times] += 1
        stopped[by] += 1
        if gained / case["limit"] > worst:
            worst = gained / case["limit"]
            of = f"{gained / 1e6:.0f} MB of {case['limit']} MB ({case['verb']}, {case['shape']}, {case['options']})"
    n, ends = refused.total(), f"{stopped['memory_limit']} out of memory, {stopped['time_limit']} out of time"
    return (
        f"{n:,} searches, {ends}, none killed; most was gained by one of them: {of}; with 50 kB {refused[1]} were "
        f"refused and began with what the sentence said, {n - refused[0] - refused[1]} asked for more then"
    )


def journeys(shape: str) -> list[list[Any]]:
    n, length, names = SHAPES[shape]
    noise = random.Random(1)

    def element() -> Any:
        return (
            tuple(sorted(noise.sample(range(names), noise.randrange(1, 5))))
            if shape == "sets"
            else noise.randrange(names)
        )

    return [[element() for _ in range(length)] for _ in range(n)]


def main(case: dict[str, Any]) -> None:
    """Search within the limit; print the bytes gained, what stopped it, and whether a lower limit was refused."""
    verbs = {"sequences": jm.mine_sequences, "itemsets": jm.mine_itemsets, "rules": jm.mine_rules}
    verb: Any = verbs[case["verb"]]
    rows = jm.Journeys.from_lists(journeys(case["shape"]))
    # All that is loaded late is loaded now.
    len(verb(rows, min_support=len(rows), **case["options"], max_length=2, time_limit=0.01))
    limit = round(case["limit"] * 1e6)
    Path("/proc/self/clear_refs").write_text("5")
    before, space = _status("VmRSS"), _status("VmSize")
    most = round(space + SHARE * limit + BASE + ARENAS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    refused = refusals(
        lambda room: verb(rows, min_support=len(rows), **case["options"], memory_limit=room, max_length=2)
    )
    found = verb(rows, min_support=2, **case["options"], memory_limit=limit, time_limit=SECONDS)
    print(json.dumps([_status("VmHWM") - before, found.info["stopped_by"], refused]))


def refusals(search: Callable[[str], object]) -> int:
    """How often a search is refused for want of room, when it is given what the sentence says the next time."""
    room = "50kB"
    for times in range(4):
        try:
            search(room)
        except CapacityError as error:
            enough = re.search(r'"(\d+)MB"', str(error))
            assert enough is not None, f"no cure: {error}"  # noqa: PT017
            room = f"{enough[1]}MB"
        else:
            return times
    message = f"what is said to be enough never is: {room}"
    raise AssertionError(message)


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
