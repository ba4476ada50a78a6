"""Pieces of a static page. Text is escaped here and nowhere else: only `Markup` goes in as it is."""

from collections.abc import Iterable, Mapping
from html import escape
from importlib import resources
from math import log

from journeymine.reporting.numbers import percent


class Markup(str):
    """HTML that is already safe."""

    __slots__ = ()


def safe(text: object) -> Markup:
    """Any text as HTML: escaped unless it is Markup."""
    return text if isinstance(text, Markup) else Markup(escape(str(text)))


def tag(name: str, *parts: object, **attributes: object) -> Markup:
    """An element; attribute ``class_`` is written ``class``, ``data_is`` ``data-is``."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items()
    )
    return Markup(f"<{name}{written}>{''.join(safe(part) for part in parts)}</{name}>")


def together(parts: Iterable[object]) -> Markup:
    """Parts one after the other."""
    return Markup("".join(safe(part) for part in parts))


def facts(values: Mapping[str, object]) -> Markup:
    """Figures that are to be seen first, each in its own box."""
    boxes = (tag("div", tag("dt", name), tag("dd", value), class_="fact") for name, value in values.items())
    return tag("dl", together(boxes), class_="facts")


def pairs(values: Iterable[tuple[str, object]]) -> Markup:
    """A table of two columns: what, and its value."""
    rows = (tag("tr", tag("th", name, scope="row"), tag("td", value)) for name, value in values)
    return tag("div", tag("table", tag("tbody", together(rows))), class_="sheet")


def pattern(text: str) -> Markup:
    """A pattern as printed, its arrows lighter than its names."""
    return Markup(safe(text).replace(" → ", " <i>→</i> "))


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


def page(title: str, *parts: object) -> str:
    """A whole document: its style inside, no script, nothing loaded from elsewhere."""
    style = resources.files("journeymine.reporting").joinpath("style.css").read_text("utf-8")
    head = together(
        [
            Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
            tag("title", title),
            tag("style", Markup(style)),
        ]
    )
    body = tag("body", tag("main", *parts))
    return f"<!DOCTYPE html>\n{tag('html', tag('head', head), body, lang='en')}\n"
