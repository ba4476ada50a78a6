from datetime import timedelta
from html.parser import HTMLParser

import numpy as np
import pytest

from journeymine.patterns import display
from journeymine.patterns.table import PatternTable
from journeymine.showing.page import page
from tests.unit.patterns.tables import itemsets, rules, sequences

STRANGE = ["<script>alert(1)</script>", "two\nlines", '" onmouseover="x', "x" * 10_000, "a → b", "&lt;"]
UNSEEN = (
    "ties: 25.00% of events share customer and time with another; "
    "lift_order: against each journey's own events in random order"
)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_five_lines_say_what_was_counted() -> None:
    table = sequences([(["a"], 9), (["a", "b"], 4)])
    lines = display.lines(table)
    assert lines == [
        "PatternSet: 2 patterns (kind 'all', n_journeys ≥ 1) in 10 journeys",
        "support: journeys that hold the pattern in this order, gaps allowed, each of the journeys counted once",
        "first: a (9), a → b (4)",
        UNSEEN,
        "search: complete, not truncated, engine 'journeymine', 0.5 s",
    ]


@pytest.mark.parametrize(
    "table", [sequences([]), itemsets([]), itemsets([(["a", "b"], 2)]), rules([(["a"], ["b"])], confidence=[0.5])]
)
def test_always_five(table: PatternTable) -> None:
    assert len(display.lines(table)) == 5


def test_a_stopped_search_says_so() -> None:
    table = sequences([(["a"], 9)])
    stopped = PatternTable(
        "sequences", table.coded, table.vocabulary, 10, table.columns, {**table.info, "stopped_by": "max_patterns"}
    )
    assert "TRUNCATED, stopped by `max_patterns`" in display.lines(stopped)[-1]
    assert any("TRUNCATED" in note for note in display.shown(stopped, 1).notes)
    late = {**table.info, "stopped_by": "time_limit", "proven_above": 1234}
    proven = PatternTable("sequences", table.coded, table.vocabulary, 10, table.columns, late)
    assert "TRUNCATED, stopped by `time_limit`; complete for n_journeys > 1,234, " in display.lines(proven)[-1]


def test_several_journeys_a_customer_are_told() -> None:
    table = sequences([(["a"], 9)])
    many = PatternTable("sequences", table.coded, table.vocabulary, 10, table.columns, {**table.info, "n_customers": 4})
    assert display.lines(many)[0].endswith("in 10 journeys of 4 customers, 2.5 per customer")


def test_the_method_of_lift_is_counted() -> None:
    methods = np.array(["exact", "exact", None], object)
    table = sequences([(["a"], 9), (["b"], 4), (["c"], 4)]).with_columns({"lift_method": methods})
    assert display.lines(table)[3].endswith("lift_order: exact (2), none (1)")


def test_html_is_static_and_escaped() -> None:
    table = sequences([([name], 1) for name in STRANGE])
    html = page(display.shown(table, 1000))
    tags = Tags()
    tags.feed(html)
    assert tags.seen <= {"div", "p", "br", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert tags.attributes == {"class", "style"}
    assert "&lt;script&gt;" in html
    assert "The first 6 of 1,000 rows." in html
    assert len(html) < 6_000
    assert all(len(line) < 500 for line in display.lines(table))
    assert not any("\n" in line for line in display.lines(table))


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("support", 0.25, "25.00%"),
        ("lift_order", 1.23456, "1.23"),
        ("lift_order", float("nan"), "–"),
        ("conviction", float("inf"), "∞"),
        ("p_order", 1.2e-9, "1.2e-09"),
        ("n_journeys", 12345, "12,345"),
        ("lift_method", None, "–"),
        ("lift_method", "exact", "exact"),
    ],
)
def test_cells(name: str, value: object, text: str) -> None:
    assert display.cell(name, value) == text


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (timedelta(days=2, hours=1, microseconds=7), "2.04 d"),
        (timedelta(hours=25), "1.04 d"),
        (timedelta(minutes=90), "1.5 h"),
        (timedelta(seconds=75), "1.25 min"),
        (timedelta(milliseconds=20), "0.02 s"),
        (timedelta(0), "0 s"),
        (timedelta(days=1234), "1,234 d"),
        (-timedelta(hours=36), "-1.5 d"),
    ],
)
def test_a_time_span_is_told_in_one_unit(span: timedelta, told: str) -> None:
    assert display.cell("lead_time_median", span) == told
