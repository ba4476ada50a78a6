"""Which patterns are closed or maximal in given journeys: those that a search for that kind finds."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.constraints import STEPS, TIMES, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.mining.sequences import find_sequences
from journeymine.options import END, START, clash
from journeymine.patterns.level_matches import Located
from journeymine.patterns.order import pattern_rank


def is_closed(located: Located, constraints: Constraints) -> NDArray[np.bool_]:
    """Which patterns have no longer one around them in all the same journeys.

    Parameters
    ----------
    located
        The patterns, whose own counts are not looked at, in the journeys that decide, whatever other patterns were
        found. The family that patterns are compared in keeps the same rules, levels and `excludes` as their search.
    constraints
        The rules on occurrences.
    """
    held = count(located.coded, located.table.coded["pattern"], constraints=constraints)
    least = int(held.min(initial=located.coded.n_journeys + 1, where=held > 0))
    return _of_kind("closed", least, located, constraints)


def is_maximal(located: Located, constraints: Constraints) -> NDArray[np.bool_]:
    """Which patterns reach the threshold of their search while no longer one around them does; as `is_closed`.

    Raises
    ------
    OptionError
        The patterns were found without a threshold.
    """
    info = located.table.info
    if info.get("threshold", "journeys") != "journeys":
        why = "this column asks for the journeys of a pattern; mine with `kind='maximal'`"
        raise clash("is_maximal", f"threshold={info['threshold']!r}", "with_columns", why)
    if info.get("top_k") is not None or not info.get("min_count"):
        why = (
            "whether a longer pattern is frequent needs the fixed threshold of a search; mine with `min_support` alone"
        )
        raise clash("is_maximal", "top_k" if info.get("top_k") else "recount", "with_columns", why)
    return _of_kind("maximal", info["min_count"], located, constraints)


def _of_kind(kind: str, least: int, located: Located, constraints: Constraints) -> NDArray[np.bool_]:
    info, source = located.table.info, located.source
    found, coded = located.table.coded["pattern"], located.coded
    if source is not None and located.found is not None:
        found, coded = located.found, source.base
    options: dict[str, Any] = {name: info.get(name) for name in (*TIMES, *STEPS)}
    longest = int(found.lengths.max(initial=1))
    excluded = [name for name in info.get("excludes") or () if coded.vocabulary.places([name])[0] >= 0]
    those = find_sequences(
        coded,
        levels=None if source is None else source.levels,
        min_support=least,
        kind=kind,
        max_length=longest,
        **options,
        starts_with=START if constraints.from_start else None,
        ends_with=END if constraints.to_end else None,
        excludes=excluded or None,
        progress=False,
    )
    rank = pattern_rank(_together(found, those))
    return np.isin(rank[: len(found)], rank[len(found) :])


def _together(first: FoundPatterns, second: FoundPatterns) -> FoundPatterns:
    return FoundPatterns(
        items=np.concatenate([first.items, second.items]),
        offsets=np.concatenate([first.offsets, second.offsets[1:] + first.offsets[-1]]),
        n_journeys=np.concatenate([first.n_journeys, second.n_journeys]),
        element_starts=np.concatenate([first.opens(), second.opens()]),
    )
