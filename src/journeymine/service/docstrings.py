"""What a docstring says of each option, so that a schema says the same."""

import inspect
import re
from collections.abc import Callable
from typing import Any

_HEAD = re.compile(r"^(?P<names>\w+(?:, \w+)*)$")


def first_sentence(verb: Callable[..., Any]) -> str:
    """The line that says what a verb does."""
    return (inspect.getdoc(verb) or "").partition("\n\n")[0].replace("\n", " ")


def options(verb: Callable[..., Any]) -> dict[str, str]:
    """The words about each option, in one line.

    Examples
    --------
    >>> import journeymine as jm
    >>> options(jm.mine_sequences)["top_k"]
    'Only the k best by support, ties by pattern order.'
    """
    text = inspect.getdoc(verb) or ""
    section = re.search(r"^Parameters\n-+\n(.*?)(?=^\w[\w ]*\n-+$|\Z)", text, re.MULTILINE | re.DOTALL)
    told: dict[str, str] = {}
    names: list[str] = []
    for line in section[1].splitlines() if section else ():
        head = _HEAD.match(line)
        if head:
            names = head["names"].split(", ")
        elif line.strip():
            for name in names:
                told[name] = f"{told.get(name, '')} {line.strip()}".strip()
    return told
