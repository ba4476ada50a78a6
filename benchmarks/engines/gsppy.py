"""gsppy of PyPI: the GSP algorithm in Python; sequences of single events."""

from collections.abc import Sequence
from typing import Any

from benchmarks.asked import Asked, Brought, counted
from benchmarks.engines import version_of, why_not_installed


def version() -> str:
    """Version of the program."""
    return version_of("gsppy")


def why_absent() -> str | None:
    """What is missing."""
    return why_not_installed("gsppy")


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> Any:
    """Its own object, made of lists of strings, and the number of sequences."""
    from gsppy.gsp import GSP

    del asked
    return GSP([[str(event) for event in sequence] for sequence in data]), len(data)


def mine(prepared: Any, engine: str, asked: Asked) -> Any:
    """Search; a dictionary a length."""
    del engine
    assert asked.min_support is not None
    miner, n = prepared
    # Half a sequence less, so that rounding of the share never loses a pattern at the threshold itself.
    return miner.search(min_support=(asked.min_support - 0.5) / n, max_k=asked.max_length)


def told(result: Any) -> Brought:
    """What was found."""
    return counted(support for level in result for support in level.values())
