"""Patterns that come before an outcome."""

from typing import Any

import numpy as np

from journeymine.actions.leads.table import DESIGN
from journeymine.actions.rows import ActionRows
from journeymine.actions.suggesting import words
from journeymine.actions.suggesting.sizes import arm
from journeymine.actions.suggesting.suggestion import NOT_SIGNIFICANT, Found, Suggestion, known
from journeymine.patterns.names import Pattern

NOT_OWN = "that say no more than another row"


def of_leads(table: ActionRows, alpha: float, *, wanted: bool) -> Found:
    """Of a `LeadsTo`: rows that are neither structural nor redundant, and no part of, or around, one before them.

    Parameters
    ----------
    table
        The rows, most telling first.
    alpha
        The greatest q-value.
    wanted
        Is the outcome one that people are wanted to reach?
    """
    columns = table.columns
    with np.errstate(invalid="ignore"):
        sure = (columns["q_value"] <= alpha) & (columns["lift_time_low"] > 1)
    taken: list[int] = []
    not_own = 0
    for row in range(len(table)):
        pattern = columns["pattern"][row]
        told = columns["structural"][row] or columns["redundant_with"][row] is not None
        if told or any(nested(pattern, columns["pattern"][other]) for other in taken):
            not_own += 1
        elif sure[row]:
            taken.append(row)
    left = {NOT_OWN: not_own, NOT_SIGNIFICANT: len(table) - not_own - len(taken)}
    return Found(tuple(_suggestion(table, row, wanted=wanted) for row in taken), left)


def nested(one: Pattern, two: Pattern) -> bool:
    """Is one inside the other, with gaps?"""
    return _inside(one, two) or _inside(two, one)


def _inside(part: Pattern, whole: Pattern) -> bool:
    rest = iter(whole)
    return all(any(_names(step) <= _names(place) for place in rest) for step in part)


def _names(element: Any) -> frozenset[Any]:
    return frozenset(element) if isinstance(element, tuple) else frozenset([element])


def _suggestion(table: ActionRows, row: int, *, wanted: bool) -> Suggestion:
    def number(name: str) -> float:
        return float(table.columns[name][row])

    pattern, outcome = str(table.columns["pattern"][row]), " or ".join(map(str, table.info["outcome"]))
    lead = known(table.columns["lead_time_median"][row])
    share, lift = number("share_within"), number("lift_time")
    ends = number("lift_time_low"), number("lift_time_high")
    n, n_now, before = (int(number(name)) for name in ("n_customers", "n_now", "n_before_outcome"))
    journeys = int(number("n_journeys"))
    found = {
        "n": journeys,
        "unit": "customers" if n == journeys else "journeys",
        "share": share,
        "share_low": number("share_within_low"),
        "share_high": number("share_within_high"),
        "lift": (lift, *ends),
        "lead": lead,
        "q": number("q_value"),
    }
    return Suggestion(
        about=pattern,
        kind=words.PRECEDES,
        measure=words.REMIND if wanted else words.WARN,
        evidence=words.preceding(pattern, outcome, table.info["within"], found),
        test=words.act_for_half(arm(share, share / lift), (share, share / lift)),
        n=n,
        n_customers=n_now,
        estimate=lift,
        low=ends[0],
        high=ends[1],
        estimate_of="times as often",
        q_value=found["q"],
        design=DESIGN,
        at_least=n * number("share_within_low") * (1 - 1 / ends[0]),
        counts=(n, before, journeys - before),
        lead_time=lead,
        n_to_test=arm(share, share / lift),
        key=table.columns["pattern"][row],
    )
