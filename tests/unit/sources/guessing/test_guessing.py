"""Looks at columns, the points of roles, and that a proposal always reads its file."""

import json
import re
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import csv, parquet

import journeymine as jm
from journeymine.datasets import five_systems
from journeymine.errors import InputError
from journeymine.sources.guessing.looks import looked
from journeymine.sources.guessing.proposals import proposals
from journeymine.sources.guessing.roles import _variety, candidates
from journeymine.sources.guessing.sample import sample
from journeymine.sources.guessing.writing import written
from journeymine.sources.mapping.template import Template
from journeymine.sources.snowplow import COLUMNS
from tests.reference.guessing import variety

Write = Callable[[str, str | bytes], Path]

CSV = """who;what;when;price;note
ann;search;2024-05-01 10:00;;
ann;cart;2024-05-01 10:05;20.5;please leave it at the door of my neighbour
bob;search;2024-05-02 09:00;;
bob;pay;2024-05-02 09:30;5;
"""


@pytest.mark.parametrize(
    ("values", "typed", "kind", "time"),
    [
        (["1", "2"], False, "whole numbers", None),
        (["1", "2"], True, "text", None),
        (["1.5", "2"], False, "fractions", None),
        (["+4912345", "007"], False, "text", None),
        (
            ["0", *["1717156800"] * 9, "9999999999"],
            False,
            "whole numbers",
            ("s", True, True, "1970-01-01", "2286-11-20"),
        ),
        ([1.0, None], True, "whole numbers", None),
        (["a", ""], True, "text", None),
        ([True, False], True, "other", None),
        (["2024-05-31", "2024-06-01"], False, "text", (None, False, False, "2024-05-31", "2024-06-01")),
        (["2024-05-31T10:00+02:00"], True, "text", (None, True, True, "2024-05-31", "2024-05-31")),
        (["1717156800"], False, "whole numbers", ("s", True, True, "2024-05-31", "2024-05-31")),
        ([1717156800000], True, "whole numbers", ("ms", True, True, "2024-05-31", "2024-05-31")),
        (["1717156800000000"], True, "text", ("us", True, True, "2024-05-31", "2024-05-31")),
        ([7, 8], True, "whole numbers", None),
        (["20240531"], False, "whole numbers", (None, False, False, "2024-05-31", "2024-05-31")),
        (["31.12.2024", "soon"], False, "text", None),
        ([np.datetime64("1969-12-31T23:00:00")], True, "times", (None, False, True, "1969-12-31", "1969-12-31")),
    ],
)
def test_a_column(values: list[Any], typed: bool, kind: str, time: tuple[Any, ...] | None) -> None:  # noqa: FBT001
    look = looked("x", values, typed=typed)
    told = look.time and (look.time.unit, look.time.zoned, look.time.clock, look.time.first, look.time.last)
    assert (look.kind, told) == (kind, time)


def test_counts_of_a_column() -> None:
    look = looked("anonymousID", ["one two", "three", None, "", "three"], typed=True)
    assert (look.n, look.missing, look.distinct, look.tokens) == (5, 2, 2, ("anonymous", "id"))
    assert look.words == pytest.approx(4 / 3)
    assert looked("c", ["9:05", "10:22:56 AM"], typed=False).is_clock


_few = st.one_of(st.none(), st.sampled_from("abc"))


@settings(max_examples=50)
@given(st.lists(st.tuples(_few, _few), max_size=12))
def test_variety_as_counted_by_hand(rows: list[tuple[str | None, str | None]]) -> None:
    customers, events = [who for who, _ in rows], [what for _, what in rows]
    coded = [
        looked("x", pa.chunked_array([pa.array(one, pa.string())]), typed=True).codes for one in (events, customers)
    ]
    assert _variety(*coded) == variety(events, customers)


def test_what_changes_within_customers_is_the_event() -> None:
    rows = {
        "customer": ["a", "a", "b", "b", "c", "c"],
        "type": ["gold", "gold", "tin", "tin", "tin", "tin"],
        "label": ["x", "y", "x", "y", "y", "z"],
        "at": ["2024-05-31"] * 6,
    }
    ranked = candidates([looked(name, values, typed=True) for name, values in rows.items()])
    assert [look.name for look in ranked.event] == ["label", "type"]
    assert (ranked.customer[0].name, ranked.time[0].name, ranked.several) == ("customer", "at", 1.0)


def _proposed(path: Path) -> dict[str, Any]:
    (found,) = proposals([path], path.parent)
    assert found.fault is None, found.error
    (path.parent / "sources.toml").write_text(written([found], "sources.toml"), encoding="utf-8")
    assert len(jm.read_events(mapping=path.parent / "sources.toml"))
    return {key: one for key, one in found.said.items() if key != "file"}


def test_a_table_of_text(write: Write) -> None:
    roles = {"customer": "who", "event": "what", "time": "when", "value": "price", "text": "note"}
    assert _proposed(write("shop.csv", CSV)) == roles
    assert _proposed(write("shop.txt", CSV)) == {"format": "csv"} | roles


def test_the_reasons_stand_beside(write: Write) -> None:
    (found,) = proposals([write("shop.csv", CSV)], Path("/"))
    text = written([found], "my.toml")
    assert re.search(r'^customer = "who" +# 2 different in 4 rows$', text, re.MULTILINE)
    assert "# 3 different; 100 % of the customers with several rows have several\n" in text
    assert '# zone = "Europe/Berlin"' in text
    assert "# times from 2024-05-01 to 2024-05-02, without a zone" in text
    assert "3 of 4 missing (75.0 %)" in text
    assert 'mapping="my.toml"' in text
    assert not any(value in text for value in ("ann", "bob", "neighbour"))


def test_rows_that_lack_something_are_left_out(write: Write) -> None:
    said = _proposed(write("shop.csv", CSV + ";search;2024-05-03 10:00;;\n"))
    assert said["on_missing"] == "drop"


def test_days_and_clocks_apart(write: Write) -> None:
    rows = "user,page,date,clock\n7,home,2024-05-31,9:05 AM\n7,cart,2024-05-31,1:05 PM\n"
    assert _proposed(write("web.csv", rows))["time"] == ["date", "clock"]


def test_epoch_times_in_json(write: Write) -> None:
    rows = [{"who": {"user_id": f"u{n % 2}"}, "action": "ab"[n // 2], "ts": 1717156800000 + n} for n in range(4)]
    path = write("web.jsonl", "\n".join(map(json.dumps, rows)))
    assert _proposed(path) == {"customer": "who.user_id", "event": "action", "time": "ts", "time_unit": "ms"}


def test_nested_parquet(tmp_path: Path) -> None:
    rows = [
        {"who": {"user_id": n % 2}, "action": "ab"[n // 2], "ts": datetime(2024, 5, 31 - n, tzinfo=UTC)}
        for n in range(4)
    ]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "web.parquet")
    assert _proposed(tmp_path / "web.parquet") == {"customer": "who.user_id", "event": "action", "time": "ts"}


def test_five_dirty_systems(tmp_path: Path) -> None:
    dirty = five_systems(200, seed=1)
    for name, table in dirty.sources.items():
        csv.write_csv(table, tmp_path / f"{name}.csv")
    found = {one.name: one.said for one in proposals([tmp_path / "*.csv"], tmp_path)}
    for name in dirty.sources:
        mapping = dirty.mapping[name]
        (event,) = Template.parse(mapping["event"]).columns
        expected = {key: mapping[key] for key in ("customer", "time", "time_unit", "value", "text") if key in mapping}
        said = {key: one for key, one in found[name].items() if key not in {"file", "on_missing"}}
        assert said == expected | {"event": event}


def test_presets_are_recognised(write: Write) -> None:
    ga4 = {"event_timestamp": "1717156800000000", "event_name": "open", "user_pseudo_id": "1.2", "event_params": []}
    assert _proposed(write("events.json", json.dumps(ga4))) == {"preset": "ga4"}
    fields = {"derived_tstamp": "2024-05-31 12:00:00", "event_name": "open", "domain_userid": "x"}
    line = "\t".join(fields.get(name, "") for name in COLUMNS)
    assert _proposed(write("part-00000", line + "\n")) == {"preset": "snowplow"}
    common = '::1 - - [17/May/2024:10:05:03 +0200] "GET / HTTP/1.1" 200 -\n'
    assert _proposed(write("web", common)) == {"preset": "common"}


def test_files_that_differ_in_their_digits_are_one_source(write: Write) -> None:
    for day in ("2024-05-01", "2024-05-02"):
        path = write(f"web-{day}.csv", CSV)
    other = write("shop-7.csv", CSV)
    found = proposals([path.parent / "*.csv"], path.parent)
    assert [(one.name, one.said["file"]) for one in found] == [("shop", "shop-7.csv"), ("web", "web-*.csv")]
    # A glob would name more than these.
    write("web-2024-05-03.csv", CSV)
    some = proposals([path, path.with_name("web-2024-05-01.csv"), other], path.parent)
    assert [one.name for one in some] == ["web", "web_2", "shop"]


def test_customers_of_two_types_become_text(write: Write) -> None:
    found = proposals([write("a.csv", CSV), write("b.csv", CSV.replace("ann", "1").replace("bob", "2"))], Path("/"))
    assert tomllib.loads(written(found, "x"))["customer_as"] == "text"


def test_a_source_that_cannot_be_read_is_not_in_force(write: Write) -> None:
    broken = write("b.csv", "user,page,time\n1,a,2024-05-31\n2,b\n")
    found = proposals([write("a.csv", CSV), broken], broken.parent)
    text = written(found, "x")
    assert list(tomllib.loads(text)) == ["a"]
    assert "# It is not in force: it cannot be read to its end; `journeymine init` says why" in text
    assert found[1].error is not None
    assert "Row 3" in found[1].error
    with pytest.raises(InputError, match=r"No source can be proposed. b.csv.*: .*Row 3"):
        written(found[1:], "x")


@pytest.mark.parametrize(("name", "content"), [("a.csv", ""), ("a.csv", "x,y\n"), ("a.json", "{"), ("a.bin", "\0\1")])
def test_what_holds_no_rows_has_a_fault(write: Write, name: str, content: str) -> None:
    (found,) = proposals([write(name, content)], Path("/"))
    assert found.fault is not None
    with pytest.raises(InputError):
        sample(write(name, content))


_name = st.sampled_from(("user id", "Event", "time", "créé", 'a "b"', "note", "x", "amount", "id"))
_cell = st.sampled_from(
    ("", "1", "2.5", "ann", "2024-05-31", "2024-05-31 10:00", "17:05", "31/05/24", "some more words here now")
)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_whatever_is_written_can_be_read(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    names = data.draw(st.lists(_name, min_size=3, max_size=5, unique=True))
    kinds = [data.draw(st.lists(_cell, min_size=1, max_size=2)) for _ in names]
    rows = [[data.draw(st.sampled_from(kind)) for kind in kinds] for _ in range(data.draw(st.integers(1, 6)))]
    path = tmp_path_factory.mktemp("guess") / "a 1.csv"
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [names, *rows]]
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8")
    (found,) = proposals([path], path.parent)
    if found.fault is None:
        (path.parent / "sources.toml").write_text(written([found], "sources.toml"), encoding="utf-8")
        assert len(jm.read_events(mapping=path.parent / "sources.toml"))
