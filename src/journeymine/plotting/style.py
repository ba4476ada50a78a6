"""Colours and the layout of all figures, light and dark."""

from typing import Any, Literal

from journeymine.options import choice

Theme = Literal["light", "dark"]
THEMES = ("light", "dark")

#: Four of the colours of Okabe and Ito, which the colour-blind tell apart: those that stand out on white and on black.
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
#: Of cells too small to say much, and of what is left over.
GREY = "#808080"
MARKS = (BLUE, VERMILLION, GREEN, PURPLE)

PAPER = {"light": "#ffffff", "dark": "#14161a"}
INK = {"light": "#1f2328", "dark": "#e6e8eb"}
GRID = {"light": "#e3e6ea", "dark": "#30343b"}
#: From little to much; both ends of each can be told from the paper's ink.
SCALE = {"light": ("#f3f7fa", "#8dc1de", "#0072B2", "#003f63"), "dark": ("#1b2026", "#0b4a70", "#2a93d1", "#b9e0f7")}

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_AXIS = {"automargin": True, "title": {"font": {"size": 13}}}
_TITLE_PIXELS = 26
_NOTE_PIXELS = 17


def layout(theme: Any, where: str) -> dict[str, Any]:
    """The layout of a theme: paper, ink, grids and the scale of heat maps.

    Parameters
    ----------
    theme
        ``"light"`` or ``"dark"``.
    where
        The verb, for the message.

    Raises
    ------
    OptionError
        It is neither.

    Examples
    --------
    >>> layout("dark", "pattern_dots")["paper_bgcolor"]
    '#14161a'
    """
    chosen = choice(theme, "theme", where, THEMES)
    ink, grid, paper = INK[chosen], GRID[chosen], PAPER[chosen]
    steps = SCALE[chosen]
    last = len(steps) - 1
    return {
        "paper_bgcolor": paper,
        "plot_bgcolor": paper,
        "font": {"family": _FONT, "size": 13, "color": ink},
        "hoverlabel": {"bgcolor": paper, "bordercolor": ink, "font": {"family": _FONT, "color": ink}},
        "coloraxis": {"colorscale": [[place / last, colour] for place, colour in enumerate(steps)]},
        "template": {
            "layout": {
                "xaxis": {"gridcolor": grid, "linecolor": grid, "zerolinecolor": grid, **_AXIS},
                "yaxis": {"gridcolor": grid, "linecolor": grid, "zerolinecolor": grid, **_AXIS},
            }
        },
    }


def headed(title: str, notes: tuple[str, ...], theme: Any, where: str) -> dict[str, Any]:
    """A layout with what was counted over it.

    Parameters
    ----------
    title, notes
        What the figure shows, and what it counts; inert already.
    theme, where
        As `layout` has them.
    """
    height = _TITLE_PIXELS + _NOTE_PIXELS * len(notes)
    top = height + 40
    title_layout: dict[str, Any] = {"text": f"<b>{title}</b>", "x": 0.0, "xref": "container", "pad": {"l": 14}}
    title_layout |= {"y": 1.0, "yref": "container", "yanchor": "top", "font": {"size": 16}}
    title_layout["pad"] |= {"t": 14}
    title_layout["subtitle"] = {"text": "<br>".join(notes), "font": {"size": 12}}
    return {
        **layout(theme, where),
        "title": title_layout,
        "margin": {"t": top, "r": 24, "b": 64, "l": 24},
        "showlegend": False,
    }
