"""Results in a terminal: what was counted, then the ranked table."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from journeymine.patterns.display import THRESHOLDS
from journeymine.patterns.gaps import rules, sentence
from journeymine.reporting.numbers import chance, count, interval, percent, ratio

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from journeymine.api import PatternSet

#: From this width on intervals of support have room.
_WIDE = 100

RANKINGS = {
    "lift_order": "how many times more journeys hold the pattern than would if each journey's own events came in "
    "random order; 1 is chance",
    "lift_order_low": "the lower end of the 95 % interval of lift_order: what the data show the lift to be at least",
    "support": "the share of journeys that hold the pattern",
}


def consoles() -> "tuple[Console, Console]":
    """Standard output, and standard error for what is not the result."""
    from rich.console import Console

    return Console(highlight=False), Console(stderr=True, highlight=False)


def counted(patterns: "PatternSet") -> str:
    """What was counted, out of how many, gaps allowed or not."""
    info = patterns.info
    people = info.get("n_customers")
    each = ""
    if people and people < patterns.n_total:
        each = f" of {count(people)} customers ({patterns.n_total / people:.3g} each; intervals allow for that)"
    if info.get("n_rows"):
        each = f" ({count(info['n_rows'])} rows stand for them)"
    least = count(info.get("min_count"))
    if info.get("threshold", "journeys") != "journeys":
        least = f"{info['min_support']} ({THRESHOLDS[info['threshold']]})"
    longest = f", at most {info['max_length']} events long" if info.get("max_length") else ""
    return (
        f"{count(len(patterns))} {info.get('kind', 'all')} patterns in at least {least} of "
        f"{count(patterns.n_total)} {info.get('unit', 'journeys')}{each}{longest}. "
        f"{sentence(info)}"
    )


def default_ranking(patterns: "PatternSet") -> str:
    """The column that ranks where none is asked for: patterns under gap rules have no order lift."""
    return "support" if rules(patterns.info) else "lift_order"


def ranking(column: str) -> str:
    """Which column ranks, and what it says."""
    told = RANKINGS.get(column)
    return f"Ranked by {column}{': ' + told if told else ''}."


def table(patterns: "PatternSet", *, width: int, title: str | None = None) -> "Table":
    """Every row of `patterns` as a table for a terminal of that width."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    drawn.add_column("#", justify="right", style="dim")
    drawn.add_column("pattern", ratio=1, overflow="fold")
    drawn.add_column("journeys", justify="right", no_wrap=True)
    drawn.add_column("support", justify="right", no_wrap=True)
    if width >= _WIDE:
        drawn.add_column("95 %", justify="right", style="dim", no_wrap=True)
    drawn.add_column("lift", justify="right", no_wrap=True, style="bold")
    drawn.add_column("95 %", justify="right", style="dim", no_wrap=True)
    drawn.add_column("p", justify="right", no_wrap=True)
    for place, (row, figures) in enumerate(zip(patterns, patterns.to_dict()["rows"], strict=True), 1):
        # Text, not str: names from the data must not be read as rich's own markup.
        drawn.add_row(str(place), Text(str(row)), *_figures(figures, wide=width >= _WIDE))
    return drawn


def _figures(row: Mapping[str, Any], *, wide: bool) -> list[str]:
    cells = [count(row["n_journeys"]), percent(row["support"])]
    if wide:
        cells.append(interval(percent(row["support_low"]), percent(row["support_high"])))
    ends = interval(ratio(row["lift_order_low"]), ratio(row["lift_order_high"]))
    return [*cells, ratio(row["lift_order"]), ends, chance(row["p_order"])]
