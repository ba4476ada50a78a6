"""Patterns of one set of journeys, counted in another."""

from dataclasses import replace

import numpy as np

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count


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


def recounted(
    found: FoundPatterns, names: Vocabulary, journeys: CodedJourneys, constraints: Constraints = FREE
) -> FoundPatterns:
    """The same patterns in the codes and with the counts of `journeys`, under the same rules.

    A pattern with an event that does not occur there is held by none.
    """
    same = recoded(found, names, journeys.vocabulary)
    return replace(same, n_journeys=count(journeys, same, constraints=constraints))
