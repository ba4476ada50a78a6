"""A campaign of three steps, two of them with a hold-out drawn by lot: one helps, one hurts, one does nothing."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from journeymine.datasets.service.people import Events, Flags, Floats, People, some_of

HELD_OUT = 0.2
UPGRADE, OFFER, REMINDER = 0.08, 0.04, -0.03
"""Share that upgrades by itself, and what receiving the offer and the reminder adds to it."""
RECEIVE_OFFER, RECEIVE_REMINDER = 0.9, 0.95
"""Share of those meant to get a step who do."""
GOAL = "upgrade"


@dataclass(frozen=True)
class Campaign:
    """Who was assigned when and to which arms, and what happened.

    Attributes
    ----------
    assigned
        Day of the assignment, shape (n,); NaN for customers who had none in the time of the log.
    no_offer, no_reminder
        Who is in the hold-out of each step, two independent lots.
    events
        Of steps and goals.
    """

    assigned: Floats
    no_offer: Flags
    no_reminder: Flags
    events: list[Events]


def campaign(people: People, days: int, random: np.random.Generator) -> Campaign:
    """Customers of old are assigned at any time in the middle of the log, others 45 days after their order.

    An upgrade comes 5 to 14 days after the assignment, once all steps have been taken.
    """
    n = len(people)
    everybody = np.arange(n)
    day = np.where(people.ordered < 0, random.uniform(0.2 * days, 0.8 * days, n), people.ordered + 45)
    no_offer, no_reminder = random.random(n) < HELD_OUT, random.random(n) < HELD_OUT
    takes_place = day < days
    offer = some_of(random, "mail:offer", everybody, np.where(no_offer, 0.0, RECEIVE_OFFER), day, day + 1)
    reminder = some_of(
        random, "sms:reminder", everybody, np.where(no_reminder, 0.0, RECEIVE_REMINDER), day + 2, day + 4
    )
    offered, reminded = (np.isin(everybody, one.who) for one in (offer, reminder))
    newsletter = some_of(random, "mail:newsletter", everybody, np.where(offered, 0.9, 0.4), day + 1, day + 2)
    share = UPGRADE + OFFER * offered + REMINDER * reminded
    upgrade = some_of(random, GOAL, everybody, share, day + 5, day + 14)
    return Campaign(np.where(takes_place, day, np.nan), no_offer, no_reminder, [offer, newsletter, reminder, upgrade])


def planted_effects() -> dict[str, Any]:
    """What each step does to the share that upgrades within 14 days of the assignment: as assigned, and as received.

    Examples
    --------
    >>> {step: round(told["intention_to_treat"], 4) for step, told in planted_effects()["steps"].items()}
    {'mail:offer': 0.036, 'sms:reminder': -0.0285, 'mail:newsletter': 0.0}
    """
    return {
        "goal": GOAL,
        "within": "14d",
        "held_out": HELD_OUT,
        "steps": {
            "mail:offer": {
                "holdout": "is_control",
                "received": RECEIVE_OFFER,
                "intention_to_treat": RECEIVE_OFFER * OFFER,
                "as_received": OFFER,
            },
            "sms:reminder": {
                "holdout": "is_control_reminder",
                "received": RECEIVE_REMINDER,
                "intention_to_treat": RECEIVE_REMINDER * REMINDER,
                "as_received": REMINDER,
            },
            "mail:newsletter": {"holdout": None, "intention_to_treat": 0.0, "as_received": 0.0},
        },
    }
