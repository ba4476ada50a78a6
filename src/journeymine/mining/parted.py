"""Patterns of journeys, or of baskets, in parts: each part searched by itself, what it found counted in the others.

A pattern in at least c of N journeys is in at least ⌈c·n/N⌉ of the n journeys of some part (else its counts would sum
to less than c), so the union of what parts find at their share of the support misses nothing; what they did not count
is counted again, exactly. Savasere, Omiecinski and Navathe (1995), VLDB, section 3 ("Partition").
"""

from collections.abc import Callable, Iterator, Sequence, Sized
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.errors import CapacityError
from journeymine.journeys.coded import CodedJourneys, journeys_each
from journeymine.mining import matching
from journeymine.mining.asked import Asked
from journeymine.mining.constraints import Constraints
from journeymine.mining.counting import pattern_matrix
from journeymine.mining.found import FoundPatterns
from journeymine.mining.nulls import support_sums
from journeymine.mining.progress import Tell

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_JOINED = np.uint32(1 << 31)

T = TypeVar("T")
P = TypeVar("P", bound=Sized)
P_co = TypeVar("P_co", bound=Sized, covariant=True)
Search = Callable[[P, Asked], FoundPatterns]
Count = Callable[[P, FoundPatterns, Asked], NDArray[np.unsignedinteger[Any]]]


def count_sequences(part: CodedJourneys, wanted: FoundPatterns, asked: Asked) -> NDArray[np.uint32]:
    """How many journeys of a part hold each of the patterns."""
    return matching.count(part, wanted, constraints=asked.constraints, n_jobs=asked.n_jobs)


class Parts(Protocol[P_co]):
    """Journeys (or baskets) in parts of whole customers, which share one vocabulary."""

    @property
    def sizes(self) -> Sequence[int]:
        """Journeys of each part."""

    def each(self, task: Callable[[int, P_co], T], only: Sequence[int] | None = None) -> Iterator[T]:
        """What a task makes of each part, in their order; of all, or of those numbered.

        Parts may lie elsewhere, and the task goes there: it can be pickled.
        """


class PartedJourneys(Parts[CodedJourneys], Protocol):
    """Parts of which it is known what all of them have in common."""

    @property
    def outline(self) -> CodedJourneys:
        """The journeys without any: vocabulary, time unit, recipe, share of ties."""

    @property
    def n_customers(self) -> int:
        """Customers of all parts."""

    @property
    def memory(self) -> int | None:
        """Bytes that working on a part may take, where there is a limit."""

    @property
    def n_jobs(self) -> int | None:
        """Threads that a task gets where the caller says nothing; None: all processors."""


@dataclass(frozen=True)
class _Way(Generic[P]):
    """How patterns of a part are found, and counted."""

    search: Search[P]
    count: Count[P]


@dataclass(frozen=True)
class _Wish:
    """What each part is searched for: every pattern that may be needed, at the support asked of the whole."""

    asked: Asked
    least: int
    reach: int | None
    filtered: bool

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


def find_in_parts(
    parts: Parts[P],
    asked: Asked,
    search: Search[P],
    tell: Tell | None = None,
    *,
    count: Count[P] = count_sequences,  # type: ignore[assignment] # of baskets another is given
) -> FoundPatterns:
    """What a search of all journeys together would find, to the last count.

    Parameters
    ----------
    parts
        The journeys; each part is asked for two or three times.
    asked
        Checked options, of journeys that all count once; no time limit. `memory_limit` holds for the search of a part.
    search
        What searches a part: ``(part, asked) → FoundPatterns``.
    tell
        Called with the share done.
    count
        What counts patterns in a part: ``(part, patterns, asked) → counts``.

    Returns
    -------
    FoundPatterns
        In result order.

    Raises
    ------
    CapacityError
        The search of a part needs more memory than allowed.
    """
    way: _Way[P] = _Way(search, count)
    told = tell or (lambda _: None)
    total = sum(parts.sizes)
    limit = None if asked.max_length is None else int(asked.max_length)
    constraints = asked.constraints.for_core(np.zeros(0, np.int64))
    reach, by_journey = _core.needs_of_kind(kind=asked.kind, max_length=limit, constraints=constraints)
    least = asked.min_support
    if asked.top_k is not None:
        least = max(least, _bound(parts, asked, way))
    while True:
        wish = _Wish(asked, least, reach, filtered=asked.kind == "all")
        found = _frequent(parts, wish, way, told)
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


def sums_in_parts(
    parts: Parts[CodedJourneys], found: FoundPatterns, constraints: Constraints, n_jobs: int
) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]], int, int]:
    """What `support_sums` says of all parts together, Σ_c n_c² over customers, and how many customers there are.

    Customers are whole in their parts, so that sums over them add up.
    """
    each = list(parts.each(partial(_sums, found=found, constraints=constraints, n_jobs=n_jobs)))
    support, squares, own = (np.sum([one[0][place] for one in each], axis=0) for place in range(3))
    return (support, squares, own), sum(one[1] for one in each), sum(one[2] for one in each)


def _sums(
    _number: int, part: CodedJourneys, found: FoundPatterns, constraints: Constraints, n_jobs: int
) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]], int, int]:
    sizes = journeys_each(part.customer_codes)
    return support_sums(part, found, constraints, n_jobs=n_jobs), int((sizes**2).sum()), len(sizes)


def _bound(parts: Parts[P], asked: Asked, way: _Way[P]) -> int:
    """A support that at least `top_k` patterns reach: the k-th best of what is among the best of a part."""
    best = parts.each(partial(_best, search=way.search, asked=replace(asked, kind="all", progress=False)))
    union, counts, known = _united(list(best))
    totals = _completed(parts, union, counts, known, asked, way.count)
    ranked = np.sort(totals)[::-1]
    k = asked.top_k or 0
    return int(ranked[k - 1]) if len(ranked) >= k else 1


def _best(_number: int, part: P, search: Search[P], asked: Asked) -> FoundPatterns:
    return searched(part, asked, search)


def searched(part: P, asked: Asked, search: Search[P]) -> FoundPatterns:
    """What is found in a part.

    Raises
    ------
    CapacityError
        It needs more memory than allowed.
    """
    found = search(part, asked)
    if found.stopped_by == "memory_limit":
        message = (
            "The search of one part of the journeys needs more memory than `memory_limit` leaves for it; give it more, "
            "or ask for a higher `min_support` or a `max_length`."
        )
        raise CapacityError(message)
    return found


def _frequent(parts: Parts[P], wish: _Wish, way: _Way[P], tell: Tell) -> FoundPatterns:
    """Every pattern up to the reach that enough journeys hold, with the count of all."""
    total, n_parts = sum(parts.sizes), len(parts.sizes)
    local = []
    for number, found in enumerate(parts.each(partial(_local, wish=wish, total=total, search=way.search))):
        local.append(found)
        tell((number + 1) / n_parts / 2)
    union, counts, known = _united(local)
    # Whoever a part did not find is in fewer of its journeys than it looked for.
    least = np.array([wish.options(size, total).min_support for size in parts.sizes])
    most = counts.astype(np.int64) + (~known * (least - 1)).sum(axis=1)
    hopeful = np.flatnonzero(most >= wish.least)
    union, counts, known = union.take(hopeful), counts[hopeful], known[hopeful]
    totals = _completed(parts, union, counts, known, wish.asked, way.count)
    tell(0.95)
    kept = np.flatnonzero(totals >= wish.least)
    return union.take(kept).counted(totals[kept].astype(np.uint32))


def _local(_number: int, part: P, wish: _Wish, total: int, search: Search[P]) -> FoundPatterns:
    """The candidates of a part: what reaches its share of the support."""
    return searched(part, wish.options(len(part), total), search)


def _completed(
    parts: Parts[P],
    union: FoundPatterns,
    counts: NDArray[np.int64],
    known: NDArray[np.bool_],
    asked: Asked,
    count: Count[P],
) -> NDArray[np.int64]:
    """The counts in all parts together; `known` says in which parts they were counted already."""
    totals = counts.copy()
    lacking = np.flatnonzero(~known.all(axis=0)).tolist()
    task = partial(_missed, union=union, known=known, asked=asked, count=count)
    for number, missed in zip(lacking, parts.each(task, lacking), strict=True):
        totals[~known[:, number]] += missed
    return totals


def _missed(
    number: int,
    part: P,
    union: FoundPatterns,
    known: NDArray[np.bool_],
    asked: Asked,
    count: Count[P],
) -> NDArray[np.int64]:
    """The counts in a part of what it did not find itself."""
    return count(part, union.take(np.flatnonzero(~known[:, number])), asked).astype(np.int64)


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


def _holders(parts: Parts[Any], found: FoundPatterns, asked: Asked) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """Which journeys hold each pattern, numbered through all parts: ends of rows, and their numbers."""
    from scipy.sparse import vstack

    held = vstack(list(parts.each(partial(_holding, found=found, asked=asked))), "csc")
    held.sort_indices()
    return held.indptr.astype(np.uint64), held.indices.astype(np.uint32)


def _holding(_number: int, part: CodedJourneys, found: FoundPatterns, asked: Asked) -> "csr_array":
    return pattern_matrix(part, found, "present", constraints=asked.constraints, n_jobs=asked.n_jobs)


def _singles(found: FoundPatterns) -> FoundPatterns:
    """Without starts of elements where every event is one."""
    return replace(found, element_starts=None) if found.opens().all() else found
