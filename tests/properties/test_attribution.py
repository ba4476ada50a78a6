"""Attribution against its slow twin on random logs: ties, several goals, look-back, nobody converts."""

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import journeymine as jm
from tests.reference import attribution as slow

CHANNELS = {"a", "b", "c", "d"}
RULES = ["first", "last", "linear", "u_shaped", "time_decay"]
Row = tuple[int, int, str, int]

rows = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 9), st.sampled_from(["a", "b", "c", "d", "buy", "order"]), st.integers(0, 5)
    ),
    min_size=1,
    max_size=24,
)


def log_of(rows: list[Row]) -> jm.EventLog:
    # Goals and every channel are there, in journeys that bring nothing.
    extra = [(9, 0, "buy", 1), (9, 0, "order", 1), *((10 + at, 0, name, 0) for at, name in enumerate("abcd"))]
    who, when, what, paid = zip(*rows, *extra, strict=True)
    frame = pd.DataFrame({"who": who, "when": when, "what": what, "paid": np.array(paid, float)})
    return jm.read_events(frame, customer="who", event="what", time="when", value="paid")


def paths_of(rows: list[Row], within: int | None, *, value: bool, restart: bool, collapse: bool) -> list[slow.Path]:
    found = [slow.Path(((0, name),), None) for name in "abcd"]
    for customer in range(4):
        events = [(when, what) for who, when, what, _ in rows if who == customer]
        goals: dict[int, Fraction] = {}
        for who, when, what, paid in rows:
            if who == customer and what in {"buy", "order"}:
                goals[when] = goals.get(when, Fraction(0)) + paid if value else Fraction(1)
        found += slow.paths(events, goals, CHANNELS, within, restart=restart, collapse=collapse)
    return found


def credit(told: jm.Attribution, column: str) -> dict[str, dict[str, float]]:
    frame = told.to_pandas()
    parts = {method: frame[frame["method"] == method] for method in frame["method"].unique().tolist()}
    return {method: dict(zip(part["channel"], part[column], strict=True)) for method, part in parts.items()}


@settings(max_examples=40, deadline=None)
@given(
    rows=rows,
    within=st.sampled_from([None, 0, 1, 3, 20]),
    restart=st.booleans(),
    collapse=st.booleans(),
    order=st.integers(1, 3),
)
@example(
    rows=[(0, 1, "a", 0), (0, 3, "b", 0), (0, 3, "buy", 2), (0, 4, "buy", 3), (0, 9, "a", 0)],
    within=3,
    restart=True,
    collapse=False,
    order=2,
)
@example(rows=[(0, 1, "a", 0)], within=None, restart=False, collapse=True, order=1)
def test_every_method_is_what_its_twin_says(
    *, rows: list[Row], within: int | None, restart: bool, collapse: bool, order: int
) -> None:
    log = log_of(rows)
    options: dict[str, Any] = {"within": within, "restart": restart, "collapse_repeats": collapse, "n_bootstrap": 0}
    told = log.attribution(
        ["buy", "order"],
        method=[*RULES, "markov", "shapley"],
        value="paid",
        half_life=2,
        order=order,
        **options,
    )
    rate = log.attribution(["buy", "order"], method="shapley", worth="rate", value="paid", **options)
    for column in ("credit", "value"):
        found = paths_of(rows, within, value=column == "value", restart=restart, collapse=collapse)
        expected = {rule: slow.by_rule(found, rule, 2) for rule in RULES}
        expected["markov"] = slow.markov(found, order)
        expected["shapley"] = slow.shapley(found, slow.conversions_of(found))
        total = float(sum(path.worth or 0 for path in found))
        for method, fast in credit(told, column).items():
            assert sum(fast.values()) == pytest.approx(total), method
            assert fast == pytest.approx({name: float(expected[method].get(name, 0)) for name in fast}), method
        fast = credit(rate, column)["shapley"]
        exact = slow.shapley(found, slow.rate_of(found))
        assert fast == pytest.approx({name: float(exact[name]) for name in fast}, abs=1e-9)
        assert sum(fast.values()) == pytest.approx(total, abs=1e-9)
    frame = told.to_pandas().query("method == 'markov'")
    effects = slow.removal_effects(paths_of(rows, within, value=False, restart=restart, collapse=collapse), order)
    assert dict(zip(frame["channel"], frame["removal_effect"], strict=True)) == pytest.approx(
        {name: float(effect) for name, effect in effects.items()}, abs=1e-9
    )


paths = st.lists(
    st.tuples(
        st.lists(st.one_of(st.sampled_from("abc"), st.frozensets(st.sampled_from("abc"), min_size=1)), max_size=5),
        st.booleans(),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=20, deadline=None)
@given(paths, st.sampled_from(["conversions", "rate"]))
def test_rows_that_stand_for_many_give_what_the_log_written_out_gives(paths: Any, worth: Any) -> None:
    rows = [(["a", "buy"], 1, 2.0), *(([*path, "buy"] if won else path, n, 3.5) for path, won, n in paths)]
    options: dict[str, Any] = {"method": [*RULES, "markov", "shapley"], "half_life": 2, "n_bootstrap": 50}
    standing = jm.Journeys.from_lists([row for row, _, _ in rows]).attribution(
        "buy", multiplicity=[n for _, n, _ in rows], value=[paid for _, _, paid in rows], worth=worth, **options
    )
    written = jm.Journeys.from_lists([row for row, n, _ in rows for _ in range(n)]).attribution(
        "buy", value=[paid for _, n, paid in rows for _ in range(n)], worth=worth, **options
    )
    # To the last bit, the draws of customers included.
    pd.testing.assert_frame_equal(standing.to_pandas(), written.to_pandas(), check_exact=True)
    assert standing.notes == written.notes
