"""Access logs: every column against a reader of single signs, broken lines, names of files, the real log."""

import gzip
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import EmptyLogError, InputError, MissingColumnError, OptionError
from journeymine.sources import access_log
from journeymine.sources.access_fields import COLUMNS
from journeymine.sources.access_log import read_access_log
from journeymine.sources.files import format_of, read_files
from journeymine.sources.text_lines import line_blocks
from tests.reference.access_log import access_line

Write = Callable[[str, str | bytes], Path]
ROLES = {"customer": "host", "event": "path", "time": "time"}
LINE = '203.0.113.9 - ann [17/May/2024:10:05:03 +0200] "GET /a?b=1 HTTP/1.1" 200 53 "http://x/" "Browser 1"'

_token = st.sampled_from(("-", "::1", "2001:db8::7", "203.0.113.9", "ann", "café", 'a"b', "[::1]"))
_signs = st.sampled_from((*"aZ9/?&=.- é", '\\"', "\\\\", "\\xc3\\xa4", "\\xe4", "\\n"))
_text = st.lists(_signs, max_size=6).map("".join)
_target = _text.map(lambda text: "/" + text.replace(" ", ""))
_request = st.one_of(
    st.builds(
        "{} {}{}".format, st.sampled_from(("GET", "POST")), _target, st.sampled_from(("", " HTTP/1.1", " HTTP/2.0"))
    ),
    st.sampled_from(("-", "", "\\x16\\x03\\x01", "GET / x y HTTP/1.1")),
)
_time = st.builds(
    "{:02}/{}/{}:{:02}:{:02}:{:02} {}".format,
    st.integers(1, 28),
    st.sampled_from(("Jan", "Feb", "May", "Dec")),
    st.integers(1990, 2099),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    st.sampled_from(("+0000", "-0730", "+1400")),
)
_head = st.builds(
    '{} {} {} [{}] "{}" {} {}'.format,
    _token,
    _token,
    st.sampled_from(("-", "ann", "ann lee", "ann [x", 'ann "a" lee', "a\\b")),
    _time,
    _request,
    st.sampled_from(("200", "404", "-")),
    st.sampled_from(("-", "0", "5316")),
)
_tail = st.one_of(
    st.just(""), st.builds(' "{}" "{}"'.format, _text, _text), st.builds(' "{}" "-" "{}" 0.5'.format, _text, _text)
)
_good = st.builds("{}{}".format, _head, _tail)
_cut = st.tuples(_good, st.integers(0, 40)).map(lambda pair: pair[0][: len(pair[0]) - pair[1]])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_good, _cut), min_size=1, max_size=8), st.sampled_from(("\n", "\r\n")), st.booleans())
def test_as_sign_by_sign(tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str, last: bool) -> None:  # noqa: FBT001
    path = tmp_path_factory.mktemp("logs") / "access.log"
    lines = [LINE, *lines]
    path.write_bytes((end.join(lines) + (end if last or not lines[-1] else "")).encode())
    names = [name for name in COLUMNS if name != "rest"]
    found = read_access_log(path, names)
    expected = [access_line(line) for line in lines]
    assert found.table.to_pylist() == [one or dict.fromkeys(names) for one in expected]
    bad = [number for number, one in enumerate(expected, 1) if one is None]
    assert [(one.n, one.first) for one in found.broken] == ([(len(bad), tuple(bad[:3]))] if bad else [])


def test_lines_of_any_bytes_and_any_blocks(write: Write) -> None:
    text = "one\ntwo\r\n\nfür\n".encode() + b"\xe4\xff!\nlast"
    path = write("lines.log", text)
    lines = ["one\n", "two\r\n", "\n", "für\n", "\\xe4\\xff!\n", "last"]
    for block in (1, 2, 5, 100):
        assert [line for lines in line_blocks(path, block) for line in lines.to_pylist()] == lines
    assert not list(line_blocks(write("none.log", b"")))


def test_what_stands_behind_is_the_rest(write: Write) -> None:
    table = read_access_log(write("a.log", LINE + ' "10.0.0.1" rt=0.1\n'), ["rest", "agent"]).table
    assert table.to_pylist() == [{"rest": '"10.0.0.1" rt=0.1', "agent": "Browser 1"}]


def test_a_broken_line_is_an_error_that_names_it(write: Write) -> None:
    path = write("access.log", f"{LINE}\nhello\n{LINE}\n\n")
    with pytest.raises(
        InputError, match=r"2 of the lines of '.*access.log' \(first line 2, 4\) .* of the form 'aaaaa'; mend"
    ):
        jm.read_events(path, **ROLES)


def test_or_is_left_out_counted_and_told(write: Write) -> None:
    write("access.log.1", f"{LINE}\n")
    path = write("access.log.2", f"{LINE}\nhello\n")
    quality = jm.read_events(path.parent / "access.log.*", **ROLES, on_missing="drop").quality()
    assert (quality.rows_read, quality.rows_kept, quality.missing["host"]) == (3, 2, 1)
    assert quality.notes == ("1 broken line of 'access.log.2' was left out (line 2).",)
    path = write("more.log", f"hello\n{LINE}\nhello\n")
    quality = jm.read_events(path, **ROLES, on_missing="drop").quality()
    assert quality.notes == ("2 broken lines of 'more.log' were left out (the first: line 1, 3).",)


def test_a_request_that_is_none_has_no_path(write: Write) -> None:
    path = write("access.log", LINE + "\n" + LINE.replace("GET /a?b=1 HTTP/1.1", "-") + "\n")
    with pytest.raises(InputError, match="column 'path' has 1 missing"):
        jm.read_events(path, **ROLES)


def test_times_of_another_form_are_read_as_text(write: Write) -> None:
    path = write("access.log", LINE + "\n" + LINE.replace("17/May/2024:10:05:03 +0200", "2024-05-17T10:05:03+02:00"))
    assert jm.read_events(path, **ROLES).quality().time_last == "2024-05-17T08:05:03Z"
    broken = write("error.log", LINE.replace("17/May", "32/May"))
    with pytest.raises(InputError, match=r"cannot be read as times, first '32/May/2024:10:05:03 \+0200' \(row 1\)"):
        jm.read_events(broken, **ROLES)


def test_what_is_no_access_log_is_refused(write: Write) -> None:
    with pytest.raises(
        InputError, match=r"No line of .*app.log' is one of an access log; the first has the form 'aaaaaaa'"
    ):
        jm.read_events(write("app.log", "started\nstopped\n"), **ROLES)
    with pytest.raises(EmptyLogError, match="empty"):
        jm.read_events(write("app.log", ""), **ROLES)
    with pytest.raises(MissingColumnError, match="Did you mean 'agent'"):
        jm.read_events(write("app.log", LINE), **ROLES, extra=["agents"])


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("access.log", "access_log"),
        ("shop.log.gz", "access_log"),
        ("ssl_access_log-20240517.gz", "access_log"),
        ("access_log.3", "access_log"),
        ("access", "access_log"),
        ("access.csv", "csv"),
        ("access.json.gz", "json"),
    ],
)
def test_the_name_says_the_format(name: str, form: str) -> None:
    assert format_of(Path(name)) == form


@pytest.mark.parametrize("name", ["accessories", "data.txt", "catalog"])
def test_or_does_not(name: str) -> None:
    with pytest.raises(InputError, match="format='csv', "):
        format_of(Path(name))


def test_the_format_can_be_said(write: Write) -> None:
    assert read_files(write("log.txt", LINE), ["agent"], "access_log").table.to_pylist() == [{"agent": "Browser 1"}]
    with pytest.raises(OptionError, match=r"`format` of read_events must be one of 'csv', .* got 'apache'"):
        jm.read_events(write("log.txt", LINE), **ROLES, format="apache")
    with pytest.raises(OptionError, match="`format` of read_events does not go together with `source`"):
        jm.read_events({"host": [1]}, **ROLES, format="csv")


def test_in_parts_as_a_whole(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_log, "line_blocks", partial(line_blocks, block=150))
    good = [LINE.replace("113.9", f"113.{n % 3}").replace("03 +", f"{n:02} +") for n in range(20)]
    path = write("access.log", "\n".join([*good[:9], "one", *good[9:], "two", "three", "four"]))
    whole = jm.read_events(path, **ROLES, on_missing="drop")
    parts = jm.read_events(path, **ROLES, on_missing="drop", memory_limit="1GB")
    assert parts.journeys().to_lists() == whole.journeys().to_lists()
    assert whole.quality().notes == ("4 broken lines of 'access.log' were left out (the first: line 10, 22, 23).",)
    assert whole.quality().notes[0] in parts.quality().notes
    with pytest.raises(InputError, match=r"1 of the lines of .* \(line 10\) does not have the form"):
        jm.read_events(path, **ROLES, memory_limit="1GB")
    for text, error in (("no\nlog\n", InputError), ("", EmptyLogError)):
        with pytest.raises(error, match=r"No line of|empty"):
            jm.read_events(write("app.log", text), **ROLES, memory_limit="1GB")


def test_times_of_two_forms_in_two_blocks(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_log, "line_blocks", partial(line_blocks, block=80))
    path = write("access.log", LINE + "\n" + LINE.replace("17/May/2024:10:05:03 +0200", "2024-05-17T10:05:04+02:00"))
    assert jm.read_events(path, **ROLES).quality().time_last == "2024-05-17T08:05:04Z"


def test_the_real_log(data: Path) -> None:
    path = data / "apache_logs" / "apache_logs.gz"
    log = jm.read_events(path, **ROLES, value="bytes", extra=["agent"], format="access_log", on_missing="drop")
    quality = log.quality()
    # Line 8,899 ends within its last quote.
    assert (quality.rows_read, quality.rows_kept, quality.customers) == (10_000, 9_999, 1_753)
    assert "line 8,899" in quality.notes[0]
    with gzip.open(path, "rt") as lines:
        rows = [access_line(line.rstrip("\n")) for line in lines]
    assert log._table.table.to_pylist() == [
        {name: row[name] for name in ("host", "path", "time", "bytes", "agent")} for row in rows if row
    ]
