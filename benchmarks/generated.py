"""Logs made here, the same for every machine and version.

Python keeps the stream of `random.random` for a seed, NumPy that of its bit generators; nothing else is drawn from.
"""

import math
import random
from bisect import bisect_left
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Sequences = list[list[Any]]


def uniform(seed: int) -> Callable[[int], Floats]:
    """A function that draws so many numbers of [0, 1)."""
    bits = np.random.PCG64(seed)
    return lambda n: np.multiply(bits.random_raw(n) >> np.uint64(11), 2.0**-53, dtype=np.float64)


def skewed(seed: int, rows: int, longest: int, names: int) -> Sequences:
    """Sequences of skewed random names, for the smoke test."""
    draw = random.Random(seed).random  # noqa: S311 (a benchmark, no secret)
    return [[int(names * draw() ** 2) for _ in range(1 + int(longest * draw()))] for _ in range(rows)]


def skewed_baskets(seed: int, rows: int, longest: int, names: int) -> Sequences:
    """The same names as baskets."""
    return [sorted(set(row)) for row in skewed(seed, rows, longest, names)]


def markov(
    seed: int, rows: int, names: int, zipf: float, self_loop: float, mean_length: float, longest: int
) -> Sequences:
    """The usual shape of customer logs: few names, repetitive; a Markov chain.

    From each name the others follow by Zipf's law, each name with an order of its own, or the name itself with
    probability `self_loop`; the first name is drawn by Zipf's law too. Lengths are geometric, cut at `longest`.
    """
    draw = uniform(seed)
    weights = np.arange(1, names, dtype=np.float64) ** -zipf
    weights *= (1 - self_loop) / weights.sum()
    chain = np.empty((names, names))
    for name in range(names):
        others = np.argsort(draw(names - 1), kind="stable")
        chain[name, name] = self_loop
        chain[name, np.delete(np.arange(names), name)[others]] = weights
    upto = np.cumsum(chain, axis=1)
    first = np.arange(1, names + 1, dtype=np.float64) ** -zipf
    lengths = 1 + np.floor(np.log1p(-draw(rows)) / math.log1p(-1 / mean_length)).astype(np.int64)
    return _walk(np.minimum(lengths, longest), np.cumsum(first / first.sum()), lambda _, at: upto[at], draw)


def long_journeys(seed: int, rows: int, shortest: int, longest: int, names: int) -> Sequences:
    """Journeys of very different lengths, each of some of the names, one much oftener than the other.

    Lengths are uniform in the logarithm.
    """
    draw = uniform(seed)
    rank = np.arange(names, dtype=np.float64)
    chain = (0.05 + 4 * draw(names * names).reshape(names, names) ** 6) / (1 + rank)
    np.fill_diagonal(chain, 3 / (1 + rank))
    lengths = (shortest * (longest / shortest) ** draw(rows)).astype(np.int64)
    is_used = draw(rows * names).reshape(rows, names) < 1.6 / (1 + rank) ** 0.6
    is_used[:, 0] = True
    often = np.where(is_used, 10 ** (-2.5 * draw(rows * names).reshape(rows, names)), 0.0)
    upto = np.cumsum(chain[None] * often[:, None], axis=2)
    upto /= upto[:, :, -1:]
    return _walk(lengths, np.ones(names), lambda row, at: upto[row, at], draw)


def _walk(
    lengths: NDArray[np.int64],
    first: Floats,
    following: Callable[[NDArray[np.int64], NDArray[np.int64]], Floats],
    draw: Callable[[int], Floats],
) -> Sequences:
    """All rows step by step; `first` and what `following` gives for (rows, their names) are cumulated."""
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    events = np.empty(offsets[-1], np.int64)
    last = len(first) - 1
    at = np.searchsorted(first, draw(len(lengths)), side="right").clip(max=last)
    # Longest first, so that the rows still walking are always the first ones.
    order = np.argsort(-lengths, kind="stable")
    at, starts, left = at[order], offsets[:-1][order], lengths[order]
    for step in range(int(lengths.max(initial=0))):
        walking = int(np.searchsorted(-left, -step, side="left"))
        events[starts[:walking] + step] = at[:walking]
        after = following(order[:walking], at[:walking])
        at = (draw(walking)[:, None] >= after).sum(axis=1).clip(max=last)
    listed = events.tolist()
    return [listed[a:b] for a, b in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)]


def quest(
    seed: int, rows: int, elements: float, events: float, steps: float, together: float, names: int, patterns: int
) -> Sequences:
    """Baskets over time after IBM's generator: customers buy parts of hidden patterns of sets.

    Agrawal, R. and Srikant, R. (1995), Mining sequential patterns, ICDE, section 4.1: a row has `elements` sets of
    `events` names on average, a hidden pattern `steps` sets of `together` names.
    """
    draw = random.Random(seed).random  # noqa: S311 (a benchmark, no secret)
    sets = _hidden_sets(draw, 2 * patterns, together, names)
    hidden = _hidden_patterns(draw, patterns, steps, sets)
    upto = list(accumulate(-math.log(1 - draw()) for _ in range(patterns)))
    kept = [1 - 0.15 * (0.25 + 0.5 * draw()) for _ in range(patterns)]
    journeys: Sequences = []
    for _ in range(rows):
        bought: list[set[int]] = [set() for _ in range(1 + _poisson(draw, elements - 1))]
        wanted, held = int(len(bought) * events), 0
        for _ in range(50):
            if held >= wanted:
                break
            number = min(bisect_left(upto, draw() * upto[-1]), patterns - 1)
            place = int(draw() * len(bought)) // 2
            for one in hidden[number]:
                if place >= len(bought):
                    break
                if draw() < kept[number]:
                    held += len(one - bought[place])
                    bought[place] |= one
                    place += 1 + int(1.5 * draw())
        journeys.append([tuple(sorted(element)) for element in bought if element])
    return journeys


def quest_baskets(seed: int, rows: int, items: float, together: float, names: int, patterns: int) -> Sequences:
    """Baskets after IBM's generator: customers buy parts of hidden sets, some of them much oftener than others.

    Agrawal, R. and Srikant, R. (1994), Fast algorithms for mining association rules, VLDB, section 4.1: a basket has
    `items` names on average, a hidden set `together`; T40I10 is 40 and 10.
    """
    draw = random.Random(seed).random  # noqa: S311 (a benchmark, no secret)
    hidden: list[list[int]] = []
    for _ in range(patterns):
        shared = [name for name in hidden[-1] if draw() < 0.4] if hidden else []
        fresh = max(1 + _poisson(draw, together - 1) - len(shared), 0)
        hidden.append(sorted({*shared, *(int(names * draw()) for _ in range(fresh))}))
    upto = list(accumulate(-math.log(1 - draw()) for _ in range(patterns)))
    lost = [0.25 + 0.5 * draw() for _ in range(patterns)]
    baskets: Sequences = []
    for _ in range(rows):
        basket: set[int] = set()
        wanted = 1 + _poisson(draw, items - 1)
        while len(basket) < wanted:
            number = min(bisect_left(upto, draw() * upto[-1]), patterns - 1)
            bought = hidden[number]
            first = 0
            while first < len(bought) and draw() < lost[number]:
                first += 1
            # What does not fit is bought all the same in half the cases, and ends the basket.
            if basket and len(basket) + len(bought) - first > wanted and draw() < 0.5:
                break
            basket.update(bought[first:])
        baskets.append(sorted(basket))
    return baskets


def _hidden_sets(draw: Callable[[], float], n: int, together: float, names: int) -> list[set[int]]:
    sets: list[set[int]] = []
    before: list[int] = []
    for _ in range(n):
        wanted = 1 + _poisson(draw, together - 1)
        one: list[int] = []
        while len(one) < wanted:
            name = before[int(draw() * len(before))] if before and draw() < 0.25 else int(names * draw() ** 2)
            if name not in one:
                one.append(name)
            elif draw() < 0.1:
                break
        sets.append(set(one))
        before = one
    return sets


def _hidden_patterns(draw: Callable[[], float], n: int, steps: float, sets: list[set[int]]) -> list[list[set[int]]]:
    hidden: list[list[set[int]]] = []
    for _ in range(n):
        before = hidden[-1] if hidden else []
        hidden.append(
            [
                before[int(draw() * len(before))] if before and draw() < 0.25 else sets[int(draw() * len(sets))]
                for _ in range(1 + _poisson(draw, steps - 1))
            ]
        )
    return hidden


def _poisson(draw: Callable[[], float], mean: float) -> int:
    n, left, least = 0, draw(), math.exp(-mean)
    while left > least:
        n, left = n + 1, left * draw()
    return n


GENERATORS: Mapping[str, Callable[..., Sequences]] = {
    "skewed": skewed,
    "skewed-baskets": skewed_baskets,
    "markov": markov,
    "long": long_journeys,
    "quest": quest,
    "quest-baskets": quest_baskets,
}
"""By the name that a definition's ``source = { generated = "…" }`` gives."""
