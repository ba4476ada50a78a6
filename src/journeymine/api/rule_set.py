"""Sequential rules."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from journeymine.api.journeys import Journeys
from journeymine.api.late import LateColumns
from journeymine.api.results import Results
from journeymine.api.rule_columns import GROUPS
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import by_customer
from journeymine.mining.ordered_rules import Law
from journeymine.mining.rules import FoundRules
from journeymine.patterns.info import plain
from journeymine.patterns.names import Rule
from journeymine.patterns.table import Column, PatternTable, from_rules, rules_in
from journeymine.ranking.rules import LATE_COLUMNS, Asked, Family, early_columns, late_columns, shuffles_of


class RuleSet(Results[Rule]):
    """Rules A → B (journeys that do A and afterwards B), one a row; made by `mine_rules` and `PatternSet.rules`.

    Iteration gives rules: pairs ``(antecedent, consequent)`` of patterns, or of itemsets where the events of a side
    come in any order; ``rule.ordered`` tells which. Columns of intervals and lifts are computed when they are first
    looked at.

    Examples
    --------
    >>> import journeymine as jm
    >>> patterns = jm.mine_sequences([["search", "cart"], ["search", "cart"], ["cart"]], min_support=2)
    >>> for rule in patterns.rules(min_confidence=0.5):
    ...     print(rule)
    if search then cart
    """

    _task = "rules"
    _groups = GROUPS


def rule_set(
    rules: FoundRules,
    source: Journeys,
    info: Mapping[str, Any],
    law: Law,
    family: Family,
    *,
    seed: int,
    n_jobs: int,
) -> RuleSet:
    """The rules found in the journeys of `source` under a law; `info` says what was asked."""
    coded = source.coded
    told = {**info, "n_total": coded.n_journeys, "family_size": family.size, "q_value_reason": family.reason}
    sides = (rules.antecedents, rules.consequents)
    table = from_rules(sides, early_columns(rules, coded.n_journeys), coded.vocabulary, coded.n_journeys, plain(told))
    shuffles = shuffles_of(rules, coded, law)
    asked = Asked(ordered=bool(info["ordered"]), law=law, shuffles=shuffles, seed=seed, n_jobs=n_jobs)
    compute = partial(_late_columns, coded=coded, asked=asked, family=family)
    # A q-value depends on the p-values of all rules.
    late = LateColumns(LATE_COLUMNS, table, compute, together=family.size is not None)
    return RuleSet(table, late=late, source=source)


def _late_columns(table: PatternTable, coded: CodedJourneys, asked: Asked, family: Family) -> Mapping[str, Column]:
    return late_columns(rules_in(table), by_customer(coded), asked, family)
