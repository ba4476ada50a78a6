"""What cleaning steps refuse, and in which words."""

from datetime import timedelta
from typing import Any

import pytest

import journeymine as jm

OptionError, InputError = jm.errors.OptionError, jm.errors.InputError
COLUMNS = {"customer": "who", "event": "what", "time": "when"}
LOG = jm.read_events({"who": [1, 2], "what": ["a", "b"], "when": [1, 2], "n": [1, 2]}, **COLUMNS, extra=["n"])
NUMBERED = jm.read_events({"who": [1, 2], "what": [7, 8], "when": [0, 253_402_300_799]}, **COLUMNS, time_unit="s")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: LOG.drop_duplicates(within="2s"), OptionError, "`within` of drop_duplicates must be a number ≥ 0"),
        (lambda: LOG.drop_duplicates(within=-1), OptionError, "`within` of drop_duplicates must be a number ≥ 0"),
        (
            lambda: LOG.drop_duplicates(columns="n"),
            OptionError,
            "`columns` of drop_duplicates must be a list of columns",
        ),
        (
            lambda: LOG.drop_duplicates(columns=["m"]),
            jm.errors.MissingColumnError,
            "names the column 'm', which the log",
        ),
        (lambda: LOG.drop_bots(agent="m"), jm.errors.MissingColumnError, "no column 'm'"),
        (lambda: LOG.drop_bots(per_minute=1), OptionError, "`per_minute` of drop_bots must be a whole number ≥ 2"),
        (lambda: LOG.where({}), OptionError, "`conditions` of where must be a mapping such as"),
        (lambda: LOG.where("n > 1"), OptionError, "`conditions` of where must be a mapping such as"),
        (lambda: LOG.where({"m": 1}), jm.errors.MissingColumnError, "names the column 'm'"),
        (lambda: LOG.where({"n": []}), OptionError, "`conditions` of where must be of 'n' a value, a list of values"),
        (lambda: LOG.where({"n": "x"}), InputError, "Column 'n' of the log holds int64"),
        (lambda: LOG.where({"who": 1}), OptionError, "cannot be of 'who': the recipe would hold customers"),
        (lambda: LOG.rename({}), OptionError, "`rules` of rename must be a mapping of regular expressions"),
        (lambda: LOG.rename(str.lower), OptionError, "`rules` of rename must be a mapping"),
        (lambda: LOG.rename("ab"), OptionError, "`rules` of rename must be"),
        (lambda: LOG.rename(["ab"]), OptionError, "or a list of such pairs; got 'ab'"),
        (lambda: LOG.rename([("a", str.lower)]), OptionError, "`rules` of rename must be"),
        (
            lambda: LOG.rename({"a(": "b"}),
            OptionError,
            r"`rules` of rename has a broken regular expression 'a\(': .* at position 1",
        ),
        (
            lambda: LOG.rename({"a": r"\1"}),
            OptionError,
            r"`rules` of rename has the name .* for 'a', which cannot be: invalid group reference 1",
        ),
        (lambda: LOG.rename({"(?P<x>a)": r"\g<y>"}), OptionError, r"which cannot be: unknown group name 'y'"),
        (lambda: LOG.rename({"a": ""}), OptionError, "a name that is not empty"),
        (lambda: LOG.rename({"a(.*)": r"\1"}), InputError, "give 'a' an empty name"),
        (lambda: NUMBERED.rename({"7": "8"}), InputError, "the events in 'what' are integers"),
        (lambda: LOG.group(None), OptionError, "`hierarchy` of group must be"),
        (lambda: LOG.group({"a": ["x", "y"]}), OptionError, "puts 'a' under 'x' and 'y'"),
        (lambda: LOG.group({"a": "b", "b": "a"}), OptionError, "circle"),
        (lambda: LOG.group({"a": "b"}, levels=0), OptionError, "`levels` of group must be a whole number ≥ 1, or None"),
        (lambda: LOG.group({1: 2}), OptionError, "names 1, but the log's event names are text"),
        (lambda: NUMBERED.group({"7": "x"}), OptionError, "names '7', but the log's event names are integers"),
        (lambda: LOG.url_to_event("nn"), jm.errors.MissingColumnError, "'nn', .* Did you mean 'n'"),
        (lambda: LOG.url_to_event(3), OptionError, "`column` of url_to_event must be the name of a column"),
        (lambda: LOG.url_to_event("n"), InputError, "needs text in the column 'n', which holds int64"),
        (lambda: LOG.url_to_event("what", prefix=1), OptionError, "`prefix` of url_to_event must be text; got 1"),
        (lambda: LOG.url_to_event("what", max_depth=0), OptionError, "`max_depth` of url_to_event must be"),
        (lambda: LOG.url_to_event("what", rules={}), OptionError, "`rules` of url_to_event must be"),
        (LOG.clip, OptionError, "`start` of clip must be a time, or `end` be one"),
        (lambda: LOG.clip(start=2, end=2), OptionError, "`start` of clip must lie before `end`; got 2 and 2"),
        (lambda: NUMBERED.clip(end="soon"), OptionError, "`end` of clip must be a time such as"),
        (
            lambda: LOG.clip(start=9),
            jm.errors.EmptyLogError,
            r"none of the log's 2 events; check its options \(start=9",
        ),
        (lambda: LOG.shift_times("1h"), OptionError, "`by` of shift_times must be a whole number; got '1h'"),
        (lambda: LOG.shift_times(0.5), OptionError, "`by` of shift_times must be a multiple of 1, "),
        (lambda: LOG.shift_times(by=True), OptionError, "`by` of shift_times must be a whole number; got True"),
        (lambda: LOG.shift_times(2**63), InputError, "would move times out of"),
        (lambda: NUMBERED.shift_times("1ms"), OptionError, "a multiple of 1 s, the step of the log's clock"),
        (lambda: NUMBERED.shift_times("--1h"), OptionError, "such as '1h' or '-1h'"),
        (lambda: NUMBERED.shift_times("1 month"), OptionError, "`by` of shift_times must be a length of time"),
        (
            lambda: NUMBERED.shift_times("1d"),
            InputError,
            r"`by` of shift_times \('1d'\) would move times out of the years",
        ),
        (lambda: LOG.shift_times(1, source="web"), jm.errors.MissingColumnError, "this one has no source column"),
    ],
)
def test_it_is_refused_with_a_cure(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("by", ["1h", " 60min ", timedelta(hours=1)])
def test_times_are_moved_by_any_length(by: Any) -> None:
    log = jm.read_events({"who": [1], "what": ["a"], "when": ["2024-01-01T00:00"]}, **COLUMNS)
    assert str(log.shift_times(by).to_pandas()["when"][0]) == "2024-01-01 01:00:00+00:00"
    back = f"-{by.strip()}" if isinstance(by, str) else -by
    assert str(log.shift_times(back).to_pandas()["when"][0]) == "2023-12-31 23:00:00+00:00"


def test_only_one_source_is_moved() -> None:
    from dataclasses import replace

    from journeymine.api.event_log import EventLog
    from journeymine.sources.read import read_table

    rows = {"who": [1, 1, 1], "what": ["a"] * 3, "when": [1, 2, 3], "source": ["web", None, "shop"]}
    log = EventLog(replace(read_table(rows, **COLUMNS, extra=["source"]), source="source"))
    moved = log.shift_times(-1, source="web")
    assert moved.to_arrow()["when"].to_pylist() == [0, 2, 3]
    assert moved.steps()["rows_changed"].tolist() == [1]
    with pytest.raises(OptionError, match="`source` of shift_times must be one of 'web', 'shop'"):
        log.shift_times(1, source="shp")


def test_integers_are_grouped_as_integers() -> None:
    grouped = NUMBERED.group({7: 70})
    assert grouped.to_arrow()["what"].to_pylist() == [70, 8]
    assert grouped.steps()["rows_changed"].tolist() == [1]
    assert grouped.recipe().apply(NUMBERED).to_arrow().equals(grouped.to_arrow())


def test_paths_are_cut_and_named_by_rules() -> None:
    rows = {"who": [1] * 4, "what": ["x"] * 4, "when": [1, 2, 3, 4], "url": ["/a/b/c/", "/help/7", None, "/help/me"]}
    log = jm.read_events(rows, **COLUMNS, extra=["url"])
    named = log.url_to_event("url", prefix="p:", max_depth=2, rules={r"/help/(\w+)": r"help \1"})
    assert named.to_arrow()["what"].to_pylist() == ["p:/a/b/…", "p:help 7", "x", "p:help me"]
    assert named.steps()["rows_changed"].tolist() == [3]


def test_the_attributes_of_customers_stay_with_them() -> None:
    log = LOG.with_customers({"who": [1, 2], "spent": [5.0, 7.0]}, customer="who").clip(start=2)
    assert log.journeys().attributes.to_dict("list") == {"who": [2], "spent": [7.0]}
