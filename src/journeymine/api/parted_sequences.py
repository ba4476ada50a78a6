"""The search of journeys in parts, wherever these are: on disk, or on other machines."""

import time
from typing import Any

from journeymine.api.in_parts import for_a_part, refuse_in_parts
from journeymine.api.inputs import about, outcome
from journeymine.api.pattern_set import PatternSet
from journeymine.mining.constraints import told
from journeymine.mining.parted import PartedJourneys, find_in_parts, sums_in_parts
from journeymine.mining.progress import telling
from journeymine.mining.sequences import checked_request, search_sequences
from journeymine.patterns.table import from_found
from journeymine.ranking.lift import interval_of_sums

_WHERE = "mine_sequences"
#: Options that need all journeys at once.
_WHOLE = ("multiplicity", "weights", "hierarchy")


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
    refuse_in_parts(asked, {name: further[name] for name in _WHOLE}, where, _WHERE)
    outline, total = parts.outline, sum(parts.sizes)
    within = for_a_part(parts, asked, _WHERE)
    wish = checked_request({**asked, **within, "progress": progress}, outline, total)
    begin = time.perf_counter()
    with telling(wish.progress) as tell:
        found = find_in_parts(parts, wish, search_sequences, tell)
    ended = outcome(found, {**told(asked), **further}, total, _WHERE)
    ended["seconds"] = time.perf_counter() - begin
    people = {**about(outline), "n_customers": parts.n_customers}
    info = {"verb": _WHERE, "unit": "journeys", **people, **ended}
    table = from_found("sequences", found, outline.vocabulary, total, info)
    sums, size_squares, customers = sums_in_parts(parts, found, wish.constraints, wish.n_jobs)
    low, high = interval_of_sums(sums, total, size_squares, customers)
    return PatternSet(table.with_columns({"support_low": low, "support_high": high}))
