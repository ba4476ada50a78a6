"""Pages of objects: one table for all, nothing that runs or loads, intervals beside their figures."""

import re

import numpy as np
import pandas as pd

import journeymine as jm
from journeymine.actions.rows import ActionRows
from journeymine.api.action_result import ActionResult
from journeymine.showing import Cells, Grid, Shown, framed, with_intervals
from journeymine.showing.condensing import condensed
from journeymine.showing.page import page


def test_no_page_sets_a_colour_of_text_or_ground() -> None:
    html = jm.mine_sequences([["a", "b"]] * 5 + [["b"]] * 3, min_support=1)._repr_html_()
    styles = set(";".join(re.findall(r'style="([^"]*)"', html)).split(";"))
    assert not {one.partition(":")[0] for one in styles} & {"color", "background-color", "font-family"}
    assert "rgba(76,120,168,.4)" in html
    assert not re.search(r"<(script|link|img|iframe|style)|href|src=|on\w+=|url\(", html)


def test_no_figure_has_more_digits_than_people_read() -> None:
    found = ActionResult(ActionRows({"rate": np.array([1 / 3, 2 / 7])}, ("of 5",), {}))
    for html in (found._repr_html_(), page(Shown((), (framed(pd.DataFrame({"x": [1 / 3]})),)))):
        assert not re.search(r"\d\.\d{5}", html)


def test_an_interval_stands_in_one_column_beside_its_figure() -> None:
    table = {name: np.array([0.25, np.nan]) for name in ("share", "share_low", "share_high", "cost_low")}
    html = ActionResult(ActionRows(table, (), {}, frozenset(table)))._repr_html_()
    assert re.findall(r"<th[^>]*>([^<]*)</th>", html) == ["share", "95 %", "cost_low"]
    assert ">25.00–25.00%</td>" in html
    assert html.count("<td>–</td>") == 3


def test_one_end_alone_stays_as_it_is() -> None:
    told = {name: Cells(name, ("1",)) for name in ("x", "x_low", "y_low", "y_high")}
    assert [one.heading for one in with_intervals(told)] == ["x", "x_low", "y_low", "y_high"]


def test_more_rows_are_told_under_the_table() -> None:
    html = page(Shown(("n",), (Grid((Cells("a", ("x",)),), 7),)))
    assert "The first 1 of 7 rows.</caption>" in html
    assert "caption" not in page(Shown(("n",), (Grid((Cells("a", ("x",)),), 1),)))


def test_lines_of_a_list_are_points() -> None:
    assert page(Shown((), (), ("<a>", "b"))).endswith("<ul><li>&lt;a&gt;</li><li>b</li></ul></div>")


def test_missing_values_of_frames_are_dashes() -> None:
    frame = pd.DataFrame({"when": [pd.NaT, pd.Timestamp("2024-01-01")], "n": [np.nan, 2.0], "of": [None, "x"]})
    assert [one.texts for one in framed(frame).columns] == [("–", "2024-01-01 00:00:00"), ("–", "2"), ("–", "x")]


def wide(*columns: tuple[str, list[str], int]) -> Grid:
    """Nine columns of which the last ones are given."""
    others = [Cells(f"c{n}", ("1", "2", "3")) for n in range(9 - len(columns))]
    return Grid((*others, *(Cells(name, tuple(texts), beside=beside) for name, texts, beside in columns)))


def test_columns_that_say_the_same_everywhere_are_a_sentence_in_wide_tables() -> None:
    grid, told = condensed(wide(("unit", ["day"] * 3, 0), ("n", ["7", "7", "8"], 0)))
    assert [one.heading for one in grid.columns] == [*(f"c{n}" for n in range(7)), "n"]
    assert told == "In all these rows: unit day."
    assert told in page(Shown((), (wide(("unit", ["day"] * 3, 0)),)))


def test_a_figure_and_its_interval_stay_or_go_together() -> None:
    pair, same, other = ["2", "2", "2"], ["1–3"] * 3, ["1–3", "1–4", "1–3"]
    assert condensed(wide(("x", pair, 0), ("95 %", same, 1)))[1] == "In all these rows: x 2, 95 % 1–3."
    assert condensed(wide(("x", pair, 0), ("95 %", other, 1)))[1] == ""
    assert condensed(wide(("x", ["2", "3", "2"], 0), ("95 %", same, 1)))[1] == ""


def test_narrow_and_short_tables_keep_all_their_columns() -> None:
    narrow = Grid((Cells("a", ("x", "y", "z")), Cells("b", ("1", "1", "1"))))
    assert condensed(narrow) == (narrow, "")
    short = Grid(tuple(Cells(f"c{n}", ("1", "1")) for n in range(12)))
    assert condensed(short) == (short, "")
    assert condensed(Grid(())) == (Grid(()), "")


def test_beside_a_minus_an_interval_has_a_word() -> None:
    told = {"x": Cells("x", ("-2%",)), "x_low": Cells("x", ("-3%",)), "x_high": Cells("x", ("-1%",))}
    assert with_intervals(told)[1].texts == ("-3 to -1%",)
