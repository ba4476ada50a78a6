"""Sequential rules against their slow twin: sequences and sets, windows, gaps, fixed sides, the best, ties, repeats."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.found import FoundPatterns
from journeymine.mining.ordered_rules import find_ordered_rules
from journeymine.mining.rules import FoundRules, check_rules, find_rules
from tests.properties.test_constraints import EVENTS, SETS, SINGLE, seldom, timed
from tests.reference.constrained import Rules
from tests.reference.rules import Row, mine
from tests.reference.sequences import Pattern


def patterns(side: FoundPatterns, coded: CodedJourneys) -> list[Pattern]:
    made = []
    opens = side.opens()
    for begin, end in pairwise(side.offsets.tolist()):
        elements: list[list[Any]] = []
        for at in range(begin, end):
            name = coded.vocabulary.name(int(side.items[at]))
            if opens[at]:
                elements.append([name])
            else:
                elements[-1].append(name)
        made.append(tuple(map(tuple, elements)))
    return made


def rows(found: FoundRules, coded: CodedJourneys) -> list[Row]:
    sides = patterns(found.antecedents, coded), patterns(found.consequents, coded)
    counts = found.n_rule.tolist(), found.antecedents.n_journeys.tolist()
    return list(zip(*sides, *counts, strict=True))


@st.composite
def options(draw: st.DrawFn) -> dict[str, Any]:
    ordered = draw(st.booleans())
    return {
        "min_support": draw(st.integers(1, 3)),
        "min_confidence": draw(st.sampled_from([0.0, 0.3, 0.5, 1.0])),
        "ordered": ordered,
        "within": draw(seldom(st.sampled_from([0, 1, 2.5, 4]), 2)),
        "max_gap": draw(seldom(st.integers(1, 4), 2)) if ordered else None,
        "antecedent": draw(seldom(EVENTS, 3)),
        "consequent": draw(seldom(EVENTS, 3)),
        "max_antecedent": draw(seldom(st.integers(1, 2), 3)),
        "max_consequent": draw(seldom(st.integers(1, 2), 3)),
        "min_length": draw(seldom(st.integers(1, 3), 4)),
        "max_length": draw(seldom(st.integers(3, 4), 4)),
        "top_k": draw(seldom(st.integers(1, 6), 3)),
        "non_redundant": not ordered and draw(st.booleans()),
    }


def in_words_of_the_twin(asked: dict[str, Any]) -> dict[str, Any]:
    sides = {name: None if asked[name] is None else frozenset(asked[name]) for name in ("antecedent", "consequent")}
    return sides | {
        "ordered": asked["ordered"],
        "rules": Rules() if asked["max_gap"] is None else Rules(max_gap=asked["max_gap"]),
        "within": asked["within"],
        "most": (asked["max_antecedent"] or 99, asked["max_consequent"] or 99),
        "lengths": (asked["min_length"] or 2, asked["max_length"] or 99),
        "top_k": asked["top_k"],
        "non_redundant": asked["non_redundant"],
    }


@settings(max_examples=400, deadline=None)
@given(st.one_of(SINGLE, SETS), options(), st.one_of(st.none(), st.none(), st.integers(1, 5)))
def test_the_twin_agrees(journeys: Any, asked: dict[str, Any], max_patterns: int | None) -> None:
    plain, coded = timed(journeys)
    confidence = Fraction(str(asked["min_confidence"]))
    wanted = mine(plain, asked["min_support"], confidence, **in_words_of_the_twin(asked))
    search = find_ordered_rules if asked["ordered"] else find_rules
    for n_jobs in (1, 3):
        options_ = {**asked, "max_patterns": max_patterns, "n_jobs": n_jobs, "progress": False}
        found = search(coded, check_rules(options_, coded))
        assert rows(found, coded) == wanted[:max_patterns]
        more = max_patterns is not None and len(wanted) > max_patterns
        assert found.stopped_by == ("max_patterns" if more else None)


@settings(max_examples=100, deadline=None)
@given(SINGLE, st.booleans(), st.integers(1, 3), st.integers(1, 3))
def test_lists_count_windows_and_gaps_in_elements(journeys: Any, ordered: bool, within: int, gap: int) -> None:  # noqa: FBT001
    from journeymine.journeys.lists import from_lists

    coded = from_lists([[element for element, _ in journey] for journey in [*journeys, [(("a",), 0)]]])
    plain = [[(element, at) for at, (element, _) in enumerate(journey)] for journey in journeys]
    asked = {"min_support": 1, "ordered": ordered, "within": within, "max_gap": gap if ordered else None}
    search = find_ordered_rules if ordered else find_rules
    found = search(coded, check_rules({**asked, "progress": False}, coded))
    rules = Rules(max_step_gap=gap) if ordered else Rules()
    # The journey of one event is there so that there is a name.
    wanted = mine([*plain, [(("a",), 0)]], 1, Fraction(0), ordered=ordered, rules=rules, within=within)
    assert rows(found, coded) == wanted
