"""The dots of patterns are where the table has them."""

import numpy as np
import pytest

import journeymine as jm
from journeymine import plotting
from journeymine.errors import OptionError

LISTS = [["a", "b", "c"]] * 20 + [["b", "a"]] * 10 + [["c", ("a", "b")]] * 7


def test_the_numbers_are_those_of_the_table() -> None:
    patterns = jm.mine_sequences(LISTS, min_support=3)
    data = plotting.pattern_dots_data(patterns, n=9, k=8)
    table = patterns.to_pandas()[:9]
    for name in data.columns[1:-1]:
        np.testing.assert_array_equal(data.column(name), table[name])
    assert data.column("pattern").tolist() == table["pattern"].tolist()
    assert data.column("is_small").tolist() == (table["n_journeys"] < 8).tolist()
    figure = plotting.pattern_dots(data)
    np.testing.assert_array_equal(figure.data[0].x, table["support"])
    np.testing.assert_allclose(figure.data[0].error_x.array, table["support_high"] - table["support"])
    np.testing.assert_array_equal(figure.data[1].x, table["lift_order"])
    assert list(figure.layout.yaxis.ticktext) == [str(one).replace("&", "&amp;") for one in table["pattern"]]
    assert figure.data[0].marker.color[8] == "#808080"


def test_gap_rules_are_told_and_what_is_protected_has_no_lift() -> None:
    near = jm.mine_sequences(LISTS, min_support=3, contiguous=True)
    data = plotting.pattern_dots_data(near)
    assert "direct neighbours only" in data.notes[0]
    assert "gaps allowed" not in data.notes[0]
    published = jm.protect(jm.mine_sequences(LISTS, min_support=3), k=5)
    data = plotting.pattern_dots_data(published)
    assert data.column("n_journeys").min() >= 5
    assert np.isnan(data.column("lift_order")).all()
    assert len(plotting.pattern_dots(data).data) == 2


def test_nothing_found_is_an_empty_figure() -> None:
    none = jm.mine_sequences(LISTS, min_support=1).filter(min_length=9)
    assert plotting.pattern_dots_data(none).title == "Patterns by support and lift: 0 of 0 patterns in 37 journeys"
    assert len(plotting.pattern_dots(none).data[0].x) == 0


def test_only_sequences() -> None:
    with pytest.raises(OptionError, match="`patterns` of pattern_dots must be a PatternSet"):
        plotting.pattern_dots_data(jm.mine_itemsets([["a"]], min_support=1))
