"""A protected quality report tells of no few customers, whatever the log; what it tells is what the log holds."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import OptionError

K = 2
ROWS = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from("ab"), st.integers(1, 2), st.sampled_from(["web", "shop"])),
    min_size=2,
    max_size=24,
)


def _log(rows: list[tuple[Any, ...]]) -> jm.EventLog:
    roles = {"customer": "who", "event": "what", "time": "when"}
    sources = {
        name: {column: [row[place] for row in rows if row[3] == name] for place, column in enumerate(roles.values())}
        for name in dict.fromkeys(row[3] for row in rows)
    }
    return jm.read_events(sources, mapping=dict.fromkeys(sources, roles))


def _told(rows: list[tuple[Any, ...]], **options: Any) -> dict[tuple[str, Any], Any] | None:
    try:
        safe = jm.protect(_log(rows).quality(), K, **options)
    except OptionError:
        most = max(Counter(row[0] for row in rows).values())
        assert len({row[0] for row in rows}) < K or len(rows) < (K - 1) * most + 1
        return None
    return {(row["what"], row["source"]): row["n"] for row in safe.to_dict()["rows"]}


@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
def test_no_count_and_no_rest_is_of_few_customers(rows: list[tuple[Any, ...]]) -> None:
    told = _told(rows)
    if told is None:
        return
    moments = Counter((row[0], row[2]) for row in rows)
    held: dict[tuple[str, Any], Any] = {
        ("rows kept", None): rows,
        ("rows tied in time", None): [row for row in rows if moments[row[0], row[2]] > 1],
        **{("rows kept", name): [row for row in rows if row[3] == name] for name in ("web", "shop")},
    }
    assert told["rows kept", None] == len(rows)
    for name, some in held.items():
        n = told.get(name)
        if n is None:
            continue
        rest = Counter(rows) - Counter(some)
        assert n == len(some)
        assert len({row[0] for row in some}) >= K
        # Nothing is left of a whole that one source is all of.
        assert len({row[0] for row in rest}) >= K or (not rest and name[0] == "rows kept")
    for name in ("web", "shop"):
        if told.get(("customers", name)) is not None:
            there = {row[0] for row in rows if row[3] == name}
            assert len(there) >= K
            assert len({row[3] for row in rows}) == 1 or len({row[0] for row in rows} - there) >= K


@settings(max_examples=30, deadline=None)
@given(rows=ROWS)
def test_rounded_counts_are_multiples_and_are_nearest(rows: list[tuple[Any, ...]]) -> None:
    told, exact = _told(rows, round_to=2), _told(rows)
    if told is None or exact is None:
        return
    assert told.keys() == exact.keys()
    for name, n in told.items():
        assert (n is None) == (exact[name] is None)
        assert n is None or (n % 2 == 0 and abs(n - exact[name]) <= 1)


def test_a_fault_of_few_is_not_even_named() -> None:
    rows = [(who, "a", who, "web") for who in range(1, 60)]
    clean, dirty = (_told(some) for some in (rows, [*rows, rows[0]]))
    assert clean is not None
    assert dirty is not None
    assert clean.keys() == dirty.keys()
    doubled = _told([*rows, *rows[:9]])
    assert doubled is not None
    assert doubled["exact duplicates", "web"] == 9


def test_what_is_of_one_person_is_left_out() -> None:
    log = jm.read_events(
        {"who": ["ann"] * 3 + list("bcdefghij"), "what": ["a"] * 12, "when": [7] * 3 + list(range(20, 29))},
        customer="who",
        event="what",
        time="when",
    )
    safe = jm.protect(log.quality(), 2)
    for said in (repr(safe), safe._repr_html_(), str(safe.to_dict())):
        assert "ann" not in said
        assert "a…" not in said
    assert safe.info == {"protected": {"k": 2, "differences": True, "round_to": None, "withheld": 6}}


def test_a_heavy_customer_and_few_customers_are_refused() -> None:
    roles = {"customer": "who", "event": "what", "time": "when"}
    heavy = jm.read_events({"who": [1] * 30 + [2, 3], "what": ["a"] * 32, "when": range(32)}, **roles)  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="drop_catch_all"):
        jm.protect(heavy.quality(), 3)
    with pytest.raises(OptionError, match="fewer than 10"):
        jm.protect(heavy.quality(), 10)
    with pytest.raises(OptionError, match="`journeys`"):
        jm.protect(heavy.quality(), 2, journeys=heavy.journeys())  # type: ignore[call-overload]
