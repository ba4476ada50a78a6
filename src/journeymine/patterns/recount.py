"""Patterns of one set of journeys, counted in another."""

from dataclasses import replace

import numpy as np

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count


def recounted(
    found: FoundPatterns, names: Vocabulary, journeys: CodedJourneys, constraints: Constraints = FREE
) -> FoundPatterns:
    """The same patterns in the codes and with the counts of `journeys`, under the same rules.

    Raises
    ------
    UnknownEventError
        A pattern holds an event that does not occur in the journeys.
    """
    codes = np.unique(found.items)
    other = np.array([journeys.vocabulary.code(names.name(int(code))) for code in codes], np.uint32)
    # Codes are ranks of names, so events of an element stay ascending.
    same = replace(found, items=other[np.searchsorted(codes, found.items)] if len(codes) else found.items)
    return replace(same, n_journeys=count(journeys, same, constraints=constraints))
