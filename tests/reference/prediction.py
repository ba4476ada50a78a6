"""Predictions step by step: prefixes, what they hold, what followed, Markov chains, scores."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

Element = tuple[Any, ...]
Row = Sequence[Element]


def elements(journey: Sequence[Any]) -> list[Element]:
    """A journey as lists give it: sorted tuples of names."""
    return [tuple(sorted(one)) if isinstance(one, tuple) else (one,) for one in journey]


def holds(row: Row, pattern: Row) -> bool:
    """Is the pattern a subsequence, element in element?"""
    left = list(pattern)
    for element in row:
        if left and set(left[0]) <= set(element):
            left.pop(0)
    return not left


def endings(row: Row, order: int) -> list[tuple[Element, ...]]:
    """The last one, two, … elements; one that is longer than the row begins with the journey's start."""
    begun = [(), *row]
    return [tuple(begun[-length:]) for length in range(1, order + 1) if length <= len(begun)]


def numbers(row: Row, times: Sequence[int] | None, seconds: float = 1.0) -> list[float]:
    """Logarithms of one more than: how many, time since the first, time since the one before the last."""
    told = [math.log(1 + len(row))]
    if times is not None:
        since = times[len(row) - 1] - times[0] if row else 0
        pause = times[len(row) - 1] - times[len(row) - 2] if len(row) > 1 else 0
        told += [math.log(1 + since * seconds), math.log(1 + pause * seconds)]
    return told


def followed(
    row: Row, times: Sequence[int] | None, outcome: set[Any], within: int | None, until: int | None
) -> Iterator[tuple[int, bool | None]]:
    """After how many elements, and whether the outcome comes in (t, t + within]; None where that was not seen."""
    for size in range(1, len(row) + 1):
        if times is not None and size < len(row) and times[size] == times[size - 1]:
            continue
        later = [place for place in range(size, len(row)) if outcome & set(row[place])]
        if within is None:
            yield size, bool(later)
            continue
        assert times is not None
        assert until is not None
        now = times[size - 1]
        seen = until - now >= within
        yield size, any(now < times[place] <= now + within for place in later) if seen else None


class Chain:
    """Witten and Bell's back-off over endings, in dictionaries and exact fractions."""

    def __init__(self, prefixes: Sequence[Row], came: Sequence[int], order: int, n_classes: int) -> None:
        self.n_classes = n_classes
        self.order = order
        self.counts: dict[tuple[Element, ...], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for row, label in zip(prefixes, came, strict=True):
            for ending in [(), *endings(row, order)]:
                self.counts[ending][label] += 1

    def chances(self, row: Row, order: int) -> list[float]:
        """The probability of each class."""
        chance = [Fraction(1, self.n_classes)] * self.n_classes
        for ending in [(), *endings(row, order)]:
            if ending not in self.counts:
                break
            own = self.counts[ending]
            n, kinds = sum(own.values()), len(own)
            chance = [(own.get(label, 0) + kinds * chance[label]) / Fraction(n + kinds) for label in range(len(chance))]
        return [float(one) for one in chance]


def calibration_loss(
    scores: Sequence[Sequence[float]],
    came: Sequence[int],
    weight: Sequence[float],
    slope: float,
    shift: Sequence[float],
) -> float:
    """What a calibration makes least: the log-loss of moved scores, and penalties; one score is that of yes."""
    yes = len(scores[0]) == 1
    total = 0.5 * (slope - 1) ** 2 + 5.0 * sum(one**2 for one in shift)
    for row, label, w in zip(scores, came, weight, strict=True):
        moved = [slope * one + more for one, more in zip(row, shift, strict=True)]
        moved = [0.0, *moved] if yes else moved
        total -= w * (moved[label] - math.log(sum(math.exp(one) for one in moved)))
    return total


def log_loss(chances: Sequence[Sequence[float]], came: Sequence[int], weight: Sequence[float]) -> float:
    lost = [-math.log(max(row[label], 1e-15)) * w for row, label, w in zip(chances, came, weight, strict=True)]
    return sum(lost) / sum(weight)


def brier(chances: Sequence[Sequence[float]], came: Sequence[int], weight: Sequence[float]) -> float:
    total = 0.0
    for row, label, w in zip(chances, came, weight, strict=True):
        classes = [1] if len(row) == 2 else range(len(row))
        total += w * sum((row[one] - (one == label)) ** 2 for one in classes)
    return total / sum(weight)


def top(chances: Sequence[Sequence[float]], came: Sequence[int], weight: Sequence[float], k: int) -> float:
    hit = 0.0
    for row, label, w in zip(chances, came, weight, strict=True):
        first = sorted(range(len(row)), key=lambda one: (-row[one], one))[:k]
        hit += w * (label in first)
    return hit / sum(weight)


def bin_numbers(score: Sequence[float], weight: Sequence[float]) -> list[int]:
    """The bin of a score: in which tenth of the weight the first of those equal to it begins."""
    total, numbers_ = sum(weight), []
    for own in score:
        before = sum(w for one, w in zip(score, weight, strict=True) if one < own)
        numbers_.append(min(int(10 * before / total), 9))
    return numbers_


def calibration_error(score: Sequence[float], hit: Sequence[bool], weight: Sequence[float]) -> float:
    found = bin_numbers(score, weight)
    error = 0.0
    for number in set(found):
        rows = [row for row, one in enumerate(found) if one == number]
        size = sum(weight[row] for row in rows)
        gap = sum(weight[row] * (score[row] - hit[row]) for row in rows) / size
        error += size / sum(weight) * abs(gap)
    return error


def found_among(score: Sequence[float], hit: Sequence[bool], weight: Sequence[float], share: float) -> float:
    """Weight is taken from the highest scores on until the share is full; of equal scores each gives its part."""
    left, found, total = share * sum(weight), 0.0, sum(w for w, one in zip(weight, hit, strict=True) if one)
    for level in sorted(set(score), reverse=True):
        rows = [row for row, one in enumerate(score) if one == level]
        size = sum(weight[row] for row in rows)
        part = min(left / size, 1.0)
        found += part * sum(weight[row] for row in rows if hit[row])
        left -= part * size
    return found / total


def interval(more: Sequence[float], weight: Sequence[float], customers: Sequence[int]) -> tuple[float, float, float]:
    mean = sum(w * d for w, d in zip(weight, more, strict=True)) / sum(weight)
    sums: dict[int, float] = defaultdict(float)
    for d, w, who in zip(more, weight, customers, strict=True):
        sums[who] += w * (d - mean)
    half = 1.959963984540054 * math.sqrt(sum(one**2 for one in sums.values())) / sum(weight)
    return mean, mean - half, mean + half
