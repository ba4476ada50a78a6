"""The keys of a mapping, what each may be, and what is wrong where it is not."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from journeymine.options import near_miss
from journeymine.sources import presets
from journeymine.sources.files import READERS
from journeymine.sources.mapping.schema import COLUMNS
from journeymine.sources.mapping.template import Template, TemplateError, is_template
from journeymine.sources.mapping.where import Condition, ConditionError
from journeymine.sources.renaming import RenameError, checked_rules
from journeymine.sources.toml_tables import asked, shown
from journeymine.sources.zones import zone_fault

NEEDED = ("customer", "event", "time")
DEFAULTS = ("zone", "on_missing", "customer_as")
Faults = list[str]


def faults_of_defaults(defaults: Mapping[Any, Any], sources: Mapping[Any, Any]) -> Faults:
    """What is wrong beside the sources: keys that are no default, and defaults that cannot be."""
    faults = []
    for name, one in defaults.items():
        if name in DEFAULTS:
            faults += [f"`{name}` {fault}" for fault in KEYS[name](one)]
        else:
            hint = near_miss(name, [*DEFAULTS, *sources])
            listed = ", ".join(f"`{key}`" for key in DEFAULTS)
            faults.append(f"{name!r} is neither a table of a source nor one of {listed}{asked(hint)}")
    return faults


def faults_of_source(name: object, given: Mapping[Any, Any]) -> Faults:
    """What is wrong with the table of one source."""
    faults = [] if isinstance(name, str) and name.strip() else ["its name must be text that is not empty"]
    for key, one in given.items():
        if key not in KEYS:
            faults.append(f"there is no key {key!r}{asked(near_miss(key, KEYS)) or '; there are ' + ', '.join(KEYS)}")
        else:
            faults += [f"`{key}` {fault}" for fault in KEYS[key](one)]
    if "preset" not in given or given["preset"] in presets.names():
        faults += [f"`{key}` is missing; name its column" for key in NEEDED if key not in given]
    if not faults:
        faults += _clashes(given)
    return faults


def _clashes(given: Mapping[str, Any]) -> Faults:
    """Keys that do not go together."""
    faults = []
    single = [(key, given[key]) for key in ("customer", "event", "time", "value") if key in given]
    for place, (key, one) in enumerate(single):
        twin = next((other for other, two in single[:place] if one == two), None)
        if twin is not None:
            faults.append(f"`{twin}` and `{key}` both name the column {one!r}; give each a column of its own")
    if "time_unit" in given and "zone" in given:
        faults.append("`zone` does not go together with `time_unit`: epoch times are UTC in every zone")
    if "time_unit" in given and not isinstance(given["time"], str):
        faults.append("`time_unit` does not go together with several columns of time: joined, they are text")
    return faults


def _text(one: object) -> Faults:
    return [] if isinstance(one, str) and one else [f"must be text that is not empty; got {shown(one)}"]


def _column(one: object) -> Faults:
    return [] if isinstance(one, str) and one else [f"must be the name of a column; got {shown(one)}"]


def _columns(one: object) -> Faults:
    if isinstance(one, list | tuple) and one and all(isinstance(name, str) and name for name in one):
        return [] if len(set(one)) == len(one) else [f"must name different columns; got {shown(one)}"]
    return [] if isinstance(one, str) and one else [f"must be the name of a column, or several; got {shown(one)}"]


def _event(one: object) -> Faults:
    if isinstance(one, str) and is_template(one):
        try:
            Template.parse(one)
        except TemplateError as error:
            return [f"{one!r} is no template: {error}"]
    return _columns(one)


def _extra(one: object) -> Faults:
    names: Sequence[Any] = one if isinstance(one, list | tuple) else [one]
    if not all(isinstance(name, str) and name for name in names):
        return [f"must be a list of names of columns; got {shown(one)}"]
    if len(set(names)) < len(names):
        return [f"must be a list of different names; got {shown(one)}"]
    taken = [name for name in names if name in COLUMNS]
    return [f"cannot hold {name!r}, which is a column of every log of several sources; leave it out" for name in taken]


def _zone(one: object) -> Faults:
    fault = zone_fault(one)
    return [] if fault is None else [f"must be {fault.rstrip('.')}"]


def _one_of(*allowed: str) -> Callable[[object], Faults]:
    def faults(one: object) -> Faults:
        if isinstance(one, str) and one in allowed:
            return []
        hint = near_miss(one, allowed) if isinstance(one, str) else ""
        return [f"must be one of {', '.join(map(repr, allowed))}; got {shown(one)}{asked(hint)}"]

    return faults


def _where(one: object) -> Faults:
    if not isinstance(one, Mapping) or not all(isinstance(name, str) and name for name in one):
        return [f"must be a table of columns and conditions; got {shown(one)}"]
    faults = []
    for name, condition in one.items():
        try:
            Condition.parse(condition)
        except ConditionError as error:
            faults.append(f"of {name!r} must be {error}; got {shown(condition)}")
    return faults


def _rename(one: object) -> Faults:
    try:
        checked_rules(one)
    except RenameError as error:
        return [str(error)]
    return []


KEYS: dict[str, Callable[[object], Faults]] = {
    "customer": _column,
    "event": _event,
    "time": _columns,
    "value": _column,
    "text": _column,
    "extra": _extra,
    "extra_if_there": _extra,
    "time_unit": _one_of("s", "ms", "us", "ns"),
    "zone": _zone,
    "on_missing": _one_of("error", "drop"),
    "customer_as": _one_of("text", "integer"),
    "where": _where,
    "rename": _rename,
    "file": _text,
    "query": _text,
    "format": _one_of(*READERS),
    "preset": _one_of(*presets.names()),
}
