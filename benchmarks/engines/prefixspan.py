"""prefixspan of PyPI: sequences of single events, all patterns."""

from collections.abc import Sequence
from typing import Any

from benchmarks.asked import Asked, Brought, counted
from benchmarks.engines import version_of, why_not_installed


def version() -> str:
    """Version of the program."""
    return version_of("prefixspan")


def why_absent() -> str | None:
    """What is missing."""
    return why_not_installed("prefixspan")


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> Any:
    """Lists of lists of events, as it takes them."""
    from prefixspan import PrefixSpan

    miner = PrefixSpan(list(data))
    # Its own default stops at 1,000 without a word.
    miner.maxlen = asked.max_length or max(map(len, data), default=1)
    return miner


def mine(prepared: Any, engine: str, asked: Asked) -> Any:
    """Search; (support, pattern) pairs."""
    del engine
    return prepared.frequent(asked.min_support) if asked.top_k is None else prepared.topk(asked.top_k)


def told(result: Any) -> Brought:
    """What was found."""
    return counted(support for support, _ in result)
