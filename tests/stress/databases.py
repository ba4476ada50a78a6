"""Random journeys and options through the public verbs, each beside its slow twin, until the time is up."""

import time
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import journeymine as jm
from journeymine.options import Anchor
from journeymine.patterns.query import Query, Step
from tests.properties.test_constraints import rules_of, timed
from tests.properties.test_queries import spelled
from tests.properties.test_rules import in_words_of_the_twin
from tests.reference import constrained, itemsets, queries, rules
from tests.stress.size import Size

NAMES = "abc"
KINDS = ("all", "closed", "maximal", "generators")


def run(size: Size) -> str:
    """As many cases as there is time for, the verbs in turn."""
    until = time.monotonic() + 60 * size.minutes
    done, results, seed = Counter[str](), 0, size.seed
    while time.monotonic() < until:
        for name, check in CHECKS.items():
            try:
                results += check(Random(f"{name} {seed}"))
            except Exception as error:
                error.add_note(f"Random('{name} {seed}') shows it again")
                raise
            done[name] += 1
        seed += 1
    counts = ", ".join(f"{n:,} of {name}" for name, n in done.items())
    return f"{done.total():,} random requests agree with their twins ({counts}), {results:,} results"


def seldom(chance: Random, n: int, draw: Callable[[], Any]) -> Any:
    """A value one time in n, else None."""
    return draw() if chance.randrange(n) == 0 else None


def journeys(chance: Random) -> list[Any]:
    """Short journeys of few events, or of sets of them, each with the time since the one before."""
    sets = chance.random() < 0.4

    def element() -> tuple[str, ...]:
        return tuple(sorted(chance.sample(NAMES, chance.choice([1, 1, 2, 3] if sets else [1]))))

    drawn = [
        [(element(), chance.randrange(4)) for _ in range(chance.randrange(5 if sets else 7))]
        for _ in range(chance.randrange(6))
    ]
    return [journey for journey in drawn if sum(len(one) for one, _ in journey) <= 7]


def some(chance: Random) -> set[str]:
    return set(chance.sample(NAMES, chance.randint(1, 2)))


def constraints(chance: Random) -> dict[str, Any]:
    """Options that go together."""
    steps = seldom(chance, 6, lambda: chance.randint(1, 2)), seldom(chance, 2, lambda: chance.randint(2, 4))

    def end(anchor: Any) -> Any:
        return chance.choice([anchor, some(chance), {anchor, *some(chance)}])

    asked: dict[str, Any] = {
        "min_gap": seldom(chance, 6, lambda: chance.randrange(3)),
        "max_gap": seldom(chance, 4, lambda: chance.choice([2, 2.5, 3, 4])),
        "max_span": seldom(chance, 4, lambda: chance.randint(2, 6)),
        "min_step_gap": steps[0],
        "max_step_gap": steps[1],
        "contiguous": steps == (None, None) and chance.random() < 0.3,
        "starts_with": seldom(chance, 5, lambda: end(jm.START)),
        "ends_with": seldom(chance, 5, lambda: end(jm.END)),
        "contains": seldom(
            chance, 6, lambda: chance.choice([chance.choice(NAMES), some(chance), frozenset(some(chance))])
        ),
    }
    ends = [asked[name] for name in ("starts_with", "ends_with", "contains")]
    named = set[Any]().union(*(one for one in ends if one is not None and not isinstance(one, Anchor)))
    out = chance.choice(NAMES)
    return asked | {"excludes": out if out not in named and chance.random() < 0.2 else None}


def lengths(chance: Random) -> dict[str, Any]:
    return {
        "min_length": seldom(chance, 3, lambda: chance.randint(1, 2)),
        "max_length": seldom(chance, 3, lambda: chance.randint(2, 4)),
    }


def sequences(chance: Random) -> int:
    """Every kind under every rule; rows may stand for several journeys."""
    plain, coded = timed(journeys(chance))
    copies = [chance.randint(1, 3) for _ in plain] if chance.random() < 0.2 else [1] * len(plain)
    kind, least, asked, sizes = chance.choice(KINDS), chance.randint(1, 3), constraints(chance), lengths(chance)
    best = None if kind == "maximal" else seldom(chance, 3, lambda: chance.randint(1, 5))
    first = seldom(chance, 3, lambda: chance.randint(1, 5))
    written = [journey for journey, n in zip(plain, copies, strict=True) for _ in range(n)]
    twin = constrained.mine(
        written, least, kind, rules_of(asked), min_length=sizes["min_length"] or 1, max_length=sizes["max_length"],
        top_k=best,
    )  # fmt: skip
    found = jm.mine_sequences(
        jm.Journeys(coded), min_support=least, kind=kind, top_k=best, max_patterns=first, n_jobs=chance.randint(1, 3),
        multiplicity=copies if max(copies) > 1 else None, **sizes, **asked,
    )  # fmt: skip
    rows = found.to_dict(["pattern", "n_journeys"])["rows"]
    shown = [(tuple(map(tuple, row["pattern"])), row["n_journeys"]) for row in rows]
    assert shown == twin[:first], (plain, copies, kind, least, asked, sizes, best, first, shown, twin)
    assert found.truncated == (first is not None and first < len(twin))
    return len(shown)


def sets(chance: Random) -> int:
    """Every kind of itemset, with items that must be there and others taken out."""
    baskets = [[chance.randrange(6) for _ in range(chance.randrange(8))] for _ in range(chance.randrange(1, 14))]
    there = sorted(set().union(*baskets))
    chance.shuffle(there)
    contains, excludes = there[: chance.choice([0, 0, 1, 2])], there[2 : 2 + chance.choice([0, 0, 1])]
    kind = chance.choice(KINDS)
    sizes = lengths(chance)
    least: float = chance.choice([1, 2, 3, 0.07, 0.1, 0.28, 0.5, 1.0])
    best = None if kind == "maximal" else seldom(chance, 3, lambda: chance.randint(1, 9))
    first = seldom(chance, 3, lambda: chance.randint(1, 9))
    left = [[item for item in basket if item not in excludes] for basket in baskets]
    sized = range(sizes["min_length"] or 1, (sizes["max_length"] or 99) + 1)
    known = itemsets.find(left, least, kind)
    twin = [row for row in known if set(contains) <= set(row[0]) and len(row[0]) in sized][:best]
    found = jm.mine_itemsets(
        baskets, min_support=least, kind=kind, top_k=best, max_patterns=first, contains=contains or None,
        excludes=excludes or None, n_jobs=chance.randint(1, 3), **sizes,
    )  # fmt: skip
    rows = found.to_dict(["itemset", "n_journeys"])["rows"]
    shown = [(tuple(row["itemset"]), row["n_journeys"]) for row in rows]
    assert shown == twin[:first], (baskets, kind, least, contains, excludes, sizes, best, first, shown, twin)
    return len(shown)


def followed(chance: Random) -> int:
    """Rules between sequences and between sets."""
    plain, coded = timed(journeys(chance))
    ordered = chance.random() < 0.6
    asked = {
        "min_support": chance.randint(1, 3),
        "min_confidence": chance.choice([0.0, 0.3, 0.5, 1.0]),
        "ordered": ordered,
        "within": seldom(chance, 2, lambda: chance.choice([0, 1, 2.5, 4])),
        "max_gap": seldom(chance, 2, lambda: chance.randint(1, 4)) if ordered else None,
        "antecedent": seldom(chance, 3, lambda: some(chance)),
        "consequent": seldom(chance, 3, lambda: some(chance)),
        "max_antecedent": seldom(chance, 3, lambda: chance.randint(1, 2)),
        "max_consequent": seldom(chance, 3, lambda: chance.randint(1, 2)),
        "min_length": seldom(chance, 4, lambda: chance.randint(1, 3)),
        "max_length": seldom(chance, 4, lambda: chance.randint(3, 4)),
        "top_k": seldom(chance, 3, lambda: chance.randint(1, 6)),
        "non_redundant": not ordered and chance.random() < 0.5,
    }
    first = seldom(chance, 3, lambda: chance.randint(1, 5))
    twin = rules.mine(
        plain, asked["min_support"], Fraction(str(asked["min_confidence"])), **in_words_of_the_twin(asked)
    )
    found = jm.mine_rules(jm.Journeys(coded), max_patterns=first, n_jobs=chance.randint(1, 3), **asked)
    rows = found.to_dict(["antecedent", "consequent", "n_rule", "n_antecedent"])["rows"]
    shown = [
        (*(tuple(map(tuple, row[side])) for side in ("antecedent", "consequent")), row["n_rule"], row["n_antecedent"])
        for row in rows
    ]
    assert shown == twin[:first], (plain, asked, first, shown, twin)
    return len(shown)


def asked_for(chance: Random) -> int:
    """Queries: how many journeys answer, and which."""
    plain, coded = timed(journeys(chance))
    steps = []
    for number in range(chance.randint(1, 3)):
        names = sorted(some(chance))
        parts = (tuple(names),) if chance.random() < 0.6 else tuple((name,) for name in names)
        link = chance.choice(["later", "next", "without"]) if number else "later"
        steps.append(
            Step(parts, is_next=link == "next", without=tuple(sorted(some(chance))) if link == "without" else ())
        )
    query = Query(tuple(steps), chance.random() < 0.3, chance.random() < 0.3)
    twin = [number for number, one in enumerate(plain) if queries.places(one, query, constrained.Rules()) is not None]
    rows, text = jm.Journeys(coded), spelled(query)
    assert rows.count(text) == len(twin), (plain, text, rows.count(text), twin)
    assert rows.filter(text).to_lists() == rows[twin].to_lists()
    return len(twin)


CHECKS = {"mine_sequences": sequences, "mine_itemsets": sets, "mine_rules": followed, "count": asked_for}
