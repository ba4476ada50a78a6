"""seq2pat of PyPI: constraint-based mining in C++; sequences of single events, patterns of two events and more."""

from collections.abc import Sequence
from typing import Any

from benchmarks.asked import Asked, Brought, counted
from benchmarks.engines import version_of, why_not_installed
from benchmarks.engines.singles import frequent_events


def version() -> str:
    """Version of the program."""
    return version_of("seq2pat")


def why_absent() -> str | None:
    """What is missing."""
    return why_not_installed("seq2pat")


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> Any:
    """Its own object, with a gap rule on positions where steps are limited."""
    from sequential.seq2pat import Attribute, Seq2Pat

    # Its default looks no further than 10 events.
    miner = Seq2Pat(sequences=list(data), max_span=None)
    if asked.max_step_gap is not None:
        places = Attribute([list(range(len(sequence))) for sequence in data])
        miner.add_constraint(places.gap() <= asked.max_step_gap)
    return miner, frequent_events(data, asked)


def mine(prepared: Any, engine: str, asked: Asked) -> Any:
    """Search; patterns that end in their support, and the supports of the events that it leaves out."""
    del engine
    miner, events = prepared
    return miner.get_patterns(min_frequency=asked.min_support), events


def told(result: Any) -> Brought:
    """What was found."""
    found, events = result
    return counted([*(pattern[-1] for pattern in found), *events])
