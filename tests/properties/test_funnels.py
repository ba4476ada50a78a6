"""Funnels against every way that could be taken, on single events and sets, with ties and several journeys each."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.actions.funnel.dropping import parting
from journeymine.actions.funnel.table import funnel
from journeymine.errors import OptionError
from tests.properties.test_constraints import SETS, SINGLE, Steps, timed
from tests.reference import funnels as twin
from tests.reference.rule_times import wilson

EVENT = st.one_of(st.sampled_from("abc"), st.sampled_from([["a", "b"], "*", ["c"]]))
MODES = [("customers", "first"), ("customers", "any"), ("journeys", "any"), ("entries", None), ("journeys", None)]


def events_of(step: Any) -> set[str]:
    return set("abc") if step == "*" else set(step)


def drawn(journeys: Steps, data: st.DataObject, *, together: bool) -> tuple[Any, jm.Journeys, list[int], list[int]]:
    plain, coded = timed(journeys)
    until = data.draw(st.lists(st.integers(0, 22), min_size=len(plain), max_size=len(plain)))
    owners = [number // 2 if together else number for number in range(len(plain))]
    coded = replace(coded, observed_until=np.array(until), customer_codes=np.array(owners, np.uint32))
    return plain, jm.Journeys(coded), until, owners


@given(
    st.one_of(SINGLE, SETS),
    st.lists(EVENT, min_size=2, max_size=4),
    st.one_of(st.none(), st.integers(0, 6)),
    st.sampled_from(["loose", "strict"]),
    st.sampled_from(MODES),
    st.sampled_from(["alone", "together"]),
    st.data(),
)
@settings(max_examples=150, deadline=None)
def test_everybody_is_counted_as_one_by_one(
    journeys: Steps,
    steps: list[Any],
    within: int | None,
    order: Any,
    mode: tuple[Any, Any],
    owning: str,
    data: st.DataObject,
) -> None:
    plain, source, until, owners = drawn(journeys, data, together=owning == "together")
    count, entry = mode
    frame = source.funnel(steps, within=within, order=order, count=count, entry=entry).to_pandas()
    found = list(twin.walks(plain, until, owners, [events_of(step) for step in steps], within, order))
    counted = twin.units(found, count, entry or "first", within)
    curve = within is not None and entry != "any"
    for step, row in enumerate(frame.to_dict("records")):
        told = twin.counts(counted, step)
        assert {name: row[name] for name in told} == told
        check_shares(row, told, step, clustered=count != "customers" and (owning == "together" or count == "entries"))
        if curve and counted and step:
            assert near(row["share_km"], twin.share_km(counted, step, within or 0))
        for name, share in {"wait_q25": Fraction(1, 4), "wait_median": Fraction(1, 2)}.items():
            expected = twin.wait(counted, step, share, weighted=curve) if step and counted else None
            assert near(row[name], expected)
        half = twin.wait(counted, step, Fraction(1, 2), weighted=curve, of_all=True) if step and counted else None
        assert near(row["half_after"], half)


def near(value: float, expected: float | None) -> bool:
    return bool(np.isnan(value)) if expected is None else bool(np.isclose(value, expected))


def check_shares(row: dict[str, Any], told: dict[str, int], step: int, *, clustered: bool) -> None:
    before = told["n_reached"] + told["n_dropped"]
    if not told["n_eligible"]:
        assert np.isnan(row["share"])
        return
    share = told["n_reached"] / told["n_eligible"]
    assert np.isclose(row["share"], share)
    if not clustered:
        assert np.allclose((row["share_low"], row["share_high"]), wilson(share, told["n_eligible"]))
    assert row["share_low"] <= row["share"] <= row["share_high"]
    assert near(row["step_share"], told["n_reached"] / before if step and before else None)


@given(SINGLE, st.sampled_from(MODES), st.data())
@settings(max_examples=60, deadline=None)
def test_a_row_that_stands_for_many_is_as_many_customers(
    journeys: Steps, mode: tuple[Any, Any], data: st.DataObject
) -> None:
    _, source, until, _ = drawn(journeys, data, together=False)
    many = data.draw(st.lists(st.integers(1, 4), min_size=len(source), max_size=len(source)))
    rows = np.repeat(np.arange(len(source)), many)
    each = replace(source[rows].coded, customer_codes=np.arange(len(rows), dtype=np.uint32))
    each = replace(each, observed_until=np.array(until)[rows])
    whole = jm.Journeys(replace(source.coded, multiplicity=np.array(many, np.uint32)))
    asked: dict[str, Any] = {"within": 4, "count": mode[0], "entry": mode[1]}
    groups = np.arange(len(source)) % 2
    both = ((whole, groups), (jm.Journeys(each), groups[rows]))
    told = [one.funnel(["a", "b", "c"], by=by, **asked).to_pandas() for one, by in both]
    for name in told[0].columns.drop(["step", "event", "segment", "test"]):
        assert np.allclose(told[0][name], told[1][name], equal_nan=True), name


@given(
    st.one_of(SINGLE, SETS),
    st.lists(EVENT, min_size=2, max_size=3),
    st.one_of(st.none(), st.integers(1, 8)),
    st.sampled_from(["loose", "strict"]),
    st.sampled_from(MODES),
    st.sampled_from([("before", None), ("instead", None), ("instead", 1), ("instead", 3)]),
    st.data(),
)
@settings(max_examples=150, deadline=None)
def test_the_lost_and_the_won_are_compared_on_what_the_view_says(
    journeys: Steps,
    steps: list[Any],
    within: int | None,
    order: Any,
    mode: tuple[Any, Any],
    view: tuple[str, int | None],
    data: st.DataObject,
) -> None:
    plain, source, until, owners = drawn(journeys, data, together=data.draw(st.booleans()))
    study, _ = funnel(source.coded, steps, within=within, order=order, count=mode[0], entry=mode[1], by=None)
    found = list(twin.walks(plain, until, owners, [events_of(step) for step in steps], within, order))
    counted = twin.units(found, mode[0], mode[1] or "first", within)
    step = len(steps) - 1
    expected = twin.parted(plain, counted, step, within, until, view=view[0], after=view[1])
    if len({label for label, _ in expected}) < 2:
        with pytest.raises(OptionError, match="must have lost some and not all"):
            parting(study, step, view[0], view[1], view[1])
        return
    told = parting(study, step, view[0], view[1], view[1])
    elements = [[one if isinstance(one, tuple) else (one,) for one in journey] for journey in jm.Journeys(told.coded)]
    assert sorted(zip(told.label.tolist(), elements, strict=True)) == sorted(expected)


def test_censoring_does_not_bend_the_curve() -> None:
    """Half convert, each step taking 1 to 8 days; entries up to the end of observation."""
    random = np.random.default_rng(1)
    n = 20_000
    entered = random.integers(0, 40, n)
    waits = random.integers(1, 9, (2, n))
    goes = random.random(n) < 0.5
    who = np.concatenate([np.arange(n), np.flatnonzero(goes), np.flatnonzero(goes)])
    when = np.concatenate([entered, (entered + waits[0])[goes], (entered + waits[0] + waits[1])[goes]])
    what = np.repeat(["in", "on", "out"], [n, goes.sum(), goes.sum()])
    seen = when <= 40
    log = jm.read_events({"w": who[seen], "e": what[seen], "t": when[seen]}, customer="w", event="e", time="t")
    frame = log.funnel(["in", "on", "out"], within=16, observed_until=40).to_pandas()
    assert np.allclose(frame["share_km"], [1, 0.5, 0.5], atol=0.02)
    assert frame["step_share_km"][2] == pytest.approx(1, abs=0.03)
    # The plain waits of those who were seen to convert are too short: the median is 4 or 5 of 1 to 8.
    assert frame["wait_median"][1:].isin([4, 5]).all()
    assert frame["wait_q75"][1:].tolist() == [6, 6]
