from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from journeymine.errors import InputError
from journeymine.journeys.encoding import encode
from journeymine.journeys.lists import from_lists
from journeymine.journeys.selection import select
from journeymine.journeys.views import to_lists, to_pandas
from journeymine.sources.table import EventTable

LISTS: list[list[Any]] = [["a", "b"], [], [("a", "c"), "b"], ["c"]]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (slice(None), [0, 1, 2, 3]),
        (slice(1, 3), [1, 2]),
        (slice(None, None, -1), [3, 2, 1, 0]),
        ([2], [2]),
        ([-1, 0, 0], [3, 0, 0]),
        (np.array([False, True, True, False]), [1, 2]),
        ([], []),
        (np.array([3, 1], dtype=np.uint8), [3, 1]),
    ],
)
def test_journeys_in_the_order_asked_for(chosen: Any, expected: list[int]) -> None:
    coded = from_lists(LISTS)
    some = select(coded, chosen)
    assert to_lists(some) == [LISTS[i] for i in expected]
    assert some.customer_codes.tolist() == expected
    assert some.n_customers == len(set(expected))


@pytest.mark.parametrize(
    ("chosen", "said"),
    [([4], "got position 4"), ([-5], "got position -5"), ([True], "one boolean a journey"), ([0.5], "got float64")],
)
def test_bad_selections(chosen: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        select(from_lists(LISTS), chosen)


def test_neighbours_are_views_and_single_elements_need_no_bits() -> None:
    coded = from_lists(LISTS)
    some = select(coded, slice(0, 2))
    assert np.shares_memory(some.events, coded.events)
    assert coded.element_starts is not None
    assert some.element_starts is None


def test_everything_goes_along() -> None:
    columns = {
        "who": ["a", "a", "b", "b", "b"],
        "what": ["x", "y", "x", "y", "z"],
        "when": [0, 9, 0, 9, 9],
        "worth": [1.0, 2.0, 3.0, 4.0, 5.0],
        "note": ["k", "l", "m", "n", "o"],
        "until": [10, 10, 20, 20, 20],
    }
    table = EventTable(pa.table(columns), "who", "what", "when", "worth", ("note", "until"))
    coded = encode(table, session_gap=3, max_events=1, observed_until="until")
    some = select(coded, [3, 2])
    frame = to_pandas(some)
    assert frame["who"].tolist() == ["b"]
    assert frame["note"].tolist() == ["m"]
    assert frame["worth"].tolist() == [3.0]
    assert (some.parts.tolist(), some.cut.tolist()) == ([1, 0], [0])  # type: ignore[union-attr]
    assert isinstance(some.observed_until, np.ndarray)
    assert some.observed_until.tolist() == [20, 20]
    assert to_lists(some) == [[], ["x"]]
