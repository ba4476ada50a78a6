"""From many patterns to a short list, and for each that was left out which one of the list stands for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.mining.constraints import Constraints
from journeymine.mining.counting import pattern_matrix
from journeymine.mining.nulls import many_each
from journeymine.options import bad_option, choice, clash, optional_whole_number, share
from journeymine.patterns.inside import inside
from journeymine.patterns.level_matches import Located
from journeymine.patterns.table import PatternTable, known_column
from journeymine.ranking.short_list import NOBODY, Floats, Holders, Inside, Places, delta_closed, greedy, most_alike
from journeymine.ranking.short_list import no_better as part_as_good

WHERE = "select"
METHODS = ("diverse", "coverage")

#: Why a pattern was left out.
NEARLY_CLOSED, NO_BETTER, OVERLAPS, NOT_CHOSEN = "not closed", "no better", "overlaps", "not chosen"

#: Patterns matched at a time when the journeys of those left out are looked at.
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Asked:
    """Checked options of `select`."""

    k: int | None
    method: str
    delta: float
    improvement: bool | None
    score: str | None
    discount: float
    max_jaccard: float | None
    n_jobs: int | None

    def told(self) -> dict[str, Any]:
        """As they stand in a file."""
        names = ("k", "method", "delta", "improvement", "score", "discount", "max_jaccard")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, eq=False)
class ShortList:
    """What was chosen from n patterns, and what became of the others.

    Attributes
    ----------
    rows
        int64: the rows chosen, in the order of choice.
    gains
        float64: what each added.
    reasons
        object, shape (n,): why each of the others was left out; None for those chosen.
    because_of
        int64, shape (n,): the row that it gave way to; -1 where it gave way to none of its own.
    stands_for
        int64, shape (n,): the row chosen that stands for it; -1 where none shares a journey with it.
    """

    rows: Places
    gains: Floats
    reasons: NDArray[Any]
    because_of: Places
    stands_for: Places


def check(options: Mapping[str, Any], columns: tuple[str, ...]) -> Asked:
    """Check the options of `select`; `columns` are those of the set.

    Raises
    ------
    OptionError
        An option has a value it cannot have.
    MissingColumnError
        `score` is no column, with a near miss.
    """
    method = choice(options["method"], "method", WHERE, METHODS)
    improvement, score, discount = options["improvement"], options["score"], options["discount"]
    if improvement is not None and not isinstance(improvement, bool):
        raise bad_option("improvement", WHERE, "True, False, or None: where patterns have an order lift", improvement)
    if score is not None and method == "coverage":
        raise clash("score", "method='coverage'", WHERE, "there every pattern scores 1; leave one of them out")
    delta = share(options["delta"], "delta", WHERE)
    if delta == 1:
        raise bad_option("delta", WHERE, "below 1, or any longer pattern would stand for a shorter", options["delta"])
    return Asked(
        k=optional_whole_number(options["k"], "k", WHERE),
        method=method,
        delta=delta,
        improvement=improvement,
        score=None if score is None else known_column(score, columns),
        discount=_DISCOUNTS[method] if discount is None else share(discount, "discount", WHERE),
        max_jaccard=None if options["max_jaccard"] is None else share(options["max_jaccard"], "max_jaccard", WHERE),
        n_jobs=options["n_jobs"],
    )


_DISCOUNTS = {"diverse": 0.5, "coverage": 0.0}


def short_list(asked: Asked, table: PatternTable, located: Located, rules: Constraints, weights: Floats) -> ShortList:
    """Closed, then δ-closed, then better than every part, then chosen by gain.

    Parameters
    ----------
    asked
        The options.
    table
        The patterns, with the columns that are asked for.
    located
        The same in the journeys to look in.
    rules
        The rules on occurrences that they were mined under.
    weights
        float64 ≥ 0: what each row of the journeys counts.
    """
    n = len(table)
    pairs = Inside.of(inside(table, WHERE, n_jobs=asked.n_jobs))
    because_of = delta_closed(table.columns["n_journeys"], pairs, asked.delta)
    reasons: NDArray[Any] = np.full(n, None, object)
    reasons[because_of != NOBODY] = NEARLY_CLOSED
    if _improves(asked, table):
        # Only parts that are left: one that gave way to this very pattern is no rival.
        alive = because_of == NOBODY
        rivals = pairs.among(alive)
        dropped, part = part_as_good(table.columns["lift_order"], table.columns["lift_order_high"], rivals)
        dropped &= alive
        because_of[dropped], reasons[dropped] = part[dropped], NO_BETTER
    left = np.flatnonzero(reasons == None)  # noqa: E711 - an array of objects
    score = _score(asked, table)[left]
    found, coded = located.table.coded["pattern"], located.coded
    many = many_each(coded).astype(np.float64)
    matrix = pattern_matrix(coded, found.take(left), "present", constraints=rules, n_jobs=asked.n_jobs)
    holders = Holders.of(matrix, many)
    chosen = greedy(holders, score, weights, k=asked.k, discount=asked.discount, max_jaccard=asked.max_jaccard)
    others = np.setdiff1d(left, left[chosen.rows])
    reasons[others] = NOT_CHOSEN
    overlapping = np.flatnonzero(chosen.overlaps != NOBODY)
    because_of[left[overlapping]] = left[chosen.overlaps[overlapping]]
    reasons[left[overlapping]] = OVERLAPS
    rows = left[chosen.rows]
    ends = _ends(because_of)
    kept = matrix[:, chosen.rows]
    stands_for = np.full(n, NOBODY, np.int64)
    stands_for[rows] = rows
    lost = np.unique(ends[stands_for[ends] == NOBODY])
    for first in range(0, len(lost), _AT_ONCE):
        some = lost[first : first + _AT_ONCE]
        theirs = pattern_matrix(coded, found.take(some), "present", constraints=rules, n_jobs=asked.n_jobs)
        column, _ = most_alike(theirs, kept, many)
        stands_for[some] = np.where(column == NOBODY, NOBODY, rows[column] if len(rows) else NOBODY)
    return ShortList(rows, chosen.gains, reasons, because_of, stands_for[ends])


def _improves(asked: Asked, table: PatternTable) -> bool:
    """Are patterns to be better than their parts?"""
    known = len(table) == 0 or not np.isnan(table.columns["lift_order"]).all()
    if asked.improvement and not known:
        message = (
            "`improvement` of select compares order lifts, and none of these patterns has one (see `lift_reason`). "
            "Leave it out."
        )
        raise OptionError(message)
    return known if asked.improvement is None else asked.improvement


def _score(asked: Asked, table: PatternTable) -> Floats:
    """What each pattern is worth to one journey, never below 0."""
    if asked.method == "coverage":
        return np.ones(len(table))
    if asked.score is None:
        low = table.columns["lift_order_low"]
        if len(table) and np.isnan(low).all():
            message = (
                "method='diverse' of select scores patterns by their order lift, and none of these has one (see "
                "`lift_reason`). Name another column as `score`, such as 'support', or ask for method='coverage'."
            )
            raise OptionError(message)
        return np.log2(np.fmax(low, 1.0))
    column = table.columns[asked.score]
    if column.dtype.kind not in "iufb":
        raise bad_option("score", WHERE, "a column of numbers", asked.score)
    real = column.astype(np.float64)
    if np.isinf(real).any():
        raise bad_option("score", WHERE, "a column of finite numbers", asked.score)
    return np.fmax(real, 0.0)


def _ends(because_of: Places) -> Places:
    """Who is at the end of each chain of patterns that gave way to others."""
    ends = np.where(because_of == NOBODY, np.arange(len(because_of)), because_of)
    while (ends != ends[ends]).any():
        ends = ends[ends]
    return ends
