"""A search of sequences asked again of other journeys, from what a result tells of it."""

import math
from collections.abc import Mapping
from typing import Any

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import STEPS, TIMES
from journeymine.mining.found import FoundPatterns
from journeymine.mining.sequences import find_sequences
from journeymine.options import END, START, is_whole

_PLAIN = (
    *TIMES,
    *STEPS,
    "threshold",
    "kind",
    "top_k",
    "min_length",
    "max_length",
    "excludes",
    "max_patterns",
    "time_limit",
    "memory_limit",
)
_ANCHORS = {repr(anchor): anchor for anchor in (START, END)}


def mined_again(
    coded: CodedJourneys, info: Mapping[str, Any], *, share: float = 1.0, n_jobs: int | None = None
) -> FoundPatterns:
    """The sequences that the same search finds in these journeys.

    Parameters
    ----------
    coded
        Journeys with the vocabulary of those that were searched.
    info
        What the result says of its search.
    share
        Which part of the customers they are: a `min_support` that is a count comes down with them, at least to 1.
    n_jobs
        Threads.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> found = mined_again(from_lists([["a", "b"]] * 5), {"min_support": 10, "ends_with": ["jm.END"]}, share=0.5)
    >>> found.items.tolist(), found.n_journeys.tolist()
    ([1, 0, 1], [5, 5])
    """
    asked = {name: info[name] for name in _PLAIN if info.get(name) is not None}
    least: Any = info.get("min_support")
    asked["min_support"] = max(1, math.ceil(least * share)) if is_whole(least) else least
    for name in ("starts_with", "ends_with"):
        if info.get(name) is not None:
            asked[name] = [_ANCHORS.get(one, one) for one in info[name]]
    if info.get("contains") is not None:
        asked["contains"] = [frozenset(one) if isinstance(one, list) else one for one in info["contains"]]
    return find_sequences(coded, **asked, n_jobs=n_jobs, progress=False)
