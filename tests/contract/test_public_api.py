"""What the public names promise: listed, documented with an example that runs, immutable."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

import journeymine as jm

CLASSES = [getattr(jm, name) for name in jm.__all__ if inspect.isclass(getattr(jm, name))]


def documented() -> Iterator[tuple[str, Any]]:
    for name in jm.__all__:
        thing = getattr(jm, name)
        if not callable(thing):
            continue
        yield name, thing
        if inspect.isclass(thing):
            for member, value in inspect.getmembers(thing):
                if not member.startswith("_") and (callable(value) or isinstance(value, property)):
                    yield f"{name}.{member}", value


def test_the_public_names() -> None:
    assert jm.__all__ == sorted(jm.__all__)
    assert jm.__all__ == [
        "Alarms",
        "Attribution",
        "CampaignEffects",
        "ContrastSet",
        "END",
        "EventLog",
        "Funnel",
        "Identities",
        "ItemsetCounts",
        "ItemsetSet",
        "JourneyStore",
        "Journeys",
        "JourneysOnDisk",
        "Landmark",
        "LeadsTo",
        "PatternDrift",
        "PatternSet",
        "PatternWatch",
        "Recipe",
        "RuleSet",
        "START",
        "StepEffect",
        "Suggestions",
        "UntilOutcome",
        "Watch",
        "WholeJourney",
        "__version__",
        "campaign_effects",
        "engines",
        "errors",
        "leads_to",
        "mine_contrast",
        "mine_itemsets",
        "mine_rules",
        "mine_sequences",
        "protect",
        "pseudonyms",
        "read_events",
        "run",
        "schema",
        "step_effect",
        "suggest",
        "watch",
        "watch_patterns",
    ]


@pytest.mark.parametrize(("name", "thing"), list(documented()), ids=lambda one: one if isinstance(one, str) else "")
def test_every_public_callable_has_a_docstring_with_an_example(name: str, thing: Any) -> None:
    text = inspect.getdoc(thing) or ""
    assert ">>> " in text, f"{name} has no example"
    if isinstance(thing, property) or inspect.isclass(thing):
        return
    options = [one for one in inspect.signature(thing).parameters if one not in {"self", "cls"}]
    if options:
        assert "Parameters\n----------" in text
        assert "Returns\n-------" in text or inspect.signature(thing).return_annotation is None
        listed = text.split("Parameters\n----------")[1].split("\n\nReturns\n")[0].split("\n\nRaises\n")[0]
        named = {word.strip() for line in listed.splitlines() if not line.startswith(" ") for word in line.split(",")}
        assert set(options) == named - {""}, name


@pytest.mark.parametrize("error", [one for one in vars(jm.errors).values() if inspect.isclass(one)])
def test_every_error_is_one_of_ours(error: type[Exception]) -> None:
    assert issubclass(error, jm.errors.JourneymineError)
    assert error.__doc__


@pytest.mark.parametrize("cls", CLASSES)
def test_public_properties_cannot_be_set(cls: type) -> None:
    for name, member in inspect.getmembers(cls):
        if isinstance(member, property):
            assert member.fset is None, f"{cls.__name__}.{name}"
