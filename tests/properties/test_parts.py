"""Journeys in parts: what is found is what is found in all of them together, for every kind, rule and filter."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine import END, START
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.journeys.selection import select
from journeymine.mining.found import FoundPatterns
from journeymine.mining.parted import find_in_parts
from journeymine.mining.sequences import checked_request, find_sequences, search_sequences

T = TypeVar("T")
NAMES = st.sampled_from("abc")
SINGLES = st.lists(st.lists(NAMES, max_size=6), min_size=1, max_size=14)
ELEMENTS = st.one_of(NAMES, st.sets(NAMES, min_size=2, max_size=2).map(lambda one: tuple(sorted(one))))
SETS = st.lists(st.lists(ELEMENTS, max_size=4), min_size=1, max_size=10)
PLAIN: dict[str, Any] = dict.fromkeys(
    (
        *("min_support", "top_k", "min_length", "max_length", "max_patterns", "time_limit", "memory_limit"),
        *("min_gap", "max_gap", "max_span", "min_step_gap", "max_step_gap", "starts_with", "ends_with"),
        *("contains", "excludes"),
    )
) | {"kind": "all", "contiguous": False, "n_jobs": 1, "progress": False}
RULES: list[dict[str, Any]] = [
    {},
    {"max_step_gap": 2},
    {"contiguous": True},
    {"min_step_gap": 2},
    {"starts_with": START},
    {"ends_with": END},
    {"starts_with": START, "ends_with": END},
    {"starts_with": "a"},
    {"contains": "b", "ends_with": ["a", "c"]},
    {"excludes": "c"},
    {"max_length": 2},
    {"min_length": 2, "max_step_gap": 1},
    {"max_length": 2, "max_step_gap": 2},
]


@dataclass(frozen=True)
class Split:
    """Journeys dealt to parts by their number."""

    coded: CodedJourneys
    n_parts: int

    @property
    def sizes(self) -> list[int]:
        return [len(range(number, len(self.coded), self.n_parts)) for number in range(self.n_parts)]

    def each(self, task: Callable[[int, CodedJourneys], T], only: Sequence[int] | None = None) -> Iterator[T]:
        # Tasks may be sent to where the parts are.
        sent = pickle.loads(pickle.dumps(task))
        for number in range(self.n_parts) if only is None else only:
            yield sent(number, select(self.coded, np.arange(number, len(self.coded), self.n_parts)))


def rows(found: FoundPatterns) -> Any:
    starts = None if found.element_starts is None else found.element_starts.tolist()
    return found.items.tolist(), found.offsets.tolist(), found.n_journeys.tolist(), starts, found.stopped_by


def agrees(lists: list[Any], n_parts: int, options: dict[str, Any]) -> None:
    # All names are there, whatever is asked of them.
    coded = from_lists([*lists, ["a"], ["b"], ["c"]])
    asked = checked_request({**PLAIN, **options}, coded, len(coded))
    parted = find_in_parts(Split(coded, n_parts), asked, search_sequences)
    whole = find_sequences(coded, **options, n_jobs=1)
    assert rows(parted) == rows(whole)


@pytest.mark.parametrize("kind", ["all", "closed", "maximal", "generators"])
@given(lists=st.one_of(SINGLES, SETS), n_parts=st.integers(1, 4), least=st.integers(1, 5), rule=st.sampled_from(RULES))
@settings(max_examples=60)
def test_parts_find_what_the_whole_finds(
    kind: str, lists: list[Any], n_parts: int, least: int, rule: dict[str, Any]
) -> None:
    agrees(lists, n_parts, {"min_support": least, "kind": kind, **rule})


@pytest.mark.parametrize("kind", ["all", "closed", "generators"])
@given(lists=st.one_of(SINGLES, SETS), n_parts=st.integers(1, 3), k=st.integers(1, 12), rule=st.sampled_from(RULES))
@settings(max_examples=40)
def test_parts_find_the_best_of_the_whole(
    kind: str, lists: list[Any], n_parts: int, k: int, rule: dict[str, Any]
) -> None:
    agrees(lists, n_parts, {"top_k": k, "kind": kind, **rule})


@given(lists=SINGLES, n_parts=st.integers(1, 3), most=st.integers(1, 6))
@settings(max_examples=30)
def test_the_first_results_are_those_of_the_whole(lists: list[Any], n_parts: int, most: int) -> None:
    agrees(lists, n_parts, {"min_support": 1, "max_patterns": most})
