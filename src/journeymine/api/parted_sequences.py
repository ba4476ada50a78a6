"""The search of journeys in parts, wherever these are: on disk, or on other machines."""

import time
from typing import Any

from journeymine.api.inputs import about, outcome
from journeymine.api.pattern_set import PatternSet
from journeymine.mining.constraints import told
from journeymine.mining.parted import PartedJourneys, find_in_parts, sums_in_parts
from journeymine.mining.progress import telling
from journeymine.mining.sequences import checked_request, search_sequences
from journeymine.options import bad_option, clash, memory_size
from journeymine.patterns.table import from_found
from journeymine.ranking.lift import interval_of_sums

_WHERE = "mine_sequences"
#: The share of the memory that the search of one part may take beside the part.
_SHARE = 2


def mine_parts(
    parts: PartedJourneys, asked: dict[str, Any], further: dict[str, Any], progress: Any, where: str
) -> PatternSet:
    """What `mine_sequences` does for journeys in parts.

    Parameters
    ----------
    parts
        The journeys.
    asked
        The options of `find_sequences`.
    further
        Those of `mine_sequences` beside: ``multiplicity, weights, hierarchy, random_state``.
    progress
        As `mine_sequences` takes it.
    where
        Where the journeys are, for messages: ``"on disk"``.

    Returns
    -------
    A `PatternSet` without journeys, as a loaded one: what is computed from journeys needs them passed.

    Raises
    ------
    OptionError
        An option that needs all journeys at once.
    """
    _refuse(asked, further, where)
    limit = memory_size(asked["memory_limit"], "memory_limit", _WHERE) or parts.memory
    outline, total = parts.outline, sum(parts.sizes)
    within = {
        "memory_limit": None if limit is None else limit // _SHARE,
        "n_jobs": parts.n_jobs if asked["n_jobs"] is None else asked["n_jobs"],
        "progress": progress,
    }
    wish = checked_request({**asked, **within}, outline, total)
    begin = time.perf_counter()
    with telling(wish.progress) as tell:
        found = find_in_parts(parts, wish, search_sequences, tell)
    ended = outcome(found, {**told(asked), **further}, total, _WHERE)
    ended["seconds"] = time.perf_counter() - begin
    people = {**about(outline), "n_customers": parts.n_customers}
    info = {"verb": _WHERE, "unit": "journeys", **people, **ended}
    table = from_found("sequences", found, outline.vocabulary, total, info)
    sums, size_squares, customers = sums_in_parts(parts, found, wish)
    low, high = interval_of_sums(sums, total, size_squares, customers)
    return PatternSet(table.with_columns({"support_low": low, "support_high": high}))


def _refuse(asked: dict[str, Any], further: dict[str, Any], where: str) -> None:
    those = f"journeys {where}"
    why = f"{those} are searched part by part; leave it out, or make the journeys in memory"
    for name in ("multiplicity", "weights", "hierarchy"):
        if further[name] is not None:
            raise clash(name, those, _WHERE, why)
    if asked["threshold"] != "journeys":
        raise bad_option("threshold", _WHERE, f"'journeys' for {those}", asked["threshold"])
    if asked["time_limit"] is not None:
        raise clash("time_limit", those, _WHERE, "of a search cut short nothing would be proven")
    if asked["engine"] not in {"auto", "journeymine"}:
        raise bad_option("engine", _WHERE, f"'auto' or 'journeymine' for {those}", asked["engine"])
