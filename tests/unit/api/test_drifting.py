"""What became more frequent: against its twin from the raw journeys on, told, calibrated and refused."""

import json
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import MissingColumnError, OptionError, UnknownEventError
from journeymine.ranking.corrections import CORRECTIONS
from tests.reference import drift as twin
from tests.reference.completions import leads
from tests.reference.sequences import as_elements
from tests.unit.actions.test_completing import ROLES, drawn, patterns

LOGS = st.lists(
    st.tuples(st.integers(0, 9), st.lists(st.sampled_from(["a", "b", ("a", "c"), "d"]), max_size=6)),
    min_size=1,
    max_size=14,
)
Log = list[tuple[Any, list[Any]]]


def journeys_of(log: Log) -> jm.Journeys:
    return jm.Journeys.from_lists([journey for _, journey in log], customers=[who for who, _ in log])


@settings(max_examples=60, deadline=None)
@given(LOGS, LOGS, st.booleans())
def test_every_column_against_its_twin(before: Log, now: Log, several: bool) -> None:  # noqa: FBT001
    if not several:
        before = [(place, journey) for place, (_, journey) in enumerate(before)]
        now = [(100 + place, journey) for place, (_, journey) in enumerate(now)]
    both = journeys_of([*before, *now])
    patterns = jm.mine_sequences(both, min_support=1, max_length=2)
    found = patterns.drift(journeys_of(before), journeys_of(now), alpha=0.4).to_pandas()
    assert sorted(map(str, found["pattern"])) == sorted(map(str, patterns))
    rows = [twin.drift(pattern, before, now) for pattern in found["pattern"]]
    q = CORRECTIONS["bh"](np.array([row["p_value"] for row in rows]), len(rows))
    for place, row in enumerate(rows):
        row["q_value"], row["significant"] = q[place], found["significant"][place]
        own = {name: found[name][place] for name in row}
        assert own.pop("direction") == row.pop("direction")
        assert own == pytest.approx(row, rel=1e-7, abs=1e-9, nan_ok=True), found["pattern"][place]
        row["direction"] = found["direction"][place]
    assert found["explained_by"].tolist() == twin.explained(list(zip(found["pattern"], rows, strict=True)))


def test_a_rise_that_a_part_explains_and_one_that_it_does_not() -> None:
    before = [["call"]] * 100 + [["web", "pay"]] * 100 + [["web"]] * 200 + [["x"]] * 600
    now = [["call"]] * 300 + [["web", "pay"]] * 300 + [["web"]] * 100 + [["x"]] * 300
    one, two = jm.Journeys.from_lists(before), jm.Journeys.from_lists(now, customers=range(2000, 3000))
    drift = jm.mine_sequences([*before, *now], min_support=10).drift(one, two, strata=None)
    told = {" ".join(row["pattern"]): row for row in drift.to_dict()["rows"]}
    assert [told[one]["direction"] for one in ("call", "pay", "web pay", "web")] == ["more"] * 4
    # Who pays has always looked at the web before; of those who look more than before pay.
    assert told["web pay"]["explained_by"] == ["pay"]
    assert [str(one) for one in drift.changes("more").to_pandas()["pattern"]] == ["call", "pay", "web"]
    assert [str(one) for one in drift.changes("less").to_pandas()["pattern"]] == ["x"]


def test_what_leaves_a_hair_of_a_change_explains_it() -> None:
    before = [["bill", "call"]] * 990 + [["call"]] * 10 + [["x"]] * 9000
    now = [["bill", "call"]] * 4700 + [["call"]] * 300 + [["x"]] * 5000
    one, two = jm.Journeys.from_lists(before), jm.Journeys.from_lists(now, customers=range(20_000, 30_000))
    drift = jm.mine_sequences([*before, *now], min_support=10).drift(one, two, strata=None)
    told = {" ".join(row["pattern"]): row["explained_by"] for row in drift.to_dict()["rows"]}
    # Of those who call a little fewer had a bill: that is sure, and no matter beside five times as many calls.
    assert told == {"call": None, "x": None, "bill": None, "bill call": ["call"]}


def test_longer_journeys_alone_change_no_pattern() -> None:
    """A crude test finds drift everywhere then; neither the one within strata nor that of the order does."""
    random = np.random.default_rng(7)
    shares = dict.fromkeys(("chi2", "cmh", "order"), 0.0)
    seeds = 30
    for _ in range(seeds):
        before, now = (
            jm.Journeys.from_lists(
                [random.choice(list("abcdef"), size).tolist() for size in random.integers(2, most, 400)],
                customers=range(first, first + 400),
            )
            for most, first in ((6, 0), (10, 1000))
        )
        patterns = jm.mine_sequences([*before, *now], min_support=20, min_length=2, max_length=2)
        for test in shares:
            found = patterns.drift(before, now, test=test).to_pandas()
            found = found[[len(set(one)) == 2 for one in found["pattern"]]]
            shares[test] += float((found["p_value"] <= 0.05).mean()) / seeds
    assert shares["chi2"] > 0.9
    assert shares["cmh"] < 0.075
    assert shares["order"] < 0.075


def test_customers_with_tastes_of_their_own_in_both_periods_are_no_drift() -> None:
    few, covered, seeds = 0.0, 0.0, 12
    for seed in range(seeds):
        random = np.random.default_rng(seed)
        taste, who = random.dirichlet(np.full(5, 0.5), 150), np.repeat(np.arange(150), 2)
        before, now = (
            jm.Journeys.from_lists(
                [random.choice(list("abcde"), random.integers(2, 6), p=taste[one]).tolist() for one in who],
                customers=who.tolist(),
            )
            for _ in range(2)
        )
        found = jm.mine_sequences([*before, *now], min_support=25, max_length=2).drift(before, now).to_pandas()
        few += float((found["p_value"] <= 0.05).mean()) / seeds
        inside = (found["support_difference_low"] <= 0) & (found["support_difference_high"] >= 0)
        covered += float(inside.mean()) / seeds
    assert few < 0.05
    assert covered > 0.95


def test_the_order_may_change_and_nothing_else() -> None:
    before, now = [["a", "b"]] * 50 + [["b", "a"]] * 50, [["a", "b"]] * 80 + [["b", "a"]] * 20
    one, two = jm.Journeys.from_lists(before), jm.Journeys.from_lists(now, customers=range(100, 200))
    drift = jm.mine_sequences([*before, *now], min_support=10).drift(one, two, test="order").to_pandas()
    told = drift.set_index("pattern")
    assert told["lift_before"].loc[[("a", "b")]].tolist() == pytest.approx([1.0])
    assert told["lift_now"].loc[[("a", "b")]].tolist() == pytest.approx([1.6])
    assert told["direction"].tolist() == ["more", "less", "same", "same"]
    assert told["significant"].tolist() == [True, True, False, False]


def test_what_was_mined_in_one_period_has_no_q_values() -> None:
    all_of_it = jm.Journeys.from_lists([["a", "b"]] * 20 + [["b"]] * 20)
    before, now = all_of_it[:25], all_of_it[25:]
    chosen = jm.mine_sequences(before, min_support=2).drift(before, now)
    assert np.isnan(chosen.to_pandas()["q_value"]).all()
    assert not chosen.to_pandas()["significant"].any()
    assert any("mined in the journeys of 'before' alone" in note for note in chosen.notes)
    again = jm.mine_sequences(jm.Journeys.from_lists(list(now)), min_support=2).drift(before, now)
    assert any("mined in the journeys of 'now' alone" in note for note in again.notes)
    fair = jm.mine_sequences(all_of_it, min_support=2).drift(before, now)
    assert not np.isnan(fair.to_pandas()["q_value"]).any()


def test_the_notes_say_who_was_compared() -> None:
    rows = {"who": [1, 1, 2, 3, 3], "what": list("ababa"), "when": ["2024-01-01", "2024-01-20", "2024-01-02",
            "2024-02-01", "2024-02-03"]}  # fmt: skip
    log = jm.read_events(rows, customer="who", event="what", time="when")
    before, now = log.journeys(end="2024-01-15"), log.journeys(start="2024-01-15")
    drift = jm.mine_sequences(log.journeys(), min_support=1).drift(before, now)
    assert drift.notes[1] == (
        "before: 3 journeys (1 without events) of 3 customers, 2024-01-01 … 2024-01-02; now: 3 journeys "
        "(1 without events) of 3 customers, 2024-01-20 … 2024-02-03; 3 customers in all, 3 of them in both periods"
    )
    assert drift.notes[0].startswith("observational")
    first = jm.mine_sequences(log.journeys(), min_support=1).drift(before, now, design=jm.Landmark("7d"))
    assert any("not observed to the end" in note for note in first.notes)


def test_how_long_there_is_before_the_outcome() -> None:
    rows = drawn(4, 300)
    who, when, what = zip(*sorted(set(rows)), strict=True)
    log = jm.read_events({"who": list(who), "when": list(when), "what": list(what)}, **ROLES)
    before, now = log.journeys(end=50), log.journeys(start=50)
    drift = patterns().drift(before, now, outcome=["complaint:*"], within=20)
    assert "lead_time" in drift.notes[2]
    later = [row for row in sorted(set(rows)) if row[1] >= 50]
    for row in drift.to_pandas().to_dict("records"):
        expected = leads(later, as_elements(row["pattern"]), {"complaint:late", "complaint:lost"}, 20)
        assert row["n_outcome"] == len(expected)
        middle = expected[(len(expected) + 1) // 2 - 1] if expected else np.nan
        assert row["lead_time_median"] == pytest.approx(middle, abs=1e-9, nan_ok=True)
    with pytest.raises(UnknownEventError, match="Did you mean 'complaint:late'"):
        patterns().drift(before, now, outcome="complaint:lat", within=20)
    with pytest.raises(OptionError, match="give both or neither"):
        patterns().drift(before, now, outcome="a")
    with pytest.raises(OptionError, match="`within` of drift must be a length of time above 0"):
        patterns().drift(before, now, outcome="a", within=0)
    listed = jm.Journeys.from_lists([["a", "b"]])
    with pytest.raises(OptionError, match="`within` of drift needs the times"):
        patterns().drift(listed, listed, outcome="a", within=3)


def test_strata_by_name_and_by_customer() -> None:
    lands = {1: "de", 2: "de", 3: "at", 4: "at"}
    people = {"id": list(lands), "land": list(lands.values())}
    rows = {"who": [1, 2, 3, 4], "what": list("abab"), "when": [1, 2, 3, 4]}
    log = jm.read_events(rows, customer="who", event="what", time="when").with_customers(people, customer="id")
    patterns = jm.mine_sequences(log.journeys(), min_support=1)
    halves = log.journeys()[:2], log.journeys()[2:]
    by_name = patterns.drift(*halves, strata=["length", "land"])
    by_customer = patterns.drift(*halves, strata=["length", lands])
    assert by_name.to_pandas().equals(by_customer.to_pandas())
    assert by_name.info["strata"] == ["length", "land"]
    assert "strata of length, land" in repr(by_name)
    with pytest.raises(MissingColumnError, match="Did you mean 'land'"):
        patterns.drift(*halves, strata="lant")
    with pytest.raises(OptionError, match="dicts by customer"):
        patterns.drift(*halves, strata=[np.zeros(4)])


def test_results_travel_and_are_the_same_for_any_number_of_threads() -> None:
    random = np.random.default_rng(1)
    before, now = ([random.choice(list("abc"), 4).tolist() for _ in range(60)] for _ in range(2))
    halves = jm.Journeys.from_lists(before), jm.Journeys.from_lists(now)
    told = [
        jm.mine_sequences([*before, *now], min_support=5, max_length=2, n_jobs=n_jobs).drift(*halves, test="order")
        for n_jobs in (1, 2)
    ]
    assert told[0].to_pandas().equals(told[1].to_pandas())
    assert pickle.loads(pickle.dumps(told[0])).to_pandas().equals(told[0].to_pandas())
    assert json.loads(json.dumps(told[0].to_dict()))["rows"][0]["pattern"]
    assert told[0].to_arrow().num_rows == len(told[0])
    assert " → " in repr(told[0])


def test_what_is_refused() -> None:
    log = jm.Journeys.from_lists([["a", "b"], ["b"]])
    patterns = jm.mine_sequences(log, min_support=1)
    timed = jm.read_events({"who": [1], "what": ["a"], "when": [3]}, customer="who", event="what", time="when")
    with pytest.raises(OptionError, match=r"`before` of drift must be Journeys, one at least; got \[\]"):
        patterns.drift([], log)  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="`now` of drift"):
        patterns.drift(log, log[:0])
    with pytest.raises(OptionError, match="times are of one kind"):
        patterns.drift(log, timed.journeys())
    with pytest.raises(OptionError, match="`design` of drift"):
        patterns.drift(log, log, design=jm.UntilOutcome())  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="`alpha` of drift"):
        patterns.drift(log, log, alpha=2)
    with pytest.raises(OptionError, match="`direction` of changes"):
        patterns.drift(log, log).changes("up")
