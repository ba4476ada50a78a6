"""Sequential patterns of journeys in parts: each part searched by itself, what it found counted in the others.

A pattern in at least c of N journeys is in at least ⌈c·n/N⌉ of the n journeys of some part (else its counts would sum
to less than c), so the union of what parts find at their share of the support misses nothing; what they did not count
is counted again, exactly. Savasere, Omiecinski and Navathe (1995), VLDB, section 3 ("Partition").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.errors import CapacityError
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.asked import Asked
from journeymine.mining.counting import pattern_matrix
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.mining.progress import Tell

_JOINED = np.uint32(1 << 31)


class Parts(Protocol):
    """Journeys in parts of whole customers, which share one vocabulary."""

    @property
    def sizes(self) -> Sequence[int]:
        """Journeys of each part."""

    def part(self, number: int) -> CodedJourneys:
        """One part."""


@dataclass(frozen=True)
class _Wish:
    """What each part is searched for: every pattern that may be needed, at the support asked of the whole."""

    asked: Asked
    least: int
    reach: int | None
    filtered: bool
    tell: Tell

    def options(self, size: int, total: int) -> Asked:
        """The options for a part of so many journeys."""
        constraints = self.asked.constraints
        if not self.filtered:
            constraints = replace(constraints, starts_with=None, ends_with=None, contains=())
        return replace(
            self.asked,
            min_support=max(1, -(-self.least * size // total)),
            kind="all",
            top_k=None,
            min_length=self.asked.min_length if self.filtered else 1,
            max_length=self.reach,
            max_patterns=None,
            progress=False,
            constraints=constraints,
        )


def find_in_parts(parts: Parts, asked: Asked, search: Any, tell: Tell | None = None) -> FoundPatterns:
    """What a search of all journeys together would find, to the last count.

    Parameters
    ----------
    parts
        The journeys; each part is asked for two or three times.
    asked
        Checked options, of journeys that all count once; no time limit. `memory_limit` holds for the search of a part.
    search
        What searches a part: ``(coded, asked) → FoundPatterns``.
    tell
        Called with the share done.

    Returns
    -------
    FoundPatterns
        In result order.

    Raises
    ------
    CapacityError
        The search of a part needs more memory than allowed.
    """
    told = tell or (lambda _: None)
    total = sum(parts.sizes)
    limit = None if asked.max_length is None else int(asked.max_length)
    constraints = asked.constraints.for_core(np.zeros(0, np.int64))
    reach, by_journey = _core.needs_of_kind(kind=asked.kind, max_length=limit, constraints=constraints)
    least = asked.min_support
    if asked.top_k is not None:
        least = max(least, _bound(parts, asked, search))
    while True:
        wish = _Wish(asked, least, reach, asked.kind == "all", told)
        found = _frequent(parts, wish, search)
        holders = _holders(parts, found, asked) if by_journey else (None, None)
        rows = _core.results_of_kind(
            found.items,
            found.offsets,
            found.element_starts,
            found.n_journeys,
            kind=asked.kind,
            min_length=asked.min_length,
            max_length=limit,
            top_k=asked.top_k,
            n_journeys=total,
            constraints=constraints,
            holder_ends=holders[0],
            holders=holders[1],
        )
        if asked.top_k is None or len(rows) >= asked.top_k or least <= asked.min_support:
            break
        # Fewer of that kind than wanted reach the bound: it was one of all kinds.
        least = max(asked.min_support, least // 2)
    told(1.0)
    more = asked.max_patterns is not None and len(rows) > asked.max_patterns
    result = _singles(found.take(rows.astype(np.intp)[: asked.max_patterns]))
    return replace(result, stopped_by="max_patterns") if more else result


def _bound(parts: Parts, asked: Asked, search: Any) -> int:
    """A support that at least `top_k` patterns reach: the k-th best of what is among the best of a part."""
    best = [_searched(part, replace(asked, kind="all", progress=False), search) for part in _each(parts)]
    union, counts, known = _united(best)
    totals = _completed(parts, union, counts, known, asked)
    ranked = np.sort(totals)[::-1]
    k = asked.top_k or 0
    return int(ranked[k - 1]) if len(ranked) >= k else 1


def _each(parts: Parts) -> Iterator[CodedJourneys]:
    return (parts.part(number) for number in range(len(parts.sizes)))


def _searched(part: CodedJourneys, asked: Asked, search: Any) -> FoundPatterns:
    found: FoundPatterns = search(part, asked)
    if found.stopped_by == "memory_limit":
        message = (
            "The search of one part of the journeys needs more memory than `memory_limit` leaves for it; give it more, "
            "or ask for a higher `min_support` or a `max_length`."
        )
        raise CapacityError(message)
    return found


def _frequent(parts: Parts, wish: _Wish, search: Any) -> FoundPatterns:
    """Every pattern up to the reach that enough journeys hold, with the count of all."""
    total, n_parts = sum(parts.sizes), len(parts.sizes)
    local = []
    for number, part in enumerate(_each(parts)):
        local.append(_searched(part, wish.options(len(part), total), search))
        wish.tell((number + 1) / n_parts / 2)
    union, counts, known = _united(local)
    # Whoever a part did not find is in fewer of its journeys than it looked for.
    least = np.array([wish.options(size, total).min_support for size in parts.sizes])
    most = counts.astype(np.int64) + (~known * (least - 1)).sum(axis=1)
    hopeful = np.flatnonzero(most >= wish.least)
    union, counts, known = union.take(hopeful), counts[hopeful], known[hopeful]
    totals = _completed(parts, union, counts, known, wish.asked)
    wish.tell(0.95)
    kept = np.flatnonzero(totals >= wish.least)
    return union.take(kept).counted(totals[kept].astype(np.uint32))


def _completed(
    parts: Parts,
    union: FoundPatterns,
    counts: NDArray[np.int64],
    known: NDArray[np.bool_],
    asked: Asked,
) -> NDArray[np.int64]:
    """The counts in all parts together; `known` says in which parts they were counted already."""
    totals = counts.copy()
    for number in range(len(parts.sizes)):
        missing = np.flatnonzero(~known[:, number])
        if len(missing):
            totals[missing] += count(
                parts.part(number), union.take(missing), constraints=asked.constraints, n_jobs=asked.n_jobs
            )
    return totals


def _united(local: Sequence[FoundPatterns]) -> tuple[FoundPatterns, NDArray[np.int64], NDArray[np.bool_]]:
    """The different patterns of several lists, the sums of their counts, and who counted them."""
    steps = np.concatenate([one.items | np.where(one.opens(), np.uint32(0), _JOINED) for one in local])
    sizes = np.concatenate([one.lengths for one in local])
    firsts = np.cumsum(sizes) - sizes
    owner = np.repeat(np.arange(len(local)), [len(one) for one in local])
    supports = np.concatenate([one.n_journeys for one in local]).astype(np.int64)
    items, lengths, totals, known = [], [], [], []
    for size in np.unique(sizes).tolist():
        rows = np.flatnonzero(sizes == size)
        grid = steps[firsts[rows][:, None] + np.arange(size)]
        different, place = np.unique(grid, axis=0, return_inverse=True)
        place = place.reshape(-1)
        items.append(different.ravel())
        lengths.append(np.full(len(different), size, np.int64))
        totals.append(np.bincount(place, supports[rows], len(different)).astype(np.int64))
        seen = np.zeros((len(different), len(local)), np.bool_)
        seen[place, owner[rows]] = True
        known.append(seen)
    flat = np.concatenate([np.zeros(0, np.uint32), *items])
    offsets = np.concatenate([[0], np.cumsum(np.concatenate([np.zeros(0, np.int64), *lengths]))]).astype(np.uint64)
    counts = np.concatenate([np.zeros(0, np.int64), *totals])
    union = FoundPatterns(flat & ~_JOINED, offsets, counts.astype(np.uint32), flat < _JOINED)
    return union, counts, np.concatenate([np.zeros((0, len(local)), np.bool_), *known])


def _holders(parts: Parts, found: FoundPatterns, asked: Asked) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """Which journeys hold each pattern, numbered through all parts: ends of rows, and their numbers."""
    from scipy.sparse import vstack

    rules: dict[str, Any] = {"constraints": asked.constraints, "n_jobs": asked.n_jobs}
    held = vstack([pattern_matrix(part, found, "present", **rules) for part in _each(parts)], "csc")
    held.sort_indices()
    return held.indptr.astype(np.uint64), held.indices.astype(np.uint32)


def _singles(found: FoundPatterns) -> FoundPatterns:
    """Without starts of elements where every event is one."""
    return replace(found, element_starts=None) if found.opens().all() else found
