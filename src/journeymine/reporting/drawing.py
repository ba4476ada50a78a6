"""Figures of a page: drawn by plotly, which the page carries with it, and told as tables for those without scripts."""

import base64
import gzip
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from importlib.util import find_spec
from typing import Any

from journeymine import plotting
from journeymine.plotting import FigureData
from journeymine.reporting.page import Markup, tag, together
from journeymine.reporting.tables import found

#: Pixels over a figure whose title stands in the page.
_TOP = 30
_HEIGHT = 420
#: Longer tables are not printed under the figure that shows them.
_PRINTED = 150
_MOST_ROWS = 2_000
ABSENT = (
    "Figures are drawn by plotly, which was not installed where this page was written (pip install "
    "'journeymine[plot]'): their numbers are in the tables."
)
_SCRIPTLESS = "Without scripts figures are left out; their numbers are in the tables."


class Easel:
    """Draws figures and keeps them for the end of the page.

    Parameters
    ----------
    wanted
        Whether to draw; None: where plotly is installed.

    Attributes
    ----------
    draws
        Whether it does.
    """

    def __init__(self, *, wanted: bool | None) -> None:
        self.draws = find_spec("plotly") is not None if wanted is None else wanted
        self.lacks = wanted is None and not self.draws
        self._drawn: dict[str, Any] = {}

    def figure(self, data: FigureData, numbers: Markup, *, beside: bool = False) -> Markup:
        """A figure under its words, and its numbers.

        Parameters
        ----------
        data
            What it shows.
        numbers
            The same as a table.
        beside
            Whether the table is to be seen next to the figure; else it is folded where there is a figure to see.

        Raises
        ------
        MissingExtraError
            plotly is not installed.
        """
        caption = tag("figcaption", tag("b", data.title), *(tag("span", note) for note in data.notes))
        if not self.draws or not len(data):
            return together([tag("figure", caption), numbers])
        key = f"figure-{len(self._drawn) + 1}"
        self._drawn[key] = {theme: _drawn(data, theme) for theme in ("light", "dark")}
        height = self._drawn[key]["light"]["layout"]["height"]
        label = f"{data.title}; its numbers are in the table below"
        plot = tag("div", id=key, class_="plot", style=f"height:{height}px", role="img", aria_label=label)
        kind = "numbers long" if len(data) > _PRINTED else "numbers"
        folded = tag("details", tag("summary", "The numbers of this figure"), numbers, class_=kind, open="")
        canvas = tag("div", plot, class_="canvas", hidden="")
        return together([tag("figure", caption, canvas), numbers if beside else folded])

    def data(self) -> Markup:
        """What the script of the page reads: the figures, and the library that draws them."""
        if not self._drawn:
            return Markup("")
        figures = _packed(json.dumps(self._drawn, separators=(",", ":"), ensure_ascii=False).encode())
        blocks = (
            tag("script", Markup(text), id=key, type="text/plain")
            for key, text in (("figures", figures), ("plotly", _library()[0]))
        )
        return together(blocks)

    def notice(self) -> Markup:
        """What to say where figures are not to be seen."""
        if self.lacks:
            return tag("p", ABSENT, class_="warn")
        return tag("noscript", tag("p", _SCRIPTLESS, class_="warn")) if self._drawn else Markup("")

    def scripts(self) -> Sequence[tuple[str, str]]:
        """The scripts of the page with their digests; the library's text is in `data`."""
        if not self._drawn:
            return ()
        script = resources.files("journeymine.reporting").joinpath("draw.js").read_text("utf-8")
        return (script, _digest(script.encode())), ("", _library()[1])


def numbers_of(data: FigureData) -> Markup:
    """The numbers of a figure as a table."""
    return found(data._table, most=_MOST_ROWS)  # noqa: SLF001  (its columns as they are)


def _drawn(data: FigureData, theme: str) -> dict[str, Any]:
    """A figure as JSON has it, its title left to the page."""
    figure = getattr(plotting, str(data.info["figure"]))(data, theme=theme)
    height = _HEIGHT if figure.layout.height is None else int(figure.layout.height)
    height = height - int(figure.layout.margin.t) + _TOP if figure.layout.height is not None else height
    figure.update_layout(title=None, margin_t=_TOP, height=height)
    told: dict[str, Any] = json.loads(figure.to_json())
    return told


@cache
def _library() -> tuple[str, str]:
    """plotly.js, packed, and its digest."""
    from plotly.offline import get_plotlyjs

    text = get_plotlyjs().encode()
    return _packed(text), _digest(text)


def _packed(text: bytes) -> str:
    # Without the time of day, so that the same report is the same bytes.
    return base64.b64encode(gzip.compress(text, 9, mtime=0)).decode("ascii")


def _digest(text: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode('ascii')}"
