"""Itemsets of every kind, by every engine, against the slow twin."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.journeys.lists import from_lists
from journeymine.mining.baskets import Baskets
from journeymine.mining.engines.registry import ENGINES, KINDS
from journeymine.mining.itemset_counts import count_itemsets
from journeymine.mining.itemsets import find_itemsets
from tests.reference.itemsets import Basket, find, rows

BASKETS = st.lists(st.lists(st.integers(-2, 5), max_size=7), max_size=14)
SUPPORTS = st.one_of(st.integers(1, 5), st.sampled_from([0.07, 0.1, 0.28, 0.5, 1.0]))
ENGINES_OF = [(engine.name, kind) for engine in ENGINES if "itemsets" in engine.tasks for kind in engine.kinds]


@pytest.mark.parametrize(("engine", "kind"), ENGINES_OF)
@settings(max_examples=60, deadline=None)
@given(baskets=BASKETS, min_support=SUPPORTS)
def test_every_engine_finds_the_same(engine: str, kind: str, baskets: list[Basket], min_support: float) -> None:
    coded = Baskets.from_lists(baskets)
    found = find_itemsets(coded, min_support=min_support, kind=kind, engine=engine)
    assert rows(found, coded.vocabulary) == find(baskets, min_support, kind)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=80, deadline=None)
@given(
    baskets=BASKETS,
    min_support=SUPPORTS,
    lengths=st.tuples(st.none() | st.integers(1, 3), st.none() | st.integers(3, 5)),
    first=st.integers(1, 12),
    engine=st.sampled_from(["journeymine", "bruteforce"]),
    n_jobs=st.integers(1, 4),
)
def test_options_select_from_all_results(
    kind: str,
    baskets: list[Basket],
    min_support: float,
    lengths: tuple[int | None, int | None],
    first: int,
    engine: str,
    n_jobs: int,
) -> None:
    coded = Baskets.from_lists(baskets)
    least, most = lengths
    known = [row for row in find(baskets, min_support, kind) if (least or 1) <= len(row[0]) <= (most or 99)]
    asked = {"min_support": min_support, "kind": kind, "min_length": least, "max_length": most}
    cut = find_itemsets(coded, **asked, max_patterns=first, engine=engine, n_jobs=n_jobs)  # type: ignore[arg-type]
    assert rows(cut, coded.vocabulary) == known[:first]
    assert cut.stopped_by == ("max_patterns" if len(known) > first else None)
    if kind != "maximal":
        best = find_itemsets(coded, **asked, top_k=first, engine=engine, n_jobs=n_jobs)  # type: ignore[arg-type]
        assert (rows(best, coded.vocabulary), best.stopped_by) == (known[:first], None)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=100, deadline=None)
@given(
    baskets=BASKETS,
    min_support=SUPPORTS,
    items=st.permutations(range(-2, 6)),
    sizes=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    lengths=st.tuples(st.none() | st.integers(1, 3), st.none() | st.integers(3, 5)),
    first=st.integers(1, 5),
    engine=st.sampled_from(["journeymine", "bruteforce"]),
)
def test_items_asked_for_and_taken_out(
    kind: str,
    baskets: list[Basket],
    min_support: float,
    items: list[int],
    sizes: tuple[int, int],
    lengths: tuple[int | None, int | None],
    first: int,
    engine: str,
) -> None:
    coded = Baskets.from_lists(baskets)
    there = [item for item in items if any(item in basket for basket in baskets)]
    contains, excludes = there[: sizes[0]], there[sizes[0] : sum(sizes)]
    least, most = lengths
    left = [[item for item in basket if item not in excludes] for basket in baskets]
    known = [
        row
        for row in find(left, min_support, kind)
        if set(contains) <= set(row[0]) and (least or 1) <= len(row[0]) <= (most or 99)
    ]
    asked: dict[str, Any] = {"min_support": min_support, "kind": kind, "min_length": least, "max_length": most}
    asked |= {"contains": contains or None, "excludes": excludes or None, "engine": engine}
    assert rows(find_itemsets(coded, **asked), coded.vocabulary) == known
    cut = find_itemsets(coded, **asked, max_patterns=first)
    assert (rows(cut, coded.vocabulary), cut.truncated) == (known[:first], len(known) > first)
    if kind != "maximal":
        best = find_itemsets(coded, **asked, top_k=first)
        assert (rows(best, coded.vocabulary), best.truncated) == (known[:first], False)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(
    baskets=BASKETS,
    min_support=SUPPORTS,
    lengths=st.tuples(st.none() | st.integers(1, 3), st.none() | st.integers(3, 5)),
    n_jobs=st.integers(1, 4),
)
def test_as_many_are_counted_as_there_are(
    kind: str, baskets: list[Basket], min_support: float, lengths: tuple[int | None, int | None], n_jobs: int
) -> None:
    coded = Baskets.from_lists(baskets)
    least, most = lengths
    known = [row for row in find(baskets, min_support, kind) if (least or 1) <= len(row[0]) <= (most or 99)]
    groups = Counter((n, len(items)) for items, n in known)
    counted = count_itemsets(
        coded, min_support=min_support, kind=kind, min_length=least, max_length=most, n_jobs=n_jobs
    )
    keys = zip(counted.n_journeys.tolist(), counted.lengths.tolist(), strict=True)
    assert list(zip(keys, counted.counts.tolist(), strict=True)) == sorted(
        groups.items(), key=lambda group: (-group[0][0], group[0][1])
    )
    assert (counted.total, counted.stopped_by) == (len(known), None)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(
    baskets=BASKETS.filter(lambda baskets: len(set().union(*baskets)) > 2),
    min_support=SUPPORTS,
    lengths=st.tuples(st.none() | st.integers(1, 3), st.none() | st.integers(3, 5)),
    asked=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    engine=st.sampled_from(["auto", "bruteforce"]),
)
def test_what_is_counted_is_what_is_found(
    kind: str,
    baskets: list[Basket],
    min_support: float,
    lengths: tuple[int | None, int | None],
    asked: tuple[int, int],
    engine: str,
) -> None:
    names = sorted(set().union(*baskets))
    options: dict[str, Any] = {
        "min_support": min_support,
        "kind": kind,
        "min_length": lengths[0],
        "max_length": lengths[1],
        "contains": names[: asked[0]] or None,
        "excludes": names[asked[0] : sum(asked)] or None,
        "engine": engine,
    }
    lists = [list(basket) for basket in baskets]
    found = jm.mine_itemsets(lists, **options).to_pandas(columns=["length", "n_journeys"])
    counts = jm.mine_itemsets(lists, count_only=True, **options)
    assert counts.total == len(found)
    assert counts.by_length() == dict(sorted(Counter(found["length"]).items()))
    assert list(counts.by_support().items()) == sorted(Counter(found["n_journeys"]).items(), reverse=True)
    groups = zip(*(counts.to_pandas()[name] for name in ("length", "n_journeys", "n_itemsets")), strict=True)
    assert {(length, n): count for length, n, count in groups} == Counter(zip(*found.to_numpy().T, strict=True))


@settings(max_examples=60, deadline=None)
@given(journeys=st.lists(st.lists(st.sets(st.sampled_from("abcd"), min_size=1, max_size=3), max_size=4), max_size=8))
def test_journeys_and_elements_are_baskets(journeys: list[list[set[str]]]) -> None:
    coded = from_lists([[sorted(element) for element in journey] for journey in journeys])
    whole = [set().union(*journey) for journey in journeys]
    elements = [element for journey in journeys for element in journey]
    for per, baskets in (("journey", whole), ("element", elements)):
        made = Baskets.from_journeys(coded, per)
        assert len(made) == len(baskets)
        assert rows(find_itemsets(made, min_support=2), made.vocabulary) == find(baskets, 2)
