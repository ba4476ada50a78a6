"""The forest of a contrast is its table."""

import numpy as np
import pytest

import journeymine as jm
from journeymine import plotting
from journeymine.errors import OptionError
from journeymine.plotting.contrast_forest import MEASURES

CALLS = [["app", "leave"]] * 30 + [["bill", "app"]] * 40 + [["bill", "web", "leave"]] * 5 + [["web"]] * 30


@pytest.mark.parametrize("measure", MEASURES)
def test_the_numbers_are_those_of_the_table(measure: str) -> None:
    found = jm.mine_sequences(CALLS, min_support=3, max_length=2).contrast("leave")
    data = plotting.contrast_forest_data(found, measure=measure, n=4)
    table = found.to_pandas()[:4]
    assert data.columns[7:10] == (measure, f"{measure}_low", f"{measure}_high")
    for name in data.columns[:-1]:
        assert [str(one) for one in data.column(name).tolist()] == [str(one) for one in table[name].tolist()]
    assert data.column("is_small").tolist() == (table["n_with"] < 10).tolist()
    assert "design: events strictly before the first outcome" in data.notes[0]
    (dots,) = plotting.contrast_forest(data).data
    np.testing.assert_array_equal(dots.x, table[measure])
    assert [one == "circle" for one in dots.marker.symbol] == table["significant"].tolist()
    sides = np.where(table[measure] >= MEASURES[measure], "#0072B2", "#D55E00")
    assert dots.marker.color.tolist() == np.where(table["n_with"] < 10, "#808080", sides).tolist()


def test_of_several_groups_each_row_says_which() -> None:
    kinds = np.array(["x"] * 35 + ["y"] * 35 + ["z"] * 35)
    found = jm.mine_sequences(CALLS, min_support=20, max_length=1).contrast(kinds, design=jm.WholeJourney())
    data = plotting.contrast_forest_data(found)
    labels = plotting.contrast_forest(data).layout.yaxis.ticktext
    assert labels[0] == f"{data.column('group')[0]}: {data.column('pattern')[0]}"
    assert "leaks" in data.notes[0]


def test_a_protected_contrast_can_be_drawn() -> None:
    found = jm.mine_sequences(CALLS, min_support=20, max_length=1).contrast("leave")
    published = jm.protect(found, k=5)
    data = plotting.contrast_forest_data(published)
    assert "significant" not in data.columns
    assert len(plotting.contrast_forest(data).data) == 1


def test_measures_are_named() -> None:
    found = jm.mine_sequences(CALLS, min_support=20, max_length=1).contrast("leave")
    with pytest.raises(OptionError, match="`measure` of contrast_forest"):
        plotting.contrast_forest(found, measure="odds")
