"""Options, engines and hostile input of the itemset search."""

from typing import Any

import numpy as np
import pytest

from journeymine.errors import EngineError, InputError, OptionError
from journeymine.journeys.lists import from_lists
from journeymine.mining.baskets import Baskets
from journeymine.mining.engines import mlxtend
from journeymine.mining.engines.registry import KINDS
from journeymine.mining.itemsets import customer_sums, find_itemsets
from tests.reference.itemsets import find, rows

CASES: dict[str, list[list[Any]]] = {
    "no basket": [],
    "only empty baskets": [[], []],
    "one item": [["a"]],
    "an item in every basket": [["x", "a"], ["x", "b"], ["b", "x"]],
    "an item in every basket but an empty one": [["x", "a"], ["x", "b"], []],
    "equal baskets": [["a", "b", "c"]] * 3,
    "items twice": [["a", "a", "b"], ["b", "a", "b"], ["a"]],
    "nothing in common": [["a", "b"], ["c", "d"]],
    "integers": [[10, 9], [9, 10, 11], [10]],
    "negative and gigantic integers": [[-5, 2**62], [2**62, -5], [0]],
    "strange names": [["→", "é", "😀"], ["é", "😀", ""], ["x" * 10_000, "é"]],
}
MLXTEND = {"mlxtend-apriori": "all", "mlxtend-fpgrowth": "all", "mlxtend-fpmax": "maximal"}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("min_support", [1, 2, 7])
def test_cases_on_every_engine(name: str, min_support: int) -> None:
    baskets = CASES[name]
    coded = Baskets.from_lists(baskets)
    for kind in KINDS:
        known = find(baskets, min_support, kind)
        for engine in ("journeymine", "bruteforce", *(engine for engine, its in MLXTEND.items() if its == kind)):
            found = find_itemsets(coded, min_support=min_support, kind=kind, engine=engine)
            assert rows(found, coded.vocabulary) == known, (kind, engine)
            assert found.element_starts is None


def test_apriori_counts_the_same_with_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mlxtend, "MOST_BYTES", -1)
    for baskets in (*CASES.values(), [["a", "b", "c"]] * 7 + [["b", "c"]] * 18):
        coded = Baskets.from_lists(baskets)
        for min_support in (2, 0.28):
            found = find_itemsets(coded, min_support=min_support, engine="mlxtend-apriori")
            assert rows(found, coded.vocabulary) == find(baskets, min_support)


def test_results_are_the_same_for_every_number_of_threads() -> None:
    random = np.random.default_rng(3)
    coded = Baskets.from_lists([random.integers(0, 60, 12).tolist() for _ in range(3000)])
    for kind in KINDS:
        one, many = (find_itemsets(coded, min_support=0.02, kind=kind, n_jobs=n_jobs) for n_jobs in (1, 4))
        assert len(one) > 60
        assert all((getattr(one, a) == getattr(many, a)).all() for a in ("items", "offsets", "n_journeys"))


def test_a_search_stops_when_time_is_up() -> None:
    coded = Baskets.from_lists([[item for item in range(60) if item != row] for row in range(60)])
    for kind in KINDS:
        found = find_itemsets(coded, min_support=10, kind=kind, time_limit=0.05)
        assert found.stopped_by == "time_limit"
        assert (np.diff(found.offsets.astype(int)) + found.n_journeys == 60).all()


def test_results_beyond_the_memory_limit_are_not_kept() -> None:
    coded = Baskets.from_lists([list(range(40))] * 20)
    found = find_itemsets(coded, min_support=10, memory_limit="20MB")
    assert found.stopped_by == "memory_limit"
    assert 0 < found.items.nbytes + found.n_journeys.nbytes + found.offsets.nbytes < 20_000_000


def test_numbers_beyond_all_counting_are_only_large() -> None:
    baskets = Baskets.from_lists([["a", "b"], ["b"]])
    beyond = {"max_length": 10**30, "max_patterns": 10**30, "top_k": 10**30, "n_jobs": 10**30, "time_limit": 1e300}
    plain, huge = find_itemsets(baskets, min_support=1), find_itemsets(baskets, min_support=1, **beyond)
    assert rows(huge, baskets.vocabulary) == rows(plain, baskets.vocabulary)
    assert len(find_itemsets(baskets, min_support=10**30)) == 0
    assert len(find_itemsets(baskets, min_support=1, min_length=10**30)) == 0


def test_equal_supports_without_end_are_no_obstacle_to_the_first() -> None:
    coded = Baskets.from_lists([list(range(60))] * 3)
    found = find_itemsets(coded, min_support=1, max_patterns=61)
    assert (len(found), found.stopped_by, found.items[-2:].tolist()) == (61, "max_patterns", [0, 1])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "`min_support` of mine_itemsets must be"),
        ({"min_support": True}, "`min_support` of mine_itemsets must be"),
        ({"min_support": 0}, "`min_support` of mine_itemsets must be"),
        ({"min_support": 1.5}, "`min_support` of mine_itemsets must be"),
        ({"min_support": 2, "kind": "most"}, "`kind` of mine_itemsets must be one of"),
        ({"top_k": 3, "kind": "maximal"}, "`top_k` of mine_itemsets does not go together with kind='maximal'"),
        ({"min_support": 2, "min_length": 3, "max_length": 2}, "`min_length` of mine_itemsets must be at most"),
        ({"min_support": 2, "engine": "mlxtend-hmine"}, "`engine` of mine_itemsets must be one of"),
        ({"min_support": 2, "n_jobs": 0}, "`n_jobs` of mine_itemsets must be"),
    ],
)
def test_bad_options_get_one_sentence(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(OptionError, match=sentence):
        find_itemsets(Baskets.from_lists([["a"]]), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options",
    [
        {"engine": "prefixspan"},
        {"engine": "mlxtend-fpmax"},
        {"engine": "mlxtend-apriori", "kind": "closed"},
        {"engine": "mlxtend-fpgrowth", "top_k": 2},
        {"engine": "mlxtend-fpgrowth", "time_limit": 1.0},
        {"engine": "bruteforce", "time_limit": 1.0},
    ],
)
def test_an_engine_says_what_it_cannot_do(options: dict[str, object]) -> None:
    with pytest.raises(EngineError, match=r"of mine_itemsets cannot do .*'journeymine'"):
        find_itemsets(Baskets.from_lists([["a"]]), min_support=1, **options)  # type: ignore[arg-type]


def test_baskets_of_journeys() -> None:
    coded = from_lists([[{"a", "b"}, "a"], [], ["c"]], customers=["x", "x", "y"])
    per_journey, per_element = (Baskets.from_journeys(coded, per) for per in ("journey", "element"))
    assert per_journey.items is coded.events
    assert [sorted(basket) for basket in per_journey.sets()] == [[0, 1], [], [2]]
    assert [sorted(basket) for basket in per_element.sets()] == [[0, 1], [0], [2]]
    assert per_journey.customer_codes is not None
    assert per_element.customer_codes is not None
    assert (per_journey.customer_codes.tolist(), per_element.customer_codes.tolist()) == ([0, 0, 1], [0, 0, 1])
    with pytest.raises(OptionError, match="`per` of mine_itemsets must be one of 'journey', 'element'; got 'event'"):
        Baskets.from_journeys(coded, "event")


@pytest.mark.parametrize(
    ("baskets", "sentence"),
    [
        ([["a"], "ab"], "Basket 1 must be a list or set of names such as .*; got 'ab'"),
        ([["a", None]], "Basket 0 must hold names that are strings or integers; got None"),
        ([["a"], [1.5]], "Basket 1 must hold names that are strings or integers; got 1.5"),
        ([[True]], "Basket 0 must hold names that are strings or integers; got True"),
        ([["a", ["b"]]], r"Basket 0 must hold names that are strings or integers; got \['b'\]"),
        ([["a"], [1]], "must be all strings or all integers; got int, str"),
    ],
)
def test_bad_baskets_get_one_sentence(baskets: list[object], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        Baskets.from_lists(baskets)  # type: ignore[arg-type]


def test_customers_are_needed_for_their_sums() -> None:
    coded = Baskets.from_lists([["a"]])
    with pytest.raises(ValueError, match="no customers"):
        customer_sums(find_itemsets(coded, min_support=1), coded)
