"""What figures count, slowly and obviously: from journeys as lists of elements."""

from collections import Counter
from itertools import pairwise
from typing import Any

Lists = list[list[Any]]


def flow(journeys: Lists, n_steps: int, n_events: int) -> Counter[tuple[int, Any, Any]]:
    """(step, element, next) → journeys; "(end)" and "(other)" stand for what is no element."""
    steps = [[*journey, *["(end)"] * n_steps][:n_steps] for journey in journeys]
    for place in range(n_steps):
        seen = Counter(one[place] for one in steps if one[place] != "(end)")
        kept = {name for name, _ in sorted(seen.items(), key=lambda pair: (-pair[1], _order(pair[0])))[:n_events]}
        for one in steps:
            if one[place] != "(end)" and one[place] not in kept:
                one[place] = "(other)"
    return Counter(
        (place + 1, one[place], one[place + 1])
        for one in steps
        for place in range(n_steps - 1)
        if one[place] != "(end)"
    )


def _order(element: Any) -> tuple[bool, Any]:
    """Single events before sets, each by name."""
    return isinstance(element, tuple), element


def transitions(journeys: Lists, n_events: int) -> dict[tuple[Any, Any], tuple[int, int]]:
    """(element, next) → (transitions, journeys that hold it), "(start)" and "(end)" included."""
    seen = Counter(one for journey in journeys for one in journey)
    kept = {name for name, _ in sorted(seen.items(), key=lambda pair: (-pair[1], _order(pair[0])))[:n_events]}
    found: Counter[tuple[Any, Any]] = Counter()
    holders: Counter[tuple[Any, Any]] = Counter()
    for journey in filter(None, journeys):
        told = ["(start)", *(one if one in kept else "(other)" for one in journey), "(end)"]
        pairs = list(pairwise(told))
        found.update(pairs)
        holders.update(set(pairs))
    return {pair: (n, holders[pair]) for pair, n in found.items()}
