"""Pieces of a static page. Text is escaped here and nowhere else: only `Markup` goes in as it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from math import log

from journeymine.patterns.names import shortened
from journeymine.reporting.numbers import percent
from journeymine.showing.inert import inert

#: Of a name, a pattern or a value of an option: more is cut in its middle.
LONGEST = 240


class Markup(str):
    """HTML that is already safe."""

    __slots__ = ()


@dataclass(frozen=True)
class Section:
    """A part of a page under a heading of its own.

    Attributes
    ----------
    key
        What links to it say.
    title, body
        Its heading, and what stands under it.
    """

    key: str
    title: str
    body: Markup


def safe(text: object) -> Markup:
    r"""Any text as HTML: escaped unless it is Markup; characters that turn or break lines are spelled.

    Examples
    --------
    >>> safe("<b>") + safe(Markup("<b>")), safe("a\u202eb")
    ('&lt;b&gt;<b>', 'a\\u202eb')
    """
    return text if isinstance(text, Markup) else Markup(escape(inert(str(text))))


def tag(name: str, *parts: object, **attributes: object) -> Markup:
    """An element; attribute ``class_`` is written ``class``, ``data_is`` ``data-is``."""
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{safe(value)}"' for key, value in attributes.items())
    return Markup(f"<{name}{written}>{''.join(safe(part) for part in parts)}</{name}>")


def together(parts: Iterable[object]) -> Markup:
    """Parts one after the other."""
    return Markup("".join(safe(part) for part in parts))


def listed(name: str, parts: Iterable[object], **attributes: object) -> Markup:
    """A list, ``ul`` or ``ol``; nothing of nothing."""
    items = [tag("li", part) for part in parts]
    return tag(name, together(items), **attributes) if items else Markup("")


def notes_of(notes: Iterable[object]) -> Markup:
    """What is to be known of a table, smaller than the text."""
    return together(tag("p", note, class_="note") for note in notes)


def facts(values: Mapping[str, object]) -> Markup:
    """Figures that are to be seen first, each in its own box."""
    boxes = (tag("div", tag("dt", name), tag("dd", value), class_="fact") for name, value in values.items())
    return tag("dl", together(boxes), class_="facts")


def pairs(values: Iterable[tuple[object, object]]) -> Markup:
    """A table of two columns: what, and its value."""
    rows = (tag("tr", tag("th", name, scope="row"), tag("td", value)) for name, value in values)
    return tag("div", tag("table", tag("tbody", together(rows))), class_="sheet")


def name(text: object, width: int = LONGEST) -> Markup:
    """A name out of data: in its own direction of writing, not longer than a line or three.

    Examples
    --------
    >>> name("a & b")
    '<bdi>a &amp; b</bdi>'
    """
    return tag("bdi", shortened(str(text), width))


def pattern(text: str, width: int = LONGEST) -> Markup:
    """A pattern as printed, its arrows lighter than its names, which keep their direction of writing."""
    return Markup(" <i>→</i> ".join(tag("bdi", part) for part in shortened(text, width).split(" → ")))


def bar(share: float) -> Markup:
    """A share as a bar."""
    return tag(
        "span", tag("b", style=f"width:{100 * min(max(share, 0), 1):.1f}%"), class_="share", title=percent(share)
    )


def whisker(value: float, low: float, high: float, least: float, most: float) -> Markup:
    """A ratio with its interval on a logarithmic scale from `least` to `most`; the faint line stands at 1."""

    def place(ratio: float) -> str:
        inside = min(max(ratio, least), most)
        return f"{4 + 92 * log(inside / least) / log(most / least):.1f}"

    return tag(
        "svg",
        tag("line", x1=place(1), x2=place(1), y1=0, y2=16, class_="one"),
        tag("line", x1=place(low), x2=place(high), y1=8, y2=8, class_="span"),
        tag("circle", cx=place(value), cy=8, r=3.5, class_="dot"),
        class_="whisker",
        viewBox="0 0 100 16",
        role="img",
        aria_label=f"{value:.2f}, from {low:.2f} to {high:.2f}",
    )


def sections_of(parts: Sequence[Section]) -> Markup:
    """Where to find what, then all of it."""
    links = listed("ul", (tag("a", part.title, href=f"#{part.key}") for part in parts))
    bodies = (tag("section", tag("h2", part.title, id=part.key), part.body, aria_labelledby=part.key) for part in parts)
    return together([tag("nav", links, aria_label="Contents"), *bodies])


def page(title: str, *parts: object, scripts: Sequence[tuple[str, str]] = (), data: Markup = Markup("")) -> str:  # noqa: B008  (a text is a constant)
    """A whole document that asks nobody for anything: its style inside, and no script but those given.

    Parameters
    ----------
    title, parts
        Headline of the window, and the page.
    scripts
        Scripts with the digests that a browser is to accept; the text of those that `data` hold is empty.
    data
        What the scripts read, safe already.
    """
    style = resources.files("journeymine.reporting").joinpath("style.css").read_text("utf-8")
    accepted = " ".join(f"'{digest}'" for _, digest in scripts) or "'none'"
    policy = f"default-src 'none'; script-src {accepted}; style-src 'unsafe-inline'; img-src data:; "
    head = together(
        [
            Markup('<meta charset="utf-8">'),
            Markup(
                f"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}base-uri 'none'; form-action 'none'\">"
            ),
            Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Markup('<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'),
            tag("title", title),
            tag("style", Markup(style)),
        ]
    )
    run = together(tag("script", Markup(text)) for text, _ in scripts if text)
    body = tag("body", tag("main", *parts), data, run)
    return f"<!DOCTYPE html>\n{tag('html', tag('head', head), body, lang='en')}\n"
