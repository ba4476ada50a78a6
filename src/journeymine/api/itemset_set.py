"""Itemsets."""

from journeymine.api.results import Results
from journeymine.patterns.names import Itemset


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
