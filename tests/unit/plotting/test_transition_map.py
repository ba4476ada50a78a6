"""The heat map of transitions is that of a slow count."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine import plotting
from journeymine.plotting import heat, style
from tests.reference import plots
from tests.unit.plotting.test_journey_flow import JOURNEYS, told
from tests.unit.plotting.test_style import contrast


@settings(max_examples=80, deadline=None)
@given(JOURNEYS, st.integers(1, 5))
def test_transitions_are_those_counted_slowly(lists: list[list[Any]], n_events: int) -> None:
    journeys = jm.Journeys.from_lists(lists)
    rows = plotting.transition_map_data(journeys, n_events=n_events).to_dict()["rows"]
    expected = plots.transitions(journeys.to_lists(), n_events)
    assert {(row["event"], row["next"]): (row["n"], row["n_journeys"]) for row in rows} == {
        (told(event), told(after)): counts for (event, after), counts in expected.items()
    }
    for event in {row["event"] for row in rows}:
        assert sum(row["share"] for row in rows if row["event"] == event) == pytest.approx(1)


def test_cells_are_where_their_names_are() -> None:
    journeys = jm.Journeys.from_lists([["a", "b", "a"]] * 12 + [["c"]] * 3)
    data = plotting.transition_map_data(journeys, n_events=2)
    figure = plotting.transition_map(data)
    rows, columns = figure.layout.yaxis.ticktext, figure.layout.xaxis.ticktext
    shown, grey, words = figure.data
    for row in data.to_dict()["rows"]:
        place = rows.index(row["event"]), columns.index(row["next"])
        if row["is_small"]:
            assert grey.z[place] == 0
            assert np.isnan(shown.z[place])
        else:
            assert shown.z[place] == row["share"]
            assert np.isnan(grey.z[place])
    assert np.isfinite(shown.z).sum() + np.isfinite(grey.z).sum() == len(words.text) == len(data)
    assert data.column("is_small").sum() == 2


@pytest.mark.parametrize("theme", style.THEMES)
def test_texts_stand_out_on_their_cells(theme: style.Theme) -> None:
    shares = np.linspace(0.01, 1, 30)
    inks = heat._inks(shares, np.zeros(30, bool), theme)
    steps = [[int(one[place : place + 2], 16) for place in (1, 3, 5)] for one in style.SCALE[theme]]
    for share, ink in zip(shares, inks, strict=True):
        mixed = [round(np.interp(share * 3, range(4), [one[part] for one in steps])) for part in range(3)]
        assert contrast("#{:02x}{:02x}{:02x}".format(*mixed), ink) >= 3.5
