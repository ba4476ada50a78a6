"""efficient-apriori of PyPI: apriori in Python over sets of row numbers; all itemsets."""

from collections.abc import Sequence
from typing import Any

from benchmarks.asked import Asked, Brought, counted
from benchmarks.engines import version_of, why_not_installed


def version() -> str:
    """Version of the program."""
    return version_of("efficient-apriori")


def why_absent() -> str | None:
    """What is missing."""
    return why_not_installed("efficient-apriori")


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> Any:
    """Tuples."""
    del asked
    return [tuple(basket) for basket in data]


def mine(prepared: Any, engine: str, asked: Asked) -> Any:
    """Search; a dictionary of sets and supports for each length."""
    from efficient_apriori import itemsets_from_transactions

    del engine
    assert asked.min_support is not None
    # Half a basket less, so that rounding of the share never loses a set at the threshold itself.
    share = (asked.min_support - 0.5) / len(prepared)
    return itemsets_from_transactions(prepared, share, asked.max_length or 10**6)[0]


def told(result: Any) -> Brought:
    """What was found."""
    return counted(support for sets in result.values() for support in sets.values())
