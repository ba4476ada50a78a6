"""Patterns over several levels against their slow twin: trees and events with two parents, sets, rules, every kind."""

from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.journeys.hierarchy import Hierarchy
from journeymine.mining.engines.registry import KINDS
from journeymine.mining.levels import levels_of, renumbered
from journeymine.mining.sequences import find_sequences
from journeymine.patterns.query import Query
from tests.properties.test_constraints import EVERY_NAME, GAP, Step, coded_with_times, options, rules_of, timed
from tests.properties.test_queries import queries, spelled
from tests.properties.test_sequences import arrays
from tests.reference.constrained import Rules, Timed
from tests.reference.levels import Parents, above, deals, is_special, mine, redundant_with
from tests.reference.queries import places
from tests.reference.sequences import as_elements, rows

#: The events of journeys in tests of constraints and, above them, some that occur as well and some that never do.
NAMES = "abc"
GENERAL = "Xbz"


@st.composite
def hierarchies(draw: st.DrawFn) -> Parents:
    """Arrows only from left to right, so that there is no circle; events with two parents, several levels."""
    order = draw(st.permutations([*NAMES, "X", "z"]))
    arrows = draw(st.sets(st.sampled_from(list(combinations(order, 2))), min_size=1, max_size=5))
    # Whoever has something above occurs, or is above something that does.
    parents: dict[Any, list[Any]] = {}
    for child, parent in sorted(arrows, key=lambda arrow: order.index(arrow[0])):
        if child in NAMES or any(child in own for own in parents.values()):
            parents.setdefault(child, []).append(parent)
    return parents or {"a": ["X"]}


EVENTS = st.sets(st.sampled_from(NAMES), min_size=1).map(lambda names: tuple(sorted(names)))
SINGLE = st.lists(st.lists(st.tuples(st.sampled_from(NAMES).map(tuple), GAP), max_size=4), max_size=4)
SETS = st.lists(
    st.lists(st.tuples(EVENTS, GAP), max_size=3).filter(lambda one: sum(len(events) for events, _ in one) <= 5),
    max_size=4,
)


def coded_levels(journeys: Any, parents: Parents) -> tuple[list[Any], Any, Any]:
    """Journeys, plain and in the codes of the levels, and the levels."""
    plain, coded = timed(journeys)
    levels = levels_of(Hierarchy({child: tuple(own) for child, own in parents.items()}), coded.vocabulary, "test")
    return plain, renumbered(coded, levels), levels


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(SINGLE, SETS, SETS),
    hierarchies(),
    st.one_of(st.just(None), options()),
    st.sampled_from(KINDS),
    st.integers(1, 3),
    st.tuples(st.integers(1, 2), st.one_of(st.none(), st.integers(2, 4))),
    st.one_of(st.none(), st.integers(1, 5)),
    st.one_of(st.none(), st.none(), st.integers(1, 5)),
)
def test_the_twin_agrees(
    journeys: Any,
    parents: Parents,
    asked: dict[str, Any] | None,
    kind: str,
    min_support: int,
    lengths: tuple[int, int | None],
    top_k: int | None,
    max_patterns: int | None,
) -> None:
    plain, coded, levels = coded_levels(journeys, parents)
    asked = asked or dict.fromkeys(("starts_with", "ends_with", "contains"))
    best = None if kind == "maximal" else top_k
    limits = {"min_length": lengths[0], "max_length": lengths[1], "top_k": best}
    wanted = mine(plain, parents, min_support, kind, rules_of(asked), **limits)  # type: ignore[arg-type]
    found = [
        find_sequences(
            coded,
            levels=levels,
            min_support=min_support,
            kind=kind,
            max_patterns=max_patterns,
            n_jobs=n_jobs,
            **limits,
            **asked,
        )
        for n_jobs in (1, 2)
    ]
    assert rows(found[0], coded.vocabulary) == wanted[:max_patterns]
    assert arrays(found[0]) == arrays(found[1])
    assert found[0].truncated == (max_patterns is not None and max_patterns < len(wanted))


@settings(max_examples=100, deadline=None)
@given(SETS, hierarchies(), st.sampled_from(["X", "z", "a", "b"]), st.sampled_from(KINDS))
def test_general_events_may_be_named_and_taken_out(journeys: Any, parents: Parents, event: str, kind: str) -> None:
    plain, coded, levels = coded_levels(journeys, parents)
    if event not in levels.vocabulary.names():
        return
    names: dict[str, Any] = {"starts_with": None, "ends_with": None, "contains": None}
    for name, value in (("starts_with", {event}), ("ends_with", {event}), ("contains", event), ("excludes", event)):
        asked = {**names, name: value}
        found = find_sequences(coded, levels=levels, min_support=1, kind=kind, **asked)
        assert rows(found, coded.vocabulary) == mine(plain, parents, 1, kind, rules_of(asked))


def test_one_event_is_no_two_events_of_a_pattern() -> None:
    """A fair is a show and a sale; only with a second event can an element be both."""
    parents = {"fair": ("sale", "show"), "opera": ("show",)}
    journeys: list[Step] = [[(("fair",), 0)], [(("fair", "opera"), 0)], [(("fair", "x"), 0), (("opera",), 1)]]
    plain = [[(events, 0) for events, _ in journey] for journey in journeys]
    coded = coded_with_times([[(tuple(events), time) for events, time in journey] for journey in plain])
    levels = levels_of(Hierarchy(parents), coded.vocabulary, "test")
    found = find_sequences(renumbered(coded, levels), levels=levels, min_support=1, min_length=2)
    patterns = dict(rows(found, levels.vocabulary))
    assert patterns[(("sale", "show"),)] == 1
    assert patterns[(("sale", "x"),)] == patterns[(("sale",), ("show",))] == 1
    assert not any(set(element) >= {"fair", "show"} for pattern in patterns for element in pattern)
    assert np.array_equal(found.n_journeys, [n for _, n in rows(found, levels.vocabulary)])


def lists(journeys: Any) -> list[list[Any]]:
    return [[element for element, _ in journey] for journey in [*journeys, EVERY_NAME]]


@settings(max_examples=50, deadline=None)
@given(st.one_of(SINGLE, SETS), hierarchies(), st.sampled_from([None, 1, 2]))
def test_patterns_are_matched_timed_and_counted_as_they_were_found(
    journeys: Any, parents: Parents, max_step_gap: int | None
) -> None:
    plain = lists(journeys)
    patterns = jm.mine_sequences(plain, min_support=1, max_step_gap=max_step_gap, hierarchy=parents)
    counts = patterns.to_pandas(columns=["n_journeys"])["n_journeys"].tolist()
    assert patterns.timing()["n_journeys"].tolist() == counts
    bare = [[name for element in journey for name in element] for journey in plain]
    for row, (pattern, count) in enumerate(zip(patterns, counts, strict=True)):
        if row % 9:
            continue
        matched = patterns.matches(pattern)
        assert len(matched) == len(patterns.matches(str(pattern))) == len(patterns.matches(row)) == count
        wanted = [name for element in as_elements(pattern) for name in element]
        for journey, positions in zip(matched["journey"], matched["positions"], strict=True):
            assert len(set(positions)) == len(wanted)
            assert all(name in above(bare[journey][at], parents) for name, at in zip(wanted, positions, strict=True))


@settings(max_examples=100, deadline=None)
@given(SETS, hierarchies(), st.sets(st.sampled_from("abcXz"), min_size=2, max_size=3))
def test_a_set_may_be_asked_for_whose_events_compete(journeys: Any, parents: Parents, names: set[str]) -> None:
    plain = lists(journeys)
    patterns = jm.mine_sequences(plain, min_support=1, max_length=1, hierarchy=parents)
    wanted = sorted(names & {name for (name,) in patterns})
    if len(wanted) < 2:
        return
    holders = [n for n, one in enumerate(plain) if any(deals(wanted, element, parents) for element in one)]
    assert patterns.matches(f"({' & '.join(wanted)})")["journey"].tolist() == holders
    assert patterns.matches(f"^({' & '.join(wanted)})")["journey"].tolist() == [
        n for n in holders if deals(wanted, plain[n][0], parents)
    ]
    assert patterns.matches((tuple(wanted),))["journey"].tolist() == holders


@settings(max_examples=80, deadline=None)
@given(st.one_of(SINGLE, SETS), hierarchies(), st.sampled_from(["all", "closed"]), st.integers(1, 2))
def test_redundant_patterns_are_named(journeys: Any, parents: Parents, kind: str, min_support: int) -> None:
    patterns = jm.mine_sequences(lists(journeys), min_support=min_support, kind=kind, hierarchy=parents)
    frame = patterns.to_pandas(columns=["pattern", "n_journeys", "redundant_with"])
    table = [(as_elements(pattern), n) for pattern, n in zip(frame["pattern"], frame["n_journeys"], strict=True)]
    spelled = dict(zip([pattern for pattern, _ in table], map(str, patterns), strict=True))
    wanted = [None if one is None else spelled[one] for one in redundant_with(table, parents)]
    assert frame["redundant_with"].replace({float("nan"): None}).tolist() == wanted
    assert not any(is_special(pattern, pattern, parents) for pattern, _ in table)


@settings(max_examples=60, deadline=None)
@given(st.one_of(SINGLE, SETS), hierarchies(), st.lists(st.sampled_from([1, 1, 2, 3]), min_size=5, max_size=5))
def test_a_row_may_stand_for_many_journeys(journeys: Any, parents: Parents, many: list[int]) -> None:
    plain = lists(journeys)
    options: dict[str, Any] = {"min_support": 2, "hierarchy": parents, "max_length": 3}
    standing = jm.mine_sequences(plain, multiplicity=many[: len(plain)], **options)
    written = [row for row, times in zip(plain, many, strict=False) for _ in range(times)]
    columns = ["pattern", "n_journeys", "redundant_with", "support_low", "lift_method", "lift_reason"]
    same, other = (one.to_pandas(columns=columns) for one in (standing, jm.mine_sequences(written, **options)))
    assert same["pattern"].tolist() == other["pattern"].tolist()
    assert same.round(12).fillna("").equals(other.round(12).fillna(""))


@settings(max_examples=100, deadline=None)
@given(st.one_of(SINGLE, SETS), hierarchies(), queries())
def test_queries_name_general_events(journeys: Any, parents: Parents, query: Query) -> None:
    """As over journeys that have all levels; parts that compete for one event are asked for above."""
    plain = lists(journeys)
    patterns = jm.mine_sequences(plain, min_support=1, max_length=1, hierarchy=parents)
    if any(len(step.parts) > 1 for step in query.steps):
        return
    whole: list[Timed] = [
        [(tuple(set().union(*(above(event, parents) for event in element))), 0) for element in journey]
        for journey in plain
    ]
    holders = [number for number, journey in enumerate(whole) if places(journey, query, Rules()) is not None]
    assert patterns.matches(spelled(query))["journey"].tolist() == holders
    assert patterns.customers(spelled(query)).tolist() == holders


@settings(max_examples=60, deadline=None)
@given(st.one_of(SINGLE, SETS), hierarchies(), st.sampled_from(["customers", "weighted"]), st.sampled_from([0.3, 0.6]))
def test_customers_and_weights_may_decide(journeys: Any, parents: Parents, threshold: str, share: float) -> None:
    plain = lists(journeys)
    weights = np.arange(1, len(plain) + 1)
    owned = jm.Journeys.from_lists(plain, [number // 2 for number in range(len(plain))])
    options: dict[str, Any] = {"hierarchy": parents, "max_length": 2}
    found = jm.mine_sequences(owned, min_support=share, threshold=threshold, weights=weights, **options)
    wanted = []
    whole = jm.mine_sequences(owned, min_support=1, **options)
    for pattern in whole:
        holders = whole.matches(pattern)["journey"].to_numpy()
        customers = len({owned.customer[one] for one in holders}) / len(set(owned.customer))
        reached = customers if threshold == "customers" else weights[holders].sum() / weights.sum()
        wanted += [pattern] if reached >= share else []
    assert list(found) == wanted
