"""journeymine itself."""

from collections.abc import Sequence
from typing import Any

import journeymine as jm


def version() -> str:
    """Version of the program."""
    return jm.__version__


def prepare(data: Sequence[Sequence[Any]], task: str) -> jm.Journeys:
    """Integer codes; a basket is a journey of one element."""
    return jm.Journeys.from_lists(data if task == "sequences" else [[tuple(basket)] for basket in data])


def mine(prepared: jm.Journeys, engine: str, task: str, kind: str, min_support: int) -> int:
    """Search; the number of patterns found."""
    search = jm.mine_sequences if task == "sequences" else jm.mine_itemsets
    return len(search(prepared, min_support=min_support, kind=kind, engine=engine))
