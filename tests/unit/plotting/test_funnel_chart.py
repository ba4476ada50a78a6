"""Bars of a funnel are its shares."""

import numpy as np
import pytest

import journeymine as jm
from journeymine import plotting
from journeymine.errors import OptionError

VISITS = jm.Journeys.from_lists([["search", "cart", "pay"]] * 25 + [["search", "cart"]] * 10 + [["search"]] * 5)


def test_the_bars_are_the_table() -> None:
    funnel = VISITS.funnel(["search", "cart", "pay"], within=9)
    data = plotting.funnel_chart_data(funnel, k=30)
    table = funnel.to_pandas()
    for name in data.columns[:-1]:
        np.testing.assert_array_equal(data.column(name), table[name])
    assert data.column("is_small").tolist() == [False, False, True]
    assert data.title == "Funnel search → pay: 40 customers entered"
    (bars,) = plotting.funnel_chart(data).data
    assert bars.x.tolist() == table["share"].tolist()
    np.testing.assert_allclose(bars.error_x.array, table["share_high"] - table["share"])
    assert bars.marker.color.tolist() == ["#0072B2", "#0072B2", "#808080"]


def test_segments_stand_under_each_other_at_each_step() -> None:
    by = np.array(["app"] * 20 + ["web"] * 20)
    funnel = VISITS.funnel(["search", "cart", "pay"], within=9, by=by)
    figure = plotting.funnel_chart(funnel)
    (bars,) = figure.data
    table = funnel.to_pandas().sort_values(["step", "segment"])
    assert bars.x.tolist() == table["share"].tolist()
    told = [f"{row.step}. {row.event} · {row.segment}" for row in table.itertuples()]
    assert list(figure.layout.yaxis.ticktext) == told
    assert len(set(bars.marker.color[:2])) == 2


def test_only_funnels() -> None:
    with pytest.raises(OptionError, match="`funnel` of funnel_chart must be a Funnel"):
        plotting.funnel_chart(VISITS)
