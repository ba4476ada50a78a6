"""Counts of customers, occurrences and windows, and the matrix, against every choice of elements."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.mining.constraints import FREE, constrain
from journeymine.mining.counting import count_customers, count_within, pattern_matrix
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.mining.sequences import find_sequences
from journeymine.patterns.recount import recoded
from tests.properties.test_constraints import SETS, SINGLE, Steps, options, rules_of, timed
from tests.reference.counting import minimal_windows, most_disjoint, occurrences
from tests.reference.sequences import rows

if TYPE_CHECKING:
    from collections.abc import Callable


def owned(coded: CodedJourneys, owners: list[int]) -> CodedJourneys:
    """The same journeys, of these customers."""
    names = Vocabulary.from_names(range(10))
    return replace(coded, customers=names, customer_codes=np.array(owners[: len(coded)], np.uint32))


@given(st.one_of(SINGLE, SETS), options(), st.lists(st.integers(0, 3), min_size=8, max_size=8), st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_counts_are_those_of_all_occurrences(
    journeys: Steps, asked: dict[str, Any], owners: list[int], n_jobs: int
) -> None:
    asked["excludes"] = None
    plain, coded = timed(journeys)
    coded = replace(owned(coded, owners), observed_until=100)
    found = find_sequences(coded, min_support=1, max_length=4, **asked)
    slow = rules_of(asked)
    told: dict[str, Any] = {"constraints": constrain(asked, coded, "recount"), "n_jobs": n_jobs}
    customers = count_customers(coded, found, **told).tolist()
    times, windows = (count_within(coded, found, what, **told).tolist() for what in ("occurrences", "windows"))  # type: ignore[arg-type]
    matrices = [pattern_matrix(coded, found, values, **told) for values in ("present", "count", "time_since")]
    present, counted, since = (matrix.toarray() for matrix in matrices)
    assert matrices[0].nnz == matrices[2].nnz == found.n_journeys.sum()
    for number, (pattern, _) in enumerate(rows(found, coded.vocabulary)):
        own = [occurrences(journey, pattern, slow) for journey in plain]
        disjoint = [most_disjoint(places) for places in own]
        assert customers[number] == len({owner for owner, places in zip(owners, own, strict=False) if places})
        assert times[number] == sum(disjoint)
        assert windows[number] == sum(
            len(minimal_windows(places, len(journey))) for places, journey in zip(own, plain, strict=True)
        )
        assert present[:, number].tolist() == [bool(places) for places in own]
        assert counted[:, number].tolist() == disjoint
        ends = [max((places[-1] for places in held), default=None) for held in own]
        ages = [0 if end is None else 100 - journey[end][1] for end, journey in zip(ends, plain, strict=True)]
        assert since[:, number].tolist() == ages


@given(SINGLE, st.integers(0, 6))
@settings(max_examples=50, deadline=None)
def test_supports_of_chunks_add_up(journeys: Steps, cut: int) -> None:
    lists = [[names for names, _ in journey] for journey in journeys]
    coded = from_lists(lists)
    found = find_sequences(coded, min_support=1)
    chunks = [from_lists(lists[:cut]), from_lists(lists[cut:])]
    counts: list[Callable[..., Any]] = [
        count,
        partial(count_within, counted="occurrences"),
        partial(count_within, counted="windows"),
    ]
    for counted in counts:
        # The chunks have vocabularies of their own.
        parts = [counted(chunk, recoded(found, coded.vocabulary, chunk.vocabulary)) for chunk in chunks]
        assert (parts[0] + parts[1]).tolist() == counted(coded, found).tolist()


def test_the_example_of_the_specification() -> None:
    coded = from_lists([["a", "b", "a", "c", "b", "c"]])
    items, offsets = np.array([0, 1, 2, 0, 2], np.uint32), np.array([0, 3, 5], np.uint64)
    wanted = FoundPatterns(items, offsets, np.zeros(2, np.uint32))
    assert count_within(coded, wanted, "windows").tolist() == [2, 1]
    assert count_within(coded, wanted, "occurrences").tolist() == [1, 1]


@pytest.mark.parametrize("rules", [FREE, replace(FREE, max_step_gap=2)])
def test_a_journey_of_ten_thousand_events(rules: Any) -> None:
    coded = from_lists([["a", "b"] * 5_000])
    wanted = FoundPatterns(np.array([0, 1, 0, 7], np.uint32), np.array([0, 2, 3, 4], np.uint64), np.zeros(3, np.uint32))
    assert count_within(coded, wanted, "occurrences", constraints=rules).tolist() == [5_000, 5_000, 0]
    assert count_within(coded, wanted, "windows", constraints=rules).tolist() == [5_000, 5_000, 0]
    assert pattern_matrix(coded, wanted, "time_since", constraints=rules).toarray().tolist() == [[0, 1, 0]]
    assert pattern_matrix(coded, wanted, "present", constraints=rules).nnz == 2
