"""Every public name stands in the reference, and so does whatever a public call gives back."""

import inspect
import pkgutil
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import journeymine as jm

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in sorted(REFERENCE.glob("*.md")))
LISTED = re.findall(r"^   ([A-Za-z_]+(?:\.\w+)*)$", TEXT, re.MULTILINE)
# The stages behind the verbs; their classes are listed where a verb gives one.
BEHIND = {
    "_core",
    "actions",
    "api",
    "cli",
    "journeys",
    "mining",
    "options",
    "patterns",
    "ranking",
    "showing",
    "sources",
    "version",
}


def listed() -> dict[str, Any]:
    """The things listed, by the names they are listed under."""
    things = {}
    for name in LISTED:
        thing: Any = jm
        for part in name.split("."):
            if not hasattr(thing, part):
                import_module(f"{thing.__name__}.{part}")
            thing = getattr(thing, part)
        things[name] = thing
    return things


def public() -> dict[str, Any]:
    """Whatever a reader may import: of the package, and of its parts that are no stage behind the verbs."""
    parts = [module.name for module in pkgutil.iter_modules(jm.__path__) if module.name not in BEHIND]
    found = {}
    for part in ("journeymine", *(f"journeymine.{part}" for part in parts), "journeymine.compat.mlxtend"):
        home = import_module(part)
        found.update({f"{part}.{name}": getattr(home, name) for name in getattr(home, "__all__", ())})
    return found


def gives(thing: Any) -> Iterator[str]:
    """The words of the types that a call, or a method or property of a class, gives back."""
    names = [] if inspect.isroutine(thing) else [name for name in dir(thing) if name[0] != "_"]
    for part in [getattr(thing, name) for name in names] or [thing]:
        call = part.fget if isinstance(part, property) else part
        if inspect.isfunction(call) or inspect.ismethod(call):
            yield from re.findall(r"\w+", str(inspect.signature(call).return_annotation))


def test_every_public_name_is_listed() -> None:
    known = list(listed().values())
    things = public()
    assert len(things) > 80
    assert [name for name, thing in things.items() if callable(thing) and not any(thing is one for one in known)] == []


def test_what_is_no_call_is_described() -> None:
    others = {name.removeprefix("journeymine.") for name, thing in public().items() if not callable(thing)}
    assert others == {"START", "END", "__version__", "errors"}
    for words in (
        ".. py:data:: START",
        ".. py:data:: END",
        "`journeymine.__version__`",
        ".. automodule:: journeymine.errors",
    ):
        assert words in TEXT


def test_what_calls_give_back_is_listed() -> None:
    known = {thing.__name__ for thing in listed().values()}
    given = {word for thing in public().values() if callable(thing) for word in gives(thing)}
    ours = [vars(module).values() for name, module in list(sys.modules.items()) if name.startswith("journeymine.")]
    classes = {thing.__name__ for things in ours for thing in things if inspect.isclass(thing) and _is_ours(thing)}
    assert {"PatternSet", "QualityReport", "Erased"} <= given & classes
    assert given & classes <= known


def _is_ours(thing: type) -> bool:
    return str(thing.__module__).startswith("journeymine.")


def test_what_is_listed_is_documented() -> None:
    assert [name for name, thing in listed().items() if not inspect.getdoc(thing)] == []
