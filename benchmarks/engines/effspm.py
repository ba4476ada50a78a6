"""effspm of PyPI: prefix projection in C++; sequences of single events, patterns of two events and more."""

from collections.abc import Sequence
from typing import Any

from benchmarks.asked import Asked, Brought
from benchmarks.engines import version_of, why_not_installed
from benchmarks.engines.singles import frequent_events


def version() -> str:
    """Version of the program."""
    return version_of("effspm")


def why_absent() -> str | None:
    """What is missing."""
    return why_not_installed("effspm")


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> Any:
    """Events numbered −1, −2, …: it takes a positive number for a further event of the same element."""
    codes: dict[Any, int] = {}
    numbered = [[codes.setdefault(event, -1 - len(codes)) for event in sequence] for sequence in data]
    return numbered, frequent_events(data, asked)


def mine(prepared: Any, engine: str, asked: Asked) -> Any:
    """Search; a dictionary with the patterns, and the events that it leaves out."""
    from effspm import PrefixProjection

    del engine
    assert asked.min_support is not None
    numbered, events = prepared
    # Half a sequence less, so that rounding of the share never loses a pattern at the threshold itself.
    return PrefixProjection(numbered, minsup=(asked.min_support - 0.5) / len(numbered)), events


def told(result: Any) -> Brought:
    """What was found; it says no supports."""
    found, events = result
    return Brought(len(found["patterns"]) + len(events))
