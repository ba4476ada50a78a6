"""Bad input gets one sentence that names the option, shows the value and says the cure."""

from typing import Any

import numpy as np
import pytest

import journeymine as jm
from journeymine.errors import (
    EngineError,
    InputError,
    JourneymineError,
    MissingColumnError,
    MissingJourneysError,
    OptionError,
    UnknownEventError,
)

LISTS = [["search", "cart", "pay"], ["search", "pay"], ["cart"]]
NAN = float("nan")


def assert_one_sentence(message: str, name: str) -> None:
    assert name in message
    assert "\n" not in message
    assert message.endswith((".", "?"))
    assert len(message) < 400


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"min_support": 0}, OptionError),
        ({"min_support": -1}, OptionError),
        ({"min_support": -0.1}, OptionError),
        ({"min_support": 1.5}, OptionError),
        ({"min_support": NAN}, OptionError),
        ({"min_support": True}, OptionError),
        ({"min_support": "1%"}, OptionError),
        ({"min_support": None}, OptionError),
        ({"kind": "every"}, OptionError),
        ({"top_k": 0}, OptionError),
        ({"top_k": True}, OptionError),
        ({"min_length": 0}, OptionError),
        ({"max_length": 1.5}, OptionError),
        ({"max_patterns": -1}, OptionError),
        ({"time_limit": -1}, OptionError),
        ({"time_limit": NAN}, OptionError),
        ({"memory_limit": 0}, OptionError),
        ({"memory_limit": "lots"}, OptionError),
        ({"progress": "yes"}, OptionError),
        ({"engine": "spmf"}, OptionError),
        ({"n_jobs": 0}, OptionError),
        ({"n_jobs": "all"}, OptionError),
    ],
)
@pytest.mark.parametrize("verb", [jm.mine_sequences, jm.mine_itemsets])
def test_bad_options_of_mining(verb: Any, options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        verb(LISTS, **{"min_support": 1, **options})
    name = next(iter(options))
    assert_one_sentence(str(caught.value), f"`{name}`")
    assert verb.__name__ in str(caught.value)


@pytest.mark.parametrize("bad", [-1, 1.5, True, "0"])
def test_bad_random_state(bad: Any) -> None:
    with pytest.raises(OptionError, match="`random_state` of mine_sequences must be a whole number ≥ 0, "):
        jm.mine_sequences(LISTS, min_support=1, random_state=bad)


def test_bad_per() -> None:
    with pytest.raises(OptionError, match="`per`"):
        jm.mine_itemsets(jm.Journeys.from_lists(LISTS), per="customer", min_support=1)


def test_options_that_do_not_go_together() -> None:
    with pytest.raises(OptionError) as caught:
        jm.mine_sequences(LISTS, min_support=1, kind="maximal", top_k=3)
    assert "top_k" in str(caught.value)
    assert "maximal" in str(caught.value)
    with pytest.raises(OptionError, match=r"min_length.*max_length"):
        jm.mine_sequences(LISTS, min_support=1, min_length=3, max_length=2)


def test_an_engine_that_cannot_says_who_can() -> None:
    with pytest.raises(EngineError, match=r"'prefixspan'.*'journeymine'"):
        jm.mine_sequences(LISTS, min_support=1, kind="closed", engine="prefixspan")


@pytest.mark.parametrize("data", ["abc", b"abc", {"a": 1}, 3, None, ["ab", "c"], [1, 2], object()])
@pytest.mark.parametrize("verb", [jm.mine_sequences, jm.mine_itemsets])
def test_neither_journeys_nor_lists(verb: Any, data: Any) -> None:
    if verb is jm.mine_itemsets and isinstance(data, str | dict):
        return  # A path and columns, of which tests/unit/api/test_basket_inputs.py tells.
    with pytest.raises(InputError, match=f"^{verb.__name__} needs Journeys or a list of"):
        verb(data, min_support=1)


@pytest.mark.parametrize(
    ("journeys", "sentence"),
    [
        ([["a", 1]], "Event names must be all strings or all integers"),
        ([[("a", 1)]], r"An element of a journey .* got \('a', 1\)\. Convert it first\."),
        ([[["a", ["b"]]]], r"An element of a journey .* got \['a', \['b'\]\]"),
        ([[{"a": 1}]], "An element of a journey|Event names"),
        ([[2**63]], r"Event names must be integers of 64 bits; got 9223372036854775808\. Turn them into text"),
        ([[-(2**63) - 1, 0]], "Event names must be integers of 64 bits; got -9223372036854775809"),
        ([["\ud800"]], r"Event names must be text that UTF-8 can write; got '\\ud800'"),
        ([[np.timedelta64(1, "s")]], "Event names must be all strings or all integers; got timedelta64"),
        ([["a"], range(3)], "list of journeys, .*; got list whose number 1 is range"),
    ],
)
def test_names_that_cannot_be(journeys: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        jm.mine_sequences(journeys, min_support=1)
    assert_one_sentence(str(caught.value), "")


@pytest.mark.parametrize("customers", [5, "abc", {1, 2, 3}, {1: 1, 2: 2, 3: 3}])
def test_customers_that_have_no_order(customers: Any) -> None:
    with pytest.raises(OptionError, match="`customers` of from_lists must be a list of ids, one a journey"):
        jm.Journeys.from_lists(LISTS, customers=customers)


def test_customers_of_mixed_types_are_called_so() -> None:
    with pytest.raises(InputError, match="Customers must be all strings or all integers"):
        jm.Journeys.from_lists(LISTS, customers=["a", 1, 2])


@pytest.mark.parametrize("verb", [jm.mine_sequences, jm.mine_itemsets])
def test_numbers_beyond_all_counting_are_only_large(verb: Any) -> None:
    names = ["max_length", "max_patterns", "top_k", "memory_limit", "n_jobs"]
    huge = {**dict.fromkeys(names, 10**30), "time_limit": 10**400}
    assert list(verb(LISTS, min_support=1, **huge)) == list(verb(LISTS, min_support=1))


def test_an_option_that_prints_in_lines_is_shown_in_one() -> None:
    with pytest.raises(OptionError) as caught:
        jm.mine_sequences(LISTS, min_support=1, random_state=np.random.SeedSequence(1))
    assert_one_sentence(str(caught.value), "`random_state`")


@pytest.mark.parametrize("name", ["min_support", "top_k", "n_jobs", "time_limit", "memory_limit", "random_state"])
def test_a_length_of_time_is_no_number(name: str) -> None:
    with pytest.raises(OptionError, match=f"`{name}`"):
        jm.mine_sequences(LISTS, **{"min_support": 1, name: np.timedelta64(2, "s")})


def test_bad_options_of_results() -> None:
    patterns = jm.mine_sequences(LISTS, min_support=1)
    for bad in (-1, True, 1.5, None, "3"):
        with pytest.raises(OptionError, match="`n` of top"):
            patterns.top(bad)  # type: ignore[arg-type]
    with pytest.raises(MissingColumnError, match=r"no column 'lift_ordr'\. Did you mean 'lift_order'\?"):
        patterns.sort_by("lift_ordr")
    with pytest.raises(MissingColumnError):
        patterns.top(3, by="nothing")
    with pytest.raises(OptionError, match="`ascending`"):
        patterns.sort_by("support", ascending="yes")  # type: ignore[arg-type]
    with pytest.raises(UnknownEventError, match=r"no event 'serch'\. Did you mean 'search'\?"):
        patterns.filter(contains="serch")
    with pytest.raises(UnknownEventError, match=r"no event 'crat'\. Did you mean 'cart'\?"):
        patterns.matches("crat -> pay")
    for bad in (1.5, None, True):
        with pytest.raises(OptionError, match="`pattern` of matches"):
            patterns.matches(bad)  # type: ignore[arg-type]
    with pytest.raises(IndexError, match="There is no row 99"):
        patterns.matches(99)
    with pytest.raises(OptionError, match="`journeys` of matches"):
        patterns.matches(0, journeys=LISTS)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [0, -0.1, 1.1, NAN, True, "0.5", None])
def test_bad_min_confidence(bad: Any) -> None:
    patterns = jm.mine_sequences(LISTS, min_support=1)
    if bad == 0 and not isinstance(bad, bool):
        assert len(patterns.rules(min_confidence=0)) > 0
        return
    with pytest.raises(OptionError, match="`min_confidence`"):
        patterns.rules(min_confidence=bad)


@pytest.mark.parametrize(
    "ask", [lambda one: one.matches(0), lambda one: one.explain(0), lambda one: one.rules(min_confidence=0.5)]
)
def test_a_loaded_result_asks_for_its_journeys(tmp_path: Any, ask: Any) -> None:
    jm.mine_sequences(LISTS, min_support=1).save(tmp_path / "saved.parquet")
    with pytest.raises(MissingJourneysError, match="pass them as `journeys=`"):
        ask(jm.PatternSet.load(tmp_path / "saved.parquet"))


def test_every_message_is_a_journeymine_error() -> None:
    for broken in (
        lambda: jm.read_events({"who": [1]}, customer="whom", event="e", time="t"),
        lambda: jm.Journeys.from_lists([["a"]], customers=[1, 2]),
        lambda: jm.PatternSet.load("/nowhere/at/all.parquet"),
    ):
        with pytest.raises(JourneymineError) as caught:
            broken()
        assert_one_sentence(str(caught.value), "")


def test_what_is_given_may_be_as_long_and_as_deep_as_it_likes() -> None:
    deep: Any = "a"
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(InputError, match="got a list nested too deeply to show"):
        jm.mine_sequences([[deep]], min_support=1)
    with pytest.raises(OptionError, match="got a list nested too deeply to show"):
        jm.mine_sequences(LISTS, min_support=1, kind=deep)
    long = "n" * 10_000_000
    for asked in ({"contains": long}, {"kind": long}, {"hierarchy": {long: "x", "x": long}}):
        with pytest.raises(JourneymineError) as raised:
            jm.mine_sequences(LISTS, min_support=1, **asked)  # type: ignore[arg-type]
        assert len(str(raised.value)) <= 2_000
