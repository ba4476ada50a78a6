"""From many patterns to a short list, and for each that was left out which one of the list stands for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.mining.asked import seconds
from journeymine.mining.constraints import Constraints
from journeymine.mining.counting import pattern_matrix
from journeymine.mining.null_journeys import many_each
from journeymine.options import bad_option, choice, clash, optional_whole_number, share
from journeymine.patterns.inside import inside
from journeymine.patterns.level_matches import Located
from journeymine.patterns.table import PatternTable, known_column
from journeymine.ranking.description import Description, summarise
from journeymine.ranking.short_list import NOBODY, Floats, Holders, Inside, Places, delta_closed, greedy, most_alike
from journeymine.ranking.short_list import no_better as part_as_good

WHERE = "select"
METHODS = ("diverse", "coverage", "mdl")

_DELTA = 0.1
_DISCOUNTS = {"diverse": 0.5, "coverage": 0.0}
#: Options that ask for nothing where patterns are chosen by bits.
_BY_GAIN = ("delta", "improvement", "discount", "max_jaccard", "weights")

#: Why a pattern was left out.
NEARLY_CLOSED, NO_BETTER, OVERLAPS, NOT_CHOSEN = "not closed", "no better", "overlaps", "not chosen"
SAVES_NOTHING, SUPERFLUOUS = "saves nothing", "superfluous"

#: Patterns matched at a time when the journeys of those left out are looked at.
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Asked:
    """Checked options of `select`."""

    k: int | None
    method: str
    delta: float | None
    improvement: bool | None
    score: str | None
    discount: float | None
    max_jaccard: float | None
    time_limit: float | None
    n_jobs: int | None

    def told(self) -> dict[str, Any]:
        """As they stand in a file."""
        names = ("k", "method", "delta", "improvement", "score", "discount", "max_jaccard", "time_limit")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, eq=False)
class ShortList:
    """What was chosen from n patterns, and what became of the others.

    Attributes
    ----------
    rows
        int64: the rows chosen, in the order of choice.
    columns
        What is said of each of them.
    told
        What is said of them all.
    reasons
        object, shape (n,): why each of the others was left out; None for those chosen.
    because_of
        int64, shape (n,): the row that it gave way to; -1 where it gave way to none of its own.
    stands_for
        int64, shape (n,): the row chosen that stands for it; -1 where none shares a journey with it.
    """

    rows: Places
    columns: Mapping[str, Floats]
    told: Mapping[str, Any]
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
    if score is not None and method != "diverse":
        why = "patterns score by a column where method='diverse'; leave one of them out"
        raise clash("score", f"method={method!r}", WHERE, why)
    for name in _BY_GAIN if method == "mdl" else ():
        if options[name] is not None:
            raise clash(name, "method='mdl'", WHERE, "there bits decide, and nothing else; leave one of them out")
    by_gain = method != "mdl"
    if by_gain and options["time_limit"] is not None:
        raise clash(
            "time_limit", f"method={method!r}", WHERE, "only choosing by bits takes long; leave one of them out"
        )
    return Asked(
        k=optional_whole_number(options["k"], "k", WHERE),
        method=method,
        delta=_delta(options["delta"]) if by_gain else None,
        improvement=improvement,
        score=None if score is None else known_column(score, columns),
        discount=_DISCOUNTS.get(method) if discount is None else share(discount, "discount", WHERE),
        max_jaccard=None if options["max_jaccard"] is None else share(options["max_jaccard"], "max_jaccard", WHERE),
        time_limit=seconds(options["time_limit"], WHERE),
        n_jobs=options["n_jobs"],
    )


def _delta(value: Any) -> float:
    delta = _DELTA if value is None else share(value, "delta", WHERE)
    if delta == 1:
        raise bad_option("delta", WHERE, "below 1, or any longer pattern would stand for a shorter", value)
    return delta


def short_list(asked: Asked, table: PatternTable, located: Located, rules: Constraints, weights: Floats) -> ShortList:
    """Choose patterns by gain or by bits, and say what became of the others.

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
    found = (_by_bits if asked.method == "mdl" else _by_gain)(asked, table, located, rules, weights)
    return replace(found, stands_for=_stand_ins(found, located, rules, asked.n_jobs))


def _by_gain(asked: Asked, table: PatternTable, located: Located, rules: Constraints, weights: Floats) -> ShortList:
    """Closed, then δ-closed, then better than every part, then chosen by gain."""
    assert asked.delta is not None
    assert asked.discount is not None
    pairs = Inside.of(inside(table, WHERE, n_jobs=asked.n_jobs))
    because_of = delta_closed(table.columns["n_journeys"], pairs, asked.delta)
    reasons: NDArray[Any] = np.full(len(table), None, object)
    reasons[because_of != NOBODY] = NEARLY_CLOSED
    if _improves(asked, table):
        # Only parts that are left: one that gave way to this very pattern is no rival.
        alive = because_of == NOBODY
        rivals = pairs.among(alive)
        dropped, part = part_as_good(table.columns["lift_order"], table.columns["lift_order_high"], rivals)
        dropped &= alive
        because_of[dropped], reasons[dropped] = part[dropped], NO_BETTER
    left = np.flatnonzero(reasons == None)  # noqa: E711 - an array of objects
    found, coded = located.table.coded["pattern"], located.coded
    matrix = pattern_matrix(coded, found.take(left), "present", constraints=rules, n_jobs=asked.n_jobs)
    chosen = greedy(
        Holders.of(matrix, many_each(coded).astype(np.float64)),
        _score(asked, table)[left],
        weights,
        k=asked.k,
        discount=asked.discount,
        max_jaccard=asked.max_jaccard,
    )
    reasons[np.setdiff1d(left, left[chosen.rows])] = NOT_CHOSEN
    overlapping = np.flatnonzero(chosen.overlaps != NOBODY)
    because_of[left[overlapping]] = left[chosen.overlaps[overlapping]]
    reasons[left[overlapping]] = OVERLAPS
    return ShortList(left[chosen.rows], {"gain": chosen.gains}, {}, reasons, because_of, because_of)


def _by_bits(asked: Asked, table: PatternTable, located: Located, rules: Constraints, _: Floats) -> ShortList:
    """Chosen by the bits that they save."""
    if located.source is not None:
        raise clash("method='mdl'", "hierarchy", WHERE, "an event has one code; mine patterns of one level")
    found = located.table.coded["pattern"]
    # Events that do not occur here have no windows.
    candidates = np.flatnonzero((found.lengths > 1) & (table.columns["n_journeys"] > 0))
    description = Description(located.coded, found, rules, asked.n_jobs)
    summary = summarise(description, candidates, len(table), asked.k, asked.time_limit)
    reasons: NDArray[Any] = np.where(summary.useful, NOT_CHOSEN, SAVES_NOTHING).astype(object)
    because_of = np.full(len(table), NOBODY, np.int64)
    for row, newer in summary.gave_way.items():
        reasons[row], because_of[row] = SUPERFLUOUS, newer
    reasons[summary.rows], because_of[summary.rows] = None, NOBODY
    stopped = "time_limit" if summary.stopped else None
    told = {"bits_before": summary.before, "bits_after": summary.after, "stopped_by": stopped}
    return ShortList(summary.rows, {"bits_saved": summary.saved}, told, reasons, because_of, because_of)


def _stand_ins(found: ShortList, located: Located, rules: Constraints, n_jobs: int | None) -> Places:
    """Of each pattern the one chosen that is at the end of the chain of those it gave way to, or most like that end."""
    patterns, coded, rows = located.table.coded["pattern"], located.coded, found.rows
    many = many_each(coded).astype(np.float64)
    ends = _ends(found.because_of)
    stands_for = np.full(len(ends), NOBODY, np.int64)
    stands_for[rows] = rows
    lost = np.unique(ends[stands_for[ends] == NOBODY])
    if len(rows) == 0 or len(lost) == 0:
        return stands_for[ends]
    kept = pattern_matrix(coded, patterns.take(rows), "present", constraints=rules, n_jobs=n_jobs)
    for first in range(0, len(lost), _AT_ONCE):
        some = lost[first : first + _AT_ONCE]
        theirs = pattern_matrix(coded, patterns.take(some), "present", constraints=rules, n_jobs=n_jobs)
        column, _ = most_alike(theirs, kept, many)
        stands_for[some] = np.where(column == NOBODY, NOBODY, rows[column])
    return stands_for[ends]


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
