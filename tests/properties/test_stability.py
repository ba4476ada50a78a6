"""Ranks over customers drawn again, and the share of heavy users, against their slow twins."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import OptionError
from journeymine.journeys.lists import from_lists
from journeymine.mining.constraints import FREE
from journeymine.mining.nulls import order_chances, order_null
from journeymine.mining.sequences import find_sequences
from journeymine.ranking.resampling import Customers
from journeymine.ranking.stability import DRAWS, RANKED_BY, heavy_share, rank_columns
from tests.properties.test_short_list import SETS, SINGLE
from tests.reference import stability as twin
from tests.reference.constrained import Rules
from tests.reference.counting import most_disjoint, occurrences
from tests.reference.order_null import integral
from tests.reference.sequences import as_elements, rows
from tests.reference.values import draws


@given(SINGLE)
@settings(max_examples=60, deadline=None)
def test_the_chance_of_a_journey_hangs_on_how_often_it_has_the_events(lists: Any) -> None:
    coded = from_lists(lists)
    found = find_sequences(coded, min_support=1, max_length=3)
    chances = order_chances(coded, found, seed=0, n_jobs=2, shuffles=9).toarray()
    for column, (pattern, _) in enumerate(rows(found, coded.vocabulary)):
        needs = Counter(event for (event,) in pattern)
        for row, journey in enumerate(lists):
            has = Counter(journey)
            fits = all(has[event] >= times for event, times in needs.items())
            expected = float(integral([(times, has[event]) for event, times in needs.items()])) if fits else 0.0
            assert chances[row, column] == pytest.approx(expected, abs=1e-9)


@given(SETS, st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_chances_are_those_that_the_null_adds_up(lists: Any, seed: int) -> None:
    coded = from_lists(lists)
    found = find_sequences(coded, min_support=1, max_length=3)
    null = order_null(coded, found, seed=seed, n_jobs=1, shuffles=19)
    for n_jobs in (1, 3):
        chances = order_chances(coded, found, seed=seed, n_jobs=n_jobs, shuffles=19)
        assert np.allclose(np.asarray(chances.sum(axis=0)).ravel(), null.expected, atol=1e-9)


@given(st.one_of(SINGLE, SETS), st.sampled_from(RANKED_BY), st.sampled_from(["alone", "together", "many"]), st.data())
@settings(max_examples=25, deadline=None)
def test_ranks_are_those_of_every_draw(lists: Any, by: str, owners: str, data: st.DataObject) -> None:
    coded = from_lists(lists)
    n = len(lists)
    if owners == "together":
        coded = replace(coded, customer_codes=np.arange(n, dtype=np.uint32) // 2)
    if owners == "many":
        many = data.draw(st.lists(st.integers(1, 3), min_size=n, max_size=n))
        coded = replace(coded, multiplicity=np.array(many, np.uint32))
    found = find_sequences(from_lists(lists), min_support=1, max_length=2)
    found = found.take(np.arange(len(found))[::3])
    chances = order_chances(coded, found, seed=7, n_jobs=1, shuffles=9).toarray()
    held = np.array([[_holds(journey, pattern) for pattern, _ in rows(found, coded.vocabulary)] for journey in lists])
    customers = Customers.of(coded, 7)
    drawn = draws(customers)[:DRAWS]
    x, q = (np.zeros((len(customers), len(found))) for _ in range(2))
    np.add.at(x, customers.owner, held.reshape(n, len(found)))
    np.add.at(q, customers.owner, chances)
    figures = [
        [twin.figure(x[:, at].tolist(), q[:, at].tolist(), draw, by) for at in range(len(found))] for draw in drawn
    ]
    ranks = np.array([twin.ranks([float(f"{one:.9g}") for one in row]) for row in figures]).reshape(DRAWS, len(found))
    columns = rank_columns(found, coded, FREE, by=by, shuffles=9, seed=7, n_jobs=2)
    low, high = np.quantile(ranks, [0.025, 0.975], axis=0, method="nearest")
    assert columns["rank_low"].tolist() == low.tolist()
    assert columns["rank_high"].tolist() == high.tolist()


def _holds(journey: Any, pattern: Any) -> bool:
    return bool(occurrences([(element, at) for at, element in enumerate(as_elements(journey))], pattern, Rules()))


@given(st.one_of(SINGLE, SETS), st.data())
@settings(max_examples=60, deadline=None)
def test_heavy_users_are_those_with_most_events(lists: Any, data: st.DataObject) -> None:
    lists = lists * data.draw(st.sampled_from([1, 60]))
    n = len(lists)
    coded = replace(from_lists(lists), customer_codes=np.arange(n, dtype=np.uint32) // 2)
    found = find_sequences(coded, min_support=1, max_length=2)
    plain = [[(element, at) for at, element in enumerate(as_elements(journey))] for journey in lists[:8]]
    events = [sum(len(e) for journey in lists[at : at + 2] for e in as_elements(journey)) for at in range(0, n, 2)]
    part = twin.heavy(events, [1] * len(events))
    got = heavy_share(found, coded, FREE, lengths=coded.lengths, n_jobs=2)["heavy_share"]
    for column, (pattern, _) in enumerate(rows(found, coded.vocabulary)):
        counts = [most_disjoint(occurrences(journey, pattern, Rules())) for journey in plain]
        times = [counts[at % len(set_of(lists))] for at in range(n)] if n > 8 else counts
        heavy = sum(part[at // 2] * times[at] for at in range(n))
        assert got[column] == pytest.approx(float(heavy / sum(times)))


def set_of(lists: Any) -> Any:
    """The journeys before they were repeated."""
    return lists[: len(lists) // 60] if len(lists) > 8 else lists


VISITS = [["a", "b", "c"]] * 40 + [["b", "a"]] * 10 + [["c", "b", "a"]] * 5 + [["a", "b"] * 60]
PATTERNS = jm.mine_sequences(VISITS, min_support=5, min_length=2, max_length=3)


def test_columns_of_stability() -> None:
    frame = PATTERNS.with_columns("rank_low", "heavy_share").to_pandas()
    assert list(frame.columns[-3:]) == ["rank_low", "rank_high", "heavy_share"]
    assert (frame["rank_low"] <= frame["rank_high"]).all()
    assert frame["rank_low"].min() == 1
    alone = frame[frame["pattern"] == ("a", "b", "a")]["heavy_share"]
    assert alone.empty or alone.iloc[0] == 1
    first = PATTERNS.with_columns("rank_low", by="n_journeys").sort_by("rank_low").to_pandas()
    assert first["n_journeys"].iloc[0] == frame["n_journeys"].max()
    assert first["rank_low"].is_monotonic_increasing


def test_no_ranks_by_a_lift_that_there_is_not() -> None:
    ruled = jm.mine_sequences(VISITS, min_support=5, contiguous=True)
    with pytest.raises(OptionError, match="ask for by='n_journeys'"):
        ruled.with_columns("rank_low")
    assert (ruled.with_columns("rank_low", by="n_journeys").to_pandas()["rank_low"] >= 1).all()
    general = jm.mine_sequences(VISITS, min_support=5, hierarchy={"a": "z"})
    with pytest.raises(OptionError, match="needs patterns of one level"):
        general.with_columns("rank_low")
    assert (general.with_columns("rank_high", by="n_journeys").to_pandas()["rank_high"] >= 1).all()
    with pytest.raises(OptionError, match="`by` of with_columns must be one of 'lift_order_low'"):
        PATTERNS.with_columns("rank_low", by="lift")
    assert len(PATTERNS[:0].with_columns("rank_low", "heavy_share")) == 0
