"""The sequence search against its slow twin, and the laws that hold between kinds, on random small journeys."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.journeys.lists import from_lists
from journeymine.mining.engines.registry import KINDS
from journeymine.mining.found import FoundPatterns
from journeymine.mining.sequences import find_sequences
from tests.reference.sequences import Journey, is_inside, length, mine, rows

NAMES = st.sampled_from("abc")
SINGLE = st.lists(st.lists(NAMES, max_size=6), max_size=6)
# The twin lists all 2ⁿ parts of a journey of n events, and compares each with each.
SETS = st.lists(
    st.lists(st.sets(NAMES, min_size=1).map(tuple), max_size=4).filter(lambda journey: sum(map(len, journey)) <= 7),
    max_size=6,
)
JOURNEYS: st.SearchStrategy[Any] = st.one_of(SINGLE, SETS)
SUPPORT = st.integers(1, 4)
LENGTHS = st.tuples(st.integers(1, 3), st.one_of(st.none(), st.integers(3, 4)))


def arrays(found: FoundPatterns) -> list[bytes]:
    starts = np.zeros(0, np.bool_) if found.element_starts is None else found.element_starts
    return [array.tobytes() for array in (found.items, found.offsets, found.n_journeys, starts)]


@settings(max_examples=100, deadline=None)
@given(JOURNEYS, SUPPORT, st.sampled_from(KINDS), LENGTHS, st.sampled_from([1, 2, 3, 8]))
def test_the_twin_agrees(
    journeys: list[Journey], min_support: int, kind: str, lengths: tuple[int, int | None], n_jobs: int
) -> None:
    coded = from_lists(journeys)
    wanted = mine(journeys, min_support, kind, min_length=lengths[0], max_length=lengths[1])
    for engine in ("journeymine", "bruteforce"):
        found = find_sequences(
            coded,
            min_support=min_support,
            kind=kind,
            min_length=lengths[0],
            max_length=lengths[1],
            engine=engine,
            n_jobs=n_jobs,
        )
        assert rows(found, coded.vocabulary) == wanted, engine


@settings(max_examples=60, deadline=None)
@given(JOURNEYS, st.sampled_from(["all", "closed", "generators"]), LENGTHS, st.integers(1, 20), SUPPORT)
def test_the_best_are_the_first_of_all(
    journeys: list[Journey], kind: str, lengths: tuple[int, int | None], k: int, min_support: int
) -> None:
    coded = from_lists(journeys)
    low, high = lengths
    wanted = mine(journeys, min_support, kind, min_length=low, max_length=high, top_k=k)
    found = find_sequences(
        coded, top_k=k, min_support=min_support, kind=kind, min_length=low, max_length=high, n_jobs=2
    )
    assert rows(found, coded.vocabulary) == wanted


@settings(max_examples=50, deadline=None)
@given(SINGLE, SUPPORT, LENGTHS)
def test_prefixspan_agrees(journeys: list[Journey], min_support: int, lengths: tuple[int, int | None]) -> None:
    coded = from_lists(journeys)
    low, high = lengths
    ours, theirs = (
        find_sequences(coded, min_support=min_support, min_length=low, max_length=high, engine=engine)
        for engine in ("journeymine", "prefixspan")
    )
    assert arrays(ours) == arrays(theirs)


@settings(max_examples=50, deadline=None)
@given(JOURNEYS, SUPPORT, st.sampled_from(KINDS), st.one_of(st.none(), st.integers(1, 5)))
def test_any_number_of_threads_gives_the_same_bytes(
    journeys: list[Journey], min_support: int, kind: str, max_patterns: int | None
) -> None:
    coded = from_lists(journeys)
    one, *others = (
        find_sequences(coded, min_support=min_support, kind=kind, max_patterns=max_patterns, n_jobs=n_jobs)
        for n_jobs in (1, 2, 3, 8)
    )
    for other in others:
        assert arrays(other) == arrays(one)
        assert other.stopped_by == one.stopped_by


@settings(max_examples=50, deadline=None)
@given(JOURNEYS, SUPPORT, st.randoms(use_true_random=False))
def test_the_laws_between_kinds(journeys: list[Journey], min_support: int, random: Any) -> None:
    coded = from_lists(journeys)
    every, closed, maximal, generators = (
        dict(rows(find_sequences(coded, min_support=min_support, kind=kind), coded.vocabulary)) for kind in KINDS
    )
    assert maximal.items() <= closed.items() <= every.items()
    assert generators.items() <= every.items()
    for pattern, support in every.items():
        around = [n for other, n in closed.items() if is_inside(pattern, other)]
        assert support == max(around)
        inside = [
            n for other, n in generators.items() if length(other) <= length(pattern) and is_inside(other, pattern)
        ]
        assert support == min([*inside, len(journeys)])
    shuffled = random.sample(journeys, len(journeys))
    again = from_lists(shuffled)
    assert rows(find_sequences(again, min_support=min_support), again.vocabulary) == list(every.items())
