import pickle

import numpy as np
import pytest

import journeymine as jm
from journeymine.patterns.names import Element

LISTS: list[list[Element]] = [["b", "a"], [("a", "c"), "b"], [], ["a"]]


@pytest.fixture
def journeys() -> jm.Journeys:
    return jm.Journeys.from_lists(LISTS, customers=["p", "q", "r", "s"])


def test_shape_and_iteration(journeys: jm.Journeys) -> None:
    assert journeys.shape == (4,)
    assert len(journeys) == 4
    assert list(journeys) == LISTS
    assert journeys.to_lists() == LISTS
    assert journeys.customer.tolist() == ["p", "q", "r", "s"]
    assert journeys.names == ["a", "b", "c"]


def test_slicing(journeys: jm.Journeys) -> None:
    assert journeys[1] == [("a", "c"), "b"]
    assert journeys[-1] == ["a"]
    assert journeys[1:3].to_lists() == LISTS[1:3]
    assert journeys[::-1].to_lists() == LISTS[::-1]
    assert journeys[[3, 0]].customer.tolist() == ["s", "p"]
    assert journeys[np.array([True, False, False, True])].to_lists() == [LISTS[0], LISTS[3]]
    assert journeys[[]].shape == (0,)
    with pytest.raises(IndexError):
        journeys[4]
    with pytest.raises(IndexError):
        journeys[[0, 9]]


def test_arrays_are_read_only_views(journeys: jm.Journeys) -> None:
    for array, behind in ((journeys.events, journeys.coded.events), (journeys.offsets, journeys.coded.offsets)):
        assert np.shares_memory(array, behind)
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    assert journeys.times is None
    assert journeys.events.dtype == np.uint32
    assert journeys.offsets.dtype == np.uint64


def test_journeys_cannot_be_reassigned(journeys: jm.Journeys) -> None:
    for name in ("events", "shape", "customer", "coded"):
        with pytest.raises(AttributeError):
            setattr(journeys, name, None)


def test_pickling(journeys: jm.Journeys) -> None:
    again = pickle.loads(pickle.dumps(journeys))
    assert again.to_lists() == LISTS
    assert again.customer.tolist() == journeys.customer.tolist()


def test_display(journeys: jm.Journeys) -> None:
    assert repr(journeys).splitlines()[0] == "Journeys: 4 of 4 customers, 6 events in 5 elements, 3 distinct"
    assert "1 empty" in repr(journeys)
    assert "<script>" not in jm.Journeys.from_lists([["<script>"]])._repr_html_()
    assert journeys.describe().events == 6


def test_to_pandas(journeys: jm.Journeys) -> None:
    frame = journeys.to_pandas()
    assert frame["event"].tolist() == ["b", "a", "a", "c", "b", "a"]
    assert frame["customer"].tolist() == ["p", "p", "q", "q", "q", "s"]
    assert frame["element"].tolist() == [0, 1, 0, 0, 1, 0]


def test_integer_customers_stay_integers() -> None:
    assert jm.Journeys.from_lists([["a"], ["b"]]).customer.dtype == np.int64


def test_text_of_numpy_is_text() -> None:
    journeys = jm.Journeys.from_lists([list(np.array(["b", "a"])), ["a"]], customers=np.array(["y", "x"]))  # type: ignore[arg-type]
    assert journeys.to_lists() == [["a"], ["b", "a"]]
    assert journeys.customer.tolist() == ["x", "y"]
