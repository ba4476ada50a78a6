"""Itemsets found on Spark are those found on one machine, to the byte."""

from typing import Any

import pytest

import journeymine as jm
import journeymine.spark
from journeymine import errors

COLUMNS: dict[str, Any] = {"customer": "customer", "event": "event", "time": "time"}
PAIRS: dict[str, Any] = {"basket": "customer", "item": "event"}


def told(found: Any) -> Any:
    """Rows with all columns and what is said of them, but how long it took."""
    info = {name: value for name, value in found.info.items() if name not in {"seconds", "source"}}
    return found.to_dict()["rows"] if isinstance(found, jm.ItemsetSet) else found.to_pandas().to_dict(), info


@pytest.mark.parametrize(
    "asked",
    [
        {"per": "element"},
        {"kind": "closed", "max_length": 3, "contains": ["search", "cart"]},
        {"kind": "maximal", "excludes": "home", "max_patterns": 7},
        {"kind": "generators", "min_length": 2},
        {"min_support": None, "top_k": 20, "min_length": 2},
        {"count_only": True},
        {"min_support": 1.0},
    ],
    ids=str,
)
def test_itemsets_are_those_of_one_machine(journeys: Any, whole: jm.Journeys, asked: dict[str, Any]) -> None:
    asked = {"min_support": 0.3, **asked}
    found = journeymine.spark.mine_itemsets(journeys, **asked)
    assert told(found) == told(jm.mine_itemsets(whole, **asked))


def test_a_frame_holds_baskets(frame: Any) -> None:
    found = journeymine.spark.mine_itemsets(frame, **PAIRS, min_support=0.4)
    pairs = frame.select("customer", "event").toArrow()
    assert told(found) == told(jm.mine_itemsets(pairs, min_support=0.4))
    assert found.info["source"] == "a Spark frame of (basket, item) pairs"
    assert len(found.rules(min_confidence=0.5))


def test_a_frame_holds_events(frame: Any, whole: jm.Journeys) -> None:
    found = journeymine.spark.mine_itemsets(frame, **COLUMNS, min_support=0.4)
    assert told(found) == told(jm.mine_itemsets(whole, min_support=0.4))
    assert len(found)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({**PAIRS, "per": "element"}, errors.OptionError, "`per` of mine_itemsets must be 'journey'"),
        ({**PAIRS, "time": "time"}, errors.OptionError, "`basket` of mine_itemsets does not go together with `time`"),
        ({"basket": "customer"}, errors.OptionError, "`item` of mine_itemsets must be the name of a column"),
        ({"basket": "customr", "item": "event"}, errors.MissingColumnError, "Did you mean 'customer'"),
        ({**PAIRS, "contains": "serch"}, errors.UnknownEventError, "Did you mean 'search'"),
        ({**PAIRS, "count_only": True, "top_k": 3}, errors.OptionError, "`count_only` of mine_itemsets does not go"),
    ],
)
def test_what_cannot_be_is_refused(frame: Any, options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        journeymine.spark.mine_itemsets(frame, min_support=0.4, **options)
