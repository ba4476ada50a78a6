"""Sequence files of SPMF: read as the plain reader of the benchmarks reads them, and back from what we write."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import journeymine as jm
from benchmarks.inputs import spmf_sequences
from journeymine.errors import InputError, OptionError
from journeymine.sources.spmf import read_spmf

ELEMENT = st.sets(st.integers(1, 12), min_size=1, max_size=3)
SEQUENCES = st.lists(st.lists(ELEMENT, max_size=5), max_size=6)
NAMES = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n\r"), min_size=1, max_size=6)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


@given(sequences=SEQUENCES.filter(any))
def test_files_are_read_as_the_plain_reader_reads_them(
    sequences: list[list[set[int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("spmf") / "some.txt.gz"
    lines = [" -1 ".join(" ".join(map(str, sorted(one))) for one in row) + " -1 -2" for row in sequences if row]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert read_spmf(path) == spmf_sequences(path)


@given(sequences=st.lists(st.lists(st.one_of(NAMES, st.sets(NAMES, min_size=1, max_size=3)), max_size=4), max_size=4))
def test_what_is_written_is_read_again(sequences: list[list[Any]], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("spmf") / "some.txt"
    journeys = jm.Journeys.from_lists(sequences)
    journeys.to_spmf(path)
    assert jm.Journeys.from_spmf(path).to_lists() == journeys.to_lists()


def test_whole_numbers_stay_whole_numbers(tmp_path: Path) -> None:
    path = tmp_path / "some.txt"
    jm.Journeys.from_lists([[3, (1, 2)], []]).to_spmf(path)
    assert path.read_text() == "3 -1 1 2 -1 -2\n-2\n"
    assert jm.Journeys.from_spmf(path).to_lists() == [[3, (1, 2)], []]


def test_remarks_blanks_and_line_ends_are_no_sequences(tmp_path: Path) -> None:
    text = "\ufeff# remark\r\n\r\n@CONVERTED_FROM_TEXT\r\n@ITEM=1=a=b c\r\n% remark\r\n 1  -1\t-2 \r\n"
    assert jm.Journeys.from_spmf(written(tmp_path / "some.txt", text)).to_lists() == [["a=b c"]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1 -1 -2\n1 2 3\n", "Row 2 of .* ends in '3', not in -2; .* mine_itemsets"),
        ("1 -1 x -1 -2\n", "Row 1 of .* holds 'x'; .* `1 -1 2 3 -1 -2`"),
        ("<0> 1 -1 -2\n", "'<0>'; .* times and utilities are not read"),
        ("1[5] -1 -2\n", "holds '1\\[5\\]'"),
        ("-3 -1 -2\n", "holds '-3'"),
        ("٣ -1 -2\n", "holds '٣'"),
        ("1 -1 -1 -2\n", "an element of no item"),
        ("1 -2\n", "an element that no -1 ends"),
        ("1 -1 -2 2 -1 -2\n", "holds '-2'"),
        ("@ITEM=1\n1 -1 -2\n", "the name of an item as '@ITEM=1'; write @ITEM=7=cart"),
        ("9" * 5000 + " -1 -2\n", "Row 1 of .* holds '9{40}'; .* at most 18 digits"),
        ("@ITEM=" + "9" * 5000 + "=a\n", "the name of an item as '@ITEM=9"),
        ("@ITEM=1=a\n@ITEM=2=a\n", "Row 2 of .* another item again, '@ITEM=2=a'; give each item"),
        ("@ITEM=1=a\n@ITEM=1=b\n", "Row 2 of .* another item again, '@ITEM=1=b'"),
        ("@ITEM=1=a\n2 -1 -2\n", "Row 2 of .* holds item 2, which has no name; add @ITEM=2"),
    ],
)
def test_a_broken_file_is_told_by_row_and_word(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=says):
        jm.Journeys.from_spmf(written(tmp_path / "some.txt", text))


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        jm.Journeys.from_spmf(tmp_path / "none.txt")
    (tmp_path / "latin.txt").write_bytes(b"1 -1 -2\n\xff")
    with pytest.raises(InputError, match=r"Row 2 of .* is no UTF-8"):
        jm.Journeys.from_spmf(tmp_path / "latin.txt")
    (tmp_path / "again.txt").write_text("1 -1 -2\n")
    with pytest.raises(InputError, match="matches 2 files"):
        jm.Journeys.from_spmf(tmp_path / "*.txt")


def test_patterns_are_written_as_spmf_writes_them(tmp_path: Path) -> None:
    path = tmp_path / "found.txt"
    hostile = ["<script>", "\u202ename", "=cmd() x"]
    jm.mine_sequences([hostile, hostile], min_support=2, min_length=3).to_spmf(path)
    assert path.read_text(encoding="utf-8") == "<script> -1 \u202ename -1 =cmd() x -1 #SUP: 2\n"
    jm.mine_itemsets([[1, 2], [1, 2]], min_support=2, min_length=2).to_spmf(path)
    assert path.read_text() == "1 2 #SUP: 2\n"
    jm.mine_sequences([["a", ("b", "c")]], min_support=1, kind="maximal").to_spmf(path)
    assert path.read_text() == "a -1 b c -1 #SUP: 1\n"


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "a -1", "#SUP: 9"])
def test_names_that_would_break_the_form_are_refused_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="rename it"):
        jm.mine_sequences([[name]], min_support=1).to_spmf(tmp_path / "found.txt")
    if "\n" in name or "\r" in name:
        with pytest.raises(InputError, match="line break"):
            jm.Journeys.from_lists([[name]]).to_spmf(tmp_path / "found.txt")
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    journeys = jm.Journeys.from_lists([[0, 1]])
    with pytest.raises(InputError, match="whole numbers ≥ 1 for events, and one is 0"):
        journeys.to_spmf(tmp_path / "some.txt")
    with pytest.raises(InputError, match="cannot be saved to"):
        jm.Journeys.from_lists([[1]]).to_spmf(tmp_path / "none" / "some.txt")
    with pytest.raises(OptionError, match="`path` of to_spmf must be the path of a text file; got 3"):
        journeys[:0].to_spmf(3)


def test_customers_are_not_written(tmp_path: Path) -> None:
    jm.Journeys.from_lists([["a"]], customers=["ann@example.org"]).to_spmf(tmp_path / "some.txt")
    assert "ann" not in (tmp_path / "some.txt").read_text()


def test_a_real_file_gives_the_journeys_of_the_plain_reader(data: Path) -> None:
    path = data / "spmf_goKrimp" / "test_goKrimp.dat.gz"
    journeys = jm.Journeys.from_spmf(path)
    assert len(journeys) == 788
    assert journeys.to_lists() == [[item for (item,) in row] for row in spmf_sequences(path)]
