"""Cleaning steps against their definitions row by row, and the laws that hold of all of them."""

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from tests.reference import cleaning as slow

NAMES = ["pay", "pay_1", "pay_12", "Pay ", "search", "", "a|b", "ä→", "x\ny"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.sampled_from(["ann", "bob", "cem"]),
            "what": st.sampled_from([name for name in NAMES if name]),
            "when": st.integers(0, 12),
            "source": st.sampled_from(["web", "shop"]),
        }
    ),
    min_size=1,
    max_size=12,
)
RULES = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["pay", r"(?i)pay\s*", "p.*", "nothing", "x.y", "pay|search", "", "a|b", r"a\|b"]),
            st.sampled_from(["pay", "Pay", "to pay", "ö"]),
        ),
        st.tuples(
            st.sampled_from([r"pay_(\d+)", "(?P<all>[a-z]+)", "(pay)?.*"]),
            st.sampled_from([r"to \1", r"\1 and \1", "ö"]),
        ),
    ),
    min_size=1,
    max_size=4,
)
STEPS: dict[str, Any] = {
    "rename": lambda log: log.rename([(r"pay_(\d)", r"no \1"), ("pay.*", "pay")]),
    "group": lambda log: log.group({"pay_1": "pay", "pay": "buy", "search": "look"}),
    "clip": lambda log: log.clip(start=0, end=40),
    "drop_bots": lambda log: log.drop_bots(),
    "drop_catch_all": lambda log: log.drop_catch_all(),
    "drop_duplicates": lambda log: log.drop_duplicates(),
    "drop near duplicates": lambda log: log.drop_duplicates(within=2, columns=["source"]),
    "where": lambda log: log.where({"source": ["web", "shop"], "what": {"not": "gone"}}),
    "shift_times": lambda log: log.shift_times(-3),
    "url_to_event": lambda log: log.url_to_event("what", prefix="page:"),
}


def log_of(rows: list[dict[str, Any]], *, dictionary: bool = False) -> jm.EventLog:
    import pyarrow as pa

    table = pa.Table.from_pylist(rows)
    if dictionary:
        place = table.column_names.index("what")
        table = table.set_column(place, "what", table["what"].dictionary_encode())
    return jm.read_events(table, customer="who", event="what", time="when", extra=["source"])


def rows_of(log: jm.EventLog) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = log.to_arrow().select(["who", "what", "when", "source"]).to_pylist()
    return rows


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, rules=RULES, dictionary=st.booleans())
def test_rename_is_the_first_rule_that_matches_a_whole_name(rows: Any, rules: Any, *, dictionary: bool) -> None:
    log = log_of(rows, dictionary=dictionary)
    renamed = log.rename(rules)
    assert rows_of(renamed) == slow.renamed(rows, rules)
    assert renamed.to_arrow().schema == log.to_arrow().schema
    changed = sum(one != other for one, other in zip(rows_of(renamed), rows, strict=True))
    assert renamed.steps().iloc[0, 1:].to_list() == [len(rows), len(rows), changed]


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, levels=st.sampled_from([None, 1, 2]), dictionary=st.booleans())
def test_group_climbs_step_by_step(rows: Any, levels: int | None, *, dictionary: bool) -> None:
    above = {"pay_1": "pay", "pay_12": "pay", "pay": "buy", "buy": "do", "search": "do"}
    assert rows_of(log_of(rows, dictionary=dictionary).group(above, levels=levels)) == slow.grouped(rows, above, levels)


@settings(max_examples=60, deadline=None)
@given(
    ROWS, st.one_of(st.none(), st.sampled_from([-1, 0, 2.5, 7])), st.one_of(st.none(), st.sampled_from([8, 11.5, 99]))
)
def test_clip_keeps_what_lies_within(rows: Any, start: float | None, end: float | None) -> None:
    wanted = slow.clipped(rows, start, end)
    if start is None and end is None:
        with pytest.raises(jm.errors.OptionError, match="start"):
            log_of(rows).clip(start=start, end=end)
    elif not wanted:
        with pytest.raises(jm.errors.EmptyLogError, match="clip would leave none"):
            log_of(rows).clip(start=start, end=end)
    else:
        assert rows_of(log_of(rows).clip(start=start, end=end)) == wanted


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from([None, [], ["source"], ["what", "source"]]))
def test_exact_duplicates_are_rows_that_an_earlier_one_equals(rows: Any, columns: list[str] | None) -> None:
    assert rows_of(log_of(rows).drop_duplicates(columns=columns)) == slow.without_duplicates(rows, columns)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(0, 4), st.sampled_from([None, [], ["source"]]))
def test_near_duplicates_follow_the_one_kept(rows: Any, within: int, columns: list[str] | None) -> None:
    wanted = slow.without_near_duplicates(rows, within, columns or [])
    assert rows_of(log_of(rows).drop_duplicates(within=within, columns=columns)) == wanted


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, column=st.sampled_from(["what", "source", "when"]), negated=st.booleans())
def test_where_keeps_what_is_asked_for(rows: Any, column: str, *, negated: bool) -> None:
    values = ["pay", "web", "a|b"] if column != "when" else [0, 3, 7]
    wanted = slow.filtered(rows, column, values, negated=negated)
    condition = {column: {"not": values} if negated else values}
    if wanted:
        assert rows_of(log_of(rows).where(condition)) == wanted
    else:
        with pytest.raises(jm.errors.EmptyLogError, match="where would leave none"):
            log_of(rows).where(condition)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(-5, 5))
def test_shifted_times(rows: Any, by: int) -> None:
    assert rows_of(log_of(rows).shift_times(by)) == slow.shifted(rows, by, None)


WORDS = [
    ",orders,4711,v2,iphone-15,report-20240501.pdf,2024-05-01,deadbeef,dead0beef,a;js=1,ann@x.de,404.html,index.html"
]
WORDS += [
    "1.2.3,AbCdEfGhIj1234567890,a-year-of-logs-in-2013,550e8400-e29b-41d4-a716-446655440000,...,.x,x.,12345x1234,tar.gz,ÄÖ-12345,٤٥٦٧,%7B"
]
PARTS = st.sampled_from([part for listed in WORDS for part in listed.split(",")])
ADDRESSES = st.tuples(
    st.sampled_from(["", "/", "https://shop.example/", "//host/", "http://h:80/"]),
    st.lists(PARTS, max_size=5).map("/".join),
    st.sampled_from(["", "/", "?x=1", "/?x=/1#top", "#a?b"]),
).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(ADDRESSES, min_size=1, max_size=6))
def test_an_address_becomes_its_template(addresses: list[str]) -> None:
    n = len(addresses)
    rows = {"who": [1] * n, "what": ["GET"] * n, "when": list(range(n)), "url": addresses}
    log = jm.read_events(rows, customer="who", event="what", time="when", extra=["url"])
    named = log.url_to_event("url", prefix="p:").to_arrow()["what"].to_pylist()
    assert named == ["GET" if address == "" else "p:" + slow.path_template(address) for address in addresses]


@pytest.mark.parametrize("name", STEPS)
@settings(max_examples=25, deadline=None)
@given(rows=ROWS, seed=st.integers(0, 99))
def test_every_step_leaves_the_log_as_it_was_and_does_not_look_at_the_order_of_rows(
    name: str, rows: Any, seed: int
) -> None:
    log = log_of(rows)
    cleaned = STEPS[name](log)
    assert rows_of(log) == rows
    assert len(log.recipe()) == 0
    order = np.random.default_rng(seed).permutation(len(rows))
    again = STEPS[name](log_of([rows[i] for i in order]))
    assert Counter(map(str, rows_of(again))) == Counter(map(str, rows_of(cleaned)))


@pytest.mark.parametrize("name", sorted(set(STEPS) - {"shift_times", "url_to_event"}))
@settings(max_examples=25, deadline=None)
@given(rows=ROWS)
def test_a_step_done_twice_is_the_step_done_once(name: str, rows: Any) -> None:
    once = STEPS[name](log_of(rows))
    assert rows_of(STEPS[name](once)) == rows_of(once)


@settings(max_examples=25, deadline=None)
@given(ROWS, st.lists(st.sampled_from(sorted(STEPS)), max_size=4))
def test_a_recipe_replayed_gives_the_same_log(rows: Any, names: list[str]) -> None:
    log = log_of(rows)
    cleaned = log
    for name in names:
        cleaned = STEPS[name](cleaned)
    recipe = jm.Recipe.from_json(cleaned.recipe().to_json())
    again = recipe.apply(log)
    assert again.to_arrow().equals(cleaned.to_arrow())
    assert again.recipe() == cleaned.recipe() == recipe
    assert again.steps().equals(cleaned.steps())


KINDS = {
    "text": lambda column: column,
    "long text": lambda column: column.cast("large_string"),
    "dictionary": lambda column: column.dictionary_encode(),
    "dictionary of long text": lambda column: column.cast("large_string").dictionary_encode(),
}


@pytest.mark.parametrize("name", STEPS)
@settings(max_examples=25, deadline=None)
@given(kind=st.sampled_from(sorted(KINDS)), rows=ROWS, cuts=st.lists(st.integers(0, 12), max_size=3).map(sorted))
def test_a_log_in_pieces_of_any_type_of_text_is_cleaned_alike(name: str, kind: str, rows: Any, cuts: list[int]) -> None:
    import pyarrow as pa

    whole = pa.Table.from_pylist(rows)
    for column in ("what", "source"):
        whole = whole.set_column(whole.column_names.index(column), column, KINDS[kind](whole[column]))
    ends = [0, *(min(cut, len(rows)) for cut in cuts), len(rows)]
    pieces = pa.concat_tables([whole.slice(start, stop - start) for start, stop in pairwise(ends)])
    log = jm.read_events(pieces, customer="who", event="what", time="when", extra=["source"])
    cleaned = STEPS[name](log)
    assert rows_of(cleaned) == rows_of(STEPS[name](log_of(rows)))
    assert cleaned.to_arrow().schema == log.to_arrow().schema
