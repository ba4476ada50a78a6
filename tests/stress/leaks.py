"""Each public verb called again and again in a process of its own: what the process holds must not grow.

The calls fall into thirds. In the first, caches and free lists fill up; the least that the process held in the second
is set against the least in the last, free memory given back before each look. Python's own count of blocks tells of
what is too small to be seen there.
"""

import ctypes
import gc
import json
import subprocess
import sys
import tempfile
from array import array
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.stress.size import Size
from tests.stress.verbs import VERBS, Things

BYTES_A_CALL, BLOCKS_A_CALL = 1024, 0.5
"""More than this, and a service would notice within a day; less is what allocators and caches do by themselves."""
LOOKS = 30


@dataclass(frozen=True)
class Growth:
    """What a process gained with each call, after the first ones: bytes in memory, and blocks of Python's."""

    bytes_a_call: float
    blocks_a_call: float

    @property
    def is_leak(self) -> bool:
        return self.bytes_a_call > BYTES_A_CALL or self.blocks_a_call > BLOCKS_A_CALL


def run(size: Size) -> str:
    """Every verb in turn; those that leak are named."""
    found: dict[str, Growth] = {}
    for name in VERBS:
        command = [sys.executable, "-m", "tests.stress.leaks", name, str(size.calls)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{name}: {done.stderr[-2000:]}"
        found[name] = Growth(*json.loads(done.stdout.splitlines()[-1]))
        print(f"  {name}: {found[name]}", file=sys.stderr, flush=True)
    leaking = {name: one for name, one in found.items() if one.is_leak}
    assert not leaking, f"these hold more with every call: {leaking}"
    most = max(found, key=lambda name: found[name].bytes_a_call)
    return (
        f"{len(found)} verbs, {size.calls:,} calls each: none grows by more than {BYTES_A_CALL} bytes a call; most "
        f"does {most} with {found[most].bytes_a_call:.0f}"
    )


def growth(call: Callable[[], object], calls: int, looks: int = LOOKS) -> Growth:
    """Call so often, and say what every call left behind."""
    every = max(1, calls // looks)
    for _ in range(max(3, calls // 10)):
        call()
    # What is there to stay need not be looked through each time.
    gc.collect()
    gc.freeze()
    # Numbers in a list would be blocks of their own.
    held, blocks = array("q", [resident()]), array("q", [sys.getallocatedblocks()])
    for _ in range(calls // every):
        for _ in range(every):
            call()
        held.append(resident())
        blocks.append(sys.getallocatedblocks())
    gc.unfreeze()
    third = max(1, len(held) // 3)
    apart = every * third
    return Growth(*((min(seen[-third:]) - min(seen[-2 * third : -third])) / apart for seen in (held, blocks)))


def resident() -> int:
    """What the process holds, in bytes, when all that is free was given back."""
    gc.collect()
    with suppress(OSError, AttributeError):  # a C library without it
        ctypes.CDLL(None).malloc_trim(0)
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def main(name: str, calls: int) -> None:
    """Print the growth of a verb as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        things = Things(Path(folder))
        verb = VERBS[name]
        found = growth(lambda: verb(things), calls)
        things.close()
    print(json.dumps([found.bytes_a_call, found.blocks_a_call]))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
