"""Each preset reads its export as its documentation shows it; what is said beside it wins."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

import journeymine as jm
from journeymine.errors import InputError, MissingColumnError, OptionError
from journeymine.sources import presets
from journeymine.sources.mapping.checking import checked
from journeymine.sources.snowplow import COLUMNS

Write = Callable[[str, str | bytes], Path]

GA4 = [
    {
        "event_date": "20240531",
        "event_timestamp": "1717156800000000",
        "event_name": "page_view",
        "user_pseudo_id": "11.22",
        "device": {"category": "mobile"},
        "event_params": [
            {"key": "page_location", "value": {"string_value": "https://shop.example/"}},
            {"key": "ga_session_id", "value": {"int_value": "17"}},
        ],
    },
    {
        "event_timestamp": "1717156805000000",
        "event_name": "purchase",
        "user_pseudo_id": "11.22",
        "user_id": "ann",
        "event_value_in_usd": 20.5,
        "event_params": [{"key": "ga_session_id", "value": {"int_value": "17"}}],
    },
]
SEGMENT = [
    {
        "type": "track",
        "event": "Order Completed",
        "anonymousId": "a1",
        "userId": "ann",
        "messageId": "m1",
        "timestamp": "2024-05-31T12:00:00.000Z",
        "properties": {"revenue": 39.95},
        "context": {"page": {"path": "/pay"}},
    },
    {"type": "page", "name": "Home", "anonymousId": "a1", "messageId": "m2", "timestamp": "2024-05-31T11:00:00.000Z"},
]
ZENDESK = [
    {
        "id": 35436,
        "requester_id": 20978392,
        "created_at": "2009-07-20T22:55:29Z",
        "subject": "Help, my printer is on fire!",
        "description": "The fire is very colorful.",
        "status": "open",
        "priority": "high",
        "type": "incident",
        "tags": ["enterprise", "other_tag"],
        "via": {"channel": "web"},
    }
]
SNOWPLOW = {
    "app_id": "shop",
    "collector_tstamp": "2024-05-31 12:00:01.000",
    "derived_tstamp": "2024-05-31 12:00:00.500",
    "event": "page_view",
    "event_name": "page_view",
    "domain_userid": "bc2e92ec6c204a14",
    "user_id": "ann",
    "page_urlpath": '/an "offer',
    "contexts": '{"schema":"iglu:x","data":[]}',
}


def _lines(rows: list[dict[str, Any]]) -> str:
    return "\n".join(map(json.dumps, rows))


def _rows(mapping: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    log = jm.read_events(mapping=mapping, **options)
    rows: list[dict[str, Any]] = log.to_arrow().drop_columns("source").to_pylist()
    return [{name: str(one) if name == "time" else one for name, one in row.items()} for row in rows]


def test_the_presets_are_whole() -> None:
    assert presets.names() == ["combined", "common", "ga4", "segment", "snowplow", "xes", "zendesk"]
    for name in presets.names():
        one = presets.preset(name)
        assert one.about
        (found,) = checked({"a": {"preset": name}}).values()
        assert found.preset == name
        needed = {found.customer, *found.events, *found.times}
        # The time of an event is not what Snowplow's is known by, for it has five.
        assert needed - {"derived_tstamp", "event"} <= set(one.recognised_by)


def test_ga4_as_json_lines(write: Write) -> None:
    found = _rows({"web": {"preset": "ga4", "file": str(write("ga4.json", _lines(GA4)))}})
    assert found == [
        {
            "customer": "11.22",
            "event": "page_view",
            "time": "2024-05-31 12:00:00+00:00",
            "user_id": None,
            "event_params.ga_session_id": "17",
            "event_params.page_location": "https://shop.example/",
            "event_value_in_usd": None,
            "device.category": "mobile",
        },
        {
            "customer": "11.22",
            "event": "purchase",
            "time": "2024-05-31 12:00:05+00:00",
            "user_id": "ann",
            "event_params.ga_session_id": "17",
            "event_params.page_location": None,
            "event_value_in_usd": 20.5,
            "device.category": None,
        },
    ]


def test_ga4_as_parquet(tmp_path: Path) -> None:
    value = pa.struct([("string_value", pa.string()), ("int_value", pa.int64()), ("double_value", pa.float64())])
    params = pa.list_(pa.struct([("key", pa.string()), ("value", value)]))
    page = {"key": "page_location", "value": {"string_value": "/"}}
    table = pa.table(
        {
            "event_timestamp": [1717156800000000],
            "event_name": ["page_view"],
            "user_pseudo_id": ["11.22"],
            "user_id": pa.nulls(1, pa.string()),
            "event_params": pa.array([[page, {"key": "ga_session_id", "value": {"int_value": 17}}]], params),
        }
    )
    parquet.write_table(table, tmp_path / "ga4.parquet")
    (row,) = _rows({"web": {"preset": "ga4", "file": str(tmp_path / "ga4.parquet")}})
    assert (row["event_params.ga_session_id"], row["event_params.page_location"], row["user_id"]) == (17, "/", None)


def test_segment_calls_and_pages(write: Write) -> None:
    file = str(write("calls.jsonl", _lines(SEGMENT)))
    pages = {"preset": "segment", "file": file, "where": {"type": "page"}, "event": "page:{name}"}
    log = jm.read_events(mapping={"calls": {"preset": "segment", "file": file}, "pages": pages})
    assert log.journeys().to_lists() == [["page:Home", "Order Completed"]]
    table = log.to_arrow()
    assert table.column("userId").to_pylist() == ["ann", None]
    assert table.column("properties.revenue").to_pylist() == [39.95, None]


def test_zendesk_tickets(write: Write) -> None:
    mapping = {"preset": "zendesk", "file": str(write("tickets.json", _lines(ZENDESK)))}
    assert _rows({"tickets": mapping}) == [
        {
            "customer": 20978392,
            "event": "ticket:web",
            "time": "2009-07-20 22:55:29+00:00",
            "text": "The fire is very colorful.",
            "id": 35436,
            "subject": "Help, my printer is on fire!",
            "status": "open",
            "priority": "high",
            "type": "incident",
            "tags": "enterprise | other_tag",
        }
    ]
    flat = "id,requester_id,created_at,description,via.channel\n1,7,2024-05-31T10:00:00Z,broken,email\n"
    (row,) = _rows({"tickets": mapping | {"file": str(write("tickets.csv", flat))}})
    assert (row["customer"], row["event"], row["subject"]) == (7, "ticket:email", None)


@pytest.mark.parametrize("form", ["without header", "tsv", "parquet", "json"])
def test_snowplow_in_every_form(write: Write, tmp_path: Path, form: str) -> None:
    fields = [SNOWPLOW.get(name, "") for name in COLUMNS]
    if form == "without header":
        path = write("part-00000.tsv", "\t".join(fields) + "\n")
    elif form == "tsv":
        path = write("events.tsv", "\t".join(COLUMNS) + "\n" + "\t".join(fields).replace('"', "'") + "\n")
    elif form == "json":
        path = write("events.jsonl", json.dumps(SNOWPLOW))
    else:
        path = tmp_path / "events.parquet"
        parquet.write_table(pa.Table.from_pylist([SNOWPLOW]), path)
    (row,) = _rows({"web": {"preset": "snowplow", "file": str(path)}})
    assert (row["customer"], row["event"], row["time"]) == (
        "bc2e92ec6c204a14",
        "page_view",
        "2024-05-31 12:00:00.500000+00:00",
    )
    assert (row["user_id"], row["network_userid"]) == ("ann", None)
    assert row["page_urlpath"].startswith("/an ")


def test_snowplow_has_131_fields(write: Write) -> None:
    assert (len(COLUMNS), len(set(COLUMNS)), COLUMNS.index("derived_tstamp")) == (131, 131, 124)
    with pytest.raises(InputError, match=r"has 3 fields between tabs, .* have 131; if the file is something else"):
        jm.read_events(mapping={"web": {"preset": "snowplow", "file": str(write("a.tsv", "a\tb\tc\n"))}})
    row = "\t".join(SNOWPLOW.get(name, "") for name in COLUMNS)
    with pytest.raises(InputError, match=r"Row 2 of .*a.tsv.* is broken"):
        jm.read_events(mapping={"web": {"preset": "snowplow", "file": str(write("a.tsv", f"{row}\na\tb\n"))}})


def test_xes_and_tables_with_its_names(write: Write) -> None:
    xes = """<log><trace><string key="concept:name" value="c1"/><event><string key="concept:name" value="pay"/>
        <date key="time:timestamp" value="2012-05-01T10:00:00+02:00"/></event></trace></log>"""
    table = "case:concept:name,concept:name,time:timestamp,org:resource\nc1,pay,2012-05-01T10:00:00+02:00,r\n"
    (one,) = _rows({"log": {"preset": "xes", "file": str(write("a.xes", xes))}})
    (two,) = _rows({"log": {"preset": "xes", "file": str(write("a.csv", table))}})
    assert two == one | {"org:resource": "r"}


def test_access_logs(write: Write) -> None:
    line = '203.0.113.9 - - [17/May/2024:10:05:03 +0200] "GET /a?b=1 HTTP/1.1" 200 5316'
    (row,) = _rows({"web": {"preset": "common", "file": str(write("web.txt", line))}})
    assert row == {
        "customer": "203.0.113.9",
        "event": "/a",
        "time": "2024-05-17 08:05:03+00:00",
        "method": "GET",
        "query": "b=1",
        "status": 200,
    }
    combined = str(write("web.1", f'{line} "-" "Browser"\nbroken\n'))
    (row,) = _rows({"web": {"preset": "combined", "file": combined}}, on_missing="drop")
    assert row["agent"] == "Browser"


def test_what_is_said_wins() -> None:
    given = {"time": "at", "extra": [], "where": {"x": 1}}
    found = presets.filled("ga4", given)
    assert "time_unit" not in found
    assert {name: found[name] for name in given} == given
    assert presets.filled("snowplow", {"query": "SELECT 1"}).get("format") is None
    (one,) = checked({"zone": "Europe/Berlin", "a": {"preset": "ga4", "extra": "geo.city"}}).values()
    assert one.zone is None
    assert one.extra == ("geo.city", *one.extra_if_there)


def test_an_unknown_preset() -> None:
    with pytest.raises(OptionError, match=r"must be one of 'combined', .* \(did you mean 'ga4'\?\); got 'ga'"):
        presets.filled("ga", {})
    with pytest.raises(
        OptionError, match=r"has a fault: source 'web': `preset` must be one of .* did you mean 'ga4'\?"
    ):
        checked({"web": {"preset": "ga", "file": "a.json"}})


def test_what_may_be_absent_may_be_absent_in_one_file_only(write: Write) -> None:
    columns = {"customer": "c", "event": "e", "time": "t", "extra_if_there": ["known"]}
    write("1.csv", "c,e,t\n1,a,1\n")
    second = write("2.csv", "c,e,t,known\n1,b,2,ann\n")
    log = jm.read_events({"web": second.parent / "*.csv"}, mapping={"web": columns})
    assert log.to_arrow().column("known").to_pylist() == [None, "ann"]
    memory = jm.read_events({"web": {"c": [1], "e": ["a"], "t": [1]}}, mapping={"web": columns})
    assert memory.to_arrow().column("known").to_pylist() == [None]
    with pytest.raises(MissingColumnError, match="'other'"):
        jm.read_events({"web": second.parent / "*.csv"}, mapping={"web": columns | {"extra": ["other"]}})
