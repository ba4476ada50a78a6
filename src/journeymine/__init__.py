"""From raw interaction logs to ranked, statistically sound journey patterns.

>>> import journeymine as jm
>>> log = jm.read_events({"who": [1, 1, 2, 2], "what": ["search", "pay", "search", "pay"], "when": [1, 2, 1, 3]},
...                      customer="who", event="what", time="when")
>>> for pattern in jm.mine_sequences(log.journeys(), min_support=2).filter(min_length=2):
...     print(pattern)
search → pay
"""

from journeymine import errors
from journeymine.api import (
    Alarms,
    Attribution,
    CampaignEffects,
    ContrastSet,
    EventLog,
    Funnel,
    Identities,
    ItemsetCounts,
    ItemsetSet,
    Journeys,
    JourneysOnDisk,
    JourneyStore,
    LeadsTo,
    PatternDrift,
    PatternSet,
    PatternWatch,
    Recipe,
    RuleSet,
    StepEffect,
    Suggestions,
    Watch,
    campaign_effects,
    engines,
    leads_to,
    mine_contrast,
    mine_itemsets,
    mine_rules,
    mine_sequences,
    protect,
    pseudonyms,
    read_events,
    step_effect,
    suggest,
    watch,
    watch_patterns,
)
from journeymine.journeys.designs import Landmark, UntilOutcome, WholeJourney
from journeymine.options import END, START
from journeymine.service import run, schema
from journeymine.version import __version__

__all__ = [  # noqa: RUF022  (plainly sorted, as the contract has it)
    "Alarms",
    "Attribution",
    "CampaignEffects",
    "ContrastSet",
    "END",
    "EventLog",
    "Funnel",
    "Identities",
    "ItemsetCounts",
    "ItemsetSet",
    "JourneyStore",
    "Journeys",
    "JourneysOnDisk",
    "Landmark",
    "LeadsTo",
    "PatternDrift",
    "PatternSet",
    "PatternWatch",
    "Recipe",
    "RuleSet",
    "START",
    "StepEffect",
    "Suggestions",
    "UntilOutcome",
    "Watch",
    "WholeJourney",
    "__version__",
    "campaign_effects",
    "engines",
    "errors",
    "leads_to",
    "mine_contrast",
    "mine_itemsets",
    "mine_rules",
    "mine_sequences",
    "protect",
    "pseudonyms",
    "read_events",
    "run",
    "schema",
    "step_effect",
    "suggest",
    "watch",
    "watch_patterns",
]
