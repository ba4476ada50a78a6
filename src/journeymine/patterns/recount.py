"""Patterns of one set of journeys, counted in another."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from journeymine.journeys.vocabulary import Vocabulary
from journeymine.mining.constraints import STEPS, TIMES
from journeymine.mining.found import FoundPatterns


def recoded(found: FoundPatterns, names: Vocabulary, other: Vocabulary) -> FoundPatterns:
    """The same patterns in the codes of another vocabulary; events it does not have get codes beyond it, each its own.

    Codes beyond a vocabulary are in no journey.
    """
    if names is other:
        return found
    codes = np.unique(found.items)
    theirs = other.places([names.name(int(code)) for code in codes])
    unknown = theirs < 0
    theirs[unknown] = len(other) + np.arange(np.count_nonzero(unknown))
    # Codes are ranks of names, so events of an element that both vocabularies have stay ascending.
    return replace(found, items=theirs.astype(np.uint32)[np.searchsorted(codes, found.items)])


#: What a set that was counted again still is subject to; all else that was asked is of the search alone.
_KEPT = (
    *TIMES,
    *STEPS,
    "starts_with",
    "ends_with",
    "excludes",
    "max_length",
    "hierarchy",
    "random_state",
    "n_jobs",
    "unit",
)


def recounted_info(info: Mapping[str, Any]) -> dict[str, Any]:
    """What a set that was counted in other journeys says: the rules it keeps, and under ``mined`` all of its search.

    No threshold chose the patterns there, so there is none.
    """
    kept = {name: info[name] for name in _KEPT if name in info}
    return {"verb": "recount", "min_support": None, **kept, "mined": info.get("mined", dict(info))}
