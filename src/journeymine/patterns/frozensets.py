"""Itemsets as frozensets, the form in which mlxtend and those who use it keep them."""

from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.mining.found import FoundPatterns
from journeymine.patterns.frames import without_collection
from journeymine.patterns.names import Objects, names_of, objects
from journeymine.patterns.table import PatternTable

if TYPE_CHECKING:
    import pandas as pd

_MEASURES = ("leverage", "conviction", "zhangs_metric", "jaccard", "certainty", "kulczynski")


def frozensets(found: FoundPatterns, names: Objects) -> Objects:
    """One frozenset of names an itemset: object, shape (n,).

    Parameters
    ----------
    found
        n itemsets.
    names
        The name of each code that occurs: object, shape (n_codes,).

    Examples
    --------
    >>> found = FoundPatterns(np.array([0, 1, 0], np.uint32), np.array([0, 2, 3], np.uint64), np.ones(2, np.uint32))
    >>> frozensets(found, np.array(["milk", "bread"], object)).tolist() == [{"milk", "bread"}, {"milk"}]
    True
    """
    with without_collection():
        return objects(found, names, frozenset)


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
    return pd.Series(frozensets(found, names_of(found, table.vocabulary)), dtype=object)
