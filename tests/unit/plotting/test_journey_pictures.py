"""Beginnings, the steps around an event and categories together are those of slow counts."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine import plotting
from journeymine.errors import OptionError, UnknownEventError
from tests.reference import plots
from tests.unit.plotting.test_journey_flow import JOURNEYS, told

VISITS = jm.Journeys.from_lists([["search", "cart", "pay"]] * 12 + [["cart", "help"]] * 3 + [[]])


@settings(max_examples=80, deadline=None)
@given(JOURNEYS, st.integers(1, 5), st.integers(0, 4))
def test_beginnings_are_those_counted_slowly(lists: list[list[Any]], n_steps: int, k: int) -> None:
    journeys = jm.Journeys.from_lists(lists)
    data = plotting.prefix_icicle_data(journeys, n_steps=n_steps, k=k)
    expected = plots.prefixes(journeys.to_lists(), n_steps, k)
    found = dict(zip(data.column("prefix").tolist(), data.column("n").tolist(), strict=True))
    assert found == {tuple(map(told, prefix)): n for prefix, n in expected.items()}
    (drawn,) = plotting.prefix_icicle(data).data
    sizes = dict(zip(drawn.ids, drawn["values"], strict=True))
    below: dict[str, int] = {}
    for parent, n in zip(drawn.parents[1:], drawn["values"][1:], strict=True):
        below[parent] = below.get(parent, 0) + n
    assert all(n <= sizes[one] for one, n in below.items())


@settings(max_examples=80, deadline=None)
@given(JOURNEYS, st.integers(0, 3), st.integers(0, 3), st.integers(1, 4))
def test_steps_around_an_event_are_those_counted_slowly(
    lists: list[list[Any]], before: int, after: int, n_events: int
) -> None:
    journeys = jm.Journeys.from_lists([*lists, ["a"]])
    data = plotting.step_matrix_data(journeys, "a", before=before, after=after, n_events=n_events)
    expected = plots.around(journeys.to_lists(), "a", before, after, n_events)
    rows = data.to_dict()["rows"]
    assert {(row["step"], row["event"]): row["n"] for row in rows} == {
        (step, told(event)): n for (step, event), n in expected.items()
    }
    for step in range(-before, after + 1):
        assert sum(row["share"] for row in rows if row["step"] == step) == pytest.approx(1)
    assert len(plotting.step_matrix(data).data[2].text) == len(rows)


@settings(max_examples=80, deadline=None)
@given(JOURNEYS, st.sets(st.sampled_from("abcd"), min_size=1))
def test_categories_together_are_those_counted_slowly(lists: list[list[Any]], categories: set[str]) -> None:
    journeys = jm.Journeys.from_lists([*lists, list("abcd")])
    data = plotting.category_upset_data(journeys, events=sorted(categories), n=100)
    expected = plots.combinations(journeys.to_lists(), sorted(categories))
    none = expected.pop((), 0)
    found = dict(zip(data.column("combination").tolist(), data.column("n").tolist(), strict=True))
    assert found == dict(expected)
    assert f"{none:,} journeys hold none" in data.notes[0]
    held = [sum(n for one, n in expected.items() if name in one) for name in data.info["names"]]
    assert data.info["held"] == held
    assert plotting.category_upset(data).data[0].y.tolist() == data.column("n").tolist()


def test_small_cells_are_said_and_grey() -> None:
    data = plotting.prefix_icicle_data(VISITS)
    assert data.column("prefix").tolist()[:2] == [("search",), ("(other)",)]
    assert data.column("is_small").tolist()[:2] == [False, True]
    assert "grey: beginnings of fewer than 10 journeys, put together (3 journeys)" in data.notes
    (drawn,) = plotting.prefix_icicle(data).data
    assert drawn.marker.colors[2] == "#808080"
    upset = plotting.category_upset(VISITS, events=["help", "pay"])
    assert upset.data[0].marker.color.tolist() == ["#0072B2", "#808080"]


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(UnknownEventError, match="search"):
        plotting.step_matrix(VISITS, "serch")
    with pytest.raises(OptionError, match="`anchor` of step_matrix must be the name of an event"):
        plotting.step_matrix(VISITS)
    with pytest.raises(OptionError, match="anchor"):
        plotting.step_matrix(plotting.step_matrix_data(VISITS, "cart"), "cart")
    with pytest.raises(UnknownEventError, match="lost"):
        plotting.category_upset(VISITS, events=["lost"])
    many = jm.Journeys.from_lists([[f"e{number}" for number in range(21)]])
    with pytest.raises(OptionError, match="`events` of category_upset must be at most 20"):
        plotting.category_upset(many, events="e*")
