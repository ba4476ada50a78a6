"""journeymine itself."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import journeymine as jm
from benchmarks.asked import Asked, Brought

Found: TypeAlias = jm.PatternSet | jm.ItemsetSet | jm.RuleSet | jm.ItemsetCounts


def version() -> str:
    """Version of the program."""
    return jm.__version__


def why_absent() -> str | None:
    """It is always at hand."""
    return None


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> jm.Journeys:
    """Integer codes."""
    del asked
    return jm.Journeys.from_lists(data)


def mine(prepared: jm.Journeys, engine: str, asked: Asked) -> Found:
    """Search, with all columns that a search gives."""
    if asked.task == "rules":
        options = {name: value for name, value in asked.options().items() if name != "kind"}
        return jm.mine_rules(prepared, ordered=False, **options)
    search = jm.mine_sequences if asked.task == "sequences" else jm.mine_itemsets
    return search(prepared, engine=engine, **asked.options())


def told(result: Found) -> Brought:
    """What was found; a row of the table takes 36 bytes, an event of a pattern 4."""
    if isinstance(result, jm.RuleSet):
        return Brought(len(result), int(result.to_pandas(["n_rule"])["n_rule"].sum()), result.info["seconds"])
    if isinstance(result, jm.ItemsetCounts):
        total = sum(support * number for support, number in result.by_support().items())
        return Brought(result.total, total, result.info["seconds"])
    frame = result.to_pandas(["n_journeys", "length"])
    size = 36 * len(frame) + 4 * int(frame["length"].sum())
    return Brought(len(frame), int(frame["n_journeys"].sum()), result.info["seconds"], size)


def encoded_bytes(prepared: jm.Journeys) -> int:
    """What the journeys take."""
    coded = prepared.coded
    arrays = (coded.events, coded.offsets, coded.times, coded.customer_codes, coded.parts, coded.element_starts)
    return sum(array.nbytes for array in arrays if array is not None)
