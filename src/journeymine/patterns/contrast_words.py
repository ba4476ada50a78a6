"""A contrast for the eye: the design stands over everything, because it decides the sign."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from journeymine.patterns.gaps import gaps
from journeymine.patterns.info import protection
from journeymine.patterns.names import rows, shortened
from journeymine.patterns.table import PatternTable

LEAKS = "leaks: descriptive only"


def contrast_notes(table: PatternTable, n_rows: int | None = None) -> list[str]:
    """What stands over a table of a contrast: the design, who is compared, what the columns mean, what was tested."""
    told = table.info
    return [
        _design(told),
        _head(table, n_rows),
        _meaning(told),
        how_tested(told) if "protected" not in told else protection(told),
    ]


def contrast_first(table: PatternTable) -> str:
    """The first rows."""
    few = table.take(np.arange(min(len(table), 3)))
    gap = few.columns["support_difference"].tolist()
    q = few.columns.get("q_value", np.full(len(few), np.nan)).tolist()
    several = len(table.info["groups"]) > 2
    shown = []
    for place, row in enumerate(rows(few)):
        group = f"{few.columns['group'][place]}: " if several else ""
        chance = "" if np.isnan(q[place]) else f", q {q[place]:.2g}"
        shown.append(f"{group}{shortened(str(row), 60)} ({100 * gap[place]:+.1f} points{chance})")
    return "first: " + (", ".join(shown) if shown else "no pattern is left")


def _design(info: Mapping[str, Any]) -> str:
    warned = f"{LEAKS}; " if info["leaks"] else ""
    untimed = ""
    if not info["timed"]:
        untimed = "; the labels have no time, so nothing was cut at the outcome"
        untimed += "" if info["leaks"] else ": sound only where they were known before the evidence"
    return f"{warned}design: {info['evidence']}{untimed}"


def _head(table: PatternTable, n_rows: int | None) -> str:
    info = table.info
    sizes = [f"{name} ({size:,})" for name, size in info["groups"].items()]
    against = " against ".join(sizes) if len(sizes) == 2 else f"each of {', '.join(sizes)} against all others"
    count = len(table) if n_rows is None else n_rows
    out = "".join(f"; left out {count:,} ({reason})" for reason, count in info.get("excluded", {}).items())
    people = info["n_customers"]
    each = f", {table.n_total / people:.3g} per customer" if table.n_total > people else ""
    out += f"; the search was TRUNCATED, stopped by `{info['stopped_by']}`" if info.get("stopped_by") else ""
    least = f" (n_with ≥ {info['min_count']:,})" if info["min_count"] > 1 else ""
    return (
        f"ContrastSet: {count:,} rows{least}, {against}; {table.n_total:,} journeys of {people:,} customers{each}{out}"
    )


def _meaning(info: Mapping[str, Any]) -> str:
    return (
        f"support_group, support_rest: of each side the share whose evidence holds the pattern, {gaps(info)}; "
        "risk_with, risk_without: of the journeys with and without it the share in the group"
    )


def how_tested(info: Mapping[str, Any]) -> str:
    """What was tested, within which strata, and how it was corrected."""
    strata = (
        f"within {info['n_strata']:,} strata of {', '.join(info['strata'])}" if info["strata"] else "without strata"
    )
    told = f"odds_ratio: Mantel-Haenszel, {strata}"
    if info["n_total"] > info["n_customers"]:
        told += "; intervals and tests allow for customers of several journeys"
    if info["test"] is None:
        return f"{told}; p_value: none for this design"
    told += f"; p_value: {info['test_name']}"
    return f"{told}; q_value: {info['family']}"
