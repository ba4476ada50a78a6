"""Baskets as journeys of one element: what is known of patterns then holds of itemsets."""

from dataclasses import replace

import numpy as np

from journeymine.journeys.coded import CodedJourneys, number_parts
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.mining.baskets import Baskets
from journeymine.mining.found import FoundPatterns
from journeymine.sources.distinct import distinct


def as_journeys(baskets: Baskets) -> CodedJourneys:
    """Each basket as a journey in which everything happens at once; it stands for and weighs what the basket does.

    Examples
    --------
    >>> coded = as_journeys(Baskets.from_lists([["b", "a", "b"], [], ["b"]]))
    >>> coded.events.tolist(), coded.offsets.tolist(), coded.opens().tolist()
    ([0, 1, 1], [0, 2, 2, 3], [True, False, True])
    """
    n, width = len(baskets), max(len(baskets.vocabulary), 1)
    ends = baskets.offsets.astype(np.int64)
    row = np.repeat(np.arange(n), np.subtract(ends[1:], ends[:-1]))
    row, events = np.divmod(distinct(row * width + baskets.items), width)
    opens = np.append(True, row[1:] != row[:-1])[: len(row)]
    codes = np.arange(n, dtype=np.uint32) if baskets.customer_codes is None else baskets.customer_codes
    return CodedJourneys(
        events=events.astype(np.uint32),
        offsets=np.searchsorted(row, np.arange(n + 1)).astype(np.uint64),
        vocabulary=baskets.vocabulary,
        customers=Vocabulary("int", integers=np.arange(n, dtype=np.int64)),
        customer_codes=codes,
        parts=number_parts(codes),
        element_starts=None if opens.all() else np.packbits(opens, bitorder="little"),
        multiplicity=baskets.multiplicity,
        weights=baskets.weights,
    )


def as_patterns(itemsets: FoundPatterns) -> FoundPatterns:
    """Each itemset as a pattern of one element.

    Examples
    --------
    >>> items, offsets = np.array([0, 0, 1], np.uint32), np.array([0, 1, 3], np.uint64)
    >>> as_patterns(FoundPatterns(items, offsets, np.array([2, 1], np.uint32))).opens().tolist()
    [True, True, False]
    """
    opens = np.zeros(len(itemsets.items), np.bool_)
    opens[itemsets.offsets[:-1].astype(np.int64)] = True
    return replace(itemsets, element_starts=opens)
