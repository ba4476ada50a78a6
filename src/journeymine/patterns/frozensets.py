"""Itemsets as frozensets, the form in which mlxtend and those who use it keep them."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.patterns.frames import without_collection
from journeymine.patterns.names import named, sliced
from journeymine.patterns.table import PatternTable

if TYPE_CHECKING:
    import pandas as pd

_MEASURES = ("leverage", "conviction", "zhangs_metric", "jaccard", "certainty", "kulczynski")


def frozensets(names: list[object], offsets: NDArray[np.integer]) -> NDArray[np.object_]:
    """One frozenset a run of names: object, shape (n,).

    Examples
    --------
    >>> frozensets(["milk", "bread", "milk"], np.array([0, 1, 3])).tolist() == [{"milk"}, {"bread", "milk"}]
    True
    """
    with without_collection():
        return np.fromiter(map(frozenset, sliced(names, offsets)), object, len(offsets) - 1)


def mlxtend_frame(table: PatternTable) -> "pd.DataFrame":
    """Itemsets as mlxtend gives them: `support`, and `itemsets` of frozensets."""
    import pandas as pd

    return pd.DataFrame({"support": table.columns["support"], "itemsets": _sets(table, "itemset")})


def mlxtend_rules(table: PatternTable) -> "pd.DataFrame":
    """Association rules as mlxtend gives them, as far as its names go."""
    import pandas as pd

    columns = {"antecedents": _sets(table, "antecedent"), "consequents": _sets(table, "consequent")}
    measures = {
        "antecedent support": table.columns["antecedent_support"],
        "consequent support": table.columns["consequent_support"],
        **{name: table.columns[name] for name in ("support", "confidence", "lift")},
        # Nothing is missing in baskets, so every one of them counts.
        "representativity": np.ones(len(table)),
        **{name: table.columns[name] for name in _MEASURES},
    }
    return pd.DataFrame({**columns, **measures})


def _sets(table: PatternTable, name: str) -> "pd.Series[Any]":
    import pandas as pd

    found = table.coded[name]
    return pd.Series(frozensets(list(named(found, table.vocabulary)), found.offsets), dtype=object)
