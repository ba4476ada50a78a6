"""Journeys that hold a query."""

import pytest

import journeymine as jm
from journeymine.errors import InputError, OptionError, UnknownEventError

CLICKS = jm.Journeys.from_lists([["search", "help", "cart"], ["search", "cart", "pay"], [("cart", "pay")], []])


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("search -> cart", [0, 1]),
        ("search → cart", [0, 1]),
        ("search => cart", [1]),
        ("search -> [^help|pay]* -> cart", [1]),
        ("[help|pay]", [0, 1, 2]),
        ("(pay & cart)", [2]),
        ("^ search", [0, 1]),
        ("cart $", [0, 2]),
        ("^ [cart|help] $", [2]),
        ("pay -> search", []),
        (("search", "cart"), [0, 1]),
        (("search", ("cart",)), [0, 1]),
    ],
)
def test_journeys_that_hold_a_query_are_kept(query: str, kept: list[int]) -> None:
    assert CLICKS.filter(query).to_lists() == [CLICKS[number] for number in kept]
    assert CLICKS.count(query) == len(kept)


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("", "at its end"),
        ("search ->", "at its end"),
        ("search -> [^help] -> cart", r"at '-> cart' \(character 19\)"),
        ("[^help]", r"at '\^help\]' \(character 2\)"),
        ("search $ -> cart", r"at '-> cart' \(character 10\)"),
        ("search => [^help]* -> cart", r"at '\^help\]\* -> cart' \(character 12\)"),
        ("(search | cart)", r"at '\| cart\)' \(character 9\)"),
        ('"search', r"at '\"search' \(character 1\)"),
    ],
)
def test_a_query_that_cannot_be_read_says_where(query: str, where: str) -> None:
    with pytest.raises(InputError, match=f"cannot be read {where}. Write `a -> b`"):
        CLICKS.count(query)


def test_a_name_that_does_not_occur_has_a_near_miss() -> None:
    for query in ("serch -> cart", "search -> [^serch]* -> cart", "[cart|serch]"):
        with pytest.raises(UnknownEventError, match=r"no event 'serch'\. Did you mean 'search'\?"):
            CLICKS.filter(query)


def test_other_things_are_no_query() -> None:
    with pytest.raises(OptionError, match="`query` of filter must be a query such as 'a -> b'"):
        CLICKS.filter(3)  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="`within` of count needs the times of events"):
        CLICKS.count("search", within="3d")


def test_within_bounds_the_time_from_the_first_element_to_the_last() -> None:
    times = ["2025-01-01", "2025-01-09", "2025-01-03", "2025-01-04"]
    table = {"who": [1, 1, 2, 2], "what": ["a", "b", "a", "b"], "when": times}
    journeys = jm.read_events(table, customer="who", event="what", time="when").journeys()
    assert [journeys.count("a -> b", within=span) for span in ("1d", "7d", "8d", None)] == [1, 1, 2, 2]
    assert journeys.filter("a => b", within="1d").customer.tolist() == [2]


def test_a_query_is_shown_with_the_events_that_answer_it() -> None:
    patterns = jm.mine_sequences(CLICKS, min_support=1)
    shown = patterns.matches("[search|help] -> [^help]* -> cart")
    assert shown[["journey", "positions"]].to_numpy().tolist() == [[0, (1, 2)], [1, (0, 1)]]
    with pytest.raises(InputError, match="A single pattern is asked for here"):
        patterns.explain("^ search")


def test_customers_are_those_who_hold_a_pattern_each_once() -> None:
    table = {
        "who": ["bob", "bob", "bob", "bob", "ann", "ann", "cy"],
        "what": ["search", "cart", "search", "cart", "search", "cart", "cart"],
        "when": ["2025-01-01", "2025-01-02", "2025-03-01", "2025-03-02", "2025-01-01", "2025-01-09", "2025-01-01"],
    }
    log = jm.read_events(table, customer="who", event="what", time="when")
    journeys = log.journeys(session_gap="30d")
    patterns = jm.mine_sequences(journeys, min_support=2)
    assert patterns.customers(("search", "cart")).tolist() == ["ann", "bob"]
    assert patterns.customers("search => cart $").tolist() == ["ann", "bob"]
    number = [str(pattern) for pattern in patterns].index("cart")
    assert patterns.customers(number).tolist() == ["ann", "bob", "cy"]
    near = jm.mine_sequences(journeys, min_support=1, max_gap="1d")
    assert near.customers("search -> cart").tolist() == ["bob"]
    assert patterns.customers("cart -> search").tolist() == []
    assert patterns.customers("cart", jm.Journeys.from_lists([["cart"]], customers=[7])).tolist() == [7]
    with pytest.raises(UnknownEventError, match="Did you mean 'cart'"):
        patterns.customers("carrt")


def test_a_query_may_name_general_events() -> None:
    levels = {"search": "look", "help": "look", "cart": ["buy", "touch"], "pay": "buy"}
    assert CLICKS.count("look -> buy", hierarchy=levels) == 2
    assert CLICKS.filter("look => look", hierarchy=levels).to_lists() == [CLICKS[0]]
    # One event is matched by one part only: the cart alone is not two things bought at once.
    assert CLICKS.matches("(buy & touch)", hierarchy=levels)["journey"].tolist() == [2]
    for pattern in jm.mine_sequences(CLICKS, min_support=1, max_length=3, hierarchy=levels):
        held = jm.mine_sequences(CLICKS, min_support=1, hierarchy=levels).matches(pattern)["journey"]
        assert CLICKS.filter(str(pattern), hierarchy=levels).to_lists() == [CLICKS[number] for number in held]
    with pytest.raises(UnknownEventError, match="no event 'look'"):
        CLICKS.count("look -> buy")
