"""Several sources become one log, as their mapping says."""

import sqlite3
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import journeymine as jm
from journeymine.errors import EmptyLogError, InputError, JourneymineError, MissingColumnError, OptionError
from journeymine.sources.mapping import checked

Write = Callable[[str, str | bytes], Path]

WEB = {"user": ["ann", "bob"], "page": ["home", "cart"], "ts": ["2024-01-01 10:00", "2024-01-02 10:00"]}
CALLS = {"who": ["ann", "cas"], "topic": ["bill", None], "at": ["2024-01-01 09:00", "2024-01-03 09:00"], "min": [3, 4]}
MAPPING: dict[str, Any] = {
    "web": {"customer": "user", "event": "web:{page}", "time": "ts"},
    "phone": {"customer": "who", "event": "call:{topic}", "time": "at", "value": "min", "on_missing": "drop"},
}


def rows(log: jm.EventLog) -> list[dict[str, Any]]:
    """The events, times as text."""
    table = log.to_arrow()
    place = table.schema.get_field_index("time")
    shown = [str(one)[:16] for one in table.column("time").to_numpy()]
    return table.set_column(place, "time", pa.array(shown)).to_pylist()  # type: ignore[no-any-return]


def one(change: dict[str, Any], data: dict[str, Any], **options: Any) -> jm.EventLog:
    """A log of one source called web, whose columns are c, e and t unless said otherwise."""
    return jm.read_events(
        {"web": data}, mapping={"web": {"customer": "c", "event": "e", "time": "t", **change}}, **options
    )


def data(**columns: Any) -> dict[str, Any]:
    n = len(next(iter(columns.values()), [0]))
    return {"c": ["a"] * n, "e": ["x"] * n, "t": ["2024-01-01"] * n, **columns}


def test_columns_and_rows_of_two_sources() -> None:
    log = jm.read_events({"phone": CALLS, "web": WEB}, mapping=MAPPING)
    assert log.columns == ("customer", "event", "time", "value", "source")
    assert [tuple(row.values())[:3] for row in rows(log)] == [
        ("ann", "call:bill", "2024-01-01T09:00"),
        ("ann", "web:home", "2024-01-01T10:00"),
        ("bob", "web:cart", "2024-01-02T10:00"),
    ]
    table = log.to_arrow()
    assert table.column("value").to_numpy().tolist()[0] == 3
    assert np.isnan(table.column("value").to_numpy()[1:]).all()
    assert table.column("source").to_pylist() == ["phone", "web", "web"]
    assert table.schema.field("source").type == pa.dictionary(pa.int32(), pa.string())
    assert log.journeys().to_lists() == [["call:bill", "web:home"], ["web:cart"]]


def test_the_report_tells_of_each_source() -> None:
    report = jm.read_events({"phone": CALLS, "web": WEB}, mapping=MAPPING)._table.report
    assert (report.rows_read, report.rows_kept, report.missing["event"], report.naive_times) == (4, 3, 1, True)
    phone, web = report.sources["phone"], report.sources["web"]
    assert (phone.rows_read, phone.rows_kept, phone.missing["event"]) == (2, 1, 1)
    assert (web.rows_read, web.rows_kept, web.missing["event"]) == (2, 2, 0)


def test_quality_tells_what_was_read_of_each_source() -> None:
    change = {**MAPPING, "web": {**MAPPING["web"], "where": {"page": "home"}}}
    quality = jm.read_events({"phone": CALLS, "web": WEB}, mapping=change).quality()
    told = quality.to_dict()
    assert (told["rows_read"], told["rows_filtered"], told["rows_kept"]) == (4, 1, 2)
    assert [(one["source"], one["rows_read"], one["rows_filtered"], one["rows"]) for one in told["by_source"]] == [
        ("phone", 2, 0, 1),
        ("web", 2, 1, 1),
    ]
    assert "left out by conditions  1 (25.0 %)" in str(quality)
    assert "1 rows of 2 read" in str(quality)


def test_files_that_the_mapping_names(write: Write, tmp_path: Path) -> None:
    write("a-1.csv", "user,page,ts\nann,home,2024-01-01 10:00\n")
    write("a-2.csv", "user,page,ts\nbob,cart,2024-01-02 10:00\n")
    write("calls.jsonl", '{"who":"ann","topic":"bill","at":"2024-01-01 09:00","min":3}\n')
    write(
        "sources.toml",
        '[web]\nfile="a-*.csv"\ncustomer="user"\nevent="web:{page}"\ntime="ts"\n'
        '[phone]\nfile="calls.jsonl"\ncustomer="who"\nevent="call:{topic}"\ntime="at"\n',
    )
    log = jm.read_events(mapping=tmp_path / "sources.toml")
    assert [row["event"] for row in rows(log)] == ["web:home", "web:cart", "call:bill"]
    assert [Path(file).name for file in log._table.report.files] == ["a-1.csv", "a-2.csv", "calls.jsonl"]
    given = jm.read_events({"phone": CALLS}, mapping=str(tmp_path / "sources.toml"), on_missing="drop")
    assert [row["event"] for row in rows(given)] == ["call:bill", "web:home", "web:cart"]


def test_every_kind_of_data_may_be_a_source(write: Write) -> None:
    path = write("web.csv", "user,page,ts\nann,home,2024-01-01 10:00\nbob,cart,2024-01-02 10:00\n")
    table = pa.table(WEB)
    sources = {
        "dict": WEB, "pandas": pd.DataFrame(WEB), "polars": pl.DataFrame(WEB), "arrow": table, "path": path,
        "text": str(path), "duck": duckdb.connect().from_arrow(table), "lazy": pl.LazyFrame(WEB),
        "batches": table.to_batches(), "stream": table.to_reader(),
    }  # fmt: skip
    log = jm.read_events(sources, mapping=dict.fromkeys(sources, MAPPING["web"]))
    frame = log.to_pandas()
    assert frame.groupby("source", observed=True, sort=False)["event"].agg(list).to_dict() == {
        name: ["web:home", "web:cart"] for name in sources
    }


def test_without_a_mapping_the_columns_hold_for_all() -> None:
    log = jm.read_events(
        {"a": data(e=["x"]), "b": data(e=["y"])}, customer="c", event="was:{e}", time="t", zone="Asia/Tokyo"
    )
    assert [tuple(row.values()) for row in rows(log)] == [
        ("a", "was:x", "2023-12-31T15:00", "a"),
        ("a", "was:y", "2023-12-31T15:00", "b"),
    ]


def test_a_dict_of_columns_is_one_source() -> None:
    columns = {"c": pa.chunked_array([["a"]]), "e": pa.array(["x"]), "t": pl.Series([1])}
    assert jm.read_events(columns, customer="c", event="e", time="t").columns == ("c", "e", "t")


@pytest.mark.parametrize(
    ("event", "columns", "expected"),
    [
        ("{e}", {"e": ["7", "x"]}, ["7", "x"]),
        ("{e}", {"e": [7, 8]}, ["7", "8"]),
        ("n{e}", {"e": [7.0, None]}, ["n7"]),
        ("{{{e}}}:{f}", {"e": ["a", "b"], "f": [True, False]}, ["{a}:true", "{b}:false"]),
        ("{e}{e}", {"e": ["a", ""]}, ["aa"]),
        ("{e}-{f}", {"e": ["a", None], "f": ["", "b"]}, None),
        (["e", "f"], {"e": ["a", "b"], "f": [1, 2]}, ["a | 1", "b | 2"]),
        (["e"], {"e": ["a", "b"]}, ["a", "b"]),
        ("{a b.c|d}", {"a b.c|d": ["🛒", '"']}, ["🛒", '"']),
    ],
)
def test_templates(event: Any, columns: dict[str, Any], expected: list[str] | None) -> None:
    if expected is None:
        with pytest.raises(EmptyLogError, match="There is no event in any of the sources 'web'"):
            one({"event": event}, data(**columns), on_missing="drop")
        return
    assert [row["event"] for row in rows(one({"event": event}, data(**columns), on_missing="drop"))] == expected


@pytest.mark.parametrize(
    ("time", "columns", "expected"),
    [
        (["t", "u"], {"t": ["2024-05-31"], "u": ["14:50"]}, "2024-05-31T14:50"),
        (["t", "u"], {"t": ["31.05.2024"], "u": ["14:50:00"]}, "2024-05-31T14:50"),
        (["t", "u"], {"t": [20240531], "u": ["1450"]}, "2024-05-31T14:50"),
        (["t", "u"], {"t": np.array(["2024-05-31"], "M8[s]"), "u": pa.array([1], pa.time32("s"))}, "2024-05-31T00:00"),
        (["t", "u"], {"t": pa.array([19_874], pa.date32()), "u": ["14:50+02:00"]}, "2024-05-31T12:50"),
    ],
)  # fmt: skip
def test_date_and_time_apart(time: list[str], columns: dict[str, Any], expected: str) -> None:
    assert rows(one({"time": time}, data(**columns)))[0]["time"] == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"s": "ok"}, [0]),
        ({"s": ["ok", "> 1"]}, [0, 2]),
        ({"s": {"not": "ok"}}, [1, 2, 3]),
        ({"s": ""}, [3]),
        ({"s": {"not": ["", "ok"]}}, [1, 2]),
        ({"n": "> 1"}, [2]),
        ({"n": ">= 1.0"}, [1, 2]),
        ({"n": "!= 1"}, [0, 2]),
        ({"n": {"not": "> 0"}}, [0, 3]),
        ({"n": 1}, [1]),
        ({"n": [0, 2.5]}, [0, 2]),
        ({"b": True}, [0, 2]),
        ({"b": {"not": False}}, [0, 2, 3]),
        ({"d": ">= 2024-02-01"}, [1, 2]),
        ({"d": "< 2024-02-01 00:00:01"}, [0, 1]),
        ({"d": "!= 2024-02-01 00:00:00.5"}, [0, 1, 2]),
        ({"k": "<= 2024-02-01T00:00Z"}, [0, 1]),
        ({"s": {"not": "ok"}, "n": "< 2"}, [1]),
        ({}, [0, 1, 2, 3]),
    ],
    ids=str,
)
def test_rows_kept(where: dict[str, Any], expected: list[int]) -> None:
    day = ["2024-01-31", "2024-02-01", "2024-03-01", None]
    columns = data(
        e=["e0", "e1", "e2", "e3"], s=["ok", "no", "> 1", None], n=[0, 1, 2.5, None], b=[True, False, True, None],
        d=pd.to_datetime(pd.Series(day)).astype("M8[s]"), k=day,
    )  # fmt: skip
    log = one({"where": where}, columns)
    assert [row["event"] for row in rows(log)] == [f"e{place}" for place in expected]
    assert log._table.report.rows_filtered == 4 - len(expected)
    assert log._table.report.rows_read == 4


def test_conditions_in_files_without_types(write: Write) -> None:
    path = write("a.csv", "c,e,t,s,n,b\na,x,1,200,5,True\na,y,2,404,10,false\na,z,3,,,\n")
    table = {"customer": "c", "event": "e", "time": "t"}
    for where, expected in [
        ({"s": 200}, ["x"]),
        ({"s": "200"}, ["x"]),
        ({"n": "> 9"}, ["y"]),
        ({"b": True}, ["x"]),
        ({"s": ""}, ["z"]),
    ]:
        log = jm.read_events({"w": path}, mapping={"w": {**table, "where": where}})
        assert [row["event"] for row in log.to_arrow().to_pylist()] == expected


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (
            {"s": 1},
            r"^Source 'web': 2 values of the filtered column 's' .* cannot be read as numbers, first 'true' \(row 1\)",
        ),
        (
            {"s": True},
            r"Column 's' .* is compared with true or false, first 'no' \(row 2\); compare it with what it holds",
        ),
        (
            {"n": "1"},
            "Column 'n' of the dict of arrays holds int64, and is compared with text; compare it with a number",
        ),
        ({"n": True}, "Column 'n' of the dict of arrays is compared with true or false, it holds int64"),
        ({"b": "> 1"}, "The filtered column 'b' of the dict of arrays must hold numbers; it holds bool"),
        ({"b": "true"}, "Column 'b' of the dict of arrays holds true and false; compare it with these, without quotes"),
        ({"s": "> 2024-01-01"}, r"2 values of the time column 's' .* cannot be read as times"),
        ({"x": 1}, "^Source 'web', `where`: There is no column 'x' in the dict of arrays"),
    ],
)
def test_conditions_that_do_not_fit(where: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        one({"where": where}, data(s=["true", "no"], n=[1, 2], b=[True, False]))


def test_rows_are_named_as_in_the_source_after_some_were_left_out() -> None:
    columns = data(t=["2024-01-01", "2024-01-02", "soon"], s=["no", "ok", "ok"])
    with pytest.raises(InputError, match=r"^Source 'web': 1 value of the time column 't' .* first 'soon' \(row 3\)"):
        one({"where": {"s": "ok"}}, columns)
    columns = data(c=["a", "b", None], s=["no", "ok", "ok"])
    with pytest.raises(InputError, match=r"column 'c' has 1 missing \(first in row 3\)"):
        one({"where": {"s": "ok"}}, columns)


def test_renames() -> None:
    rules = {"checkout_.*": "checkout", r"page/(\w+)/.*": r"page/\1", "page/.*": "page"}
    log = one({"rename": rules}, data(e=["checkout_1", "page/cart/7", "page/", "checkout", "x_checkout_2"]))
    assert [row["event"] for row in rows(log)] == ["checkout", "page/cart", "page", "checkout", "x_checkout_2"]
    with pytest.raises(InputError, match="Source 'web': `rename` leaves nothing of the event 'x'"):
        one({"rename": {"x(.*)": r"\1"}}, data())
    # What is renamed is text: 404 and "404" are one page.
    assert [row["event"] for row in rows(one({"rename": {"404": "lost"}}, data(e=[404, 200])))] == ["lost", "200"]


def test_customers_of_two_types() -> None:
    sources = {"a": data(c=[7]), "b": data(c=["7"])}
    table = {"customer": "c", "event": "e", "time": "t"}
    sentence = "The customers of source 'a' are integers, and those of source 'b' text, .*; say customer_as = \"text\""
    with pytest.raises(InputError, match=sentence):
        jm.read_events(sources, mapping={"a": table, "b": table})
    text = jm.read_events(sources, mapping={"customer_as": "text", "a": table, "b": table})
    whole = jm.read_events(sources, mapping={"customer_as": "integer", "a": table, "b": table})
    assert text.to_arrow().column("customer").to_pylist() == ["7", "7"]
    assert whole.to_arrow().column("customer").to_pylist() == [7, 7]
    with pytest.raises(InputError, match=r"Source 'b': 1 value of the customer column 'c' .* no integers, first 'a'"):
        jm.read_events({**sources, "b": data(c=["x"])}, mapping={"customer_as": "integer", "a": table, "b": table})


def test_zeros_of_customers_stay(write: Write) -> None:
    path = write("a.csv", "c,e,t,m\n007,x,1,12\n,x,2,13\n8,x,3,\n")
    table = {"customer": "c", "event": "e", "time": "t", "text": "m", "customer_as": "text", "on_missing": "drop"}
    log = jm.read_events({"a": path}, mapping={"a": table})
    assert log.to_arrow().column("customer").to_pylist() == ["007", "8"]
    assert log.to_arrow().column("text").to_pylist() == ["12", None]
    assert (log._table.source, log._table.text) == ("source", "text")


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (
            {"t": [1]},
            {"t": ["2024-01-01"]},
            "times of source 'a' are plain order numbers, and those of source 'b' clock",
        ),
        (
            {"e": [1]},
            {"e": ["x"]},
            "events of source 'a' are integers, .* make them text by a template such as event =",
        ),
        (
            {"t": np.array(["9000-01-01"], "M8[s]")},
            {"t": np.array(["2024-01-01"], "M8[ns]")},
            "Some times of source 'a' lie too far off to be told in ns, the unit of source 'b'",
        ),
    ],
)
def test_sources_that_do_not_go_together(first: dict[str, Any], second: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        jm.read_events({"a": data(**first), "b": data(**second)}, customer="c", event="e", time="t")


def test_further_columns_of_several_types() -> None:
    sources = {"a": data(k=[1], n=[1]), "b": data(k=["x"], n=[0.5]), "c": data(k=[None], n=[2])}
    log = jm.read_events(sources, customer="c", event="e", time="t", extra=["k", "n"])
    assert log.to_arrow().column("k").to_pylist() == ["1", "x", None]
    assert log.to_arrow().column("n").to_pylist() == [1.0, 0.5, 2.0]
    assert [note for note in log._table.report.notes if "'k'" in note] == [
        "The column 'k' is of several types (int64 in 'a', string in 'b', string in 'c'); all of it became text."
    ]


def test_sources_without_events_are_told() -> None:
    sources = {"a": data(), "b": data(e=[None]), "c": data(s=["no"])}
    table = {"customer": "c", "event": "e", "time": "t", "on_missing": "drop"}
    log = jm.read_events(sources, mapping={"a": table, "b": table, "c": {**table, "where": {"s": "ok"}}})
    assert len(log) == 1
    assert log._table.report.notes == (
        "Source 'b': The dict of arrays has no row that is kept.",
        "Source 'c': The dict of arrays has no row that is kept.",
    )
    assert log._table.report.sources["c"].rows_filtered == 1


@pytest.mark.parametrize(
    ("source", "options", "error", "sentence"),
    [
        ({"web": WEB}, {"customer": "user"}, OptionError, "`customer` of read_events does not go together with `ma"),
        ({"web": WEB}, {"extra": ["a"]}, OptionError, "`extra` of read_events does not go together with `ma"),
        ({"web": WEB}, {"on_missing": "x"}, OptionError, "`on_missing` of read_events must be one of"),
        ({"web": WEB}, {"zone": "x"}, OptionError, "`zone` of read_events must be the name of a time zone"),
        ({"web": WEB}, {}, OptionError, "Source 'phone' of the mapping has no data; give it in the call, or say"),
        (None, {}, OptionError, "Source 'web' of the mapping has no data.* Source 'phone' of the mapping has no data"),
        ({"wev": WEB, "phone": CALLS}, {}, OptionError, "The mapping has no source 'wev'. Did you mean 'web'?"),
        ({"zzz": WEB}, {}, OptionError, "The mapping has no source 'zzz'. It has 'web', 'phone'."),
        ({"web": [1], "phone": CALLS}, {}, OptionError, "Source 'web' must be a frame, a dict of arrays or a path; g"),
        (WEB, {}, OptionError, "The mapping has no source 'user'"),
        ("web.csv", {}, OptionError, "`source` of read_events must be a dict of sources by the names "),
        ({"web": {"user": [1]}, "phone": CALLS}, {}, MissingColumnError, "Source 'web', `event`: There is no column"),
        ({"web": "nowhere.csv", "phone": CALLS}, {}, InputError, "Source 'web': There is no file 'nowhere.csv'"),
    ],
)  # fmt: skip
def test_calls_that_cannot_be(
    source: Any, options: dict[str, Any], error: type[JourneymineError], sentence: str
) -> None:
    with pytest.raises(error, match=sentence) as caught:
        jm.read_events(source, mapping=MAPPING, **options)
    assert "\n" not in str(caught.value)


def test_missing_columns_are_told_of_all_sources_before_a_row_is_read(write: Write) -> None:
    broken = write("calls.csv", 'who,topc,at\nann,"a,2024-01-01\n')
    table = write("web.parquet", "")
    pq.write_table(pa.table({"usr": ["a"], "page": [{"home": 1}], "ts": ["2024-01-01"]}), table)
    change = {
        "web": {**MAPPING["web"], "event": "{page.home}"},
        "phone": {**MAPPING["phone"], "value": "topc", "where": {"state": 1}},
    }
    with pytest.raises(MissingColumnError) as caught:
        jm.read_events({"web": table, "phone": broken}, mapping=change)
    assert str(caught.value) == (
        "Source 'web', `customer`: There is no column 'user' in web.parquet. Did you mean 'usr'? "
        "Source 'phone', `event`: There is no column 'topic' in calls.csv. Did you mean 'topc'? "
        "Source 'phone', `where`: There is no column 'state' in calls.csv. It has 'who', 'topc', 'at'."
    )
    stream = pa.table(WEB).to_reader()
    with pytest.raises(
        InputError, match=r"Source 'phone': There is no file 'x.csv'. Source 'b', `customer`: There is no column 'us"
    ):
        jm.read_events(
            {"web": stream, "phone": "x.csv", "b": pl.DataFrame({"a": [1]})}, mapping={**MAPPING, "b": MAPPING["web"]}
        )
    assert stream.read_all().num_rows == 2


def test_missing_keys_of_json_lines_are_told_when_they_are_read(write: Write) -> None:
    calls = write("calls.jsonl", '{"who":"ann","at":"2024-01-01"}\n')
    sentence = r"^Source 'phone', `event`: There is no column 'topic' in calls.jsonl"
    with pytest.raises(MissingColumnError, match=sentence) as caught:
        jm.read_events({"phone": calls}, mapping={"phone": {"customer": "who", "event": "{topic}", "time": "at"}})
    assert caught.value.column == "topic"


def test_an_address_is_not_printed() -> None:
    told = {**MAPPING["web"], "file": "postgresql://ann:s3cret@host/shop", "query": "select 's3cret'"}
    assert "s3cret" not in repr(checked({"web": told}))


def test_a_database_is_a_source(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.sqlite")) as shop:
        shop.execute("CREATE TABLE orders (who TEXT, kind TEXT, day TEXT, clock TEXT, amount REAL)")
        shop.execute("INSERT INTO orders VALUES ('ann', 'order', '2024-05-31', '14:00', 9.5), ('bob', NULL, '', '', 1)")
        shop.commit()
    (tmp_path / "sources.toml").write_text(
        'zone = "Europe/Berlin"\n[shop]\nfile = "shop.sqlite"\nquery = "SELECT * FROM orders WHERE amount > 1"\n'
        'customer = "who"\nevent = "shop:{kind}"\ntime = ["day", "clock"]\nvalue = "amount"\n'
    )
    log = jm.read_events(mapping=tmp_path / "sources.toml")
    assert rows(log) == [
        {"customer": "ann", "event": "shop:order", "time": "2024-05-31T12:00", "value": 9.5, "source": "shop"}
    ]
    change = {"customer": "who", "event": "kind", "time": "at", "query": "SELECT * FROM order"}
    with pytest.raises(InputError, match=r"^Source 'shop': "):
        jm.read_events({"shop": tmp_path / "shop.sqlite"}, mapping={"shop": change})
    with pytest.raises(OptionError, match=r"^Source 'a': .* `query` of read_events must say what to read"):
        jm.read_events({"a": tmp_path / "shop.sqlite"}, customer="who", event="kind", time="day")


def test_a_password_is_in_no_error() -> None:
    pytest.importorskip("adbc_driver_postgresql")
    told = {**MAPPING["web"], "file": "postgresql://ann:s3cret@127.0.0.1:1/shop", "query": "SELECT 1"}
    with pytest.raises(InputError, match=r"^Source 'web': ") as caught:
        jm.read_events(mapping={"web": told})
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_calls_without_mapping_that_cannot_be() -> None:
    sources = {"a": data(), "b": data()}
    columns = {"customer": "c", "event": "e", "time": "t"}
    with pytest.raises(OptionError, match="`customer` of read_events must be the name of a column; got None"):
        jm.read_events(sources, event="e", time="t")
    with pytest.raises(OptionError, match=r"`event` of read_events must be a column, several or a template \(the '{'"):
        jm.read_events(sources, **{**columns, "event": "a{"})
    with pytest.raises(OptionError, match="`extra` of read_events must be without 'time', a column of every log"):
        jm.read_events(sources, **columns, extra=["time"])
    with pytest.raises(OptionError, match=r"`source` of read_events must be .*; got None"):
        jm.read_events(**columns)
