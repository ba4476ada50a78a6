"""From raw interaction logs to ranked, statistically sound journey patterns.

>>> import journeymine as jm
>>> log = jm.read_events({"who": [1, 1, 2, 2], "what": ["search", "pay", "search", "pay"], "when": [1, 2, 1, 3]},
...                      customer="who", event="what", time="when")
>>> for pattern in jm.mine_sequences(log.journeys(), min_support=2).filter(min_length=2):
...     print(pattern)
search → pay
"""

from journeymine import errors
from journeymine.api.event_log import EventLog, read_events
from journeymine.api.itemset_set import ItemsetSet
from journeymine.api.itemsets import mine_itemsets
from journeymine.api.journeys import Journeys
from journeymine.api.pattern_set import PatternSet
from journeymine.api.rule_set import RuleSet
from journeymine.api.sequences import mine_sequences
from journeymine.mining.engines.registry import engines

__version__ = "0.1.0"

__all__ = [
    "EventLog",
    "ItemsetSet",
    "Journeys",
    "PatternSet",
    "RuleSet",
    "__version__",
    "engines",
    "errors",
    "mine_itemsets",
    "mine_sequences",
    "read_events",
]
