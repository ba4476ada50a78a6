"""The slow, obvious twin of a short list: every pair of patterns compared, every gain summed anew at every step."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from tests.reference.constrained import is_inside
from tests.reference.sequences import Pattern


@dataclass(frozen=True)
class Row:
    """A pattern of the set it is chosen from."""

    pattern: Pattern
    n_journeys: int
    lift: float
    high: float
    score: Fraction
    holders: frozenset[int]


Fate = tuple[str | None, int | None, int | None]
"""Why it was left out, the row that it gave way to, and the row that stands for it."""


def select(
    rows: Sequence[Row],
    weights: Sequence[Fraction],
    many: Sequence[int],
    *,
    k: int | None,
    delta: Fraction,
    improvement: bool,
    discount: Fraction,
    max_jaccard: float | None,
    apart: int | None = None,
) -> tuple[list[tuple[int, Fraction]], list[Fate]]:
    """The rows chosen with their gains, and the fate of every row."""
    n = range(len(rows))
    inside = {(p, q) for p in n for q in n if p != q and is_inside(rows[p].pattern, rows[q].pattern, apart)}
    reasons: list[str | None] = [None for _ in n]
    because: list[int | None] = [None for _ in n]
    for p in n:
        around = [q for q in n if (p, q) in inside and rows[q].n_journeys >= (1 - delta) * rows[p].n_journeys]
        if around:
            reasons[p] = "not closed"
            because[p] = max(around, key=lambda q: (rows[q].n_journeys, -q))
    alive = [p for p in n if reasons[p] is None]
    if improvement:
        for p in alive:
            parts = [q for q in alive if (q, p) in inside and rows[q].high >= rows[p].lift]
            if parts or rows[p].lift <= 1:
                reasons[p] = "no better"
                because[p] = max(parts, key=lambda q: (rows[q].high, -q)) if parts else None
    chosen = _greedy(
        rows, [p for p in alive if reasons[p] is None], weights, many, reasons, because, k, discount, max_jaccard
    )
    kept = [p for p, _ in chosen]
    fates = [(reasons[p], because[p], _stand_in(p, rows, kept, because, many)) for p in n]
    return chosen, fates


def _greedy(
    rows: Sequence[Row],
    left: list[int],
    weights: Sequence[Fraction],
    many: Sequence[int],
    reasons: list[str | None],
    because: list[int | None],
    k: int | None,
    discount: Fraction,
    max_jaccard: float | None,
) -> list[tuple[int, Fraction]]:
    chosen: list[tuple[int, Fraction]] = []

    def gain(p: int) -> Fraction:
        held = ((i, sum(i in rows[q].holders for q, _ in chosen)) for i in rows[p].holders)
        return rows[p].score * sum((weights[i] * discount**times for i, times in held), Fraction(0))

    while left and (k is None or len(chosen) < k):
        best = max(left, key=lambda p: (gain(p), -p))
        if gain(best) <= 0:
            break
        left.remove(best)
        shares = [(jaccard(rows[best].holders, rows[q].holders, many), -at) for at, (q, _) in enumerate(chosen)]
        if max_jaccard is not None and shares and max(shares)[0] > max_jaccard:
            reasons[best], because[best] = "overlaps", chosen[-max(shares)[1]][0]
        else:
            chosen.append((best, gain(best)))
    for p in left:
        reasons[p] = "not chosen"
    return chosen


def _stand_in(
    p: int, rows: Sequence[Row], kept: Sequence[int], because: Sequence[int | None], many: Sequence[int]
) -> int | None:
    end = p
    while (after := because[end]) is not None:
        end = after
    if end in kept:
        return end
    shares = [(jaccard(rows[end].holders, rows[q].holders, many), -at) for at, q in enumerate(kept)]
    return kept[-max(shares)[1]] if shares and max(shares)[0] > 0 else None


def jaccard(one: frozenset[int], other: frozenset[int], many: Sequence[int]) -> float:
    either = sum(many[i] for i in one | other)
    return sum(many[i] for i in one & other) / either if either else 0.0


def best_cover(rows: Sequence[Row], weights: Sequence[Fraction], k: int, discount: Fraction) -> Fraction:
    """The most that any k rows of equal score reach: every choice of them is tried."""

    def reached(chosen: Sequence[int]) -> Fraction:
        total = Fraction(0)
        for i, weight in enumerate(weights):
            times = sum(i in rows[p].holders for p in chosen)
            total += weight * sum((discount**t for t in range(times)), Fraction(0))
        return total

    return max((reached(chosen) for chosen in combinations(range(len(rows)), min(k, len(rows)))), default=Fraction(0))
