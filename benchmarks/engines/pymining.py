"""pymining of PyPI: sequences of single events, all patterns; pure Python."""

from collections.abc import Sequence
from typing import Any

from benchmarks.asked import Asked, Brought, counted
from benchmarks.engines import version_of, why_not_installed


def version() -> str:
    """Version of the program."""
    return version_of("pymining")


def why_absent() -> str | None:
    """What is missing."""
    return why_not_installed("pymining")


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> Any:
    """Lists of lists of events, as it takes them."""
    del asked
    return list(data)


def mine(prepared: Any, engine: str, asked: Asked) -> Any:
    """Search; (pattern, support) pairs."""
    from pymining.seqmining import freq_seq_enum

    del engine
    return freq_seq_enum(prepared, asked.min_support)


def told(result: Any) -> Brought:
    """What was found."""
    return counted(support for _, support in result)
