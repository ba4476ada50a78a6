"""A mapping is checked as a whole: each fault names source, key and cure."""

from pathlib import Path
from typing import Any

import pytest

from journeymine.errors import InputError, OptionError
from journeymine.sources.mapping import SourceMapping, checked

WEB = {"customer": "user", "event": "web:{page}", "time": "ts"}


def test_a_file_and_a_dict_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        'zone = "Europe/Berlin"\n[web]\nfile = "exports/web-*.csv"\ncustomer = "user"\nevent = "web:{page}"\n'
        'time = ["day", "clock"]\nextra = ["device"]\nwhere = { status = ["ok", "paid"], amount = "> 0" }\n'
        '[web.rename]\n"checkout_.*" = "checkout"\n[shop]\ncustomer = "id"\nevent = ["a", "b"]\ntime = "t"\n'
        'time_unit = "ms"\n'
    )
    found = checked(tmp_path / "sources.toml")
    assert found["web"] == SourceMapping(
        customer="user",
        event="web:{page}",
        time=("day", "clock"),
        file=str(tmp_path / "exports/web-*.csv"),
        extra=("device",),
        zone="Europe/Berlin",
        where={"status": ["ok", "paid"], "amount": "> 0"},
        rename={"checkout_.*": "checkout"},
    )
    assert found["web"].asked == ["user", "page", "day", "clock", "device", "status", "amount"]
    assert found["shop"] == SourceMapping("id", ("a", "b"), "t", time_unit="ms")
    table = {"customer": "id", "event": ["a", "b"], "time": "t", "time_unit": "ms"}
    assert checked({"zone": "Europe/Berlin", "shop": table}) == {"shop": found["shop"]}


def test_a_folder_whose_name_holds_wildcards(tmp_path: Path) -> None:
    folder = tmp_path / "a[b]*"
    folder.mkdir()
    (folder / "one.csv").write_text("x")
    (folder / "s.toml").write_text(
        '[w]\nfile="o*.csv"\ncustomer="c"\nevent="e"\ntime="t"\n[v]\nfile="one.csv"\ncustomer="c"\nevent="e"\ntime="t"'
    )
    from journeymine.sources.files import matching

    found = checked(folder / "s.toml")
    assert matching(found["w"].file or "") == matching(found["v"].file or "") == [folder / "one.csv"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"custmer": "x"}, "there is no key 'custmer'; did you mean 'customer'?"),
        ({"colour": "x"}, "there is no key 'colour'; there are customer, event, time, value, "),
        ({"customer": 3}, "`customer` must be the name of a column; got 3"),
        ({"customer": ""}, "`customer` must be the name of a column; got ''"),
        ({"event": []}, "`event` must be the name of a column, or several; got []"),
        ({"event": ["a", 1]}, "`event` must be the name of a column, or several; got ['a', 1]"),
        ({"event": ["a", "a"]}, "`event` must name different columns; got ['a', 'a']"),
        ({"event": "web:{page"}, "`event` 'web:{page' is no template: the '{' at position 4 is alone; write {column}"),
        ({"event": "web:}"}, "the '}' at position 4 is alone; write {column}, or '}}'"),
        ({"event": "{}"}, "the '{' at position 0 is alone"),
        ({"event": "{{a}}"}, "it names no column"),
        ({"time": {"a": 1}}, "`time` must be the name of a column, or several; got {'a': 1}"),
        ({"event": "ts"}, "`event` and `time` both name the column 'ts'; give each a column of its own"),
        ({"value": ["a"]}, "`value` must be the name of a column; got ['a']"),
        ({"extra": "source"}, "`extra` cannot hold 'source', which is a column of every log of several sources"),
        ({"extra": ["a", "a"]}, "`extra` must be a list of different names; got ['a', 'a']"),
        ({"extra": [1]}, "`extra` must be a list of names of columns; got [1]"),
        ({"zone": "Europe/Berln"}, "`zone` must be the name of a time zone, such as 'Europe/Berlin'; got '"),
        ({"zone": "Europe/Berln"}, "Did you mean 'Europe/Berlin'?"),
        ({"zone": 2}, "`zone` must be the name of a time zone, such as 'Europe/Berlin'; got 2"),
        ({"zone": "../etc"}, "`zone` must be the name of a time zone"),
        ({"time_unit": "m"}, "`time_unit` must be one of 's', 'ms', 'us', 'ns'; got 'm'"),
        ({"time_unit": "s", "zone": "UTC"}, "`zone` does not go together with `time_unit`: epoch times are UTC"),
        ({"time_unit": "s", "time": ["a", "b"]}, "`time_unit` does not go together with several columns of time"),
        ({"on_missing": "drp"}, "`on_missing` must be one of 'error', 'drop'; got 'drp'; did you mean 'drop'?"),
        ({"customer_as": "int"}, "`customer_as` must be one of 'text', 'integer'; got 'int'"),
        ({"where": ["a"]}, "`where` must be a table of columns and conditions; got ['a']"),
        ({"where": {"a": []}}, "`where` of 'a' must be a value, a list of values, a comparison such as '> 0'"),
        ({"where": {"a": {"nt": 1}}}, "one of these as { not = … }; got {'nt': 1}"),
        ({"where": {"a": {"not": {"not": 1}}}}, "`where` of 'a' must be"),
        ({"where": {"a": float("nan")}}, "`where` of 'a' must be"),
        ({"rename": "a"}, "`rename` must be a table of regular expressions and names"),
        ({"rename": {"a(b": "c"}}, "a broken regular expression 'a(b': missing ), unterminated "),
        ({"rename": {"a": r"\1"}}, r"has the name '\\1' for 'a', which cannot be: invalid group reference 1"),
        ({"rename": {"a": r"\g<x>"}}, "which cannot be: "),
        ({"rename": {"a": r"\q"}}, "which cannot be: bad escape"),
        ({"rename": {"a": ""}}, "`rename` must have text on both sides, and a name that is not empty; got 'a': ''"),
        ({"file": 3}, "`file` must be text that is not empty; got 3"),
        ({"query": ""}, "`query` must be text that is not empty; got ''"),
    ],
    ids=str,
)  # fmt: skip
def test_faults_of_a_source(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(OptionError) as caught:
        checked({"web": {**WEB, **change}})
    assert str(caught.value).startswith("`mapping` of read_events has a fault: source 'web': ")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        (3, "`mapping` of read_events must be the path of a TOML file, or a dict"),
        ({}, "it names no source; give each source a table of its own, such as "),
        ({"zone": "UTC"}, "it names no source"),
        ({"zon": "UTC", "web": WEB}, "'zon' is neither a table of a source nor one of `zone`, .*; did you mean 'zone'"),
        ({"web": WEB, "shop": "a.csv"}, "'shop' is neither a table of a source nor one of"),
        ({"zone": WEB, "web": WEB}, "`zone` must be the name of a time zone"),
        ({"": WEB}, "source '': its name must be text that is not empty"),
        ({1: WEB}, "source 1: its name must be text"),
        ({"web": {}}, r"3 faults: \(1\) source 'web': `customer` is missing; name its column; \(2\) .*`event`.*`time`"),
        ({"on_missing": "x", "a": {**WEB, "zone": ""}}, r"2 faults: \(1\) `on_missing` must .*; \(2\) source 'a': `zo"),
    ],
)
def test_faults_of_the_whole(mapping: Any, sentence: str) -> None:
    with pytest.raises(OptionError, match=sentence):
        checked(mapping)


def test_files_that_are_no_mapping(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("[web\n")
    with pytest.raises(InputError, match=r"sources.toml' is no TOML file \(Expected .*line 1.*\); repair it there"):
        checked(tmp_path / "sources.toml")
    with pytest.raises(
        InputError, match=r"There is no file .*source.toml' for `mapping` .* Did you mean 'sources.toml'"
    ):
        checked(str(tmp_path / "source.toml"))
    with pytest.raises(InputError, match=r"cannot be read \(Is a directory\)"):
        checked(tmp_path)


def test_a_file_as_editors_on_windows_write_it(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_bytes(b'\xef\xbb\xbf[web]\r\ncustomer="c"\r\nevent="e"\r\ntime="t"\r\n')
    assert checked(tmp_path / "s.toml") == {"web": SourceMapping("c", "e", "t")}
    (tmp_path / "s.toml").write_bytes(b'[web]\ncustomer="\xfc"')
    with pytest.raises(InputError, match=r"s.toml' is no TOML file \('utf-8' codec can't decode byte 0xfc"):
        checked(tmp_path / "s.toml")


def test_epoch_times_have_no_default_zone() -> None:
    found = checked({"zone": "Europe/Berlin", "a": {**WEB, "time_unit": "s"}, "b": {**WEB, "zone": "UTC"}})
    assert (found["a"].zone, found["b"].zone) == (None, "UTC")
