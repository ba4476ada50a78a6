"""Laws that hold whatever the journeys are, on hostile ones: as long as every limit of the engines and one beyond,
of more names than fit a word, with repeats, sets, empty journeys and equal journeys.

The same data, and many more, run beside a slow twin in ``rust/fuzz``; here the way through Python is tried.
"""

import random
from typing import Any

import numpy as np
import pytest

from journeymine.journeys.lists import from_lists
from journeymine.mining.engines.registry import KINDS
from journeymine.mining.found import FoundPatterns
from journeymine.mining.sequences import find_sequences
from tests.reference.sequences import Pattern, Row, as_elements, is_inside, one_less, rows

Lists = list[list[Any]]
EDGES = (62, 63, 64, 65, 66, 125, 126, 127, 128, 129, 130, 200)


def dense(seed: int, *, sets: bool) -> Lists:
    """Few names, short journeys, all that can happen to them."""
    draw = random.Random(seed)
    names = "abcd"[: draw.randint(1, 4)]

    def journey() -> list[Any]:
        size = draw.randint(0, 4 if sets else 8)
        return [tuple(draw.choices(names, k=draw.randint(1, 2))) if sets else draw.choice(names) for _ in range(size)]

    journeys = [journey() for _ in range(draw.randint(0, 9))]
    return [*journeys, *journeys[:2], *(one[1:] for one in journeys[:2])]


def edges(seed: int, *, sets: bool) -> Lists:
    """Few frequent events at the edges of long journeys of names that occur once."""
    draw = random.Random(seed)
    journeys: Lists = []
    for number in range(draw.randint(3, 5)):
        length = draw.choice(EDGES)
        row: list[Any] = [f"{number}-{place}" for place in range(length)]
        for _ in range(draw.randint(2, 8)):
            place = min(draw.choice([0, length - 1, *EDGES, draw.randrange(length)]), length - 1)
            row[place] = ("p", draw.choice("qr")) if sets and draw.random() < 0.5 else draw.choice("pqr")
        journeys.append(row)
    return journeys


def long(seed: int, *, sets: bool) -> Lists:
    """All events of long journeys are frequent; asked for short patterns only."""
    draw = random.Random(seed)
    names = "abcdef"[: draw.randint(1, 6)]
    pick = (lambda: tuple(draw.sample(names, min(2, len(names))))) if sets else (lambda: draw.choice(names))
    return [[pick() for _ in range(draw.choice([*EDGES, 1, 300]))] for _ in range(draw.randint(2, 6))]


def wide(seed: int, *, sets: bool) -> Lists:
    """More names than 64, or than 1,024, in orders that have little in common."""
    draw = random.Random(seed)
    names = list(range(draw.choice([63, 64, 65, 127, 129, 1023, 1025, 1030])))
    one: Lists = [names, names[::-1], draw.sample(names, 40), draw.sample(names, 40)]
    return [*one, [tuple(names[:66]), *names[60:70]], [tuple(names[30:66])]] if sets else one


# How long patterns may get: there are too many longer ones.
SHAPES = [(dense, None), (edges, None), (long, 3), (wide, 2)]
CASES = [(shape, longest, sets, seed) for shape, longest in SHAPES for sets in (False, True) for seed in range(6)]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0].__name__}-{'sets' if case[2] else 'single'}-{case[3]}")
def case(request: pytest.FixtureRequest) -> tuple[Lists, int | None]:
    shape, longest, sets, seed = request.param
    return shape(seed, sets=sets), longest


def found(journeys: Lists, kind: str = "all", **options: Any) -> FoundPatterns:
    return find_sequences(from_lists(journeys), min_support=2, kind=kind, **options)


def listed(journeys: Lists, kind: str = "all", **options: Any) -> list[Row]:
    return rows(found(journeys, kind, **options), from_lists(journeys).vocabulary)


def test_support_falls_as_patterns_grow(case: tuple[Lists, int | None]) -> None:
    journeys, longest = case
    every = dict(listed(journeys, max_length=longest))
    for pattern, support in every.items():
        assert 2 <= support <= len(journeys)
        for shorter in one_less(pattern):
            assert not shorter or every[shorter] >= support


def test_support_is_what_looking_into_every_journey_gives(case: tuple[Lists, int | None]) -> None:
    journeys, longest = case
    every = listed(journeys, max_length=longest)
    elements = [as_elements(journey) for journey in journeys]
    for pattern, support in random.Random(1).sample(every, min(60, len(every))):
        assert support == sum(holds(pattern, journey) for journey in elements)


def holds(pattern: Pattern, journey: Pattern) -> bool:
    following = iter(journey)
    return all(any(set(element) <= set(held) for held in following) for element in pattern)


def test_kinds_are_parts_of_each_other(case: tuple[Lists, int | None]) -> None:
    journeys, longest = case
    every, closed, maximal, generators = (dict(listed(journeys, kind, max_length=longest)) for kind in KINDS)
    assert maximal.items() <= closed.items() <= every.items()
    assert generators.items() <= every.items()
    if longest is None and len(every) < 600:
        for pattern, support in every.items():
            assert support == max(n for other, n in closed.items() if is_inside(pattern, other))


def test_other_names_and_another_order_of_journeys_change_nothing(case: tuple[Lists, int | None]) -> None:
    journeys, longest = case
    draw = random.Random(2)
    names = sorted({event for journey in journeys for element in as_elements(journey) for event in element})
    other = dict(zip(names, draw.sample(range(10**9), len(names)), strict=True))
    renamed: Lists = [[tuple(other[event] for event in element) for element in as_elements(one)] for one in journeys]
    draw.shuffle(renamed)
    for kind in KINDS:
        wanted = {
            tuple(tuple(sorted(other[event] for event in element)) for element in pattern): support
            for pattern, support in listed(journeys, kind, max_length=longest)
        }
        assert dict(listed(renamed, kind, max_length=longest)) == wanted


RULES: tuple[dict[str, Any], ...] = ({}, {"max_patterns": 5}, {"top_k": 7}, {"max_step_gap": 2, "max_length": 2})


@pytest.mark.parametrize("rules", RULES, ids=str)
def test_any_number_of_threads_gives_the_same_bytes(case: tuple[Lists, int | None], rules: dict[str, Any]) -> None:
    journeys, longest = case
    for kind in KINDS:
        # Under gap rules kinds are decided among patterns of every length, of which long journeys hold too many.
        if ("top_k" in rules and kind == "maximal") or ("max_step_gap" in rules and longest and kind != "all"):
            continue
        options = {"max_length": longest, **rules}
        one, *others = (as_bytes(found(journeys, kind, n_jobs=n_jobs, **options)) for n_jobs in (1, 2, 3, 8))
        assert others == [one] * 3


def as_bytes(patterns: FoundPatterns) -> list[bytes]:
    starts = np.zeros(0, np.bool_) if patterns.element_starts is None else patterns.element_starts
    return [array.tobytes() for array in (patterns.items, patterns.offsets, patterns.n_journeys, starts)]


@pytest.mark.parametrize("sets", [False, True])
@pytest.mark.parametrize("seed", range(30))
def test_the_naive_engine_agrees(seed: int, sets: bool) -> None:  # noqa: FBT001 (pytest gives it by name)
    journeys = dense(seed, sets=sets)
    for kind in KINDS:
        assert listed(journeys, kind) == listed(journeys, kind, engine="bruteforce")
