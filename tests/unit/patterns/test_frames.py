import numpy as np
import pytest

from journeymine.errors import MissingColumnError, OptionError
from journeymine.patterns import frames
from tests.unit.patterns.tables import itemsets, rules, sequences

TABLE = sequences([(["a"], 9), ([("a", "b"), "c"], 4)]).with_columns(
    {
        "lift_order": np.array([np.nan, np.inf]),
        "lift_method": np.array([None, "exact"], object),
    }
)


def test_pandas_holds_tuples() -> None:
    frame = frames.to_pandas(TABLE, TABLE.names)
    assert list(frame.columns) == ["pattern", "length", "n_journeys", "support", "lift_order", "lift_method"]
    assert frame["pattern"].tolist() == [("a",), (("a", "b"), "c")]
    assert frame["length"].tolist() == [1, 3]
    assert frame["n_journeys"].dtype == np.int64
    assert frame["support"].tolist() == [0.9, 0.4]


def test_arrow_holds_lists_of_lists_and_nulls() -> None:
    arrow = frames.to_arrow(TABLE, TABLE.names)
    assert arrow["pattern"].to_pylist() == [[["a"]], [["a", "b"], ["c"]]]
    assert arrow["lift_order"].to_pylist() == [None, np.inf]
    assert arrow["lift_method"].to_pylist() == [None, "exact"]


def test_polars_agrees_with_arrow() -> None:
    frame = frames.to_polars(TABLE, TABLE.names)
    assert frame.to_dicts() == frames.to_arrow(TABLE, TABLE.names).to_pylist()


def test_plain_values_have_no_nan_and_no_infinity() -> None:
    plain = frames.to_dict(TABLE, TABLE.names)
    assert plain["rows"][0]["lift_order"] is None
    assert plain["rows"][1]["lift_order"] == "Infinity"
    assert plain["rows"][1]["pattern"] == [["a", "b"], ["c"]]
    assert "seconds" not in plain["info"]


def test_itemsets_and_rules_take_the_same_road() -> None:
    items = itemsets([(["a", "b"], 2), ([], 0)][:1])
    assert frames.to_pandas(items, ["itemset"])["itemset"].tolist() == [("a", "b")]
    assert frames.to_arrow(items, ["itemset"])["itemset"].to_pylist() == [["a", "b"]]
    assert frames.to_dict(items, ["itemset"])["rows"] == [{"itemset": ["a", "b"]}]
    table = rules([([1], [2, (3, 4)])], confidence=[0.5])
    assert frames.to_dict(table, table.names)["rows"] == [
        {"antecedent": [[1]], "consequent": [[2], [3, 4]], "n_rule": 1, "confidence": 0.5}
    ]


def test_columns_are_chosen_by_name() -> None:
    assert frames.chosen(["support", "pattern"], TABLE.names) == ("support", "pattern")
    assert frames.chosen(None, TABLE.names) == TABLE.names
    with pytest.raises(MissingColumnError, match=r"no column 'lift_oder'. Did you mean 'lift_order'\?"):
        frames.chosen(["lift_oder"], TABLE.names)
    for bad in ("support", 3):
        with pytest.raises(OptionError, match="`columns`"):
            frames.chosen(bad, TABLE.names)  # type: ignore[arg-type]


def test_empty_tables() -> None:
    table = sequences([])
    assert frames.to_pandas(table, table.names).shape == (0, 4)
    assert frames.to_arrow(table, table.names).num_rows == 0
    assert frames.to_polars(table, table.names).shape == (0, 4)
    assert frames.to_dict(table, table.names)["rows"] == []
