"""Several CSV files as one list of events: the csv module, Python's own templates, clocks and expressions, loops."""

import csv
import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "!=": operator.ne}


@dataclass
class Told:
    """What is counted of a source."""

    read: int = 0
    filtered: int = 0
    missing: dict[str, int] = field(default_factory=lambda: dict.fromkeys(["customer", "event", "time"], 0))
    kept: int = 0


def read(
    files: Mapping[str, Path], mapping: Mapping[str, Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str, Told]]:
    """The events with all their columns, and what is counted; rows without customer, event or time are left out."""
    events, told = [], {}
    extras = list(dict.fromkeys(name for source in mapping.values() for name in source.get("extra", [])))
    for name, source in mapping.items():
        told[name] = Told()
        with files[name].open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                told[name].read += 1
                if not all(holds(condition, row[column]) for column, condition in source.get("where", {}).items()):
                    told[name].filtered += 1
                    continue
                event = _event(row, source)
                needed = {"customer": row[source["customer"]], "event": event, "time": _time(row, source)}
                for role, value in needed.items():
                    told[name].missing[role] += value in {"", None}
                if any(value in {"", None} for value in needed.values()):
                    continue
                told[name].kept += 1
                events.append(
                    {
                        **needed,
                        **_further(row, source),
                        "source": name,
                        **{one: row[one] or None if one in source.get("extra", []) else None for one in extras},
                    }
                )
    return events, told


def holds(condition: Any, value: str) -> bool:
    """Whether a value of a file without types meets a condition."""
    if isinstance(condition, dict):
        return not holds(condition["not"], value)
    if isinstance(condition, list):
        return any(_equal(one, value) for one in condition)
    found = re.fullmatch(r"(<=|>=|!=|<|>) (.*)", str(condition))
    if found is None:
        return _equal(condition, value)
    return value != "" and bool(SIGNS[found[1]](float(value), float(found[2])))


def _equal(one: Any, value: str) -> bool:
    if isinstance(one, str):
        return one == value
    return value != "" and float(value) == one


def _event(row: Mapping[str, str], source: Mapping[str, Any]) -> str:
    if isinstance(source["event"], list):
        parts, name = [row[column] for column in source["event"]], " | ".join(row[column] for column in source["event"])
    elif "{" in source["event"]:
        fields = list(Formatter().parse(source["event"]))
        parts = [row[column] for _, column, _, _ in fields if column is not None]
        name = "".join(word + (row[column] if column is not None else "") for word, column, _, _ in fields)
    else:
        parts, name = [row[source["event"]]], row[source["event"]]
    if "" in parts:
        return ""
    for pattern, other in source.get("rename", {}).items():
        if found := re.fullmatch(pattern, name):
            return found.expand(other)
    return name


def _time(row: Mapping[str, str], source: Mapping[str, Any]) -> datetime | None:
    columns = source["time"] if isinstance(source["time"], list) else [source["time"]]
    if any(row[column] == "" for column in columns):
        return None
    shown = datetime.fromisoformat(" ".join(row[column] for column in columns))
    if shown.tzinfo is None:
        shown = shown.replace(tzinfo=ZoneInfo(source.get("zone", "UTC")), fold=0)
    return shown.astimezone(UTC)


def _further(row: Mapping[str, str], source: Mapping[str, Any]) -> dict[str, Any]:
    value = row[source["value"]] if "value" in source else ""
    text = row[source["text"]] if "text" in source else ""
    return {"value": float(value) if value else None, "text": text or None}
