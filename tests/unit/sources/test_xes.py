"""XES: what is an attribute of what, types, and broken files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from journeymine.errors import EmptyLogError, InputError, MissingColumnError
from tests.unit.sources.conftest import Read, lists

Write = Callable[[str, str], Path]

LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="x"/>
  <global scope="trace"><string key="concept:name" value="DEFAULT"/></global>
  <global scope="event"><string key="name" value="DEFAULT"/></global>
  <string key="origin" value="here"><string key="concept:name" value="NESTED"/></string>
  <trace>
    <string key="concept:name" value="case 1"><string key="concept:name" value="NESTED"/></string>
    <list key="names"><string key="concept:name" value="NESTED"/></list>
    <event>
      <string key="name" value="register &amp; check"/>
      <date key="when" value="2024-05-31T12:00:00.000+02:00"/>
      <int key="cost" value="3"/>
      <boolean key="urgent" value="true"/>
      <string key="other" value="x"><string key="name" value="NESTED"/></string>
      <container key="box"><string key="name" value="NESTED"/></container>
    </event>
    <event>
      <string key="name" value="pay"/><date key="when" value="2024-05-31T12:00:00Z"/><float key="cost" value="1.5"/>
    </event>
    <string key="channel" value="mail"/>
  </trace>
  <trace><string key="concept:name" value="empty"/></trace>
  <trace>
    <string key="concept:name" value="case 2"/>
    <event><string key="name" value="pay"/><date key="when" value="2024-06-01T00:00:00Z"/></event>
  </trace>
</log>
"""
ROLES = {"customer": "case:concept:name", "event": "name", "time": "when"}


def test_attributes_of_events_and_traces(write: Write, read: Read) -> None:
    table = read(write("log.xes", LOG), **ROLES, value="cost", extra=["case:channel", "urgent"])
    customers, events, times, _, channels, urgent = lists(table)
    assert customers == ["case 1", "case 1", "case 2"]
    assert events == ["register & check", "pay", "pay"]
    assert [str(one) for one in times] == [
        "2024-05-31 10:00:00+00:00",
        "2024-05-31 12:00:00+00:00",
        "2024-06-01 00:00:00+00:00",
    ]
    assert table.table.column("cost").to_pylist()[:2] == [3.0, 1.5]
    assert (channels, urgent) == (["mail", "mail", None], [True, None, None])
    assert table.report.missing == {
        "case:concept:name": 0,
        "name": 0,
        "when": 0,
        "cost": 1,
        "case:channel": 1,
        "urgent": 2,
    }


def test_more_events_than_a_block(write: Write, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journeymine.sources.xes._BLOCK", 2)
    trace = (
        '<trace><int key="c" value="{0}"/><event><int key="e" value="{0}"/><int key="t" value="{0}"/></event></trace>'
    )
    table = read(write("log.xes", f"<log>{''.join(trace.format(n) for n in range(7))}</log>"), customer="case:c")
    assert lists(table) == [list(range(7))] * 3


def test_an_event_without_trace_has_no_case(write: Write, read: Read) -> None:
    log = LOG.replace(
        "</log>", '<event><string key="name" value="x"/><date key="when" value="2024-01-01"/></event></log>'
    )
    with pytest.raises(InputError, match=r"column 'case:concept:name' has 1 missing \(first in row 4\)"):
        read(write("log.xes", log), **ROLES)


def test_what_is_wrong_with_a_log(write: Write, read: Read) -> None:
    with pytest.raises(MissingColumnError, match=r"There is no column 'Name' in log\.xes\. Did you mean 'name'\?"):
        read(write("log.xes", LOG), **ROLES | {"event": "Name"})
    with pytest.raises(InputError, match=r"Line 10 of '.*log\.xes' is broken XML \(.*\); repair it"):
        read(write("log.xes", "\n".join(LOG.splitlines()[:9]) + "\n<event <"), **ROLES)
    with pytest.raises(InputError, match="is broken XML"):
        read(write("log.xes", LOG[: len(LOG) // 2]), **ROLES)
    with pytest.raises(InputError, match=r"Attribute 'name' of log\.xes mixes text and whole numbers"):
        read(write("log.xes", LOG.replace('string key="name" value="pay"', 'int key="name" value="1"')), **ROLES)
    with pytest.raises(InputError, match=r"Attribute 'cost' of log\.xes has a value that is no double"):
        read(write("log.xes", LOG.replace('value="1.5"', 'value="much"')), **ROLES, value="cost")
    with pytest.raises(EmptyLogError, match=r"log\.xes has no event"):
        read(write("log.xes", "<log><trace/></log>"), **ROLES)


def test_entities_are_not_a_bomb(write: Write, read: Read) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    event = '<event><string key="name" value="&l11;"/></event>'
    bomb = f'<!DOCTYPE log [<!ENTITY l0 "lol">{lol}]><log><trace>{event}</trace></log>'
    with pytest.raises(InputError, match="is broken XML"):
        read(write("log.xes", bomb), **ROLES)
