"""``mlxtend.frequent_patterns``, call by call: ``from journeymine.compat.mlxtend import apriori, association_rules``.

>>> import pandas as pd
>>> from journeymine.compat.mlxtend import apriori, association_rules
>>> baskets = pd.DataFrame({"bread": [True, True, False], "milk": [True, True, True]})
>>> found = apriori(baskets, min_support=0.6, use_colnames=True)
>>> association_rules(found, metric="lift", min_threshold=1.0)[["antecedents", "consequents", "confidence"]]
           antecedents         consequents  confidence
0   frozenset({bread})   frozenset({milk})    1.000000
1    frozenset({milk})  frozenset({bread})    0.666667
"""

from journeymine.compat.mlxtend.association import association_rules
from journeymine.compat.mlxtend.itemsets import apriori, fpgrowth, fpmax, hmine

__all__ = ["apriori", "association_rules", "fpgrowth", "fpmax", "hmine"]
