"""Results made fit to leave the house: rows that tell of few are withheld, and all columns follow from what is told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.admitting import Admission
from journeymine.actions.counted import any_order_is_told, counted
from journeymine.actions.republished import republished, rounded
from journeymine.errors import OptionError
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.patterns.order import pattern_rank
from journeymine.patterns.recount import recoded
from journeymine.patterns.table import COUNTS, Column, PatternTable, joined

#: What was asked, by name; whatever else a result knows of the journeys is not told.
_ASKED = frozenset(
    {
        "verb",
        "unit",
        "per",
        "recipe",
        "min_support",
        "min_count",
        "threshold",
        "kind",
        "top_k",
        "min_length",
        "max_length",
        "min_gap",
        "max_gap",
        "max_span",
        "min_step_gap",
        "max_step_gap",
        "contiguous",
        "starts_with",
        "ends_with",
        "contains",
        "excludes",
        "hierarchy",
        "max_patterns",
        "engine",
        "truncated",
        "stopped_by",
        "ordered",
        "within",
        "association",
        "min_confidence",
        "min_lift",
        "antecedent",
        "consequent",
        "max_antecedent",
        "max_consequent",
        "non_redundant",
        "by",
        "design",
        "evidence",
        "leaks",
        "timed",
        "outcome",
        "strata",
        "random_state",
    }
)
_COUNTS = frozenset(
    [
        "n_journeys",
        "n_antecedent",
        "n_consequent",
        "n_rule",
        "n_with",
        "n_group",
        "n_group_with",
        "n_rest",
        "n_rest_with",
    ]
)


def protected(
    table: PatternTable,
    k: int,
    *,
    differences: bool,
    round_to: int | None,
    most_each: int,
    columns: Sequence[str],
) -> PatternTable:
    """A table that may leave the house.

    Parameters
    ----------
    table
        Rows with their counts.
    k, differences, round_to
        As `protect` has them.
    most_each
        How many journeys one customer has at most: so many more make k customers of them for sure.
    columns
        All columns that the result has or would compute.
    """
    least = (k - 1) * most_each + 1
    _check_totals(table, k, least)
    whole = counted(table)
    any_order, ties = any_order_is_told(table), table.info.get("tied_share", 1.0) != 0.0
    admission = Admission(whole, least, differences, any_order, ties)
    kept = admission.rows()
    few = _shown_names(_recounted(table.take(np.flatnonzero(kept)), round_to or 1))
    left = republished(few, ranges=most_each == 1)
    told = {
        "k": k,
        "least": least,
        "differences": differences,
        "round_to": round_to,
        "withheld": admission.reasons(),
        "columns": [name for name in columns if name not in left and name not in table.coded],
    }
    final = replace(few, columns=left, info={**few.info, "protected": told})
    return final.take(_default_order(final))


def _check_totals(table: PatternTable, k: int, least: int) -> None:
    sizes: Mapping[str, int] = {"all": table.n_total, **dict(table.info.get("groups", {}))}
    people = table.info.get("n_customers")
    for name, size in sizes.items():
        if size < least:
            cure = "lower k, or choose larger groups" if name != "all" else "lower k, or take more journeys"
            message = (
                f"`k` of protect must be at most the size of what is compared; {name} has fewer than {least:,}: {cure}."
            )
            raise OptionError(message)
    if people is not None and people < k:
        message = f"`k` of protect must be at most the number of customers; there are fewer than {k:,}."
        raise OptionError(message)


def _recounted(table: PatternTable, unit: int) -> PatternTable:
    """The counts as they are published, in the table and in what it says of itself."""
    counts: dict[str, Column] = {
        name: rounded(column.astype(np.int64), unit) for name, column in table.columns.items() if name in _COUNTS
    }
    info = {name: value for name, value in table.info.items() if name in _ASKED}
    total = int(rounded(np.array(table.n_total), unit))
    if "groups" in table.info:
        info["groups"] = {name: int(rounded(np.array(size), unit)) for name, size in table.info["groups"].items()}
    if table.info.get("n_customers") is not None:
        info["n_customers"] = int(rounded(np.array(table.info["n_customers"]), unit))
    if "group" in table.columns:
        counts["group"] = table.columns["group"]
    held = counts[COUNTS[table.task]].astype(np.uint32)
    coded = {name: found.counted(held) for name, found in table.coded.items()}
    return replace(table, coded=coded, columns=counts, n_total=total, info={**info, "n_total": total})


def _shown_names(table: PatternTable) -> PatternTable:
    """The same rows without the names of events that are in none of them, as messages and pickles would tell those."""
    old = table.vocabulary
    codes = np.unique(np.concatenate([found.items for found in table.coded.values()]))
    names = Vocabulary.from_names([old.name(code) for code in codes.tolist()]) if len(codes) else _nameless(old)
    coded = {name: recoded(found, old, names) for name, found in table.coded.items()}
    return replace(table, coded=coded, vocabulary=names)


def _nameless(old: Vocabulary) -> Vocabulary:
    return Vocabulary("int", integers=np.empty(0, np.int64)) if old.kind == "int" else Vocabulary.from_names([])


def _default_order(table: PatternTable) -> NDArray[np.intp]:
    """By what is published: the order of rows tells nothing more."""
    key = (
        np.abs(table.columns["support_difference"]) if table.task == "contrasts" else table.columns[COUNTS[table.task]]
    )
    return np.lexsort((pattern_rank(joined(table)), -key))
