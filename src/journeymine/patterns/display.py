"""A table for the eye: five lines of text, or a table of its first rows; both say what was counted."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from journeymine.patterns.contrast_words import contrast_first, contrast_notes
from journeymine.patterns.gaps import gaps, rules
from journeymine.patterns.info import protection
from journeymine.patterns.names import Pattern, rows, shortened
from journeymine.patterns.table import COUNTS, Column, PatternTable
from journeymine.showing import Cells, Grid, Shown, inert, with_intervals

_CLASSES = {"sequences": "PatternSet", "itemsets": "ItemsetSet", "rules": "RuleSet"}
ROWS_CALLED = {"sequences": "patterns", "itemsets": "itemsets", "rules": "rules", "contrasts": "patterns"}
ROWS_SHOWN = 20
#: What `min_support` is of where it is not journeys.
THRESHOLDS = {"customers": "customers", "weighted": "weighted support"}
#: Shares of all journeys, or of those that do A, which people compare by their bars.
_BARS = frozenset({"support", "confidence", "support_group", "support_rest"})
#: What tells less than the rest where there is no room for all.
_BESIDE = frozenset({"length", "lift_method", "lift_reason", "lift_tied_share", "lift_naive", "leverage", "conviction"})
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_BOUNDED = ("support", "confidence", "share_within", "support_difference", "risk_difference")
_SHARES = frozenset(f"{name}{bound}" for name in _BOUNDED for bound in ("", "_low", "_high")) | {
    *("support_group", "support_rest", "risk_with", "risk_without"),
}


def lines(table: PatternTable) -> list[str]:
    """Five lines: what and how many, what support means, the first rows, ties and lifts, how the search ended."""
    if table.task == "contrasts":
        told = [*contrast_notes(table), contrast_first(table)]
    else:
        told = [_head(table), _meaning(table), _first(table), _chance(table), _search(table)]
    return list(map(inert, told))


def shown(table: PatternTable, n_rows: int) -> Shown:
    """The rows of `table`, the first of `n_rows`, under the words that say what was counted."""
    sides = zip(*((row if table.task == "rules" else (row,)) for row in rows(table)), strict=True)
    told = [tuple(shortened(str(part)) for part in side) for side in sides]
    named = [name for name in table.names if name not in table.columns]
    subjects = [Cells(name, texts) for name, texts in zip(named, told or [()] * len(named), strict=True)]
    figures = with_intervals({name: _figures(name, column) for name, column in table.columns.items()})
    return Shown(tuple(_notes(table, n_rows)), (Grid((*subjects, *figures), n_rows),))


def _figures(name: str, column: Column) -> Cells:
    values = _values(column)
    bars = tuple(None if np.isnan(one) else one for one in values) if name in _BARS else None
    texts = tuple(cell(name, one) for one in values)
    return Cells(name, texts, right=column.dtype.kind in "iufm", beside=2 * (name in _BESIDE), bars=bars)


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
