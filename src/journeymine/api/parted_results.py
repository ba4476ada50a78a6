"""Patterns beside journeys in parts, wherever these are: counted there, and beside what chance alone would give."""

from typing import Any

import numpy as np

from journeymine.api.inputs import about
from journeymine.errors import OptionError
from journeymine.mining.constraints import Constraints, rules_told
from journeymine.mining.parted import PartedJourneys, sums_in_parts
from journeymine.mining.parted_nulls import order_null_in_parts, shuffles_in_parts
from journeymine.options import bad_option, optional_whole_number, seed, threads
from journeymine.patterns.level_matches import one_level
from journeymine.patterns.recount import recoded, recounted_info
from journeymine.patterns.table import TEXTS, PatternTable, from_found
from journeymine.ranking.lift import interval_of_sums, one_event
from journeymine.ranking.null_lift import Said, lifted


def recount_in_parts(table: PatternTable, parts: PartedJourneys, count: str = "journeys") -> PatternTable:
    """What `PatternSet.recount` does, of journeys in parts.

    Raises
    ------
    OptionError
        Something else than journeys is to be counted, or the patterns are of several levels.
    """
    if count != "journeys":
        raise bad_option("count", "recount", "'journeys' where journeys are in parts", count)
    one_level(table.info, "recount")
    total, outline = sum(parts.sizes), parts.outline
    rules = rules_told(table.info, outline, "recount")
    wanted = recoded(table.coded["pattern"], table.vocabulary, outline.vocabulary)
    sums, size_squares, customers = sums_in_parts(parts, wanted, rules, _workers(parts, None, "recount"))
    own = {**about(outline), "n_customers": parts.n_customers, "n_total": total}
    held = table.coded["pattern"].counted(sums[0].astype(np.uint32))
    again = from_found("sequences", held, table.vocabulary, total, {**recounted_info(table.info), **own})
    low, high = interval_of_sums(sums, total, size_squares, customers)
    return again.with_columns({"support_low": low, "support_high": high})


def lift_in_parts(
    table: PatternTable,
    parts: PartedJourneys,
    null: str = "order",
    *,
    count: str = "journeys",
    n_shuffles: Any = None,
    random_state: Any = 0,
    n_jobs: int | None = None,
) -> PatternTable:
    """What `PatternSet.lift` does under the order null, of the journeys in parts that patterns were counted in.

    Raises
    ------
    OptionError
        Another null or count, rules on occurrences, several levels, or other journeys.
    """
    for name, value, must in (("null", null, "order"), ("count", count, "journeys")):
        if value != must:
            raise bad_option(name, "lift", f"{must!r} where journeys are in parts", value)
    one_level(table.info, "lift")
    _check_plain(rules_told(table.info, parts.outline, "lift"))
    if sum(parts.sizes) != table.n_total:
        message = (
            f"`journeys` of lift must be those the patterns were counted in: {table.n_total:,} journeys; "
            f"got {sum(parts.sizes):,}. Count in others with `recount`."
        )
        raise OptionError(message)
    found = recoded(table.coded["pattern"], table.vocabulary, parts.outline.vocabulary)
    workers = _workers(parts, n_jobs, "lift")
    shuffles = optional_whole_number(n_shuffles, "n_shuffles", "lift") or shuffles_in_parts(parts, found)
    drawn = seed(random_state, "lift")
    said = order_null_in_parts(parts, found, seed=drawn, n_jobs=workers, shuffles=shuffles)
    lifts = lifted("order", Said(said, (said.tied == 0) | one_event(found), shuffles))
    columns = {name: np.asarray(one, object if name in TEXTS else None) for name, one in lifts.columns.items()}
    return table.with_columns(columns).with_info({"null": dict(lifts.info)})


def _check_plain(rules: Constraints) -> None:
    if rules.has_rules:
        message = (
            "`lift` of patterns under rules on gaps, spans and the ends of journeys shuffles every journey, which is "
            "done in memory only: make the journeys there, or a sample of them."
        )
        raise OptionError(message)


def _workers(parts: PartedJourneys, n_jobs: int | None, where: str) -> int:
    return threads(parts.n_jobs if n_jobs is None else n_jobs, where)
