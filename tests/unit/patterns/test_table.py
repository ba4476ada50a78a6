import numpy as np

from journeymine.patterns.names import rows
from journeymine.patterns.table import joined
from tests.unit.patterns.tables import rules, sequences


def test_tables_are_taken_with_their_columns() -> None:
    table = sequences([(["a"], 3), ([("a", "b"), "c"], 2), (["c"], 1)])
    some = table.take(np.array([1, 1, 0]))
    assert list(rows(some)) == [(("a", "b"), "c"), (("a", "b"), "c"), ("a",)]
    assert some.columns["n_journeys"].tolist() == [2, 2, 3]
    assert len(table.take(np.array([], int))) == 0


def test_the_sides_of_rules_are_joined() -> None:
    found = joined(rules([(["a"], [("b", "c")]), (["b", "a"], ["c"])]))
    assert found.items.tolist() == [0, 1, 2, 1, 0, 2]
    assert found.offsets.tolist() == [0, 3, 6]
    assert found.element_starts is not None
    assert found.element_starts.tolist() == [True, True, False, True, True, True]
