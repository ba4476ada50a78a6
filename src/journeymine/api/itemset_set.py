"""Itemsets."""

from typing import TYPE_CHECKING

from journeymine.api.results import Results
from journeymine.options import choice
from journeymine.patterns.frozensets import mlxtend_frame
from journeymine.patterns.names import Itemset

if TYPE_CHECKING:
    import pandas as pd


class ItemsetSet(Results[Itemset]):
    """Itemsets with their supports and lifts, one a row; made by `mine_itemsets`.

    Iteration gives the itemsets: sorted tuples of names that print as ``app & mail``.

    Examples
    --------
    >>> import journeymine as jm
    >>> itemsets = jm.mine_itemsets([["bread", "milk"], ["milk", "bread"], ["milk"]], min_support=2)
    >>> [str(itemset) for itemset in itemsets]
    ['milk', 'bread', 'bread & milk']
    """

    _task = "itemsets"

    def to_frame(self, *, style: str = "mlxtend") -> "pd.DataFrame":
        """A pandas frame in the form of another program.

        Parameters
        ----------
        style
            ``"mlxtend"``: the columns `support` (a share) and `itemsets` (frozensets of names), as `association_rules`
            of mlxtend and of `journeymine.compat.mlxtend` take it; ``"journeymine"``: as `to_pandas`.

        Returns
        -------
        A frame of one row an itemset, in the order of the set.

        Raises
        ------
        OptionError
            There is no such style.

        Examples
        --------
        >>> import journeymine as jm
        >>> itemsets = jm.mine_itemsets([["bread", "milk"], ["milk"]], min_support=2)
        >>> itemsets.to_frame(style="mlxtend")
           support           itemsets
        0      1.0  frozenset({milk})
        """
        if choice(style, "style", "to_frame", ("mlxtend", "journeymine")) == "journeymine":
            return self.to_pandas()
        return mlxtend_frame(self._table)
