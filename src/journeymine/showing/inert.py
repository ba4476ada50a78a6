"""Text of data that a terminal or a page must only show: nothing in it moves, colours, hides or turns around."""

#: Invisible, but part of emoji; and the blank between a number and its unit.
_KEPT = "\u200d\u00a0"


def inert(text: str, width: int | None = None) -> str:
    r"""The text on one line, with every character that is not seen spelled out.

    Escape sequences of terminals, line ends and marks that turn the direction of writing (U+202E) are such characters.

    Parameters
    ----------
    text
        Any text.
    width
        The most characters, cut in the middle so that both ends can be seen; None: all.

    Examples
    --------
    >>> print(inert("pay\x1b[31m\nnow"))
    pay\x1b[31m\nnow
    """
    shown = text if text.isprintable() else "".join(map(_seen, text))
    if width is None or len(shown) <= width:
        return shown
    half = (width - 1) // 2
    return f"{shown[:half]}…{shown[-half:]}"


def _seen(one: str) -> str:
    # A lone surrogate cannot be written to any terminal; `ascii` spells it as it spells control characters.
    return one if one.isprintable() or one in _KEPT else ascii(one)[1:-1]
