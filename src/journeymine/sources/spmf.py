"""Sequence files of SPMF → lists of elements: a line a sequence, ``1 -1 2 3 -1 -2``, perhaps with names above."""

import gzip
from pathlib import Path

from journeymine.errors import InputError
from journeymine.sources.files import guarded, matching

Sequences = list[list[tuple[int, ...]]] | list[list[tuple[str, ...]]]

_END_OF_ELEMENT, _END_OF_SEQUENCE = "-1", "-2"
_NAMED = "@ITEM="
#: Lines that begin so are no sequences.
_REMARKS = ("@", "#", "%")
# More digits may be beyond 64 bits.
_MOST_DIGITS = 18
_FORM = (
    "a sequence is whole numbers ≥ 0 of at most 18 digits, each element ended by -1 and the line by -2, as in "
    "`1 -1 2 3 -1 -2`"
)


def read_spmf(source: str | Path) -> Sequences:
    """Read a sequence file of SPMF.

    Parameters
    ----------
    source
        A text file, also with ``.gz``. Empty lines, and those that begin with ``@``, ``#`` or ``%``, are no sequences;
        but ``@ITEM=7=cart`` says that 7 is called ``cart``.

    Returns
    -------
    Each sequence as a list of elements, an element as a tuple of items: of names where the file has them, of integers
    where it has none.

    Raises
    ------
    InputError
        The file cannot be read; the sentence names the row and what stands there.

    References
    ----------
    SPMF, documentation of PrefixSpan, "What is the input": https://www.philippe-fournier-viger.com/spmf/PrefixSpan.php
    """
    [path, *others] = matching(source)
    if others:
        message = f"{str(source)!r} matches {1 + len(others)} files; name one file of sequences."
        raise InputError(message)
    return guarded(path, _read)


def _read(path: Path) -> Sequences:
    raw = gzip.decompress(path.read_bytes()) if path.suffix.lower() == ".gz" else path.read_bytes()
    try:
        lines = raw.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        row = 1 + raw.count(b"\n", 0, error.start)
        message = f"Row {row:,} of {str(path)!r} is no UTF-8; convert the file first."
        raise InputError(message) from None
    names = _names(lines, path)
    rows = [
        (row, _elements(line, row, path))
        for row, line in enumerate(lines, 1)
        if line.strip() and not line.startswith(_REMARKS)
    ]
    if not names:
        return [elements for _, elements in rows]
    return [[tuple(_called(item, names, row, path) for item in one) for one in elements] for row, elements in rows]


def _names(lines: list[str], path: Path) -> dict[int, str]:
    """What the items are called, each otherwise."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for row, line in enumerate(lines, 1):
        if not line.startswith(_NAMED):
            continue
        number, equals, name = line.removeprefix(_NAMED).rstrip("\r").partition("=")
        if not _is_item(number) or not equals or not name:
            raise _broken(row, path, f"the name of an item as {line[:60]!r}", "write @ITEM=7=cart")
        if int(number) in names or name in taken:
            fault = f"the number or the name of another item again, {line[:60]!r}"
            raise _broken(row, path, fault, "give each item a name of its own")
        names[int(number)] = name
        taken.add(name)
    return names


def _is_item(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS


def _elements(line: str, row: int, path: Path) -> list[tuple[int, ...]]:
    """The elements of a line."""
    elements: list[tuple[int, ...]] = []
    element: list[int] = []
    *words, last = line.split()
    if last != _END_OF_SEQUENCE:
        why = "a file of baskets, which has no -1 and -2, goes to mine_itemsets"
        raise _broken(row, path, f"a line that ends in {last[:40]!r}, not in -2", f"{_FORM}; {why}")
    for word in words:
        if _is_item(word):
            element.append(int(word))
        elif word == _END_OF_ELEMENT and element:
            elements.append(tuple(element))
            element = []
        else:
            what = "an element of no item" if word == _END_OF_ELEMENT else f"{word[:40]!r}"
            raise _broken(row, path, what, f"{_FORM}; times and utilities are not read")
    if element:
        raise _broken(row, path, "an element that no -1 ends", _FORM)
    return elements


def _called(item: int, names: dict[int, str], row: int, path: Path) -> str:
    try:
        return names[item]
    except KeyError:
        cure = f"add @ITEM={item}=… to the others, or leave all of them out"
        raise _broken(row, path, f"item {item}, which has no name", cure) from None


def _broken(row: int, path: Path, fault: str, cure: str) -> InputError:
    message = f"Row {row:,} of {str(path)!r} holds {fault}; {cure}."
    return InputError(message)
