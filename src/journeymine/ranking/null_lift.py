"""Lifts of sequences under a null of the caller's choice, with intervals and tails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.length_nulls import Keys, product_null, serial_null, transition_null
from journeymine.mining.nulls import OrderNull, is_untied, order_null, shuffles_for
from journeymine.ranking.lift import NEVER, Column, lift_interval, methods, one_event, ratio

NULLS = ("order", "serial", "transition", "product")
"""What chance may mean: see *What is a lift*."""

COLUMNS = (
    "expected",
    "lift",
    "lift_low",
    "lift_high",
    "lift_se",
    "p_value",
    "p_mid",
    "method",
    "reason",
    "n_shuffles",
)


@dataclass(frozen=True, eq=False)
class Lifted:
    """Lifts under one null.

    Attributes
    ----------
    columns
        Those of `COLUMNS`, one entry a pattern.
    info
        How it was computed: plain values.
    """

    columns: Mapping[str, Column | NDArray[np.int64]]
    info: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Asked:
    """Patterns in journeys (those of a customer next to each other), and how to draw.

    Attributes
    ----------
    found, coded
        The patterns, with their counts, and the journeys.
    constraints
        The rules on occurrences they are counted under.
    shuffles
        How many orders are drawn; None: as many as are affordable.
    seed, workers
        Of the random numbers; threads.
    where
        The public verb, for messages.
    """

    found: FoundPatterns
    coded: CodedJourneys
    constraints: Constraints = FREE
    shuffles: int | None = None
    seed: int = 0
    workers: int = 1
    where: str = "lift"


def null_lift(null: str, asked: Asked) -> Lifted:
    """The lift of each pattern, its support over the support E that the null expects.

    Parameters
    ----------
    null
        ``"order"``: every journey keeps its events, which come in random order. ``"serial"``: every element of a
        journey is drawn from the elements of all journeys. ``"transition"``: journeys are walks along the first-order
        Markov chain of all journeys. ``"product"``: q = Π of the shares of journeys with each event.
    asked
        What to compute it for.

    Returns
    -------
    Lifts with 95 % intervals (`lift_interval`), E, the tail P(X ≥ support) and its mid-p, the Monte Carlo standard
    error of the lift (0 where it is exact).

    Raises
    ------
    OptionError
        The null is not defined for such journeys, or has no closed form under such rules.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"]] * 30 + [["b", "a"]] * 10)
    >>> found = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.array([30], np.uint32))
    >>> {name: null_lift(name, Asked(found, coded)).columns["lift"].tolist() for name in ("order", "serial")}
    {'order': [1.5], 'serial': [3.0]}
    """
    got, info, shuffles = _LAWS[null](asked)
    lift, low, high = lift_interval(got)
    exact = got.tied == 0
    if null == "order" and not asked.constraints.has_rules:
        exact |= one_event(asked.found)
    never = NEVER if null == "order" else "under this null no journey can hold the pattern"
    method, reason = methods(got, exact, shuffles, never)
    drawn = np.array([shuffles if one == "monte_carlo" else 0 for one in method], np.int64)
    error = ratio(got.noise, got.expected) * lift / max(shuffles, 1) ** 0.5
    columns: dict[str, Column | NDArray[np.int64]] = {
        "expected": got.expected,
        "lift": lift,
        "lift_low": low,
        "lift_high": high,
        "lift_se": np.where(drawn > 0, error, np.where(np.isnan(lift), np.nan, 0.0)),
        "p_value": got.p,
        "p_mid": got.p_mid,
        "method": method,
        "reason": reason,
        "n_shuffles": drawn,
    }
    return Lifted(columns, {"name": null, **info})


Law = tuple[OrderNull, dict[str, Any], int]


def _order(asked: Asked) -> Law:
    _needs_no_rules("order", asked)
    shuffles = shuffles_for(asked.coded, asked.found) if asked.shuffles is None else asked.shuffles
    null = order_null(asked.coded, asked.found, seed=asked.seed, n_jobs=asked.workers, shuffles=shuffles)
    return null, {}, shuffles


def _serial(asked: Asked) -> Law:
    _needs_no_rules("serial", asked)
    if asked.coded.recipe.get("collapse_repeats", False):
        message = (
            f"`null='serial'` of {asked.where} draws neighbours that are alike, which journeys with "
            "collapse_repeats=True never have; ask for null='transition'."
        )
        raise OptionError(message)
    if asked.coded.element_starts is None and not is_untied(asked.coded):
        message = (
            f"`null='serial'` of {asked.where} needs events without ties, and here a rule decides which of several at "
            "one time comes first. Make the journeys with simultaneous='set', or name a column of the order as `tie`."
        )
        raise OptionError(message)
    null, keys = serial_null(asked.coded, asked.found, seed=asked.seed, n_jobs=asked.workers)
    return null, _told(keys), 0


def _transition(asked: Asked) -> Law:
    _needs_no_rules("transition", asked)
    if asked.coded.element_starts is not None:
        message = (
            f"`null='transition'` of {asked.where} needs journeys of single events, and these have elements of "
            "several. Make the journeys with simultaneous='order', or ask for null='order'."
        )
        raise OptionError(message)
    null, keys = transition_null(asked.coded, asked.found, seed=asked.seed, n_jobs=asked.workers)
    return null, _told(keys), 0


def _product(asked: Asked) -> Law:
    null = product_null(asked.coded, asked.found, constraints=asked.constraints, seed=asked.seed, n_jobs=asked.workers)
    return null, {}, 0


def _told(keys: Keys) -> dict[str, Any]:
    return {"cache": keys.told()}


def _needs_no_rules(null: str, asked: Asked) -> None:
    if asked.constraints.has_rules:
        message = (
            f"`null={null!r}` of {asked.where} has no closed form for patterns under rules on gaps, spans and the ends "
            "of journeys; ask for null='product', or mine without these rules."
        )
        raise OptionError(message)


_LAWS: Mapping[str, Callable[[Asked], Law]] = {
    "order": _order,
    "serial": _serial,
    "transition": _transition,
    "product": _product,
}
