"""Corrected tests of what a search found: by the family written out, by data sets in random order, by hold-out."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.journeys.splitting import split_customers
from journeymine.mining.again import mined_again
from journeymine.mining.constraints import FREE, rules_told
from journeymine.mining.found import FoundPatterns
from journeymine.ranking.corrections import CORRECTIONS
from journeymine.ranking.significance import Verdict, Wish, significance
from tests.reference.corrections import TWINS
from tests.reference.significance import exact_p, family

METHODS = ("bh", "by", "holm", "bonferroni")


def judged(coded: CodedJourneys, info: Mapping[str, Any], **wish: Any) -> tuple[FoundPatterns, Verdict]:
    constraints = rules_told(info, coded, "test")
    found = mined_again(coded, info)
    return found, significance(coded, found, info, constraints, Wish(**wish))


def patterns(found: FoundPatterns) -> list[tuple[int, ...]]:
    return [tuple(found.items[a:b].tolist()) for a, b in pairwise(found.offsets.tolist())]


JOURNEYS = st.lists(st.lists(st.integers(0, 2), max_size=4), min_size=1, max_size=5).map(
    lambda rows: [*rows, [0, 1, 2]]
)


@given(JOURNEYS, st.integers(1, 3), st.sampled_from(METHODS), st.sampled_from(["exact", "mid"]))
@settings(max_examples=60, deadline=None)
def test_the_family_written_out_says_the_same(rows: list[list[int]], least: int, method: str, p: str) -> None:
    found, got = judged(from_lists(rows), {"min_support": least, "max_length": 3}, method=method, p=p)
    hypotheses, own = family(rows, least, 3), patterns(found)
    assert got.told["family_size"] == len(hypotheses)
    exact = {one: exact_p(rows, one)[1:][p == "mid"] for one in own}
    tested = [one for one in own if len(set(one)) > 1]
    wanted = dict(zip(tested, TWINS[method]([float(exact[one]) for one in tested], len(hypotheses)), strict=True))
    for one, p_value, q_value, test in zip(own, got.p, got.q, got.test, strict=True):
        if one in wanted:
            assert one in hypotheses
            assert p_value == pytest.approx(float(exact[one]), rel=1e-9)
            assert q_value == pytest.approx(wanted[one], rel=1e-9)
            assert test == {"mid": "mid-p"}.get(p, p)
        else:
            assert np.isnan([p_value, q_value]).all()
            assert test is None
    assert got.columns(0.05)["significant"].tolist() == [bool(q <= 0.05) for q in got.q]


def test_a_part_of_the_patterns_has_no_smaller_q_than_the_whole() -> None:
    coded = from_lists([[0, 1, 2]] * 20 + [[2, 1, 0]] * 5)
    info = {"min_support": 5, "max_length": 3}
    found, whole = judged(coded, info)
    rows = np.flatnonzero(whole.q < 0.1)
    part = significance(coded, found.take(rows), info, FREE, Wish())
    assert (part.q >= whole.q[rows]).all()
    assert part.told["family_size"] == whole.told["family_size"]


def test_to_correct_for_the_winners_alone_finds_noise() -> None:
    runs, info, winners, family_wide = 100, {"min_support": 18, "min_length": 2, "max_length": 2}, 0, 0
    for seed in range(runs):
        random = np.random.default_rng(seed)
        coded = from_lists([random.permutation(12)[:8].tolist() for _ in range(60)])
        _, plain = judged(coded, info, method="none")
        winners += CORRECTIONS["bh"](plain.p, len(plain.p)).min() <= 0.05
        family_wide += (judged(coded, info)[1].q <= 0.05).any()
    assert winners >= 0.2 * runs
    assert family_wide <= 0.05 * runs + 2 * (0.05 * 0.95 * runs) ** 0.5


REASONS = [
    ({"min_support": 5}, "no `max_length`"),
    ({"top_k": 5, "max_length": 2}, "no least count"),
    ({"min_support": 5, "max_length": 2, "contiguous": True}, "rules on gaps"),
    ({"min_support": 0.1, "max_length": 2, "threshold": "weighted"}, "no least count"),
]


@pytest.mark.parametrize(("info", "why"), REASONS)
def test_where_no_family_can_be_counted_some_customers_are_held_out(info: dict[str, Any], why: str) -> None:
    coded = replace(from_lists([[0, 1, 2]] * 40 + [[1, 0]] * 20), weights=np.ones(60))
    found, got = judged(coded, info, method="holm")
    assert why in got.told["family"]
    assert "30 customers, tested in the other 30 (hold-out: " in got.told["family"]
    assert got.told["correction"] == "holm"
    assert got.q[patterns(found).index((0, 1))] < 0.05


def test_a_hold_out_is_what_it_says() -> None:
    rows = [[0, 1, 2]] * 30 + [[1, 0]] * 20 + [[2, 2, 1]] * 10
    coded = from_lists(rows, customers=[i // 3 for i in range(60)])
    found, got = judged(coded, {"min_support": 30}, method="holdout", holdout=0.4, seed=5)
    first, second = split_customers(coded, 0.4, 5)
    # 8 of 20 customers are tested; a count of 30 comes down to 18 in the others.
    assert (first.n_customers, second.n_customers) == (12, 8)
    assert not set(first.customer_codes) & set(second.customer_codes)
    mined = patterns(mined_again(first, {"min_support": 18}))
    tested = [one for one in mined if len(set(one)) > 1]
    assert got.told["family_size"] == len(tested) > 0
    lists = [second.events[a:b].tolist() for a, b in pairwise(second.offsets.tolist())]
    wanted = {one: float(exact_p(lists, one)[1]) for one in tested}
    q = dict(zip(tested, TWINS["bh"](list(wanted.values()), len(tested)), strict=True))
    for one, p_value, q_value in zip(patterns(found), got.p, got.q, strict=True):
        assert [p_value, q_value] == pytest.approx([wanted.get(one, np.nan), q.get(one, np.nan)], nan_ok=True)
    assert got.told["n_not_found"] == sum(one not in mined for one in patterns(found))


def test_sets_are_held_out_and_ties_too_where_no_shuffle_could_tell() -> None:
    sets = from_lists([[0, (1, 2)]] * 40)
    assert "simultaneous" in judged(sets, {"min_support": 5, "max_length": 3})[1].told["family"]
    recipe = {"source": "events", "simultaneous": "order", "tie": "event"}
    rows = [[*range(9)]] * 12
    ties = replace(from_lists(rows), times=np.array([0, 0, *range(2, 9)] * 12), recipe=recipe, tied_share=0.2)
    info = {"min_support": 12, "max_length": 2}
    _, few = judged(ties, info)
    assert few.told["family_size"] == 72
    assert few.told["smallest_p"] == 1e-5
    _, hopeless = judged(ties, info, n_permutations=9, method="bonferroni")
    assert "no p from shuffles is small enough for a family of 72" in hopeless.told["family"]


def test_westfall_and_young_judge_by_the_smallest_p_of_searches() -> None:
    rng = np.random.default_rng(0)
    # 1 follows 0 at once; each of them stands anywhere among the others.
    rows = [rng.permutation(4).tolist() for _ in range(40)]
    coded = from_lists([[one for event in row for one in ([0, 1] if event == 0 else [event + 1])] for row in rows])
    info = {"min_support": 8, "max_length": 3}
    found, got = judged(coded, info, method="westfall-young", n_permutations=99)
    own = patterns(found)
    assert got.q[own.index((0, 1))] == pytest.approx(1 / 100)
    others = [q for one, q in zip(own, got.q, strict=True) if len(set(one)) > 1 and not {0, 1} <= set(one)]
    assert min(others) > 0.05
    assert got.told["n_permutations"] == 99
    short = judged(coded, info, method="westfall-young", n_permutations=99, time_limit=1e-9)[1]
    assert (short.told["n_permutations"], short.told["stopped_by"]) == (1, "time_limit")
    again = judged(coded, info, method="westfall-young", n_permutations=19, n_jobs=3)[1]
    assert again.q.tolist() == pytest.approx(
        judged(coded, info, method="westfall-young", n_permutations=19)[1].q.tolist(), nan_ok=True
    )


def test_westfall_and_young_need_exact_p() -> None:
    with pytest.raises(OptionError, match="use method='holdout'"):
        judged(from_lists([[0, (1, 2)]] * 4), {"min_support": 1}, method="westfall-young")
    with pytest.raises(OptionError, match="single events without ties, no rules on gaps"):
        judged(from_lists([[0, 1]] * 4), {"min_support": 1, "contiguous": True}, method="westfall-young")


def test_a_hold_out_needs_two_customers() -> None:
    with pytest.raises(OptionError, match="needs at least two customers"):
        judged(from_lists([[0, 1]] * 4, customers=[0] * 4), {"min_support": 1}, method="holdout")


def test_p_as_it_is() -> None:
    coded = from_lists([[0, 1]] * 30 + [[1, 0]] * 10)
    _, got = judged(coded, {"min_support": 5}, method="none")
    assert got.q.tolist() == pytest.approx(got.p.tolist(), nan_ok=True)
    assert got.told["family_size"] is None


def test_rows_that_stand_for_several_have_the_figures_of_a_log_written_out() -> None:
    coded = replace(from_lists([[0, 1], [1, 0]]), multiplicity=np.array([30, 10], np.uint32))
    info = {"min_support": 5, "max_length": 2}
    _, rows = judged(coded, info)
    _, written = judged(from_lists([[0, 1]] * 30 + [[1, 0]] * 10), info)
    assert rows.q.tolist() == pytest.approx(written.q.tolist(), nan_ok=True)
    first, second = split_customers(coded, 0.25, 0)
    assert (first.n_journeys, second.n_journeys) == (30, 10)


@pytest.mark.parametrize(("method", "runs"), [("westfall-young", 100), ("holdout", 300)])
def test_events_drawn_from_all_are_seldom_significant(method: str, runs: int) -> None:
    info, false = {"min_support": 12, "max_length": 2}, 0
    for run in range(runs):
        random = np.random.default_rng(run)
        rows = [
            random.choice(6, size, p=[0.3, 0.25, 0.2, 0.1, 0.1, 0.05]).tolist() for size in random.integers(1, 9, 60)
        ]
        coded = from_lists([list(range(6)), *rows])
        _, got = judged(coded, info, method=method, null="serial", n_permutations=19, seed=run)
        false += bool((got.q <= 0.05).any())
    assert false / runs <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / runs)


def test_what_belongs_together_is_found_beside_the_serial_null() -> None:
    rows = [[0, 1], [1, 0], [2, 3], [3, 2]] * 50
    found, got = judged(from_lists(rows), {"min_support": 5, "max_length": 2}, method="westfall-young", null="serial")
    significant = {one for one, q in zip(patterns(found), got.q.tolist(), strict=True) if q <= 0.05}
    assert significant == {(0, 1), (1, 0), (2, 3), (3, 2)}
    # Their order says nothing.
    _, order = judged(from_lists(rows), {"min_support": 5, "max_length": 2})
    assert not (order.q <= 0.05).any()
