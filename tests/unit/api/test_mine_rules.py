from pathlib import Path
from typing import Any

import numpy as np
import pytest

import journeymine as jm
from journeymine.errors import OptionError, UnknownEventError

CALLS = [["app", "bill", "call"]] * 6 + [["bill", "app", "call"]] * 5 + [["shop", "app"]] * 4 + [["call", "bill"]] * 3


def test_partially_ordered_rules_say_what_they_are(tmp_path: Path) -> None:
    rules = jm.mine_rules(CALLS, 5, 0.5, ordered=False)
    assert [str(rule) for rule in rules if len(rule.antecedent) > 1] == ["if app and bill (any order) then call"]
    rule = rules[0]
    assert not rule.ordered
    assert jm.mine_rules(CALLS, 5)[0].ordered
    assert rules.info["ordered"] is False
    assert "all of B, in any order, after all of A" in repr(rules)
    assert len(repr(rules).splitlines()) == 5
    assert ">app &amp; bill</td>" in rules._repr_html_()
    for suffix in (".json", ".parquet"):
        rules.save(tmp_path / f"saved{suffix}")
        again = jm.RuleSet.load(tmp_path / f"saved{suffix}")
        assert list(map(str, again)) == list(map(str, rules))
        assert again.to_dict() == rules.to_dict()


def test_columns_wait_until_they_are_looked_at_and_views_show_the_same() -> None:
    rules = jm.mine_rules(CALLS, 4, ordered=False)
    whole = rules.to_pandas()
    view = jm.mine_rules(CALLS, 4, ordered=False)[2:5].to_pandas()
    for name in ("lift_order", "p_order", "q_value", "lift_naive", "confidence_low"):
        np.testing.assert_array_equal(view[name], whole[name][2:5])
    assert list(whole.columns) == list(jm.mine_rules(CALLS, 4).to_pandas().columns)


def test_order_is_not_asked_of_sets() -> None:
    rules = jm.mine_rules(CALLS, 4, ordered=False)
    kept = rules.filter(contains="call", min_length=3)
    assert all(len(rule.antecedent + rule.consequent) == 3 for rule in kept)
    assert "if app and bill (any order) then call" in map(str, kept)
    with pytest.raises(OptionError, match="`ends_with` of filter must be None for rules between sets"):
        rules.filter(ends_with="call")


def test_q_values_count_every_split_of_every_frequent_set() -> None:
    rules = jm.mine_rules(CALLS, 5, ordered=False)
    # {app, bill, call}: 3 pairs with 2 splits each, one triple with 6.
    assert rules.info["family_size"] == 12
    assert jm.mine_rules(CALLS, 5, ordered=False, max_antecedent=1).info["family_size"] == 9
    assert rules.to_pandas()["q_value"].notna().all()
    for others in ({"ordered": True}, {"ordered": False, "within": 2}, {"ordered": False, "top_k": 3}):
        options: dict[str, Any] = {"min_support": None if "top_k" in others else 5, **others}
        less = jm.mine_rules(CALLS, **options)
        assert less.info["q_value_reason"]
        assert less.to_pandas()["q_value"].isna().all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_support": 0}, "`min_support` of mine_rules must be a share"),
        ({}, "`min_support` of mine_rules must be a share"),
        (
            {"min_support": 2, "min_confidence": 2},
            "`min_confidence` of mine_rules must be a number between 0 and 1; got 2",
        ),
        ({"min_support": 2, "ordered": "no"}, "`ordered` of mine_rules must be True or False; got 'no'"),
        (
            {"min_support": 2, "within": -1},
            "`within` of mine_rules, for journeys without times, must be a whole number",
        ),
        (
            {"min_support": 2, "within": "2d"},
            "`within` of mine_rules, for journeys without times, must be a whole number",
        ),
        (
            {"min_support": 2, "max_gap": 1, "ordered": False},
            "`max_gap` of mine_rules does not go together with `ordered",
        ),
        ({"min_support": 2, "non_redundant": True}, "`non_redundant` of mine_rules does not go together with `ordered"),
        ({"min_support": 2, "max_antecedent": 0}, "`max_antecedent` of mine_rules must be a whole number"),
        ({"min_support": 2, "consequent": []}, "`consequent` of mine_rules must be an event name"),
        ({"min_support": 2, "top_k": 0}, "`top_k` of mine_rules must be a whole number"),
    ],
)
def test_bad_options_are_told(options: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        jm.mine_rules(CALLS, **options)


def test_a_misspelt_event_is_an_error_with_a_near_miss() -> None:
    for ordered in (True, False):
        with pytest.raises(UnknownEventError, match="Did you mean 'call'"):
            jm.mine_rules(CALLS, 2, ordered=ordered, consequent="cal")


def test_times_bound_rules_by_the_clock() -> None:
    log = jm.read_events(
        {
            "who": ["ann", "ann", "ann", "bob", "bob"],
            "what": ["a", "b", "c", "a", "c"],
            "when": ["2025-03-01", "2025-03-02", "2025-03-08", "2025-03-01", "2025-03-03"],
        },
        customer="who",
        event="what",
        time="when",
    )
    journeys = log.journeys()

    def told(**options: Any) -> list[str]:
        return [str(rule) for rule in jm.mine_rules(journeys, 1, consequent="c", **options)]

    assert told(within="6d") == ["if a then c", "if b then c", "if a → b then c"]
    assert told(within="6d", ordered=False) == ["if a then c", "if b then c"]
    assert told(within="7d", ordered=False)[-1] == "if a and b (any order) then c"
    assert told(max_gap="2d") == ["if a then c"]
    rules = jm.mine_rules(journeys, 1, within="6d", ordered=False)
    assert rules.info["within"] == "6d"
    # Ann takes seven days from a to c, Bob two.
    row = next(row for row in rules.to_dict()["rows"] if (row["antecedent"], row["consequent"]) == ([["a"]], [["c"]]))
    assert (row["n_rule"], row["n_antecedent"]) == (1, 2)


def test_nothing_is_found_and_nothing_breaks() -> None:
    empty: list[list[list[str]]] = [[], [[]], [["a"], ["b"]]]
    for lists in empty:
        for ordered in (True, False):
            rules = jm.mine_rules(lists, 1, ordered=ordered, non_redundant=not ordered)
            assert len(rules) == 0
            assert rules.to_pandas().shape == (0, 16)
            assert "nothing reaches" in repr(rules)


def test_budgets_stop_a_search_and_it_says_so() -> None:
    rng = np.random.default_rng(3)
    lists = [rng.permutation(40)[:30].tolist() for _ in range(60)]
    first = jm.mine_rules(lists, 10, ordered=False, max_length=3, max_patterns=7)
    assert (len(first), first.truncated, first.info["stopped_by"]) == (7, True, "max_patterns")
    assert [str(rule) for rule in first] == [str(r) for r in jm.mine_rules(lists, 10, ordered=False, max_length=3)[:7]]
    late = jm.mine_rules(lists, 3, ordered=False, time_limit=0.05)
    assert late.info["stopped_by"] == "time_limit"
    full = jm.mine_rules(lists, 3, ordered=False, memory_limit="3MB")
    assert full.info["stopped_by"] == "memory_limit"
    assert full.info["proven_above"] is not None
    # A rule takes more than 40 bytes until it is in order.
    assert len(full) < 3e6 / 40


def test_journeys_that_stand_for_several_are_refused() -> None:
    journeys = jm.Journeys.from_lists([["a", "b"], ["b"]])
    import dataclasses

    many = jm.Journeys(dataclasses.replace(journeys.coded, multiplicity=np.array([2, 3], np.uint32)))
    with pytest.raises(OptionError, match="counts every journey once"):
        jm.mine_rules(many, 1)


def test_why_within_of_unordered_sides_begins_with_the_first_event_of_the_rule() -> None:
    """From the last event of A on, a rule could hold where a part of it does not, and no search could leave any out."""
    journey = ["a", "x", "x", "x", "c", "b"]

    def from_last_of_a(antecedent: set[str]) -> int:
        return journey.index("b") - max(journey.index(name) for name in antecedent)

    assert from_last_of_a({"a"}) == 5
    assert from_last_of_a({"a", "c"}) == 1  # within 2, although `a` alone is not: support grows with the antecedent
    held = {str(rule) for rule in jm.mine_rules([journey] * 2, min_support=2, within=2, ordered=False)}
    assert "if c then b" in held
    assert not held & {"if a then b", "if a and c (any order) then b"}
