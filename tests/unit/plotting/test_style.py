"""Colours stand out on the paper of both themes; names are inert."""

import sys

import numpy as np
import pytest

import journeymine as jm
from journeymine import plotting
from journeymine.errors import MissingExtraError
from journeymine.plotting import style
from journeymine.plotting.inert import inert

HOSTILE = ["<b>bold</b>", "<a href='javascript:alert(1)'>x</a>", "$x^2$ %{y}", "</script><script>alert(1)</script>"]


def luminance(colour: str) -> float:
    """Relative luminance of sRGB: WCAG 2.2, definition "relative luminance"."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_and_white_are_as_far_as_can_be() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", style.THEMES)
def test_marks_and_texts_stand_out(theme: str) -> None:
    paper = style.PAPER[theme]
    assert contrast(style.INK[theme], paper) >= 7
    for mark in (*style.MARKS, style.GREY):
        # WCAG 2.2, success criterion 1.4.11: 3:1 for what is not text.
        assert contrast(mark, paper) >= 3
    ends = style.SCALE[theme][0], style.SCALE[theme][-1]
    assert contrast(*ends) >= 7
    levels = [contrast(one, paper) for one in style.SCALE[theme]]
    assert levels == sorted(levels)


def test_names_that_mean_something_to_plotly_are_shown_as_they_are() -> None:
    for name in HOSTILE:
        assert not set("<>$%{}") & set(inert(name))
    journeys = jm.Journeys.from_lists([HOSTILE, HOSTILE[::-1]] * 10)
    counts = {"start": list(range(60)), "event": [HOSTILE[1]] * 60, "n": [2, 1, 3, 0] * 15}
    watched = jm.watch(counts, baseline=40, season=None, false_alarms="1/100")
    patterns = jm.mine_sequences(journeys, min_support=5)
    for figure in (
        plotting.pattern_dots(patterns),
        plotting.journey_flow(journeys),
        plotting.transition_map(journeys),
        plotting.contrast_forest(patterns.contrast(np.array(HOSTILE[:2] * 10), design=jm.WholeJourney())),
        plotting.funnel_chart(journeys.funnel(HOSTILE[:2], within=5, by=np.array(HOSTILE[:2] * 10))),
        plotting.run_chart(watched, counts),
        plotting.step_matrix(journeys, HOSTILE[0]),
        plotting.prefix_icicle(journeys),
        plotting.timing_ridges(patterns),
        plotting.category_upset(journeys),
        plotting.pattern_lattice(patterns),
    ):
        text = figure.to_json()
        for part in ("<a", "<b>bold", "</script", "$x", "%{y}", "\\u003ca"):
            assert part not in text


@pytest.mark.parametrize("theme", style.THEMES)
def test_a_theme_colours_paper_and_ink(theme: str) -> None:
    layout = plotting.journey_flow(jm.Journeys.from_lists([["a", "b"]]), theme=theme).layout
    assert layout.paper_bgcolor == style.PAPER[theme]
    assert layout.font.color == style.INK[theme]


def test_without_plotly_there_are_numbers_and_a_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
    data = plotting.journey_flow_data(jm.Journeys.from_lists([["a", "b"]]))
    assert len(data) == 2
    with pytest.raises(MissingExtraError, match=r"pip install 'journeymine\[plot\]'"):
        plotting.journey_flow(data)


def test_no_customer_is_in_a_figure() -> None:
    names = [f"customer-{number}" for number in range(40)]
    journeys = jm.Journeys.from_lists([["a", "b"], ["b", "a", "c"]] * 20, customers=names)
    patterns = jm.mine_sequences(journeys, min_support=5)
    for figure in (
        plotting.pattern_dots(patterns),
        plotting.pattern_lattice(patterns),
        plotting.timing_ridges(patterns),
        plotting.journey_flow(journeys),
        plotting.prefix_icicle(journeys),
        plotting.transition_map(journeys),
        plotting.step_matrix(journeys, "a"),
        plotting.category_upset(journeys),
        plotting.funnel_chart(journeys.funnel(["a", "b"], within=5)),
        plotting.contrast_forest(patterns.contrast("c")),
    ):
        assert "customer-" not in figure.to_json()
