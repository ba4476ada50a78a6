"""What leads to an outcome, against its slow twin; and what it says where nothing leads, and where something does."""

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.datasets import service_log
from journeymine.datasets.service import onboarding
from tests.properties.test_constraints import EVERY_NAME, SETS, SINGLE, Steps, coded_with_times
from tests.reference import leads as twin
from tests.reference.rule_times import Watched
from tests.reference.sequences import Pattern

if TYPE_CHECKING:
    from tests.reference.constrained import Timed

OWNERS = st.sampled_from(["alone", "together"])
COLUMNS = ("n_eligible", "n_censored", "share_within", "share_within_low", "share_within_high")


def watched(journeys: Steps, until: list[int], owners: str) -> tuple[list[Watched], jm.Journeys]:
    """Journeys with rising times, plain and coded; every name occurs in the last."""
    plain: list[Timed] = []
    for journey in [*journeys, EVERY_NAME]:
        clock = np.cumsum([gap + 1 for _, gap in journey], dtype=np.int64).tolist()
        plain.append([(element, time) for (element, _), time in zip(journey, clock, strict=True)])
    coded = coded_with_times(plain)
    n = len(plain)
    ends = np.array(until[:n], np.int64)
    codes = np.arange(n, dtype=np.uint32) // (2 if owners == "together" else 1)
    coded = replace(coded, observed_until=ends, customer_codes=codes)
    told = [Watched(one, int(end), int(owner)) for one, end, owner in zip(plain, ends, codes, strict=True)]
    return told, jm.Journeys(coded)


def elements(pattern: Any) -> Pattern:
    return tuple(one if isinstance(one, tuple) else (one,) for one in pattern)


@given(
    st.one_of(SINGLE, SETS),
    st.integers(0, 5),
    st.integers(1, 2),
    st.integers(1, 3),
    st.sampled_from([("c",), ("b", "c")]),
    OWNERS,
    st.integers(1, 3),
    st.lists(st.integers(0, 25), min_size=7, max_size=7),
)
@settings(max_examples=150, deadline=None)
def test_leads_are_those_of_the_twin(
    journeys: Steps,
    within: int,
    least: int,
    longest: int,
    outcome: tuple[str, ...],
    owners: str,
    n_jobs: int,
    until: list[int],
) -> None:
    plain, coded = watched(journeys, until, owners)
    merged = twin.with_one_outcome(plain, set(outcome))
    expected = twin.leads(merged, within, least, longest)
    found = jm.leads_to(
        coded, list(outcome), within, least, max_length=longest, n_jobs=n_jobs, time_limit=60.0, progress=False
    )
    rows = {elements(row["pattern"]): row for row in found.to_pandas().to_dict("records")}
    assert set(rows) == set(expected)
    for pattern, told in expected.items():
        row = rows[pattern]
        assert (row["n_journeys"], row["n_customers"]) == (told.n_journeys, told.n_customers)
        assert row["n_before_outcome"] == told.n_before
        assert np.allclose([row[one] for one in COLUMNS], told.survival, rtol=1e-9, atol=1e-12, equal_nan=True)
        leads = [row[f"lead_time_{one}"] for one in ("q25", "median", "q75")]
        assert [None if np.isnan(one) else one for one in leads] == list(told.leads)
        assert row["n_now"] == len(told.now)
        assert row["structural"] == told.structural
        part = twin.redundant(expected, pattern)
        assert (row["redundant_with"] is None) == (part is None)
        if part is not None:
            named = expected[elements(row["redundant_with"])].survival[2]
            assert named == pytest.approx(expected[part].survival[2], nan_ok=True)
    usual = twin.share_of_events(merged, within)
    assert found.info["share_of_events"] == (None if usual is None else pytest.approx(float(usual)))
    if coded.coded.element_starts is None:
        assert found.info["family_size"] == twin.family_size(merged, least, longest)


@given(SINGLE, st.integers(0, 9), OWNERS, st.lists(st.integers(0, 25), min_size=7, max_size=7))
@settings(max_examples=60, deadline=None)
def test_those_inside_now_are_those_of_the_twin(journeys: Steps, within: int, owners: str, until: list[int]) -> None:
    plain, coded = watched(journeys, until, owners)
    found = jm.leads_to(coded, "c", within, 1, max_length=2)
    merged = twin.with_one_outcome(plain, {"c"})
    for row, pattern in enumerate(found.to_pandas()["pattern"]):
        people = [coded.coded.customers.name(one) for one in twin.inside_now(merged, elements(pattern), within)]
        assert found.customers(row) == people
        assert found.customers(pattern) == people


def test_the_order_lift_is_that_of_all_orders() -> None:
    random = np.random.default_rng(0)
    names = ["a", "b", "out", "x"]
    rows = [(who, names[at], 10 * who + when) for who in range(60) for when, at in enumerate(random.permutation(4))]
    who, what, when = (list(one) for one in zip(*rows, strict=True))
    log = jm.read_events({"who": who, "what": what, "when": when}, customer="who", event="what", time="when")
    found = jm.leads_to(log, "out", 1, 1, max_length=2, observed_until=10_000).to_pandas()
    for row in found.to_dict("records"):
        pattern = row["pattern"]
        held = [one for one in permutations(names) if _inside(pattern, one)]
        hits = [
            one
            for one in held
            if _inside(pattern, one[: one.index("out")]) and one[one.index("out") - 1] == pattern[-1]
        ]
        chance = len(hits) / len(held)
        assert row["lift_order"] == pytest.approx(row["n_before_outcome"] / row["n_journeys"] / chance, rel=0.1)
        assert 0 < row["p_value"] <= 1


def _inside(pattern: tuple[str, ...], order: tuple[str, ...]) -> bool:
    places = [order.index(one) for one in pattern if one in order]
    return len(places) == len(pattern) and places == sorted(places)


def null_log(seed: int) -> jm.EventLog:
    """Customers of their own activity and their own mixture of events, in random order on bursts of times."""
    random = np.random.default_rng(seed)
    many = random.poisson(random.gamma(2, 4, 150))
    who = np.repeat(np.arange(150), many)
    mixture = np.cumsum(random.dirichlet(np.full(6, 2.0), 150), axis=1)
    what = (random.random(len(who))[:, None] > mixture[who]).sum(axis=1)
    early = random.exponential(5, len(who)) < 5
    times = np.where(early, random.exponential(5, len(who)), random.uniform(0, 100, len(who)))
    columns = {
        "who": who,
        "what": np.array(["a", "b", "c", "d", "e", "out"])[what],
        "when": (times * 1e6).astype(np.int64),
    }
    return jm.read_events(columns, customer="who", event="what", time="when")


def test_where_nothing_leads_nothing_is_found() -> None:
    p, false = [], 0
    n = 40
    for seed in range(n):
        found = jm.leads_to(null_log(seed), "out", 5_000_000, 8, max_length=1, observed_until=150_000_000)
        p += found.to_pandas()["p_value"].tolist()
        false += len(found.findings()) > 0
    assert len(p) > 4 * n
    assert np.mean(np.array(p) <= 0.05) <= 0.05
    assert false <= 0.05 * n


def test_the_planted_pattern_comes_first_and_the_steps_everybody_takes_are_marked() -> None:
    covered = 0
    for seed in range(4):
        made = service_log(3_000, days=180, seed=seed)
        told = made.truth["lead"]
        found = jm.leads_to(made.log(), told["outcome"], told["within"], 10, observed_until=made.observed_until)
        rows = found.to_pandas()
        assert rows["pattern"][0] == told["pattern"]
        assert found.findings().to_pandas()["pattern"][0] == told["pattern"]
        covered += rows["share_within_low"][0] <= told["share_within"] <= rows["share_within_high"][0]
        assert rows["lead_time_median"][0].total_seconds() / 86_400 == pytest.approx(2, abs=0.5)
        common = rows[rows["pattern"].isin([("order",), ("contract",), told["structural"]])]
        assert len(common)
        assert common["structural"].all()
        assert (common["lift_time"] < 1).all()
    assert covered >= 3


def test_a_phase_in_which_the_outcome_comes_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CALL", "CALL_DELAYED"):
        monkeypatch.setattr(onboarding, name, 0.0)
    rows = findings = 0
    for seed in range(3):
        made = service_log(3_000, seed=seed)
        found = jm.leads_to(made.log(), onboarding.OUTCOME, "7d", 10, observed_until=made.observed_until)
        own = found.to_pandas()
        assert (own["q_value"] <= 0.05).sum() > 5
        rows, findings = rows + len(found), findings + len(found.findings())
    assert findings <= 0.05 * rows
