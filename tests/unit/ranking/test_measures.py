"""Every measure of rules against its formula on counts, and through `with_columns`."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import MissingColumnError, OptionError
from journeymine.ranking.measures import BASED, OVERLAPS, Counts
from tests.reference.constrained import Rules
from tests.reference.rules import Row, hypergeometric_point, improvement, measures, mine

LISTS = [["a", "b", "c"]] * 9 + [["b", "a", "c"]] * 5 + [["c", "a"]] * 4 + [["a"], ["b", "c", "b"], [], ["c", "b"]]

A_C = (("a",), ("c",))


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, int, int, int]:
    n = draw(st.integers(1, 40))
    left, right = draw(st.integers(1, n)), draw(st.integers(1, n))
    both = draw(st.integers(max(1, left + right - n), min(left, right)))
    return both, left, right, n


def counted(both: int, left: int, right: int, n: int) -> Counts:
    return Counts(np.array([float(both)]), np.array([float(left)]), np.array([float(right)]), float(n))


@settings(max_examples=300, deadline=None)
@given(tables())
def test_every_measure_is_its_formula(table: tuple[int, int, int, int]) -> None:
    both, left, right, n = table
    counts = counted(both, left, right, n)
    wanted = measures(both, left, right, n)
    for name, measure in {**BASED, **OVERLAPS}.items():
        if name != "hyper_lift":
            assert measure(counts)[0] == pytest.approx(wanted[name], abs=1e-12, nan_ok=True), name
    point = hypergeometric_point(Fraction(99, 100), n, right, left)
    assert OVERLAPS["hyper_lift"](counts)[0] == (both / point if point else np.inf)


@settings(max_examples=100, deadline=None)
@given(tables(), st.fractions(Fraction(1, 20), Fraction(19, 20)))
def test_the_order_null_stands_for_the_share_of_b(table: tuple[int, int, int, int], chance: Fraction) -> None:
    both, left, right, n = table
    counts = counted(both, left, right, n)
    based = counts.with_baseline(np.array([float(chance * left)]))
    wanted = measures(both, left, right, n, chance)
    for name, measure in BASED.items():
        assert measure(based)[0] == pytest.approx(wanted[name], abs=1e-9), name


@pytest.mark.parametrize("ordered", [True, False])
def test_columns_are_added_by_name(ordered: bool) -> None:  # noqa: FBT001
    rules = jm.mine_rules(LISTS, 2, ordered=ordered)
    holding = {name: sum(name in journey for journey in LISTS) for name in "abc"}
    more = rules.with_columns("cosine", "zhang", "added_value")
    frame = more.to_pandas()
    assert list(frame.columns[-3:]) == ["added_value", "cosine", "zhang"]
    for row in frame.to_dict("records"):
        if len(row["consequent"]) == 1:
            wanted = measures(row["n_rule"], row["n_antecedent"], holding[row["consequent"][0]], len(LISTS))
            assert row["cosine"] == pytest.approx(wanted["cosine"])
            assert row["zhang"] == pytest.approx(wanted["zhang"])
            assert row["added_value"] == pytest.approx(row["confidence"] * (1 - 1 / row["lift_order"]))
    anywhere = rules.with_columns("added_value", "leverage", "conviction", rhs="anywhere")
    assert anywhere.columns.count("leverage") == 1
    one = next(row for row in anywhere.to_pandas().to_dict("records") if (row["antecedent"], row["consequent"]) == A_C)
    wanted = measures(int(one["n_rule"]), int(one["n_antecedent"]), holding["c"], len(LISTS))
    for name in ("added_value", "leverage", "conviction"):
        assert one[name] == pytest.approx(wanted[name])


def test_what_a_column_is_not_told() -> None:
    rules = jm.mine_rules(LISTS, 2)
    with pytest.raises(MissingColumnError, match=r"no column 'cosin'\. Did you mean 'cosine'"):
        rules.with_columns("cosin")
    with pytest.raises(OptionError, match="`rhs` of with_columns must be one of 'order', 'anywhere'; got 'there'"):
        rules.with_columns("leverage", rhs="there")
    with pytest.raises(OptionError, match="`rhs` of with_columns does not go together with"):
        rules.with_columns("cosine", rhs="anywhere")


@pytest.mark.parametrize(
    ("options", "twin"),
    [
        ({"ordered": False}, {"ordered": False}),
        ({"ordered": True}, {"ordered": True}),
        ({"ordered": False, "within": 1}, {"ordered": False, "within": 1}),
        ({"within": 1}, {"ordered": True, "within": 1}),
        ({"max_gap": 1}, {"ordered": True, "rules": Rules(max_step_gap=1)}),
    ],
)
def test_improvement_looks_at_every_part(options: dict[str, Any], twin: dict[str, Any]) -> None:
    journeys: list[Any] = [*LISTS, ["a", ("b", "c"), "a", "c"], [("a", "b"), "c"], ["b", "b", "c", "a"]]
    rules = jm.mine_rules(journeys, 1, **options).with_columns("improvement")
    plain: Any = [
        [(one if isinstance(one, tuple) else (one,), at) for at, one in enumerate(journey)] for journey in journeys
    ]
    every: list[Row] = mine(plain, 1, Fraction(0), **twin)
    known = {row[:2]: Fraction(row[2], row[3]) for row in every}
    ends = {**twin, "within": None}
    heads = {right: sum(_held(journey, right, ends) for journey in plain) for _, right, *_ in every}
    got = rules.to_dict(columns=["improvement"])["rows"]
    assert len(got) == len(every)
    for row, value in zip(every, got, strict=True):
        # A part that nobody goes on from has confidence 0, as one that nobody has.
        wanted = improvement(row, lambda *sides: known.get(sides), Fraction(heads[row[1]], len(journeys)))
        assert value["improvement"] == pytest.approx(float(wanted), abs=1e-12)


def _held(journey: Any, pattern: Any, twin: dict[str, Any]) -> bool:
    from tests.reference.constrained import held
    from tests.reference.rules import events_of

    if twin["ordered"]:
        return pattern in held(journey, twin.get("rules", Rules()))
    return events_of(pattern) <= {event for element, _ in journey for event in element}
