"""mlxtend.frequent_patterns: apriori and fpgrowth for all itemsets, fpmax for the maximal ones.

hmine is not offered: it misses itemsets at shares such as 0.07 of 100.
"""

import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from journeymine.mining.asked import Asked
from journeymine.mining.baskets import Baskets
from journeymine.mining.engines.rows import as_found
from journeymine.mining.found import FoundPatterns

MOST_BYTES = 500_000_000
"""Beyond so much memory for its pairs, apriori looks at one after the other: slowly, but it comes to an end."""


def search(name: str, baskets: Baskets, asked: Asked) -> FoundPatterns:
    """Itemsets by one of mlxtend's functions.

    Parameters
    ----------
    name
        ``"apriori"``, ``"fpgrowth"`` or ``"fpmax"``.
    baskets
        N baskets.
    asked
        Checked options.
    """
    from mlxtend import frequent_patterns

    begin = time.perf_counter()
    n = len(baskets)
    if n == 0 or len(baskets.items) == 0:
        return as_found([], asked, time.perf_counter() - begin)
    # Half a basket less than asked for is a share that no rounding brings to the wrong side of a count. A share above
    # 1 is refused, and nothing reaches it.
    share = min((asked.min_support - 0.5) / n, 1.0)
    # Whether a set is maximal hangs on longer ones too.
    max_len = None if name == "fpmax" else asked.max_length
    frame = _one_hot(baskets)
    frugal = {"low_memory": True} if name == "apriori" and _pair_bytes(baskets, asked) > MOST_BYTES else {}
    table = getattr(frequent_patterns, name)(frame, min_support=share, max_len=max_len, **frugal)
    counts = np.rint(table["support"].to_numpy() * n).astype(np.int64).tolist()
    rows = (
        (tuple((int(item),) for item in sorted(itemset)), count)
        for itemset, count in zip(table["itemsets"], counts, strict=True)
        if count >= asked.min_support
    )
    return as_found(rows, asked, time.perf_counter() - begin)


SEARCHES: dict[str, Callable[[Baskets, Asked], FoundPatterns]] = {
    f"mlxtend-{name}": partial(search, name) for name in ("apriori", "fpgrowth", "fpmax")
}


def _one_hot(baskets: Baskets) -> Any:
    """A sparse one-hot frame: a row a basket, a column an item code."""
    import pandas as pd
    from sklearn.preprocessing import MultiLabelBinarizer

    bounds, items = baskets.offsets.tolist(), baskets.items.tolist()
    binarizer = MultiLabelBinarizer(classes=range(len(baskets.vocabulary)), sparse_output=True)
    matrix = binarizer.fit_transform([items[a:b] for a, b in pairwise(bounds)])
    # Its stubs do not know the accessor on the class.
    return pd.DataFrame.sparse.from_spmatrix(matrix.astype(np.bool_))  # type: ignore[attr-defined]


def _pair_bytes(baskets: Baskets, asked: Asked) -> int:
    """What apriori allocates to count all pairs of frequent items: a byte for each pair and basket."""
    holders = np.bincount(baskets.items, minlength=len(baskets.vocabulary))
    frequent = int(np.count_nonzero(holders >= asked.min_support))
    return frequent * (frequent - 1) // 2 * len(baskets)
