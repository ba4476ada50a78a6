"""A report in a few sentences: what was counted, what stands out, what is in doubt, what to look at next.

Nothing here says that one thing brings about another: of what nobody drew lots for it says what was seen beside what.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from journeymine.api.contrast_set import ContrastSet
from journeymine.api.funnel import Funnel
from journeymine.api.itemset_set import ItemsetSet
from journeymine.api.results import Results
from journeymine.api.rule_set import RuleSet
from journeymine.api.suggesting import Suggestions
from journeymine.api.watching import Alarms
from journeymine.patterns.gaps import between
from journeymine.reporting.examples import different
from journeymine.reporting.material import Material
from journeymine.reporting.numbers import chance, count, interval, percent, ratio
from journeymine.reporting.page import Markup, name, pattern, tag, together
from journeymine.reporting.ranked import Ranked, rows_of
from journeymine.sources.quality_report import QualityReport

#: So many patterns, findings and alarms are told of in words.
TOLD = 3


def summary(given: Material, shown: list[Ranked]) -> list[Markup]:
    """What was counted and what stands out, a sentence or two each.

    Parameters
    ----------
    given
        What the report is made of.
    shown
        Its sequences in the order they are shown in.
    """
    told = [*_counted(given)]
    for one in shown:
        told += _sequences(one)
    for itemsets in given.of(ItemsetSet):
        told += _itemsets(itemsets)
    for rules in given.of(RuleSet):
        told += _rules(rules)
    for contrast in given.of(ContrastSet):
        told += _contrast(contrast)
    for alarms in given.of(Alarms):
        told += _alarms(alarms)
    for funnel in given.of(Funnel):
        told += _funnel(funnel)
    for suggestions in given.of(Suggestions):
        told += _next(suggestions)
    return told


def doubts(given: Material) -> list[Markup]:
    """What is to be read with care: searches that were cut short, and what is wrong with the log."""
    told = [together([warning]) for one in given.of(Results) for warning in cut_short(one.info)]
    if isinstance(given.quality, QualityReport):
        findings = given.quality.found()
        told += [together(["In the log: ", what, "."]) for what, _, _ in findings[:TOLD]]
        if len(findings) > TOLD:
            told.append(together([f"{len(findings) - TOLD:,} more findings stand under Quality of the log."]))
    if any(one.info.get("leaks") for one in given.of(ContrastSet)):
        told.append(together(["The contrast looks at whole journeys, the outcome among them: it only describes."]))
    return told


def cut_short(info: Any) -> list[str]:
    """What a search that was stopped leaves open."""
    stopped = info.get("stopped_by")
    if not stopped:
        return []
    warning = f"The search was stopped by {stopped}: the rows shown are not all there are."
    if info.get("proven_above") is not None:
        unit = info.get("unit", "journeys")
        warning += f" All that more than {count(info['proven_above'])} {unit} hold were found."
    return [warning]


def _counted(given: Material) -> Iterator[Markup]:
    first = given.results[0]
    if not isinstance(first, Results):
        return
    info, unit = first.info, str(first.info.get("unit", "journeys"))
    people, period = info.get("n_customers"), given.period()
    who = f" of {count(people)} customers" if people and unit == "journeys" else ""
    when = f", from {period[0]} to {period[1]}," if period else ""
    verb = "was" if first.n_total == 1 else "were"
    yield _said(tag("b", f"{count(first.n_total)} {unit}"), f"{who}{when} {verb} searched.")


def _sequences(one: Ranked) -> Iterator[Markup]:
    patterns, unit = one.patterns, str(one.patterns.info.get("unit", "journeys"))
    least = patterns.info.get("min_count")
    held = f"{'is' if one.n_all == 1 else 'are'} held by at least {count(least)} of them" if least else "found"
    many = tag("b", f"{one.n_all:,} pattern{'' if one.n_all == 1 else 's'}")
    yield _said(many, f" {held}; {between(patterns.info)}.")
    chosen = different(patterns, TOLD)
    places = {each: place for place, each in reversed(list(enumerate(patterns)))}
    few = patterns[[places[each] for each in chosen]]
    for place, row in enumerate(rows_of(few)):
        ends = interval(percent(row.get("support_low")), percent(row.get("support_high")))
        held = f", in {percent(row['support'])} of {unit}" + (f" ({ends} %)" if ends else "")
        start = "Next" if place else one.best
        yield _said(f"{start}: ", tag("b", pattern(row["subject"], 100)), held, *_lift(row), ".")


def _lift(row: dict[str, Any]) -> Iterator[str]:
    lift, low, high = (row.get(f"lift_order{end}") for end in ("", "_low", "_high"))
    if lift is None or low is None or high is None:
        return
    ends = interval(ratio(low), ratio(high))
    against = f"{ratio(lift)} times ({ends}) what the same events in random order would give"
    yield f", {against}" if low > 1 or high < 1 else f", {against}: the order may be chance"


def _itemsets(itemsets: ItemsetSet) -> Iterator[Markup]:
    unit = str(itemsets.info.get("unit", "journeys"))
    together_ = [place for place, one in enumerate(itemsets) if len(one) > 1][:1]
    for row in rows_of(itemsets[together_]):
        held = (
            f" come together in {percent(row['support'])} of {unit}, {ratio(row.get('lift'))} times what chance gives."
        )
        yield _said(tag("b", name(row["subject"], 160)), held)


def _rules(rules: RuleSet) -> Iterator[Markup]:
    for row in rows_of(rules[:1]):
        cases = "" if row.get("n_antecedent") is None else f" of {count(row['n_antecedent'])}"
        held = f", in {percent(row['confidence'])}{cases}."
        yield _said("First of the rules: ", tag("b", name(row["subject"], 160)), held)


def _contrast(contrast: ContrastSet) -> Iterator[Markup]:
    tested = contrast.info.get("test") is not None and "significant" in contrast.columns
    flags = [row["significant"] for row in contrast.to_dict(columns=["significant"])["rows"]] if tested else [True]
    groups = list(contrast.info["groups"])
    if not any(flags):
        among = " and ".join(groups)
        yield _said("No difference between ", name(among, 80), " is significant.")
        return
    for row in rows_of(contrast[flags.index(True) :][:1]):
        others = next((one for one in groups if one != row["group"]), "") if len(groups) == 2 else "all others"
        q = f" (q {_equals(chance(row['q_value']))})" if row.get("q_value") is not None else ""
        yield _said(
            "Between ", name(row["group"], 40), " and ", name(others, 40), " the largest difference is ",
            tag("b", pattern(row["subject"], 100)), f": {percent(row.get('support_group'))} against ",
            f"{percent(row.get('support_rest'))} hold it{q}. {_caution(contrast.info)}",
        )  # fmt: skip


def _caution(info: Mapping[str, Any]) -> str:
    """What a difference between groups need not mean."""
    if info["design"]["name"] == "UntilOutcome" and info["timed"]:
        return (
            "Journeys with the outcome were read up to it, the others to their end: what comes late is in fewer of the "
            "first for that alone. A landmark gives both the same time."
        )
    return "Who is in which group may differ in more than that."


def _alarms(alarms: Alarms) -> Iterator[Markup]:
    table = alarms._table  # noqa: SLF001  (its rows as they are)
    names = [key for key in table.columns if key not in alarms.info and table.columns[key].dtype == object]
    series = [key for key in names if key not in {"since", "found_at", "until"}]
    n_on = int(np.count_nonzero(table.columns["is_on"])) if len(alarms) else 0
    many = f"{len(alarms):,} alarm{'' if len(alarms) == 1 else 's'}" if len(alarms) else "No alarm"
    yield _said(tag("b", many), f", {n_on:,} still on." if len(alarms) else " for growth.")
    for row in alarms.to_dict()["rows"][:TOLD]:
        called = " | ".join(str(row[key]) for key in series) or "The count"
        ends = interval(ratio(row["ratio_low"]), ratio(row["ratio_high"]))
        since = str(row["since"]).removesuffix("T00:00:00")
        yield _said(tag("b", name(called, 80)), f": {ratio(row['ratio'])} times ({ends}) as many since {since}.")


def _funnel(funnel: Funnel) -> Iterator[Markup]:
    rows = funnel.to_dict()["rows"]
    if not rows or "segment" in rows[0]:
        return
    last, entered = rows[-1], funnel.info["n_entered"]
    took = f"Of {count(entered)} who entered the funnel {percent(last['share'])} took "
    weakest = min(rows[1:], key=lambda row: row["step_share"] if row["step_share"] is not None else 1, default=last)
    share = weakest["step_share"]
    lost: tuple[object, ...] = ()
    if share is not None and share < 1:
        step = tag("b", name(weakest["event"], 80))
        lost = ("; the fewest go on to ", step, f" ({percent(share)} of those at the step before)")
    yield _said(took, tag("b", name(last["event"], 80)), " in time", *lost, ".")


def _next(suggestions: Suggestions) -> Iterator[Markup]:
    rows = suggestions.to_dict()["rows"]
    for row in rows[:1]:
        yield _said("To look at next: ", tag("b", name(row["about"], 100)), f" ({row['kind']}): {row['measure']}.")


def _equals(told: str) -> str:
    return told if told.startswith("<") else f"= {told}"


def _said(*parts: object) -> Markup:
    """A sentence whose per cents stay with their figures."""
    return Markup(together(parts).replace(" %", "\u00a0%"))
