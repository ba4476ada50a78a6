"""Every public call with its full name."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

MODULES = (
    "journeymine",
    "journeymine.estimators",
    "journeymine.text",
    "journeymine.plotting",
    "journeymine.reporting",
    "journeymine.datasets",
    "journeymine.spark",
    "journeymine.compat.mlxtend",
)


def calls() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public calls with their full names, those of classes after the class."""
    for module in map(import_module, MODULES):
        for name in module.__all__:
            thing, where = getattr(module, name), f"{module.__name__}.{name}"
            if inspect.isroutine(thing) or inspect.isclass(thing):
                yield where, thing
            if inspect.isclass(thing):
                methods = inspect.getmembers(thing, inspect.isroutine)
                ours = (pair for pair in methods if pair[0][0] != "_" and is_ours(pair[1]))
                yield from ((f"{where}.{method}", call) for method, call in ours)


def is_ours(thing: Any) -> bool:
    """Is it written here? What scikit-learn's bases and Python's types bring along is told of elsewhere."""
    thing = thing.fget if isinstance(thing, property) else thing
    return (getattr(thing, "__module__", None) or "journeymine").startswith("journeymine")


def shown_as() -> dict[str, str]:
    """Where a method is shown, by where it is written; what several objects share is shown with the patterns'."""
    named = sorted(calls(), key=lambda pair: pair[0].startswith("journeymine.PatternSet."))
    written = {f"{call.__module__}.{call.__qualname__}": where for where, call in named if inspect.isroutine(call)}
    # What all tables of actions share has a page of its own.
    return {place: where for place, where in written.items() if ".ActionResult." not in place}
