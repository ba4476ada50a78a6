"""Nulls by drawing: journeys drawn anew again and again, and patterns counted in them under any rules, in any unit."""

from dataclasses import asdict, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.length_nulls import chain_of
from journeymine.mining.null_journeys import core_journeys, many_each
from journeymine.mining.null_sums import OrderNull, joined

Law = Literal["order", "bigram", "serial", "transition", "rotation", "profile"]
Unit = Literal["journeys", "customers", "occurrences", "windows"]

_COUNTS = 8_000_000
"""Counts of patterns by draw that each thread holds at a time: 32 MB."""

_UNBOUNDED = np.iinfo(np.int64).max
"""What is counted more than once in a journey has no most."""


def sampled_null(
    coded: CodedJourneys,
    patterns: FoundPatterns,
    law: Law,
    *,
    constraints: Constraints = FREE,
    unit: Unit = "journeys",
    seed: int,
    n_jobs: int,
    shuffles: int,
) -> OrderNull:
    """A null of each pattern from draws of all journeys, each of which all patterns share.

    Parameters
    ----------
    coded
        The journeys, those of a customer next to each other.
    patterns
        The patterns, in the codes of these journeys.
    law
        What a draw keeps of a journey beside its length, times and sizes of elements. ``"order"``: its own events.
        ``"bigram"``: these and its pairs of neighbours, each order that has them equally likely (`Trail` of the core).
        ``"serial"``: nothing, events come with their share among all. ``"transition"``: nothing, it is a walk along
        `chain_of` all journeys. ``"rotation"``: of each kind of event its time line, turned as a ring, each kind by
        itself. ``"profile"``: of each kind how many events there are, each put about a place drawn from those that its
        kind has in all journeys. Rings and places are those of a window that begins (last - first) / (L - 1) before the
        first of a journey's L events and ends as much after the last, as it would on average if all came at random.
        Events of equal time stand by the tie rule again under all but ``"bigram"`` and ``"transition"``; all but
        ``"order"`` are for journeys of single events, the last two for journeys with times.
    constraints
        The rules on occurrences under which the patterns are counted; a draw keeps the times of the slots, but for the
        last two laws.
    unit
        What is counted.
    seed, shuffles
        Of the draws; how many there are.
    n_jobs
        Threads. The result does not depend on it.

    Returns
    -------
    With E the mean over draws, p = (1 + #{X* ≥ x}) / (T + 1), and `noise` the standard deviation of X*.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "a", "c"]] * 20)
    >>> wanted = FoundPatterns(np.array([1, 0], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> null = sampled_null(coded, wanted, "bigram", seed=0, n_jobs=1, shuffles=99)
    >>> null.support.tolist(), null.expected.tolist(), null.p.tolist()
    ([20], [20.0], [1.0])
    """
    journeys, parts = core_journeys(coded), []
    size = max(_COUNTS // shuffles, 1)
    for first in range(0, max(len(patterns), 1), size):
        some = patterns.take(np.arange(first, min(first + size, len(patterns))))
        part = _core.sample_statistics(
            journeys,
            some.items,
            some.offsets,
            some.element_starts,
            _drawing(coded, law),
            constraints=constraints.for_core(coded.times),
            unit=unit,
            shuffles=shuffles,
            seed=seed,
            n_jobs=n_jobs,
        )
        parts.append(part)
    null = joined(parts)
    possible = null.fitting if unit == "journeys" else np.full(len(patterns), _UNBOUNDED)
    # Every journey that may hold it was drawn.
    return replace(null, possible=possible, tied=null.fitting)


def _drawing(coded: CodedJourneys, law: Law) -> Any:
    drawing: dict[str, Any] = dict.fromkeys(("start", "rows", "codes", "chances", "times"))
    drawing["law"] = law
    if law == "serial":
        weights = np.repeat(many_each(coded), coded.lengths)
        counts = np.bincount(coded.events, weights, minlength=len(coded.vocabulary))
        drawing["chances"] = counts / max(counts.sum(), 1)
    elif law == "transition":
        drawing |= asdict(chain_of(coded))
    elif law in {"rotation", "profile"}:
        drawing["times"] = coded.times
    if law == "profile":
        drawing["rows"], drawing["chances"] = _places(coded)
    return drawing


def _places(coded: CodedJourneys) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    """Where events lie between the beginning (0) and the end (1) of the windows of their journeys, kind by kind.

    Journeys of one moment say nothing; rows that stand for several journeys say it as often.
    """
    assert coded.times is not None
    known = np.flatnonzero(coded.lengths)
    row = np.repeat(np.arange(len(known)), coded.lengths[known])
    first = coded.times[coded.offsets[known].astype(np.int64)]
    last = coded.times[coded.offsets[known + 1].astype(np.int64) - 1]
    span = (last - first).astype(np.float64)
    margin = span / np.maximum(coded.lengths[known].astype(np.int64) - 1, 1)
    says = span[row] > 0
    row, code = row[says], coded.events[says]
    place = (coded.times[says] - first[row] + margin[row]) / (span + 2 * margin)[row]
    if coded.multiplicity is not None:
        many = np.repeat(many_each(coded), coded.lengths)[says]
        place, code = np.repeat(place, many), np.repeat(code, many)
    order = np.lexsort((place, code))
    firsts = np.searchsorted(code[order], np.arange(len(coded.vocabulary) + 1))
    return firsts.astype(np.uint64), place[order]
