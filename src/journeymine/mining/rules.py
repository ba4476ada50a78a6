"""Sequential rules A → B: what may be asked, and the search for those whose sides have no order of their own."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.views import element_numbers
from journeymine.mining.asked import Asked, check
from journeymine.mining.constraints import FREE, Coded, Constraints, event_codes
from journeymine.mining.found import FoundPatterns, StoppedBy
from journeymine.mining.progress import telling
from journeymine.options import bad_option, clash, duration, optional_whole_number, share

WHERE = "mine_rules"

_MOST_TIME = 2**64 - 1


@dataclass(frozen=True)
class Side:
    """One side of a rule.

    Attributes
    ----------
    events
        Codes of the events it may be made of, ascending; None for all.
    most
        The most events; None for any number.
    """

    events: tuple[int, ...] | None = None
    most: int | None = None


@dataclass(frozen=True)
class AskedRules:
    """Checked options of a search for rules.

    Attributes
    ----------
    shared
        The options all searches share; ``constraints`` has the rule on gaps.
    ordered
        Is each side a sequence?
    confidence
        The least confidence, exact on its shortest decimal.
    left, right
        What the sides may be.
    within
        In the log's unit, in elements where journeys have no times; None for no window.
    non_redundant
        Only rules that no other makes superfluous.
    """

    shared: Asked
    ordered: bool
    confidence: Fraction
    left: Side
    right: Side
    within: int | None
    non_redundant: bool

    @property
    def longest(self) -> int | None:
        """The most events of both sides together, if there is a bound."""
        sides = None if self.left.most is None or self.right.most is None else self.left.most + self.right.most
        bounds = [one for one in (sides, self.shared.max_length) if one is not None]
        return min(bounds) if bounds else None

    @property
    def limit(self) -> int | None:
        """How many rules are enough; one more than may be given tells whether there were more."""
        most = self.shared.max_patterns
        bounds = [one for one in (self.shared.top_k, None if most is None else most + 1) if one is not None]
        return min(bounds) if bounds else None


@dataclass(frozen=True, eq=False)
class FoundRules:
    """Rules in result order: n_rule descending, then antecedents, then consequents in pattern order.

    Attributes
    ----------
    antecedents, consequents
        The sides, a row a rule; where rules are not ordered each is a set, its events ascending.
        ``antecedents.n_journeys`` counts the journeys that hold the antecedent.
    n_rule
        int64: how many journeys hold the rule.
    stopped_by, proven_above, seconds
        As `FoundPatterns` has them.
    """

    antecedents: FoundPatterns
    consequents: FoundPatterns
    n_rule: NDArray[np.int64]
    stopped_by: StoppedBy | None = None
    proven_above: int | None = None
    seconds: float = 0.0

    def __len__(self) -> int:
        return len(self.n_rule)

    @property
    def truncated(self) -> bool:
        """Was the search cut short?"""
        return self.stopped_by is not None

    def take(self, rows: NDArray[np.intp]) -> "FoundRules":
        """These rules, in this order."""
        sides = self.antecedents.take(rows), self.consequents.take(rows)
        return replace(self, antecedents=sides[0], consequents=sides[1], n_rule=self.n_rule[rows])


def check_rules(options: Mapping[str, Any], coded: CodedJourneys, where: str = WHERE) -> AskedRules:
    """Check the options of `mine_rules`.

    Parameters
    ----------
    options
        The public options by name, as given.
    coded
        The journeys, whose times and event names count.
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        A bad option, or two that do not go together.
    UnknownEventError
        A side names an event that does not occur, with a near miss.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> asked = check_rules({"min_support": 1, "min_confidence": 0.28, "within": 2}, from_lists([["a", "b"]]))
    >>> asked.confidence, asked.within, asked.ordered
    (Fraction(7, 25), 2, True)
    """
    names = ("top_k", "min_length", "max_length", "max_patterns", "time_limit", "memory_limit", "n_jobs", "progress")
    asked = {"kind": "all", "min_support": options.get("min_support"), **{name: options.get(name) for name in names}}
    shared = check(asked, len(coded), where)
    ordered, non_redundant = options.get("ordered", True), options.get("non_redundant", False)
    for name, value in (("ordered", ordered), ("non_redundant", non_redundant)):
        if not isinstance(value, bool):
            raise bad_option(name, where, "True or False", value)
    if ordered and non_redundant:
        why = "which rule makes another superfluous is told of rules whose sides have no order; ask for ordered=False"
        raise clash("non_redundant", "ordered=True", where, why)
    gap = length_told(options.get("max_gap"), "max_gap", coded, where)
    if gap is not None and not ordered:
        why = "events without an order have no neighbours; bound the whole rule with `within`"
        raise clash("max_gap", "ordered=False", where, why)
    confidence = options.get("min_confidence", 0.0)
    share(confidence, "min_confidence", where)
    constraints = FREE if gap is None else _near(gap, coded)
    return AskedRules(
        shared=replace(shared, min_length=max(shared.min_length, 2), constraints=constraints),
        ordered=ordered,
        confidence=Fraction(str(confidence)),
        left=check_side(options, "antecedent", coded, where),
        right=check_side(options, "consequent", coded, where),
        within=length_told(options.get("within"), "within", coded, where),
        non_redundant=non_redundant,
    )


def check_side(options: Mapping[str, Any], name: str, coded: Coded, where: str) -> Side:
    """The side called `name`: which events, and how many of them.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> check_side({"consequent": "b", "max_consequent": 1}, "consequent", from_lists([["a", "b"]]), "mine_rules")
    Side(events=(1,), most=1)
    """
    most = optional_whole_number(options.get(f"max_{name}"), f"max_{name}", where)
    return Side(event_codes(options.get(name), name, coded, where), most)


def find_rules(coded: CodedJourneys, asked: AskedRules) -> FoundRules:
    """Rules between sets of events, all of the antecedent in any order before all of the consequent in any order.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "c"], ["b", "a", "c"], ["c"]])
    >>> found = find_rules(coded, check_rules({"min_support": 2, "min_confidence": 1.0, "ordered": False}, coded))
    >>> [len(found), found.antecedents.items.tolist(), found.n_rule.tolist()]
    [3, [0, 1, 0, 1], [2, 2, 2]]
    """
    begin = time.perf_counter()
    shared = asked.shared
    with telling(shared.progress) as tell:
        found = _core.mine_rules(
            coded.events,
            coded.offsets,
            coded.element_starts,
            None if asked.within is None else coded.times,
            min_support=shared.min_support,
            min_confidence=(asked.confidence.numerator, asked.confidence.denominator),
            antecedent=None if asked.left.events is None else list(asked.left.events),
            consequent=None if asked.right.events is None else list(asked.right.events),
            max_antecedent=asked.left.most,
            max_consequent=asked.right.most,
            min_length=shared.min_length,
            max_length=shared.max_length,
            within=asked.within,
            top_k=shared.top_k,
            max_patterns=shared.max_patterns,
            non_redundant=asked.non_redundant,
            time_limit=shared.time_limit,
            memory_limit=shared.memory_limit,
            n_jobs=shared.n_jobs,
            tell=tell,
        )
    n_rule = found["n_rule"]
    unknown = np.zeros(len(n_rule), np.uint32)
    return FoundRules(
        FoundPatterns(found["antecedents"], found["antecedent_offsets"], found["n_antecedent"]),
        FoundPatterns(found["consequents"], found["consequent_offsets"], unknown),
        n_rule.astype(np.int64),
        stopped_by=found["stopped_by"],
        proven_above=found["proven_above"],
        seconds=time.perf_counter() - begin,
    )


def clock(coded: CodedJourneys) -> NDArray[np.int64]:
    """The time of each event; where journeys have no times, the number of its element.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> clock(from_lists([["a", ("a", "b")], ["c"]])).tolist()
    [0, 1, 1, 0]
    """
    return element_numbers(coded) if coded.times is None else coded.times


def _near(gap: int, coded: CodedJourneys) -> Constraints:
    return Constraints(max_step_gap=min(gap, 2**32 - 1)) if coded.times is None else Constraints(max_gap=gap)


def length_told(value: Any, name: str, coded: CodedJourneys, where: str) -> int | None:
    """A length of time in the log's unit; a number of elements where journeys have no times.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> length_told(3, "within", from_lists([["a"]]), "mine_rules")
    3
    """
    if value is None:
        return None
    if coded.times is None:
        return min(optional_whole_number(value, name, f"{where}, for journeys without times,") or 1, _MOST_TIME)
    return min(math.floor(duration(value, name, where, coded.time_unit)), _MOST_TIME)
