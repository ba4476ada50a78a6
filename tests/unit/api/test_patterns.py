import pandas as pd
import pytest

import journeymine as jm
from journeymine.patterns.names import Element

LISTS: list[list[Element]] = [
    ["search", "cart", "pay"],
    ["search", "x", "cart"],
    ["cart", "search"],
    ["search", ("app", "mail"), "pay"],
]


@pytest.fixture(scope="module")
def patterns() -> jm.PatternSet:
    return jm.mine_sequences(jm.Journeys.from_lists(LISTS, customers=["ann", "bob", "cid", "dan"]), min_support=1)


def test_matches_say_who_where_and_when(patterns: jm.PatternSet) -> None:
    frame = patterns.matches(("search", "cart"), show_ids=True)
    assert frame["customer"].tolist() == ["ann", "bob"]
    assert frame["journey"].tolist() == [0, 1]
    assert frame["positions"].tolist() == [(0, 1), (0, 2)]
    assert frame["times"].tolist() == [(1, 2), (1, 3)]


@pytest.mark.parametrize("asked", ["search -> (mail & app)", "search → (app & mail)", ("search", ("app", "mail"))])
def test_a_pattern_may_be_given_in_any_form(patterns: jm.PatternSet, asked: object) -> None:
    frame = patterns.matches(asked, show_ids=True)  # type: ignore[arg-type]
    assert frame["customer"].tolist() == ["dan"]
    assert frame["positions"].tolist() == [(0, 1, 2)]
    assert frame["times"].tolist() == [(1, 2, 2)]


def test_a_row_number_is_a_pattern(patterns: jm.PatternSet) -> None:
    for row, pattern in enumerate(patterns):
        pd.testing.assert_frame_equal(patterns.matches(row), patterns.matches(pattern))
        pd.testing.assert_frame_equal(patterns.matches(row), patterns.matches(str(pattern)))


def test_matches_count_what_mining_counted(patterns: jm.PatternSet) -> None:
    counted = patterns.to_pandas(columns=["n_journeys"])["n_journeys"].tolist()
    assert [len(patterns.matches(one)) for one in patterns] == counted


def test_times_are_timestamps() -> None:
    log = jm.read_events(
        {"who": ["a", "a"], "what": ["x", "y"], "when": ["2024-03-01T10:00:00", "2024-03-03T13:00:00"]},
        customer="who",
        event="what",
        time="when",
    )
    patterns = jm.mine_sequences(log.journeys(), min_support=1)
    times = patterns.matches("x -> y")["times"].tolist()
    assert times == [(pd.Timestamp("2024-03-01 10:00", tz="UTC"), pd.Timestamp("2024-03-03 13:00", tz="UTC"))]
    assert patterns.explain("x -> y", show_ids=True).examples == (
        "customer a: x on 2024-03-01 10:00:00 UTC, y 2 d 3 h later.",
    )


def test_other_journeys_may_be_asked(patterns: jm.PatternSet) -> None:
    other = jm.Journeys.from_lists([["cart"], ["search", "cart"]])
    assert patterns.matches("search -> cart", journeys=other)["journey"].tolist() == [1]
    pay = next(row for row, pattern in enumerate(patterns) if pattern == ("pay",))
    with pytest.raises(jm.errors.UnknownEventError, match="no event 'pay'"):
        patterns.matches(pay, journeys=other)


def test_explain_tells_three_customers(patterns: jm.PatternSet) -> None:
    told = patterns.explain("search", show_ids=True)
    assert len(told.examples) == 3
    assert told.examples[0] == "customer ann: search at step 1."
    assert str(told).startswith("search: 4 of 4 journeys (100.0%) hold these events in this order")
    assert repr(told) == str(told)


def test_customers_are_masked_unless_asked_for() -> None:
    journeys = jm.Journeys.from_lists([["a"], ["b", "a"]], customers=["secret-1", "secret-2"])
    patterns = jm.mine_sequences(journeys, min_support=1)
    told = ("customer s… (journey 0): a at step 1.", "customer s… (journey 1): a at step 2.")
    assert patterns.explain("a").examples == journeys.explain("a").examples == told
    for one in (patterns, journeys):
        shown = one.matches("a")
        assert shown["customer"].tolist() == ["s…", "s…"]
        assert journeys.customer[shown["journey"]].tolist() == one.matches("a", show_ids=True)["customer"].tolist()
        with pytest.raises(jm.errors.OptionError, match="`show_ids` of matches must be True or False; got 'no'"):
            one.matches("a", show_ids="no")  # type: ignore[arg-type]


def test_the_three_are_different_customers() -> None:
    journeys = jm.Journeys.from_lists([["a"]] * 5, customers=["x", "x", "x", "y", "z"])
    told = jm.mine_sequences(journeys, min_support=1).explain("a", show_ids=True)
    assert told.examples == (
        "customer x, journey 1 of this customer: a at step 1.",
        "customer y, journey 1 of this customer: a at step 1.",
        "customer z, journey 1 of this customer: a at step 1.",
    )


def test_explain_is_escaped() -> None:
    journeys = jm.Journeys.from_lists([["<b>", "two\nlines"]], customers=["<script>"])
    page = jm.mine_sequences(journeys, min_support=1).explain(("<b>", "two\nlines"), show_ids=True)._repr_html_()
    assert "<script>" not in page
    assert "<b>" not in page
    assert "\n" not in page


def test_nobody_matches(patterns: jm.PatternSet) -> None:
    frame = patterns.matches("pay -> search")
    assert frame.shape == (0, 4)
    assert patterns.explain("pay -> search").examples == ()
