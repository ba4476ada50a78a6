"""Ids as examples: enough to find them again in one's own data, too little to know a person by."""

_SHORT = 4


def masked(name: str | int) -> str:
    """An id as it may be printed: its first character at most, and nothing of its length.

    Parameters
    ----------
    name
        A customer, a session, an address, a number of a ticket.

    Returns
    -------
    str
        The first character and an ellipsis; the ellipsis alone for names of fewer than four characters, of which the
        first would tell too much, and where the first cannot be printed.

    Examples
    --------
    >>> masked("ann@example.com"), masked(10423), masked("bob")
    ('a…', '1…', '…')
    """
    text = str(name)
    first = text[:1]
    return f"{first}…" if len(text) >= _SHORT and first.isprintable() else "…"


def form(text: str) -> str:
    """What a text looks like without what it says: letters as ``a`` and ``A``, digits as ``9``.

    Examples
    --------
    >>> form('4711,"Ann Lee",mail')
    '9999,"Aaa Aaa",aaaa'
    """
    return "".join(_kind(one) for one in text)


def _kind(one: str) -> str:
    if one.isalpha():
        return "A" if one.isupper() else "a"
    return "9" if one.isnumeric() else one
