"""mlxtend: itemsets of a one-hot frame; apriori and fpgrowth find all of them, fpmax the maximal ones."""

from collections.abc import Sequence
from typing import Any


def version() -> str:
    """Version of the program."""
    from importlib.metadata import version as of

    return of("mlxtend")


def prepare(data: Sequence[Sequence[Any]], task: str) -> Any:
    """A boolean one-hot frame, a row a basket."""
    import pandas as pd
    from mlxtend.preprocessing import TransactionEncoder

    assert task == "itemsets"
    encoder = TransactionEncoder()
    matrix = encoder.fit(data).transform(data)
    return pd.DataFrame(matrix, columns=encoder.columns_)


def mine(prepared: Any, engine: str, task: str, kind: str, min_support: int) -> int:
    """Search; the number of itemsets found."""
    from mlxtend.frequent_patterns import apriori, fpgrowth, fpmax

    assert (task, kind) == ("itemsets", "maximal" if engine == "mlxtend-fpmax" else "all")
    search = {"mlxtend-apriori": apriori, "mlxtend-fpgrowth": fpgrowth, "mlxtend-fpmax": fpmax}[engine]
    # Half a journey less, so that rounding of the share never loses a set at the threshold itself.
    return len(search(prepared, min_support=(min_support - 0.5) / len(prepared)))
