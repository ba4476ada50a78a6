"""Two groups by what the order says in each: a contrast that length and mere presence of events cannot feign."""

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.selection import by_customer, select
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.mining.null_sums import OrderNull
from journeymine.patterns.table import Column
from journeymine.ranking.compared import Compared
from journeymine.ranking.lift import lift_interval
from journeymine.ranking.null_lift import Asked, under

Floats = NDArray[np.float64]


def order_contrast(found: FoundPatterns, compared: Compared, target: int) -> dict[str, Column]:
    """The order lifts of a group and of all others, and the p-value of their equality.

    With x the journeys that hold a pattern and q what the order null expects of each, and λ = Σx/Σq of all journeys,
    the group deviates by D = Σ_group (x − λq). With w the group's part of Σq::

        Var(D) = (1 − w)²·Σ_group (x − λq)² + w²·Σ_rest (x − λq)²

    summed within customers, and D/√Var is taken for normal. Nothing hangs on how long the journeys of a group are, or
    on which events they have: each journey is compared with itself in random order.

    Parameters
    ----------
    found
        The patterns, in the codes of ``compared.coded``.
    compared
        What is compared.
    target
        The number of the group.

    Returns
    -------
    ``lift_group``, ``lift_rest`` with ``_low`` and ``_high`` (`lift_interval`), and ``p_value``: two-sided, 1 where the
    order has no say.
    """
    member = compared.evidence.group == target
    group, rest = (_null(found, compared, np.flatnonzero(side)) for side in (member, ~member))
    columns: dict[str, Column] = {}
    for name, null in (("lift_group", group), ("lift_rest", rest)):
        columns |= dict(zip((name, f"{name}_low", f"{name}_high"), lift_interval(null), strict=True))
    return columns | {"p_value": _p(group, rest)}


def _null(found: FoundPatterns, compared: Compared, rows: NDArray[np.intp]) -> OrderNull:
    coded = by_customer(select(compared.coded, rows))
    counted = found.counted(count(coded, found, constraints=compared.constraints, n_jobs=compared.n_jobs))
    asked = Asked(counted, coded, compared.constraints, seed=compared.seed, workers=compared.n_jobs, where="contrast")
    return under("order", asked).null


def _p(group: OrderNull, rest: OrderNull) -> Floats:
    from scipy.stats import norm

    expected = group.expected + rest.expected
    known = expected > 0
    whole = np.where(known, expected, 1.0)
    level, part = (group.support + rest.support) / whole, group.expected / whole
    spread = (1 - part) ** 2 * _residuals(group, level) + part**2 * _residuals(rest, level)
    gap = group.support - level * group.expected
    # Sums of exact terms leave hairs where every order holds the pattern.
    varies = known & (spread > 1e-9 * np.maximum(expected, 1.0))
    z = np.divide(gap, np.sqrt(np.maximum(spread, 0.0)), out=np.zeros(len(gap)), where=varies)
    return np.asarray(2 * norm.sf(np.abs(z)), np.float64)


def _residuals(null: OrderNull, level: Floats) -> Floats:
    """Σ_c (x_c − λ·q_c)² over customers."""
    return np.asarray(null.squares - 2 * level * null.crossed + level**2 * null.chance_squares, np.float64)
