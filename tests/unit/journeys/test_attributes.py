"""What is known of customers: read beside the log, carried along, found by options."""

import numpy as np
import pandas as pd
import pytest

import journeymine as jm
from journeymine.errors import InputError, MissingColumnError, OptionError
from journeymine.journeys.attributes import per_journey
from journeymine.journeys.weighing import MOST_JOURNEYS, multiplicities, weights

LOG = {
    "who": ["ann", "ann", "bob", "cy", "cy"],
    "what": ["a", "b", "a", "b", "c"],
    "when": [1, 2, 1, 1, 9],
    "plan": ["gold", "gold", "free", "free", "gold"],
    "stands": [3, 3, 1, 2, 2],
}


def log() -> jm.EventLog:
    return jm.read_events(LOG, customer="who", event="what", time="when", extra=["plan", "stands"])


def test_a_frame_of_customers_comes_to_every_journey() -> None:
    known = pd.DataFrame({"id": ["cy", "eve", "ann"], "spent": [2.5, 9.0, 20.0], "city": ["Rome", "Oslo", "Bonn"]})
    journeys = log().with_customers(known, customer="id").journeys(session_gap=3)
    frame = journeys.attributes
    assert frame["who"].tolist() == ["ann", "bob", "cy", "cy"]
    assert frame["spent"].tolist()[::3] == [20.0, 2.5]
    assert np.isnan(frame["spent"][1])
    assert frame["city"].fillna("?").tolist() == ["Bonn", "?", "Rome", "Rome"]


def test_attributes_follow_slices_filters_and_sessions() -> None:
    told = log().with_customers({"id": ["bob", "cy", "ann"], "spent": [1, 2, 3]}, customer="id")
    journeys = told.with_customers({"id": ["ann", "bob", "cy"], "age": [30, 40, 50]}, customer="id").journeys()
    assert journeys[::-1].attributes["spent"].tolist() == [2, 1, 3]
    assert journeys.filter("b").attributes["age"].tolist() == [30, 50]
    assert journeys[[2, 2]].attributes.to_dict("list") == {"who": ["cy", "cy"], "spent": [2, 2], "age": [50, 50]}
    assert per_journey(journeys[[2, 0]].coded, "spent", "weights", "mine").tolist() == [2, 3]


def test_integers_and_other_frames() -> None:
    pl = pytest.importorskip("polars")
    events = jm.read_events(
        {"who": [7, 8], "what": ["a", "b"], "when": [1, 1]}, customer="who", event="what", time="when"
    )
    for frame in (pl.DataFrame({"id": [8, 7], "x": [1, 2]}), pd.DataFrame({"id": [8.0, 7.0], "x": [1, 2]})):
        assert events.with_customers(frame, customer="id").journeys().attributes["x"].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("frame", "customer", "kind", "words"),
    [
        ({"id": ["ann", "ann"], "x": [1, 2]}, "id", InputError, r"Customer … has 2 rows in .* \(row 1, row 2 …\)"),
        ({"id": ["eve"], "x": [1]}, "id", InputError, "None of the 1 customers of the dict of arrays is in the log"),
        ({"id": ["ann", None], "x": [1, 2]}, "id", InputError, "lacks 1 customers"),
        ({"id": [1], "x": [1]}, "id", InputError, "Customers are text in the log and integers in"),
        ({"id": ["ann"], "plan": [1]}, "id", InputError, "'plan' .* there in the log; rename it"),
        ({"id": ["ann"], "x": [1]}, "ident", MissingColumnError, "no column 'ident'"),
        ({"id": ["ann"]}, "id", OptionError, "with a column beside 'id'"),
        ("customers.csv", "id", OptionError, "`frame` of with_customers must be a pandas or polars frame"),
        ({"id": ["ann"], "x": [1]}, 3, OptionError, "`customer` of with_customers"),
    ],
)
def test_frames_that_cannot_be(frame: object, customer: str, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        log().with_customers(frame, customer=customer)


def test_an_attribute_is_told_once() -> None:
    told = log().with_customers({"id": ["ann"], "x": [1]}, customer="id")
    with pytest.raises(InputError, match=r"'x' .* said of its customers before"):
        told.with_customers({"id": ["bob"], "x": [2]}, customer="id")


def test_every_way_to_say_a_value_a_journey() -> None:
    coded = log().journeys().coded
    wanted = [3, 1, 2]
    for given in (
        "stands",
        {"ann": 3, "bob": 1, "cy": 2, "eve": 7},
        pd.Series([2, 3, 1], index=[2, 0, 1]),
        wanted,
        np.array(wanted),
        pd.Series(wanted).array,
    ):
        assert per_journey(coded, given, "weights", "mine").tolist() == wanted
        told = multiplicities(coded, given, "mine")
        assert told is not None
        assert told.dtype == np.uint32
        assert told.tolist() == wanted
        assert weights(coded, given, "mine").tolist() == wanted


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        ("stand", MissingColumnError, "Did you mean 'stands'"),
        ("plan", InputError, "journey 2 has 'free' and 'gold'"),
        ({"ann": 1, "bob": 2}, InputError, "lacks 1 of 3 customers, the first 'cy'"),
        (pd.Series([1, 2], index=[0, 2]), InputError, "lacks 1 of 3 journeys, the first number 1"),
        (pd.Series([1, 2, 3], index=["ann", "bob", "cy"]), InputError, "Per customer, pass a dict"),
        (pd.Series([1, 2, 3, 4], index=[0, 1, 2, 2]), OptionError, "names each journey once"),
        ([1, 2], OptionError, r"one value a journey \(3\); its shape is \(2,\)"),
        (3, OptionError, "the name of an attribute"),
    ],
)
def test_values_that_are_not_there(given: object, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        per_journey(log().journeys().coded, given, "weights", "mine")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([1, 0, 2], r"got 0 in journey 1 \(customer 'bob'\)"),
        ([1, 2.5, 2], "whole numbers ≥ 1, one a journey; got 2.5"),
        ([1, float("nan"), 2], "got nan"),
        ([True, True, True], "whole numbers"),
        (["1", "2", "3"], "whole numbers"),
        ([MOST_JOURNEYS, 1, 1], "can be counted"),
    ],
)
def test_multiplicities_that_cannot_be(given: object, words: str) -> None:
    with pytest.raises(OptionError, match=words):
        multiplicities(log().journeys().coded, given, "mine")


def test_multiplicities_are_of_different_customers() -> None:
    coded = log().journeys(session_gap=3).coded
    assert multiplicities(coded, [1, 1, 1, 1], "mine") is None
    with pytest.raises(OptionError, match="3 customers have 4 journeys"):
        multiplicities(coded, [1, 2, 1, 1], "mine")


@pytest.mark.parametrize(
    ("given", "words"),
    [([1, -1, 2], "got -1"), ([1, None, 2], "got nan"), ([0, 0, 0], "one at least"), ([1, float("inf"), 1], "got inf")],
)
def test_weights_that_cannot_be(given: object, words: str) -> None:
    with pytest.raises(OptionError, match=words):
        weights(log().journeys().coded, given, "mine")


def test_a_column_cannot_speak_for_an_empty_journey() -> None:
    coded = log().journeys(end=5, start=2).coded
    with pytest.raises(InputError, match="has no event that says it"):
        per_journey(coded, "plan", "weights", "mine")
