"""Customers drawn again with replacement: intervals of sums, ratios and medians, the same draws for every pattern."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys

Floats = NDArray[np.float64]

DRAWS = 1000
"""How often the customers are drawn again."""
MEDIAN_DRAWS = 200
"""How many of these draws medians look at, each of which takes a pass over all values."""

#: Customers whose draws are held at a time; part of what a seed means, so never to be tuned.
_BLOCK = 1 << 13


@dataclass(frozen=True, eq=False)
class Customers:
    """Whose journeys they are, and their draws: as many customers as there are, with replacement, `DRAWS` times.

    Attributes
    ----------
    owner
        int64, shape (N,): the number of each journey's customer.
    many
        int64, shape (n,): for how many customers each stands.
    seed
        Every pass with one seed gives the same draws.
    """

    owner: NDArray[np.int64]
    many: NDArray[np.int64]
    seed: int

    @classmethod
    def of(cls, coded: CodedJourneys, seed: int) -> "Customers":
        """The customers of journeys; where a row stands for several, each of these is a customer."""
        known, firsts, owner = np.unique(coded.customer_codes, return_index=True, return_inverse=True)
        if coded.multiplicity is None:
            return cls(owner.astype(np.int64), np.ones(len(known), np.int64), seed)
        many = coded.multiplicity.astype(np.int64)
        if len(known) == len(coded):
            return cls(np.arange(len(coded)), many, seed)
        # Rows of one customer, such as the elements of a journey, stand for as many customers each.
        return cls(owner.astype(np.int64), many[firsts], seed)

    def __len__(self) -> int:
        return len(self.many)

    def blocks(self) -> Iterator[tuple[slice, NDArray[np.int64]]]:
        """Some customers, and how often each draw has them: int64, shape (customers, draws)."""
        random = np.random.Generator(np.random.PCG64(self.seed))
        left = np.full(DRAWS, self.many.sum(), np.int64)
        rest = int(self.many.sum())
        for first in range(0, len(self), _BLOCK):
            own = self.many[first : first + _BLOCK]
            size = int(own.sum())
            here = left if size == rest else random.binomial(left, size / rest)
            if size == len(own):
                drawn = (np.bincount(random.integers(0, size, each), minlength=size) for each in here.tolist())
                times = np.stack(list(drawn), axis=1)
            else:
                times = random.multinomial(here, own / size).T
            left, rest = left - here, rest - size
            yield slice(first, first + len(own)), times

    def sums(self, values: Floats) -> Floats:
        """What each draw comes to: float64, shape (rows, draws), of the sums of each row and customer (once each)."""
        sums = np.zeros((len(values), DRAWS))
        for some, times in self.blocks():
            sums += np.ascontiguousarray(values[:, some]) @ times.astype(np.float64)
        return sums

    @cached_property
    def few(self) -> NDArray[Any]:
        """All customers in the first `MEDIAN_DRAWS` draws: integers, shape (customers, draws)."""
        kind = np.int32 if self.many.sum() < 2**31 else np.int64
        parts = [times[:, :MEDIAN_DRAWS].astype(kind) for _, times in self.blocks()]
        return np.concatenate(parts) if parts else np.empty((0, MEDIAN_DRAWS), kind)

    def medians(self, values: Floats, owners: NDArray[np.int64]) -> Floats:
        """The median of the values of each draw, shape (draws,); NaN where a draw has none."""
        order = np.argsort(values, kind="stable")
        # A draw a row: sums along numbers that lie together are much quicker than sums down columns.
        drawn = np.ascontiguousarray(self.few[owners[order]].T)
        ends = np.cumsum(drawn, axis=1, dtype=np.int64)
        return median_at(values[order], ends)


def median_at(ascending: Floats, ends: NDArray[np.int64]) -> Floats:
    """Medians of values that stand so often that they end at these numbers, a row each; NaN where there are none."""
    if len(ascending) == 0:
        return np.full(len(ends), np.nan)
    total = ends[:, -1]
    low = np.minimum(np.count_nonzero(ends <= ((total - 1) // 2)[:, None], axis=1), len(ascending) - 1)
    high = np.minimum(np.count_nonzero(ends <= (total // 2)[:, None], axis=1), len(ascending) - 1)
    return np.asarray(np.where(total > 0, (ascending[low] + ascending[high]) / 2, np.nan), np.float64)


def percentiles(drawn: Floats) -> tuple[Floats, Floats]:
    """The 2.5 % and 97.5 % points of each row, linear between order statistics; draws that are NaN say nothing."""
    bounds = np.full((2, len(drawn)), np.nan)
    if not np.isnan(drawn).any():
        bounds = np.asarray(np.quantile(drawn, [0.025, 0.975], axis=1), np.float64)
        return bounds[0], bounds[1]
    for at, row in enumerate(drawn):
        known = row[~np.isnan(row)]
        if len(known):
            bounds[:, at] = np.quantile(known, [0.025, 0.975])
    return bounds[0], bounds[1]


def drawn_ratio(above: Floats, below: Floats) -> Floats:
    """Sums over sums; NaN where there is nothing to divide by."""
    below = np.broadcast_to(below, above.shape)
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0), np.float64)
