"""Queries against their slow twin, and the law that a printed pattern asks for exactly its journeys."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.mining.constraints import constrain
from journeymine.patterns.matches import answers
from journeymine.patterns.query import Query, Step, read
from tests.properties.test_constraints import NAMES, SETS, SINGLE, Steps, options, rules_of, timed
from tests.reference.constrained import Timed
from tests.reference.queries import fits, places

NAME = st.sampled_from(NAMES)
SOME = st.sets(NAME, min_size=1, max_size=2).map(lambda names: tuple(sorted(names)))
PARTS = st.one_of(SOME.map(lambda names: (names,)), SOME.map(lambda names: tuple((name,) for name in names)))
LINK = st.sampled_from(["later", "next", "without"])


@st.composite
def queries(draw: st.DrawFn) -> Query:
    steps = [Step(draw(PARTS))]
    for _ in range(draw(st.integers(0, 2))):
        link = draw(LINK)
        steps.append(Step(draw(PARTS), is_next=link == "next", without=draw(SOME) if link == "without" else ()))
    return Query(tuple(steps), draw(st.booleans()), draw(st.integers(1, 3)) == 1)


def spelled(query: Query) -> str:
    """The query as text."""
    text = "^ " if query.from_start else ""
    for number, step in enumerate(query.steps):
        if number:
            text += " => " if step.is_next else " -> "
            text += f"[^{'|'.join(step.without)}]* → " if step.without else ""
        names = [name for part in step.parts for name in part]
        text += f"[{'|'.join(names)}]" if len(step.parts) == 1 else f"({' & '.join(names)})"
    return text + (" $" if query.to_end else "")


@given(st.one_of(SINGLE, SETS), queries(), options())
@settings(max_examples=400, deadline=None)
def test_queries_match_where_their_twin_says(journeys: Steps, query: Query, asked: dict[str, Any]) -> None:
    asked |= {"starts_with": None, "ends_with": None, "contains": None, "excludes": None}
    plain, coded = timed(journeys)
    found = answers(query, coded, constrain(asked, coded, "matches"))
    places_of = ((number, places(journey, query, rules_of(asked))) for number, journey in enumerate(plain))
    expected = {number: own for number, own in places_of if own is not None}
    assert found.journeys.tolist() == list(expected)
    if query.pattern is None:
        for number, row in zip(found.journeys.tolist(), found.positions.tolist(), strict=True):
            own = _elements(plain[number], query, [place - int(coded.offsets[number]) for place in row])
            assert (own[0], own[-1]) == (expected[number][0], expected[number][-1])
            assert fits(own, plain[number], query)
            assert rules_of(asked).keeps(own, plain[number])


def _elements(journey: Timed, query: Query, row: list[int]) -> list[int]:
    """The element of each step; an event of each part lies at the place given for it."""
    flat = [(element, name) for element, (events, _) in enumerate(journey) for name in events]
    shown = iter(row)
    own = []
    for step in query.steps:
        at = [(flat[next(shown)], part) for part in step.parts]
        assert all(name in part for (_, name), part in at)
        assert len({element for (element, _), _ in at}) == 1
        own.append(at[0][0][0])
    return own


@given(queries())
def test_a_query_is_read_as_it_is_spelled(query: Query) -> None:
    names = jm.Journeys.from_lists([list(NAMES)]).coded.vocabulary
    assert read(spelled(query), names) == query


@given(st.one_of(SINGLE, SETS))
@settings(max_examples=60, deadline=None)
def test_a_printed_pattern_asks_for_its_journeys(journeys: Steps) -> None:
    rows = jm.Journeys.from_lists([[element for element, _ in journey] for journey in journeys])
    patterns = jm.mine_sequences(rows, min_support=1, max_length=4)
    for number, pattern in enumerate(patterns):
        held = patterns.matches(number)["journey"].to_numpy()
        assert rows.filter(str(pattern)).to_lists() == rows[held].to_lists()
        assert rows.count(pattern) == rows.count(str(pattern)) == len(held)
