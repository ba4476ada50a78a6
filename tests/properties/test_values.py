"""Weighted support and values of patterns against their twins, on random small journeys of few customers."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import MissingColumnError, OptionError
from journeymine.mining.worth import weight_units
from journeymine.ranking.resampling import Customers
from journeymine.ranking.values import EVENT_VALUES, JOURNEY_VALUES
from tests.reference.values import draws, intervals, statistics, weighted_support

NUMBERS = st.sampled_from([0.0, 1.0, 2.5, 10.0, float("nan")])
EVENT = st.tuples(st.sampled_from("abc"), NUMBERS)
LOGS = st.lists(st.tuples(st.integers(0, 3), st.lists(EVENT, min_size=1, max_size=5)), min_size=1, max_size=6)


def journeys_of(rows: list[tuple[int, list[tuple[str, float]]]]) -> jm.Journeys:
    columns: dict[str, list[Any]] = {"who": [], "case": [], "what": [], "when": [], "worth": []}
    for case, (who, events) in enumerate(sorted(rows, key=lambda row: row[0])):
        for at, (name, value) in enumerate(events):
            for column, cell in zip(columns.values(), (who, case, name, at, value), strict=True):
                column.append(cell)
    log = jm.read_events(columns, customer="who", event="what", time="when", value="worth", extra=["case"])
    return log.journeys(by="case")


@settings(max_examples=25, deadline=None)
@given(LOGS, st.sampled_from([{}, {"max_step_gap": 2}]), st.integers(0, 3))
def test_values_are_those_of_the_twin(
    rows: list[tuple[int, list[tuple[str, float]]]], rules: dict[str, Any], seed: int
) -> None:
    journeys = journeys_of(rows)
    coded = journeys.coded
    patterns = jm.mine_sequences(journeys, min_support=1, max_length=2, random_state=seed, **rules)[:6]
    frame = patterns.with_columns("value_sum", "journey_value_sum").to_pandas()
    customers = Customers.of(coded, seed)
    drawn = draws(customers)
    values = coded.values
    assert values is not None
    for row, pattern in zip(frame.to_dict("records"), patterns, strict=True):
        matched = patterns.matches(pattern)
        held = matched["journey"].tolist()
        starts = coded.offsets.astype(int)
        events = [
            (float(values[starts[journey] + at]), int(customers.owner[journey]))
            for journey, places in zip(held, matched["positions"], strict=True)
            for at in places
        ]
        whole = [
            (statistics(values[starts[journey] : starts[journey + 1]].tolist())[0], int(customers.owner[journey]))
            for journey in held
        ]
        for names, measured in ((EVENT_VALUES, events), (JOURNEY_VALUES, whole)):
            told = statistics([value for value, _ in measured])
            bounds = intervals(measured, drawn)
            for name, wanted, (low, high) in zip(names, told, bounds, strict=True):
                found = [row[name + bound] for bound in ("", "_low", "_high")]
                np.testing.assert_allclose(found, [wanted, low, high], rtol=1e-12, atol=1e-12, err_msg=name)


@settings(max_examples=40, deadline=None)
@given(LOGS, st.lists(st.sampled_from([0, 0.1, 0.7, 3, 1e6]), min_size=6, max_size=6), st.integers(0, 3))
def test_weighted_support_is_that_of_the_twin(
    rows: list[tuple[int, list[tuple[str, float]]]], weights: list[float], seed: int
) -> None:
    journeys = journeys_of(rows)
    weights = weights[: len(journeys)]
    assume(any(weights))
    patterns = jm.mine_sequences(journeys, min_support=1, max_length=2, weights=weights, random_state=seed)
    frame = patterns.to_pandas()
    customers = Customers.of(journeys.coded, seed)
    drawn = draws(customers)
    owned = [sum(w for w, c in zip(weights, customers.owner, strict=True) if c == who) for who in range(len(customers))]
    for row, pattern in zip(frame.to_dict("records")[:5], patterns, strict=False):
        held = patterns.matches(pattern)["journey"].tolist()
        assert row["weighted_support"] == pytest.approx(float(weighted_support(weights, held)), rel=1e-14)
        own = [sum(weights[at] for at in held if customers.owner[at] == who) for who in range(len(customers))]
        shares = [
            sum(own[who] for who in draw) / sum(owned[who] for who in draw)
            for draw in drawn
            if sum(owned[who] for who in draw) > 0
        ]
        low, high = np.quantile(shares, [0.025, 0.975])
        np.testing.assert_allclose(
            [row["weighted_support_low"], row["weighted_support_high"]], [low, high], rtol=1e-9, atol=1e-12
        )


def test_the_draws_are_of_customers_and_stand_for_many() -> None:
    many = Customers(np.arange(3), np.array([1, 2, 7]), seed=1)
    alone = Customers(np.arange(10), np.ones(10, np.int64), seed=1)
    for customers in (many, alone):
        ((_, times),) = customers.blocks()
        assert (times.sum(axis=0) == 10).all()
    ((_, times),) = many.blocks()
    assert times.mean(axis=1) == pytest.approx([1, 2, 7], abs=0.3)


def test_draws_over_many_blocks_are_of_all_customers() -> None:
    customers = Customers(np.arange(20_000), np.ones(20_000, np.int64), seed=3)
    total = sum(times.sum(axis=0) for _, times in customers.blocks())
    assert (total == 20_000).all()


def test_with_multiplicity_a_value_counts_as_often() -> None:
    rows = {"who": [1, 1, 2], "what": ["a", "b", "a"], "when": [1, 2, 1], "worth": [1.0, 9.0, 3.0]}
    log = jm.read_events(rows, customer="who", event="what", time="when", value="worth")
    patterns = jm.mine_sequences(log.journeys(), min_support=1, multiplicity=[1, 3], weights=[10, 5])
    frame = patterns.with_columns("value_mean").to_pandas()
    single = {
        pattern[0]: row
        for pattern, row in zip(frame["pattern"], frame.to_dict("records"), strict=True)
        if len(pattern) == 1
    }
    assert single["a"]["value_sum"] == 10.0
    assert single["a"]["value_mean"] == 2.5
    assert single["a"]["value_median"] == 3.0
    assert single["b"]["weighted_support"] == 0.4


def test_weights_said_later_stand_instead_of_those_mined_with() -> None:
    patterns = jm.mine_sequences([["a"], ["b"]], min_support=1, weights=[1, 3])
    asked = patterns.with_columns("weighted_support", weights=[3, 1])
    assert asked.columns.count("weighted_support") == 1
    assert patterns.to_pandas()["weighted_support"].tolist() == [0.25, 0.75]
    assert asked.to_pandas()["weighted_support"].tolist() == [0.75, 0.25]
    assert asked[1:].to_pandas()["weighted_support"].tolist() == [0.25]


def test_weights_that_do_not_fit_are_shares_of_all() -> None:
    units = weight_units(np.array([1e-300, 1.0, 3.0]))
    assert units[0] == 1
    assert units[2] / units[1] == pytest.approx(3, rel=1e-15)
    assert math.log2(float(units.sum())) == pytest.approx(62, abs=1e-9)


def test_what_is_missing_is_said() -> None:
    patterns = jm.mine_sequences([["a", "b"], ["a"]], min_support=1)
    with pytest.raises(MissingColumnError, match=r"have no values.*Read the log with `value=`"):
        patterns.with_columns("value_sum")
    with pytest.raises(OptionError, match="say what each journey weighs"):
        patterns.with_columns("weighted_support")
    with pytest.raises(OptionError, match="got -1"):
        patterns.with_columns("weighted_support", weights=[1, -1])
    assert patterns.with_columns("weighted_support", weights=[1, 3]).to_pandas()["weighted_support"].tolist()[0] == 1.0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"threshold": "weighted"}, "does not go together with `weights=None`"),
        ({"threshold": "weighted", "weights": [1, 2], "min_support": 1}, "a share in"),
        ({"threshold": "weighted", "weights": [1, 2], "top_k": 3}, "`top_k` of mine_sequences does not go together"),
        ({"threshold": "people"}, "one of 'journeys', 'customers', 'weighted'"),
        ({"multiplicity": [1]}, "one value a journey"),
    ],
)
def test_options_that_do_not_go_together(options: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        jm.mine_sequences([["a"], ["b"]], **{"min_support": 0.5, **options})


def test_other_engines_say_that_they_cannot() -> None:
    with pytest.raises(jm.errors.EngineError, match="cannot do `multiplicity`; 'journeymine' can"):
        jm.mine_sequences([["a"], ["b"]], min_support=1, multiplicity=[1, 2], engine="prefixspan")
