"""The verbs a request can ask for, and what each is asked of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from journeymine import api

#: Of a log, of the journeys made from it, or of its counts by period.
Subject = Literal["log", "journeys", "counts"]


@dataclass(frozen=True)
class Verb:
    """One verb.

    Attributes
    ----------
    call
        The function or method; its first argument is the subject.
    subject
        What it is asked of.
    searches
        Does it take a budget of time and memory itself, and say so where it was cut short?
    part
        The method of the result that answers; None: the result itself.
    """

    call: Callable[..., Any]
    subject: Subject
    searches: bool = False
    part: str | None = None


VERBS: dict[str, Verb] = {
    "mine_sequences": Verb(api.mine_sequences, "journeys", searches=True),
    "mine_itemsets": Verb(api.mine_itemsets, "journeys", searches=True),
    "mine_rules": Verb(api.mine_rules, "journeys", searches=True),
    "mine_contrast": Verb(api.mine_contrast, "journeys", searches=True),
    "leads_to": Verb(api.leads_to, "journeys", searches=True),
    "step_effect": Verb(api.step_effect, "log"),
    "campaign_effects": Verb(api.campaign_effects, "log"),
    "funnel": Verb(api.EventLog.funnel, "log"),
    "attribution": Verb(api.EventLog.attribution, "log"),
    "count": Verb(api.Journeys.count, "journeys"),
    "counts": Verb(api.EventLog.counts, "log"),
    "watch": Verb(api.watch, "counts", part="alarms"),
    "quality": Verb(api.EventLog.quality, "log"),
}
