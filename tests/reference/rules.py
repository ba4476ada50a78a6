"""Sequential rules, the slow, obvious way: every split of every choice of places, every measure from its formula."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations, product
from math import inf, log, sqrt

from tests.reference.constrained import Rules, Timed, held
from tests.reference.sequences import Pattern, length

Sides = tuple[Pattern, Pattern]
Row = tuple[Pattern, Pattern, int, int]
"""Antecedent, consequent, journeys with the rule, journeys with the antecedent."""


def order(row: Row) -> tuple[int, int, Pattern, int, Pattern]:
    """The place of a row: support descending, then the sides in pattern order."""
    left, right, n_rule, _ = row
    return -n_rule, length(left), left, length(right), right


def split(journey: Timed, rules: Rules, within: float | None) -> set[Sides]:
    """Every rule between sequences that a journey holds."""
    found: set[Sides] = set()
    n = len(journey)
    for places in chain.from_iterable(combinations(range(n), size) for size in range(2, n + 1)):
        if not rules.keeps(places, journey):
            continue
        for cut in range(1, len(places)):
            took = journey[places[-1]][1] - journey[places[cut - 1]][1]
            if within is None or took <= within:
                elements = [_parts(journey[at][0]) for at in places]
                found |= {(tuple(one[:cut]), tuple(one[cut:])) for one in product(*elements)}
    return found


def split_sets(journey: Timed, within: float | None) -> set[Sides]:
    """Every rule between sets that a journey holds; an event a single element, as results have it."""
    found: set[Sides] = set()
    n = len(journey)
    for begin, end in combinations(range(n), 2):
        if within is not None and journey[end][1] - journey[begin][1] > within:
            continue
        for cut in range(begin + 1, end + 1):
            before = set(chain.from_iterable(events for events, _ in journey[begin:cut]))
            after = set(chain.from_iterable(events for events, _ in journey[cut : end + 1]))
            pairs = product(_parts(before), _parts(after))
            found |= {(_singles(left), _singles(right)) for left, right in pairs if set(left).isdisjoint(right)}
    return found


def _parts(events: Iterable[object]) -> list[tuple[object, ...]]:
    several = sorted(set(events), key=str)
    return list(chain.from_iterable(combinations(several, size) for size in range(1, len(several) + 1)))


def _singles(events: Iterable[object]) -> Pattern:
    return tuple((event,) for event in events)  # type: ignore[misc]


def events_of(pattern: Pattern) -> set[object]:
    return {event for element in pattern for event in element}


def mine(
    journeys: Sequence[Timed],
    min_support: int,
    min_confidence: Fraction,
    *,
    ordered: bool,
    rules: Rules = Rules(),  # noqa: B008
    within: float | None = None,
    antecedent: frozenset[str] | None = None,
    consequent: frozenset[str] | None = None,
    most: tuple[int, int] = (99, 99),
    lengths: tuple[int, int] = (2, 99),
    top_k: int | None = None,
    non_redundant: bool = False,
) -> list[Row]:
    """All rules in result order."""
    counts: Counter[Sides] = Counter()
    for journey in journeys:
        counts.update(split(journey, rules, within) if ordered else split_sets(journey, within))

    def holds_left(journey: Timed, left: Pattern) -> bool:
        if ordered:
            return left in held(journey, replace(rules, to_end=False))
        return events_of(left) <= set(chain.from_iterable(events for events, _ in journey))

    found: list[Row] = []
    for (left, right), n_rule in counts.items():
        fits = (
            n_rule >= min_support
            and lengths[0] <= length(left) + length(right) <= lengths[1]
            and length(left) <= most[0]
            and length(right) <= most[1]
            and (antecedent is None or events_of(left) <= antecedent)
            and (consequent is None or events_of(right) <= consequent)
        )
        if fits:
            base = sum(holds_left(journey, left) for journey in journeys)
            if n_rule >= min_confidence * base:
                found.append((left, right, n_rule, base))
    if non_redundant:
        found = [row for row in found if not any(is_superfluous(row, other) for other in found)]
    return sorted(found, key=order)[:top_k]


def is_superfluous(row: Row, other: Row) -> bool:
    """Does `other` need no more and say no less, with the same counts?"""
    return (
        row != other
        and row[2:] == other[2:]
        and events_of(other[0]) <= events_of(row[0])
        and events_of(row[1]) <= events_of(other[1])
    )


def measures(n11: int, left: int, right: int, n: int, chance: Fraction | None = None) -> dict[str, float]:
    """Every measure of the table; `chance` stands for P(B) where the order null has its own."""
    p_b = Fraction(right, n)
    q = p_b if chance is None else chance
    conf, p_a, p_ab = Fraction(n11, left), Fraction(left, n), Fraction(n11, n)
    lift = p_ab - p_a * p_b
    return {
        "leverage": float(p_ab - p_a * q),
        "conviction": inf if conf == 1 else float((1 - q) / (1 - conf)),
        "added_value": float(conf - q),
        "certainty": 0.0 if conf == q else float((conf - q) / (1 - q) if conf > q else (conf - q) / q),
        "j_measure": float(p_a) * sum(float(a) * log(a / b) for a, b in ((conf, q), (1 - conf, 1 - q)) if a),
        "cosine": n11 / sqrt(left * right),
        "kulczynski": (n11 / left + n11 / right) / 2,
        "imbalance_ratio": abs(left - right) / (left + right - n11),
        "jaccard": n11 / (left + right - n11),
        "all_confidence": n11 / max(left, right),
        "max_confidence": n11 / min(left, right),
        "zhang": float(lift / max(p_ab * (1 - p_a), p_a * (p_b - p_ab))) if lift else 0.0,
        "odds_ratio": (n11 + 0.5) * (n - left - right + n11 + 0.5) / ((left - n11 + 0.5) * (right - n11 + 0.5)),
        "phi": _phi(n11, left, right, n),
        "relative_risk": _risk(n11, left, right, n),
        "laplace": (n11 + 1) / (left + 2),
    }


def _phi(n11: int, left: int, right: int, n: int) -> float:
    cells = [[n11, left - n11], [right - n11, n - left - right + n11]]
    determinant = cells[0][0] * cells[1][1] - cells[0][1] * cells[1][0]
    margins = left * (n - left) * right * (n - right)
    return determinant / sqrt(margins) if margins else float("nan")


def _risk(n11: int, left: int, right: int, n: int) -> float:
    if left == n:
        return float("nan")
    without = Fraction(right - n11, n - left)
    return float(Fraction(n11, left) / without) if without else inf


def hypergeometric_point(share: Fraction, n: int, right: int, left: int) -> int:
    """The least x with P(X ≤ x) ≥ share among `left` draws from n with `right` hits."""
    from math import comb

    total, mass = comb(n, left), 0
    for x in range(left + 1):
        mass += comb(right, x) * comb(n - right, left - x)
        if Fraction(mass, total) >= share:
            return x
    return left


def improvement(row: Row, confidence: Callable[[Pattern, Pattern], Fraction | None], empty: Fraction) -> Fraction:
    """Confidence - the best of all proper parts of the antecedent; `confidence` is None where nobody holds a part."""
    left, right, n_rule, base = row
    below = (confidence(part, right) for part in proper_parts(left))
    return Fraction(n_rule, base) - max([empty, *(one for one in below if one is not None)])


def proper_parts(pattern: Pattern) -> list[Pattern]:
    """Every proper, not empty part of a pattern."""
    flat = [(number, event) for number, element in enumerate(pattern) for event in element]
    chosen = chain.from_iterable(combinations(flat, size) for size in range(1, len(flat)))
    parts = []
    for some in chosen:
        numbers = sorted({number for number, _ in some})
        parts.append(tuple(tuple(event for own, event in some if own == number) for number in numbers))
    return parts
