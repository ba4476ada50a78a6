"""No figure of *What is fast, and why* without its record."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "what-is-fast.md"
RECORDS = ROOT / "benchmarks" / "records" / "amd-epyc-2-cores"
# Rows of tables whose last cell is the record: its file, and the words of its lines.
ROW = re.compile(r"^\|(?P<cells>.*)\| `(?P<file>[a-z-]+): (?P<words>[^`]+)` \|$", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w.])")


def rows() -> list[tuple[str, str, str]]:
    return [(row["cells"], row["file"], row["words"]) for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))]


def lines(file: str) -> list[list[str]]:
    """The newest record's lines in words; commas stand within numbers, but in CSV."""
    newest = max(RECORDS.glob(f"{file}-2*"))
    text = newest.read_text(encoding="utf-8")
    if newest.suffix == ".csv":
        return [line.split(",") for line in text.splitlines()]
    return [[word.rstrip(",×").replace(",", "") for word in re.split(r"[|\s]+", line)] for line in text.splitlines()]


def unfounded(cells: str, file: str, words: str) -> list[str]:
    """The figures of a row that no line of its record rounds to."""
    about = [line for line in lines(file) if set(words.split()) <= set(line)]
    known = [float(word) for line in about for word in line if re.fullmatch(r"\d+(\.\d+)?", word)]
    said = [number.replace(",", "") for number in NUMBER.findall(cells.split("|", 1)[1])]
    places = {number: len(number.partition(".")[2]) for number in said}
    return [number for number, n in places.items() if f"{float(number):.{n}f}" not in {f"{one:.{n}f}" for one in known}]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[2])
def test_every_figure_is_that_of_its_record(row: tuple[str, str, str]) -> None:
    assert unfounded(*row) == []


def test_there_are_figures_and_wrong_ones_are_found() -> None:
    assert len(rows()) > 25
    assert unfounded("SIGN | 944,486 | 0.17 |", "sequences", "sign-all-37") == ["0.17"]
    assert unfounded("SIGN | 944,487 | 0.20 |", "sequences", "sign-all-37") == ["944487"]
