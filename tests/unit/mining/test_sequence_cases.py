"""The table of hostile cases, against every engine."""

import pytest

from journeymine.errors import EngineError
from journeymine.journeys.lists import from_lists
from journeymine.mining.engines.registry import KINDS
from journeymine.mining.sequences import find_sequences
from tests.reference.cases import SETS, SINGLE, Case
from tests.reference.sequences import mine, rows

LENGTHS = ((None, None), (2, None), (None, 2), (2, 3))


@pytest.mark.parametrize("engine", ["journeymine", "bruteforce"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", SINGLE + SETS, ids=lambda case: case.name)
def test_every_kind_is_right(case: Case, kind: str, engine: str) -> None:
    coded = from_lists(case.journeys)
    for min_length, max_length in LENGTHS:
        found = find_sequences(
            coded,
            min_support=case.min_support,
            kind=kind,
            min_length=min_length,
            max_length=max_length,
            engine=engine,
        )
        wanted = mine(case.journeys, case.min_support, kind, min_length=min_length or 1, max_length=max_length)
        assert rows(found, coded.vocabulary) == wanted
        assert found.stopped_by is None


@pytest.mark.parametrize("case", SINGLE, ids=lambda case: case.name)
def test_prefixspan_is_right(case: Case) -> None:
    coded = from_lists(case.journeys)
    found = find_sequences(coded, min_support=case.min_support, engine="prefixspan", min_length=2, max_length=3)
    assert rows(found, coded.vocabulary) == mine(case.journeys, case.min_support, min_length=2, max_length=3)


@pytest.mark.parametrize("engine", ["journeymine", "bruteforce"])
@pytest.mark.parametrize("kind", ["all", "closed", "generators"])
@pytest.mark.parametrize("case", SINGLE + SETS, ids=lambda case: case.name)
def test_the_best_are_the_first(case: Case, kind: str, engine: str) -> None:
    coded = from_lists(case.journeys)
    for k in (1, 3, 1000):
        found = find_sequences(coded, top_k=k, kind=kind, engine=engine)
        assert rows(found, coded.vocabulary) == mine(case.journeys, 1, kind, top_k=k)


def test_prefixspan_refuses_what_it_cannot_do() -> None:
    single, sets = from_lists([["a", "b"]]), from_lists([[("a", "b")]])
    with pytest.raises(EngineError, match="simultaneous events; 'journeymine' or 'bruteforce' can"):
        find_sequences(sets, min_support=1, engine="prefixspan")
    with pytest.raises(EngineError, match="kind='generators'"):
        find_sequences(single, min_support=1, kind="generators", engine="prefixspan")
    with pytest.raises(EngineError, match="`top_k`"):
        find_sequences(single, top_k=1, engine="prefixspan")
    with pytest.raises(EngineError, match="cannot do patterns of about 1000 events"):
        find_sequences(from_lists([["a"] * 2000]), min_support=1, engine="prefixspan")
