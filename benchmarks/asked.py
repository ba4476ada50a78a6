"""What a task asks of a program, and what a program brings back."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

LIMITS = ("top_k", "max_length", "max_step_gap", "min_confidence")
"""Options that not every program knows."""


@dataclass(frozen=True)
class Asked:
    """A task's options, under journeymine's names; None where nothing is asked.

    Attributes
    ----------
    task
        ``"sequences"``, ``"itemsets"`` or ``"rules"`` (partially ordered ones).
    n_jobs
        Threads; all cores where None.
    count_only
        Are patterns counted and not made?
    """

    task: str
    kind: str = "all"
    min_support: int | None = None
    top_k: int | None = None
    max_length: int | None = None
    max_step_gap: int | None = None
    min_confidence: float | None = None
    n_jobs: int | None = None
    count_only: bool = False

    @property
    def name(self) -> str:
        """Such as ``all-4000``, ``top-100`` or ``maximal-500-gap-2``."""
        words = [self.kind, str(self.min_support)] if self.top_k is None else ["top", str(self.top_k)]
        if self.top_k is not None and self.kind != "all":
            words.append(self.kind)
        if self.max_step_gap is not None:
            words += ["gap", str(self.max_step_gap)]
        if self.min_confidence is not None:
            words += ["confidence", f"{self.min_confidence:g}"]
        if self.max_length is not None:
            words += ["length", str(self.max_length)]
        if self.count_only:
            words.append("count")
        return "-".join(words)

    @property
    def form(self) -> str:
        """``"count"`` or ``"columns"``."""
        return "count" if self.count_only else "columns"

    def options(self) -> dict[str, Any]:
        """What is asked, by name, as journeymine's verbs take it."""
        named = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "task"}
        return {name: value for name, value in named.items() if value not in (None, False)}


@dataclass(frozen=True)
class Brought:
    """What a search has found.

    Attributes
    ----------
    count
        How many patterns.
    total
        The sum of their supports; None where the program gives no supports. The best k have one sum only, whichever
        ties were cut.
    seconds
        How long the search took by the program's own clock, where it tells.
    output_bytes
        What the result takes, where that is known.
    """

    count: int
    total: int | None = None
    seconds: float | None = None
    output_bytes: int | None = None


def counted(supports: Iterable[int]) -> Brought:
    """Patterns of which only the supports matter."""
    listed = list(supports)
    return Brought(len(listed), sum(listed))
