"""The schemas say what the verbs say."""

import inspect
from typing import Any

import pytest

import journeymine as jm
from journeymine import service
from journeymine.service import docstrings
from journeymine.service.json_types import NOT_ASKED, fields
from journeymine.service.verbs import VERBS

jsonschema: Any = pytest.importorskip("jsonschema")
SCHEMAS = jm.schema()
#: Public functions that no request asks for, and why.
NOT_SERVED = {
    "engines": "lists programs of this machine",
    "protect": "a limit, not a request",
    "pseudonyms": "takes a key",
    "read_events": "reads files; whoever runs the service says which",
    "run": "runs requests",
    "schema": "describes requests",
    "suggest": "takes the results of other verbs, which stay where they were made",
    "watch_patterns": "takes patterns mined before, and goes on from a state of its own",
}


@pytest.mark.parametrize("name", ["request", "answer", "limits"])
def test_each_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])


def test_every_public_verb_is_served_or_not_for_a_reason() -> None:
    functions = {name for name in jm.__all__ if inspect.isroutine(getattr(jm, name))}
    assert functions - set(VERBS) == set(NOT_SERVED) & functions


@pytest.mark.parametrize("name", list(VERBS))
def test_every_option_is_in_the_schema_with_its_words_and_default(name: str) -> None:
    call = VERBS[name].call
    definition = SCHEMAS["request"]["$defs"]
    model = next(one for one in definition.values() if one.get("title") == f"{name} options")
    expected = set(inspect.signature(call).parameters) - NOT_ASKED
    assert set(model.get("properties", {})) == expected == set(fields(call))
    words = docstrings.options(call)
    for option, told in model.get("properties", {}).items():
        assert told["description"] == words[option]


def test_a_request_that_the_schema_refuses_is_refused() -> None:
    for bad in ({"verb": "mine_sequences", "options": {"top_k": "many"}}, {"verb": "x"}, {"verb": "quality", "k": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, SCHEMAS["request"])


def test_limits_have_the_defaults_of_the_class() -> None:
    properties = SCHEMAS["limits"]["properties"]
    assert {name: told["default"] for name, told in properties.items()} == vars(service.Limits())


def test_an_option_without_a_type_in_json_is_found() -> None:
    def verb(journeys: Any, strange: bytes) -> None:
        """Not one of ours."""

    with pytest.raises(TypeError, match="option `strange`"):
        fields(verb)
