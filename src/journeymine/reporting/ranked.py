"""Ranked results as tables: sequences, itemsets, rules and contrasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journeymine.patterns.display import cell
from journeymine.patterns.gaps import rules
from journeymine.patterns.table import TEXTS
from journeymine.reporting.numbers import percent, signed
from journeymine.reporting.page import Markup, name, tag, together
from journeymine.reporting.tables import (
    Column,
    Row,
    against_one,
    chances,
    counts,
    ratios,
    shares,
    subject,
    table,
)

if TYPE_CHECKING:
    from journeymine.api import Journeys, PatternSet
    from journeymine.api.results import Results

#: Of these the strongest are looked for, so that a set of millions makes a page in no time.
MOST_RANKED = 5_000
BY_LIFT = "lift_order_low"
_FLAGS = {"structural": "forced step", "sign_flips": "sign flips within strata", "small_n": "small"}


@dataclass(frozen=True, eq=False)
class Ranked:
    """Sequences in the order they are shown in.

    Attributes
    ----------
    patterns
        Those that are shown, or the first of which are.
    order
        How they are ordered, a sentence.
    best
        What the first of them is called.
    n_all
        How many patterns there are.
    """

    patterns: "PatternSet"
    order: str
    best: str
    n_all: int


def ranked(patterns: "PatternSet", sort: str | None) -> Ranked:
    """Patterns in the order they are shown in.

    Parameters
    ----------
    patterns
        Sequences.
    sort
        A column; None: as they are, where that is no mere order by support, else by `BY_LIFT`, patterns of several
        elements only.

    Raises
    ------
    MissingColumnError
        There is no such column.
    """
    n_all = len(patterns)
    if sort is not None:
        return Ranked(patterns.sort_by(sort), f"Ranked by {sort}.", f"First by {sort}", n_all)
    held = patterns.to_arrow(["n_journeys"])["n_journeys"].to_pylist()
    if held != sorted(held, reverse=True):
        return Ranked(patterns, "In the order of the result.", "First", n_all)
    several = patterns[[place for place, one in enumerate(patterns) if len(one) > 1]]
    if not len(several):
        return Ranked(patterns, "Ranked by support.", "Most frequent", n_all)
    if rules(patterns.info) or BY_LIFT not in patterns.columns:
        return Ranked(several, "Patterns of several steps, ranked by support.", "Most frequent", n_all)
    among = f" of the {MOST_RANKED:,} most frequent" if len(several) > MOST_RANKED else ""
    words = f"Patterns of several steps{among}, ranked by what their lift is at least ({BY_LIFT})."
    return Ranked(several[:MOST_RANKED].sort_by(BY_LIFT), words, "Strongest order", n_all)


def rows_of(results: "Results[Any]") -> list[dict[str, Any]]:
    """The rows of a result as plain values, each with its `subject` as printed."""
    told = results.to_dict()["rows"]
    return [{**_numbers(row), "subject": str(one)} for one, row in zip(results, told, strict=True)]


def _numbers(row: Row) -> dict[str, Any]:
    """JSON has no infinity, and spells it."""
    spelled = {"Infinity": float("inf"), "-Infinity": float("-inf")}
    return {key: one if key in TEXTS or not isinstance(one, str) else spelled[one] for key, one in row.items()}


def sequences(patterns: "PatternSet", journeys: "Journeys | None") -> Markup:
    """Patterns with support and lift; with how long they take, where the journeys are known and have times."""
    rows, there = rows_of(patterns), patterns.columns
    columns = [subject("pattern"), counts("journeys", "n_journeys"), shares("support", "support")]
    if "lift_order" in there:
        columns += [ratios("lift (order)", "lift_order"), against_one(rows, "lift_order")]
    if journeys is not None and journeys.time_unit is not None and any(len(one) > 1 for one in patterns):
        spans = patterns.timing(journeys)[["span_median", "span_q25", "span_q75"]].itertuples(index=False)
        for row, span in zip(rows, spans, strict=True):
            row["takes"] = span
        columns.append(Column("takes", _takes))
    columns += [chances("q", "q_value")] if "significant" in there else [chances("p", "p_order")]
    return table([one for one in columns if _told(one, rows)], rows, ranked=True)


def itemsets(results: "Results[Any]") -> Markup:
    """Itemsets with support and lift."""
    rows = rows_of(results)
    columns = [subject("together"), counts("journeys", "n_journeys"), shares("support", "support")]
    return table([*columns, ratios("lift", "lift"), against_one(rows, "lift")], rows, ranked=True)


def rules_table(results: "Results[Any]") -> Markup:
    """Rules with confidence and lift."""
    rows = rows_of(results)
    lift = "lift_order" if "lift_order" in results.columns else "lift"
    columns = [subject("rule"), counts("journeys", "n_rule"), shares("confidence", "confidence")]
    columns += [ratios(lift.replace("_order", " (order)"), lift), against_one(rows, lift), chances("q", "q_value")]
    return table([one for one in columns if _told(one, rows)], rows, ranked=True)


def contrasts(results: "Results[Any]") -> Markup:
    """Patterns with their share in each group."""
    rows = rows_of(results)
    several = len({row["group"] for row in rows}) > 1
    columns = [subject("pattern")]
    columns += [Column("group", lambda row: name(row["group"], 40), "text")] if several else []
    columns += [
        Column("of the group", lambda row: percent(row.get("support_group"))),
        Column("of the others", lambda row: percent(row.get("support_rest"))),
        Column("points", _points),
        ratios("odds ratio", "odds_ratio"),
        chances("q", "q_value"),
        Column("note", lambda row: ", ".join(word for key, word in _FLAGS.items() if row.get(key)), "text"),
    ]
    return table([one for one in columns if _told(one, rows)], rows, ranked=True)


def _points(row: Row) -> Markup:
    middle, low, high = (row.get(f"support_difference{end}") for end in ("", "_low", "_high"))
    if middle is None:
        return Markup("–")
    ends = "" if low is None or high is None else f"{signed(100 * low)} to {signed(100 * high)}"
    return together([signed(100 * middle), tag("small", ends)])


def _takes(row: Row) -> Markup:
    middle, low, high = (cell("span", one.to_pytimedelta()) if one == one else "–" for one in row["takes"])  # noqa: PLR0124  (NaT)
    if middle == "–" or row["length"] == 1:
        return Markup("")
    return together([middle, tag("small", f"{low} to {high}")])


def _told(column: Column, rows: Sequence[Row]) -> bool:
    """Does any row say something there?"""
    return not rows or any(str(column.cell(row)) not in {"", "–", "–<small></small>"} for row in rows)
