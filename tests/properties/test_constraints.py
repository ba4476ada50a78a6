"""The constrained search against its slow twin: every kind, rule and filter, on single events and sets, with ties."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.journeys.views import element_numbers
from journeymine.mining.constraints import constrain
from journeymine.mining.engines.registry import KINDS
from journeymine.mining.matching import count, match_positions
from journeymine.mining.sequences import find_sequences
from journeymine.options import END, START
from tests.properties.test_sequences import arrays
from tests.reference.constrained import Rules, Timed, mine
from tests.reference.sequences import rows

Step = list[tuple[tuple[str, ...], int]]
"""A journey: elements, each with the time since the one before."""
Steps = list[Step]

NAMES = "abc"
GAP = st.integers(0, 3)
SINGLE = st.lists(st.lists(st.tuples(st.sampled_from(NAMES).map(tuple), GAP), max_size=6), max_size=6)
SETS = st.lists(
    # The twin compares every pattern with every other.
    st.lists(
        st.tuples(st.sets(st.sampled_from(NAMES), min_size=1).map(lambda e: tuple(sorted(e))), GAP), max_size=4
    ).filter(lambda journey: sum(len(element) for element, _ in journey) <= 7),
    max_size=5,
)
#: Every name occurs, or naming it would be an error; the last journey is no match for anything else.
EVERY_NAME: Step = [(("a",), 0), (("b",), 9), (("c",), 9)]


def seldom(values: st.SearchStrategy[Any], n: int = 4) -> st.SearchStrategy[Any]:
    return st.integers(1, n).flatmap(lambda i: values if i == 1 else st.none())


EVENTS = st.sets(st.sampled_from(NAMES), min_size=1, max_size=2)


@st.composite
def options(draw: st.DrawFn) -> dict[str, Any]:
    """Options that go together."""
    steps = draw(seldom(st.integers(1, 2), 6)), draw(seldom(st.integers(2, 4), 2))
    asked: dict[str, Any] = {
        "min_gap": draw(seldom(st.integers(0, 2), 6)),
        "max_gap": draw(seldom(st.sampled_from([2, 2.5, 3, 4]))),
        "max_span": draw(seldom(st.integers(2, 6))),
        "min_step_gap": steps[0],
        "max_step_gap": steps[1],
        "starts_with": draw(seldom(st.one_of(st.just(START), EVENTS, EVENTS.map(lambda names: [START, *names])), 5)),
        "ends_with": draw(seldom(st.one_of(st.just(END), EVENTS, EVENTS.map(lambda names: {END, *names})), 5)),
        "contains": draw(seldom(st.one_of(st.sampled_from(NAMES), EVENTS, EVENTS.map(frozenset)), 6)),
    }
    if steps == (None, None) and draw(st.integers(1, 3)) == 1:
        asked["contiguous"] = True
    named = set().union(*(_names(asked[name]) for name in ("starts_with", "ends_with", "contains")))
    out = draw(seldom(st.sampled_from(NAMES), 5))
    return asked | ({"excludes": out} if out is not None and out not in named else {})


def _names(value: Any) -> set[str]:
    listed = value if isinstance(value, set | frozenset | list) else [value]
    return {one for one in listed if isinstance(one, str)}


def rules_of(asked: dict[str, Any]) -> Rules:
    """The same in the words of the twin."""
    given_ = {
        name: asked[name]
        for name in ("min_gap", "max_gap", "max_span", "min_step_gap", "max_step_gap")
        if asked.get(name) is not None
    }
    if asked.get("contiguous"):
        given_["max_step_gap"] = 1
    contains = asked["contains"]
    together = [contains] if isinstance(contains, frozenset) else [frozenset({one}) for one in _names(contains)]
    return Rules(
        **given_,
        from_start=_anchored(asked["starts_with"], START),
        to_end=_anchored(asked["ends_with"], END),
        starts_with=frozenset(_names(asked["starts_with"])) or None,
        ends_with=frozenset(_names(asked["ends_with"])) or None,
        contains=tuple(together),
        excludes=frozenset(_names(asked.get("excludes"))),
    )


def _anchored(value: Any, anchor: Any) -> bool:
    return value is anchor or (isinstance(value, set | list) and anchor in value)


def timed(journeys: Steps) -> tuple[list[Timed], CodedJourneys]:
    """Journeys with times from gaps, plain and coded; an element's events share its time."""
    plain: list[Timed] = []
    for journey in [*journeys, EVERY_NAME]:
        clock = np.cumsum([gap for _, gap in journey], dtype=np.int64) - 2
        plain.append([(element, time) for (element, _), time in zip(journey, clock.tolist(), strict=True)])
    return plain, coded_with_times(plain)


def coded_with_times(plain: list[Timed]) -> CodedJourneys:
    times = [time for journey in plain for element, time in journey for _ in element]
    coded = from_lists([[element for element, _ in journey] for journey in plain])
    return replace(coded, times=np.array(times, np.int64))


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(SINGLE, SETS),
    options(),
    st.sampled_from(KINDS),
    st.integers(1, 3),
    st.tuples(st.integers(1, 2), st.one_of(st.none(), st.integers(2, 4))),
    st.one_of(st.none(), st.integers(1, 5)),
    st.one_of(st.none(), st.none(), st.integers(1, 5)),
)
def test_the_twin_agrees(
    journeys: Any,
    asked: dict[str, Any],
    kind: str,
    min_support: int,
    lengths: tuple[int, int | None],
    top_k: int | None,
    max_patterns: int | None,
) -> None:
    plain, coded = timed(journeys)
    best = None if kind == "maximal" else top_k
    wanted = mine(plain, min_support, kind, rules_of(asked), min_length=lengths[0], max_length=lengths[1], top_k=best)
    for engine in ("journeymine", "bruteforce"):
        found = find_sequences(
            coded,
            min_support=min_support,
            kind=kind,
            min_length=lengths[0],
            max_length=lengths[1],
            top_k=best,
            engine=engine,
            max_patterns=max_patterns,
            **asked,
        )
        assert rows(found, coded.vocabulary) == wanted[:max_patterns], engine
        assert found.truncated == (max_patterns is not None and max_patterns < len(wanted))


@settings(max_examples=100, deadline=None)
@given(st.one_of(SINGLE, SETS), options(), st.sampled_from(KINDS), st.one_of(st.none(), st.integers(1, 4)))
def test_any_number_of_threads_gives_the_same_bytes(
    journeys: Any, asked: dict[str, Any], kind: str, max_patterns: int | None
) -> None:
    coded = timed(journeys)[1]
    one, *others = (
        find_sequences(coded, min_support=1, kind=kind, max_patterns=max_patterns, n_jobs=n_jobs, **asked)
        for n_jobs in (1, 2, 3, 8)
    )
    for other in others:
        assert arrays(other) == arrays(one)
        assert other.stopped_by == one.stopped_by


@settings(max_examples=150, deadline=None)
@given(st.one_of(SINGLE, SETS), options())
def test_found_patterns_are_matched_and_counted_under_the_same_rules(journeys: Any, asked: dict[str, Any]) -> None:
    plain, coded = timed(journeys)
    found = find_sequences(coded, min_support=1, **asked)
    constraints, rules = constrain(asked, coded, "test"), rules_of(asked)
    assert count(coded, found, constraints=constraints).tolist() == found.n_journeys.tolist()
    for at in range(min(len(found), 10)):
        one = found.take(np.array([at]))
        holders, places = match_positions(coded, one.items, one.element_starts, constraints=constraints)
        assert len(holders) == found.n_journeys[at]
        pattern = rows(one, coded.vocabulary)[0][0]
        firsts = np.flatnonzero(one.opens())
        numbers = element_numbers(coded)
        for journey, own in zip(holders.tolist(), places, strict=True):
            assert coded.events[own.astype(np.int64)].tolist() == one.items.tolist()
            elements = numbers[own.astype(np.int64)]
            assert (np.diff(elements)[one.opens()[1:]] > 0).all()
            shown = elements[firsts].tolist()
            # The one that ends earliest; without rules the leftmost of these, else the one that starts latest.
            sign = -1 if constraints.has_rules else 1
            ends = [(places[-1], sign * places[0]) for places in occurrences(pattern, plain[journey], rules)]
            assert (shown[-1], sign * shown[0]) == min(ends)
            assert rules.keeps(shown, plain[journey])


def occurrences(pattern: Any, journey: Timed, rules: Rules) -> list[tuple[int, ...]]:
    """Every occurrence, as the elements it takes."""
    choices = combinations(range(len(journey)), len(pattern))
    return [
        places
        for places in choices
        if rules.keeps(places, journey)
        and all(set(one) <= set(journey[at][0]) for one, at in zip(pattern, places, strict=True))
    ]
