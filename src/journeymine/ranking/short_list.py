"""A short list of patterns: which say no more than others, and which together say most about the journeys."""

from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

NOBODY = -1
"""No other pattern."""


@dataclass(frozen=True, eq=False)
class Inside:
    """Pairs of different patterns of which one lies inside the other.

    Attributes
    ----------
    larger, smaller
        int64, shape (m,): row ``smaller[i]`` lies inside row ``larger[i]``.
    """

    larger: Places
    smaller: Places

    @classmethod
    def of(cls, matrix: Any) -> "Inside":
        """The pairs of a sparse matrix of patterns × patterns with an entry where a column lies inside a row."""
        rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        differ = rows != matrix.indices
        return cls(rows[differ].astype(np.int64), matrix.indices[differ].astype(np.int64))

    def among(self, some: NDArray[np.bool_]) -> "Inside":
        """The pairs of which both are among these: bool, shape (n,)."""
        both = some[self.larger] & some[self.smaller]
        return Inside(self.larger[both], self.smaller[both])


def delta_closed(counts: Places, inside: Inside, delta: float) -> Places:
    """For each pattern the larger one that has nearly as many journeys and so stands for it; -1 where there is none.

    p gives way to the q around it with the most journeys where n_q ≥ (1 - δ)·n_p, the first row of several; with δ = 0
    what stays are the closed patterns of the set (δ-tolerance: Cheng, Ke and Ng, ICDM 2006).

    Examples
    --------
    >>> inside = Inside(np.array([1, 2, 2]), np.array([0, 0, 1]))
    >>> delta_closed(np.array([100, 95, 50]), inside, 0.1).tolist()
    [1, -1, -1]
    """
    share = 1 - Fraction(str(delta))
    near = counts[inside.larger] * share.denominator >= counts[inside.smaller] * share.numerator
    larger, smaller = inside.larger[near], inside.smaller[near]
    return _first_of(smaller, larger, counts[larger].astype(np.float64), len(counts))


def no_better(lift: Floats, high: Floats, inside: Inside) -> tuple[NDArray[np.bool_], Places]:
    """Which patterns have no more order than a part of them, and which part that is.

    A pattern stays where its lift is above 1 and above the upper bound of the lift of every smaller pattern inside it.
    A lift that is unknown is taken for high, an unknown bound for none.

    Returns
    -------
    dropped
        bool, shape (n,).
    part
        int64, shape (n,): the part with the highest bound; -1 where it is no part, but no order at all.

    Examples
    --------
    >>> inside = Inside(np.array([1, 2, 2]), np.array([0, 0, 1]))
    >>> dropped, part = no_better(np.array([1.0, 1.8, 1.9]), np.array([1.0, 2.0, 2.1]), inside)
    >>> dropped.tolist(), part.tolist()
    ([True, False, True], [-1, -1, 1])
    """
    reaches = high[inside.smaller] >= lift[inside.larger]
    larger, smaller = inside.larger[reaches], inside.smaller[reaches]
    part = _first_of(larger, smaller, high[smaller], len(lift))
    return (part != NOBODY) | (lift <= 1), part


def _first_of(owners: Places, others: Places, worth: Floats, n: int) -> Places:
    """For each owner the other that is worth most, the first of several."""
    best = np.full(n, NOBODY, np.int64)
    order = np.lexsort((others, -worth, owners))
    firsts = np.ones(len(order), np.bool_)
    firsts[1:] = owners[order][1:] != owners[order][:-1]
    best[owners[order][firsts]] = others[order][firsts]
    return best


@dataclass(frozen=True, eq=False)
class Holders:
    """The journeys that hold each of some patterns.

    Attributes
    ----------
    ends
        int64, shape (n + 1,): the journeys of pattern i are ``journeys[ends[i]:ends[i + 1]]``.
    journeys
        Ascending within a pattern.
    many
        float64, shape (N,): for how many journeys each stands.
    """

    ends: Places
    journeys: NDArray[np.integer[Any]]
    many: Floats

    @classmethod
    def of(cls, matrix: Any, many: Floats) -> "Holders":
        """From a sparse matrix of journeys × patterns."""
        columns = matrix.tocsc()
        return cls(columns.indptr.astype(np.int64), columns.indices, many)

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, pattern: int) -> NDArray[np.integer[Any]]:
        return self.journeys[self.ends[pattern] : self.ends[pattern + 1]]

    def sums(self, values: Floats) -> Floats:
        """The sum of a value of journeys over the holders of each pattern."""
        return np.array([values[self[pattern]].sum() for pattern in range(len(self))], np.float64)


@dataclass(frozen=True, eq=False)
class Chosen:
    """What a greedy choice came to.

    Attributes
    ----------
    rows
        int64: the patterns chosen, in this order.
    gains
        float64: what each added.
    overlaps
        int64, shape (n,): for a pattern left out for sharing too many journeys with one chosen, the row of
        that one; else -1.
    """

    rows: Places
    gains: Floats
    overlaps: Places


def greedy(
    holders: Holders,
    score: Floats,
    weights: Floats,
    *,
    k: int | None,
    discount: float,
    max_jaccard: float | None = None,
) -> Chosen:
    """Choose patterns one after the other, each time the one with the largest gain, the first row of several.

    gain(p) = score(p) · Σ w_i·ρ^(times i is covered) over the journeys i that hold p. Gains only fall as journeys are
    covered, so one computed before bounds what it is now from above, and most need not be computed again (Minoux 1978).
    Where all scores are equal, what is reached is a monotone submodular function of the set chosen, and so at least
    1 - 1/e of the best that k patterns can reach (Nemhauser, Wolsey and Fisher 1978); with scores of their own, or with
    `max_jaccard`, there is no such bound. Patterns without gain are never chosen.

    Parameters
    ----------
    holders
        Who holds each of n patterns.
    score
        float64 ≥ 0, shape (n,).
    weights
        float64 ≥ 0, shape (N,): w.
    k
        How many at most; None for all that gain.
    discount
        ρ in [0, 1]: what a journey counts each further time.
    max_jaccard
        The largest share of common journeys among all of two that are chosen; None for any.

    Examples
    --------
    >>> who = Holders(np.array([0, 3, 5, 6]), np.array([0, 1, 2, 1, 2, 3]), np.ones(4))
    >>> chosen = greedy(who, np.ones(3), np.ones(4), k=2, discount=0.5)
    >>> chosen.rows.tolist(), chosen.gains.tolist()
    ([0, 1], [3.0, 1.0])
    """
    left = weights.copy()
    heap = [(-gain, row, 0) for row, gain in enumerate((score * holders.sums(left)).tolist())]
    heapify(heap)
    rows: list[int] = []
    gains: list[float] = []
    overlaps = np.full(len(holders), NOBODY, np.int64)
    taken = _Taken(holders.many)
    while heap and (k is None or len(rows) < k):
        gain, row, computed = heappop(heap)
        if gain >= 0:
            break
        own = holders[row]
        if computed < len(rows):
            heappush(heap, (-float(score[row] * left[own].sum()), row, len(rows)))
            continue
        if max_jaccard is not None:
            nearest, share = taken.most_alike(own)
            if share > max_jaccard:
                overlaps[row] = rows[nearest]
                continue
            taken.add(own)
        rows.append(row)
        gains.append(-gain)
        left[own] *= discount
    return Chosen(np.array(rows, np.int64), np.array(gains, np.float64), overlaps)


def most_alike(matrix: Any, kept: Any, many: Floats) -> tuple[Places, Floats]:
    """For each column of a sparse matrix of journeys × patterns the column of `kept` that shares most of its journeys.

    The largest Jaccard index decides, the first of several.

    Parameters
    ----------
    matrix, kept
        With entries of 1.
    many
        float64, shape (N,): for how many journeys each stands.

    Returns
    -------
    column
        int64: -1 where no journey is shared.
    jaccard
        float64: journeys of both among those of either.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> kept = csr_array([[1, 0], [1, 1], [1, 1], [0, 0]])
    >>> column, jaccard = most_alike(csr_array([[0, 0], [1, 0], [1, 0], [1, 1]]), kept, np.ones(4))
    >>> column.tolist(), jaccard.tolist()
    ([1, -1], [0.6666666666666666, 0.0])
    """
    heavy = kept.T.multiply(many).tocsr()
    common = (heavy @ matrix.astype(np.float64)).toarray()
    either = (kept.T @ many)[:, None] + (matrix.T @ many)[None, :] - common
    shares = np.divide(common, either, out=np.zeros_like(common), where=either > 0)
    if not len(shares):
        return np.full(matrix.shape[1], NOBODY, np.int64), np.zeros(matrix.shape[1])
    best = shares.max(axis=0)
    return np.where(best > 0, shares.argmax(axis=0), NOBODY).astype(np.int64), best


class _Taken:
    """The journeys of patterns taken so far."""

    def __init__(self, many: Floats) -> None:
        self._many = many
        self._masks: list[NDArray[np.bool_]] = []
        self._sizes: list[float] = []

    def add(self, journeys: NDArray[np.integer[Any]]) -> None:
        mask = np.zeros(len(self._many), np.bool_)
        mask[journeys] = True
        self._masks.append(mask)
        self._sizes.append(float(self._many[journeys].sum()))

    def most_alike(self, journeys: NDArray[np.integer[Any]]) -> tuple[int, float]:
        """The one that shares most with these, and the Jaccard index."""
        own = self._many[journeys]
        total = float(own.sum())
        common = (float(own[mask[journeys]].sum()) for mask in self._masks)
        shares = [both / (total + size - both) for both, size in zip(common, self._sizes, strict=True)]
        return (int(np.argmax(shares)), max(shares)) if shares else (NOBODY, 0.0)
