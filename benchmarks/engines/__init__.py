"""The programs compared, each called as its own users call it.

An engine is a module with `prepare(data, task)`, which brings the data into the form that the program takes, and
`mine(prepared, task, kind, min_support)`, which is timed and returns the number of patterns.
"""

import importlib
from collections.abc import Sequence
from typing import Any, Protocol, cast

ENGINES = {
    "journeymine": "benchmarks.engines.ours",
    "prefixspan": "benchmarks.engines.prefixspan",
    "mlxtend-apriori": "benchmarks.engines.mlxtend",
    "mlxtend-fpgrowth": "benchmarks.engines.mlxtend",
    "mlxtend-fpmax": "benchmarks.engines.mlxtend",
    "bruteforce": "benchmarks.engines.bruteforce",
}


class Engine(Protocol):
    """What each module of this folder offers."""

    def version(self) -> str:
        """Version of the program."""

    def prepare(self, data: Sequence[Sequence[Any]], task: str) -> Any:
        """Bring the data into the program's own form."""

    def mine(self, prepared: Any, engine: str, task: str, kind: str, min_support: int) -> int:
        """Search; the number of patterns found."""


def engine(name: str) -> Engine:
    """The module of an engine, imported only now, so that no program pays for another's imports."""
    return cast("Engine", importlib.import_module(ENGINES[name]))
