"""Itemsets as frozensets, the form in which mlxtend and those who use it keep them."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.patterns.frames import without_collection
from journeymine.patterns.names import named, sliced
from journeymine.patterns.table import PatternTable

if TYPE_CHECKING:
    import pandas as pd


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

    found = table.coded["itemset"]
    sets = frozensets(list(named(found, table.vocabulary)), found.offsets)
    return pd.DataFrame({"support": table.columns["support"], "itemsets": pd.Series(sets, dtype=object)})
