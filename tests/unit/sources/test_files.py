"""Files: formats, globs, compression, and what is wrong with them."""

import gzip
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from journeymine.errors import EmptyLogError, InputError, MissingColumnError
from tests.unit.sources.conftest import Read, lists

Write = Callable[[str, str | bytes], Path]

CSV = "c,e,t,note\nann,search,1,x\nann,cart,2,y\nbob,search,1,z\n"
JSON = "".join(
    json.dumps({"c": c, "e": e, "t": t}) + "\n"
    for c, e, t in [("ann", "search", 1), ("ann", "cart", 2), ("bob", "search", 1)]
)
ROWS: list[list[Any]] = [["ann", "ann", "bob"], ["search", "cart", "search"], [1, 2, 1]]


def _parquet(path: Path, columns: dict[str, Any]) -> Path:
    parquet.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.csv", CSV),
        ("log.tsv", CSV.replace(",", "\t")),
        ("log.csv", CSV.replace(",", ";")),
        ("log.csv", CSV.replace(",", "|")),
        ("log.CSV", "\ufeff" + CSV),
        ("log.CSV.GZ", gzip.compress(CSV.encode())),
        ("log.JSONL.GZ", gzip.compress(JSON.encode())),
        ("log.csv", CSV.replace("\n", "\r\n")),
        ("log.csv", CSV.rstrip("\n")),
        ("log.csv", CSV.replace("cart", '"cart"').replace("x", '"a ""quoted"", \nlong note"')),
        ("log.csv", CSV.replace("\nbob", "\n\nbob")),
        ("log[1]*.csv", CSV),
        ("log.csv.gz", gzip.compress(CSV.encode())),
        ("log.csv.gz", gzip.compress(CSV[:20].encode()) + gzip.compress(CSV[20:].encode())),
        ("log.jsonl", JSON),
        ("log.ndjson", JSON),
        ("log.jsonl.gz", gzip.compress(JSON.encode())),
        ("log.json", "[" + JSON.strip().replace("\n", ",") + "]"),
        ("log.json", JSON),
    ],
    ids=[
        "csv",
        "tsv",
        "semicolons",
        "bars",
        "byte order mark",
        "CSV.GZ",
        "JSONL.GZ",
        "carriage returns",
        "no last line end",
        "quotes",
        "blank line",
        "glob signs in the name",
        "csv.gz",
        "csv.gz of two members",
        "jsonl",
        "ndjson",
        "jsonl.gz",
        "json array",
        "json of lines",
    ],
)
def test_text_formats(name: str, content: str | bytes, write: Write, read: Read) -> None:
    path = write(name, content)
    for source in (path, str(path)):
        table = read(source)
        assert lists(table) == ROWS
        assert table.report.files == (str(path),)


def test_parquet_keeps_types_and_reads_only_what_is_asked_for(tmp_path: Path, read: Read) -> None:
    columns = {
        "c": pa.array(ROWS[0]).dictionary_encode(),
        "e": ROWS[1],
        "t": ROWS[2],
        "nested": [{"a": [1]}] * 3,
        "a.b": [1] * 3,
    }
    table = read(_parquet(tmp_path / "log.parquet", columns), extra=["a.b"])
    assert lists(table) == [*ROWS, [1, 1, 1]]
    assert pa.types.is_dictionary(table.table.schema.field("c").type)


def test_a_column_name_may_hold_anything(write: Write, read: Read) -> None:
    for key in ('a "b"', "it's", "a,b", "a/b~c", "→", "$1", "c; drop table x"):
        header = '"' + key.replace('"', '""') + '"'
        assert lists(read(write("log.csv", f"{header},e,t\nann,x,1\n"), customer=key))[0] == ["ann"]
        line = json.dumps({key: "ann", "e": "x", "t": 1})
        assert lists(read(write("log.jsonl", line + "\n"), customer=key))[0] == ["ann"]


def test_keys_of_json_are_told_apart_by_case(write: Write, read: Read) -> None:
    assert lists(read(write("log.jsonl", '{"c": "a", "C": "b", "e": "x", "t": 1}'), extra=["C"]))[3] == ["b"]


def test_a_glob_reads_all_its_files_in_order(write: Write, read: Read, tmp_path: Path) -> None:
    write("2.csv", "t,c,e\n3,bob,pay\n")
    write("1.csv", CSV)
    write("1.csv.bak", "not a log")
    table = read(str(tmp_path / "*.csv"))
    assert lists(table) == [[*column, last] for column, last in zip(ROWS, ["bob", "pay", 3], strict=True)]
    assert table.report.files == (str(tmp_path / "1.csv"), str(tmp_path / "2.csv"))


def test_rows_of_several_files_are_named_with_their_file(write: Write, read: Read, tmp_path: Path) -> None:
    write("1.csv", CSV)
    write("2.csv", "c,e,t\nbob,pay,3\n,pay,4\n")
    with pytest.raises(InputError, match=r"column 'c' has 1 missing \(first in row 2 of .*2\.csv\)"):
        read(str(tmp_path / "?.csv"))


def test_integers_in_one_file_and_text_in_another_stay_text(write: Write, read: Read, tmp_path: Path) -> None:
    write("1.csv", "c,e,t\n1,x,1\n")
    write("2.csv", "c,e,t\na,x,1\n")
    assert lists(read(tmp_path / "*.csv"))[0] == ["1", "a"]


def test_a_parquet_of_another_schema_in_a_glob(tmp_path: Path, read: Read) -> None:
    _parquet(tmp_path / "1.parquet", {"c": ["a"], "e": ["x"], "t": [1]})
    _parquet(tmp_path / "2.parquet", {"c": [7], "e": ["x"], "t": [1]})
    with pytest.raises(
        InputError, match=r"Column 'c' of '.*2\.parquet' is int64, but string in '.*1\.parquet'; give it one"
    ):
        read(str(tmp_path / "*.parquet"))
    _parquet(tmp_path / "2.parquet", {"customer": ["a"], "e": ["x"], "t": [1]})
    with pytest.raises(MissingColumnError, match=r"There is no column 'c' in 2\.parquet\. It has 'customer', 'e', 't'"):
        read(str(tmp_path / "*.parquet"))
    _parquet(
        tmp_path / "2.parquet", {"t": pa.array([2], pa.int32()), "e": pa.array(["x"], pa.large_string()), "c": ["b"]}
    )
    assert lists(read(str(tmp_path / "*.parquet"))) == [["a", "b"], ["x", "x"], [1, 2]]


def test_a_damaged_parquet(write: Write, read: Read) -> None:
    with pytest.raises(InputError, match=r"log\.parquet' cannot be read as Parquet \(.*\); write it again"):
        read(write("log.parquet", b"PAR1 not really"))


def test_paths_that_name_no_log(write: Write, read: Read, tmp_path: Path) -> None:
    write("events.csv", CSV)
    write("events.xlsx", "x")
    _parquet(tmp_path / "events.parquet", {"c": ["a"]})
    for source, sentence in {
        "event.csv": r"There is no file '.*event\.csv'\. Did you mean 'events\.csv'\?",
        "*.xes": r"No file matches '.*\*\.xes'; check the folder",
        "": r"is a folder; name a file, or its files by a glob such as",
        "events.xlsx": r"The format of 'events\.xlsx' is not known by its suffix; known are \.csv, ",
        "events.*[vt]": r"matches files of several formats \(csv, parquet\); narrow it",
        "*.nothing": r"No file matches",
        "nowhere/log.csv": r"There is no file '.*nowhere/log\.csv'\.$",
    }.items():
        with pytest.raises(InputError, match=sentence):
            read(str(tmp_path / source))


def test_an_address_is_no_file(read: Read) -> None:
    with pytest.raises(
        InputError,
        match=r"'https://example\.org/log\.csv' is an address, and only files and databases .* are read; download",
    ):
        read("https://example.org/log.csv")


def test_an_unreadable_file(write: Write, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("log.csv", CSV)
    path.chmod(0)
    if os.geteuid() == 0:
        # Nothing is forbidden to root: stand in for the system's answer.
        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"The file '.*log\.csv' may not be read; check its permissions"):
        read(path)


def test_a_disk_that_fails(write: Write, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("log.csv", CSV)

    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(InputError, match=r"The file '.*log\.csv' cannot be read \(Input/output error\); check it"):
        read(path)


@pytest.mark.parametrize("name", ["log.csv.gz", "log.jsonl.gz", "log.xes.gz"])
@pytest.mark.parametrize("cut", [10, -4, -9])
def test_a_truncated_gzip(name: str, cut: int, write: Write, read: Read) -> None:
    rows = [(f"c{row}", f"e{row % 7}", row) for row in range(5000)]
    content = {
        "log.csv.gz": "c,e,t\n" + "".join(f"{c},{e},{t}\n" for c, e, t in rows),
        "log.jsonl.gz": "".join(json.dumps({"c": c, "e": e, "t": t}) + "\n" for c, e, t in rows),
        "log.xes.gz": "<log><trace>"
        + "".join(
            f'<event><string key="c" value="{c}"/><string key="e" value="{e}"/><int key="t" value="{t}"/></event>'
            for c, e, t in rows
        )
        + "</trace></log>",
    }[name]
    whole = gzip.compress(content.encode())
    assert len(read(write(name, whole))) == 5000
    for damaged in (whole[:cut], whole[: len(whole) // 2]):
        with pytest.raises(InputError, match=rf"The gzip file '.*{name}' is damaged or cut off; fetch it again"):
            read(write(name, damaged))


def test_what_is_no_gzip(write: Write, read: Read) -> None:
    with pytest.raises(InputError, match="is damaged or cut off"):
        read(write("log.csv.gz", CSV))


@pytest.mark.parametrize("name", ["log.csv.gz", "log.jsonl.gz"])
def test_a_gzip_whose_text_is_not_what_was_packed(name: str, write: Write, read: Read) -> None:
    packed = gzip.compress((CSV if "csv" in name else JSON).encode())
    wrong_checksum = packed[:-8] + bytes(4) + packed[-4:]
    with pytest.raises(InputError, match=rf"The gzip file '.*{name}' is damaged or cut off"):
        read(write(name, wrong_checksum))


def test_lines_that_end_in_two_ways(write: Write, read: Read) -> None:
    with pytest.raises(
        InputError, match=r"cannot be read as a table; give all its lines the same end \(dos2unix does\)"
    ):
        read(write("log.csv", CSV.replace("\n", "\r\n", 1)))


def test_a_header_without_end(write: Write, read: Read) -> None:
    with pytest.raises(
        InputError, match=r"The header of log\.csv cannot be read \(.*\); its first row must name the columns"
    ):
        read(write("log.csv", '"' + "c,e,t\n" * 50_000))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("bob,search", "it has 2 fields where the header has 4"),
        ("bob,search,1,z,9", "it has 5 fields where the header has 4"),
        ('bob,"search,1,z', "a quote is not closed or stands inside a value"),
        ('bob,"sea"rch,1,z', "a quote is not closed or stands inside a value"),
    ],
)
@pytest.mark.parametrize("on_missing", ["error", "drop"])
def test_a_broken_row_of_a_csv(row: str, fault: str, on_missing: str, write: Write, read: Read) -> None:
    path = write("log.csv", CSV + row + "\n")
    with pytest.raises(
        InputError, match=rf"Row 5 of '.*log\.csv' \(counting the header\) is broken: {fault}.*repair or"
    ):
        read(path, on_missing=on_missing)


def test_a_broken_row_deep_in_a_large_csv(write: Write, read: Read) -> None:
    rows = [f"c{row},e,{row},{'x' * 100}\n" for row in range(100_000)]
    rows[77_777] = "c,e\n"
    with pytest.raises(InputError, match=r"Row 77,779 of .* it has 2 fields where the header has 4"):
        read(write("log.csv", "c,e,t,note\n" + "".join(rows)))


def test_text_that_is_not_utf8(write: Write, read: Read) -> None:
    with pytest.raises(InputError, match=r"Row 2 of .*it is not UTF-8 text \(convert the file"):
        read(write("log.csv", "c,e,t\nJosé,x,1\n".encode("latin-1")))
    with pytest.raises(InputError, match=r"The header of .* is not UTF-8 text; convert the file"):
        read(write("log.csv", "c,e,t,año\na,x,1,1\n".encode("latin-1")))
    with pytest.raises(InputError, match="Line 1 of"):
        read(write("log.jsonl", '{"c": "José", "e": "x", "t": 1}\n'.encode("latin-1")))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            '{"c": 1, "e":',
            r"Line 4 of '.*log\.jsonl' is broken \(.*\), of the form '\{\"a\": 9, \"a\":'; repair or remove",
        ),
        ("[1, 2]", "Row 4 of .* is no JSON object; each row must look like"),
        (
            '{"c": 7, "e": "x", "t": 1}',
            "Column 'c' of log.jsonl mixes text and whole numbers; write all its values as one",
        ),
        ('{"c": {"id": 7}, "e": "x", "t": 1}', "Column 'c' of log.jsonl holds objects and text; a column must hold"),
    ],
)
def test_a_broken_row_of_json_lines(content: str, sentence: str, write: Write, read: Read) -> None:
    with pytest.raises(InputError, match=sentence):
        read(write("log.jsonl", JSON + content))


def test_types_of_json_lines(write: Write, read: Read) -> None:
    path = write(
        "log.jsonl", '{"c": 1, "e": "1", "t": "2024-05-31", "v": 1}\n{"c": 2, "e": "x", "t": "2024-06-01", "v": 2.5}\n'
    )
    table = read(path, value="v")
    assert (lists(table, ["c", "e", "v"]), table.time_unit) == ([[1, 2], ["1", "x"], [1.0, 2.5]], "us")
    with pytest.raises(InputError, match=r"Column 'c' of log\.jsonl holds integers beyond 64 bits; write them as text"):
        read(write("log.jsonl", f'{{"c": {2**63}, "e": "x", "t": 1}}'))
    with pytest.raises(InputError, match=r"1 value of the customer column 'c' .* beyond exactness"):
        read(write("log.jsonl", f'{{"c": {2**70}, "e": "x", "t": 1}}'))


def test_a_key_that_is_null_throughout(write: Write, read: Read) -> None:
    path = write("log.jsonl", '{"c": 1, "e": "x", "t": 1, "n": null}\n' * 2)
    assert lists(read(path, extra=["n"]), ["n"]) == [[None, None]]


def test_a_broken_json_array(write: Write, read: Read) -> None:
    with pytest.raises(InputError, match=r"cannot be read as JSON .*check that it is not cut off"):
        read(write("log.json", '[{"c": 1, "e": "x", "t": 1}, {"c"'))


def test_missing_columns_get_a_near_miss(write: Write, read: Read) -> None:
    for path in (write("log.csv", CSV), write("log.jsonl", JSON)):
        with pytest.raises(MissingColumnError, match=rf"There is no column 'cc' in {path.name}\. Did you mean 'c'\?"):
            read(path, customer="cc")


def test_a_csv_that_begins_with_a_blank_line(write: Write, read: Read) -> None:
    with pytest.raises(InputError, match=r"The first line of '.*log\.csv' is blank; it must name the columns"):
        read(write("log.csv", "\n" + CSV))


def test_columns_with_one_name(write: Write, read: Read) -> None:
    path = write("log.csv", "c,e,t,n,n\na,x,1,2,3\n")
    assert len(read(path)) == 1
    with pytest.raises(InputError, match=r"There are 2 columns named 'n' in log\.csv; rename all but one"):
        read(path, extra=["n"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.csv", ""),
        ("log.csv", "c,e,t\n"),
        ("log.jsonl", ""),
        ("log.jsonl", "\n\n"),
        ("log.json", "[]"),
        ("log.xes", "<log></log>"),
        ("log.csv.gz", gzip.compress(b"")),
    ],
)
def test_an_empty_log(name: str, content: str | bytes, write: Write, read: Read) -> None:
    with pytest.raises(EmptyLogError, match=r"log\.(csv|json|xes)"):
        read(write(name, content))


def test_one_event_of_ten_kilobytes_and_emoji(write: Write, read: Read) -> None:
    names = ["🛒 → 💳", "x" * 10_240]
    path = write("log.csv", "c,e,t\n" + "".join(f"a,{one},1\n" for one in names))
    assert lists(read(path))[1] == names
    assert (
        lists(read(write("log.jsonl", "".join(json.dumps({"c": "a", "e": one, "t": 1}) + "\n" for one in names))))[1]
        == names
    )


def test_reading_leaves_nothing_behind(
    write: Write, read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write("log.csv", CSV)
    read(path)
    assert [one.name for one in tmp_path.iterdir()] == ["log.csv"]
    shutil.rmtree(tmp_path)
