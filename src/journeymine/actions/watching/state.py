"""A watch as plain text, numbers, lists and dicts, and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from journeymine.actions.watching.baseline import Baseline
from journeymine.actions.watching.calibration import Threshold
from journeymine.actions.watching.gains import rule
from journeymine.actions.watching.panel import Columns
from journeymine.actions.watching.recursion import Running, Sums
from journeymine.actions.watching.timeline import Timeline
from journeymine.actions.watching.watcher import Alarm, Watcher
from journeymine.errors import InputError

VERSION = 1


def to_state(watcher: Watcher) -> dict[str, Any]:
    """Everything that judging further periods needs, fit for JSON; no counts of single periods."""
    return {
        "journeymine": "watch",
        "version": VERSION,
        "asked": dict(watcher.asked),
        "columns": {**asdict(watcher.columns), "series": list(watcher.columns.series)},
        "clock": asdict(watcher.clock),
        "series": [list(name) for name in watcher.series],
        "baseline": _lists(watcher.rule.baseline),
        "threshold": asdict(watcher.threshold),
        "running": {**_lists(watcher.running), "sums": _lists(watcher.running.sums)},
        "ended": [asdict(alarm) for alarm in watcher.ended],
        "last": watcher.last,
        "n_judged": watcher.n_judged,
        "waiting": [asdict(alarm) for alarm in watcher.waiting],
        "n_waiting": watcher.n_waiting,
    }


def from_state(state: Any) -> Watcher:
    """The watch that gave a state.

    Raises
    ------
    InputError
        It is none, or of another version.
    """
    if not isinstance(state, Mapping) or state.get("journeymine") != "watch":
        message = f"`state` of resume must be what Watch.state() gave; got a {type(state).__name__} that is not."
        raise InputError(message)
    if state.get("version") != VERSION:
        message = f"`state` of resume is of version {state.get('version')!r}, this reads version {VERSION}; watch anew."
        raise InputError(message)
    try:
        return _read(state)
    except (KeyError, TypeError, ValueError) as error:
        message = f"`state` of resume is damaged ({error!r}); watch anew."
        raise InputError(message) from error


def _read(state: Mapping[str, Any]) -> Watcher:
    columns = Columns(**{**state["columns"], "series": tuple(state["columns"]["series"])})
    asked = dict(state["asked"])
    return Watcher(
        asked,
        columns,
        Timeline(**state["clock"]),
        tuple(tuple(name) for name in state["series"]),
        rule(asked["method"], asked["detect"], _arrays(Baseline, state["baseline"])),
        Threshold(**state["threshold"]),
        Running(**{**_each(state["running"]), "sums": _arrays(Sums, state["running"]["sums"])}),
        tuple(Alarm(**alarm) for alarm in state["ended"]),
        state["last"],
        state["n_judged"],
        tuple(Alarm(**alarm) for alarm in state["waiting"]),
        state["n_waiting"],
    )


def _lists(arrays: Baseline | Running | Sums) -> dict[str, Any]:
    values = {field.name: getattr(arrays, field.name) for field in fields(arrays)}
    return {name: value.tolist() for name, value in values.items() if isinstance(value, np.ndarray)}


def _arrays(kind: Any, lists: Mapping[str, Any]) -> Any:
    return kind(**_each(lists))


def _each(lists: Mapping[str, Any]) -> dict[str, Any]:
    return {name: np.array(value) for name, value in lists.items() if not isinstance(value, Mapping)}
