"""Predictions agree with the same done step by step, and for one journey as for many."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.actions.prediction import contexts, labels, scores
from journeymine.actions.prediction.backoff import BackOff
from journeymine.actions.prediction.features import learned
from journeymine.actions.prediction.linear import calibration
from journeymine.actions.prediction.splitting import split_in_time
from journeymine.actions.prediction.steps import Prefixes, every, steps_of
from journeymine.estimators import NextStep, OutcomeRisk
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from tests.reference import prediction as slow

NAMES = "abc"
ELEMENT = st.one_of(st.sampled_from(NAMES), st.sampled_from([("a", "b"), ("b", "c"), ("a", "b", "c")]))
JOURNEYS = st.lists(st.lists(ELEMENT, max_size=6), min_size=1, max_size=8)
PLAIN = st.lists(st.lists(st.sampled_from(NAMES), max_size=6), min_size=2, max_size=8)


def prefixes_of(rows: list[list[Any]], prefixes: Prefixes, bounds: Any) -> list[list[slow.Element]]:
    pairs = zip(prefixes.journeys.tolist(), prefixes.ends.tolist(), strict=True)
    return [slow.elements(rows[journey])[: end + 1 - int(bounds[journey])] for journey, end in pairs]


def timed(rows: list[list[str]], data: st.DataObject) -> tuple[CodedJourneys, list[list[int]]]:
    gaps = [data.draw(st.lists(st.integers(0, 3), min_size=len(row), max_size=len(row))) for row in rows]
    times = [np.cumsum(one).tolist() for one in gaps]
    until = max((one[-1] for one in times if one), default=0) + data.draw(st.integers(0, 2))
    flat = np.array([one for row in times for one in row], np.int64)
    return replace(from_lists(rows), times=flat, observed_until=until), times


@given(JOURNEYS, st.sampled_from([1, 3, 10**6]))
def test_features_are_what_prefixes_hold_and_end_in(rows: list[list[Any]], lot: int) -> None:
    steps = steps_of(from_lists(rows))
    prefixes = every(steps, empty=True)
    told = prefixes_of(rows, prefixes, steps.bounds)
    known = [("a",), ("b",), ("a", "b")]
    patterns = (*((one,) for one in known), *product(known, repeat=2), (("c",), ("a",), ("b",)))
    tree = contexts.learn(steps, prefixes, 3, 2)
    features = learned(steps, prefixes, tree, patterns)
    from journeymine.actions.prediction import held

    before, held.LOT = held.LOT, lot
    try:
        matrix = features.matrix(steps, prefixes).toarray()
    finally:
        held.LOT = before
    counts: dict[Any, int] = {}
    for row in told:
        for ending in slow.endings(row, 3):
            counts[ending] = counts.get(ending, 0) + 1
    assert set(tree.endings()) == {one for one, n in counts.items() if n >= 2}
    plain = len(features.centre)
    for row, cells in zip(told, matrix, strict=True):
        numbers = (np.array(slow.numbers(row, None)) - features.centre) / features.scale
        np.testing.assert_allclose(cells[:plain], numbers, atol=1e-12)
        wanted = [one in slow.endings(row, 3) for one in tree.endings()]
        wanted += [slow.holds(row, pattern) for pattern in patterns]
        assert (cells[plain:] == 1).tolist() == wanted


@given(JOURNEYS, JOURNEYS)
def test_endings_learned_elsewhere_are_found(rows: list[list[Any]], others: list[list[Any]]) -> None:
    steps, later = steps_of(from_lists(rows)), steps_of(from_lists(others))
    tree = contexts.learn(steps, every(steps, empty=True), 3, 1)
    prefixes = every(later, empty=True)
    names = [None, *tree.endings()]
    for row, nodes in zip(
        prefixes_of(others, prefixes, later.bounds), tree.find(later, prefixes).tolist(), strict=True
    ):
        assert [names[node] for node in nodes if node >= 0] == [one for one in slow.endings(row, 3) if one in names]


@given(PLAIN, st.data())
def test_numbers_count_time(rows: list[list[str]], data: st.DataObject) -> None:
    coded, times = timed(rows, data)
    steps = steps_of(replace(coded, time_unit="ms"))
    prefixes = every(steps, empty=True)
    from journeymine.actions.prediction.features import numbers_of

    told = numbers_of(steps, prefixes, timed=True)
    for row, journey, own in zip(prefixes_of(rows, prefixes, steps.bounds), prefixes.journeys, told, strict=True):
        np.testing.assert_allclose(own, slow.numbers(row, times[int(journey)], 0.001), atol=1e-12)


@given(PLAIN, st.data(), st.one_of(st.none(), st.integers(0, 5)), st.sampled_from([{"a"}, {"b", "c"}]))
def test_outcomes_follow_in_time(
    rows: list[list[str]], data: st.DataObject, within: int | None, outcome: set[str]
) -> None:
    coded, times = timed(rows, data)
    steps = steps_of(coded)
    until = labels.observed(coded)
    asked = None if within is None else Fraction(within)
    over = np.ones(len(rows), np.bool_)
    found = labels.outcomes(steps, steps.holding(frozenset(outcome)), asked, until, over)
    wanted, unseen = [], 0
    for journey, row in enumerate(rows):
        for size, came in slow.followed(slow.elements(row), times[journey], outcome, within, coded.observed_until):
            unseen += came is None
            if came is not None:
                wanted.append((journey, int(steps.bounds[journey]) + size - 1, int(came)))
    got = zip(found.prefixes.journeys.tolist(), found.prefixes.ends.tolist(), found.label.tolist(), strict=True)
    assert (list(got), found.n_unseen) == (wanted, unseen)


@given(JOURNEYS, JOURNEYS, st.integers(0, 3))
def test_back_off_is_witten_and_bells(rows: list[list[Any]], others: list[list[Any]], order: int) -> None:
    steps, later = steps_of(from_lists(rows)), steps_of(from_lists(others))
    found = labels.next_steps(steps, np.ones(len(rows), np.bool_))
    label = found.label + 1
    classes = len(steps.elements) + 1
    told = prefixes_of(rows, found.prefixes, steps.bounds)
    chain = slow.Chain(told, label.tolist(), 3, classes)
    tree = contexts.learn(steps, found.prefixes, 3, 1)
    model = BackOff.learn(tree.find(steps, found.prefixes), label, np.ones(len(label)), len(tree), classes)
    asked = every(later, empty=True)
    chances = model.predict(tree.find(later, asked), order)
    wanted = [chain.chances(row, order) for row in prefixes_of(others, asked, later.bounds)]
    np.testing.assert_allclose(chances, wanted, atol=1e-12)


@given(st.data(), st.integers(1, 30), st.integers(2, 4))
def test_scores_are_what_they_say(data: st.DataObject, n: int, classes: int) -> None:
    def drawn(least: int, most: int) -> Any:
        return np.array(data.draw(st.lists(st.integers(least, most), min_size=n, max_size=n)))

    raw = np.column_stack([drawn(1, 4) for _ in range(classes)]).astype(float)
    chance, label = raw / raw.sum(axis=1, keepdims=True), drawn(0, classes - 1)
    weight, customers = drawn(1, 3).astype(float), drawn(0, 3)
    told = (chance.tolist(), label.tolist(), weight.tolist())
    lost = scores.losses(chance, label)
    np.testing.assert_allclose(np.average(lost, weights=weight), slow.log_loss(*told))
    np.testing.assert_allclose(scores.brier(chance, label, weight), slow.brier(*told), atol=1e-12)
    for k in (1, 2):
        np.testing.assert_allclose(scores.top_accuracy(chance, label, weight, k), slow.top(*told, k))
    score, hit = chance[:, 0], label == 0
    binary = (score.tolist(), hit.tolist(), weight.tolist())
    assert scores.bins(score, weight).tolist() == slow.bin_numbers(binary[0], binary[2])
    np.testing.assert_allclose(
        scores.calibration_error(score, hit, weight), slow.calibration_error(*binary), atol=1e-12
    )
    if hit.any():
        for share in (0.1, 0.5, 1.0):
            among = scores.found_among(score, hit, weight, np.array([share]))[0]
            np.testing.assert_allclose(among, slow.found_among(*binary, share), atol=1e-12)
    found = scores.difference(lost, weight, customers)
    np.testing.assert_allclose(found, slow.interval(lost.tolist(), weight.tolist(), customers.tolist()), atol=1e-12)


@given(PLAIN, st.data(), st.sampled_from([0.2, 0.5, 0.8]))
def test_no_future_is_trained_on(rows: list[list[str]], data: st.DataObject, share: float) -> None:
    coded, times = timed(rows, data)
    starts = sorted(own[0] for own in times if own)
    if not starts or starts[len(starts) - max(1, round(len(starts) * share))] == starts[0]:
        return
    parts = split_in_time(coded, share, "report")
    before, after = parts.before, parts.after
    assert before.times is not None
    assert after.times is not None
    assert (before.times < parts.moment).all()
    assert (after.times >= parts.moment).all()
    assert np.max(before.observed_until) < parts.moment
    known = [row for row, own in enumerate(times) if own and own[0] < parts.moment]
    assert before.customer_codes.tolist() == [int(coded.customer_codes[row]) for row in known]
    assert parts.running.tolist() == [times[row][-1] >= parts.moment for row in known]
    assert len(before) + len(after) == sum(1 for own in times if own)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(2, 25), st.sampled_from([1, 3, 4]))
def test_no_other_slope_or_shift_fits_better(data: st.DataObject, n: int, columns: int) -> None:
    def drawn(least: int, most: int, size: int) -> Any:
        return np.array(data.draw(st.lists(st.integers(least, most), min_size=size, max_size=size)))

    scores_, label = drawn(-3, 3, n * columns).reshape(n, columns) / 1.0, drawn(0, max(columns - 1, 1), n)
    weight = drawn(1, 3, n).astype(float)
    slope, shift = calibration(scores_, label, weight)
    told = (scores_.tolist(), label.tolist(), weight.tolist())
    best = slow.calibration_loss(*told, slope, shift.tolist())
    for step in (-1e-2, 1e-2):
        assert slow.calibration_loss(*told, slope + step, shift.tolist()) > best
        for place in range(columns):
            other = shift.copy()
            other[place] += step
            assert slow.calibration_loss(*told, slope, other.tolist()) > best


TICKETS = [["open", "wait", "call"], ["open", "solve"], ["open", ("app", "mail"), "solve", "close"], ["call", "call"]]
NEXT = NextStep(min_support=0.1).fit(TICKETS * 5)
RISK = OutcomeRisk("call", min_support=0.1).fit(TICKETS * 5)
ANY = st.one_of(
    st.sampled_from(["open", "wait", "call", "solve", "new"]), st.just(("app", "mail")), st.just(("app", "new"))
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(ANY, max_size=6), min_size=1, max_size=6))
def test_one_journey_is_predicted_as_many_are(rows: list[list[Any]]) -> None:
    for model in (NEXT, RISK):
        many = model.predict_proba(rows)
        alone = np.vstack([model.predict_proba([row]) for row in rows])
        assert many.tobytes() == alone.tobytes()
        begun = [bool(row) for row in rows] if model is RISK else [True] * len(rows)
        np.testing.assert_allclose(many.sum(axis=1)[begun], 1.0)
    reasons = RISK.explain(rows, top=1000)
    frame = reasons.to_pandas()
    odds = np.full(len(rows), reasons.info["start"])
    np.add.at(odds, frame["journey"].to_numpy(int), frame["contribution"].to_numpy(float))
    begun = np.array([bool(row) for row in rows])
    np.testing.assert_allclose(1 / (1 + np.exp(-odds[begun])), RISK.predict_proba(rows)[begun, 1], atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(PLAIN)
def test_the_matrix_is_that_of_the_patterns_themselves(rows: list[list[str]]) -> None:
    journeys = jm.Journeys.from_lists(rows)
    if not journeys.coded.n_events:
        return
    patterns = jm.mine_sequences(journeys, min_support=1, max_length=3, progress=False)
    elements = tuple(tuple((name,) for name in pattern) for pattern in patterns)
    steps = steps_of(journeys.coded)
    prefixes = every(steps, empty=True)
    features = learned(steps, prefixes, contexts.learn(steps, prefixes, 1, 1), elements)
    cut = [rows[journey][: end + 1 - int(steps.bounds[journey])] for journey, end in
           zip(prefixes.journeys.tolist(), prefixes.ends.tolist(), strict=True)]  # fmt: skip
    ours = features.matrix(steps, prefixes)[:, len(features) - len(elements) :].toarray()
    assert (ours == patterns.transform(jm.Journeys.from_lists(cut)).toarray()).all()
