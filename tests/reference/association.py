"""The slow, obvious twin of association rules: split every itemset, look into every basket."""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from math import comb, inf
from typing import Any

from journeymine.journeys.vocabulary import Name
from tests.reference.itemsets import Basket, find, subsets

Sides = tuple[tuple[Name, ...], tuple[Name, ...]]


def holders(itemset: Collection[Name], baskets: Sequence[Basket]) -> int:
    return sum(set(itemset) <= set(basket) for basket in baskets)


def measures(sides: Sides, baskets: Sequence[Basket]) -> dict[str, float]:
    """Counts and measures of a rule, each by its definition."""
    first, second = sides
    n = len(baskets)
    both, left, right = (holders(one, baskets) for one in (first + second, first, second))
    a, b, ab = Fraction(left, n), Fraction(right, n), Fraction(both, n)
    confidence = ab / a
    leverage = ab - a * b
    bound = max(ab * (1 - a), a * (b - ab))
    gain = confidence - b
    room = 1 - b if gain >= 0 else b
    exact = {
        "antecedent_support": a,
        "consequent_support": b,
        "support": ab,
        "confidence": confidence,
        "lift": confidence / b,
        "leverage": leverage,
        "conviction": inf if confidence == 1 else (1 - b) / (1 - confidence),
        "zhangs_metric": leverage / bound if leverage else 0,
        "jaccard": ab / (a + b - ab),
        "certainty": gain / room if gain else 0,
        "kulczynski": (ab / a + ab / b) / 2,
    }
    return {"n_antecedent": left, "n_consequent": right, "n_rule": both} | {
        name: float(value) for name, value in exact.items()
    }


def improvement(sides: Sides, baskets: Sequence[Basket]) -> Fraction:
    """Confidence less the best of all simpler antecedents, the empty one included."""
    first, second = sides
    simpler = [(), *(part for part in subsets(first) if part != first)]
    confidences = [Fraction(holders(part + second, baskets), holders(part, baskets)) for part in (first, *simpler)]
    return confidences[0] - max(confidences[1:])


def fisher(sides: Sides, baskets: Sequence[Basket]) -> Fraction:
    """The share of all ways to place B in as many baskets that meet A at least as often."""
    first, second = sides
    n, both, left, right = len(baskets), *(holders(one, baskets) for one in (first + second, first, second))
    ways = sum(comb(left, met) * comb(n - left, right - met) for met in range(both, min(left, right) + 1))
    return Fraction(ways, comb(n, right))


def family(
    baskets: Sequence[Basket], least: int, longest: int, antecedents: Collection[Name], consequents: Collection[Name]
) -> int:
    """How many pairs of sets without an item in common have both sides in so many baskets."""
    known = {itemset for itemset, _ in find(baskets, least)}
    return sum(
        not set(first) & set(second)
        and len(first) + len(second) <= longest
        and set(first) <= set(antecedents)
        and set(second) <= set(consequents)
        for first in known
        for second in known
    )


def rules(
    itemsets: Iterable[tuple[Name, ...]],
    baskets: Sequence[Basket],
    *,
    min_confidence: float = 0.0,
    min_lift: float = 0.0,
    antecedent: Collection[Name] | None = None,
    consequent: Collection[Name] | None = None,
    max_antecedent: int = 99,
    max_consequent: int = 99,
) -> list[tuple[Sides, dict[str, float]]]:
    """All rules of some itemsets: most baskets first, then antecedents, then consequents in pattern order."""
    found = []
    for itemset in itemsets:
        for first in subsets(itemset):
            second = tuple(sorted(set(itemset) - set(first)))
            if not second or len(first) > max_antecedent or len(second) > max_consequent:
                continue
            if antecedent is not None and not set(first) <= set(antecedent):
                continue
            if consequent is not None and not set(second) <= set(consequent):
                continue
            row = measures((first, second), baskets)
            confidence = Fraction(int(row["n_rule"]), int(row["n_antecedent"]))
            lift = confidence * len(baskets) / int(row["n_consequent"])
            if confidence >= Fraction(str(min_confidence)) and lift >= Fraction(str(min_lift)):
                found.append(((first, second), row))
    order: Any = lambda one: (-one[1]["n_rule"], len(one[0][0]), one[0][0], len(one[0][1]), one[0][1])  # noqa: E731
    return sorted(found, key=order)


def splits(size: int) -> int:
    """How many ways there are to split k items in two."""
    return sum(len(list(combinations(range(size), held))) for held in range(1, size))
