"""Journeys from rows, slow and obvious: lists of dicts, one step after another as the specification tells them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Event:
    time: int
    name: Any
    value: float
    note: str


@dataclass(frozen=True)
class Journey:
    customer: Any
    case: Any
    elements: tuple[tuple[Event, ...], ...]
    cut: bool = False

    def names(self) -> list[tuple[Any, ...]]:
        return [tuple(event.name for event in element) for element in self.elements]

    def events(self) -> list[Event]:
        return [event for element in self.elements for event in element]


def journeys(
    rows: Sequence[Row],
    *,
    session_gap: int | None = None,
    by: bool = False,
    collapse_repeats: bool = False,
    simultaneous: str = "set",
    tie: Any = "event",
    min_events: int | None = None,
    max_events: int | None = None,
    start: int | None = None,
    end: int | None = None,
) -> list[Journey]:
    """Rows have customer, case, time, event, value, tie and note."""
    groups = sorted({(row["customer"], row["case"] if by else None) for row in rows}, key=str_key)
    made: list[Journey] = []
    for customer, case in groups:
        own = [row for row in rows if row["customer"] == customer and (not by or row["case"] == case)]
        own = [row for row in own if (start is None or row["time"] >= start) and (end is None or row["time"] < end)]
        elements = _sets(own) if simultaneous == "set" else _singles(own, tie)
        for session in _sessions(elements, session_gap):
            kept = _collapsed(session) if collapse_repeats else session
            if sum(len(element) for element in kept) < (min_events or 0):
                continue
            fitting = kept if max_events is None else _fitting(kept, max_events)
            made.append(Journey(customer, case, tuple(fitting), cut=len(fitting) < len(kept)))
    return made


def str_key(pair: tuple[Any, Any]) -> tuple[Any, Any]:
    return tuple(one if isinstance(one, int) else (one or "").encode() for one in pair)  # type: ignore[return-value]


def _rank(tie: Any, row: Row) -> Any:
    if tie == "event":
        return 0
    if tie == "tie":
        return row["tie"]
    return tie.index(row["event"]) if row["event"] in tie else len(tie)


def _key(name: Any) -> Any:
    return name if isinstance(name, int) else name.encode()


def _carried(row: Row) -> tuple[Any, ...]:
    """What orders rows that are alike in customer, time and event: the value, then the further columns."""
    return row["value"], row["case"], row["tie"], row["note"]


def _event(row: Row) -> Event:
    return Event(row["time"], row["event"], row["value"], row["note"])


def _singles(rows: Sequence[Row], tie: Any) -> list[tuple[Event, ...]]:
    ordered = sorted(
        rows,
        key=lambda row: (row["time"], _rank(tie, row), _key(row["event"]), *_carried(row)),
    )
    return [(_event(row),) for row in ordered]


def _sets(rows: Sequence[Row]) -> list[tuple[Event, ...]]:
    ordered = sorted(rows, key=lambda row: (row["time"], _key(row["event"]), *_carried(row)))
    elements = []
    for time, together in groupby(ordered, key=lambda row: row["time"]):
        element = []
        for name, same in groupby(together, key=lambda row: row["event"]):
            repeated = list(same)
            element.append(Event(time, name, sum(row["value"] for row in repeated), repeated[0]["note"]))
        elements.append(tuple(element))
    return elements


def _sessions(elements: list[tuple[Event, ...]], gap: int | None) -> list[list[tuple[Event, ...]]]:
    sessions: list[list[tuple[Event, ...]]] = [[]]
    for element in elements:
        before = sessions[-1]
        if gap is not None and before and element[0].time - before[-1][0].time > gap:
            sessions.append([])
        sessions[-1].append(element)
    return sessions


def _collapsed(elements: list[tuple[Event, ...]]) -> list[tuple[Event, ...]]:
    kept: list[tuple[Event, ...]] = []
    for element in elements:
        if kept and [event.name for event in kept[-1]] == [event.name for event in element]:
            kept[-1] = tuple(
                Event(first.time, first.name, first.value + again.value, first.note)
                for first, again in zip(kept[-1], element, strict=True)
            )
        else:
            kept.append(element)
    return kept


def _fitting(elements: list[tuple[Event, ...]], most: int) -> list[tuple[Event, ...]]:
    fitting: list[tuple[Event, ...]] = []
    for element in elements:
        if sum(len(one) for one in fitting) + len(element) > most:
            break
        fitting.append(element)
    return fitting
