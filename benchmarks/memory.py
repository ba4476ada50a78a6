"""How much memory a stretch of a program gains."""

import ctypes
import gc
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

MB = 1024


def settle() -> float:
    """Give back what is free, forget the peak, and say what the process holds now, in MB.

    Where the system cannot forget a peak (anything but Linux), the largest size so far is what counts as held.
    """
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # a C library without it, or a container that guards the file
            ctypes.CDLL(None).malloc_trim(0)
            Path("/proc/self/clear_refs").write_text("5")
            return _status("VmRSS")
    return peak()


def peak() -> float:
    """The most that this process, or a program that it started, has held since `settle`, in MB."""
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MB
    if Path("/proc/self/status").exists():
        return max(_status("VmHWM"), started)
    unit = MB * MB if sys.platform == "darwin" else MB
    return max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, started)


def _status(name: str) -> float:
    lines = Path(f"/proc/{os.getpid()}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / MB
