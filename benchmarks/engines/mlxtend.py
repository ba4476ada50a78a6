"""mlxtend: itemsets of a one-hot frame; apriori and fpgrowth find all of them, fpmax the maximal ones."""

from collections.abc import Sequence
from typing import Any

from benchmarks.asked import Asked, Brought
from benchmarks.engines import version_of, why_not_installed


def version() -> str:
    """Version of the program."""
    return version_of("mlxtend")


def why_absent() -> str | None:
    """What is missing."""
    return why_not_installed("mlxtend")


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> Any:
    """A boolean one-hot frame, a row a basket."""
    import pandas as pd
    from mlxtend.preprocessing import TransactionEncoder

    assert asked.task == "itemsets"
    encoder = TransactionEncoder()
    matrix = encoder.fit(data).transform(data)
    return pd.DataFrame(matrix, columns=encoder.columns_)


def mine(prepared: Any, engine: str, asked: Asked) -> Any:
    """Search; a frame of shares and sets, and the number of baskets."""
    from mlxtend.frequent_patterns import apriori, fpgrowth, fpmax

    assert asked.min_support is not None
    search = {"mlxtend-apriori": apriori, "mlxtend-fpgrowth": fpgrowth, "mlxtend-fpmax": fpmax}[engine]
    # Half a basket less, so that rounding of the share never loses a set at the threshold itself.
    return search(prepared, min_support=(asked.min_support - 0.5) / len(prepared)), len(prepared)


def told(result: Any) -> Brought:
    """What was found."""
    frame, n = result
    return Brought(len(frame), int((frame["support"] * n).round().sum()))
