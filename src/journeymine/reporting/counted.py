"""How a report was counted: what each number means, which rules held, what was asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from journeymine.api.contrast_set import ContrastSet
from journeymine.api.pattern_set import PatternSet
from journeymine.api.results import Results
from journeymine.api.rule_set import RuleSet
from journeymine.patterns.contrast_words import how_tested
from journeymine.patterns.display import THRESHOLDS, significance
from journeymine.patterns.gaps import gaps, sentence
from journeymine.patterns.info import protection
from journeymine.plotting import FigureData
from journeymine.reporting.material import Material
from journeymine.reporting.numbers import count, percent
from journeymine.reporting.page import Markup, Section, facts, listed, name, pairs, tag, together
from journeymine.version import __version__

SUPPORT = "Support is the share of journeys that hold the pattern at least once; a journey counts once."
LIFT = (
    "Lift (order) compares support with what the same journeys would hold if each journey's own events came in "
    "random order: 1 is chance, 2 is twice as often as chance."
)
INTERVALS = "Intervals are 95 %: small grey figures under a number, and lines through the dots of figures."
OBSERVED = (
    "What is counted was seen, not tried out: that one thing comes with or before another does not say that it brings "
    "the other about. Only hold-outs by lot, where the page names them, say that."
)
SMALL = "Fewer than {k} are few: figures draw them grey."
_CALLED = {"sequences": "patterns", "itemsets": "itemsets", "rules": "rules", "contrasts": "patterns compared"}
_LIFT_OF_SETS = (
    "Lift compares how often events come together with what it would be if none knew of the others; 1 is chance."
)
_CONFIDENCE = "Confidence is the share of what holds the first part of a rule that holds the second, too."


def boxes(results: Results[Any]) -> Markup:
    """What was counted, in figures that are to be seen first."""
    info, n_total = results.info, results.n_total
    unit, least, people = str(info.get("unit", "journeys")), info.get("min_count"), info.get("n_customers")
    told = {unit: _figure(count(n_total), "")}
    if people:
        told["customers"] = _figure(count(people), f"{n_total / people:.3g} {unit} each" if n_total > people else "")
    called = _CALLED[results._task]  # noqa: SLF001  (which kind of result it is)
    rules = f", {_lengths(info)}, {gaps(info)}" if called == "patterns" else ""
    told[called] = _figure(count(len(results)), f"{info.get('kind', 'all')}{rules}")
    if least:
        told["at least"] = _figure(count(least), f"{unit}, {percent(least / n_total if n_total else None)} of all")
    return facts(told)


def how(given: Material) -> Section:
    """The section on how things were counted."""
    said = [*_meanings(given), INTERVALS, OBSERVED]
    if not given.protected and given.k > 1:
        said.append(SMALL.format(k=f"{given.k:,}"))
    options = (
        tag("details", tag("summary", f"Options of the {type(one).__name__}"), _options(one.info), class_="options")
        for one in given.results
        if not isinstance(one, FigureData)
    )
    made = tag("p", f"Made by journeymine {__version__}.", class_="soft")
    return Section("counted", "How this was counted", together([listed("ul", said), *options, made]))


def _meanings(given: Material) -> Iterator[str]:
    """A sentence each, none twice."""
    # What actions found says it over its own table.
    said: dict[str, None] = {}
    for one in given.of(Results):
        said |= dict.fromkeys(_of_results(one))
    yield from said


def _of_results(one: Results[Any]) -> Iterator[str]:
    info = one.info
    if isinstance(one, PatternSet):
        yield SUPPORT
        yield sentence(info)
        if "lift_order" in one.columns:
            yield LIFT
        if "significant" in one.columns and "significance" in info:
            n = sum(row["significant"] for row in one.to_dict(columns=["significant"])["rows"])
            yield f"{significance(info['significance'], n)}."
    elif isinstance(one, ContrastSet):
        yield f"Contrast: {info['evidence']}."
        if not info.get("protected"):
            yield f"{how_tested(info)}."
    else:
        yield _CONFIDENCE if isinstance(one, RuleSet) else SUPPORT.replace("the pattern", "the events")
        yield LIFT if "lift_order" in one.columns else _LIFT_OF_SETS
    if info.get("threshold", "journeys") != "journeys":
        yield f"The least support asked for is of {THRESHOLDS[info['threshold']]}: {info['min_support']}."
    if info.get("tied_share"):
        yield f"{percent(info['tied_share'])} of the events share customer and time with another."
    if info.get("protected"):
        yield f"{type(one).__name__}: {protection(info)}."


def _figure(figure: str, beside: str) -> Markup:
    return together([figure, tag("small", beside, class_="soft")])


def _lengths(info: Mapping[str, Any]) -> str:
    least, most = info.get("min_length") or 1, info.get("max_length")
    return f"{least} or more events" if most is None else f"{least} to {most} events"


def _options(info: Mapping[str, Any]) -> Markup:
    """What was asked."""
    asked = _timeless(info)
    made = asked.pop("journeys", None) or {}
    asked |= {f"journeys: {key}": value for key, value in made.items()}
    return pairs((key, tag("code", name(repr(value)))) for key, value in sorted(asked.items()))


def _timeless(info: Mapping[str, Any]) -> dict[str, Any]:
    """All that was said, but for how long it took: the same results are the same page."""
    said = {key: value for key, value in info.items() if value is not None and key != "seconds"}
    return {key: _timeless(value) if isinstance(value, Mapping) else value for key, value in said.items()}
