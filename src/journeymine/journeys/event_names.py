"""Events that a user names: by name, by a pattern of names, or several."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from journeymine.errors import UnknownEventError
from journeymine.journeys.vocabulary import Name
from journeymine.options import bad_option, near_miss

_MUST = "the name of an event, a pattern such as 'complaint:*', or a list of these"


def chosen_names(names: Sequence[Name], asked: Any, option: str, where: str) -> list[Name]:
    """The events that are asked for, in the order of `names`.

    Parameters
    ----------
    names
        All events there are.
    asked
        A name, a pattern in which ``*`` stands for any letters and ``?`` for one, or a list of these. What is a name as
        it stands is no pattern.
    option, where
        The option and its verb, for messages.

    Raises
    ------
    OptionError
        `asked` is none of these.
    UnknownEventError
        A name or pattern fits no event, with a near miss.

    Examples
    --------
    >>> chosen_names(["buy", "complaint:late", "complaint:lost"], ["complaint:*", "buy"], "events", "counts")
    ['buy', 'complaint:late', 'complaint:lost']
    """
    listed = list(asked) if isinstance(asked, list | tuple | set | frozenset) else [asked]
    if not listed or not all(isinstance(one, str | int | np.integer) and not isinstance(one, bool) for one in listed):
        raise bad_option(option, where, _MUST, asked)
    known = set(names)
    found: set[Name] = set()
    for one in listed:
        fitting = {one} & known or _fitting(one, names)
        if not fitting:
            message = f"There is no event {one!r} in the log.{near_miss(one, names)}"
            raise UnknownEventError(message)
        found |= fitting
    return [name for name in names if name in found]


def _fitting(pattern: Any, names: Sequence[Name]) -> set[Name]:
    """The names that a pattern with ``*`` and ``?`` fits; no other letter means anything but itself."""
    if not isinstance(pattern, str) or not re.search(r"[*?]", pattern):
        return set()
    expression = re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)
    return {name for name in names if expression.fullmatch(str(name))}
