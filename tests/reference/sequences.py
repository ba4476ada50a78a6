"""The slow, obvious twin of the sequence search: list every pattern of every journey, count, compare."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations

from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.mining.found import FoundPatterns

Pattern = tuple[tuple[Name, ...], ...]
Journey = Sequence[Name | Sequence[Name]]
Row = tuple[Pattern, int]


def as_elements(journey: Journey) -> Pattern:
    """The elements of a journey as sorted tuples."""
    bare = (element if isinstance(element, tuple | list | set | frozenset) else (element,) for element in journey)
    return tuple(tuple(sorted(set(element))) for element in bare)


def length(pattern: Pattern) -> int:
    return sum(len(element) for element in pattern)


def order(row: Row) -> tuple[int, int, Pattern]:
    """The place of a row: support descending, shorter first, element by element."""
    pattern, support = row
    return -support, length(pattern), pattern


def is_inside(small: Pattern, big: Pattern) -> bool:
    if not small:
        return True
    return any(set(small[0]) <= set(big[at]) and is_inside(small[1:], big[at + 1 :]) for at in range(len(big)))


def one_less(pattern: Pattern) -> Iterator[Pattern]:
    """The pattern without each of its events in turn."""
    for at, element in enumerate(pattern):
        for event in element:
            rest = tuple(other for other in element if other != event)
            yield (*pattern[:at], *([rest] if rest else []), *pattern[at + 1 :])


def parts(journey: Pattern) -> set[Pattern]:
    """Every pattern that a journey holds, the empty one included."""
    found: set[Pattern] = {()}
    for element in journey:
        subsets = chain.from_iterable(combinations(element, size) for size in range(1, len(element) + 1))
        found |= {(*part, subset) for subset in subsets for part in found}
    return found


def mine(
    journeys: Iterable[Journey],
    min_support: int,
    kind: str = "all",
    *,
    min_length: int = 1,
    max_length: int | None = None,
    top_k: int | None = None,
) -> list[Row]:
    """All results in result order."""
    listed = [as_elements(journey) for journey in journeys]
    supports = Counter(chain.from_iterable(parts(journey) for journey in listed))
    supports[()] = len(listed)
    frequent = [row for row in supports.items() if row[1] >= min_support]

    def counts(pattern: Pattern, support: int) -> bool:
        longer = (n for p, n in frequent if length(p) > length(pattern) and is_inside(pattern, p))
        shorter = (n for p, n in frequent if length(p) < length(pattern) and is_inside(p, pattern))
        if kind == "closed":
            return support not in longer
        if kind == "maximal":
            return not any(longer)
        return kind == "all" or support not in shorter

    lengths = range(min_length, (max_length or 10**9) + 1)
    results = [row for row in frequent if row[0] and length(row[0]) in lengths and counts(*row)]
    return sorted(results, key=order)[:top_k]


def rows(found: FoundPatterns, vocabulary: Vocabulary) -> list[Row]:
    """What was found, with names, in the order given."""
    opens = [True] * len(found.items) if found.element_starts is None else found.element_starts.tolist()
    listed = []
    for at in range(len(found)):
        elements: list[list[Name]] = []
        for i in range(int(found.offsets[at]), int(found.offsets[at + 1])):
            if opens[i]:
                elements.append([])
            elements[-1].append(vocabulary.name(int(found.items[i])))
        listed.append((tuple(tuple(element) for element in elements), int(found.n_journeys[at])))
    return listed
