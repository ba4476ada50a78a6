from typing import Any

import pytest

from journeymine.errors import JourneymineError, OptionError, UnknownEventError
from journeymine.patterns.filter import kept_rows
from journeymine.patterns.names import rows
from tests.unit.patterns.tables import itemsets, rules, sequences

TABLE = sequences(
    [(["a"], 9), (["b"], 8), (["a", "b"], 5), ([("a", "b"), "c"], 4), (["c", ("a", "b")], 3), (["a", "b", "c"], 2)],
    10,
    "rare",
)


def kept(**conditions: Any) -> list[str]:
    return [str(one) for one in rows(TABLE.take(kept_rows(TABLE, **conditions)))]


@pytest.mark.parametrize(
    ("conditions", "patterns"),
    [
        ({}, ["a", "b", "a → b", "(a & b) → c", "c → (a & b)", "a → b → c"]),
        ({"min_length": 3}, ["(a & b) → c", "c → (a & b)", "a → b → c"]),
        ({"max_length": 1}, ["a", "b"]),
        ({"min_length": 2, "max_length": 2}, ["a → b"]),
        ({"contains": "c"}, ["(a & b) → c", "c → (a & b)", "a → b → c"]),
        ({"contains": ["a", "c"]}, ["(a & b) → c", "c → (a & b)", "a → b → c"]),
        ({"contains": frozenset(["a", "b"])}, ["(a & b) → c", "c → (a & b)"]),
        ({"contains": [frozenset(["a", "b"]), "c"]}, ["(a & b) → c", "c → (a & b)"]),
        ({"contains": frozenset(["a", "c"])}, []),
        ({"contains": "rare"}, []),
        ({"starts_with": "a"}, ["a", "a → b", "(a & b) → c", "a → b → c"]),
        ({"starts_with": ["b", "c"]}, ["b", "(a & b) → c", "c → (a & b)"]),
        ({"ends_with": "b"}, ["b", "a → b", "c → (a & b)"]),
        ({"starts_with": "c", "ends_with": {"a", "c"}}, ["c → (a & b)"]),
        ({"min_support": 5}, ["a", "b", "a → b"]),
        ({"min_support": 0.45}, ["a", "b", "a → b"]),
        ({"min_support": 1.0}, []),
    ],
)
def test_filters(conditions: dict[str, Any], patterns: list[str]) -> None:
    assert kept(**conditions) == patterns


def test_a_rule_is_judged_as_its_sides_joined() -> None:
    table = rules([(["a"], ["b", ("c", "d")]), (["b", "a"], ["c"])])
    assert kept_rows(table, starts_with="a").tolist() == [0]
    assert kept_rows(table, ends_with="d").tolist() == [0]
    assert kept_rows(table, max_length=3).tolist() == [1]
    assert kept_rows(table, contains=frozenset(["c", "d"])).tolist() == [0]
    assert kept_rows(table, min_support=1).tolist() == [0, 1]


def test_an_itemset_is_one_element_without_order() -> None:
    table = itemsets([(["a"], 3), (["a", "b"], 2)])
    assert kept_rows(table, contains=frozenset(["a", "b"])).tolist() == [1]
    assert kept_rows(table, contains=["b"]).tolist() == [1]
    with pytest.raises(OptionError, match="`starts_with` of filter must be None for itemsets"):
        kept_rows(table, starts_with="a")


def test_integer_names() -> None:
    table = sequences([([1, 2], 3), ([2], 2)])
    assert kept_rows(table, contains=1).tolist() == [0]
    with pytest.raises(UnknownEventError):
        kept_rows(table, contains="1")


@pytest.mark.parametrize(
    "conditions",
    [
        {"min_length": 0},
        {"min_length": True},
        {"max_length": 1.5},
        {"max_length": "2"},
        {"min_support": 0},
        {"min_support": -1},
        {"min_support": True},
        {"min_support": float("nan")},
        {"min_support": 1.5},
        {"contains": 1.5},
        {"contains": [None]},
        {"contains": frozenset()},
        {"starts_with": []},
        {"starts_with": True},
        {"ends_with": [["a"]]},
    ],
)
def test_bad_conditions_name_the_option_and_the_value(conditions: dict[str, Any]) -> None:
    name = next(iter(conditions))
    with pytest.raises(OptionError, match=f"^`{name}` of filter must be .*; got .*\\.$"):
        kept(**conditions)


def test_an_unknown_event_gets_a_near_miss() -> None:
    with pytest.raises(UnknownEventError, match=r"There is no event 'rar'. Did you mean 'rare'\?"):
        kept(contains="rar")
    with pytest.raises(JourneymineError):
        kept(ends_with=["a", "nowhere"])


def test_nothing_to_filter() -> None:
    assert kept_rows(sequences([], 10, "a"), min_length=2, contains="a", starts_with="a").tolist() == []
