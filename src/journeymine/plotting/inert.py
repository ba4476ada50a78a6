"""Names as a figure shows them: plotly reads tags, entities and formulas in every text, so names must hold none."""

from textwrap import wrap

from journeymine.patterns.names import Element, Pattern, shortened
from journeymine.showing.inert import inert as seen

_MEANING = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "{": "&#123;", "}": "&#125;", "%": "&#37;"}
_LINE = 110


def inert(text: str, width: int | None = None) -> str:
    """A text that is shown as it is written, whatever it holds.

    Parameters
    ----------
    text
        Any text.
    width
        The most characters, cut in the middle; None: all.

    Examples
    --------
    >>> inert("<b>bold</b> & %{x} $y$")
    '&lt;b&gt;bold&lt;/b&gt; &amp; &#37;&#123;x&#125; &#36;y&#36;'
    """
    shown = text if width is None else shortened(text, width)
    return "".join(_MEANING.get(one, one) for one in seen(shown))


def named(element: Element) -> str:
    """An element as patterns print it; no two elements have one text.

    Examples
    --------
    >>> named("cart"), named(("app", "mail")), named("(other)")
    ('cart', '(app & mail)', '"(other)"')
    """
    return str(Pattern((element,)))


def lines(notes: tuple[str, ...]) -> tuple[str, ...]:
    """Notes in lines that fit over a figure, inert.

    Examples
    --------
    >>> len(lines(("word " * 40, "short")))
    3
    """
    return tuple(inert(line) for note in notes for line in wrap(note, _LINE))
