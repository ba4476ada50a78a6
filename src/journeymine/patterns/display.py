"""A table for the eye: five lines of text, or static escaped HTML; both say what was counted."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from html import escape
from typing import Any

import numpy as np

from journeymine.patterns.contrast_words import contrast_first, contrast_notes
from journeymine.patterns.gaps import gaps, rules
from journeymine.patterns.info import protection
from journeymine.patterns.names import Pattern, rows, shortened
from journeymine.patterns.table import COUNTS, Column, PatternTable

_CLASSES = {"sequences": "PatternSet", "itemsets": "ItemsetSet", "rules": "RuleSet"}
ROWS_CALLED = {"sequences": "patterns", "itemsets": "itemsets", "rules": "rules", "contrasts": "patterns"}
ROWS_SHOWN = 20
#: What `min_support` is of where it is not journeys.
THRESHOLDS = {"customers": "customers", "weighted": "weighted support"}
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_BOUNDED = ("support", "confidence", "share_within", "support_difference", "risk_difference")
_SHARES = frozenset(f"{name}{bound}" for name in _BOUNDED for bound in ("", "_low", "_high")) | {
    *("support_group", "support_rest", "risk_with", "risk_without"),
}


def lines(table: PatternTable) -> list[str]:
    """Five lines: what and how many, what support means, the first rows, ties and lifts, how the search ended."""
    if table.task == "contrasts":
        return [*contrast_notes(table), contrast_first(table)]
    return [_head(table), _meaning(table), _first(table), _chance(table), _search(table)]


def html(table: PatternTable, n_rows: int) -> str:
    """A static table of the rows of `table`, the first of `n_rows`; everything that came from data is escaped."""
    notes = _notes(table, n_rows)
    heads = "".join(f"<th>{escape(name)}</th>" for name in table.names)
    body = "".join(f"<tr>{row}</tr>" for row in _html_rows(table))
    more = "" if n_rows <= len(table) else f"<p>The first {len(table):,} of {n_rows:,} rows.</p>"
    told = "<br>".join(escape(note) for note in notes)
    return (
        f'<div class="journeymine"><p>{told}</p>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{more}</div>"
    )


def _notes(table: PatternTable, n_rows: int) -> list[str]:
    if table.task == "contrasts":
        return contrast_notes(table, n_rows)
    return [_head(table, n_rows), _meaning(table), _chance(table), _search(table)]


def cell(name: str, value: object) -> str:
    """One value of a column as people read it: shares in percent, time spans in one unit, missing values as a dash."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return "–"
    if isinstance(value, float):
        return f"{value:.2%}" if name in _SHARES else _number(value)
    if isinstance(value, timedelta):
        return _lasting(value)
    if isinstance(value, Pattern):
        return shortened(str(value))
    if isinstance(value, tuple):
        return ", ".join(cell(name, one) for one in value) or "–"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _number(value: float) -> str:
    if np.isposinf(value):
        return "∞"
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e15 else f"{value:.3g}"


def _lasting(span: timedelta) -> str:
    """In the largest unit that it fills, as people say it."""
    seconds = span.total_seconds()
    unit, size = next((one for one in _UNITS if abs(seconds) >= one[1]), _UNITS[-1])
    return f"{_number(seconds / size)} {unit}"


def _html_rows(table: PatternTable) -> list[str]:
    columns = {name: _values(column) for name, column in table.columns.items()}
    told = []
    for place, row in enumerate(rows(table)):
        parts = row if table.task == "rules" else (row,)
        subjects = [f"<td>{escape(shortened(str(part)))}</td>" for part in parts]
        values = [f"<td>{escape(cell(name, column[place]))}</td>" for name, column in columns.items()]
        told.append("".join(subjects + values))
    return told


def _values(column: Column) -> list[Any]:
    """Python's own values; time spans to the microsecond."""
    values: list[Any] = column.astype("timedelta64[us]").tolist() if column.dtype.kind == "m" else column.tolist()
    return values


def _unit(table: PatternTable) -> str:
    return str(table.info.get("unit", "journeys"))


def _head(table: PatternTable, n_rows: int | None = None) -> str:
    info = table.info
    what = ROWS_CALLED[table.task]
    asked = [f"kind {info['kind']!r}"] if "kind" in info else []
    asked += [f"{COUNTS[table.task]} ≥ {info['min_count']:,}"] if info.get("min_count") else []
    if info.get("threshold", "journeys") != "journeys":
        asked += [f"{THRESHOLDS[info['threshold']]} ≥ {info['min_support']}"]
    asked += [f"confidence ≥ {info['min_confidence']}"] if "min_confidence" in info else []
    asked += [f"top {info['top_k']:,}"] if info.get("top_k") else []
    chosen = info.get("selected")
    asked += [_choice(chosen)] if chosen else []
    people = info.get("n_customers")
    owners = f" of {people:,} customers" if people is not None and _unit(table) == "journeys" else ""
    each = f", {table.n_total / people:.3g} per customer" if owners and people and table.n_total > people else ""
    rows_told = f" ({info['n_rows']:,} rows standing for them)" if info.get("n_rows") else ""
    count = len(table) if n_rows is None else n_rows
    conditions = f" ({', '.join(asked)})" if asked else ""
    where = f"{table.n_total:,} {_unit(table)}{owners}{each}{rows_told}"
    return f"{_CLASSES[table.task]}: {count:,} {what}{conditions} in {where}"


def _choice(chosen: Mapping[str, Any]) -> str:
    stopped = chosen.get("stopped_by")
    return f"{chosen['method']} choice of {chosen['n_patterns']:,}" + (f", stopped by `{stopped}`" if stopped else "")


def _meaning(table: PatternTable) -> str:
    unit = _unit(table)
    if table.task == "itemsets":
        return f"support: {unit} that hold all events of the itemset, order ignored, each of the {unit} counted once"
    if table.task == "rules":
        return f"confidence: {_confidence(table.info, unit)}"
    return f"support: {unit} that hold the pattern in this order, {gaps(table.info)}, each of the {unit} counted once"


def _confidence(info: Mapping[str, Any], unit: str) -> str:
    if info.get("association"):
        return f"of the {unit} that hold all of A, the share that hold all of B too, order ignored"
    within = info.get("within")
    if info.get("ordered", True):
        near = "" if within is None else f", within {within} from the last event of A to the last of B"
        return f"of the {unit} that do A, the share that afterwards do B, {gaps(info)}{near}"
    near = "" if within is None else f", within {within} from the first event of A to the last of B"
    return (
        f"of the {unit} that do all of A in any order, the share that do all of B, in any order, after all of A{near}"
    )


def _first(table: PatternTable) -> str:
    few = table.take(np.arange(min(len(table), 3)))
    counts = few.columns[COUNTS[table.task]].tolist()
    shown = [f"{shortened(str(row), 60)} ({count:,})" for row, count in zip(rows(few), counts, strict=True)]
    return "first: " + (", ".join(shown) if shown else "nothing reaches the support asked")


def _chance(table: PatternTable) -> str:
    if "protected" in table.info:
        return protection(table.info)
    told, significant = table.info.get("significance"), table.columns.get("significant")
    if told is None or significant is None:
        return _lifts(table)
    return f"{_lifts(table)}; {significance(told, int(np.count_nonzero(significant)))}"


def significance(told: Mapping[str, Any], count: int) -> str:
    """So many rows are significant, by what, among how many that could have been reported: a phrase.

    Examples
    --------
    >>> family = {"family": "patterns found elsewhere", "family_size": 9.0, "smallest_p": None}
    >>> significance({"method": "bh", "alpha": 0.05, **family}, 2)
    'significant: 2 at bh ≤ 0.05, family: 9 patterns found elsewhere'
    """
    size = told["family_size"]
    family = told["family"] if size is None else f"{size:,.0f} {told['family']}"
    if told["smallest_p"] is not None:
        family += f"; p from shuffles is at least {told['smallest_p']:.2g}"
    null = told.get("null", "order")
    beside = "" if null == "order" else f" beside the {null} null"
    return f"significant: {count:,} at {told['method']} ≤ {told['alpha']:g}{beside}, family: {family}"


def _lifts(table: PatternTable) -> str:
    ties = f"ties: {table.info.get('tied_share', 0.0):.2%} of events share customer and time with another"
    if table.task == "itemsets":
        return f"{ties}; lift: against independent events"
    if table.task == "rules":
        ties += "; lift: against independent events" if table.info.get("association") else ""
        family, reason = table.info.get("family_size"), table.info.get("q_value_reason")
        tested = f"q_value: over {family:,.0f} rules that could have been reported" if family else None
        return "; ".join([ties, *(one for one in (tested, reason) if one)])
    if rules(table.info):
        return f"{ties}; lift_order: none, the order null is for patterns without gap rules"
    methods: Any = table.columns.get("lift_method")
    if methods is None:
        return f"{ties}; lift_order: against each journey's own events in random order"
    counted = Counter("none" if method is None else str(method) for method in methods)
    told = ", ".join(f"{method} ({count:,})" for method, count in counted.most_common())
    return f"{ties}; lift_order: {told or 'no row'}"


def _cleaned_otherwise(info: Mapping[str, Any]) -> str:
    """That two logs were not cleaned alike, where both have a recipe."""
    ours, theirs = info.get("recipe"), info["mined"].get("recipe")
    if ours == theirs or ours is None or theirs is None:
        return ""
    return f", whose log was cleaned otherwise (recipe {ours[:12]} here, {theirs[:12]} there)"


def _search(table: PatternTable) -> str:
    info = table.info
    if "mined" in info:
        where = f"in {info['mined'].get('n_total', 0):,} {_unit(table)}"
        found = f"search: none here; the patterns were found {where}, and counted again in these"
        return found + _cleaned_otherwise(info)
    stopped = info.get("stopped_by")
    ended = f"search: TRUNCATED, stopped by `{stopped}`" if stopped else "search: complete, not truncated"
    proven = info.get("proven_above")
    if stopped and proven is not None:
        ended += f"; complete for {COUNTS[table.task]} > {proven:,}"
    engine = f", engine {info['engine']!r}" if "engine" in info else ""
    seconds = f", {info['seconds']:.3g} s" if "seconds" in info else ""
    return f"{ended}{engine}{seconds}"
