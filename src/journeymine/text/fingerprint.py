"""A name for categories as they are, by which the same ones are known again."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

_PLAIN = (type(None), bool, int, float, str, bytes, np.generic, re.Pattern)


def fingerprint(categories: Any) -> str:
    """SHA-256 over the options and all that was learned: equal for equal categories in every process.

    Functions count by their name alone, as what they do cannot be read off them.

    Parameters
    ----------
    categories
        Any object, such as a fitted `Categories`.

    Returns
    -------
    64 hexadecimal digits, from which no text can be got back.

    Examples
    --------
    >>> from journeymine.text import Categories
    >>> one, same, other = (Categories({"billing": [word]}).fit([]) for word in ("bill", "bill", "invoice"))
    >>> fingerprint(one) == fingerprint(same), fingerprint(one) == fingerprint(other)
    (True, False)
    """
    digest = hashlib.sha256()
    for piece in _pieces(categories, ()):
        # Lengths keep pieces apart.
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.hexdigest()


def _pieces(value: Any, above: tuple[int, ...]) -> Iterator[bytes]:
    """What an object consists of, in an order that does not depend on how it came about."""
    yield type(value).__qualname__.encode()
    inside = (*above, id(value))
    if id(value) in above:
        return
    if isinstance(value, _PLAIN):
        yield repr(value).encode("utf-8", "backslashreplace")
    elif isinstance(value, np.ndarray) and value.dtype != object:
        yield f"{value.dtype} {value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, Mapping):
        for key in sorted(value, key=repr):
            yield from _pieces(key, inside)
            yield from _pieces(value[key], inside)
    elif isinstance(value, list | tuple | np.ndarray | set | frozenset):
        for one in sorted(value, key=repr) if isinstance(value, set | frozenset) else value:
            yield from _pieces(one, inside)
    elif callable(value) and hasattr(value, "__qualname__"):
        yield f"{value.__module__}.{value.__qualname__}".encode()
    else:
        yield from _pieces(_state(value), inside)


def _state(value: Any) -> dict[str, Any]:
    """The attributes of an object, those in slots too."""
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    named = {name: getattr(value, name) for name in slots if hasattr(value, name) and not name.startswith("__")}
    return {**named, **getattr(value, "__dict__", {})}
