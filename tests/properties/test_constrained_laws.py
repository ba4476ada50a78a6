"""Laws of the constrained search, on random journeys of single events and sets, with repeats and ties."""

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.engines.registry import KINDS
from journeymine.mining.sequences import find_sequences
from tests.properties.test_constraints import NAMES, SETS, SINGLE, Steps, coded_with_times, options, timed
from tests.reference.sequences import Pattern, is_inside, one_less, rows

JOURNEYS = st.one_of(SINGLE, SETS)
SUPPORT = st.integers(1, 3)
COLLECTIONS = (tuple, list, set, frozenset)


@st.composite
def loosening(draw: st.DrawFn) -> dict[str, Any]:
    """Rules that whatever lies inside an occurrence keeps too: none on greatest gaps, none on the journey's ends."""
    return {
        "min_gap": draw(st.sampled_from([None, 1, 2])),
        "max_span": draw(st.sampled_from([None, 2, 4, 6])),
        "min_step_gap": draw(st.sampled_from([None, 2])),
        "excludes": draw(st.sampled_from([None, "a"])),
    }


def listed(coded: CodedJourneys, kind: str, min_support: int, asked: dict[str, Any]) -> dict[Pattern, int]:
    return dict(rows(find_sequences(coded, min_support=min_support, kind=kind, **asked), coded.vocabulary))


@settings(max_examples=150, deadline=None)
@given(JOURNEYS, loosening(), SUPPORT)
def test_support_falls_as_patterns_grow_and_closed_ones_tell_all_supports(
    journeys: Steps, asked: dict[str, Any], min_support: int
) -> None:
    assume((asked["min_gap"] or 0) <= (asked["max_span"] or 9))
    coded = timed(journeys)[1]
    every, closed = (listed(coded, kind, min_support, asked) for kind in ("all", "closed"))
    for pattern, support in every.items():
        assert min_support <= support <= len(journeys) + 1
        for shorter in one_less(pattern):
            assert not shorter or every[shorter] >= support
        assert support == max(n for other, n in closed.items() if is_inside(pattern, other))


@settings(max_examples=150, deadline=None)
@given(JOURNEYS, options(), SUPPORT)
def test_kinds_are_parts_of_each_other(journeys: Steps, asked: dict[str, Any], min_support: int) -> None:
    coded = timed(journeys)[1]
    every, closed, maximal, generators = (listed(coded, kind, min_support, asked) for kind in KINDS)
    assert maximal.items() <= closed.items() <= every.items()
    assert generators.items() <= every.items()


@settings(max_examples=150, deadline=None)
@given(JOURNEYS, options(), st.sampled_from(KINDS), SUPPORT, st.permutations([50, -3, 7]), st.randoms())
def test_other_names_and_another_order_of_journeys_change_nothing(
    journeys: Steps, asked: dict[str, Any], kind: str, min_support: int, numbers: list[int], draw: Any
) -> None:
    plain, coded = timed(journeys)
    other = dict(zip(NAMES, numbers, strict=True))
    shuffled = draw.sample(plain, len(plain))
    renamed = coded_with_times([[(renumbered(element, other), time) for element, time in one] for one in shuffled])
    wanted = {
        tuple(tuple(sorted(renumbered(element, other))) for element in pattern): support
        for pattern, support in listed(coded, kind, min_support, asked).items()
    }
    assert (
        listed(renamed, kind, min_support, {name: renumbered(value, other) for name, value in asked.items()}) == wanted
    )


def renumbered(value: Any, numbers: dict[str, int]) -> Any:
    """The same with numbers for names, wherever there are some."""
    if isinstance(value, str):
        return numbers[value]
    return type(value)(renumbered(one, numbers) for one in value) if isinstance(value, COLLECTIONS) else value
