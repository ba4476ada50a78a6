"""Tables for a terminal: what fits is whole, what does not is named, and a pipe gets plain text."""

import io
from typing import Any

import pytest
from rich.console import Console

import journeymine as jm
from journeymine.showing import Cells, Grid
from journeymine.showing.terminal import bar, fitting

VISITS = [["search", "cart", "pay"]] * 48 + [["search", "help"]] * 32 + [["help", "leave"]] * 20


@pytest.fixture(scope="module")
def patterns() -> jm.PatternSet:
    return jm.mine_sequences(VISITS, min_support=10)


def drawn(thing: Any, width: int = 100, **options: Any) -> str:
    stream = io.StringIO()
    Console(**{"file": stream, "width": width, "force_terminal": True, **options}).print(thing)
    return stream.getvalue()


@pytest.mark.parametrize("width", [50, 60, 80, 100, 120, 160, 200])
def test_no_line_is_wider_than_the_terminal_and_no_number_is_cut(patterns: jm.PatternSet, width: int) -> None:
    told = drawn(patterns, width, color_system=None)
    assert all(len(line) <= width for line in told.splitlines())
    assert "…" not in told
    assert "search → cart" in told
    assert "48.00%" in told


def test_wider_terminals_show_more_columns_and_narrow_ones_name_what_is_left_out(patterns: jm.PatternSet) -> None:
    narrow, wide = drawn(patterns, 60, color_system=None), drawn(patterns, 200, color_system=None)
    head = next(line for line in narrow.splitlines() if "n_journeys " in line and "≥" not in line)
    assert head.split() == ["pattern", "n_journeys", "support", "lift_order"]
    assert "Not shown: length, 95 %, p_order" in " ".join(narrow.split())
    assert "Not shown" not in wide
    assert "38.46–57.68%" in wide
    assert "███" in wide


def test_numbers_stand_under_each_other(patterns: jm.PatternSet) -> None:
    lines = [
        line for line in drawn(patterns, 60, color_system=None).splitlines() if line.startswith(" ") and "%" in line
    ]
    assert len(lines) == len(patterns)
    assert len({line.index("%") for line in lines}) == 1


def test_no_color_is_heard(patterns: jm.PatternSet, monkeypatch: pytest.MonkeyPatch) -> None:
    funnel = jm.Journeys.from_lists(VISITS).funnel(["search", "pay"], within=5)
    monkeypatch.setenv("NO_COLOR", "1")
    for thing in (patterns, funnel):
        assert "\x1b[3" not in drawn(thing, color_system="standard")


def test_into_a_pipe_goes_the_plain_text(patterns: jm.PatternSet) -> None:
    stream = io.StringIO()
    Console(file=stream, width=500).print(patterns)
    assert stream.getvalue() == f"{patterns}\n"


def test_what_is_not_bound_to_a_width_is_left_out_last_to_first() -> None:
    grid = Grid((Cells("name", ("x",)), *(Cells(f"n{n}", ("1234567",), right=True) for n in range(4))))
    kept, left = fitting(grid, 30)
    assert [one.heading for one in kept.columns] == ["name", "n0", "n1"]
    assert left == ("n2", "n3")


def test_the_first_column_stays_however_narrow_it_is() -> None:
    grid = Grid((Cells("name", ("x" * 50,)), Cells("n", ("1234567",), right=True)))
    assert [one.heading for one in fitting(grid, 10)[0].columns] == ["name"]


@pytest.mark.parametrize(("share", "told"), [(0.0, ""), (1.0, "█" * 8), (7.0, "█" * 8), (-1.0, ""), (None, "")])
def test_bars_keep_within_their_room(share: float | None, told: str) -> None:
    assert bar(share) == told


def test_an_empty_result_is_shown_without_rows() -> None:
    none = jm.mine_sequences([["a"], ["b"]], min_support=2)
    assert "PatternSet: 0 patterns" in drawn(none, color_system=None)
    assert "<tbody" in none._repr_html_()


def test_print_is_plain(patterns: jm.PatternSet, capsys: pytest.CaptureFixture[str]) -> None:
    print(patterns)  # noqa: T201
    assert capsys.readouterr().out == f"{patterns!r}\n"
