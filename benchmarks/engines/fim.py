"""pyfim of PyPI: Christian Borgelt's programs in C; itemsets of lists of integers, on one core.

It leaves out the sets made only of items that every basket holds; they are added here, so that counts compare.
"""

from collections.abc import Sequence
from typing import Any

from benchmarks.asked import Asked, Brought
from benchmarks.engines import version_of, why_not_installed

TARGETS = {"all": "s", "closed": "c", "maximal": "m"}


def version() -> str:
    """Version of the program."""
    return version_of("pyfim")


def why_absent() -> str | None:
    """What is missing."""
    return why_not_installed("pyfim")


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> Any:
    """Lists as they are; how many items every basket holds, and how many baskets there are."""
    del asked
    always = set(data[0]).intersection(*data[1:]) if data else set()
    return data, len(always), len(data)


def mine(prepared: Any, engine: str, asked: Asked) -> Any:
    """Search; a list of sets with their supports or, where sets are only counted, numbers by length and support."""
    import fim

    assert asked.min_support is not None
    data, always, n = prepared
    search = {"pyfim-eclat": fim.eclat, "pyfim-fpgrowth": fim.fpgrowth}[engine]
    report = "#" if asked.count_only else "a"
    found = search(data, target=TARGETS[asked.kind], supp=-asked.min_support, zmin=1, report=report)
    # Of all sets those of constant items are missing; their union is the only closed one, and never maximal here.
    return found, {"all": 2**always - 1, "closed": int(always > 0), "maximal": 0}[asked.kind], n


def told(result: Any) -> Brought:
    """What was found."""
    found, missing, n = result
    if isinstance(found, dict):
        count, total = sum(found.values()), sum(support * number for (_, support), number in found.items())
        return Brought(int(count) + missing, int(total) + missing * n)
    return Brought(len(found) + missing, sum(support for _, support in found) + missing * n)
