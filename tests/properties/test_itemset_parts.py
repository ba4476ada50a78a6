"""Itemsets of journeys in parts: what is found is what is found in all of them together, with the same columns."""

import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.journeys.selection import select
from journeymine.mining.asked import Asked
from journeymine.mining.baskets import Baskets
from journeymine.mining.different_baskets import different, different_in_parts
from journeymine.mining.found import FoundPatterns
from journeymine.mining.itemsets import asked_of, find_itemsets
from journeymine.mining.parted_itemsets import BasketParts, find_itemsets_in_parts
from journeymine.ranking.association.itemsets import itemset_columns
from journeymine.ranking.association.parted import columns_in_parts
from tests.reference import itemsets as twin

T = TypeVar("T")
NAMES = st.sampled_from("abcd")
ELEMENTS = st.one_of(NAMES, st.sets(NAMES, min_size=2, max_size=3).map(lambda one: tuple(sorted(one))))
JOURNEYS = st.lists(st.lists(ELEMENTS, max_size=4), min_size=1, max_size=14)
PLAIN: dict[str, Any] = dict.fromkeys(
    (
        *("min_support", "top_k", "min_length", "max_length", "contains", "excludes", "max_patterns"),
        *("time_limit", "memory_limit"),
    )
) | {"threshold": "journeys", "kind": "all", "engine": "auto", "n_jobs": 1, "progress": False}
FILTERS: list[dict[str, Any]] = [
    {},
    {"max_length": 1},
    {"max_length": 2},
    {"min_length": 2},
    {"min_length": 2, "max_length": 3},
    {"contains": "b"},
    {"contains": ["a", "c"], "max_length": 3},
    {"excludes": "d"},
    {"excludes": ["a", "d"], "contains": "b"},
    {"max_patterns": 3},
]


@dataclass(frozen=True)
class Split:
    """Customers dealt to parts by their number."""

    coded: CodedJourneys
    n_parts: int

    def rows(self, number: int) -> Any:
        return np.flatnonzero(self.coded.customer_codes % self.n_parts == number)

    @property
    def sizes(self) -> list[int]:
        return [len(self.rows(number)) for number in range(self.n_parts)]

    def each(self, task: Callable[[int, CodedJourneys], T], only: Sequence[int] | None = None) -> Iterator[T]:
        # Tasks may be sent to where the parts are.
        sent = pickle.loads(pickle.dumps(task))
        for number in range(self.n_parts) if only is None else only:
            yield sent(number, select(self.coded, self.rows(number)))


def parted(lists: list[Any], n_parts: int, per: str, options: dict[str, Any]) -> Any:
    # All names are there, whatever is asked of them; some customers have several journeys.
    rows = [*lists, ["a"], ["b"], ["c"], ["d"]]
    coded = from_lists(rows, customers=[f"c{number % 7}" for number in range(len(rows))])
    coded = select(coded, np.argsort(coded.customer_codes, kind="stable"))
    baskets, parts = Baskets.from_journeys(coded, per), BasketParts.of(Split(coded, n_parts), per)
    _, asked = asked_of(baskets, {**PLAIN, **options})
    return coded, baskets, parts, asked


def told(found: FoundPatterns) -> Any:
    return found.items.tolist(), found.offsets.tolist(), found.n_journeys.tolist(), found.stopped_by


def agrees(lists: list[Any], n_parts: int, per: str, options: dict[str, Any]) -> None:
    coded, baskets, parts, asked = parted(lists, n_parts, per, options)
    found, whole = find_itemsets_in_parts(parts, asked), find_itemsets(baskets, **options, n_jobs=1)
    assert told(found) == told(whole)
    # Where there is no room for the different baskets, kinds are decided among all frequent sets.
    assert told(find_itemsets_in_parts(parts, asked, room=0)) == told(whole)
    assert found.element_starts is None
    columns = columns_in_parts(parts, found, asked, n_customers=coded.n_customers if per == "journey" else None)
    expected = itemset_columns(whole, baskets)
    assert {name: column.tobytes() for name, column in columns.items()} == {
        name: column.tobytes() for name, column in expected.items()
    }


@pytest.mark.parametrize("kind", ["all", "closed", "maximal", "generators"])
@given(
    lists=JOURNEYS,
    n_parts=st.integers(1, 4),
    least=st.integers(1, 5),
    per=st.sampled_from(["journey", "element"]),
    wanted=st.sampled_from(FILTERS),
)
@settings(max_examples=60, deadline=None)
def test_parts_find_what_the_whole_finds(
    kind: str, lists: list[Any], n_parts: int, least: int, per: str, wanted: dict[str, Any]
) -> None:
    agrees(lists, n_parts, per, {"min_support": least, "kind": kind, **wanted})


@pytest.mark.parametrize("kind", ["all", "closed", "generators"])
@given(lists=JOURNEYS, n_parts=st.integers(1, 3), k=st.integers(1, 14), wanted=st.sampled_from(FILTERS))
@settings(max_examples=40, deadline=None)
def test_parts_find_the_best_of_the_whole(
    kind: str, lists: list[Any], n_parts: int, k: int, wanted: dict[str, Any]
) -> None:
    agrees(lists, n_parts, "journey", {"top_k": k, "kind": kind, **wanted})


@pytest.mark.parametrize("kind", ["all", "closed", "maximal", "generators"])
@given(lists=st.lists(st.lists(NAMES, max_size=4), min_size=1, max_size=10), least=st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_parts_find_what_counting_every_subset_finds(kind: str, lists: list[list[str]], least: int) -> None:
    _, baskets, parts, asked = parted(lists, 3, "journey", {"min_support": least, "kind": kind})
    found = twin.rows(find_itemsets_in_parts(parts, asked), baskets.vocabulary)
    assert found == twin.find([*lists, ["a"], ["b"], ["c"], ["d"]], least, kind)


@given(lists=st.lists(st.lists(st.lists(NAMES, max_size=4), max_size=8), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_different_baskets_stand_for_all(lists: list[list[list[str]]]) -> None:
    names = "abcd"
    every = [Baskets.from_lists([*one, list(names)]) for one in lists]
    found = different([different(every[:1]), *every[1:]])
    assert found.multiplicity is not None
    sets = [frozenset(names[code] for code in one) for one in found.sets()]
    counted = dict(zip(sets, found.multiplicity.tolist(), strict=True))
    assert counted == Counter(frozenset(basket) for one in lists for basket in [*one, names])
    assert len(found) == len(counted)


def test_too_many_different_baskets_are_given_up() -> None:
    lists = [["a", "b"], ["b", "c"], ["a"], ["a", "b"]] * 10
    _, _, parts, asked = parted(lists, 40, "journey", {"min_support": 2, "kind": "closed"})
    whole = different_in_parts(parts, asked, room=2_000)
    assert whole is not None
    assert (len(whole), whole.n_baskets) == (6, 44)
    # Each of forty parts may have a fifth of the room, and all together the whole.
    assert different_in_parts(parts, asked, room=100) is None
    _, _, parts, asked = parted(lists, 2, "journey", {"min_support": 2, "kind": "closed"})
    assert different_in_parts(parts, asked, room=whole.nbytes) is not None
    assert different_in_parts(parts, asked, room=whole.nbytes - 1) is None


def test_no_journeys_hold_nothing() -> None:
    _, _, parts, asked = parted([], 3, "journey", {"min_support": 5})
    found = find_itemsets_in_parts(parts, asked)
    assert len(found) == 0
    assert all(len(column) == 0 for column in columns_in_parts(parts, found, asked).values())


def test_any_number_of_threads_finds_the_same() -> None:
    lists = [[tuple("abcd"[: 1 + place % 4]), "d"] for place in range(50)]
    _, _, parts, asked = parted(lists, 2, "journey", {"min_support": 3, "kind": "closed"})
    one, two = (find_itemsets_in_parts(parts, replace(asked, n_jobs=n_jobs)) for n_jobs in (1, 2))
    assert isinstance(asked, Asked)
    assert told(one) == told(two)
