"""Patterns counted period by period: deliveries add up to what all at once gives."""

import json
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.actions.completing.counting import Asked, counted, from_state, to_state
from journeymine.sources.store.later import Later, Mark
from journeymine.sources.table import EventTable

Row = tuple[str, int, str]
ROLES = {"customer": "who", "event": "what", "time": "when"}


def drawn(seed: int, n: int = 900) -> list[Row]:
    """Events of a hundred order numbers, some at the same time, some twice."""
    random = np.random.default_rng(seed)
    who, when = random.integers(0, 40, n), random.integers(0, 100, n)
    what = random.choice(["a", "b", "c", "complaint:late", "complaint:lost"], n, p=[0.4, 0.3, 0.2, 0.05, 0.05])
    return [(f"c{one}", int(two), str(three)) for one, two, three in zip(who, when, what, strict=True)]


def patterns(rules: dict[str, Any] | None = None) -> jm.PatternSet:
    journeys = [["a", "b"], ["a", "b", "c"], ["b", "a"], [("a", "b"), "c"]] * 3
    return jm.mine_sequences(journeys, min_support=3, max_length=3, **(rules or {}))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.booleans(), st.sampled_from(["customers", "journeys"]), st.sampled_from([None, 4]))
def test_any_deliveries_are_counted_as_all_at_once(seed: int, late: bool, count: str, session_gap: Any) -> None:  # noqa: FBT001
    """Days in order or deliveries in any order, events that come twice, sessions that grow together."""
    random = np.random.default_rng(seed)
    rows = drawn(seed, 300)
    rows = [rows[place] for place in random.permutation(300)] if late else sorted(rows, key=lambda row: row[1])
    asked = Asked(5, None, count, ("complaint:*",), 20, session_gap, "set", 1)
    table = patterns({"max_step_gap": 2} if seed % 2 else {})._table
    found, bounds = None, sorted({0, 300, *random.integers(1, 300, 3).tolist()})
    for start, end in pairwise(bounds):
        came = {row[0] for row in rows[start:end]}
        own = [place for place in range(end) if rows[place][0] in came]
        is_new = np.array([place >= start for place in own])
        later = Later(table_of([rows[place] for place in own]), is_new, Mark(1), whole=start == 0)
        found = from_state(json.loads(json.dumps(to_state(found)))) if found is not None else None
        found = counted(later, table, asked, found, 100)
        assert found.n_looked_at == len(came)
    whole = counted(Later(table_of(rows), np.ones(300, bool), Mark(1), whole=True), table, asked, None, 100)
    assert found is not None
    assert np.array_equal(found.tally.periods.edges, whole.tally.periods.edges)
    for name in ("n", "n_active", "leads"):
        assert np.array_equal(getattr(found.tally, name), getattr(whole.tally, name)), name


def table_of(rows: list[Row]) -> EventTable:
    who, when, what = zip(*rows, strict=True)
    return jm.read_events({"who": list(who), "when": list(when), "what": list(what)}, **ROLES)._table
