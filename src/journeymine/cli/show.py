"""Results in a terminal: what was counted, then the ranked table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from journeymine.cli.say import still
from journeymine.patterns.display import THRESHOLDS, significance
from journeymine.patterns.gaps import rules, sentence
from journeymine.patterns.info import protection
from journeymine.reporting.numbers import chance, count, interval, percent, ratio
from journeymine.showing import Cells, Grid

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table

    from journeymine.api import PatternSet
    from journeymine.api.results import Results

SHOWN = 20
"""Rows in a terminal where nobody says how many."""

#: From this width on intervals of support have room.
WIDE = 100

RANKINGS = {
    "lift_order": "how many times more journeys hold the pattern than would if each journey's own events came in "
    "random order; 1 is chance",
    "lift_order_low": "the lower end of the 95 % interval of lift_order: what the data show the lift to be at least",
    "support": "the share of journeys that hold the pattern",
    "lift": "how many times more often the parts come together than if none knew of the others; 1 is chance",
}


def consoles() -> "tuple[Console, Console]":
    """Standard output, and standard error for what is not the result."""
    from rich.console import Console

    class Still(Console):
        """Prints nothing that a terminal obeys but what rich itself adds."""

        def print(self, *objects: Any, **options: Any) -> None:
            super().print(*(still(one) if isinstance(one, str) else one for one in objects), **options)

    return Still(highlight=False), Still(stderr=True, highlight=False)


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
    return "support" if rules(patterns.info) or "protected" in patterns.info else "lift_order"


def tested(patterns: "PatternSet") -> list[str]:
    """How many patterns are significant, by what, among how many that could have been reported; or how protected."""
    if "protected" in patterns.info:
        return [protection(patterns.info)]
    if "significant" not in patterns.columns:
        return []
    rows = patterns.to_dict(columns=["significant"])["rows"]
    phrase = significance(patterns.info["significance"], sum(row["significant"] for row in rows))
    return [f"{phrase[0].upper()}{phrase[1:]}."]


def ranking(column: str) -> str:
    """Which column ranks, and what it says."""
    told = RANKINGS.get(column)
    return f"Ranked by {column}{': ' + told if told else ''}."


def table(results: "Results[Any]", *, width: int, title: str | None = None) -> "Table":
    """Every row of some patterns, itemsets or rules as a table for a terminal of that width."""
    from journeymine.showing import terminal

    columns = [one for one in _columns_of(results.columns) if width >= WIDE or not one.wide]
    rows = results.to_dict(columns=[name for one in columns for name in one.reads])["rows"]
    subject = results.columns[0] if len(columns[0].reads) == 1 else "rule"
    numbers = tuple(str(place) for place in range(1, len(rows) + 1))
    named = tuple(map(str, results))
    figures = (
        Cells(
            one.heading,
            tuple(one.write(*(row[name] for name in one.reads)) for row in rows),
            right=True,
            beside=int(one.style == "dim"),
        )
        for one in columns[1:]
    )
    cells = (Cells("#", numbers, right=True, beside=1), Cells(subject, named), *figures)
    return terminal.table(Grid(cells), title=title)


@dataclass(frozen=True)
class _Column:
    """What stands in a column of the terminal, made of columns of the result."""

    heading: str
    reads: tuple[str, ...]
    write: Callable[..., str]
    style: str | None = None
    #: Only where there is room.
    wide: bool = False


def _columns_of(names: Sequence[str]) -> list[_Column]:
    """Those that the result has; the first is what each row is about."""
    if "support_group" in names:
        return [one for one in _CONTRAST if set(one.reads) <= set(names)]
    subjects = tuple(name for name in names if name in {"pattern", "itemset", "antecedent", "consequent"})
    found = "n_rule" if "n_rule" in names else "n_journeys"
    share = "confidence" if "confidence" in names else "support"
    lift = "lift_order" if "lift_order" in names else "lift"
    columns = [
        _Column("", subjects, str),
        _Column("journeys", (found,), count),
        _Column("support", ("support",), percent),
        _Column("confidence", ("confidence",), percent),
        _Column("95 %", (f"{share}_low", f"{share}_high"), _ends(percent), "dim", wide=True),
        _Column("lift", (lift,), ratio, "bold"),
        _Column("95 %", (f"{lift}_low", f"{lift}_high"), _ends(ratio), "dim"),
        _Column("p", ("p_order",), chance),
        *([_Column("q", ("q_value",), chance)] if "significant" in names else []),
    ]
    return [one for one in columns if set(one.reads) <= set(names)]


def _points(difference: float) -> str:
    return f"{100 * difference:+.1f}"


def _flagged(*flags: bool) -> str:
    return ", ".join(name for name, flag in zip(_FLAGS, flags, strict=True) if flag)


def _ends(write: Callable[[float], str]) -> Callable[[float, float], str]:
    return lambda low, high: interval(write(low), write(high))


_FLAGS = ("forced step", "sign flips", "small")
_CONTRAST = [
    _Column("", ("pattern",), str),
    _Column("group", ("group",), str),
    _Column("of it", ("support_group",), percent),
    _Column("of others", ("support_rest",), percent),
    _Column("points", ("support_difference",), _points, "bold"),
    _Column("odds ratio", ("odds_ratio",), ratio),
    _Column("95 %", ("odds_ratio_low", "odds_ratio_high"), _ends(ratio), "dim", wide=True),
    _Column("q", ("q_value",), chance),
    _Column("", ("structural", "sign_flips", "small_n"), _flagged, "dim", wide=True),
]


def listed(output: "Console", found: "Results[Any]", shown: "Results[Any]", sort: str, written: "Path | None") -> None:
    """What was counted of itemsets or rules, and the first of them."""
    # The first two lines of a result say what it is and what its figures mean.
    for line in repr(found).splitlines()[:2]:
        output.print(line, markup=False, soft_wrap=True)
    if "protected" in found.info:
        output.print(protection(found.info), markup=False, soft_wrap=True)
    output.print(ranking(sort))
    output.print(table(shown, width=output.width))
    output.print(f"{len(shown):,} of {len(found):,} shown.")
    if written is not None:
        output.print(f"Written: {written}", markup=False, soft_wrap=True)


def warn(info: Mapping[str, Any], what: str) -> None:
    """Say on standard error that a budget cut a search short, which option that was, and what helps."""
    stopped = info.get("stopped_by")
    if stopped is None:
        return
    option, proven = f"--{stopped.replace('_', '-')}", info.get("proven_above")
    unit = info.get("unit", "journeys")
    message = (
        f"journeymine: the search was stopped by {option}, so more {what} reach the support than are given: "
        f"raise {option}, or give --max-length to search for shorter ones and --top to keep the best of them."
    )
    complete = "" if proven is None else f" All {what} in more than {proven:,} {unit} are given."
    typer.echo(message + complete, err=True)
