"""What the program says: text and JSON in which nothing from the data moves, colours or turns what a terminal shows."""

import json
import re
from collections.abc import Callable
from typing import Any

import typer

from journeymine.showing import inert

_BEYOND_ASCII = re.compile("[^ -~]")


def still(text: str) -> str:
    r"""Lines in which every character that is not seen is spelled.

    Examples
    --------
    >>> print(still("first\nsecond\x1b[2J"))
    first
    second\x1b[2J
    """
    return "\n".join(map(inert, text.split("\n")))


def say(text: str, *, err: bool = False) -> None:
    """Print lines, on standard error where asked."""
    typer.echo(still(text), err=err)


def say_json(told: Any, default: Callable[[Any], str] | None = None) -> None:
    """Print one line of JSON."""
    typer.echo(spelled(json.dumps(told, ensure_ascii=False, allow_nan=False, default=default)))


def spelled(text: str) -> str:
    r"""JSON that says the same, in which every character that is not seen is escaped.

    Examples
    --------
    >>> spelled('["Köln \u202e"]')
    '["Köln \\u202e"]'
    """
    return text if text.isprintable() else _BEYOND_ASCII.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    one = found[0]
    return one if one.isprintable() else json.dumps(one)[1:-1]
