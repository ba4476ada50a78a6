"""How many bits journeys take when patterns may stand for the events they match; the patterns that save most."""

import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.null_journeys import many_each
from journeymine.mining.windows import Windows, cover_windows, minimal_windows

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

#: Log2 of the constant of Rissanen's code for whole numbers.
_RISSANEN = float(np.log2(2.865064))
#: Alignments and code lengths are fitted to each other at most so often.
_ROUNDS = 10
#: Windows of so many candidates are kept.
_KEPT = 256
#: Matched events of candidates whose windows are looked for together.
_AT_ONCE = 1 << 20


def whole_number_bits(n: float) -> float:
    """Rissanen's universal code for a whole number ≥ 1: log2 n + log2 log2 n + … + log2 2.865064.

    Examples
    --------
    >>> round(whole_number_bits(1), 3), round(whole_number_bits(16), 3)
    (1.519, 8.519)
    """
    bits, rest = _RISSANEN, float(np.log2(n))
    while rest > 0:
        bits += rest
        rest = float(np.log2(rest))
    return bits


def ways_bits(total: int, parts: int) -> float:
    """Log2 of the number of ways to write a total as so many whole numbers ≥ 1, one after the other.

    Examples
    --------
    >>> round(2 ** ways_bits(5, 3))
    6
    """
    from scipy.special import gammaln

    if parts < 2 or total <= parts:
        return 0.0
    return float((gammaln(total) - gammaln(parts) - gammaln(total - parts + 1)) / np.log(2))


@dataclass(frozen=True, eq=False)
class Code:
    """How often each pattern of a code table stands in a cover.

    Attributes
    ----------
    usage, gaps
        int64, shape (n_patterns,): windows used, and their events that are not matched.
    bits
        Of the whole: the table, and the journeys by it.
    """

    usage: Places
    gaps: Places
    bits: float


@dataclass(frozen=True, eq=False)
class _Table:
    """Patterns and all their windows, in the order of their ends."""

    rows: tuple[int, ...]
    begins: Places
    afters: Places
    which: Places

    @classmethod
    def empty(cls) -> "_Table":
        none = np.zeros(0, np.int64)
        return cls((), none, none, none)

    def with_pattern(self, row: int, windows: Windows) -> "_Table":
        afters = np.concatenate([self.afters, windows.afters])
        # Two runs in order: merged in linear time.
        order = np.argsort(afters, kind="stable")
        which = np.concatenate([self.which, np.full(len(windows.afters), len(self.rows))])
        begins = np.concatenate([self.begins, windows.begins])
        return _Table((*self.rows, row), begins[order], afters[order], which[order])

    def without(self, place: int) -> "_Table":
        left = self.which != place
        which = self.which[left]
        rows = self.rows[:place] + self.rows[place + 1 :]
        return _Table(rows, self.begins[left], self.afters[left], which - (which > place))


class Description:
    """The description length of journeys under code tables of some patterns.

    In the way of SQS (Tatti and Vreeken, KDD 2012): journeys are written as a stream of codes, one for each pattern
    used and one for each event that no pattern matches, of length -log2 of its share among all codes used; and, for
    each pattern used, a stream that tells at each of its events but the first whether the next one follows (a fill) or
    another event comes between (a gap), of lengths -log2 of their shares for this pattern. Windows of patterns do not
    overlap. The table lists for each pattern its events by the codes of the events alone, and how many gaps it has.

    Parameters
    ----------
    coded
        The journeys. Events of one element count as if they stood in a row; where elements begin is no part of the
        length.
    found
        The patterns, in their codes.
    constraints
        Those the patterns were found under.
    n_jobs
        Threads.
    """

    def __init__(
        self, coded: CodedJourneys, found: FoundPatterns, constraints: Constraints, n_jobs: int | None
    ) -> None:
        self._coded, self._found, self._constraints, self._n_jobs = coded, found, constraints, n_jobs
        #: For how many journeys each event stands.
        self._many = np.repeat(many_each(coded), coded.lengths)
        counts = np.bincount(coded.events, self._many, minlength=len(coded.vocabulary)).astype(np.int64)
        self._counts, self._total = counts, int(counts.sum())
        n_events = int((counts > 0).sum())
        self._fixed = whole_number_bits(max(n_events, 1)) + ways_bits(self._total, n_events)
        self._alone = np.zeros(len(counts))
        self._alone[counts > 0] = -np.log2(counts[counts > 0] / max(self._total, 1))
        self._kept: OrderedDict[int, Windows] = OrderedDict()
        self._sizes = found.lengths

    def windows(self, row: int) -> Windows:
        """The minimal windows of one pattern."""
        if row not in self._kept:
            one = self._found.take(np.array([row]))
            found = minimal_windows(self._coded, one, constraints=self._constraints, n_jobs=self._n_jobs)
            self._kept[row] = found
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(row)
        return self._kept[row]

    def all_windows(self, rows: Places) -> Iterator[tuple[int, Windows]]:
        """The windows of many patterns, some of which are looked for together."""
        weights = np.cumsum(self._found.n_journeys[rows].astype(np.int64) * self._sizes[rows])
        first = 0
        while first < len(rows):
            before = weights[first - 1] if first else 0
            last = max(int(np.searchsorted(weights, before + _AT_ONCE, side="right")), first + 1)
            some = self._found.take(rows[first:last])
            seen = minimal_windows(self._coded, some, constraints=self._constraints, n_jobs=self._n_jobs)
            for place in range(first, last):
                yield int(rows[place]), seen[place - first]
            first = last

    def items(self, row: int) -> NDArray[np.uint32]:
        """The events of a pattern."""
        return self._found.items[int(self._found.offsets[row]) : int(self._found.offsets[row + 1])]

    def bits(self, rows: tuple[int, ...], usage: Places, gaps: Places) -> float:
        """The length of table and journeys, where patterns are used so often over so many gaps."""
        sizes = self._sizes[list(rows)]
        left = self._left(rows, usage)
        used = np.concatenate([usage, left])
        codes = int(used.sum())
        bits = self._fixed + whole_number_bits(len(rows) + 1) + whole_number_bits(int(usage.sum()) + 1)
        bits += ways_bits(int(usage.sum()), len(rows))
        for row, size, gap in zip(rows, sizes.tolist(), gaps.tolist(), strict=True):
            bits += whole_number_bits(size) + whole_number_bits(gap + 1) + float(self._alone[self.items(row)].sum())
        bits += _entropy(used, np.full(len(used), codes))
        fills = usage * (sizes - 1)
        return bits + _entropy(gaps, gaps + fills) + _entropy(fills, gaps + fills)

    def _left(self, rows: tuple[int, ...], usage: Places) -> Places:
        """How often each event is left to stand alone."""
        left = self._counts.copy()
        for row, times in zip(rows, usage.tolist(), strict=True):
            np.subtract.at(left, self.items(row), times)
        return left

    def fitted(self, table: _Table, start: Code | None = None) -> Code:
        """The best cover found by windows of a table: alignment and code lengths are fitted to each other in turn.

        Parameters
        ----------
        table
            The patterns and their windows.
        start
            A code of the same patterns but the last, to begin with.
        """
        n = len(table.rows)
        if not n:
            none = np.zeros(0, np.int64)
            return Code(none, none, self.bits((), none, none))
        usage, gaps = np.zeros(n, np.int64), np.zeros(n, np.int64)
        if start is not None:
            usage[: len(start.usage)], gaps[: len(start.gaps)] = start.usage, start.gaps
        fresh = usage == 0
        # To begin with, a pattern not yet used costs what its windows would if all were, and one bit a gap or fill.
        usage[fresh] = np.bincount(table.which, self._many[table.begins], n).astype(np.int64)[fresh]
        gaps[fresh] = (usage * (self._sizes[list(table.rows)] - 1))[fresh]
        best: Code | None = None
        for _ in range(_ROUNDS):
            gains, costs = self._savings(table.rows, usage, gaps)
            sizes = self._sizes[list(table.rows)]
            usage, gaps = cover_windows(self._coded, table.begins, table.afters, table.which, sizes, gains, costs)
            bits = self.bits(table.rows, usage, gaps)
            if best is not None and bits >= best.bits:
                break
            best = Code(usage, gaps, bits)
        assert best is not None
        return best

    def _savings(self, rows: tuple[int, ...], usage: Places, gaps: Places) -> tuple[Floats, Floats]:
        """What a window of each pattern saves by these codes, and what a gap costs.

        What is not used yet has the code of what is used half a time, or it could never be.
        """
        sizes = self._sizes[list(rows)]
        left = np.maximum(self._left(rows, usage), 0) + 0.5
        total = float((usage + 0.5).sum() + left.sum())
        alone = -np.log2(left / total)
        fills = usage * (sizes - 1)
        fill, gap = (-np.log2((one + 0.5) / (gaps + fills + 1.0)) for one in (fills, gaps))
        own = np.array([alone[self.items(row)].sum() for row in rows], np.float64)
        return own + np.log2((usage + 0.5) / total) - (sizes - 1) * fill, gap


@dataclass(frozen=True, eq=False)
class Summary:
    """A code table that was chosen.

    Attributes
    ----------
    rows
        int64: its patterns, in the order they were chosen.
    saved
        float64: how many bits more it would take without each.
    before, after
        Bits with no pattern, and with all.
    gave_way
        Patterns that a later one made superfluous, and which.
    useful
        bool: which of all patterns would have saved bits when last looked at, or were not looked at.
    stopped
        Was the time over before there was nothing left to choose?
    """

    rows: Places
    saved: Floats
    before: float
    after: float
    gave_way: dict[int, int]
    useful: NDArray[np.bool_]
    stopped: bool = False


def summarise(
    description: Description, candidates: Places, n: int, k: int | None, time_limit: float | None = None
) -> Summary:
    """Choose patterns one after the other, each time the one that saves most bits, as long as any saves.

    What a pattern saved when last looked at decides which to look at next; it is looked at anew before it is taken. One
    that shortens the whole by leaving again, once a later one took its windows, leaves.

    Parameters
    ----------
    description
        The journeys and all patterns.
    candidates
        int64: rows of patterns of two events or more.
    n
        How many patterns there are.
    k
        How many to choose at most; None for all that save.
    time_limit
        Seconds after which no further pattern is looked at; those chosen by then are the summary.
    """
    end = float("inf") if time_limit is None else time.monotonic() + time_limit
    table, useful = _Table.empty(), np.zeros(n, np.bool_)
    code = description.fitted(table)
    before, steps = code.bits, 0
    gave_way: dict[int, int] = {}
    heap = []
    useful[candidates] = True
    for row, windows in description.all_windows(candidates):
        if time.monotonic() > end:
            break
        saved = before - description.fitted(table.with_pattern(row, windows)).bits
        useful[row] = saved > 0
        if saved > 0:
            heap.append((-saved, row, 0))
    heapify(heap)
    while heap and (k is None or len(table.rows) < k) and time.monotonic() <= end:
        _, row, computed = heappop(heap)
        larger = table.with_pattern(row, description.windows(row))
        again = description.fitted(larger, code)
        saved = code.bits - again.bits
        useful[row] = saved > 0
        if saved <= 0:
            continue
        if computed < steps and heap and saved < -heap[0][0]:
            heappush(heap, (-saved, row, steps))
            continue
        steps += 1
        table, code = _pruned(description, larger, again, code, gave_way)
    stopped = time.monotonic() > end
    less = [description.fitted(table.without(place)).bits - code.bits for place in range(len(table.rows))]
    return Summary(
        np.array(table.rows, np.int64), np.array(less, np.float64), before, code.bits, gave_way, useful, stopped
    )


def _pruned(
    description: Description, table: _Table, code: Code, before: Code, gave_way: dict[int, int]
) -> tuple[_Table, Code]:
    """Without the patterns that the last one made superfluous: those used less than before, the least used first."""
    newest = table.rows[-1]
    fewer = np.flatnonzero(code.usage[:-1] < before.usage)
    for row in [table.rows[place] for place in fewer[np.argsort(code.usage[fewer], kind="stable")].tolist()]:
        place = table.rows.index(row)
        start = Code(np.delete(code.usage, place), np.delete(code.gaps, place), 0.0)
        smaller = table.without(place)
        again = description.fitted(smaller, start)
        if again.bits < code.bits:
            table, code = smaller, again
            gave_way[row] = newest
    return table, code


def _entropy(counts: Places, totals: Places) -> float:
    """Σ -n·log2(n / total)."""
    some = counts > 0
    return float(-(counts[some] * np.log2(counts[some] / totals[some])).sum())
