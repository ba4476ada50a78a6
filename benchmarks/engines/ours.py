"""journeymine itself."""

from collections.abc import Sequence
from typing import Any

import journeymine as jm


def version() -> str:
    """Version of the program."""
    return jm.__version__


def prepare(data: Sequence[Sequence[Any]], task: str) -> jm.Journeys:
    """Integer codes; a basket is a journey of one element."""
    if task == "itemsets":
        return jm.Journeys.from_lists([[tuple(basket)] for basket in data])
    if all(len(element) == 1 for sequence in data for element in sequence):
        return jm.Journeys.from_lists([[event for (event,) in sequence] for sequence in data])
    return jm.Journeys.from_lists(data)


def mine(prepared: jm.Journeys, engine: str, task: str, kind: str, min_support: int) -> int:
    """Search; the number of patterns found."""
    search = jm.mine_sequences if task == "sequences" else jm.mine_itemsets
    return len(search(prepared, min_support=min_support, kind=kind, engine=engine))
