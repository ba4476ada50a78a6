"""The slow, obvious twin of patterns over several levels: every element that the events there can be dealt out to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations, permutations, product

from journeymine.journeys.vocabulary import Name
from tests.reference.constrained import Rules, Timed, is_inside
from tests.reference.sequences import Pattern, Row, length, order

Parents = Mapping[Name, Collection[Name]]


def above(event: Name, parents: Parents) -> set[Name]:
    """The event and everything more general."""
    return {event}.union(*(above(parent, parents) for parent in parents.get(event, ())))


def deals(wanted: Sequence[Name], held: Collection[Name], parents: Parents) -> bool:
    """Can each event wanted have one held of its own, which is it or below it?"""
    return any(
        all(event in above(own, parents) for event, own in zip(wanted, chosen, strict=True))
        for chosen in permutations(held, len(wanted))
    )


def elements(held: Collection[Name], parents: Parents, excludes: Collection[Name] = ()) -> Iterator[tuple[Name, ...]]:
    """Every element of a pattern that an element of a journey holds."""
    names = sorted(set().union(*(above(event, parents) for event in held)) - set(excludes))
    for size in range(1, len(held) + 1):
        for chosen in combinations(names, size):
            alone = not any(one != other and one in above(other, parents) for one in chosen for other in chosen)
            if alone and deals(chosen, held, parents):
                yield chosen


def held(journey: Timed, rules: Rules, parents: Parents) -> set[Pattern]:
    """Every pattern that a journey holds."""
    found: set[Pattern] = set()
    for size in range(1, len(journey) + 1):
        for places in combinations(range(len(journey)), size):
            if rules.keeps(places, journey):
                found |= set(product(*([*elements(journey[at][0], parents, rules.excludes)] for at in places)))
    return found


def mine(
    journeys: Sequence[Timed],
    parents: Parents,
    min_support: int,
    kind: str,
    rules: Rules,
    *,
    min_length: int = 1,
    max_length: int | None = None,
    top_k: int | None = None,
) -> list[Row]:
    """All results in result order."""
    holders: dict[Pattern, set[int]] = {}
    for number, journey in enumerate(journeys):
        for pattern in held(journey, rules, parents):
            holders.setdefault(pattern, set()).add(number)
    family = {pattern: own for pattern, own in holders.items() if len(own) >= min_support}
    apart = rules.max_step_gap

    def is_result(pattern: Pattern) -> bool:
        own, size = family[pattern], length(pattern)
        around = (p for p in family if length(p) > size and is_inside(pattern, p, apart))
        inside = (p for p in family if length(p) < size and is_inside(p, pattern, apart))
        if kind == "closed":
            return not any(own <= family[p] for p in around)
        if kind == "maximal":
            return not any(around)
        return kind == "all" or (len(own) < len(journeys) and not any(own == family[p] for p in inside))

    lengths = range(min_length, (max_length or 10**9) + 1)
    wanted = (p for p in family if length(p) in lengths and rules.admits(p) and is_result(p))
    return sorted(((p, len(family[p])) for p in wanted), key=order)[:top_k]


def is_special(special: Pattern, general: Pattern, parents: Parents) -> bool:
    """Is each event of one pattern the same as its own event of the other, or below it, and some below?"""
    return (
        special != general
        and len(special) == len(general)
        and all(
            len(own) == len(wanted) and deals(wanted, own, parents)
            for own, wanted in zip(special, general, strict=True)
        )
    )


def redundant_with(rows: Sequence[Row], parents: Parents) -> list[Pattern | None]:
    """For each row the most specific one of equal support, the first of several in pattern order."""

    def below(row: Row) -> list[Pattern]:
        return [p for p, n in rows if n == row[1] and is_special(p, row[0], parents)]

    found: list[Pattern | None] = []
    for row in rows:
        specific = [p for p in below(row) if not below((p, row[1]))]
        found.append(min(specific, key=lambda p: order((p, 0)), default=None))
    return found
