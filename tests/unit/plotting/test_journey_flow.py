"""The flow: its numbers are those of a slow count, and its boxes join up."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine import plotting
from journeymine.errors import OptionError
from journeymine.plotting.inert import named
from tests.reference import plots

ELEMENTS = st.one_of(st.sampled_from("abcd"), st.sets(st.sampled_from("abcd"), min_size=1, max_size=3))
JOURNEYS = st.lists(st.lists(ELEMENTS, max_size=6), min_size=1, max_size=12)


def told(element: Any) -> str:
    return element if element in {"(start)", "(end)", "(other)"} else named(element)


@settings(max_examples=80, deadline=None)
@given(JOURNEYS, st.integers(2, 7), st.integers(1, 4))
def test_flows_are_those_counted_slowly(lists: list[list[Any]], n_steps: int, n_events: int) -> None:
    journeys = jm.Journeys.from_lists(lists)
    rows = plotting.journey_flow_data(journeys, n_steps=n_steps, n_events=n_events).to_dict()["rows"]
    expected = plots.flow(journeys.to_lists(), n_steps, n_events)
    assert {(row["step"], row["event"], row["next"]): row["n"] for row in rows} == {
        (step, told(event), told(after)): n for (step, event, after), n in expected.items()
    }
    for row in rows:
        assert row["share"] == row["n"] / len(lists)
        same = [one["n"] for one in rows if (one["step"], one["event"]) == (row["step"], row["event"])]
        assert row["share_of_event"] == row["n"] / sum(same)


@settings(max_examples=30, deadline=None)
@given(JOURNEYS)
def test_what_flows_into_a_box_flows_out_of_it(lists: list[list[Any]]) -> None:
    data = plotting.journey_flow_data(jm.Journeys.from_lists(lists))
    rows = data.to_dict()["rows"]
    into, outof = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for row in rows:
        outof[row["step"], row["event"]] += row["n"]
        into[row["step"] + 1, row["next"]] += row["n"]
    for (step, name), n in into.items():
        if name != "(end)" and step < 7:
            assert outof[step, name] == n
    drawn = plotting.journey_flow(data)
    if rows:
        (sankey,) = drawn.data
        assert list(sankey.link.value) == [row["n"] for row in rows]
        assert all(source < target for source, target in zip(sankey.link.source, sankey.link.target, strict=True))


def test_multiplicity_counts() -> None:
    coded = jm.Journeys.from_lists([["a", "b"], ["a"]]).coded
    journeys = jm.Journeys(replace(coded, multiplicity=np.array([30, 5], np.uint32)))
    data = plotting.journey_flow_data(journeys, n_steps=3)
    assert data.column("n").tolist() == [30, 5, 30]
    assert data.title == "Journeys step by step: the first 3 steps of 35 journeys"


def test_events_called_as_the_rest_and_the_end_are_neither() -> None:
    data = plotting.journey_flow_data(jm.Journeys.from_lists([["(end)", "(other)"]]))
    assert data.column("event").tolist() == ['"(end)"', '"(other)"']
    assert data.column("next").tolist() == ['"(other)"', "(end)"]


def test_small_flows_are_grey() -> None:
    journeys = jm.Journeys.from_lists([["a", "b"]] * 12 + [["a"]] * 3)
    data = plotting.journey_flow_data(journeys, n_steps=2)
    assert data.column("is_small").tolist() == [False, True]
    assert "grey: fewer than 10 journeys (1 of 2)" in data.notes
    (sankey,) = plotting.journey_flow(data).data
    assert list(sankey.link.color) == ["rgba(0,114,178,0.38)", "rgba(128,128,128,0.38)"]
    assert list(sankey.node.color) == ["#0072B2", "#0072B2", "#808080"]


def test_options_are_checked() -> None:
    journeys = jm.Journeys.from_lists([["a"]])
    with pytest.raises(OptionError, match="`n_steps` of journey_flow must be a whole number from 2 to 7"):
        plotting.journey_flow(journeys, n_steps=8)
    with pytest.raises(OptionError, match="`journeys` of journey_flow"):
        plotting.journey_flow_data([["a"]])
    with pytest.raises(OptionError, match="`theme` of journey_flow"):
        plotting.journey_flow(journeys, theme="blue")
    data = plotting.journey_flow_data(journeys)
    with pytest.raises(OptionError, match="n_steps"):
        plotting.journey_flow(data, n_steps=3)
    with pytest.raises(OptionError, match="data of pattern_dots_data"):
        plotting.pattern_dots(data)
