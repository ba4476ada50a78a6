"""The PyPI package prefixspan: all frequent patterns of single events."""

import sys
import time
from itertools import pairwise

from journeymine.errors import EngineError
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.asked import Asked
from journeymine.mining.engines.rows import as_found
from journeymine.mining.found import FoundPatterns


def search(coded: CodedJourneys, asked: Asked) -> FoundPatterns:
    """All frequent sequential patterns of single events.

    Parameters
    ----------
    coded
        N journeys of single events.
    asked
        Checked options.

    Raises
    ------
    EngineError
        The patterns are longer than Python's recursion limit lets prefixspan go.
    """
    from prefixspan import PrefixSpan

    begin = time.perf_counter()
    bounds, events = coded.offsets.tolist(), coded.events.tolist()
    miner = PrefixSpan([events[a:b] for a, b in pairwise(bounds)])
    # Its own default stops at 1,000 without a word.
    miner.maxlen = asked.max_length or max(1, len(events))
    try:
        results = miner.frequent(asked.min_support)
    except RecursionError:
        message = (
            f"`engine='prefixspan'` of mine_sequences cannot do patterns of about {sys.getrecursionlimit()} events "
            "(Python's recursion limit); 'journeymine' can."
        )
        raise EngineError(message) from None
    rows = ((tuple((event,) for event in pattern), support) for support, pattern in results)
    return as_found(rows, asked, time.perf_counter() - begin)
