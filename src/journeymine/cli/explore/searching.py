"""A support that fits the data, the search with it, and what it found."""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from journeymine.cli import show
from journeymine.cli.explore.asking import Questions
from journeymine.errors import InputError
from journeymine.options import support_from_text
from journeymine.showing import inert

if TYPE_CHECKING:
    from rich.console import Console

    from journeymine.api import Journeys, PatternSet

#: Patterns of two events and more that people can look through, and how long the look for their support may take.
_WANTED, _LOOK = 100, 10.0
_LEAST, _SHARE = 10, 0.05
SHOWN = 10
#: What is asked of every search here beside the support.
ASKED: dict[str, Any] = {"kind": "closed", "min_length": 2, "max_length": 4, "time_limit": 60.0}
RANKING = "lift_order_low"


@dataclass(frozen=True)
class Support:
    """A support and where it comes from.

    Attributes
    ----------
    count
        In journeys.
    why
        In words.
    """

    count: int
    why: str


def suggested(journeys: "Journeys") -> Support:
    """The support of the hundredth most frequent pattern of two or three events, but of ten journeys at the least.

    Where the search for it takes longer than ten seconds, one journey in twenty.

    Examples
    --------
    >>> import journeymine as jm
    >>> suggested(jm.Journeys.from_lists([["search", "cart", "pay"]] * 30 + [["search", "pay"]] * 20))
    Support(count=30, why='4 patterns of two or three events reach it')
    """
    import journeymine as jm

    n = len(journeys)
    found = jm.mine_sequences(journeys, top_k=_WANTED, min_length=2, max_length=3, time_limit=_LOOK, progress=False)
    least = max(1, min(_LEAST, n // 2))
    if found.truncated:
        return Support(max(least, ceil(_SHARE * n)), "one journey in twenty, as there are very many patterns")
    counts = found.to_arrow(["n_journeys"])["n_journeys"].to_pylist()
    count = max([least, *counts[-1:]])
    reaching = sum(one >= count for one in counts)
    return Support(count, f"{reaching:,} patterns of two or three events reach it")


def searched(journeys: "Journeys", wanted: str | None, questions: Questions, output: "Console") -> "PatternSet":
    """Ask for the support and search with it."""
    import journeymine as jm

    support = None if wanted is None else support_from_text(wanted, "explore")
    if support is None:
        n = len(journeys)
        best = suggested(journeys)
        output.print(f"Suggested: {best.count:,} of {n:,} journeys; {best.why}.", markup=False, soft_wrap=True)
        support = questions.answer("Smallest support (a count, or a share such as 1%)", str(best.count), _read)
    return jm.mine_sequences(journeys, min_support=support, **ASKED)


def _read(text: str) -> float:
    return support_from_text(text, "explore")


def ranked(patterns: "PatternSet") -> "PatternSet":
    """The surest orders first."""
    return patterns.sort_by(RANKING)


def looked_at(patterns: "PatternSet", questions: Questions, output: "Console") -> None:
    """Show the first patterns, and tell of those that are asked for how they went and how long they took."""
    first = patterns.top(SHOWN)
    output.print(show.counted(patterns), markup=False, soft_wrap=True)
    output.print(show.ranking(RANKING), markup=False, soft_wrap=True)
    output.print(show.table(first, width=output.width))
    output.print(f"{len(first):,} of {len(patterns):,} patterns shown.", markup=False)
    show.warn(patterns.info, "patterns")
    left = list(range(1, len(first) + 1))
    while left:
        number = questions.answer(
            f"Look at a pattern (1 to {len(first)}; 0 goes on)", str(left[0]), lambda text: _number(text, len(first))
        )
        if number == 0:
            return
        _told(first, number - 1, output)
        if questions.takes_all:
            return
        left = [one for one in left if one != number] or [0]


def _number(text: str, most: int) -> int:
    if not text.isdecimal() or int(text) > most:
        message = f"Answer a number from 0 to {most}; got {text!r}."
        raise InputError(message)
    return int(text)


def _told(patterns: "PatternSet", row: int, output: "Console") -> None:
    from journeymine.patterns.display import cell

    output.print(inert_lines(str(patterns.explain(row))), markup=False, soft_wrap=True)
    times = patterns[[row]].timing().iloc[0]
    steps = ", then ".join(cell("gap_median", one) for one in times["gap_median"])
    ends = f"{cell('span', _plain(times['span_q25']))} to {cell('span', _plain(times['span_q75']))}"
    whole = cell("span", _plain(times["span_median"]))
    output.print(f"It takes {whole} (middle half: {ends}); from step to step {steps}.", markup=False, soft_wrap=True)


def inert_lines(text: str) -> str:
    """Several lines, in each of which nothing does anything."""
    return "\n".join(map(inert, text.splitlines()))


def _plain(value: Any) -> Any:
    return value.to_pytimedelta() if hasattr(value, "to_pytimedelta") else value
