from pathlib import Path

import numpy as np
import pytest

import journeymine as jm

LISTS = [["search", "cart", "pay"]] * 12 + [["cart", "search"]] * 5 + [["search", "pay"]] * 3


@pytest.fixture(scope="module")
def rules() -> jm.RuleSet:
    return jm.mine_sequences(LISTS, min_support=2, max_length=3).rules(min_confidence=0.5)


def test_the_columns_are_those_of_the_specification(rules: jm.RuleSet) -> None:
    assert list(rules.columns) == [
        "antecedent",
        "consequent",
        "n_antecedent",
        "n_rule",
        "support",
        "confidence",
        "confidence_low",
        "confidence_high",
        "lift_order",
        "lift_order_low",
        "lift_order_high",
        "lift_naive",
        "leverage",
        "conviction",
        "p_order",
        "q_value",
    ]


def test_rules_count_what_comes_afterwards(rules: jm.RuleSet) -> None:
    rows = {str(rule): row for rule, row in zip(rules, rules.to_dict()["rows"], strict=True)}
    row = rows["if search then cart"]
    assert (row["n_antecedent"], row["n_rule"], row["confidence"], row["support"]) == (20, 12, 0.6, 0.6)
    assert rows["if search → cart then pay"]["conviction"] == "Infinity"
    assert all(row["confidence"] >= 0.5 for row in rows.values())
    assert row["q_value"] is not None


def test_rules_are_a_result_like_any_other(rules: jm.RuleSet, tmp_path: Path) -> None:
    best = rules.filter(ends_with="pay").sort_by("confidence").top(3)
    assert all(rule.consequent[-1] == "pay" for rule in best)
    assert rules[0] == (rules[0].antecedent, rules[0].consequent)
    assert repr(rules).startswith(f"RuleSet: {len(rules)} rules (kind 'all', n_rule ≥ 2, confidence ≥ 0.5) in 20")
    assert len(repr(rules).splitlines()) == 5
    assert ">search</td>" in rules._repr_html_()
    for suffix in (".json", ".parquet"):
        rules.save(tmp_path / f"saved{suffix}")
        assert jm.RuleSet.load(tmp_path / f"saved{suffix}").to_dict() == rules.to_dict()


def test_a_loaded_result_with_its_journeys_gives_the_same_rules(rules: jm.RuleSet, tmp_path: Path) -> None:
    jm.mine_sequences(LISTS, min_support=2, max_length=3).save(tmp_path / "saved.parquet")
    again = jm.PatternSet.load(tmp_path / "saved.parquet").rules(
        min_confidence=0.5, journeys=jm.Journeys.from_lists(LISTS)
    )
    assert again.to_dict()["rows"] == rules.to_dict()["rows"]


def test_rules_are_counted_in_the_journeys_passed() -> None:
    patterns = jm.mine_sequences(LISTS, min_support=2)
    other = jm.Journeys.from_lists([["a", "search", "cart", "pay"], ["search"]])
    frame = patterns.rules(min_confidence=0, journeys=other).to_pandas()
    counted = {(a, b): n for a, b, n in zip(frame["antecedent"], frame["consequent"], frame["n_rule"], strict=True)}
    assert counted[("search",), ("cart",)] == 1
    assert frame["n_antecedent"].max() == 2
    without = patterns.rules(min_confidence=0, journeys=jm.Journeys.from_lists([["search", "cart"]]))
    assert [str(rule) for rule in without] == ["if search then cart"]


def test_patterns_with_sets_give_rules_between_elements() -> None:
    patterns = jm.mine_sequences([[("a", "b"), "c"], [("a", "b"), "c"]], min_support=2, max_length=3)
    rules = patterns.rules(min_confidence=0)
    assert [str(rule) for rule in rules] == ["if a then c", "if b then c", "if (a & b) then c"]
    assert rules.to_dict()["rows"][2]["antecedent"] == [["a", "b"]]
    assert "rules with simultaneous events have none" in repr(rules)


def test_no_rule_reaches_the_confidence() -> None:
    rules = jm.mine_sequences([["a"], ["b"]], min_support=1).rules(min_confidence=1.0)
    assert rules.to_pandas().shape == (0, 16)
    assert "nothing reaches" in repr(rules)
    assert np.array_equal(rules.sort_by("lift_order").to_pandas()["n_rule"], [])


def test_the_threshold_told_is_the_one_asked_for() -> None:
    rules = jm.mine_rules([["a", "b"]] * 4, min_support=9, min_confidence=0.5)
    assert (len(rules), rules.info["min_count"]) == (0, 9)
    assert jm.mine_rules([["a", "b"]] * 4, min_support=0.3).info["min_count"] == 2
