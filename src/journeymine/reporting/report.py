"""The report: one file that says what was counted, out of how many, what stands out and what is in doubt."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from journeymine.api.action_result import ActionResult
from journeymine.api.contrast_set import ContrastSet
from journeymine.api.funnel import Funnel
from journeymine.api.itemset_set import ItemsetSet
from journeymine.api.pattern_set import PatternSet
from journeymine.api.results import Results
from journeymine.api.rule_set import RuleSet
from journeymine.api.watching import Alarms
from journeymine.errors import InputError
from journeymine.options import bad_option, whole_number
from journeymine.plotting import (
    FigureData,
    contrast_forest_data,
    funnel_chart_data,
    journey_flow_data,
    pattern_dots_data,
)
from journeymine.reporting import ranked
from journeymine.reporting.counted import boxes, how
from journeymine.reporting.drawing import Easel, numbers_of
from journeymine.reporting.examples import examples
from journeymine.reporting.material import WHERE, Material, material
from journeymine.reporting.measures import measures
from journeymine.reporting.page import (
    Markup,
    Section,
    listed,
    notes_of,
    page,
    pairs,
    pattern,
    sections_of,
    tag,
    together,
)
from journeymine.reporting.summary import doubts, summary
from journeymine.reporting.tables import found
from journeymine.sources.quality_report import QualityReport

#: Rows of figures, which have less room than tables.
_DRAWN = 15
_HEADLINES = {
    "sequences": "Patterns in",
    "itemsets": "What comes together in",
    "rules": "Rules in",
    "contrasts": "What separates groups of",
}
_FIGURES = {
    "category_upset": "What comes together",
    "contrast_forest": "What separates groups",
    "funnel_chart": "The funnel",
    "journey_flow": "How journeys go",
    "pattern_dots": "Support and lift",
    "pattern_lattice": "Patterns inside patterns",
    "prefix_icicle": "How journeys begin",
    "run_chart": "Over time",
    "step_matrix": "Around an event",
    "timing_ridges": "How long patterns take",
    "transition_map": "What comes directly after what",
}
_TITLES = {
    "Alarms": "What grows",
    "Funnel": "The funnel",
    "LeadsTo": "What comes before an outcome",
    "PatternDrift": "What changed",
    "StepEffect": "Beside a step",
    "CampaignEffects": "The steps of the campaign",
    "Attribution": "Credit divided among channels",
    "ProtectedAction": "What was found, protected",
}


def write_report(
    results: Sequence[Any],
    path: str | os.PathLike[str],
    *,
    title: str | None = None,
    origin: str | None = None,
    notes: Sequence[str] = (),
    log: Any = None,
    journeys: Any = None,
    sort: str | None = None,
    top: int = 30,
    n_examples: int = 3,
    figures: bool | None = None,
    k: int = 10,
) -> None:
    """Write results as one HTML file that asks nobody for anything; the options are those of `PatternSet.report`.

    Parameters
    ----------
    results
        At least one; what they may be says `more` of `PatternSet.report`.
    path, title, origin, notes, log, journeys, sort, top, n_examples, figures, k
        As `PatternSet.report` takes them.

    Raises
    ------
    OptionError, MissingColumnError, MissingExtraError, InputError
        As `PatternSet.report`.

    Examples
    --------
    >>> import journeymine as jm, tempfile, pathlib
    >>> patterns = jm.mine_sequences([["search", "cart"]] * 30 + [["cart", "search"]] * 20, min_support=10)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = pathlib.Path(folder, "report.html")
    ...     write_report([patterns, patterns.rules(min_confidence=0.5)], page, figures=False)
    ...     "Strongest order: " in page.read_text(encoding="utf-8")
    True
    """
    least, most = whole_number(k, "k", WHERE, least=0), whole_number(top, "top", WHERE)
    n_shown = whole_number(n_examples, "n_examples", WHERE, least=0)
    if figures is not None and not isinstance(figures, bool):
        raise bad_option("figures", WHERE, "True, False, or None: where plotly is installed", figures)
    given = material(results, log, journeys, least)
    easel = Easel(wanted=figures)
    chosen = [ranked.ranked(one, sort) for one in given.of(PatternSet)]
    parts = [*_sections(given, chosen, easel, most, n_shown), how(given)]
    headline = title or _title(given.results[0])
    first = [boxes(one) for one in given.of(Results)[:1]]
    text = page(
        headline,
        tag("header", tag("h1", headline), together(tag("p", one, class_="soft") for one in [origin] if one)),
        _short(given, chosen, notes),
        *first,
        easel.notice(),
        sections_of(parts),
        scripts=easel.scripts(),
        data=easel.data(),
    )
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"The report {str(path)!r} cannot be written: {error.strerror or error}."
        raise InputError(message) from error


def _title(result: Results[Any] | ActionResult) -> str:
    if isinstance(result, Results):
        what = _HEADLINES[result._task]  # noqa: SLF001  (which kind of result it is)
        return f"{what} {result.n_total:,} {result.info.get('unit', 'journeys')}"
    return _TITLES.get(type(result).__name__, type(result).__name__)


def _short(given: Material, shown: list[ranked.Ranked], notes: Sequence[str]) -> Markup:
    """What who reads no further has read."""
    told, care = summary(given, shown), doubts(given)
    parts: list[object] = [tag("h2", "In short", id="short"), listed("ul", told), *(tag("p", one) for one in notes)]
    if care:
        parts.append(tag("div", tag("h3", "To be read with care"), listed("ul", care), class_="care"))
    return tag("section", *parts, class_="short", aria_labelledby="short")


def _sections(
    given: Material, chosen: list[ranked.Ranked], easel: Easel, top: int, n_examples: int
) -> Iterator[Section]:
    for place, suggestions in enumerate(one for one in given.of(ActionResult) if _suggests(one)):
        body = measures(suggestions.notes, suggestions.to_dict()["rows"])
        yield Section(_key("next", place), "What to do next", body)
    for place, one in enumerate(chosen):
        yield Section(_key("patterns", place), "Patterns", _patterns(given, one, easel, top))
        shown = (
            [] if given.journeys is None or not n_examples else examples(one.patterns[:top], n_examples, given.journeys)
        )
        if shown:
            yield Section(_key("examples", place), "What it looks like", _examples(shown))
    if given.journeys is not None and len(given.journeys):
        data = journey_flow_data(given.journeys, n_steps=5, n_events=5, k=given.k)
        yield Section("flow", "How journeys go", easel.figure(data, numbers_of(data)))
    yield from _others(given, easel, top)
    if given.quality is not None:
        yield Section("quality", "Quality of the log", _quality(given.quality))
    if given.steps:
        done = tag("ol", together(tag("li", tag("code", step)) for step in given.steps))
        yield Section("recipe", "How the log was cleaned", done)


def _others(given: Material, easel: Easel, top: int) -> Iterator[Section]:
    """Results of other kinds, in the order they were given."""
    for place, one in enumerate(given.results):
        key = _key("result", place)
        if isinstance(one, ItemsetSet):
            yield Section(key, "What comes together", _first(ranked.itemsets(one.top(top)), len(one), top))
        elif isinstance(one, RuleSet):
            yield Section(key, "Rules", _first(ranked.rules_table(one.top(top)), len(one), top))
        elif isinstance(one, ContrastSet):
            yield Section(key, "What separates groups", _contrast(given, one, easel, top))
        elif isinstance(one, FigureData):
            kind = one.info["figure"]
            same = [each for each in given.of(FigureData) if each.info["figure"] == kind]
            if one is same[0]:
                body = together(easel.figure(each, numbers_of(each)) for each in same)
                yield Section(key, _FIGURES[kind], body)
        elif isinstance(one, Funnel) and not given.protected:
            data = funnel_chart_data(one, k=given.k)
            yield Section(key, _TITLES["Funnel"], easel.figure(data, numbers_of(data), beside=True))
        elif isinstance(one, ActionResult) and not _suggests(one):
            yield Section(key, _title(one), _action(one))


def _suggests(one: ActionResult) -> bool:
    """Is it a list of measures, protected or not?"""
    return {"about", "measure", "evidence", "test"} <= set(one.columns)


def _key(name: str, place: int) -> str:
    return name if not place else f"{name}-{place + 1}"


def _patterns(given: Material, one: ranked.Ranked, easel: Easel, top: int) -> Markup:
    if not len(one.patterns):
        return tag("p", "No pattern reaches the support asked for.")
    table = _first(ranked.sequences(one.patterns.top(top), given.journeys), len(one.patterns), top)
    figure = easel.figure(pattern_dots_data(one.patterns, n=_DRAWN, k=given.k), Markup(""), beside=True)
    return together([figure, tag("p", one.order, class_="note"), table])


def _contrast(given: Material, contrast: ContrastSet, easel: Easel, top: int) -> Markup:
    table = _first(ranked.contrasts(contrast.top(top)), len(contrast), top)
    if not len(contrast):
        return tag("p", "No pattern is left to be compared.")
    return easel.figure(contrast_forest_data(contrast, n=_DRAWN, k=given.k), table, beside=True)


def _first(table: Markup, n: int, top: int) -> Markup:
    return together([table, tag("p", f"The first {top:,} of {n:,}.", class_="note")]) if n > top else table


def _action(one: ActionResult) -> Markup:
    left_out = frozenset({"exposure", "rate_now_low", "rate_now_high"}) if isinstance(one, Alarms) else frozenset[str]()
    return together([notes_of(one.notes), found(one._table, left_out)])  # noqa: SLF001  (its columns as they are)


def _examples(shown: Sequence[Any]) -> Markup:
    boxes_ = (
        tag("div", tag("h3", pattern(one.pattern)), listed("ul", one.sentences), class_="example") for one in shown
    )
    return together([tag("p", "Customers are masked.", class_="soft"), *boxes_])


def _quality(quality: Any) -> Markup:
    if not isinstance(quality, QualityReport):
        return _action(quality)
    findings = (
        tag(
            "li",
            tag("b", what),
            tag("p", why),
            together(tag("p", "Mended by ", tag("code", cure)) for cure in [cure] if cure),
        )
        for what, why, cure in quality.found()
    )
    wrong = together(findings)
    return together([tag("ul", wrong, class_="findings") if wrong else "", pairs(quality.lines())])
