"""Nothing small can be proven from what is published, whatever the journeys were."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.actions.checking import checked
from journeymine.errors import OptionError
from tests.reference import audit as slow
from tests.reference.protect import fewest_provable, is_subsequence, kinds_of

K = 3


def _lists(letters: str, most: int = 4) -> Any:
    one = st.tuples(st.lists(st.sampled_from(letters), max_size=most), st.integers(1, 8))
    return st.lists(one, min_size=1, max_size=9).map(
        lambda rows: [events for events, many in rows for _ in range(many)]
    )


def _published(found: Any) -> dict[Any, int]:
    rows = found.to_dict()["rows"]
    return {tuple(name): row["n_journeys"] for name, row in zip(found, rows, strict=True)}


def _protected(found: Any, **options: Any) -> Any:
    """Protected, or None where there are too few journeys at all."""
    try:
        return jm.protect(found, K, **options)
    except OptionError:
        assert found.n_total < K
        return None


@settings(max_examples=25, deadline=None)
@given(journeys=_lists("abc"))
def test_no_kind_of_journey_is_provably_rare_by_sequences(journeys: list[list[str]]) -> None:
    safe = _protected(jm.mine_sequences(journeys, min_support=2, max_length=3, progress=False))
    if safe is None:
        return
    told = dict(list(_published(safe).items())[:5])
    kinds = list(kinds_of(told, lambda one, other: is_subsequence(other, one)))
    assert fewest_provable(told, safe.n_total, kinds) >= K - 1e-6
    assert safe.audit().holds


@settings(max_examples=25, deadline=None)
@given(journeys=_lists("ab", most=3))
def test_both_orders_of_two_events_tell_no_small_count(journeys: list[list[str]]) -> None:
    safe = _protected(jm.mine_sequences(journeys, min_support=1, max_length=2, progress=False))
    if safe is None:
        return
    told = _published(safe)

    def possible(held: frozenset[Any]) -> bool:
        orders = {("a", "b"), ("b", "a")}
        return not ({("a",), ("b",)} <= held and orders <= told.keys() and not orders & held)

    kinds = list(kinds_of(told, lambda one, other: is_subsequence(other, one), possible))
    assert fewest_provable(told, safe.n_total, kinds) >= K - 1e-6


@settings(max_examples=25, deadline=None)
@given(journeys=_lists("abc", most=3))
def test_no_kind_of_basket_is_provably_rare_by_itemsets(journeys: list[list[str]]) -> None:
    safe = _protected(jm.mine_itemsets(journeys, min_support=1, progress=False))
    if safe is None:
        return
    told = _published(safe)

    def possible(held: frozenset[Any]) -> bool:
        items = {one for name in held for one in name}
        return all((name in held) or not set(name) <= items for name in told)

    kinds = list(kinds_of(told, lambda one, other: set(other) <= set(one), possible))
    assert fewest_provable(told, safe.n_total, kinds) >= K - 1e-6
    assert safe.audit().holds


@settings(max_examples=25, deadline=None)
@given(journeys=_lists("abcd", most=4))
def test_no_sum_over_parts_of_itemsets_is_small(journeys: list[list[str]]) -> None:
    safe = _protected(jm.mine_itemsets(journeys, min_support=1, progress=False))
    if safe is None:
        return
    told = {frozenset(): safe.n_total} | {frozenset(name): n for name, n in _published(safe).items()}
    for larger in told:
        parts = [frozenset(one) for size in range(len(larger)) for one in combinations(sorted(larger), size)]
        for part in parts:
            between = [
                part | set(one) for size in range(len(larger - part) + 1) for one in combinations(larger - part, size)
            ]
            if all(one in told for one in between):
                assert sum((-1) ** len(one - part) * told[frozenset(one)] for one in between) >= K


@settings(max_examples=25, deadline=None)
@given(journeys=_lists("abc", most=4), unit=st.integers(1, K))
def test_every_column_follows_from_rounded_counts(journeys: list[list[str]], unit: int) -> None:
    safe = _protected(jm.mine_sequences(journeys, min_support=1, max_length=3, progress=False), round_to=unit)
    if safe is None:
        return
    frame = safe.to_pandas()
    assert (frame["n_journeys"] % unit == 0).all()
    assert safe.n_total % unit == 0
    assert np.array_equal(frame["support"], frame["n_journeys"] / safe.n_total)
    assert set(frame) == {"pattern", "length", "n_journeys", "support", "support_low", "support_high", "lift_naive"}
    assert safe.audit().holds


@settings(max_examples=25, deadline=None)
@given(journeys=_lists("abc", most=4), unordered=st.booleans())
def test_rules_tell_no_small_difference(journeys: list[list[str]], *, unordered: bool) -> None:
    options: dict[str, Any] = {"ordered": False} if unordered else {}
    found = jm.mine_rules(journeys, min_support=1, min_confidence=0.0, max_length=3, progress=False, **options)
    safe = _protected(found)
    if safe is None:
        return
    frame = safe.to_pandas()
    for name in ("n_antecedent", "n_rule"):
        assert (frame[name] >= K).all()
        assert (safe.n_total - frame[name] >= K).all()
    assert (frame["n_antecedent"] - frame["n_rule"] >= K).all()
    assert safe.audit().holds


@settings(max_examples=25, deadline=None)
@given(journeys=_lists("abc", most=4), data=st.data())
def test_what_is_left_of_groups_is_not_small(journeys: list[list[str]], data: st.DataObject) -> None:
    labels = [data.draw(st.sampled_from("xyz")) for _ in journeys]
    source = jm.Journeys.from_lists(journeys)
    found = jm.mine_sequences(source, min_support=1, max_length=2, progress=False)
    if len(set(labels)) < 2:
        return
    contrast = found.contrast(dict(enumerate(labels)), design=jm.WholeJourney())
    shown = contrast[[row for row in range(len(contrast)) if data.draw(st.booleans())]]
    try:
        safe = jm.protect(shown, K)
    except OptionError:
        assert min(map(labels.count, set(labels))) < K
        return
    held: dict[Any, dict[str, int]] = {}
    for name, row in zip(safe, safe.to_dict()["rows"], strict=True):
        held.setdefault(tuple(name), {"all": row["n_with"]})[row["group"]] = row["n_group_with"]
    for sizes in held.values():
        known = [size for group, size in sizes.items() if group != "all"]
        left = sizes["all"] - sum(known)
        assert all(size >= K for size in known)
        assert left >= K or (left == 0 and len(known) == len(set(labels)))
    assert safe.audit().holds


def test_counts_as_they_are_would_be_proven_small() -> None:
    """The twin finds what protection is for."""
    told = {("a",): 20, ("a", "b"): 19}
    kinds = list(kinds_of(told, lambda one, other: is_subsequence(other, one)))
    assert fewest_provable(told, 40, kinds) == pytest.approx(1.0)


ASKED: list[dict[str, Any]] = [
    {"contiguous": True},
    {"max_step_gap": 2},
    {"ends_with": jm.END},
    {"starts_with": jm.START},
    {"kind": "closed"},
]


@settings(max_examples=40, deadline=None)
@given(journeys=_lists("abc"), asked=st.sampled_from(ASKED), unit=st.sampled_from([None, K]))
def test_the_second_look_agrees_under_every_rule(
    journeys: list[list[str]], asked: dict[str, Any], unit: int | None
) -> None:
    safe = _protected(jm.mine_sequences(journeys, min_support=1, max_length=4, progress=False, **asked), round_to=unit)
    assert safe is None or (safe.audit().holds and safe.audit().checked == slow.checked(safe._table))


def _all_kinds(journeys: list[list[str]]) -> list[Any]:
    """A result of each kind: rules that are patterns of their sides, those that are not, sets, groups."""
    rules: dict[str, Any] = {"min_support": 1, "min_confidence": 0.0, "max_length": 3, "progress": False}
    sequences = jm.mine_sequences(journeys, min_support=1, max_length=3, progress=False)
    flat = [sorted({name for part in one for name in part}) for one in journeys]
    baskets = jm.mine_itemsets(flat, min_support=1, progress=False)
    labels = {row: "xyz"[row * 7 % 3] for row in range(len(journeys))}
    grouped = [sequences.contrast(labels, design=jm.WholeJourney())] if len(journeys) > 2 else []
    return [
        sequences,
        jm.mine_rules(journeys, **rules),
        jm.mine_rules(journeys, **rules, ordered=False),
        jm.mine_rules(journeys, **rules, within=2),
        jm.mine_rules(journeys, **rules, ordered=False, within=2),
        baskets,
        baskets.rules(min_confidence=0.0),
        *grouped,
    ]


def _set_lists() -> Any:
    """Journeys of which elements are events or sets of them."""
    element = st.one_of(st.sampled_from("abc"), st.sets(st.sampled_from("abc"), min_size=1))
    return st.lists(st.tuples(st.lists(element, max_size=3), st.integers(1, 3)), min_size=1, max_size=6).map(
        lambda rows: [events for events, many in rows for _ in range(many)]
    )


@settings(max_examples=25, deadline=None)
@given(journeys=_set_lists(), unit=st.sampled_from([None, K]), differences=st.booleans())
def test_the_second_look_counts_as_its_slow_twin(
    journeys: list[list[Any]], *, unit: int | None, differences: bool
) -> None:
    for found in _all_kinds(journeys):
        told = {"differences": differences, "round_to": unit}
        # As if nothing were withheld: what is small must be found.
        table = found._table.with_info({"protected": told})
        assert checked(table) == slow.checked(table)
