"""What tests within strata of length say where nothing but length matters, and where customers have many journeys."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.designs import UntilOutcome
from journeymine.journeys.evidence import gather
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.mining.constraints import FREE
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.ranking.compared import Compared
from journeymine.ranking.contrast import contrast_columns
from journeymine.ranking.corrections import benjamini_hochberg
from journeymine.ranking.strata import LENGTH, strata_of

ALPHA, SEEDS, NAMES = 0.05, 200, 12
#: Every event, and every fourth pair of different events: none has to do with the outcome.
PAIRS = [(a, b) for a in range(NAMES) for b in range(NAMES) if a != b][::4]
ITEMS = np.array([*range(NAMES), *(one for pair in PAIRS for one in pair)], np.uint32)
OFFSETS = np.cumsum([0, *[1] * NAMES, *[2] * len(PAIRS)]).astype(np.uint64)

Floats = NDArray[np.float64]


def logistic(lengths: NDArray[np.int64]) -> Floats:
    return np.asarray(1 / (1 + np.exp(-1.5 * (lengths - lengths.mean()) / lengths.std())))


def threshold(lengths: NDArray[np.int64]) -> Floats:
    return np.where(lengths > np.median(lengths), 0.8, 0.2)


def journeys(events: NDArray[np.uint32], lengths: NDArray[np.int64], owner: NDArray[np.uint32]) -> CodedJourneys:
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint64)
    who = Vocabulary("int", integers=np.arange(int(owner[-1]) + 1))
    return CodedJourneys(events, offsets, Vocabulary("int", integers=np.arange(NAMES)), who, owner)


def p_values(coded: CodedJourneys, labels: NDArray[np.bool_], test: str, strata: str | None) -> Floats:
    patterns = FoundPatterns(ITEMS, OFFSETS, np.zeros(len(OFFSETS) - 1, np.uint32))
    evidence = gather(coded, labels, UntilOutcome())
    compared = Compared(evidence, evidence.coded, strata_of(coded, evidence, strata, "contrast"), FREE, test, 1)
    p: Floats = contrast_columns(patterns.counted(count(coded, patterns, n_jobs=1)), compared)["p_value"]
    return p


@pytest.mark.parametrize("chance", [logistic, threshold])
def test_length_alone_makes_no_pattern_significant(chance: Callable[[NDArray[np.int64]], Floats]) -> None:
    crude, ours, ordered = [], [], []
    for seed in range(SEEDS):
        random = np.random.default_rng(seed)
        lengths = random.geometric(1 / 9, 1000) + 1
        events = random.integers(NAMES, size=int(lengths.sum())).astype(np.uint32)
        coded = journeys(events, lengths, np.arange(len(lengths), dtype=np.uint32))
        labels = random.random(len(lengths)) < chance(lengths)
        crude.append((p_values(coded, labels, "chi2", None) <= ALPHA).mean())
        ours.append((benjamini_hochberg(p_values(coded, labels, "cmh", LENGTH), len(OFFSETS) - 1) <= ALPHA).mean())
        # Single events have no order.
        ordered.append((p_values(coded, labels, "order", None)[NAMES:] <= ALPHA).mean())
    # No correction: as many as there should be.
    assert abs(np.mean(ordered) - ALPHA) <= 2 * np.std(ordered, ddof=1) / np.sqrt(SEEDS) + 0.005
    assert np.mean(crude) >= 0.9
    upper = np.mean(ours) + 1.96 * np.std(ours, ddof=1) / np.sqrt(SEEDS)
    assert upper <= ALPHA + 0.01


def test_customers_of_many_journeys_are_not_taken_for_many_customers() -> None:
    """Labels by customer, and customers that keep to some of the events: journeys of one are alike."""
    naive, ours = [], []
    for seed in range(100):
        random = np.random.default_rng(seed)
        owner = np.repeat(np.arange(60, dtype=np.uint32), random.integers(1, 20, 60))
        lengths = random.integers(2, 9, len(owner))
        favourites = random.integers(NAMES, size=(60, 3))
        mine = favourites[np.repeat(owner, lengths), random.integers(3, size=int(lengths.sum()))].astype(np.uint32)
        labels = (random.random(60) < 0.5)[owner]
        ours.append((p_values(journeys(mine, lengths, owner), labels, "cmh", LENGTH) <= ALPHA).mean())
        apart = journeys(mine, lengths, np.arange(len(owner), dtype=np.uint32))
        naive.append((p_values(apart, labels, "cmh", LENGTH) <= ALPHA).mean())
    assert np.mean(naive) > 0.4
    upper = np.mean(ours) + 1.96 * np.std(ours, ddof=1) / np.sqrt(len(ours))
    assert upper <= ALPHA + 0.01
