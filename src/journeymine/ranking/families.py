"""Which patterns could have been reported: what a correction for many tests must count, never only those that were."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import Constraints
from journeymine.mining.family_size import FAMILY_SECONDS, family_size
from journeymine.options import support_count


@dataclass(frozen=True)
class Family:
    """The hypotheses of a correction.

    Attributes
    ----------
    size
        How many; None where they cannot be counted.
    name
        What they are, as it is printed; where they cannot be counted, why not.
    least
        Journeys that hold the events of each often enough, in any order.
    longest
        The most events of each.
    """

    size: float | None
    name: str
    least: int = 1
    longest: int | None = None


def order_family(coded: CodedJourneys, asked: Mapping[str, Any], constraints: Constraints) -> Family:
    """The sequences whose events co-occur often enough, in whatever order.

    Support is what is tested under the order null, so no family may be chosen by it. How many journeys hold a
    pattern's events often enough, in any order, is the same in every order of their events: the sequences of 2 to
    `max_length` events, at least two of them distinct, for which that is at least `min_support`, are a family chosen
    without a look at the order. All that the search could report are among them.

    Parameters
    ----------
    coded
        The journeys.
    asked
        The options of the search.
    constraints
        Rules on occurrences.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "c"], ["c", "b", "a"], ["a"]])
    >>> order_family(coded, {"min_support": 2, "max_length": 2}, Constraints()).size
    6.0
    """
    threshold = asked.get("threshold", "journeys")
    if constraints.has_rules:
        return Family(None, "the patterns keep rules on gaps, spans or the ends of journeys")
    if coded.element_starts is not None:
        return Family(None, "journeys hold simultaneous events")
    if asked.get("min_support") is None or threshold == "weighted":
        return Family(None, "the search had no least count of journeys (`min_support`)")
    longest = asked.get("max_length")
    if longest is None:
        return Family(None, "the search had no `max_length`, so there is no end to what it could have reported")
    people = coded.n_customers if threshold == "customers" else coded.n_journeys
    least = support_count(asked["min_support"], people, "significance")
    counted = family_size(coded, least=least, longest=longest)
    if counted is None:
        return Family(None, f"counting what the search could have reported takes more than {FAMILY_SECONDS:g} s")
    name = f"sequences of 2 to {longest} events that co-occur, in whatever order, in at least {least:,} journeys"
    return Family(counted[0], name, least, longest)
