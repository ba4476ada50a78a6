"""Lifts of sequences under a null of the caller's choice, with intervals and tails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.length_nulls import product_null, serial_null, transition_null
from journeymine.mining.neighbours import expected_windows
from journeymine.mining.null_journeys import is_untied
from journeymine.mining.null_sums import OrderNull
from journeymine.mining.nulls import order_null, shuffles_for
from journeymine.mining.sampled_nulls import Law, Unit, sampled_null
from journeymine.options import clash
from journeymine.ranking.lift import NEVER, Column, lift_interval, methods, one_event, ratio
from journeymine.sources.distinct import distinct

_CONTIGUOUS = Constraints(max_step_gap=1)
"""Windows of such patterns have a closed form."""

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
    support
        int64: the count of each pattern.
    columns
        Those of `COLUMNS`, one entry a pattern.
    info
        How it was computed: plain values.
    """

    support: NDArray[np.int64]
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
    unit
        What is counted: ``"journeys"``, ``"customers"``, ``"occurrences"``, ``"windows"``.
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
    unit: Unit = "journeys"
    shuffles: int | None = None
    seed: int = 0
    workers: int = 1
    where: str = "lift"

    @property
    def is_bound(self) -> bool:
        """Do rules, or what is counted, leave no closed form?"""
        # Where every customer has one journey, it is no matter which of the two is counted.
        counted = self.unit == "customers" and len(distinct(self.coded.customer_codes)) == len(self.coded)
        return self.constraints.has_rules or not (self.unit == "journeys" or counted)


def null_lift(null: str, asked: Asked) -> Lifted:
    """The lift of each pattern, its support over the support E that the null expects.

    Parameters
    ----------
    null
        ``"order"``: every journey keeps its events, which come in random order. ``"serial"``: every element of a
        journey is drawn from the elements of all journeys. ``"transition"``: journeys are walks along the first-order
        Markov chain of all journeys. ``"product"``: q = Π of the shares of journeys with each event. ``"bigram"``:
        every journey keeps its events and its pairs of neighbours. ``"rotation"``: each kind of event keeps its time
        line, turned as a ring by itself. ``"profile"``: each event is put where those of its kind come in journeys.
    asked
        What to compute it for.

    Returns
    -------
    Lifts with 95 % intervals (`lift_interval`), E, the tail P(X ≥ support) and its mid-p, the Monte Carlo standard
    error of the lift (0 where it is exact).

    Raises
    ------
    OptionError
        The null is not defined for such journeys, rules or counts.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"]] * 30 + [["b", "a"]] * 10)
    >>> found = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.array([30], np.uint32))
    >>> {name: null_lift(name, Asked(found, coded)).columns["lift"].tolist() for name in ("order", "serial")}
    {'order': [1.5], 'serial': [3.0]}
    """
    return lifted(null, under(null, asked), asked.unit)


def lifted(null: str, said: "Said", unit: Unit = "journeys") -> Lifted:
    """The lifts that follow from what a null says."""
    got, shuffles = said.null, said.shuffles
    lift, low, high = lift_interval(got)
    never = NEVER if null == "order" else "under this null no journey can hold the pattern"
    method, reason = methods(got, said.exact, shuffles, never)
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
    cache = {} if got.keys is None else {"cache": got.keys.told()}
    return Lifted(got.support, columns, {"name": null, "count": unit, **cache})


@dataclass(frozen=True, eq=False)
class Said:
    """What a null says.

    Attributes
    ----------
    null
        Sums and tails, a row a pattern.
    exact
        For which patterns exactly.
    shuffles
        From how many shuffles for the others.
    """

    null: OrderNull
    exact: NDArray[np.bool_]
    shuffles: int = 0


def under(null: str, asked: Asked) -> Said:
    """What a null of `NULLS` says, in a closed form where there is one.

    Raises
    ------
    OptionError
        The null is not defined for such journeys, rules or counts.
    """
    return _LAWS[null](asked)


def _order(asked: Asked) -> Said:
    if asked.is_bound:
        said = _drawn("order", asked)
        if asked.unit == "windows" and asked.constraints == _CONTIGUOUS and _is_plain(asked):
            expected, sure = expected_windows(asked.coded, asked.found), np.zeros(len(asked.found))
            return replace(said, null=replace(said.null, expected=expected, noise=sure))
        return said
    shuffles = shuffles_for(asked.coded, asked.found) if asked.shuffles is None else asked.shuffles
    null = order_null(asked.coded, asked.found, seed=asked.seed, n_jobs=asked.workers, shuffles=shuffles)
    return Said(null, (null.tied == 0) | one_event(asked.found), shuffles)


def _is_plain(asked: Asked) -> bool:
    return asked.coded.element_starts is None and is_untied(asked.coded)


def _serial(asked: Asked) -> Said:
    if asked.coded.recipe.get("collapse_repeats", False):
        message = (
            f"`null='serial'` of {asked.where} draws neighbours that are alike, which journeys with "
            "collapse_repeats=True never have; ask for null='transition'."
        )
        raise OptionError(message)
    has_sets = asked.coded.element_starts is not None
    if has_sets and asked.is_bound:
        message = (
            f"`null='serial'` of {asked.where} draws elements with their sizes, for which rules on gaps, spans and the "
            "ends of journeys and counts other than 'journeys' are not defined; ask for null='order'."
        )
        raise OptionError(message)
    if asked.is_bound or not (has_sets or is_untied(asked.coded)):
        return _drawn("serial", asked)
    null = serial_null(asked.coded, asked.found, seed=asked.seed, n_jobs=asked.workers)
    return _exact(null)


def _transition(asked: Asked) -> Said:
    _needs_single_events("transition", asked)
    if asked.is_bound:
        return _drawn("transition", asked)
    null = transition_null(asked.coded, asked.found, seed=asked.seed, n_jobs=asked.workers)
    return _exact(null)


def _bigram(asked: Asked) -> Said:
    _needs_single_events("bigram", asked)
    return _drawn("bigram", asked)


def _rotation(asked: Asked) -> Said:
    _needs_times("rotation", asked)
    return _drawn("rotation", asked)


def _profile(asked: Asked) -> Said:
    _needs_times("profile", asked)
    return _drawn("profile", asked)


def _product(asked: Asked) -> Said:
    for name, value, none in (("count", asked.unit, "journeys"), ("n_shuffles", asked.shuffles, None)):
        if value != none:
            why = "independent shares of journeys say nothing else and need no shuffles; leave it out"
            raise clash(name, "null='product'", asked.where, why)
    null = product_null(asked.coded, asked.found, constraints=asked.constraints, seed=asked.seed, n_jobs=asked.workers)
    return _exact(null)


def _exact(null: OrderNull) -> Said:
    return Said(null, np.ones(len(null.support), np.bool_))


def _drawn(law: Law, asked: Asked) -> Said:
    """By shuffles of every journey."""
    shuffles = asked.shuffles
    if shuffles is None:
        shuffles = shuffles_for(asked.coded, asked.found, every=True)
    null = sampled_null(
        asked.coded,
        asked.found,
        law,
        constraints=asked.constraints,
        unit=asked.unit,
        seed=asked.seed,
        n_jobs=asked.workers,
        shuffles=shuffles,
    )
    return Said(null, np.zeros(len(null.support), np.bool_), shuffles)


def _needs_single_events(null: str, asked: Asked) -> None:
    if asked.coded.element_starts is not None:
        message = (
            f"`null={null!r}` of {asked.where} needs journeys of single events, and these have elements of "
            "several. Make the journeys with simultaneous='order', or ask for null='order'."
        )
        raise OptionError(message)


def _needs_times(null: str, asked: Asked) -> None:
    _needs_single_events(null, asked)
    if asked.coded.times is None:
        message = (
            f"`null={null!r}` of {asked.where} needs journeys with times, and these have none; ask for null='order'."
        )
        raise OptionError(message)
    if asked.coded.recipe.get("collapse_repeats", False):
        message = (
            f"`null={null!r}` of {asked.where} moves events to other times, where repeats would have been collapsed "
            "again; make the journeys without collapse_repeats."
        )
        raise OptionError(message)


_LAWS: Mapping[str, Callable[[Asked], Said]] = {
    "order": _order,
    "serial": _serial,
    "transition": _transition,
    "product": _product,
    "bigram": _bigram,
    "rotation": _rotation,
    "profile": _profile,
}

NULLS = tuple(_LAWS)
"""What chance may mean: see *What is a lift*."""
