"""Association rules: what is bought together with what."""

import time
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from journeymine.api.further import ColumnGroup, groups_of
from journeymine.api.journeys import Journeys
from journeymine.api.late import LateColumns
from journeymine.api.rule_set import RuleSet
from journeymine.errors import MissingJourneysError
from journeymine.mining.asked import seconds
from journeymine.mining.baskets import Baskets
from journeymine.mining.constraints import event_codes, told
from journeymine.mining.found import FoundPatterns, followed
from journeymine.mining.itemsets import count_itemsets
from journeymine.mining.rules import check_side
from journeymine.options import bad_option, choice, clash, is_real, memory_size, optional_whole_number, share
from journeymine.patterns.frozensets import mlxtend_rules
from journeymine.patterns.info import plain
from journeymine.patterns.table import Column, PatternTable, from_rules
from journeymine.ranking.association.asked import AskedAssociation, Associations
from journeymine.ranking.association.columns import EARLY, FURTHER, INTERVALS, MEASURES, intervals
from journeymine.ranking.association.fisher import family_of_associations, fisher
from journeymine.ranking.association.improvement import improvement
from journeymine.ranking.association.itemsets import basket_worth
from journeymine.ranking.association.rules import cut_itemsets
from journeymine.ranking.corrections import benjamini_hochberg
from journeymine.ranking.measures import Counts, Floats

if TYPE_CHECKING:
    import pandas as pd

WHERE = "rules"

_FIRST = ("antecedent_support", "consequent_support", "support", "confidence", "lift")
_LATE = (*INTERVALS, *(name for name in EARLY if name not in _FIRST))


def _counts(table: PatternTable) -> Counts:
    names = ("n_rule", "n_antecedent", "n_consequent")
    both, left, right = (table.columns[name].astype(np.float64) for name in names)
    return Counts(both, left, right, float(table.n_total))


def _further(table: PatternTable, _: Baskets | None, name: str) -> Mapping[str, Column]:
    return {name: FURTHER[name](_counts(table))}


def _improvement(table: PatternTable, baskets: Baskets | None) -> Mapping[str, Column]:
    sides = (table.coded["antecedent"], table.coded["consequent"])
    rules = Associations(*sides, table.columns["n_rule"].astype(np.int64))
    gain = improvement(rules, table.n_total, partial(_count, baskets=baskets))
    return {"improvement": gain, "is_redundant": gain <= 0}


def _tested(table: PatternTable, _: Baskets | None) -> Mapping[str, Column]:
    p, family = fisher(_counts(table)), table.info.get("family_size")
    if table.info.get("p_value_reason"):
        p = np.full(len(table), np.nan)
    return {"p_value": p, "q_value": np.full(len(p), np.nan) if family is None else benjamini_hochberg(p, family)}


def _family_told(table: PatternTable, baskets: Baskets | None) -> dict[str, Any]:
    """What is to be said of the tests: how many rules could have been reported, or why that is not known."""
    info = table.info
    if info.get("n_customers", table.n_total) < table.n_total:
        reason = "p_value: none, as baskets of one customer are no independent ones"
        return {"p_value_reason": reason, "q_value_reason": reason}
    if info.get("min_support") is None:
        return {"q_value_reason": "q_value: none without `min_support`, for there is no end to what could be reported"}
    if info.get("threshold", "journeys") != "journeys":
        return {"q_value_reason": "q_value: none under another `threshold` than journeys, which no family is known for"}
    if baskets is None:
        what = "the baskets, to count the rules that could have been reported"
        raise _missing(what)
    left, right = (check_side(info, name, baskets, WHERE) for name in ("antecedent", "consequent"))
    excluded = event_codes(info.get("excludes"), "excludes", baskets, WHERE) or ()
    family = family_of_associations(
        baskets,
        min_count=info["min_count"],
        longest=info.get("max_length"),
        left=left,
        right=right,
        excluded=excluded,
    )
    return {"family_size": family.size, "q_value_reason": family.reason}


class AssociationRules(RuleSet):
    """Association rules A → B (baskets that hold A, and those of them that hold B too); made by `ItemsetSet.rules`.

    Iteration gives pairs ``(antecedent, consequent)`` of itemsets.

    Examples
    --------
    >>> import journeymine as jm
    >>> itemsets = jm.mine_itemsets([["bread", "milk"], ["bread", "milk"], ["milk"]], min_support=2)
    >>> for rule in itemsets.rules(min_confidence=0.6):
    ...     print(rule)
    if bread then also milk
    if milk then also bread
    """

    _groups = (
        *(ColumnGroup((name,), partial(_further, name=name)) for name in FURTHER),
        ColumnGroup(("improvement", "is_redundant"), _improvement),
        ColumnGroup(("p_value", "q_value"), _tested),
    )

    def with_columns(self, *names: str, journeys: Journeys | None = None, **options: Any) -> Self:
        """The same rules with further columns.

        Parameters
        ----------
        names
            Of the counts that are there: `added_value`, `all_confidence`, `cosine`, `hyper_lift`, `imbalance_ratio`,
            `j_measure`, `laplace`, `max_confidence`, `odds_ratio`, `phi`, `relative_risk`. `improvement`: confidence
            beyond the best of all simpler antecedents, the empty one included; `is_redundant`: there is none.
            `p_value`: Fisher's exact test, one-sided; `q_value`: Benjamini and Hochberg's over all rules that could
            have been reported (``info["family_size"]``), those not in the set counted as p = 1.
        journeys
            None: the baskets are those of the itemsets.
        options
            There are none.

        Returns
        -------
        A new set of the same kind.

        Raises
        ------
        MissingColumnError
            There is no such column to add, with a near miss.
        OptionError
            Journeys were passed.
        MissingJourneysError
            The baskets are needed, and the itemsets were loaded from a file.

        Examples
        --------
        >>> import journeymine as jm
        >>> rules = jm.mine_itemsets([["a", "b"], ["a", "b"], ["b"], []], min_support=2).rules(min_confidence=1.0)
        >>> rules.with_columns("phi").to_pandas(columns=["antecedent", "consequent", "phi"]).round(2)
          antecedent consequent   phi
        0       (a,)       (b,)  0.58
        """
        if journeys is not None:
            raise bad_option("journeys", "with_columns", "None, for the baskets are those of the itemsets", journeys)
        groups = groups_of(names, self._groups, options, type(self).__name__)
        if not groups:
            return self
        self._refuse_protected("with_columns")
        baskets = self._source if isinstance(self._source, Baskets) else None
        table = self._table
        if any("q_value" in group.names for group in groups):
            table = replace(table, info={**table.info, **_family_told(table, baskets)})
        more: dict[str, Column] = {}
        for group in groups:
            more |= group.compute(table, baskets)
        return type(self)(table.with_columns(more), late=self._late, source=self._source)

    def to_frame(self, *, style: str = "mlxtend") -> "pd.DataFrame":
        """A pandas frame in the form of another program.

        Parameters
        ----------
        style
            ``"mlxtend"``: `antecedents` and `consequents` (frozensets of names) and mlxtend's measures by its names;
            `certainty` has both branches, which mlxtend's has not. ``"journeymine"``: as `to_pandas`.

        Returns
        -------
        A frame of one row a rule, in the order of the set.

        Raises
        ------
        OptionError
            There is no such style.

        Examples
        --------
        >>> import journeymine as jm
        >>> rules = jm.mine_itemsets([["a", "b"], ["a", "b"], ["b"], []], min_support=2).rules(min_confidence=1.0)
        >>> rules.to_frame(style="mlxtend")[["antecedents", "consequents", "antecedent support"]]
              antecedents     consequents  antecedent support
        0  frozenset({a})  frozenset({b})                 0.5
        """
        if choice(style, "style", "to_frame", ("mlxtend", "journeymine")) == "journeymine":
            return self.to_pandas()
        return mlxtend_rules(self._whole())


def association_rules(table: PatternTable, baskets: Baskets | None, options: Mapping[str, Any]) -> AssociationRules:
    """The rules of a table of itemsets under the options of `ItemsetSet.rules`."""
    begin, asked = time.perf_counter(), _checked(table, options)
    clustered = baskets is not None and baskets.customer_codes is not None
    if baskets is None and table.info.get("n_customers", table.n_total) < table.n_total:
        what = "the baskets of each customer, for intervals"
        raise _missing(what)
    rules = cut_itemsets(table.coded["itemset"], asked, partial(_count, baskets=baskets))
    sides = (rules.antecedents, rules.consequents)
    columns: dict[str, Column] = {
        "n_antecedent": rules.antecedents.n_journeys.astype(np.int64),
        "n_consequent": rules.consequents.n_journeys.astype(np.int64),
        "n_rule": rules.n_rule,
    }
    said = {"verb": WHERE, "ordered": False, "association": True, "seconds": time.perf_counter() - begin}
    info = plain({**table.info, **told(options), **_ended(table.info, rules), **said})
    made = from_rules(sides, columns, table.vocabulary, table.n_total, info)
    made = made.with_columns({name: EARLY[name](_counts(made)) for name in _FIRST})
    late = partial(_late_columns, baskets=baskets if clustered else None)
    return AssociationRules(made, late=LateColumns(_LATE, made, late), source=baskets)


def _ended(info: Mapping[str, Any], rules: Associations) -> dict[str, Any]:
    """Whether anything is missing: of the rules, or of the itemsets they were made from already."""
    if rules.stopped_by is None:
        return {}
    proven = rules.proven_above
    if info.get("truncated"):
        # Rules are complete where both are.
        bounds = (proven, info.get("proven_above"))
        proven = None if None in bounds else max(bound for bound in bounds if bound is not None)
    return {"truncated": True, "stopped_by": rules.stopped_by, "proven_above": proven}


def _checked(table: PatternTable, options: Mapping[str, Any]) -> AskedAssociation:
    confidence = share(options["min_confidence"], "min_confidence", WHERE)
    lift = options["min_lift"]
    if lift is not None and not (is_real(lift) and 0 <= lift < float("inf")):
        raise bad_option("min_lift", WHERE, "a number ≥ 0, or None", lift)
    top_k, by = optional_whole_number(options["top_k"], "top_k", WHERE), options["by"]
    if by is not None:
        choice(by, "by", WHERE, tuple(MEASURES))
        if top_k is None:
            raise clash("by", "top_k=None", WHERE, "it says which the k best are; sort all rules with sort_by")
    return AskedAssociation(
        n_total=table.n_total,
        confidence=Fraction(str(confidence)),
        lift=Fraction(0) if lift is None else Fraction(str(lift)),
        left=check_side(options, "antecedent", table, WHERE),
        right=check_side(options, "consequent", table, WHERE),
        top_k=top_k,
        by=by,
        max_patterns=optional_whole_number(options["max_patterns"], "max_patterns", WHERE),
        time_limit=seconds(options["time_limit"], WHERE),
        memory_limit=memory_size(options["memory_limit"], "memory_limit", WHERE),
    )


def _count(parts: FoundPatterns, baskets: Baskets | None) -> Any:
    if baskets is None:
        what = f"the baskets, to count {len(parts):,} parts of itemsets that are not in the set"
        raise _missing(what)
    return count_itemsets(parts, baskets)


def _missing(what: str) -> MissingJourneysError:
    message = f"ItemsetSet.rules needs {what}, which a loaded result does not hold; mine again, and ask for rules then."
    return MissingJourneysError(message)


def _late_columns(table: PatternTable, baskets: Baskets | None) -> Mapping[str, Column]:
    counts = _counts(table)
    columns: dict[str, Floats] = intervals(counts, _worth(table, baskets))
    return {name: columns[name] if name in columns else EARLY[name](counts) for name in _LATE}


def _worth(table: PatternTable, baskets: Baskets | None) -> Floats:
    if baskets is None:
        return np.full(len(table), float(table.n_total))
    both = followed(table.coded["antecedent"], table.coded["consequent"])
    ascending = np.lexsort((both.items, np.repeat(np.arange(len(both)), both.lengths)))
    whole = replace(both, items=both.items[ascending], n_journeys=table.columns["n_rule"].astype(np.uint32))
    return basket_worth(whole, baskets)
