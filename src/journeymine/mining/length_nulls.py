"""Nulls under which the chance of a journey hangs on its length, or on nothing: serial, transition and product."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.mining.null_journeys import core_journeys, many_each
from journeymine.mining.null_sums import Keys, OrderNull, joined
from journeymine.mining.nulls import Floats

_CHANCES = 8_000_000
"""Chances of patterns by length that are held at a time: 64 MB."""


@dataclass(frozen=True, eq=False)
class Chain:
    """A first-order Markov chain over event codes.

    Attributes
    ----------
    start
        float64, shape (n_codes,): the share of journeys that begin with each event.
    rows, codes, chances
        The shares of what follows each event, in compressed sparse rows: uint64 bounds of shape (n_codes + 1,), uint32
        codes and float64 shares. The row of an event that nothing follows is empty.
    """

    start: Floats
    rows: NDArray[np.uint64]
    codes: NDArray[np.uint32]
    chances: Floats


def element_lengths(coded: CodedJourneys) -> NDArray[np.int64]:
    """How many elements each journey has: int64, shape (N,).

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> element_lengths(from_lists([[("a", "b"), "a"], []])).tolist()
    [2, 0]
    """
    before = np.concatenate([[0], np.cumsum(coded.opens())])
    return np.diff(before[coded.offsets.astype(np.int64)])


def serial_null(
    coded: CodedJourneys, patterns: FoundPatterns, *, constraints: Constraints = FREE, seed: int, n_jobs: int
) -> OrderNull:
    """The serial null of each pattern: every element of a journey drawn from the elements of all journeys.

    q(L) = P(Σ_r Geom(θ_r) ≤ L) over the pattern's elements r, θ_r the share of all elements that hold r and L the
    elements of the journey. Supports are those under `constraints`, the chances those without: hand over none, but for
    patterns that rules do not bind.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"], ["b", "a"]])
    >>> wanted = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> null = serial_null(coded, wanted, seed=0, n_jobs=1)
    >>> null.support.tolist(), null.expected.tolist()
    ([1], [0.5])
    """
    lengths, classes = np.unique(element_lengths(coded), return_inverse=True)
    rates, bounds = _rates(coded, patterns, n_jobs)
    parts, distinct = [], 0
    for some, rows in _batches(patterns, len(lengths)):
        own = bounds[rows.start : rows.stop + 1]
        table = _core.serial_table(
            rates[own[0] : own[-1]], (own - own[0]).astype(np.uint64), lengths.astype(np.uint32), n_jobs=n_jobs
        )
        distinct += len(table["values"]) // max(len(lengths), 1)
        parts.append(_counted(coded, some, table, classes, len(lengths), constraints, seed, n_jobs))
    return replace(joined(parts), keys=Keys(len(patterns), distinct))


def transition_null(coded: CodedJourneys, patterns: FoundPatterns, *, seed: int, n_jobs: int) -> OrderNull:
    """The transition null of each pattern of single events: journeys are walks along `chain_of` all journeys.

    q(L) is the chance of a walk of L events to hold the pattern: it begins as journeys begin, and where an event has
    never been followed by another, walks are those that go on as far. Events are those of single-event journeys in
    their order.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "a", "b"], ["b", "b"]])
    >>> wanted = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> null = transition_null(coded, wanted, seed=0, n_jobs=1)
    >>> null.expected.tolist()
    [1.375]
    """
    lengths, classes = np.unique(coded.lengths, return_inverse=True)
    chain, parts = chain_of(coded), []
    inner = np.ones(len(patterns.items), np.bool_)
    inner[patterns.offsets[:-1].astype(np.int64)] = False
    pairs = (patterns.items[:-1].astype(np.int64) << 32 | patterns.items[1:])[inner[1:]]
    for some, _ in _batches(patterns, len(lengths)):
        table = _core.transition_table(
            chain.start,
            chain.rows,
            chain.codes,
            chain.chances,
            some.items,
            some.offsets,
            lengths.astype(np.uint32),
            n_jobs=n_jobs,
        )
        parts.append(_counted(coded, some, table, classes, len(lengths), FREE, seed, n_jobs))
    return replace(joined(parts), keys=Keys(len(pairs), len(np.unique(pairs))))


def product_null(
    coded: CodedJourneys, patterns: FoundPatterns, *, constraints: Constraints = FREE, seed: int, n_jobs: int
) -> OrderNull:
    """The product null of each pattern: q = Π of the shares of journeys that hold each of its events.

    It is the same for every journey and ignores order, length and rules: a foil for the others, not a null to believe.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"], ["b"]])
    >>> wanted = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> product_null(coded, wanted, seed=0, n_jobs=1).expected.tolist()
    [1.0]
    """
    if len(patterns) == 0:
        chances = np.empty(0)
    else:
        shares = event_shares(coded, patterns, n_jobs)
        chances = np.multiply.reduceat(shares, patterns.offsets[:-1].astype(np.int64))
    values, of = np.unique(chances, return_inverse=True)
    table = {"values": values, "of": of.astype(np.uint32)}
    classes = np.zeros(len(coded), np.int64)
    return joined([_counted(coded, patterns, table, classes, 1, constraints, seed, n_jobs)])


def event_shares(coded: CodedJourneys, patterns: FoundPatterns, n_jobs: int) -> Floats:
    """Of each event of each pattern, the share of journeys that hold it: float64, shape (n_items,).

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> wanted = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> event_shares(from_lists([["a", "b"], ["b"]]), wanted, 1).tolist()
    [0.5, 1.0]
    """
    events, places = np.unique(patterns.items, return_inverse=True)
    offsets = np.arange(len(events) + 1, dtype=np.uint64)
    alone = count(coded, FoundPatterns(events, offsets, np.zeros(len(events), np.uint32)), n_jobs=n_jobs)
    shares = alone / max(coded.n_journeys, 1)
    return np.asarray(shares[places], np.float64)


def chain_of(coded: CodedJourneys) -> Chain:
    """The chain that journeys of single events make together; rows that stand for several journeys count as many.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> chain = chain_of(from_lists([["a", "b", "a", "c"], ["b"]]))
    >>> chain.start.tolist(), chain.rows.tolist(), chain.codes.tolist(), chain.chances.tolist()
    ([0.5, 0.5, 0.0], [0, 2, 3, 3], [1, 2, 0], [0.5, 0.5, 1.0])
    """
    n, many = len(coded.vocabulary), many_each(coded)
    offsets = coded.offsets.astype(np.int64)
    known = coded.lengths > 0
    start = np.bincount(coded.events[offsets[:-1][known]], many[known], minlength=n)
    follows = np.ones(coded.n_events, np.bool_)
    follows[offsets[:-1][known]] = False
    after = np.flatnonzero(follows)
    steps = coded.events[after - 1].astype(np.int64) * n + coded.events[after]
    pairs, which = np.unique(steps, return_inverse=True)
    counts = np.bincount(which, np.repeat(many, coded.lengths)[after], minlength=len(pairs))
    before = pairs // max(n, 1)
    wholes = np.bincount(before, counts, minlength=n)
    return Chain(
        start=start / max(start.sum(), 1),
        rows=np.searchsorted(before, np.arange(n + 1)).astype(np.uint64),
        codes=(pairs % max(n, 1)).astype(np.uint32),
        chances=counts / wholes[before],
    )


def _rates(coded: CodedJourneys, patterns: FoundPatterns, n_jobs: int) -> tuple[Floats, NDArray[np.int64]]:
    """θ of each element of each pattern, and where the elements of each pattern begin and end."""
    opens = np.flatnonzero(patterns.opens())
    bounds = np.searchsorted(opens, patterns.offsets.astype(np.int64))
    many = many_each(coded)
    total = int(many @ element_lengths(coded))
    if coded.element_starts is None and patterns.element_starts is None:
        known = np.bincount(coded.events, np.repeat(many, coded.lengths), minlength=len(coded.vocabulary))
        # Codes beyond the vocabulary are in no journey.
        known = np.append(known, 0.0)[np.minimum(patterns.items, len(coded.vocabulary))]
        return known / max(total, 1), bounds
    elements = FoundPatterns(
        patterns.items,
        np.append(opens, len(patterns.items)).astype(np.uint64),
        np.zeros(len(opens), np.uint32),
        patterns.element_starts,
    )
    held = count(_elements(coded, many), elements, n_jobs=n_jobs)
    return held / max(total, 1), bounds


def _elements(coded: CodedJourneys, many: NDArray[np.int64]) -> CodedJourneys:
    """Each element as a journey of its own."""
    places = np.flatnonzero(coded.opens())
    owner = np.repeat(np.arange(len(coded)), coded.lengths)[places]
    return replace(
        coded,
        offsets=np.append(places, coded.n_events).astype(np.uint64),
        multiplicity=None if coded.multiplicity is None else many[owner].astype(np.uint32),
    )


def _batches(patterns: FoundPatterns, width: int) -> Iterator[tuple[FoundPatterns, range]]:
    """Patterns, few enough for their chances by length to fit; an empty batch where there is none."""
    size = max(_CHANCES // max(width, 1), 1)
    for first in range(0, max(len(patterns), 1), size):
        rows = range(first, min(first + size, len(patterns)))
        yield patterns.take(np.arange(rows.start, rows.stop)), rows


def _counted(
    coded: CodedJourneys,
    patterns: FoundPatterns,
    table: Any,
    classes: NDArray[np.intp],
    width: int,
    constraints: Constraints,
    seed: int,
    n_jobs: int,
) -> dict[str, NDArray[Any]]:
    """What the core makes of chances by class of journey, and of what the journeys hold."""
    return _core.table_statistics(
        core_journeys(coded) | {"times": None, "tie_rank": None, "cut": None},
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        table["values"],
        width,
        table["of"],
        classes.astype(np.uint32),
        constraints=constraints.for_core(coded.times),
        seed=seed,
        n_jobs=n_jobs,
    )
