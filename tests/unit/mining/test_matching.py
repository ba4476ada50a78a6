"""Matching against the slow twin: single events, sets, repeats, any threads."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count, match_positions
from tests.reference.matching import holds, leftmost

ELEMENT = st.frozensets(st.integers(0, 4), min_size=1, max_size=3)
JOURNEYS = st.lists(st.lists(ELEMENT, max_size=7), min_size=1, max_size=8)
# Beyond 64 elements matching goes by lists and no longer by bits.
TWICE = st.sampled_from([1, 1, 1, 33])
PATTERNS = st.lists(st.lists(ELEMENT, min_size=1, max_size=4), min_size=1, max_size=12)


def coded_with(journeys: list[list[frozenset[int]]]) -> CodedJourneys:
    """The journeys, and one more that gives every event the code of its own number."""
    return from_lists([*journeys, list(range(6))])


def found(patterns: list[list[frozenset[int]]]) -> FoundPatterns:
    items = [item for pattern in patterns for element in pattern for item in sorted(element)]
    opens = [place == 0 for pattern in patterns for element in pattern for place in range(len(element))]
    sizes = [sum(len(element) for element in pattern) for pattern in patterns]
    return FoundPatterns(
        np.array(items, np.uint32),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64),
        np.zeros(len(patterns), np.uint32),
        None if all(opens) else np.array(opens),
    )


@given(JOURNEYS, PATTERNS, TWICE)
@settings(max_examples=300, deadline=None)
def test_many_patterns_are_counted_as_one_by_one(
    journeys: list[list[frozenset[int]]], patterns: list[list[frozenset[int]]], times: int
) -> None:
    journeys = [journey[:4] + journey[4:] * times for journey in journeys]
    last = [frozenset({code}) for code in range(6)]
    expected = [sum(holds(journey, pattern) for journey in [*journeys, last]) for pattern in patterns]
    for n_jobs in (1, 3):
        assert count(coded_with(journeys), found(patterns), n_jobs=n_jobs).tolist() == expected


@given(JOURNEYS, st.lists(ELEMENT, min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_positions_are_the_leftmost(journeys: list[list[frozenset[int]]], pattern: list[frozenset[int]]) -> None:
    coded, one = coded_with(journeys), found([pattern])
    numbers, positions = match_positions(coded, one.items, one.element_starts, n_jobs=2)
    element = np.cumsum(coded.opens()) - 1
    holding = [(i, places) for i, journey in enumerate(journeys) if (places := leftmost(journey, pattern)) is not None]
    inside = [(i, row) for i, row in zip(numbers.tolist(), positions, strict=True) if i < len(journeys)]
    assert [i for i, _ in inside] == [i for i, _ in holding]
    for (i, row), (_, places) in zip(inside, holding, strict=True):
        first = element[int(coded.offsets[i])]
        wanted = [at for at, part in zip(places, pattern, strict=True) for _ in part]
        assert (element[row.astype(int)] - first).tolist() == wanted
        assert coded.events[row.astype(int)].tolist() == one.items.tolist()


def test_an_unknown_event_matches_nothing() -> None:
    coded = from_lists([["a"]])
    assert count(coded, found([[frozenset({7})]])).tolist() == [0]
    assert len(match_positions(coded, np.array([7], np.uint32))[0]) == 0


def test_the_core_refuses_what_is_no_pattern() -> None:
    coded = from_lists([["a"]])
    with pytest.raises(ValueError, match="offset after another"):
        count(coded, FoundPatterns(np.array([0], np.uint32), np.array([0, 0, 1], np.uint64), np.zeros(2, np.uint32)))
    with pytest.raises(OptionError, match=r"`n_jobs` of matches must be a whole number ≥ 1, or None"):
        match_positions(coded, np.array([0], np.uint32), n_jobs=0)


@pytest.mark.parametrize("simultaneous", ["set", "order"])
def test_many_beginnings_are_looked_up_as_a_few_are_tried(simultaneous: Any) -> None:
    """Short journeys look up where their patterns begin; a set of one pattern has nothing to look up."""
    rng = np.random.default_rng(5)
    n = 400
    log = {"c": rng.integers(0, 130, n), "e": rng.integers(0, 60, n), "t": rng.integers(0, 4, n)}
    journeys = jm.read_events(log, customer="c", event="e", time="t").journeys(simultaneous=simultaneous)
    patterns = jm.mine_sequences(journeys, min_support=2, max_length=2)
    assert len(patterns.filter(max_length=1)) > 50
    whole = patterns.to_pandas()
    rules = {str(rule): row for rule, row in zip(*_rules(patterns), strict=True)}
    assert len(rules) > 10
    for i in range(0, len(patterns), 7):
        one = jm.mine_sequences(journeys, min_support=2, max_length=2)[[i]]
        pd.testing.assert_frame_equal(one.to_pandas(), whole[i : i + 1].reset_index(drop=True))
        for rule, row in zip(*_rules(one), strict=True):
            assert rules[str(rule)] == row


def _rules(patterns: jm.PatternSet) -> tuple[list[Any], list[Any]]:
    found = patterns.rules(min_confidence=0)
    rows = found.to_pandas(["n_antecedent", "n_rule", "lift_order", "p_order"])
    return list(found), list(rows.itertuples(index=False, name=None))
