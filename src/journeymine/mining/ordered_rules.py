"""Rules whose sides are sequences: patterns cut in two, each part counted under the same rules on gaps."""

import time
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.mining.null_journeys import core_journeys
from journeymine.mining.rules import AskedRules, FoundRules, Side, clock
from journeymine.mining.sequences import search_sequences
from journeymine.options import threads

_JOINED = np.uint32(1 << 31)
_CUT, _EVENT = 300, 8
"""Bytes that cutting takes, a cut and an event of its pattern, about; an eighth of a memory limit is for that, because
what was found and the table of rules stand beside it."""


@dataclass(frozen=True)
class Law:
    """What occurrences of a rule have to meet.

    Attributes
    ----------
    constraints
        Rules of the whole, A followed by B; A alone need not reach the end of the journey, B alone not its start.
    within
        The most time from the last event of A to the last of B; each side alone is counted without it.
    """

    constraints: Constraints = FREE
    within: int | None = None

    @property
    def has_rules(self) -> bool:
        """Is anything asked?"""
        return self.within is not None or self.constraints.has_rules

    @property
    def of_antecedent(self) -> Constraints:
        """For A alone."""
        return replace(self.constraints, to_end=False)

    @property
    def of_consequent(self) -> Constraints:
        """For B alone."""
        return replace(self.constraints, from_start=False)


FREE_LAW = Law()
"""Nothing is asked."""


def find_ordered_rules(coded: CodedJourneys, asked: AskedRules) -> FoundRules:
    """Rules A → B between sequences: cuts of the frequent sequences.

    What the sides may be made of is part of the search: journeys are cut to where these events lie.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> from journeymine.mining.rules import check_rules
    >>> coded = from_lists([["a", "b", "c"], ["a", "c"], ["c"]])
    >>> found = find_ordered_rules(coded, check_rules({"min_support": 2, "consequent": "c"}, coded))
    >>> len(found), found.n_rule.tolist(), found.antecedents.n_journeys.tolist()
    (1, [2], [2])
    """
    begin = time.perf_counter()
    where_it_can_be = _between(coded, asked.left, asked.right)
    law = Law(asked.shared.constraints, asked.within)
    limit = wanted = asked.limit
    while True:
        left = asked.shared.time_limit
        shared = replace(
            asked.shared,
            # No time at all is no limit a search can have.
            time_limit=None if left is None else max(left - time.perf_counter() + begin, 1e-9),
            top_k=wanted,
            max_length=asked.longest,
            max_patterns=None,
            memory_limit=None if asked.shared.memory_limit is None else asked.shared.memory_limit // 2,
            constraints=replace(asked.shared.constraints, **_ends(coded, asked)),
        )
        patterns = _that_fit(search_sequences(where_it_can_be, shared), asked.shared.memory_limit)
        rules = cut(patterns, coded, asked.left, asked.right, asked.confidence, asked.shared.min_support, law)
        if limit is None or wanted is None or len(patterns) < wanted or patterns.truncated:
            break
        # Below the support of the last pattern, and among its equals, patterns may be missing.
        if int((rules.n_rule > int(patterns.n_journeys[-1])).sum()) >= limit:
            break
        wanted *= 4
    shown = np.arange(len(rules))[: asked.shared.top_k]
    most = asked.shared.max_patterns
    more = most is not None and len(shown) > most
    return replace(
        rules.take(shown[:most]),
        stopped_by=patterns.stopped_by or ("max_patterns" if more else None),
        proven_above=patterns.proven_above,
        seconds=time.perf_counter() - begin,
    )


def _that_fit(patterns: FoundPatterns, memory_limit: int | None) -> FoundPatterns:
    """The first patterns, as many as there is room to cut; rules of the others are at most as frequent as these."""
    if memory_limit is None or not len(patterns):
        return patterns
    elements = np.add.reduceat(patterns.opens(), patterns.offsets[:-1].astype(np.int64), dtype=np.int64)
    taken = np.cumsum((elements - 1) * (_CUT + _EVENT * patterns.lengths.astype(np.int64)))
    n = int(np.searchsorted(taken, memory_limit // 8, side="right"))
    if n == len(patterns):
        return patterns
    unseen = max(int(patterns.n_journeys[n]), patterns.proven_above or 0)
    return replace(patterns.take(np.arange(n)), stopped_by="memory_limit", proven_above=unseen)


def cut(
    patterns: FoundPatterns,
    coded: CodedJourneys,
    left: Side,
    right: Side,
    confidence: Any,
    min_support: int,
    law: Law = FREE_LAW,
    *,
    n_jobs: int | None = None,
) -> FoundRules:
    """Every cut of every pattern between two elements that gives the sides asked for, with the counts of each part.

    Parameters
    ----------
    patterns
        Sequences with their counts under the law's constraints.
    coded
        The journeys to count in.
    left, right
        What the sides may be.
    confidence
        The least, a fraction.
    min_support
        The least n_rule.
    law
        What occurrences have to meet.
    n_jobs
        Threads; None for all cores.
    """
    which, splits = _places(patterns)
    bounds = patterns.offsets.astype(np.int64)
    begins, middles, ends = bounds[which], bounds[which] + splits, bounds[which + 1]
    fits = _made_of(patterns, left, begins, middles) & _made_of(patterns, right, middles, ends)
    which, splits, begins, middles, ends = (one[fits] for one in (which, splits, begins, middles, ends))
    heads, head_of = _distinct(patterns, begins, middles)
    heads = replace(heads, n_journeys=count(coded, heads, constraints=law.of_antecedent, n_jobs=n_jobs))
    n_rule = patterns.n_journeys[which].astype(np.int64)
    if law.within is not None:
        n_rule = count_cuts(coded, patterns, which, splits, law, n_jobs=n_jobs)
    kept = np.flatnonzero(
        (n_rule >= min_support)
        & (
            n_rule.astype(object) * confidence.denominator
            >= heads.n_journeys[head_of].astype(object) * confidence.numerator
        )
    )
    tails, tail_of = _distinct(patterns, middles[kept], ends[kept])
    found = FoundRules(heads.take(head_of[kept]), tails.take(tail_of), n_rule[kept])
    return found.take(np.lexsort([_rank(tails)[tail_of], _rank(heads)[head_of[kept]], -n_rule[kept]]))


def count_cuts(
    coded: CodedJourneys,
    patterns: FoundPatterns,
    which: NDArray[np.int64],
    splits: NDArray[np.int64],
    law: Law,
    *,
    n_jobs: int | None = None,
) -> NDArray[np.int64]:
    """Journeys that hold a rule: pattern ``which[i]``, cut after its first ``splits[i]`` events.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "x", "b"], ["a", "b"]])
    >>> pattern = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> count_cuts(coded, pattern, np.array([0]), np.array([1]), Law(within=1)).tolist()
    [1]
    """
    return _core.count_rules(
        core_journeys(coded),
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        which.astype(np.uint32),
        splits.astype(np.uint32),
        constraints=law.constraints.for_core(coded.times) | {"times": clock(coded)},
        within=law.within,
        n_jobs=threads(n_jobs, "rules"),
    ).astype(np.int64)


def _places(patterns: FoundPatterns) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every place between two elements: of which pattern, and how many events lie before it."""
    opens = patterns.opens().copy()
    firsts = patterns.offsets[:-1].astype(np.int64)
    opens[firsts] = False
    at = np.flatnonzero(opens)
    which = np.searchsorted(firsts, at, side="right") - 1
    return which, at - firsts[which]


def _made_of(
    patterns: FoundPatterns, side: Side, begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which parts of the patterns have only events of a side, and no more than it may have."""
    fits = np.ones(len(begins), np.bool_) if side.most is None else ends - begins <= side.most
    if side.events is not None:
        strange = np.concatenate([[0], np.cumsum(~np.isin(patterns.items, side.events))])
        fits &= strange[begins] == strange[ends]
    return fits


def _distinct(
    patterns: FoundPatterns, begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[FoundPatterns, NDArray[np.int64]]:
    """The distinct ones among parts of patterns, not yet counted, and which of them each part is."""
    steps = np.where(patterns.opens(), patterns.items, patterns.items | _JOINED)
    known: dict[bytes, int] = {}
    pairs = zip(begins.tolist(), ends.tolist(), strict=True)
    places = [known.setdefault(steps[begin:end].tobytes(), len(known)) for begin, end in pairs]
    sizes = np.fromiter((len(part) // 4 for part in known), np.int64, len(known))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]).astype(np.uint64)
    parts = np.frombuffer(b"".join(known), np.uint32)
    opens = parts & _JOINED == 0
    items = parts & ~_JOINED
    counts = np.zeros(len(known), np.uint32)
    return FoundPatterns(items, offsets, counts, None if opens.all() else opens), np.array(places, np.int64)


def _rank(sides: FoundPatterns) -> NDArray[np.int64]:
    """The place of each distinct side in pattern order."""
    steps = np.where(sides.opens(), sides.items, sides.items | _JOINED).tolist()
    bounds = sides.offsets.tolist()
    rows = [(end - begin, steps[begin:end]) for begin, end in pairwise(bounds)]
    rank = np.empty(len(rows), np.int64)
    rank[sorted(range(len(rows)), key=rows.__getitem__)] = np.arange(len(rows))
    return rank


def _ends(coded: CodedJourneys, asked: AskedRules) -> dict[str, Any]:
    """What the patterns may begin and end with, and what they may not hold at all."""
    left, right = asked.left.events, asked.right.events
    others: NDArray[np.intp] = np.empty(0, np.intp)
    if left is not None and right is not None:
        others = np.setdiff1d(np.arange(len(coded.vocabulary)), [*left, *right])
    return {"starts_with": left, "ends_with": right, "excludes": tuple(others.tolist())}


def _between(coded: CodedJourneys, left: Side, right: Side) -> CodedJourneys:
    """The journeys from the first event that an antecedent may have to the last that a consequent may have.

    No occurrence of a rule lies outside, and distances inside stay what they are.
    """
    if left.events is None and right.events is None:
        return coded
    opens = coded.opens().copy()
    firsts = coded.offsets[:-1].astype(np.int64)
    filled = coded.lengths > 0
    opens[firsts[filled]] = True
    element = np.cumsum(opens) - 1
    owner = np.repeat(np.arange(len(coded)), coded.lengths)
    keep = np.ones(coded.n_events, np.bool_)
    if left.events is not None:
        first = np.full(len(coded), coded.n_events, np.int64)
        at = np.flatnonzero(np.isin(coded.events, left.events))
        np.minimum.at(first, owner[at], element[at])
        keep &= element >= first[owner]
    if right.events is not None:
        last = np.full(len(coded), -1, np.int64)
        at = np.flatnonzero(np.isin(coded.events, right.events))
        np.maximum.at(last, owner[at], element[at])
        keep &= element <= last[owner]
    lengths = np.bincount(owner[keep], minlength=len(coded))
    return replace(
        coded,
        events=coded.events[keep],
        times=None if coded.times is None else coded.times[keep],
        offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint64),
        element_starts=None if coded.element_starts is None else np.packbits(opens[keep], bitorder="little"),
        values=None,
        extras={},
    )
