"""Regular expressions of whole event names → what these events are called instead."""

import re
from collections.abc import Callable, Mapping, Sequence


class RenameError(ValueError):
    """A rule that cannot be; the text names it and says the cure."""


def checked_rules(rules: object) -> dict[str, str]:
    r"""Rules of renaming, each a regular expression and a name.

    Parameters
    ----------
    rules
        A mapping such as ``{"checkout_.*": "checkout", r"page/(\w+)/.*": r"page/\1"}``.

    Returns
    -------
    dict[str, str]
        The same rules.

    Raises
    ------
    RenameError
        A regular expression is broken (with its position), a name is empty or refers to a group that there is not.

    Examples
    --------
    >>> checked_rules({"checkout_.*": "checkout"})
    {'checkout_.*': 'checkout'}
    """
    if not isinstance(rules, Mapping):
        message = (
            f"must be a table of regular expressions and names, such as {{'checkout_.*': 'checkout'}}; got {rules!r}"
        )
        raise RenameError(message)
    for pattern, name in rules.items():
        if not isinstance(pattern, str) or not isinstance(name, str) or not name:
            message = f"must have text on both sides, and a name that is not empty; got {pattern!r}: {name!r}"
            raise RenameError(message)
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            message = f"has a broken regular expression {pattern!r}: {error.msg} at position {error.pos}"
            raise RenameError(message) from None
        try:
            # The name is understood before anything is looked for, so that any text will do.
            compiled.sub(name, "")
        except (re.error, IndexError) as error:
            message = (
                f"has the name {name!r} for {pattern!r}, which cannot be: {error}; write a backslash as '\\\\\\\\'"
            )
            raise RenameError(message) from None
    return dict(rules)


def renamed(names: Sequence[str], rules: Mapping[str, str]) -> list[str]:
    r"""Names by the first rule whose regular expression fits the whole of them; those that none fits stay.

    Parameters
    ----------
    names
        Event names.
    rules
        As `checked_rules` gives them; ``\1`` in a name is what the first group holds.

    Returns
    -------
    list[str]
        One name for each, empty where a name is made of groups that hold nothing.

    Examples
    --------
    >>> renamed(["page/cart/7", "call"], {r"page/(\w+)/.*": r"page/\1"})
    ['page/cart', 'call']
    """
    said = namer(rules)
    return [name if (other := said(name)) is None else other for name in names]


def namer(rules: Mapping[str, str]) -> Callable[[str], str | None]:
    """What gives the new name of a name; None where no rule fits it.

    Parameters
    ----------
    rules
        As `checked_rules` gives them.

    Examples
    --------
    >>> said = namer({"checkout_.*": "checkout"})
    >>> said("checkout_2"), said("call")
    ('checkout', None)
    """
    compiled = [(re.compile(pattern), name) for pattern, name in rules.items()]

    def one(name: str) -> str | None:
        for pattern, other in compiled:
            if found := pattern.fullmatch(name):
                return found.expand(other)
        return None

    return one
