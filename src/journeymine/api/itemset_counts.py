"""How many itemsets there are: the answer to `mine_itemsets(…, count_only=True)`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.mining.itemset_counts import CountedItemsets
from journeymine.options import bad_option, clash
from journeymine.patterns.display import THRESHOLDS
from journeymine.showing import Showing

if TYPE_CHECKING:
    import pandas as pd


#: Options that say how many itemsets there are to be.
BOUNDS = ("top_k", "max_patterns")


def check_count_only(count_only: object, asked: Mapping[str, Any], where: str) -> None:
    """Refuse a `count_only` that is neither, and to count where it is said how many there are to be.

    Raises
    ------
    OptionError
        It is neither True nor False, or does not go together with another option.
    """
    if count_only not in (True, False):
        raise bad_option("count_only", where, "True or False", count_only)
    for name in BOUNDS:
        if count_only and asked[name] is not None:
            raise clash("count_only", name, where, f"`{name}` says how many there are to be; leave one of them out")


@dataclass(frozen=True, eq=False, repr=False)
class ItemsetCounts(Showing):
    """Exact numbers of itemsets by length and support, without the itemsets; made by `mine_itemsets`.

    Attributes
    ----------
    info
        What was asked (all options), over how many baskets, and how the search ended.

    Examples
    --------
    >>> import journeymine as jm
    >>> counts = jm.mine_itemsets([list(range(60))] * 3 + [[99]], min_support=3, count_only=True)
    >>> counts.total
    1152921504606846975
    """

    info: dict[str, Any]
    _counted: CountedItemsets

    @property
    def total(self) -> int:
        """How many itemsets there are, however many.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.mine_itemsets([["a", "b"], ["a", "b"], ["a"]], min_support=2, count_only=True).total
        3
        """
        return self._counted.total

    @property
    def n_total(self) -> int:
        """How many journeys, elements or baskets were counted over.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.mine_itemsets([["a", "b"], ["a", "b"], ["a"]], min_support=2, count_only=True).n_total
        3
        """
        return int(self.info["n_total"])

    @property
    def truncated(self) -> bool:
        """Was the search cut short by a budget?

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.mine_itemsets([["a", "b"], ["a"]], min_support=2, count_only=True).truncated
        False
        """
        return self._counted.truncated

    def by_length(self) -> dict[int, int]:
        """How many itemsets there are of each length, shorter ones first.

        Returns
        -------
        A dict of numbers by length.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.mine_itemsets([["a", "b"], ["a", "b"], ["a"]], min_support=2, count_only=True).by_length()
        {1: 2, 2: 1}
        """
        sums = self._sums(self._counted.lengths.tolist())
        return {length: sums[length] for length in sorted(sums)}

    def by_support(self) -> dict[int, int]:
        """How many itemsets are in just so many baskets, most baskets first.

        Returns
        -------
        A dict of numbers by the count of baskets.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.mine_itemsets([["a", "b"], ["a", "b"], ["a"]], min_support=2, count_only=True).by_support()
        {3: 1, 2: 2}
        """
        return dict(self._sums(self._counted.n_journeys.tolist()))

    def to_pandas(self) -> "pd.DataFrame":
        """A pandas frame of one row a length and support.

        Returns
        -------
        The columns `length`, `n_journeys`, `support` (a share) and `n_itemsets` (uint64), most baskets first.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.mine_itemsets([["a", "b"], ["a", "b"], ["a"], []], min_support=2, count_only=True).to_pandas()
           length  n_journeys  support  n_itemsets
        0       1           3     0.75           1
        1       1           2     0.50           1
        2       2           2     0.50           1
        """
        import pandas as pd

        counted, n_journeys = self._counted, self._counted.n_journeys.astype(np.int64)
        columns = {
            "length": counted.lengths.astype(np.int64),
            "n_journeys": n_journeys,
            "support": n_journeys / max(self.n_total, 1),
            "n_itemsets": counted.counts,
        }
        return pd.DataFrame(columns)

    def __repr__(self) -> str:
        info = self.info
        lengths = ", ".join(f"{count:,} of {length}" for length, count in self.by_length().items())
        ended = "search: complete, not truncated"
        if self.truncated:
            ended = f"search: TRUNCATED, stopped by `{info['stopped_by']}`"
            if info["proven_above"] is not None:
                ended += f"; complete for n_journeys > {info['proven_above']:,}"
        if info["threshold"] == "journeys":
            least = f"n_journeys ≥ {info['min_count']:,}"
        else:
            least = f"{THRESHOLDS[info['threshold']]} ≥ {info['min_support']}"
        head = f"ItemsetCounts: {self.total:,} itemsets (kind {info['kind']!r}, {least})"
        return f"{head} in {self.n_total:,} {info['unit']}\nby length: {lengths or 'none'}\n{ended}"

    def _sums(self, keys: list[int]) -> Counter[int]:
        # Python's integers: the sum of several 64-bit counts may need more.
        sums: Counter[int] = Counter()
        for key, count in zip(keys, self._counted.counts.tolist(), strict=True):
            sums[key] += count
        return sums
