"""rusket of PyPI: PrefixSpan in Rust on all cores; sequences of single events, all patterns."""

from collections.abc import Sequence
from typing import Any

from benchmarks.asked import Asked, Brought
from benchmarks.engines import version_of, why_not_installed


def version() -> str:
    """Version of the program."""
    return version_of("rusket")


def why_absent() -> str | None:
    """What is missing."""
    return why_not_installed("rusket")


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> Any:
    """Offsets and items, the form that it makes of lists itself before it searches.

    Events are numbered 0, 1, …: it takes memory by the largest number (1.6 GB and more for BIBLE's).
    """
    import numpy as np
    from rusket import PrefixSpan

    assert asked.min_support is not None
    ends = np.cumsum([0, *map(len, data)], dtype=np.uintp)
    codes: dict[Any, int] = {}
    numbered = (codes.setdefault(event, len(codes)) for sequence in data for event in sequence)
    items = np.fromiter(numbered, np.uint32, int(ends[-1]))
    # Its type says lists, its search takes the pair as it is.
    return PrefixSpan((ends, items), asked.min_support, asked.max_length)


def mine(prepared: Any, engine: str, asked: Asked) -> Any:
    """Search; a frame of patterns and supports."""
    del engine, asked
    return prepared.mine()


def told(result: Any) -> Brought:
    """What was found."""
    return Brought(len(result), int(result["support"].sum()))
