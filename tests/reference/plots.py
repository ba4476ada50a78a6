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


def prefixes(journeys: Lists, n_steps: int, least: int) -> dict[tuple[Any, ...], int]:
    """Beginning → journeys; "(other)" ends what stands for beginnings of fewer than `least`."""
    found: Counter[tuple[Any, ...]] = Counter()
    for journey in journeys:
        found.update(tuple(journey[:length]) for length in range(1, min(n_steps, len(journey)) + 1))
    told: Counter[tuple[Any, ...]] = Counter()
    for prefix, n in found.items():
        if n >= least:
            told[prefix] = n
        elif len(prefix) == 1 or found[prefix[:-1]] >= least:
            told[*prefix[:-1], "(other)"] += n
    return dict(told)


def around(journeys: Lists, anchor: Any, before: int, after: int, n_events: int) -> Counter[tuple[int, Any]]:
    """(step, element) → journeys that hold the anchor."""
    cells: Counter[tuple[int, Any]] = Counter()
    for journey in journeys:
        held = [
            place for place, one in enumerate(journey) if anchor == one or (isinstance(one, tuple) and anchor in one)
        ]
        if held:
            for step in range(-before, after + 1):
                place = held[0] + step
                ended = "(start)" if place < 0 else "(end)" if place >= len(journey) else None
                cells[step, ended or journey[place]] += 1
    totals: Counter[Any] = Counter()
    for (_, one), n in cells.items():
        totals[one] += 0 if one in {"(start)", "(end)"} else n
    ranked = sorted((one for one in totals if totals[one]), key=lambda one: (-totals[one], _order(one)))
    kept = {"(start)", "(end)", *ranked[:n_events]}
    lumped: Counter[tuple[int, Any]] = Counter()
    for (step, one), n in cells.items():
        lumped[step, one if one in kept else "(other)"] += n
    return lumped


def combinations(journeys: Lists, categories: list[Any]) -> Counter[tuple[Any, ...]]:
    """Exactly which of the categories → journeys."""
    held = ({name for one in journey for name in (one if isinstance(one, tuple) else (one,))} for journey in journeys)
    return Counter(tuple(sorted(events & set(categories))) for events in held)


def lies_inside(part: Any, whole: Any) -> bool:
    """Is a pattern a subsequence of another, element within element?"""
    rest = [set(one) if isinstance(one, tuple) else {one} for one in whole]
    for one in part:
        wanted = set(one) if isinstance(one, tuple) else {one}
        place = next((number for number, held in enumerate(rest) if wanted <= held), None)
        if place is None:
            return False
        rest = rest[place + 1 :]
    return True
