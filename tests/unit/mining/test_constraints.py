"""The options of constraints: one sentence for each bad one, exact bounds, and cases worked by hand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from journeymine.errors import EngineError, OptionError, UnknownEventError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.mining.constraints import constrain, rules_told, told
from journeymine.mining.engines.registry import KINDS
from journeymine.mining.sequences import find_sequences
from journeymine.options import END, START
from tests.reference.sequences import rows

LISTS: list[list[Any]] = [["a", "b", "c"], ["a", "c", "b"], ["b", "c"]]
CODED = from_lists(LISTS)
CLOCK = replace(CODED, times=np.arange(8) * 90, time_unit="s")
NUMBERED = replace(CODED, times=np.arange(8))


def find(coded: CodedJourneys, **options: Any) -> dict[str, int]:
    found = find_sequences(coded, **{"min_support": 1, **options})
    return {" ".join("&".join(map(str, one)) for one in pattern): n for pattern, n in rows(found, coded.vocabulary)}


@pytest.mark.parametrize(
    ("coded", "options", "sentence"),
    [
        (CLOCK, {"max_gap": -1}, "`max_gap` of mine_sequences must be a duration such as '30min'"),
        (CLOCK, {"max_gap": 30}, "a bare number has no unit, and the log's time is a clock; got 30."),
        (CLOCK, {"max_span": "1 month"}, "months and years have no fixed length"),
        (CLOCK, {"min_gap": timedelta(-1)}, "`min_gap` of mine_sequences must be a duration ≥ 0"),
        (
            NUMBERED,
            {"max_gap": "30min"},
            "must be a number ≥ 0, as the log's time is a plain order number; got '30min'.",
        ),
        (
            CODED,
            {"max_gap": "30min"},
            "which journeys made from lists do not have; count in elements with `max_step_gap`",
        ),
        (CODED, {"min_gap": 1}, "count in elements with `min_step_gap`, or read a log"),
        (CODED, {"max_span": "1d"}, "do not have; read a log that has them with read_events(…)."),
        (CODED, {"min_step_gap": 0}, "`min_step_gap` of mine_sequences must be a whole number ≥ 1, or None; got 0."),
        (
            CODED,
            {"max_step_gap": 1.5},
            "`max_step_gap` of mine_sequences must be a whole number ≥ 1, or None; got 1.5.",
        ),
        (CODED, {"contiguous": 1}, "`contiguous` of mine_sequences must be True or False; got 1."),
        (CODED, {"starts_with": END}, "(jm.END belongs to `ends_with`); got jm.END."),
        (CODED, {"ends_with": ["a", START]}, "(jm.START belongs to `starts_with`)"),
        (CODED, {"starts_with": []}, "`starts_with` of mine_sequences must be an event name or a collection of them"),
        (CODED, {"contains": [2.5]}, "`contains` of mine_sequences must be an event name or a collection of them"),
        (CODED, {"contains": [frozenset()]}, "`contains` of mine_sequences must be an event name or a collection"),
        (CODED, {"excludes": True}, "`excludes` of mine_sequences must be an event name or a collection of them"),
    ],
)
def test_a_bad_option_is_named_shown_and_cured(coded: CodedJourneys, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(OptionError) as caught:
        find(coded, **options)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("options", "other"),
    [
        ({"contiguous": True, "max_step_gap": 2}, "max_step_gap=2"),
        ({"contiguous": True, "min_step_gap": 2}, "min_step_gap=2"),
        ({"min_step_gap": 3, "max_step_gap": 2}, "max_step_gap"),
        ({"min_gap": "2h", "max_gap": "90min"}, "max_gap"),
        ({"min_gap": "2h", "max_span": "1h"}, "max_span"),
        ({"starts_with": "a", "excludes": ["b", "a"]}, "excludes"),
        ({"contains": [frozenset({"a", "b"})], "excludes": "b"}, "excludes"),
    ],
)
def test_options_that_do_not_go_together_are_both_named(options: dict[str, Any], other: str) -> None:
    with pytest.raises(OptionError) as caught:
        find(CLOCK, **options)
    name = next(iter(options))
    assert f"`{name}` of mine_sequences does not go together with `{other}`: " in str(caught.value)


def test_unknown_events_get_a_hint() -> None:
    journeys = from_lists([["search", "cart"]])
    for name in ("starts_with", "ends_with", "contains", "excludes"):
        with pytest.raises(UnknownEventError, match=r"There is no event 'serach'\. Did you mean 'search'\?"):
            find(journeys, **{name: "serach"})


def test_an_engine_without_rules_says_who_has_them() -> None:
    with pytest.raises(EngineError, match=r"cannot do `min_gap`; 'journeymine' or 'bruteforce' can\."):
        find(NUMBERED, engine="prefixspan", min_gap=0)
    assert find(CODED, engine="prefixspan", contiguous=False) == find(CODED)


def test_bounds_in_time_are_inclusive_and_exact() -> None:
    # Neighbours are 90 s apart.
    assert "a b" not in find(CLOCK, max_gap="89.999s")
    assert "a b" in find(CLOCK, max_gap="1.5min")
    assert "a b" in find(CLOCK, max_gap=np.timedelta64(90, "s"))
    assert find(CLOCK, min_gap="90s") == find(CLOCK)
    assert find(CLOCK, min_gap="90001ms") == {"a": 2, "b": 3, "c": 3, "a b": 1, "a c": 1}
    # Times are whole, so at least 1.5 is at least 2, and at most 1.5 at most 1.
    assert constrain({"min_gap": 1.5, "max_gap": 2.5}, NUMBERED, "test").min_gap == 2
    assert constrain({"min_gap": 1.5, "max_gap": 2.5}, NUMBERED, "test").max_gap == 2
    assert constrain({"max_gap": 10**30}, NUMBERED, "test").max_gap == 2**64 - 1


@pytest.mark.parametrize("least", [2, 2**31 - 1, 2**31, 2**32 - 1, 2**64, 2**200])
def test_gaps_longer_than_any_journey_leave_single_events(least: int) -> None:
    coded = from_lists([["a", "b"], ["a"], ["b", "a"]])
    for kind in ("all", "closed", "maximal", "generators"):
        found = find_sequences(coded, min_support=1, kind=kind, min_step_gap=least)
        assert set(np.diff(found.offsets.astype(np.int64))) <= {1}


def test_a_sub_pattern_may_be_rarer_than_the_pattern_around_it() -> None:
    journeys = from_lists([["a", "b", "c"], ["a", "b", "c"], ["a", "c"]])
    assert find(journeys, contiguous=True, min_support=2) == {"a": 3, "c": 3, "b": 2, "a b": 2, "b c": 2, "a b c": 2}
    assert find(journeys, contiguous=True, min_support=2, kind="maximal") == {"a b c": 2}
    # a → c is no substring of a → b → c, so nothing is around it.
    assert find(journeys, contiguous=True, min_support=1, kind="maximal") == {"a c": 1, "a b c": 2}


def test_the_first_match_is_not_the_only_one() -> None:
    journeys = replace(from_lists([["a", "a", "b", "c"]]), times=np.array([0, 5, 6, 7]))
    assert "a b c" in find(journeys, max_span=2)
    assert "a b" in find(journeys, max_step_gap=1)
    # One occurrence has to meet all rules together: from the start only the first a counts, which is too far off.
    assert "a b" not in find(journeys, starts_with=START, max_span=2)
    assert "a b" in find(journeys, starts_with=START, max_span=6)


def test_positions_stay_when_events_are_rare_or_excluded() -> None:
    journeys = from_lists([["a", "x", "b"], ["a", "y", "b"], ["a", "b"]])
    assert find(journeys, min_support=2, contiguous=True) == {"a": 3, "b": 3}
    assert find(journeys, excludes=["x", "y"], contiguous=True, min_length=2) == {"a b": 1}
    assert find(journeys, excludes=["x", "y"], min_length=2) == {"a b": 3}


def test_anchors_hold_on_to_the_ends_of_journeys() -> None:
    journeys = from_lists([["a", "b", "c"], ["b", "a", "c"], [("a", "b"), "c"]])
    assert find(journeys, starts_with=START, max_length=1) == {"a": 2, "b": 2}
    assert find(journeys, ends_with=END, max_length=1) == {"c": 3}
    assert find(journeys, starts_with=[START, "b"], ends_with=END, contiguous=True) == {
        "b a c": 1,
        "b c": 1,
        "a&b c": 1,
    }
    assert find(journeys, starts_with=[START, "a"], ends_with=[END], min_support=2) == {"a c": 2}


def test_filters_come_after_the_kind_is_decided() -> None:
    # b is inside a → b of equal support, so it is not closed, whatever may begin a pattern.
    journeys = from_lists([["a", "b"], ["a", "b"], ["a"]])
    assert find(journeys, kind="closed", starts_with="b") == {}
    assert find(journeys, kind="closed", excludes="a") == {"b": 2}
    assert find(journeys, kind="closed", contains="b", max_step_gap=2) == {"a b": 2}
    assert find(journeys, kind="generators", contains="b", max_step_gap=2) == {"b": 2}


@pytest.mark.parametrize("kind", KINDS)
def test_contents_of_sets(kind: str) -> None:
    journeys = from_lists([[("a", "b"), "c"], ["a", "b", "c"]])
    every = find(journeys, kind=kind)
    assert find(journeys, kind=kind, contains=frozenset({"a", "b"})) == {p: n for p, n in every.items() if "a&b" in p}
    assert find(journeys, kind=kind, contains=["a", "b"]) == {p: n for p, n in every.items() if "a" in p and "b" in p}
    assert find(journeys, kind=kind, ends_with=["a", "b"]) == {p: n for p, n in every.items() if "c" not in p}


def test_a_length_limit_judges_against_all_longer_patterns() -> None:
    journeys = from_lists([["a", "b", "c"]] * 2)
    for rules in ({"contiguous": True}, {"max_step_gap": 2}, {"starts_with": START}):
        assert find(journeys, kind="closed", max_length=2, **rules) == {}
        assert find(journeys, kind="maximal", max_length=2, **rules) == {}


def test_the_options_are_told_in_words_that_a_file_can_hold() -> None:
    asked = {"max_gap": timedelta(minutes=90), "starts_with": {START}, "contains": frozenset("ba"), "kind": "all"}
    said = told(asked)
    assert said == {"max_gap": "90min", "starts_with": ["jm.START"], "contains": [["a", "b"]], "kind": "all"}
    again = rules_told(said, CLOCK, "matches")
    assert (again.max_gap, again.from_start, again.contains) == (5400, True, ())
    assert told({"min_gap": np.timedelta64(1500, "us")}) == {"min_gap": "1.5ms"}
    assert told({"min_gap": np.timedelta64(2, "D"), "excludes": "a"}) == {"min_gap": "2d", "excludes": ["a"]}


def test_a_search_under_rules_keeps_its_budgets() -> None:
    long = from_lists([list(range(60))] * 3)
    found = find_sequences(long, min_support=2, max_step_gap=30, time_limit=0.05)
    assert found.stopped_by == "time_limit"
    assert len(found) > 0
    first = find_sequences(long, min_support=2, max_step_gap=2, max_length=3, max_patterns=7)
    assert (len(first), first.stopped_by) == (7, "max_patterns")
