"""prefixspan of PyPI: sequences of single events, all patterns."""

from collections.abc import Sequence
from typing import Any


def version() -> str:
    """Version of the program."""
    from importlib.metadata import version as of

    return of("prefixspan")


def prepare(data: Sequence[Sequence[Any]], task: str) -> Any:
    """Lists of lists of events, as it takes them."""
    from prefixspan import PrefixSpan

    assert task == "sequences"
    return PrefixSpan([[event for (event,) in sequence] for sequence in data])


def mine(prepared: Any, engine: str, task: str, kind: str, min_support: int) -> int:
    """Search; the number of patterns found."""
    assert (engine, task, kind) == ("prefixspan", "sequences", "all")
    return len(prepared.frequent(min_support))
