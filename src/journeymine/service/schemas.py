"""JSON schemas of what goes in and out."""

import json
from dataclasses import fields
from importlib.resources import files
from typing import Any

from journeymine.service import docstrings
from journeymine.service.limits import Limits
from journeymine.service.requests import needs_pydantic, request_type

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """JSON schemas (draft 2020-12) of every request, answer and limit of `run`.

    They are made from the verbs themselves: the options of a request are those of the Python call, with their words.

    Returns
    -------
    A dict of three schemas: ``"request"``, ``"answer"`` and ``"limits"``.

    Raises
    ------
    MissingExtraError
        The package pydantic is not installed.

    Examples
    --------
    >>> import journeymine as jm
    >>> schemas = jm.schema()
    >>> sorted(schemas), sorted(schemas["request"]["discriminator"]["mapping"])[:2]
    (['answer', 'limits', 'request'], ['attribution', 'campaign_effects'])
    """
    needs_pydantic()
    request = request_type().json_schema()
    return {
        "request": {"$schema": _DIALECT, "$id": "urn:journeymine:request:1", **request},
        "answer": {"$schema": _DIALECT, "$id": "urn:journeymine:answer:1", **_answer()},
        "limits": {"$schema": _DIALECT, "$id": "urn:journeymine:limits:1", **_limits()},
    }


def _answer() -> dict[str, Any]:
    patterns = json.loads(files("journeymine.patterns").joinpath("schema.json").read_text("utf-8"))
    shared = patterns.pop("$defs")
    for key in ("$schema", "$id"):
        patterns.pop(key)
    row = {"type": "object", "description": "A value a column; what is missing is null."}
    text = {"type": "string"}
    table = {
        "type": "object",
        "required": ["result", "notes", "info", "rows"],
        "additionalProperties": False,
        "properties": {
            "result": {**text, "description": "The name of the result's class."},
            "notes": {"type": "array", "items": text, "description": "What was counted, of how many, by which design."},
            "info": {"type": "object", "description": "Every option asked."},
            "rows": {"type": "array", "items": row},
        },
    }
    properties = {
        "verb": text,
        "version": {**text, "description": "Of journeymine."},
        "seconds": {"type": "number", "minimum": 0},
        "n_rows": {"type": "integer", "minimum": 0, "description": "How many rows there are."},
        "truncated": {"type": "boolean", "description": "Was the search cut short by its time or memory?"},
        "result": {"anyOf": [{"$ref": "#/$defs/patterns"}, {"$ref": "#/$defs/table"}, {"type": ["object", "integer"]}]},
    }
    return {
        "type": "object",
        "required": sorted(properties),
        "additionalProperties": False,
        "properties": properties,
        "$defs": {**shared, "patterns": patterns, "table": table},
    }


def _limits() -> dict[str, Any]:
    words = docstrings.options(Limits)
    whole = {"type": ["integer", "null"], "minimum": 1}
    types: dict[str, dict[str, Any]] = {
        "max_events": whole,
        "max_rows": {"type": "integer", "minimum": 0},
        "k": {**whole, "minimum": 2},
        "time_limit": {"type": ["number", "null"], "exclusiveMinimum": 0},
        "memory_limit": {"type": ["string", "integer", "null"]},
        "n_jobs": {"type": ["integer", "null"]},
    }
    properties = {
        one.name: {**types[one.name], "default": one.default, "description": words[one.name]} for one in fields(Limits)
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}
