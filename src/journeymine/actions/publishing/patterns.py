"""Patterns of two periods, and patterns before an outcome: counts of who holds them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from journeymine.actions.publishing.withholding import BOTH_ORDERS, DIFFERENCE, Withholding
from journeymine.actions.rows import ActionRows, Column
from journeymine.actions.suggesting.leads import nested
from journeymine.errors import OptionError
from journeymine.patterns.names import Pattern
from journeymine.ranking.intervals import wilson
from journeymine.ranking.two_groups import difference

Counts = tuple[int, ...]


def protected_leads(table: ActionRows, asked: Withholding) -> ActionRows:
    """Patterns with how many hold them, and of how many the outcome came after them.

    Parameters
    ----------
    table
        As `leads_to` gives it.
    asked
        What may be told.

    Raises
    ------
    OptionError
        Customers have several journeys, or too few have the outcome, or have not.
    """
    info = table.info
    wholes = int(info["n_total"]), int(info["n_with_outcome"])
    rest = (wholes[0] - wholes[1],) if asked.differences else ()
    _check((*wholes, *rest), asked, several=info["n_total"] != info["n_customers"])
    n, before = (table.column(name).astype(np.int64).tolist() for name in ("n_journeys", "n_before_outcome"))
    rows = _admitted(list(table.column("pattern")), list(zip(n, before, strict=True)), wholes, asked, within=True)
    made = _counted(table, rows, {"n_customers": n, "n_before_outcome": before}, asked)
    shown, with_it = asked.told(wholes[0]), asked.told(wholes[1])
    low, high = wilson(made["n_before_outcome"], made["n_customers"])
    made["share"] = made["n_before_outcome"] / made["n_customers"]
    made |= {"share_low": low, "share_high": high, "coverage": made["n_before_outcome"] / with_it}
    share = "share: to how many with the pattern it came in time, those not observed for so long among the others"
    notes = f"of {shown:,} customers {with_it:,} have the outcome; {share}", str(info["design"])
    names = ("verb", "outcome", "within", "min_support", "max_length", "design")
    kept = {name: info[name] for name in names if name in info}
    return asked.table(made, notes, kept, frozenset({"share", "share_low", "share_high", "coverage"}))


def protected_drift(table: ActionRows, asked: Withholding) -> ActionRows:
    """Patterns with how many hold them in either period.

    Parameters
    ----------
    table
        As `PatternSet.drift` gives it.
    asked
        What may be told.

    Raises
    ------
    OptionError
        Customers have several journeys in a period, or a period has too few.
    """
    info = table.info
    wholes = int(info["n"]["before"]), int(info["n"]["now"])
    _check(wholes, asked, several=info["most_journeys"] > 1)
    before, now = (table.column(name).astype(np.int64).tolist() for name in ("n_before", "n_now"))
    rows = _admitted(list(table.column("pattern")), list(zip(before, now, strict=True)), wholes, asked, within=False)
    made = _counted(table, rows, {"n_before": before, "n_now": now}, asked)
    old, new = asked.told(wholes[0]), asked.told(wholes[1])
    made |= {"support_before": made["n_before"] / old, "support_now": made["n_now"] / new}
    gap = difference(made["n_now"], new, made["n_before"], old, new, old)
    made |= dict(zip(("support_difference", "support_difference_low", "support_difference_high"), gap, strict=True))
    notes = f"of {old:,} customers before and {new:,} now", "observational: two periods side by side"
    kept = {name: info[name] for name in ("verb", "design") if name in info}
    return asked.table(made, notes, kept, frozenset({"support_before", "support_now"}))


def _check(wholes: Counts, asked: Withholding, *, several: bool) -> None:
    if several:
        message = (
            "`result` of protect must be of one journey a customer: where customers have several, counts of journeys "
            "do not say how many customers they are of."
        )
        raise OptionError(message)
    if asked.small(*wholes):
        message = (
            f"`k` of protect must be at most the customers that are compared; some group has fewer than {asked.k:,}."
        )
        raise OptionError(message)


def _admitted(
    patterns: Sequence[Pattern], counts: Sequence[Counts], wholes: Counts, asked: Withholding, *, within: bool
) -> list[int]:
    """The rows that are told: short patterns are kept rather than long ones, and frequent ones rather than rare ones.

    Parameters
    ----------
    patterns, counts
        A row each.
    wholes
        What each count is a part of.
    asked
        What may be told.
    within
        Is the second count a part of the first one?
    """
    kept: list[int] = []
    for row in sorted(range(len(patterns)), key=lambda row: (len(patterns[row]), -sum(counts[row]), row)):
        own = counts[row]
        left = [whole - one for whole, one in zip(wholes, own, strict=True)]
        if within:
            # Those with the pattern to whom nothing came, and those without it to whom something did.
            left += [own[0] - own[1], (wholes[0] - own[0]) - (wholes[1] - own[1])]
        if asked.refused(own, tuple(left)):
            continue
        parts = [counts[other] for other in kept if nested(patterns[row], patterns[other])] if asked.differences else []
        if any(asked.small(abs(one - two)) for part in parts for one, two in zip(part, own, strict=True)):
            asked.withheld[DIFFERENCE] += 1
            continue
        known: dict[tuple[Any, ...], Counts] = {tuple(patterns[other]): counts[other] for other in kept}
        if asked.differences and asked.small(*_neither(patterns[row], own, known, wholes[: 1 if within else 2])):
            asked.withheld[BOTH_ORDERS] += 1
            continue
        kept.append(row)
    return sorted(kept)


def _neither(pattern: Pattern, own: Counts, known: Mapping[tuple[Any, ...], Counts], wholes: Counts) -> Counts:
    """At most so many do neither of two events, where both and their two orders are told: N - a - b + ab + ba."""
    parts = [known.get(one) for one in (tuple(pattern[::-1]), pattern[:1], pattern[1:])]
    if len(pattern) != 2 or any(one is None for one in parts):
        return ()
    back, first, second = (one for one in parts if one is not None)
    return tuple(n - first[at] - second[at] + own[at] + back[at] for at, n in enumerate(wholes))


def _counted(table: ActionRows, rows: list[int], counts: dict[str, list[int]], asked: Withholding) -> dict[str, Column]:
    patterns = table.column("pattern")
    made: dict[str, Column] = {"pattern": np.fromiter((patterns[row] for row in rows), object, len(rows))}
    return made | {name: np.array([asked.told(each[row]) for row in rows], np.int64) for name, each in counts.items()}
