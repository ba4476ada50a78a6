"""A recipe done to another log."""

import inspect
import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from journeymine.errors import InputError
from journeymine.journeys.cleaning.clip import clip
from journeymine.journeys.cleaning.drop_bots import drop_bots
from journeymine.journeys.cleaning.drop_catch_all import drop_catch_all
from journeymine.journeys.cleaning.drop_duplicates import drop_duplicates
from journeymine.journeys.cleaning.group import group
from journeymine.journeys.cleaning.mask_text import mask_text
from journeymine.journeys.cleaning.rename import rename
from journeymine.journeys.cleaning.shift_times import shift_times
from journeymine.journeys.cleaning.url_to_event import url_to_event
from journeymine.journeys.cleaning.where import where
from journeymine.journeys.identities import resolve_identities
from journeymine.options import near_miss, shown
from journeymine.sources.recipe import Step
from journeymine.sources.table import EventTable

FORMAT = "journeymine-recipe"
FORMAT_VERSION = 1

#: The steps a recipe may hold. One whose rows come to differ gets a new `version`, and old recipes are refused.
STEPS: Mapping[str, Callable[..., EventTable]] = {
    "clip": clip,
    "drop_bots": drop_bots,
    "drop_catch_all": drop_catch_all,
    "drop_duplicates": drop_duplicates,
    "group": group,
    "mask_text": mask_text,
    "rename": rename,
    "resolve_identities": resolve_identities,
    "shift_times": shift_times,
    "url_to_event": url_to_event,
    "where": where,
}

#: Options of steps that name columns: one, several, or as keys.
COLUMN_OPTIONS = ("agent", "column", "columns", "conditions")


def replay(table: EventTable, steps: Sequence[Step]) -> EventTable:
    """The steps done to a log, in their order.

    Raises
    ------
    InputError
        A step is none that a recipe can do.
    """
    for number, step in enumerate(steps, 1):
        if step.name not in STEPS:
            message = (
                f"Step {number}, {step.name}, is none that a recipe can do by itself.{near_miss(step.name, STEPS)} "
                f"Call log.{step.name}(…) with what it needs, and do the steps before and after it by a recipe each."
            )
            raise InputError(message)
        table = STEPS[step.name](table, **step.options)
    return table


def columns(steps: Sequence[Step]) -> list[str]:
    """The columns that steps name, each once, but for those that a step before has made.

    Examples
    --------
    >>> columns([Step("where", {"conditions": {"status": "ok"}}), Step("url_to_event", {"column": "url"}),
    ...          Step("resolve_identities", {"edges": [["cookie", "number"]]})])
    ['status', 'url', 'cookie', 'number']
    """
    named: list[Any] = []
    made: set[Any] = set()
    for step in steps:
        for option in COLUMN_OPTIONS:
            given: Any = step.options.get(option)
            named += [given] if isinstance(given, str) else given if isinstance(given, list | dict) else []
        made.add(str(step.options.get("person")))
        edges: Any = step.options.get("edges")
        for pair in edges if isinstance(edges, list) else ():
            named += pair if isinstance(pair, list) else []
    return [one for one in dict.fromkeys(map(str, named)) if one not in made]


def to_json(steps: Sequence[Step]) -> str:
    """The steps as JSON text.

    Examples
    --------
    >>> from_json(to_json([Step("clip", {"start": "2024-01-01T00:00:00Z"})]))
    (Step(name='clip', options={'start': '2024-01-01T00:00:00Z'}, version=1),)
    """
    whole = {"format": FORMAT, "version": FORMAT_VERSION, "steps": [step.told() for step in steps]}
    return json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False)


def from_json(text: str, what: str = "The text") -> tuple[Step, ...]:
    """The steps in JSON text; `what` names it in messages.

    Raises
    ------
    InputError
        It holds no recipe, or a step, version or option that is not known, with a near miss.
    """
    try:
        whole = json.loads(text, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        message = f"{what} is no JSON ({error}); a recipe is written by log.recipe().to_json()."
        raise InputError(message) from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT or not isinstance(whole.get("steps"), list):
        message = f"{what} holds no recipe; one is written by log.recipe().to_json()."
        raise InputError(message)
    if whole.get("version") != FORMAT_VERSION:
        message = f"{what} is a recipe of format {whole.get('version')!r}; this journeymine reads {FORMAT_VERSION}."
        raise InputError(message)
    return tuple(_step(one, number, what) for number, one in enumerate(whole["steps"], 1))


def _finite(number: str) -> float:
    """A number that JSON can hold, which NaN, Infinity and 1e999 are not."""
    value = float(number)
    if not math.isfinite(value):
        message = f"{number} is no number of JSON"
        raise ValueError(message)
    return value


def _step(told: Any, number: int, what: str) -> Step:
    if not isinstance(told, dict) or set(told) != {"step", "version", "options"}:
        message = (
            f"Step {number} of {what[0].lower()}{what[1:]} must hold step, version and options; got {shown(told)}."
        )
        raise InputError(message)
    name, version, options = told["step"], told["version"], told["options"]
    if not isinstance(name, str) or not isinstance(options, dict):
        message = f"Step {number} of {what[0].lower()}{what[1:]} must have a name and an object of options."
        raise InputError(message)
    if name in STEPS:
        _check_known(name, version, options, f"Step {number} of {what[0].lower()}{what[1:]}")
    return Step(name, options, version)


def _check_known(name: str, version: Any, options: Mapping[str, Any], where: str) -> None:
    if version != 1:
        message = f"{where}, {name}, has version {version!r}; this journeymine does version 1 of it."
        raise InputError(message)
    asked = dict(list(inspect.signature(STEPS[name]).parameters.items())[1:])
    known = list(asked)
    odd = next((one for one in options if one not in known), None)
    if odd is not None:
        message = (
            f"{where}, {name}, has the option {odd!r}, which is none of its own.{near_miss(odd, known)} "
            f"There are {', '.join(known)}."
        )
        raise InputError(message)
    lacking = [one for one, option in asked.items() if option.default is option.empty and one not in options]
    if lacking:
        message = f"{where}, {name}, lacks its option {lacking[0]!r}."
        raise InputError(message)
