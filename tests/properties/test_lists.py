"""Lists of lists in codes beside a plain twin, whatever collections and kinds of integers the names stand in."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from journeymine.journeys.lists import from_lists
from journeymine.journeys.views import to_lists
from journeymine.mining.baskets import Baskets

TEXT = st.sampled_from(["", "a", "b", "zz", "a\0", "日本", "a name that is longer than fifteen bytes"])
NUMBERS = st.sampled_from([-(2**63), -5, 0, 1, 7, 2**63 - 1])
# Nothing out of the ordinary, and NumPy's integers, which are read one by one.
NAMES = st.sampled_from([TEXT, NUMBERS, NUMBERS.map(np.int64)])


def collections(names: st.SearchStrategy[Any], least: int) -> st.SearchStrategy[Any]:
    listed = st.lists(names, min_size=least, max_size=4)
    return st.one_of(listed, listed.map(tuple), listed.map(set), listed.map(frozenset))


JOURNEYS = NAMES.flatmap(
    lambda names: st.lists(st.lists(st.one_of(names, collections(names, 1)), max_size=5).map(list), max_size=6)
)


@given(JOURNEYS, st.booleans())
def test_journeys_hold_what_the_lists_held(journeys: list[list[Any]], as_tuples: bool) -> None:  # noqa: FBT001
    coded = from_lists([tuple(journey) if as_tuples else journey for journey in journeys])

    def element(one: Any) -> Any:
        distinct = sorted({one}) if isinstance(one, str | int | np.integer) else sorted(set(one))
        return distinct[0] if len(distinct) == 1 else tuple(distinct)

    assert to_lists(coded) == [[element(one) for one in journey] for journey in journeys]
    assert coded.customers.names() == list(range(len(journeys)))
    names = {name for journey in journeys for one in journey for name in np.atleast_1d(np.array(element(one), object))}
    assert coded.vocabulary.names() == sorted(names)


@given(JOURNEYS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(range(len(rows))))))
def test_journeys_stand_in_the_order_of_their_customers(given: tuple[list[list[Any]], list[int]]) -> None:
    journeys, customers = given
    ordered = [journeys[customers.index(customer)] for customer in range(len(journeys))]
    assert to_lists(from_lists(journeys, customers)) == to_lists(from_lists(ordered))


@given(NAMES.flatmap(lambda names: st.lists(collections(names, 0), max_size=6)))
def test_baskets_hold_what_the_lists_held(baskets: list[Any]) -> None:
    coded = Baskets.from_lists(baskets)
    names = coded.vocabulary.names()
    assert [{names[code] for code in basket} for basket in coded.sets()] == [set(basket) for basket in baskets]
    assert names == sorted(set().union(*baskets)) if baskets else names == []
