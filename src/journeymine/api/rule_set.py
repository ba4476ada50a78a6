"""Ordered rules."""

from collections.abc import Mapping
from typing import Any

from journeymine.api.results import Results
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import by_customer
from journeymine.mining.found import FoundPatterns
from journeymine.patterns.info import plain
from journeymine.patterns.names import Rule
from journeymine.patterns.table import from_rules
from journeymine.ranking.rules import ordered_rules


class RuleSet(Results[Rule]):
    """Ordered rules A → B (journeys that do A and afterwards B), one a row; made by `PatternSet.rules`.

    Iteration gives pairs ``(antecedent, consequent)`` of patterns.

    Examples
    --------
    >>> import journeymine as jm
    >>> patterns = jm.mine_sequences([["search", "cart"], ["search", "cart"], ["cart"]], min_support=2)
    >>> for rule in patterns.rules(min_confidence=0.5):
    ...     print(rule)
    if search then cart
    """

    _task = "rules"


def rules_of(found: FoundPatterns, coded: CodedJourneys, min_confidence: float, asked: Mapping[str, Any]) -> RuleSet:
    """The rules of patterns that were mined as `asked`."""
    rules = ordered_rules(
        found,
        by_customer(coded),
        min_confidence=min_confidence,
        # Without a threshold of the caller there is no family of rules that could have been reported.
        min_support=None if asked["min_support"] is None else asked["min_count"],
        max_length=asked["max_length"],
        random_state=asked["random_state"],
    )
    info = {**asked, "verb": "rules", "n_total": len(coded), **plain(rules.info)}
    sides = (rules.antecedents, rules.consequents)
    return RuleSet(from_rules(sides, rules.columns, coded.vocabulary, len(coded), info))
