"""Sequential rules."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Self

from journeymine.api.journeys import Journeys
from journeymine.api.late import LateColumns
from journeymine.api.results import Results
from journeymine.api.rule_columns import GROUPS, OVER_TIME
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import by_customer
from journeymine.mining.ordered_rules import Law
from journeymine.mining.rules import FoundRules
from journeymine.options import duration_text
from journeymine.patterns.info import plain
from journeymine.patterns.names import Rule
from journeymine.patterns.table import Column, PatternTable, from_rules, rules_in
from journeymine.ranking.rule_times import TIME_COLUMNS
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

    def over_time(self, within: Any = None, *, baseline: str = "own", journeys: Journeys | None = None) -> Self:
        """How many of the journeys with A have B within a time, and whether that is more than at any other moment.

        Journeys are observed for so long and no longer: where B has not come by then, it may yet come. The share is
        that of Kaplan and Meier, from the earliest end of A to the first B after it, each journey censored at the end
        of its observation (`observed_until` of `EventLog.journeys`, by default the log's last time).

        Parameters
        ----------
        within
            How long: ``"7d"`` or a timedelta; a number where the log's time is a plain order number. None: what the
            rules were mined with.
        baseline
            What ``lift_time`` compares windows of that length after A with. ``"own"``: windows of that length after
            every event of the same journey (but those of B). ``"pooled"``: a B that comes at the rate it has over all
            journeys and all their time, 1 - exp(-λ·within).
        journeys
            The journeys the rules were counted in; None: those the result came from.

        Returns
        -------
        A new set with the columns ``n_eligible`` (journeys with A observed for so long after it), ``n_censored``
        (observed for less, and no B so far), ``share_within`` with ``_low`` and ``_high`` (95 %, Greenwood's variance;
        missing where no journey was observed for so long), ``lift_time`` with ``_low`` and ``_high`` (95 %, over
        customers). ``info["over_time"]`` says what was asked.

        Raises
        ------
        OptionError
            `within` is no duration, or none was given and the rules have none; the journeys have no times; the rules
            are not ordered, or were mined with `max_gap`.
        MissingJourneysError
            The set was loaded from a file, and no journeys were passed.

        Notes
        -----
        ``lift_time`` is 1 where B comes as often after A as after any other event of the same journey: an A that is
        put on random events of a journey has 1 on average (exactly so for sides of one event each). It says nothing of
        which came first in journeys of A and B alone; that is what ``lift_order`` asks.

        References
        ----------
        Kaplan and Meier (1958), JASA 53, 457-481; Dorey and Korn (1987), Statistics in Medicine 6, 679-687.

        Examples
        --------
        >>> import journeymine as jm
        >>> events = {
        ...     "who": ["ann", "ann", "ann", "bob", "bob", "cy", "cy", "dee"],
        ...     "what": ["call", "visit", "buy", "call", "visit", "call", "buy", "call"],
        ...     "when": [1, 3, 4, 2, 9, 3, 6, 9],
        ... }
        >>> log = jm.read_events(events, customer="who", event="what", time="when")
        >>> rules = jm.mine_rules(log.journeys(), min_support=2, consequent="buy")
        >>> shown = ["antecedent", "n_eligible", "n_censored", "share_within"]
        >>> rules.over_time(within=4).to_pandas(columns=shown).round(2)
          antecedent  n_eligible  n_censored  share_within
        0    (call,)           3           1          0.67
        """
        names = {"within": duration_text(within), "baseline": baseline}
        found = self.with_columns(*TIME_COLUMNS, journeys=journeys, within=within, baseline=baseline)
        table = found._table  # noqa: SLF001 - one of us
        told = {**table.info, OVER_TIME: {**names, "within": names["within"] or table.info.get("within")}}
        return type(self)(replace(table, info=told), late=self._late, source=self._source)


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
