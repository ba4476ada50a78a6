"""From the order to a device that works: what makes customers call about commissioning is planted here."""

from typing import Any

import numpy as np
from scipy.special import ndtr

from journeymine.datasets.service.people import Events, Floats, People, Whole, some_of

DELAYED = 0.25
"""Share of new customers whose activation letter is late, of which another letter tells them."""
ERROR_DELAYED, ERROR = 0.6, 0.2
"""Share that meets an error in the app: without the letter, and with it."""
CALL_DELAYED, CALL = 0.5, 0.1
"""Share that calls because of the error."""
CALLS_A_DAY = 0.004
"""Calls for any other reason, in the 30 days after the device was sent."""
LEAD_MEDIAN, LEAD_SPREAD = 2.0, 0.6
"""Days from the error to the call because of it: log-normal."""
OUTCOME, PATTERN = "call:commissioning", ("letter:delay", "app:error")


def onboarding(people: People, random: np.random.Generator) -> list[Events]:
    """Order, contract, device, letter, errors, calls of the customers who are new."""
    new = np.flatnonzero(people.ordered >= 0)
    order = people.ordered[new]
    contract = order + random.uniform(0.2, 2, len(new))
    sent = contract + random.uniform(1, 4, len(new))
    delayed = random.random(len(new)) < DELAYED
    told = sent + random.uniform(1, 3, len(new))
    letter = np.where(delayed, sent + random.uniform(10, 16, len(new)), told)
    fails = random.random(len(new)) < np.where(delayed, ERROR_DELAYED, ERROR)
    error = (sent + random.uniform(3, 8, len(new)))[fails]
    return [
        Events("order", new, order),
        Events("contract", new, contract),
        Events("device:sent", new, sent),
        Events("letter:delay", new[delayed], told[delayed]),
        Events("letter:activation", new, letter),
        some_of(random, "manual:opened", new, 0.4, sent + 0.5, sent + 10),
        some_of(random, "app:setup", new, 0.9, letter + 0.1, letter + 3),
        Events("app:error", new[fails], error),
        _because_of(random, new[fails], error, np.where(delayed[fails], CALL_DELAYED, CALL)),
        _for_other_reasons(random, new, sent),
    ]


def _because_of(random: np.random.Generator, who: Whole, error: Floats, share: Floats) -> Events:
    calls = random.random(len(who)) < share
    lead = LEAD_MEDIAN * np.exp(LEAD_SPREAD * random.standard_normal(len(who)))
    return Events(OUTCOME, who[calls], (error + lead)[calls])


def _for_other_reasons(random: np.random.Generator, who: Whole, sent: Floats) -> Events:
    calls = np.repeat(np.arange(len(who)), random.poisson(30 * CALLS_A_DAY, len(who)))
    return Events(OUTCOME, who[calls], random.uniform(sent[calls], sent[calls] + 30))


def planted_lead() -> dict[str, Any]:
    """What is known beforehand of the pattern that leads to calls: shares within a week of its end, its lead time.

    Of customers with the pattern P calls because of it come to a share c after a log-normal time of distribution F,
    others at a rate λ, so that within t days 1 - (1 - c·F(t))·exp(-λ·t) have called.

    Examples
    --------
    >>> told = planted_lead()
    >>> round(told["share_within"], 3), round(told["share_within_otherwise"], 3)
    (0.505, 0.123)
    """
    soon = float(ndtr(np.log(7 / LEAD_MEDIAN) / LEAD_SPREAD))
    with_it, otherwise = (1 - (1 - share * soon) * np.exp(-7 * CALLS_A_DAY) for share in (CALL_DELAYED, CALL))
    return {
        "pattern": PATTERN,
        "outcome": OUTCOME,
        "within": "7d",
        "share_within": float(with_it),
        "share_within_otherwise": float(otherwise),
        "risk_ratio": float(with_it / otherwise),
        "lead_time_median": f"{LEAD_MEDIAN:g}d",
        "structural": ("order", "contract"),
    }
