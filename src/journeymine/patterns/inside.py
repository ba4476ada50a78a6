"""Which patterns of a set lie inside which others of it."""

from typing import TYPE_CHECKING

import numpy as np

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.mining.constraints import constrain
from journeymine.mining.counting import pattern_matrix
from journeymine.patterns.level_matches import located
from journeymine.patterns.table import PatternTable

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Under these a part must lie closer together; rules on time do not enter, for a pattern has no clock.
_RULES = ("max_step_gap", "contiguous")


def inside(table: PatternTable, where: str, *, n_jobs: int | None = None) -> "csr_array":
    """Patterns × patterns: an entry (q, p) where p lies inside q, each inside itself.

    The patterns are matched in each other as if they were journeys, so the rule on step gaps and the hierarchy that
    they were mined with hold here, too: a general pattern lies inside one more specific.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> from journeymine.mining.sequences import find_sequences
    >>> from journeymine.patterns.table import from_found
    >>> coded = from_lists([["a", "b"], ["a"]])
    >>> found = find_sequences(coded, min_support=1)
    >>> inside(from_found("sequences", found, coded.vocabulary, 2, {}), "select").toarray().tolist()
    [[1, 0, 0], [0, 1, 0], [1, 1, 1]]
    """
    own = located(table, as_journeys(table), where)
    told = {name: table.info.get(name) for name in _RULES}
    rules = constrain(told, own.coded, where)
    return pattern_matrix(own.coded, own.table.coded["pattern"], "present", constraints=rules, n_jobs=n_jobs)


def as_journeys(table: PatternTable) -> CodedJourneys:
    """The patterns of a table as journeys, one a pattern."""
    found = table.coded["pattern"]
    opens = found.opens()
    return CodedJourneys(
        events=found.items.copy(),
        offsets=found.offsets.copy(),
        vocabulary=table.vocabulary,
        customers=Vocabulary.from_names(range(len(found))),
        customer_codes=np.arange(len(found), dtype=np.uint32),
        element_starts=None if opens.all() else np.packbits(opens, bitorder="little"),
    )
