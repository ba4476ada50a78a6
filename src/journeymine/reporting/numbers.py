"""Numbers as text, the same in the terminal and in the report."""

from math import inf, isfinite

NOTHING = "–"


def count(value: float | None) -> str:
    """A count with thousands separated, ``5,918``."""
    return NOTHING if value is None else f"{value:,.0f}"


def percent(value: float | None) -> str:
    """A share as per cent, ``11.9 %``; below one per cent with two digits more."""
    if value is None or not isfinite(value):
        return NOTHING
    return f"{100 * value:.1f} %" if value >= 0.01 or value == 0 else f"{100 * value:.2g} %"


def ratio(value: float | None) -> str:
    """A lift, ``1.91``; from 100 on without decimals."""
    if value == inf:
        return "∞"
    if value is None or not isfinite(value):
        return NOTHING
    return f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def chance(value: float | None) -> str:
    """A p-value: ``0.034``, ``1.2e-07``, ``< 1e-99``."""
    if value is None or not isfinite(value):
        return NOTHING
    if value < 1e-99:
        return "< 1e-99"
    return f"{value:.3f}" if value >= 0.001 else f"{value:.1e}"


def signed(value: float) -> str:
    """A difference with its sign, ``+3.1``, ``−0.4``."""
    return f"{value:+.1f}".replace("-", "−")


def interval(low: str, high: str) -> str:
    """Both ends of an interval already written, ``1.80–2.03``; nothing where one is unknown."""
    return "" if NOTHING in {low, high} else f"{low.removesuffix(' %')}–{high.removesuffix(' %')}"
