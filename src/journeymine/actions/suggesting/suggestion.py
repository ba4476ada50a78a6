"""One finding, turned into what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

NAN = float("nan")


@dataclass(frozen=True)
class Suggestion:
    """One measure, with the evidence it stands on.

    Attributes
    ----------
    about
        The step, pattern, category or part of a funnel.
    kind
        What was found.
    measure
        What it points to.
    evidence, test
        Sentences: what was seen, and what would test it.
    n
        How many customers, journeys or events the evidence is of; None where that is withheld.
    n_customers
        How many customers it concerns; None where that is not known.
    estimate, low, high
        The size of it with its 95 % interval, in what `estimate_of` says.
    estimate_of
        What the estimate is: a difference of shares, a ratio.
    q_value
        Corrected within the result it comes from.
    weakest
        Is it only the weakest of its kind? Steps of a funnel differ anyway.
    lead_time
        The median time to what follows: a timedelta, a number where time is one, or None.
    design
        What the evidence can carry.
    randomised
        Did a lot say who got it?
    n_to_test
        Customers (journeys, of a drift) of each of two groups that find it with a power of 80 %; None: not told.
    at_least
        How many more, or fewer, customers (journeys, events) there are than is usual, at the cautious end.
    counts
        Every count behind the sentences that could tell of few.
    coarser
        What may still be said where a count is of few: a sentence in which ``{k}`` stands for how many few are, and the
        counts that it tells of. None: nothing.
    key
        How the result it comes from calls it, where that can name its customers.
    """

    about: str
    kind: str
    measure: str
    evidence: str
    test: str
    n: int | None
    n_customers: int | None
    estimate: float
    low: float
    high: float
    estimate_of: str
    q_value: float
    design: str
    at_least: float
    counts: tuple[float, ...]
    randomised: bool = False
    weakest: bool = False
    lead_time: Any = None
    n_to_test: int | None = None
    coarser: tuple[str, tuple[float, ...]] | None = None
    key: Any = None


@dataclass(frozen=True)
class Found:
    """What one result holds: its suggestions, and how many of its rows make none, by reason."""

    suggestions: tuple[Suggestion, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


NOT_SIGNIFICANT = "not significant"


def cautious(low: float, high: float, usual: float = 0.0) -> float:
    """How far the nearer end of an interval is from what is usual; 0 where that lies within.

    Examples
    --------
    >>> cautious(0.02, 0.05, 0.0), cautious(-0.05, -0.02, 0.0), cautious(-0.1, 0.2, 0.0)
    (0.02, 0.02, 0.0)
    """
    return 0.0 if np.isnan(low) or np.isnan(high) else max(low - usual, usual - high, 0.0)


def known(length: Any) -> Any:
    """A length of time; None where there is none.

    Examples
    --------
    >>> known(np.timedelta64("NaT")), known(np.nan), known(2.0)
    (None, None, 2.0)
    """
    missing = np.isnat(length) if isinstance(length, np.timedelta64) else np.isnan(length)
    return None if missing else length
