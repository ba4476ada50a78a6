"""Does a journey hold a pattern, and where: element by element, the slow way."""

from collections.abc import Sequence

Element = frozenset[int]


def leftmost(journey: Sequence[Element], pattern: Sequence[Element]) -> list[int] | None:
    """The elements of the occurrence that ends earliest, or None."""
    places: list[int] = []
    for wanted in pattern:
        after = places[-1] + 1 if places else 0
        later = [at for at in range(after, len(journey)) if wanted <= journey[at]]
        if not later:
            return None
        places.append(later[0])
    return places


def holds(journey: Sequence[Element], pattern: Sequence[Element]) -> bool:
    """Is there an occurrence at all: every choice of elements is tried."""
    if not pattern:
        return True
    return any(pattern[0] <= journey[at] and holds(journey[at + 1 :], pattern[1:]) for at in range(len(journey)))
