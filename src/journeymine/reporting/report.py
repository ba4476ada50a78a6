"""The report: one static page that says what was counted, out of how many, and shows the ranked patterns."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeymine.errors import InputError
from journeymine.patterns.gaps import gaps, sentence
from journeymine.reporting.examples import Example
from journeymine.reporting.measures import measures
from journeymine.reporting.numbers import chance, count, interval, percent, ratio
from journeymine.reporting.page import Markup, bar, facts, page, pairs, pattern, tag, together, whisker
from journeymine.version import __version__

if TYPE_CHECKING:
    from journeymine.api import PatternSet, Suggestions
    from journeymine.sources.quality_report import QualityReport

Row = Mapping[str, Any]

SUPPORT = "Support is the share of journeys that hold the pattern at least once; a journey counts once."
LIFT = (
    "Lift (order) compares support with what the same journeys would hold if each journey's own events came in "
    "random order: 1 is chance, 2 is twice as often as chance. Intervals are 95 %."
)


def write_report(
    patterns: "PatternSet",
    path: str | os.PathLike[str],
    *,
    title: str,
    origin: str | None = None,
    notes: Sequence[str] = (),
    quality: "QualityReport | None" = None,
    examples: Sequence[Example] = (),
    suggestions: "Suggestions | None" = None,
    top: int = 100,
) -> None:
    """Write ranked patterns as one self-contained HTML file: no script, nothing loaded from elsewhere.

    Parameters
    ----------
    patterns
        Ranked as they are to be shown.
    path
        The file to write.
    title, origin, notes
        Headline; where the data come from; sentences on what was done and how to read it.
    quality
        Of the log; left out where None.
    examples
        Patterns explained on journeys that hold them.
    suggestions
        What to do next, as `suggest` gives it; left out where None.
    top
        How many rows the table shows; the page says out of how many.

    Raises
    ------
    InputError
        Where the file cannot be written.
    """
    shown = patterns.top(top)
    rows = [(str(row), figures) for row, figures in zip(shown, shown.to_dict()["rows"], strict=True)]
    # A report is passed on: what it says of the log names no customer either.
    told = () if quality is None else quality.lines()
    told_measures = None if suggestions is None else (suggestions.notes, suggestions.to_dict()["rows"])
    text = render(
        title, rows, patterns.info, len(patterns), patterns.n_total, origin, notes, told, examples, told_measures
    )
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"The report {str(path)!r} cannot be written: {error.strerror or error}."
        raise InputError(message) from error


def render(
    title: str,
    rows: Sequence[tuple[str, Row]],
    info: Mapping[str, Any],
    n_patterns: int,
    n_total: int,
    origin: str | None = None,
    notes: Sequence[str] = (),
    quality: Sequence[tuple[str, str]] = (),
    examples: Sequence[Example] = (),
    suggestions: tuple[Sequence[str], Sequence[Row]] | None = None,
) -> str:
    """The page as text, from plain values."""
    return page(
        title,
        tag("h1", title),
        together(tag("p", origin, class_="soft") for origin in [origin] if origin),
        _counted(info, n_patterns, n_total),
        together(tag("p", note) for note in notes),
        tag("p", f"{SUPPORT} {sentence(info)} {LIFT}", class_="soft"),
        Markup("") if suggestions is None else measures(*suggestions),
        tag("h2", "Ranked patterns"),
        _ranked(rows, n_patterns),
        _examples(examples),
        _quality(quality),
        _footer(info),
    )


def _counted(info: Mapping[str, Any], n_patterns: int, n_total: int) -> Markup:
    unit, least = str(info.get("unit", "journeys")), info.get("min_count")
    people = info.get("n_customers")
    told = {unit: _figure(count(n_total), "")}
    if people:
        told["customers"] = _figure(count(people), f"{n_total / people:.3g} {unit} each")
    told["patterns"] = _figure(count(n_patterns), f"{info.get('kind', 'all')}, {_lengths(info)}, {gaps(info)}")
    if least:
        told["at least"] = _figure(count(least), f"{unit}, {percent(least / n_total if n_total else None)} of all")
    stopped = info.get("stopped_by")
    warning = f"The search was stopped by {stopped}: the patterns shown are not all there are."
    if info.get("proven_above") is not None:
        warning += f" All that more than {count(info['proven_above'])} {unit} hold were found."
    return together([facts(told), tag("p", warning, class_="warn") if stopped else ""])


def _figure(figure: str, beside: str) -> Markup:
    return together([figure, tag("small", beside, class_="soft")])


def _lengths(info: Mapping[str, Any]) -> str:
    least, most = info.get("min_length") or 1, info.get("max_length")
    return f"{least} or more events" if most is None else f"{least} to {most} events"


def _ranked(rows: Sequence[tuple[str, Row]], n_patterns: int) -> Markup:
    if not rows:
        return tag("p", "No pattern reaches the support asked for.")
    least, most = _scale([row for _, row in rows])
    heads = together(
        tag("th", name, scope="col", **kind)
        for name, kind in (
            ("", {}),
            ("pattern", {}),
            ("journeys", {"class_": "n"}),
            ("support", {"class_": "n"}),
            ("lift (order)", {"class_": "n"}),
            ("against chance = 1", {}),
            ("p", {"class_": "n"}),
        )
    )
    body = together(_line(place, text, row, least, most) for place, (text, row) in enumerate(rows, 1))
    table = tag("table", tag("thead", tag("tr", heads)), tag("tbody", body), class_="ranked")
    left = f"The first {count(len(rows))} of {count(n_patterns)} patterns." if len(rows) < n_patterns else ""
    return together([tag("div", table, class_="sheet"), tag("p", left, class_="soft")])


def _line(place: int, text: str, row: Row, least: float, most: float) -> Markup:
    support, lift = row.get("support"), row.get("lift_order")
    low, high = row.get("lift_order_low"), row.get("lift_order_high")
    ends = interval(percent(row.get("support_low")), percent(row.get("support_high")))
    drawn = "" if lift is None or low is None or high is None else whisker(lift, low, high, least, most)
    return tag(
        "tr",
        tag("td", place, class_="n rank"),
        tag("td", pattern(text), class_="pattern"),
        tag("td", count(row.get("n_journeys")), class_="n", data_is="journeys"),
        tag("td", percent(support), tag("small", ends), bar(support or 0), class_="n", data_is="support"),
        tag("td", ratio(lift), tag("small", interval(ratio(low), ratio(high))), class_="n", data_is="lift (order)"),
        tag("td", drawn, class_="figure"),
        tag("td", chance(row.get("p_order")), class_="n", data_is="p"),
    )


def _scale(rows: Sequence[Row]) -> tuple[float, float]:
    ends = [row.get(name) for row in rows for name in ("lift_order_low", "lift_order_high", "lift_order")]
    known = [end for end in ends if isinstance(end, float) and end > 0]
    return min([0.8, *known]), max([1.25, *known])


def _examples(examples: Sequence[Example]) -> Markup:
    if not examples:
        return Markup("")
    boxes = together(
        tag(
            "section",
            tag("h3", pattern(example.pattern)),
            tag("ul", together(tag("li", sentence) for sentence in example.sentences)),
            class_="example",
        )
        for example in examples
    )
    return together([tag("h2", "What it looks like"), tag("p", "Customers are masked.", class_="soft"), boxes])


def _quality(quality: Sequence[tuple[str, str]]) -> Markup:
    if not quality:
        return Markup("")
    return together([tag("h2", "Quality of the log"), pairs(quality)])


def _footer(info: Mapping[str, Any]) -> Markup:
    asked = {name: value for name, value in info.items() if name not in {"seconds", "journeys"}}
    told = {**_given(asked), "journeys": _given(info.get("journeys") or {})}
    options = ", ".join(f"{name}={value!r}" for name, value in sorted(told.items()))
    return tag("footer", tag("p", f"journeymine {__version__}"), tag("p", "Options: ", tag("code", options)))


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}
