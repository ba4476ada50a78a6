"""Two sets of journeys as one, whose names and customers have the same codes."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys, number_parts
from journeymine.journeys.selection import select
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.options import UNIT_NANOSECONDS

Integers = NDArray[np.int64]


def joined(first: CodedJourneys, second: CodedJourneys, where: str) -> tuple[CodedJourneys, Integers]:
    """All journeys of both, in the order of their customers; who is in both is one customer of several journeys.

    Parameters
    ----------
    first, second
        Any journeys, with times or without.
    where
        The public verb, for messages.

    Returns
    -------
    journeys, rows
        The journeys, without further columns and attributes; and int64 of shape (n,), which of the first, then of the
        second, each of them was.

    Raises
    ------
    OptionError
        One has times and the other has none, or a unit of time is too fine for the times of the other.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> one = from_lists([["a", "c"], ["c"]], customers=["ann", "bob"])
    >>> both, rows = joined(one, from_lists([["b", "c"]], customers=["ann"]), "drift")
    >>> both.events.tolist(), both.offsets.tolist(), rows.tolist(), both.n_customers
    ([0, 2, 1, 2, 2], [0, 2, 4, 5], [0, 2, 1], 2)
    """
    unit = _unit(first, second, where)
    names, events = _together(first.vocabulary, second.vocabulary, first.events, second.events, "Event names")
    people, owners = _together(
        first.customers, second.customers, first.customer_codes, second.customer_codes, "Customer ids"
    )
    many = None
    if first.multiplicity is not None or second.multiplicity is not None:
        many = np.concatenate([_stand_for(first), _stand_for(second)])
    opens = np.concatenate([first.opens(), second.opens()])
    whole = CodedJourneys(
        events=events,
        offsets=np.concatenate([first.offsets, first.offsets[-1] + second.offsets[1:]]),
        vocabulary=names,
        customers=people,
        customer_codes=owners,
        times=_both(_times(first, unit, where), _times(second, unit, where)),
        element_starts=None if opens.all() else np.packbits(opens, bitorder="little"),
        time_unit=unit,
        tied_share=_mean(first, second),
        observed_until=_both(_until(first, unit, where), _until(second, unit, where)),
        recipe=second.recipe,
        multiplicity=many,
    )
    order = np.argsort(owners, kind="stable")
    ordered = select(whole, order)
    parts = None if many is not None else number_parts(ordered.customer_codes)
    return replace(ordered, parts=parts), order.astype(np.int64)


def _unit(first: CodedJourneys, second: CodedJourneys, where: str) -> str | None:
    """The finer of the two units."""
    kinds = {("no times" if one.times is None else one.time_unit) for one in (first, second)}
    if len(kinds) == 1:
        return first.time_unit
    if not kinds <= set(UNIT_NANOSECONDS):
        told = " and ".join("times without a unit" if kind is None else str(kind) for kind in sorted(kinds, key=str))
        message = f"`{where}` needs two sets of journeys whose times are of one kind; got {told}. Read both in one way."
        raise OptionError(message)
    return min((kind for kind in kinds if kind is not None), key=UNIT_NANOSECONDS.__getitem__)


def _together(
    one: Vocabulary, two: Vocabulary, codes: NDArray[np.uint32], others: NDArray[np.uint32], what: str
) -> tuple[Vocabulary, NDArray[np.uint32]]:
    if one is two:
        return one, np.concatenate([codes, others])
    if not len(one) or not len(two):
        return (one if len(one) else two), np.concatenate([codes, others])
    names = Vocabulary.from_names([*one.names(), *two.names()], what)
    recoded = [names.codes(own.names())[given] for own, given in ((one, codes), (two, others))]
    return names, np.concatenate(recoded)


def _times(coded: CodedJourneys, unit: str | None, where: str) -> Integers | None:
    return None if coded.times is None else _in_unit(coded.times, coded.time_unit, unit, where)


def _until(coded: CodedJourneys, unit: str | None, where: str) -> Integers | None:
    if coded.times is None or coded.observed_until is None:
        return None
    each = np.broadcast_to(np.asarray(coded.observed_until, np.int64), len(coded))
    return _in_unit(each, coded.time_unit, unit, where)


def _in_unit(times: Integers, own: str | None, unit: str | None, where: str) -> Integers:
    if own is None or unit is None or own == unit:
        return times
    factor = UNIT_NANOSECONDS[own] // UNIT_NANOSECONDS[unit]
    most = (2**63 - 1) // factor
    if len(times) and (times.max() > most or times.min() < -most):
        message = f"`{where}` cannot count the times of both sets of journeys in {unit}; read them in one unit of time."
        raise OptionError(message)
    return times * factor


def _both(one: NDArray[Any] | None, two: NDArray[Any] | None) -> NDArray[Any] | None:
    return None if one is None or two is None else np.concatenate([one, two])


def _stand_for(coded: CodedJourneys) -> NDArray[np.uint32]:
    return np.ones(len(coded), np.uint32) if coded.multiplicity is None else coded.multiplicity


def _mean(first: CodedJourneys, second: CodedJourneys) -> float:
    """The share of tied events, over the events of both."""
    events = first.n_events + second.n_events
    tied = first.tied_share * first.n_events + second.tied_share * second.n_events
    return tied / events if events else 0.0
