"""Reads the public data sets that benchmarks and tests share, and renders results for comparison.

The files are found in ``../shared/data`` beside the project, or where ``JOURNEYMINE_DATA`` points.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

Element = tuple[int, ...]


def data_folder() -> Path:
    """Where the public data sets are expected."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("JOURNEYMINE_DATA", beside))


def _lines(path: Path) -> list[str]:
    with gzip.open(path, "rt") as text:
        return [line for line in text.read().split("\n") if line.strip() and line[0] not in "@#"]


def spmf_sequences(path: Path) -> list[list[Element]]:
    """Read an SPMF sequence file (``1 -1 2 3 -1 -2``): a list of elements a sequence.

    A file without ``-2`` marks (FIFA and others are kept so) holds one event an element.
    """
    lines = _lines(path)
    if not any("-2" in line.split() for line in lines[:100]):
        return [[(int(word),) for word in line.split() if word != "-1"] for line in lines]
    return [_elements(line) for line in lines]


def utility_sequences(path: Path) -> list[list[Element]]:
    """Read an SPMF sequence file with utilities (``1[3] -1 2[1] 3[5] -1 -2 SUtility:9``), leaving these out."""
    return [_elements(re.sub(r"\[[^]]*\]", "", line)) for line in _lines(path)]


def _elements(line: str) -> list[Element]:
    """The elements of a row that ends in ``-2``."""
    sequence: list[Element] = []
    element: set[int] = set()
    for word in line.split():
        if word == "-2":
            break
        if word == "-1":
            sequence.append(tuple(sorted(element)))
            element = set()
        else:
            element.add(int(word))
    return sequence


def fimi_baskets(path: Path) -> list[list[int]]:
    """Read a FIMI basket file: one row of integers a basket, an item once."""
    return [sorted({int(word) for word in line.split()}) for line in _lines(path)]


def spmf_baskets(path: Path) -> list[list[int]]:
    """Read an SPMF sequence file as baskets: the items of each row, once."""
    return [sorted(set().union(*sequence)) for sequence in spmf_sequences(path)]


def invoice_baskets(path: Path) -> list[list[int]]:
    """Read the invoice lines of UCI's Online Retail, an R file: the stock codes of each raw invoice number, by rank.

    Cancellations are kept, nothing is cleaned: 25,900 baskets of 4,070 items.
    """
    import pyreadr

    [lines] = pyreadr.read_r(path).values()
    codes = lines["StockCode"].astype(str)
    rank = {code: place for place, code in enumerate(sorted(set(codes), key=str.encode))}
    invoices = codes.map(rank).groupby(lines["InvoiceNo"].astype(str)).agg(list)
    return [sorted(set(invoice)) for invoice in invoices]


def cspade_sequences(path: Path) -> list[list[Element]]:
    """Read ``sid eid n items…`` rows; items are the file's ids + 1, one element per (sid, eid)."""
    sequences: dict[int, dict[int, set[int]]] = {}
    for line in _lines(path):
        sid, eid, _, *items = (int(word) for word in line.split())
        sequences.setdefault(sid, {}).setdefault(eid, set()).update(item + 1 for item in items)
    return [[tuple(sorted(rows[eid])) for eid in sorted(rows)] for rows in sequences.values()]


def _element(items: int | Iterable[int]) -> str:
    return str(items) if isinstance(items, int) else " & ".join(str(item) for item in sorted(items))


def digest(results: Iterable[tuple[Iterable[int | Iterable[int]], int]]) -> str:
    """The sha256 of (pattern, count) pairs, one line a pattern, elements joined by ``>``, lines sorted."""
    lines = sorted(" > ".join(_element(e) for e in pattern) + f"\t{count}\n" for pattern, count in results)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def itemset_digest(results: Iterable[tuple[Iterable[int], int]]) -> str:
    """The sha256 of (itemset, count) pairs, as `digest` with the items of a set joined by ``&``."""
    return digest(((tuple(itemset),), count) for itemset, count in results)
