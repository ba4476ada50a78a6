"""Columns of sequences: intervals of support, and lifts under named nulls."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys, journeys_each
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.length_nulls import event_shares
from journeymine.mining.null_sums import OrderNull
from journeymine.mining.nulls import order_null, shuffles_at_first_look, support_sums
from journeymine.mining.sampled_nulls import sampled_null
from journeymine.options import seed, threads
from journeymine.ranking.intervals import Z95, effective_size, wilson

Floats = NDArray[np.float64]
Column = Floats | list[str | None]

WHERE = "mine_sequences"

FEW = 10
"""Fewer journeys than this, with or without the pattern, are too few for the normal limit."""

TOO_LONG = "under rules every journey is shuffled, which takes long here; lift(null='order') does it on request"
"""Why patterns under rules have no order lift at first look where there is much to shuffle."""


def sequence_columns(
    found: FoundPatterns,
    coded: CodedJourneys,
    *,
    constraints: Constraints = FREE,
    random_state: object = 0,
    shuffles: int | None = None,
    n_jobs: int | None = None,
) -> dict[str, Column]:
    """What stands beside the support of sequences.

    Parameters
    ----------
    found
        The sequences, with their counts in `coded`.
    coded
        The journeys they were found in.
    constraints
        Those the sequences were found under. Under rules on occurrences every journey is shuffled; where that takes
        long, there is no order lift and a reason instead.
    random_state
        Seed of the shuffles (journeys with ties) and of the bootstrap (fewer than 10 supporting journeys).
    shuffles
        Orders drawn for each journey with ties; None: as many as `shuffles_for` finds affordable. Some of the patterns
        of a set have the figures of the whole set where this is the number for the whole set.
    n_jobs
        Threads; None for all cores. The result does not depend on it.

    Returns
    -------
    columns
        Floats of shape (n_patterns,) by name:

        - ``support_low``, ``support_high``: Wilson 95 %, cluster-adjusted where customers have several journeys.
        - ``lift_naive``: support / Π share of journeys with the item. Ignores order and length; for comparison.
        - ``lift_order``, ``lift_order_low``, ``lift_order_high``: support / E and its 95 % interval, E the support
          expected when each journey's events come in random order; NaN where no shuffle held the pattern.
        - ``p_order``: P(X ≥ support) under that null; at least 1 / (shuffles + 1) where a journey was shuffled.
        - ``lift_tied_share``: of the journeys with the pattern's events, the share with ties (or other reasons to
          shuffle); NaN where there is none, and under rules.

        and two lists: ``lift_method`` (``"exact"``, ``"monte_carlo"``, None), ``lift_reason`` (why it is None).

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"]] * 30 + [["b", "a"]] * 10)
    >>> found = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.array([30], np.uint32))
    >>> columns = sequence_columns(found, coded)
    >>> columns["lift_order"].tolist(), columns["lift_method"]
    ([1.5], ['exact'])
    """
    workers = threads(n_jobs, WHERE)
    shuffles = shuffles_at_first_look(coded, found, constraints) if shuffles is None else shuffles
    if constraints.has_rules:
        return _under_rules(found, coded, constraints, seed(random_state, WHERE), workers, shuffles)
    null = order_null(coded, found, seed=seed(random_state, WHERE), n_jobs=workers, shuffles=shuffles)
    low, high = support_interval((null.support, null.squares, null.sizes), coded)
    lift, lift_low, lift_high = lift_interval(null)
    plain = one_event(found)
    method, reason = methods(null, plain | (null.tied == 0), shuffles)
    return {
        "support_low": low,
        "support_high": high,
        "lift_naive": naive_lift(found, coded, workers),
        "lift_order": lift,
        "lift_order_low": lift_low,
        "lift_order_high": lift_high,
        "p_order": null.p,
        "lift_tied_share": ratio(null.tied, null.fitting),
        "lift_method": method,
        "lift_reason": reason,
    }


NEVER = "no journey holds the pattern's events often enough"
"""Why a pattern that no order of any journey holds has no order lift."""


def methods(
    null: OrderNull, exact: NDArray[np.bool_], shuffles: int, never: str = NEVER
) -> tuple[list[str | None], list[str | None]]:
    """How each lift was computed, and why there is none where there is none."""
    method: list[str | None] = ["exact" if one else "monte_carlo" for one in exact]
    reason: list[str | None] = [None] * len(method)
    for i in np.flatnonzero(null.expected <= 0):
        method[i] = None
        reason[i] = f"none of {shuffles} shuffles held the pattern, so its lift has no bound" if null.tied[i] else never
    return method, reason


def chance_columns(n_journeys: NDArray[np.int64], lift: Floats, n_total: int) -> dict[str, Floats]:
    """``expected``: E, the journeys expected under the order null; ``leverage``: (n_journeys - E) / N.

    Both from the order lift, of which E is n_journeys / lift; NaN where there is no lift, or no journey to divide.

    Examples
    --------
    >>> chance_columns(np.array([30]), np.array([1.5]), 40)
    {'expected': array([20.]), 'leverage': array([0.25])}
    """
    expected = ratio(n_journeys, lift)
    return {"expected": expected, "leverage": (n_journeys - expected) / max(n_total, 1)}


def _under_rules(
    found: FoundPatterns, coded: CodedJourneys, constraints: Constraints, start: int, workers: int, shuffles: int
) -> dict[str, Column]:
    """The columns of `sequence_columns` where every journey is shuffled."""
    columns = without_null(found, coded, constraints, workers, TOO_LONG)
    if shuffles == 0:
        return columns
    null = sampled_null(coded, found, "order", constraints=constraints, seed=start, n_jobs=workers, shuffles=shuffles)
    lift, low, high = lift_interval(null)
    method, reason = methods(null, np.zeros(len(found), np.bool_), shuffles)
    own = {"lift_order": lift, "lift_order_low": low, "lift_order_high": high, "p_order": null.p}
    return {**columns, **own, "lift_method": method, "lift_reason": reason}


def without_null(
    found: FoundPatterns, coded: CodedJourneys, constraints: Constraints, workers: int, reason: str
) -> dict[str, Column]:
    """The columns of `sequence_columns` where there is no order null, for a reason."""
    low, high = support_interval(support_sums(coded, found, constraints, n_jobs=workers), coded)
    nulls = ("lift_order", "lift_order_low", "lift_order_high", "p_order", "lift_tied_share")
    return {
        "support_low": low,
        "support_high": high,
        "lift_naive": naive_lift(found, coded, workers),
        **{name: np.full(len(found), np.nan) for name in nulls},
        "lift_method": [None] * len(found),
        "lift_reason": [reason] * len(found),
    }


def support_interval(
    sums: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]], coded: CodedJourneys
) -> tuple[Floats, Floats]:
    """Wilson's interval of the support, with the size that journeys of repeated customers are worth.

    `sums` are the support Σ_c x_c, Σ_c x_c² and Σ_c x_c·n_c of each pattern.
    """
    sizes = journeys_each(coded.customer_codes) if coded.multiplicity is None else np.ones(coded.n_journeys, np.int64)
    return interval_of_sums(sums, coded.n_journeys, int((sizes**2).sum()), len(sizes))


def interval_of_sums(
    sums: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]], total: int, size_squares: int, customers: int
) -> tuple[Floats, Floats]:
    """As `support_interval`, of what parts add up to: N journeys in all, Σ_c n_c², and how many customers there are."""
    support, squares, own = sums
    size = effective_size(support, squares, own, total=total, size_squares=size_squares, customers=customers)
    return wilson(support / max(total, 1) * size, size)


def share_interval(held: NDArray[np.integer[Any]], coded: CodedJourneys) -> tuple[float, float]:
    """Wilson's interval of the share of journeys that are among these, each named once."""
    each = np.bincount(coded.customer_codes[held], minlength=1)
    sizes = np.bincount(coded.customer_codes, minlength=len(each))[: len(each)]
    sums = tuple(np.array([total], np.int64) for total in (each.sum(), (each**2).sum(), (each * sizes).sum()))
    low, high = support_interval(sums, coded)  # type: ignore[arg-type]
    return float(low[0]), float(high[0])


def lift_interval(null: OrderNull) -> tuple[Floats, Floats, Floats]:
    """Lift Σx/Σq with its 95 % interval: the delta method within customers, the bootstrap below 10 journeys.

    Var(ln lift) = Σ_c (x_c - lift·q_c)² / (Σx)². Where q was estimated by shuffling, its noise is part of the
    residuals and so of the interval. Where fewer than 10 journeys that could hold it do not, the normal limit (and the
    bootstrap) sees too little scatter, none at all where every one holds it; Wilson's lower bound of the share that
    hold it then bounds the lift from below.
    """
    hits, known = null.support.astype(np.float64), null.expected > 0
    lift = np.divide(hits, null.expected, out=np.full(len(hits), np.nan), where=known)
    variance = null.squares - 2 * lift * null.crossed + lift**2 * null.chance_squares
    error = np.sqrt(np.maximum(variance, 0.0)) / np.maximum(hits, 1.0)
    # Sums of exact terms leave 1e-16 of what is added and taken away where there is no variance.
    error = np.where((error < 1e-7) | (variance < 1e-12 * null.squares), 0.0, error)
    drawn = ~np.isnan(null.low) | (hits == 0)
    low = np.where(drawn, null.low, lift * np.exp(-Z95 * error))
    high = np.where(drawn, null.high, lift * np.exp(Z95 * error))
    low = np.fmin(low, _least_lift(null, error))
    unknown = ~known | (hits == 0)
    low[unknown] = np.nan
    high[unknown] = np.nan
    return lift, low, high


def _least_lift(null: OrderNull, error: Floats) -> Floats:
    """The lift if no more of the journeys that could hold it did than Wilson's lower bound says.

    NaN (no bound) where 10 of these or more do not, and where every order holds it: that lift is 1 by its definition.
    Journeys of one customer count for between one (Kish, fully alike) and all that they are, by what the variance
    within customers makes of them.
    """
    hits, possible = null.support.astype(np.float64), null.possible.astype(np.float64)
    few = (hits > 0) & (possible - hits < FEW) & (null.expected > 0) & (null.expected < possible * (1 - 1e-12))
    least = np.full(len(hits), np.nan)
    hits, possible, error = hits[few], possible[few], error[few]
    share = hits / possible
    alike = possible * hits / null.squares[few]
    worth = np.divide(1 - share, share * error**2, out=np.zeros(len(hits)), where=error > 0)
    worth = np.clip(worth, alike, possible)
    least[few] = wilson(share * worth, worth)[0] * possible / null.expected[few]
    return least


def naive_lift(found: FoundPatterns, coded: CodedJourneys, n_jobs: int) -> Floats:
    """Support over the product of the shares of journeys that hold each event (null N0)."""
    if len(found) == 0:
        return np.empty(0)
    shares = event_shares(coded, found, n_jobs)
    expected = np.multiply.reduceat(shares, found.offsets[:-1].astype(np.int64))
    return ratio(ratio(found.n_journeys, coded.n_journeys), expected)


def one_event(found: FoundPatterns) -> NDArray[np.bool_]:
    """Which patterns hold a single distinct event: every order of a journey holds them or none, so the lift is 1."""
    if len(found) == 0:
        return np.empty(0, np.bool_)
    firsts = found.offsets[:-1].astype(np.int64)
    least, most = np.minimum.reduceat(found.items, firsts), np.maximum.reduceat(found.items, firsts)
    return np.asarray(least == most, np.bool_)


def ratio(part: NDArray[np.integer[Any]] | Floats, whole: NDArray[np.integer[Any]] | Floats | int) -> Floats:
    """Part over whole; NaN where there is no whole."""
    return np.asarray(np.divide(part, whole, out=np.full(len(part), np.nan), where=np.asarray(whole) > 0), np.float64)
