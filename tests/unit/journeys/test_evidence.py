"""Journeys cut to the evidence of each design, against the definition read event by event."""

import re
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import InputError, MissingColumnError, OptionError, UnknownEventError
from journeymine.journeys.cutting import cut_short, first_places, without_events
from journeymine.journeys.designs import Landmark, UntilOutcome, WholeJourney
from journeymine.journeys.evidence import gather
from journeymine.journeys.lists import from_lists
from journeymine.journeys.views import to_lists
from tests.reference.contrast import landmark, until_outcome

EVENTS = st.lists(st.tuples(st.integers(0, 8), st.sampled_from("abp")), max_size=6)
LOGS = st.lists(EVENTS, min_size=1, max_size=8)
Log = list[list[tuple[int, str]]]


def journeys_of(log: Log, **options: Any) -> jm.Journeys:
    """One journey a customer; the event "z" at the beginning is taken out again, so that none is missing."""
    rows = [(who, time, name) for who, journey in enumerate(log) for time, name in [(-1, "z"), *journey]]
    who, time, name = (list(column) for column in zip(*rows, strict=True))
    read = jm.read_events({"who": who, "when": time, "what": name}, customer="who", event="what", time="when")
    return read.journeys(start=0, **options)


def ordered(journey: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """As a journey holds it: a set of events a time."""
    return sorted(set(journey))


def timed(evidence: Any) -> list[list[tuple[int, str]]]:
    coded = evidence.coded
    names = coded.vocabulary.names()
    pairs = [(int(time), str(names[code])) for time, code in zip(coded.times, coded.events, strict=True)]
    ends = coded.offsets.astype(int)
    return [pairs[a:b] for a, b in pairwise(ends.tolist())]


def both(log: Log) -> bool:
    return len({any(name == "p" for _, name in journey) for journey in log}) == 2


@pytest.mark.parametrize("simultaneous", ["set", "order"])
@given(LOGS.filter(both))
def test_until_the_outcome(simultaneous: str, log: Log) -> None:
    evidence = gather(journeys_of(log, simultaneous=simultaneous).coded, "p", UntilOutcome())
    told = [until_outcome(sorted(one), "p") for one in log]
    if simultaneous == "set":
        told = [ordered(one) for one in told]
    assert timed(evidence) == told
    assert evidence.group.tolist() == [0 if any(name == "p" for _, name in one) else 1 for one in log]


@given(LOGS.filter(both))
def test_whole_journeys_without_the_outcome(log: Log) -> None:
    evidence = gather(journeys_of(log).coded, "p", WholeJourney())
    assert timed(evidence) == [[one for one in ordered(journey) if one[1] != "p"] for journey in log]
    elements = [len({time for time, _ in journey}) for journey in timed(evidence)]
    assert [len(one) for one in to_lists(evidence.coded)] == elements


@given(LOGS, st.integers(0, 4), st.integers(0, 5), st.integers(3, 14))
def test_a_landmark(log: Log, at: int, horizon: int, until: int) -> None:
    coded = journeys_of(log, observed_until=until).coded
    told = [landmark(ordered(one), "p", Fraction(at), Fraction(horizon), until) for one in log]
    inside = [(fate, evidence) for fate, evidence in told if fate in {"yes", "no"}]
    if "p" not in coded.vocabulary.names() or len({fate for fate, _ in inside}) < 2:
        with pytest.raises((OptionError, UnknownEventError)):
            gather(coded, "p", Landmark(at, horizon))
        return
    evidence = gather(coded, "p", Landmark(at, horizon))
    assert timed(evidence) == [one for _, one in inside]
    assert evidence.group.tolist() == [0 if fate == "yes" else 1 for fate, _ in inside]
    reasons = [fate for fate, _ in told if fate not in {"yes", "no"}]
    assert evidence.excluded == {reason: reasons.count(reason) for reason in set(reasons)}


def test_a_landmark_by_the_clock_and_at_the_ends_of_time() -> None:
    log = {"who": [1, 1, 2, 2, 3], "what": ["a", "p", "a", "b", "a"],
           "when": ["2024-01-01", "2024-01-09", "2024-01-01", "2024-01-03", "2024-01-20"]}  # fmt: skip
    read = jm.read_events(log, customer="who", event="what", time="when")
    evidence = gather(read.journeys(observed_until="2024-01-31").coded, "p", Landmark("7d", horizon="7d"))
    assert (evidence.group.tolist(), evidence.excluded) == ([0, 1], {"not observed to the end": 1})
    far = {"who": [1, 1, 2, 2], "what": ["a", "p", "a", "b"], "when": [-(2**63), 0, -(2**63), 2**63 - 1]}
    plain = jm.read_events(far, customer="who", event="what", time="when").journeys()
    evidence = gather(plain.coded, "p", Landmark(1, horizon=2**63))
    assert (evidence.group.tolist(), evidence.coded.lengths.tolist()) == ([0, 1], [1, 1])


def test_cutting() -> None:
    coded = from_lists([["a", {"b", "c"}], ["c"], []])
    assert to_lists(cut_short(coded, np.array([1, 1, 0]))) == [["a"], ["c"], []]
    assert cut_short(coded, np.array([1, 1, 0])).element_starts is None
    assert to_lists(without_events(coded, (2,))) == [["a", "b"], [], []]
    assert first_places(coded, (1, 2)).tolist() == [1, 3, -1]


def test_labels_of_all_kinds() -> None:
    coded = from_lists([["a"], ["b"], ["a"], ["b"]], customers=["ann", "bob", "cy", "dee"])
    for labels in ([True, False, True, False], [1, 0, 1, 0], [1.0, 0.0, 1.0, 0.0], ["yes", "no", "yes", "no"]):
        evidence = gather(coded, labels, UntilOutcome())
        assert evidence.group.tolist() == [0, 1, 0, 1]
        assert not evidence.timed
    some = gather(coded, {"ann": "x", "bob": None, "cy": "y", "dee": "x"}, UntilOutcome())
    assert (some.names, some.rows.tolist(), some.excluded) == (
        ("y", "x"),
        [0, 2, 3],
        {"no label, or one not asked for": 1},
    )
    three = gather(coded, ["x", "y", "z", "x"], UntilOutcome())
    assert (three.names, three.sizes.tolist()) == (("x", "y", "z"), [2, 1, 1])
    two = gather(coded, ["x", "y", "z", "x"], UntilOutcome(), groups=["x", "z"])
    assert (two.names, two.rows.tolist(), two.group.tolist()) == (("x", "z"), [0, 2, 3], [0, 1, 0])
    either = gather(from_lists([["a"], ["b"], ["c"]]), {"a", "b"}, WholeJourney())
    assert (either.names, either.group.tolist()) == (("a or b", "no a or b"), [0, 0, 1])


@pytest.mark.parametrize(
    ("outcome", "options", "error", "said"),
    [
        ("pai", {}, UnknownEventError, "neither an event nor a column. Did you mean 'pay'?"),
        (None, {}, OptionError, "`outcome` of contrast must be an event name"),
        (True, {}, OptionError, "`outcome` of contrast must be an event name"),
        ([1, 2, 3], {}, OptionError, "one value a journey"),
        ([0.25, "a", "b"], {}, OptionError, "one value a journey"),
        ([1, 1], {}, OptionError, "two groups at least; got '1': 2"),
        ({"pay", "a"}, {}, OptionError, "'no a or pay': 0"),
        ("pay", {"groups": ["x", "y"]}, OptionError, "`groups` of contrast does not go together with `outcome`"),
        (["x", "y"], {"groups": ["x", "w"]}, OptionError, "each once; got 'w'"),
        (["x", "y"], {"groups": ["x", "x"]}, OptionError, "each once; got 'x'"),
        (["x", "y"], {"groups": "x"}, OptionError, "`groups` of contrast must be a list"),
        ("pay", {"design": Landmark("7d", horizon="7d")}, OptionError, "needs the times of events"),
        ({0: "x"}, {}, InputError, "lacks 1 of 2 customers"),
    ],
)
def test_what_is_refused(outcome: Any, options: dict[str, Any], error: type[Exception], said: str) -> None:
    coded = from_lists([["a", "pay"], ["a"]])
    design = options.pop("design", UntilOutcome())
    with pytest.raises(error, match=re.escape(said)):
        gather(coded, outcome, design, **options)


def test_numbers_are_no_groups() -> None:
    coded = from_lists([["a"]] * 40)
    with pytest.raises(OptionError, match=r"labels of 2 to 20 groups, or say which with `groups` \(there are 40\)"):
        gather(coded, list(range(40)), UntilOutcome())
    assert gather(coded, list(range(40)), UntilOutcome(), groups=[3, 4]).sizes.tolist() == [1, 1]


def test_a_landmark_of_an_event_has_a_horizon_and_a_fixed_length() -> None:
    coded = journeys_of([[(0, "a"), (3, "p")], [(0, "a")]]).coded
    with pytest.raises(OptionError, match="an event needs a time to be waited for"):
        gather(coded, "p", Landmark(1))
    with pytest.raises(OptionError, match="`at of Landmark` of contrast must be a number"):
        gather(coded, "p", Landmark("1month", 2))
    labelled = gather(coded, ["x", "y"], Landmark(1))
    assert labelled.coded.lengths.tolist() == [1, 1]


def test_a_name_that_is_an_event_and_a_column() -> None:
    log = {"who": [1, 2], "what": ["a", "b"], "when": [0, 0]}
    read = jm.read_events(log, customer="who", event="what", time="when")
    journeys = read.with_customers({"who": [1, 2], "a": ["x", "y"], "c": [0, 1]}, customer="who").journeys()
    with pytest.raises(OptionError, match="'a' is an event and a column too"):
        gather(journeys.coded, "a", UntilOutcome())
    assert gather(journeys.coded, {"a"}, UntilOutcome()).names == ("a", "no a")
    assert gather(journeys.coded, "c", UntilOutcome()).names == ("1", "0")
    with pytest.raises(MissingColumnError, match="Did you mean"):
        jm.mine_sequences(journeys, min_support=1).contrast("c", strata="aa")
