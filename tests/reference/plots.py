"""What figures count, slowly and obviously: from journeys as lists of elements."""

from collections import Counter
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
