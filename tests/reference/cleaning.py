"""Cleaning steps row by row, as their definitions say: the twins of `journeys/cleaning/`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

Row = dict[str, Any]
"""Column → value; customer, event and time are the columns ``who``, ``what`` and ``when``."""


def renamed(rows: Sequence[Row], rules: Sequence[tuple[str, str]]) -> list[Row]:
    """The first rule that matches all of a name."""
    return [{**row, "what": _by_rule(row["what"], rules)} for row in rows]


def _by_rule(name: str, rules: Sequence[tuple[str, str]]) -> str:
    for expression, new in rules:
        found = re.fullmatch(expression, name)
        if found:
            return new.replace("\\1", (*found.groups(default=""), "")[0])
    return name


def grouped(rows: Sequence[Row], above: Mapping[str, str], levels: int | None) -> list[Row]:
    """One step up at a time."""
    out = []
    for row in rows:
        name, climbed = row["what"], 0
        while name in above and climbed != levels:
            name, climbed = above[name], climbed + 1
        out.append({**row, "what": name})
    return out


def clipped(rows: Sequence[Row], start: float | None, end: float | None) -> list[Row]:
    """``start ≤ t < end``."""
    return [row for row in rows if (start is None or row["when"] >= start) and (end is None or row["when"] < end)]


def shifted(rows: Sequence[Row], by: int, source: str | None) -> list[Row]:
    """Later by so much, where the source is the one named."""
    return [{**row, "when": row["when"] + by} if source in (None, row.get("source")) else row for row in rows]


def without_duplicates(rows: Sequence[Row], columns: Sequence[str] | None) -> list[Row]:
    """Each row that no earlier one equals."""
    kept: list[Row] = []
    seen: list[tuple[Any, ...]] = []
    for row in rows:
        key = tuple(row[name] for name in ("who", "what", "when", *(sorted(row) if columns is None else columns)))
        if key not in seen:
            seen.append(key)
            kept.append(row)
    return kept


def without_near_duplicates(rows: Sequence[Row], within: int, columns: Sequence[str]) -> list[Row]:
    """Customer by customer in the order of time: what repeats the last one kept goes."""
    last: dict[tuple[Any, ...], int] = {}
    kept = []
    for number in sorted(range(len(rows)), key=lambda number: (rows[number]["when"], number)):
        row = rows[number]
        key = tuple(row[name] for name in ("who", "what", *columns))
        if key not in last or row["when"] - last[key] > within:
            last[key] = row["when"]
            kept.append(number)
    return [rows[number] for number in sorted(kept)]


def filtered(rows: Sequence[Row], column: str, values: Sequence[Any], *, negated: bool) -> list[Row]:
    """The rows with one of these values, or those without."""
    return [row for row in rows if (row[column] in values) is not negated]


def path_template(address: str) -> str:
    """The path of an address, part by part, by the standard library's own idea of one."""
    parts = [part.split(";")[0] for part in urlsplit(address.strip())[2].split("/")]
    return "/" + "/".join(_part(part) for part in parts if part)


def _part(part: str) -> str:
    stem, dot, ending = part.rpartition(".")
    short = dot and stem and 1 <= len(ending) <= 5 and ending.isalnum() and ending[0].isalpha()
    if _is_id(part):
        return "{id}"
    if short and _is_id(stem):
        return "{id}." + ending
    body, tail = (stem, "." + ending) if short else (part, "")
    out, run = "", ""
    for letter in body + "\0":
        if letter in "0123456789":
            run += letter
            continue
        out += "{id}" if len(run) >= 4 else run
        out, run = out + letter, ""
    return out[:-1] + tail


def _is_id(part: str) -> bool:
    digits, hexadecimal = set("0123456789"), set("0123456789abcdefABCDEF")
    letters = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    held = set(part)
    groups = part.split("-")
    uuid = [len(one) for one in groups] == [8, 4, 4, 4, 12] and held <= hexadecimal | {"-"}
    number = all(one and set(one) <= digits for one in re.split("[-_.,:]", part))
    hexed = len(part) >= 8 and held <= hexadecimal and bool(held & digits)
    runs = [set(run) for run in re.split("[-_=~]", part) if len(run) >= 16]
    token = any(run <= letters | digits and run & letters and run & digits for run in runs)
    return uuid or number or hexed or token or "@" in part or "%40" in part
