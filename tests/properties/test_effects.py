"""Effects of steps against the slow, obvious twin."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.actions.effects.comparing import two_arms, within_strata
from journeymine.actions.effects.risk_sets import risk_sets, watched
from journeymine.actions.effects.sample_ratio import sample_ratio
from journeymine.ranking.power import detectable, needed, power
from tests.reference import effects as slow

EVENTS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["step", "goal", "other", "more"])), max_size=5)
HISTORIES = st.lists(EVENTS, min_size=2, max_size=12)


def read(histories: dict[int, Any]) -> jm.EventLog:
    rows = [(who, time, name) for who, own in histories.items() for time, name in own]
    who, when, what = (list(column) for column in zip(*rows, strict=True))
    return jm.read_events({"who": who, "when": when, "what": what}, customer="who", event="what", time="when")


def logged(events: list[Any]) -> dict[int, Any]:
    """Customers by number; one who has all events makes them known."""
    whole = dict(enumerate(events)) | {99: [(0, "other"), (1, "step"), (2, "goal"), (1, "more")]}
    return {who: own for who, own in whole.items() if own}


@settings(max_examples=50, deadline=None)
@given(
    HISTORIES,
    st.lists(st.sampled_from([True, False, None]), min_size=13, max_size=13),
    st.lists(st.none() | st.integers(0, 12), min_size=13, max_size=13),
    st.integers(0, 6),
    st.integers(8, 16),
)
def test_a_trial_is_counted_as_the_twin_counts_it(
    events: list[Any], arms: list[Any], starts: list[Any], within: int, until: int
) -> None:
    histories = logged(events)
    held_out = {who: arms[who % 13] for who in {*range(len(events)), 99}}
    start = {who: starts[who % 13] for who in held_out}
    counts, out = slow.trial(histories, held_out, start, within, until)
    assume(counts["effect"][1] and counts["effect"][3])
    asked = {"within": within, "holdout": held_out, "start": start, "observed_until": until}
    found = jm.step_effect(read(histories), "step", "goal", **asked)
    rows = {row["view"]: row for row in found.to_dict()["rows"]}
    names = ["n_goal_treated", "n_treated", "n_goal_control", "n_control"]
    assert [rows["effect"][name] for name in names] == counts["effect"]
    for view, row in (("before", "before"), ("received", "as received (biased)")):
        said = counts[view]
        shown = said[0] + said[2] > 0 if view == "before" else bool(said[1] and said[3])
        assert (row in rows) == shown
        if shown:
            assert [rows[row][name] for name in names] == said
    told = [note for note in found.notes if note.startswith("left out: ")]
    assert told == ([] if not out else told)
    assert all(f"{count:,} ({reason})" in told[0] for reason, count in out.items())


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_two_arms_are_compared_by_the_formulas_of_the_twin(n: int, m: int, data: st.DataObject) -> None:
    x, y = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    row = two_arms(x, n, y, m)
    told = [row[name] for name in ("difference", "difference_low", "difference_high", "p_value")]
    assert told == pytest.approx(slow.two_shares(x, n, y, m), abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(
    HISTORIES, st.lists(st.none() | st.integers(0, 9), min_size=13, max_size=13), st.integers(0, 5), st.integers(1, 6)
)
def test_a_landmark_is_counted_as_the_twin_counts_it(
    events: list[Any], starts: list[Any], at: int, within: int
) -> None:
    histories = logged([own * 1 for own in events])
    start = {who: starts[who % 13] for who in histories}
    rows, out = slow.landmark(histories, ["step"], start, at, within, 14)
    assume(len({goal for _, _, goal in rows}) == 2)
    asked = {"within": within, "design": jm.Landmark(at), "start": start, "observed_until": 14}
    found = jm.step_effect(read(histories), "step", "goal", **asked)
    row = found.to_pandas().iloc[0]
    strata = slow.tables(rows, 0)
    summed = [sum(column) for column in zip(*strata, strict=True)]
    assert row[["n_goal_treated", "n_treated", "n_goal_control", "n_control"]].tolist() == summed
    assert row["n_compared"] == sum(one[1] + one[3] for one in strata if one[1] and one[3])
    if len(strata) > 1:
        names = ["difference", "difference_low", "difference_high"]
        assert row[names].tolist() == pytest.approx(slow.risk_difference(strata), nan_ok=True)
        names = ["risk_ratio", "risk_ratio_low", "risk_ratio_high"]
        assert row[names].tolist() == pytest.approx(slow.risk_ratio(strata), nan_ok=True)
    told = " ".join(found.notes)
    assert all(f"{count:,} ({reason})" in told for reason, count in out.items())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 3)), min_size=1, max_size=40))
def test_strata_are_put_together_as_the_twin_does(customers: list[tuple[bool, bool, int]]) -> None:
    exposed, goal, stratum = (np.array(column) for column in zip(*customers, strict=True))
    place = np.unique(stratum, return_inverse=True)[1]
    tables = [
        [
            int((goal & one & mine).sum()),
            int((one & mine).sum()),
            int((goal & ~one & mine).sum()),
            int((~one & mine).sum()),
        ]
        for mine in (place == number for number in range(place.max() + 1))
        for one in [exposed]
    ]
    row = within_strata(exposed, goal, place)
    assert row["n_compared"] == sum(one[1] + one[3] for one in tables if one[1] and one[3])
    if len(tables) > 1:
        told = [row[name] for name in ("difference", "difference_low", "difference_high")]
        assert told == pytest.approx(slow.risk_difference(tables), nan_ok=True)
        assert told[0] == pytest.approx(row["share_treated"] - row["share_control"], nan_ok=True)


@settings(max_examples=100, deadline=None)
@given(st.floats(0.02, 0.9), st.floats(0.01, 0.08), st.integers(20, 5000), st.integers(20, 5000))
def test_power_and_what_it_takes(base: float, effect: float, n: int, m: int) -> None:
    found = power(base, effect, n, m)
    assert found == pytest.approx(slow.power(base, base + effect, n, m))
    assert power(base, -min(effect, base), n, m) == pytest.approx(slow.power(base, base - min(effect, base), n, m))
    least = detectable(base, n, m)
    if not np.isnan(least):
        assert slow.power(base, base + least, n, m) == pytest.approx(0.8)
    treated, control = needed(base, effect, ratio=0.8)
    assert slow.power(base, base + effect, treated, control) >= 0.8 - 1e-3
    assert treated <= 50 or slow.power(base, base + effect, treated - 20, control - 5) < 0.8


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(0, 60), st.sampled_from([0.5, 0.8, 0.9]))
def test_the_sample_ratio_is_checked_by_the_exact_test(treated: int, control: int, ratio: float) -> None:
    assert sample_ratio(treated, control, ratio).p == pytest.approx(slow.sample_ratio(treated, control, ratio))


MOMENT = st.none() | st.integers(0, 9)
CUSTOMER = st.tuples(MOMENT, st.integers(1, 9), st.tuples(MOMENT, MOMENT, MOMENT), st.integers(0, 1))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(MOMENT, st.integers(1, 9), st.tuples(MOMENT, MOMENT, MOMENT), st.integers(0, 1)), max_size=15)
)
def test_risk_sets_are_those_of_the_twin(drawn: list[Any]) -> None:
    # The goal comes after time zero.
    customers = [(None if goal is None else goal + 1, *rest) for goal, *rest in drawn]
    customers.append((3, 9, (1, None, 2), 0))

    def moments(given: Any) -> Any:
        return np.array([2**64 - 1 if one is None else one for one in given], np.uint64)

    goal, seen, steps, stratum = zip(*customers, strict=True)
    got = [moments(one) for one in zip(*steps, strict=True)]
    number = np.unique(stratum, return_inverse=True)[1]
    for step in range(3):
        tables = risk_sets(watched(got, step, moments(goal), moments(seen), number))
        columns = (tables.both, tables.exposed, tables.group - tables.both, tables.total - tables.exposed)
        found = np.column_stack(columns).astype(int).tolist()
        assert sorted(found) == sorted(slow.risk_sets(customers, step))


@settings(max_examples=40, deadline=None)
@given(HISTORIES, st.integers(6, 14))
def test_until_the_goal_is_counted_as_the_twin_counts_it(events: list[Any], until: int) -> None:
    histories = logged(events)
    customers = []
    for own in histories.values():
        t0 = min(time for time, _ in own)
        first = {name: min(time - t0 for time, one in own if one == name) for _, name in own}
        if first.get("goal") != 0 and until > t0:
            customers.append((first.get("goal"), until - t0, (first.get("step"), first.get("more")), 0))
    assume(customers)
    asked = {"design": jm.UntilOutcome(), "observed_until": until, "strata": None, "method": "none"}
    rows = jm.campaign_effects(read(histories), ["step", "more"], "goal", **asked).to_dict()["rows"]
    for step in (0, 1):
        tables = slow.risk_sets(customers, step)
        names = ("risk_ratio", "risk_ratio_low", "risk_ratio_high")
        told = [np.nan if rows[step][name] is None else rows[step][name] for name in names]
        expected = [np.nan if np.isinf(one) else one for one in slow.risk_ratio(tables)]
        assert told == pytest.approx(expected, nan_ok=True)
        assert rows[step]["n_goal_treated"] == sum(table[0] for table in tables)
        assert rows[step]["n_goal_control"] == sum(table[2] for table in tables)
        assert rows[step]["n_customers"] == len(customers)


@settings(max_examples=40, deadline=None)
@given(HISTORIES, st.integers(0, 5), st.integers(1, 6))
def test_a_campaign_is_counted_as_the_twin_counts_it(events: list[Any], at: int, within: int) -> None:
    histories = logged(events)
    start = {who: own and min(time for time, _ in own) for who, own in histories.items()}
    counted, _ = slow.landmark(histories, ["step", "more"], start, at, within, 14)
    assume(len({goal for _, _, goal in counted}) == 2)
    asked = {"within": within, "design": jm.Landmark(at), "observed_until": 14}
    rows = jm.campaign_effects(read(histories), ["step", "more"], "goal", **asked).to_dict()["rows"]
    for step, row in enumerate(rows):
        strata = slow.tables(counted, step)
        assert row["n_compared"] == sum(one[1] + one[3] for one in strata if one[1] and one[3])
        if len(strata) > 1:
            told = [np.nan if row[name] is None else row[name] for name in ("difference", "difference_low")]
            assert told == pytest.approx(slow.risk_difference(strata)[:2], nan_ok=True)
