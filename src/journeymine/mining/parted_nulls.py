"""The order null of journeys in parts: what their customers add up to, gathered part by part and judged once."""

from functools import partial
from typing import Any

import numpy as np

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.found import FoundPatterns
from journeymine.mining.null_journeys import core_journeys, tied_share
from journeymine.mining.null_sums import OrderNull, joined
from journeymine.mining.nulls import BATCH, batches, shuffles_over
from journeymine.mining.parted import Parts


def shuffles_in_parts(parts: Parts[CodedJourneys], patterns: FoundPatterns) -> int:
    """As `shuffles_for`, of all parts together."""
    each = list(parts.each(_ties))
    total = sum(n for n, _, _ in each)
    share = sum(tied * n for n, _, tied in each) / max(total, 1)
    return shuffles_over(sum(events for _, events, _ in each), patterns, share)


def _ties(_number: int, part: CodedJourneys) -> tuple[int, int, float]:
    return len(part), part.n_events, tied_share(part)


def order_null_in_parts(
    parts: Parts[CodedJourneys], patterns: FoundPatterns, *, seed: int, n_jobs: int, shuffles: int
) -> OrderNull:
    """As `order_null`, of all parts together.

    Where every journey is known in closed form E and p are the same to the last bit, and the sums within customers up
    to the order in which they are added. Journeys that are shuffled are numbered part by part, so that these draws are
    others, by the same law.
    """
    firsts = (np.cumsum(parts.sizes) - np.array(parts.sizes)).tolist()
    told = []
    for some in batches(patterns, BATCH):
        task = partial(_gathered, patterns=some, firsts=firsts, seed=seed, n_jobs=n_jobs, shuffles=shuffles)
        told.append(
            _core.settle_lifts(
                list(parts.each(task)),
                some.items,
                some.offsets,
                some.element_starts,
                shuffles=shuffles,
                bounded=True,
                seed=seed,
                n_jobs=n_jobs,
            )
        )
    return joined(told)


def _gathered(
    number: int,
    part: CodedJourneys,
    patterns: FoundPatterns,
    firsts: list[int],
    seed: int,
    n_jobs: int,
    shuffles: int,
) -> dict[str, Any]:
    return _core.gather_lifts(
        core_journeys(part),
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        shuffles=shuffles,
        seed=seed,
        first=firsts[number],
        n_jobs=n_jobs,
    )
