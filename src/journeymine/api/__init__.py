"""7 the face: the verbs, and the objects users chain on; each method delegates to a stage."""

from journeymine.api.attribution import Attribution
from journeymine.api.campaign_effects import CampaignEffects, campaign_effects
from journeymine.api.contrast import mine_contrast
from journeymine.api.contrast_set import ContrastSet
from journeymine.api.drifting import PatternDrift
from journeymine.api.event_log import EventLog, read_events
from journeymine.api.funnel import Funnel
from journeymine.api.identities import Identities
from journeymine.api.itemset_counts import ItemsetCounts
from journeymine.api.itemset_set import ItemsetSet
from journeymine.api.itemsets import mine_itemsets
from journeymine.api.journey_store import JourneyStore
from journeymine.api.journeys import Journeys
from journeymine.api.journeys_on_disk import JourneysOnDisk
from journeymine.api.leading import LeadsTo, leads_to
from journeymine.api.pattern_set import PatternSet
from journeymine.api.pattern_watch import PatternWatch, watch_patterns
from journeymine.api.protecting import pseudonyms
from journeymine.api.publishing import protect
from journeymine.api.recipe import Recipe
from journeymine.api.rule_set import RuleSet
from journeymine.api.rules import mine_rules
from journeymine.api.sequences import mine_sequences
from journeymine.api.step_effect import StepEffect, step_effect
from journeymine.api.suggesting import Suggestions, suggest
from journeymine.api.watching import Alarms, Watch, watch
from journeymine.mining.engines.registry import engines

__all__ = [
    "Alarms",
    "Attribution",
    "CampaignEffects",
    "ContrastSet",
    "EventLog",
    "Funnel",
    "Identities",
    "ItemsetCounts",
    "ItemsetSet",
    "JourneyStore",
    "Journeys",
    "JourneysOnDisk",
    "LeadsTo",
    "PatternDrift",
    "PatternSet",
    "PatternWatch",
    "Recipe",
    "RuleSet",
    "StepEffect",
    "Suggestions",
    "Watch",
    "campaign_effects",
    "engines",
    "leads_to",
    "mine_contrast",
    "mine_itemsets",
    "mine_rules",
    "mine_sequences",
    "protect",
    "pseudonyms",
    "read_events",
    "step_effect",
    "suggest",
    "watch",
    "watch_patterns",
]
