"""FIMI files of baskets → whole numbers, basket after basket: a line a basket, items apart by blanks."""

import gzip
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.sources.files import guarded, matching

SUFFIXES = (".dat", ".txt", ".fimi")
"""How basket files end, also with ``.gz``."""

_NEWLINE, _RETURN = 10, 13
_BLANKS = (32, 9, _NEWLINE, _RETURN)
# More digits may be beyond 64 bits.
_MOST_DIGITS = 18
#: Bytes that are looked at together.
_PART = 1 << 20

Parsed = tuple[NDArray[np.int64], NDArray[np.uint64]]


def is_fimi(source: str | Path) -> bool:
    """Is it called as a file of baskets is?

    Examples
    --------
    >>> is_fimi("retail.dat.gz"), is_fimi("log.csv")
    (True, False)
    """
    suffixes = [one.lower() for one in Path(source).suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return bool(suffixes) and suffixes[-1] in SUFFIXES


def read_fimi(source: str | Path) -> Parsed:
    """Read a file of baskets.

    Parameters
    ----------
    source
        A ``.dat``, ``.txt`` or ``.fimi`` file, also with ``.gz``. An empty line is an empty basket.

    Returns
    -------
    items, offsets
        int64 and uint64: basket i is ``items[offsets[i]:offsets[i + 1]]``, as it stands in the file.

    Raises
    ------
    InputError
        The file cannot be read; the sentence names the row and what stands there.
    """
    [path, *others] = matching(source)
    if others:
        message = f"{str(source)!r} matches {1 + len(others)} files; name one file of baskets."
        raise InputError(message)
    if not is_fimi(path):
        message = (
            f"The format of {path.name!r} is not one of baskets ({', '.join(SUFFIXES)}, also with .gz); read a table "
            "into a frame of two columns (basket, item) first, and a log with read_events(…)."
        )
        raise InputError(message)
    return guarded(path, _read)


def _read(path: Path) -> Parsed:
    raw = gzip.decompress(path.read_bytes()) if path.suffix.lower() == ".gz" else path.read_bytes()
    return _parsed(np.frombuffer(raw.removeprefix(b"\xef\xbb\xbf"), np.uint8), path)


def _parsed(text: NDArray[np.uint8], path: Path) -> Parsed:
    """The numbers of a text and how many stand before the end of each line, part by part for the sake of memory."""
    parts, first = [], 0
    while first < len(text):
        last = _line_end(text, first + _PART)
        parts.append(_numbers(text, first, last, path))
        first = last
    sizes = [np.zeros(1, np.int64), *(size for _, size in parts)]
    items = np.concatenate([np.zeros(0, np.int64), *(part for part, _ in parts)])
    return items, np.cumsum(np.concatenate(sizes)).astype(np.uint64)


def _line_end(text: NDArray[np.uint8], place: int) -> int:
    """Behind the line that a place is in."""
    while place < len(text):
        ends = np.flatnonzero(text[place : place + _PART] == _NEWLINE)
        if len(ends):
            return place + int(ends[0]) + 1
        place += _PART
    return len(text)


def _numbers(
    text: NDArray[np.uint8], first: int, last: int, path: Path
) -> tuple[NDArray[np.integer], NDArray[np.int64]]:
    """The numbers of some lines, and how many each line has; no loop but one over the digits of the longest number."""
    part = text[first:last]
    # Whatever comes before "0" wraps around to far above 9.
    digit = (part - np.uint8(ord("0"))) < 10
    _check(text, part, digit, first, path)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], digit, [False]])))
    starts, sizes = edges[::2], edges[1::2] - edges[::2]
    if sizes.max(initial=0) > _MOST_DIGITS:
        at = first + int(starts[np.argmax(sizes > _MOST_DIGITS)])
        raise _broken(text, at, "an integer of more than 18 digits", path)
    items = np.zeros(len(starts), np.int64)
    for place in range(int(sizes.max(initial=0))):
        longer = sizes > place
        items[longer] = items[longer] * 10 + (part[starts[longer] + place] - ord("0"))
    newlines = np.flatnonzero(part == _NEWLINE)
    bounds = np.concatenate([[0], np.searchsorted(starts, newlines)])
    if len(part) and part[-1] != _NEWLINE:
        bounds = np.append(bounds, len(starts))
    # Few files have numbers that need 64 bits.
    return items.astype(np.int32) if items.max(initial=0) < 2**31 else items, np.diff(bounds)


def _check(text: NDArray[np.uint8], part: NDArray[np.uint8], digit: NDArray[np.bool_], first: int, path: Path) -> None:
    """Digits and blanks alone, and lines that end as lines do here, in a part of the text."""
    odd = ~digit
    for blank in _BLANKS:
        odd &= part != blank
    if odd.any():
        raise _broken(text, first + int(np.argmax(odd)), "what is no whole number ≥ 0", path)
    lone = (part[:-1] == _RETURN) & (part[1:] != _NEWLINE)
    if lone.any():
        raise _broken(text, first + int(np.argmax(lone)), "a line end of old Macintosh files (mac2unix mends it)", path)


def _broken(text: NDArray[np.uint8], place: int, fault: str, path: Path) -> InputError:
    row = 1 + int(np.count_nonzero(text[:place] == _NEWLINE))
    start, stop = place, place + 1
    while start > 0 and text[start - 1] not in _BLANKS:
        start -= 1
    while stop < len(text) and text[stop] not in _BLANKS and stop - start < 40:
        stop += 1
    word = text[start:stop].tobytes().decode(errors="replace")
    message = (
        f"Row {row:,} of {str(path)!r} holds {fault}: {word!r}; a file of baskets has a basket a line, of whole "
        "numbers apart by blanks. Baskets of names go in as lists, line.split() for each line."
    )
    return InputError(message)
