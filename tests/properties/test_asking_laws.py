"""Laws between the questions that can be asked of patterns: each answers as every other does."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from tests.properties.test_constraints import SETS, SINGLE, Steps, timed
from tests.reference.constrained import Timed


def journeys_of(steps: Steps) -> tuple[list[Timed], jm.Journeys]:
    """Journeys of order numbers, some of them with times that stand still."""
    plain, coded = timed(steps)
    return plain, jm.Journeys(coded)


def spans(pattern: Any, journey: Timed) -> list[float]:
    """How long each occurrence of a pattern takes."""
    wanted = [set(one) if isinstance(one, tuple) else {one} for one in pattern]
    return [
        journey[places[-1]][1] - journey[places[0]][1]
        for places in combinations(range(len(journey)), len(wanted))
        if all(own <= set(journey[at][0]) for own, at in zip(wanted, places, strict=True))
    ]


@settings(max_examples=50, deadline=None)
@given(st.one_of(SINGLE, SETS), st.integers(0, 6), st.sampled_from([{}, {"max_step_gap": 2}, {"ends_with": jm.END}]))
def test_every_question_names_the_same_journeys(steps: Steps, within: int, rules: dict[str, Any]) -> None:
    _, journeys = journeys_of(steps)
    patterns = jm.mine_sequences(journeys, min_support=1, max_length=3, **rules)
    matrix = np.asarray(patterns.transform().toarray())
    counted = np.asarray(patterns.transform(values="count").toarray())
    counts = patterns.with_columns("n_customers", "n_occurrences").to_pandas()
    timing = patterns.timing(within=within)
    assert matrix.sum(axis=0).tolist() == counts["n_journeys"].tolist() == timing["n_journeys"].tolist()
    assert counted.sum(axis=0).tolist() == counts["n_occurrences"].tolist()
    for row in range(0, len(patterns), 5):
        own = patterns.matches(row)["journey"].tolist()
        assert np.flatnonzero(matrix[:, row]).tolist() == own
        assert len(patterns.customers(row)) == counts["n_customers"][row] == len(own)
        assert (timing["n_within"][row] <= counts["n_journeys"][row]).all()


@settings(max_examples=100, deadline=None)
@given(st.one_of(SINGLE, SETS), st.integers(0, 6))
def test_within_is_over_any_occurrence(steps: Steps, within: int) -> None:
    plain, journeys = journeys_of(steps)
    patterns = jm.mine_sequences(journeys, min_support=1, max_length=3)
    timing = patterns.timing(within=within)
    for row in range(0, len(patterns), 5):
        pattern = patterns[row]
        least = [min(spans(pattern, journey), default=np.inf) for journey in plain]
        kept = [number for number, span in enumerate(least) if span <= within]
        assert journeys.filter(str(pattern), within=within).customer.tolist() == kept
        assert journeys.count(pattern, within=within) == timing["n_within"][row] == len(kept)
        assert timing["span_median"][row] == np.median([span for span in least if span < np.inf])


@pytest.mark.parametrize("rules", [{}, {"max_step_gap": 40}, {"max_span": 60}], ids=str)
def test_a_journey_of_ten_thousand_events(rules: dict[str, Any]) -> None:
    names = np.random.default_rng(5).choice(["a", "b", "c", "d"], 10_000, p=[0.01, 0.04, 0.45, 0.5]).tolist()
    log = jm.read_events(
        pd.DataFrame({"who": 1, "what": names, "when": np.arange(10_000)}), customer="who", event="what", time="when"
    )
    journeys = log.journeys()
    parents = {"c": "often", "d": "often", "a": "seldom", "b": "seldom"}
    patterns = jm.mine_sequences(journeys, min_support=1, max_length=2, hierarchy=parents, **rules)
    at = {name: [place for place, own in enumerate(names) if own == name] for name in "abcd"}
    if rules:
        most = next(iter(rules.values()))
        shown = next((a, b) for b in at["b"] for a in reversed(at["a"]) if 0 < b - a <= most)
    else:
        shown = (at["a"][0], next(b for b in at["b"] if b > at["a"][0]))
    assert patterns.matches("a -> b")["positions"].tolist() == [shown]
    tightest = min(b - a for a in at["a"] for b in at["b"] if b > a)
    timing = patterns.timing(within=tightest)
    row = list(patterns).index(("a", "b"))
    assert (timing["span_median"][row], timing["n_within"][row]) == (tightest, 1)
    assert journeys.count("a -> b", within=tightest) == 1
    assert journeys.count("a -> b", within=tightest - 1) == 0
    seldom = sorted(at["a"] + at["b"])
    gap = int(np.diff(seldom).min())
    row = list(patterns).index(("seldom", "seldom"))
    assert timing["span_median"][row] == gap
    assert len(patterns.matches("seldom -> [^often]* -> seldom")) == (gap == 1)
