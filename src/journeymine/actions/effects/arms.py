"""Who was to be treated and who was held out, from whatever says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.effects.waiting import NEVER, Times, event_codes, waits
from journeymine.errors import InputError, OptionError
from journeymine.journeys.attributes import per_journey
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.vocabulary import Name
from journeymine.options import bad_option, clash, is_real, near_miss

TREATED, CONTROL, NONE = 1, 0, -1

_MUST = (
    "the name of an attribute of customers (`log.with_customers`), a mapping or Series by customer (True: held out), "
    "or the two events that mark assignment, (of the control, of the treated)"
)


@dataclass(frozen=True, eq=False)
class Arms:
    """The arm of every customer, those of the log first.

    Attributes
    ----------
    arm
        int8, shape (N + len(absent),): 1 treated, 0 control, -1 in none.
    absent
        Customers that were assigned and have no event in the log.
    assigned_at
        int64, shape (N,): when, where events say it, and anything where there is no arm; else None.
    unclear
        How many are in no arm because both events came first, at one time.
    """

    arm: NDArray[np.int8]
    absent: tuple[Name, ...] = ()
    assigned_at: Times | None = None
    unclear: int = 0

    @property
    def sizes(self) -> tuple[int, int]:
        """Treated and control."""
        return int((self.arm == TREATED).sum()), int((self.arm == CONTROL).sum())


def read_arms(coded: CodedJourneys, holdout: Any, control: Any, where: str) -> Arms:
    """The arms of a trial.

    Parameters
    ----------
    coded
        One journey a customer.
    holdout
        An attribute, a mapping or Series by customer, or a pair of events.
    control
        The value of those held out; None: True (or 1).
    where
        The public verb, for messages.

    Raises
    ------
    OptionError, InputError, MissingColumnError, UnknownEventError
        It is none of these, or gives no two arms.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a"], ["b"]], customers=["ann", "bob"])
    >>> arms = read_arms(coded, {"ann": True, "bob": False, "eve": False}, None, "step_effect")
    >>> arms.arm.tolist(), arms.absent
    ([0, 1, 1], ('eve',))
    """
    if isinstance(holdout, list | tuple):
        arms = _by_events(coded, holdout, control, where)
    elif isinstance(holdout, str):
        arms = Arms(_two(_attribute(coded, holdout, where), control, where))
    elif isinstance(holdout, Mapping) or (hasattr(holdout, "index") and hasattr(holdout, "to_dict")):
        arms = _by_customer(coded, holdout, control, where)
    else:
        raise bad_option("holdout", where, _MUST, holdout)
    treated, held = arms.sizes
    if not treated or not held:
        message = f"`holdout` of {where} must give two arms; got {treated:,} customers treated and {held:,} held out."
        raise OptionError(message)
    return arms


def _attribute(coded: CodedJourneys, name: str, where: str) -> NDArray[Any]:
    known = (*coded.attributes, *coded.extras)
    if name not in known and name in coded.vocabulary.names():
        must = f"a pair of events where events mark assignment: ({name!r}, the event of the treated)"
        raise bad_option("holdout", where, must, name)
    return per_journey(coded, name, "holdout", where)


def _by_customer(coded: CodedJourneys, holdout: Any, control: Any, where: str) -> Arms:
    if not isinstance(holdout, Mapping):
        if not holdout.index.is_unique:
            message = f"`holdout` of {where} must be a Series that names each customer once; some are named twice."
            raise OptionError(message)
        holdout = holdout.to_dict()
    known = [coded.customers.name(code) for code in coded.customer_codes.tolist()]
    absent = tuple(sorted(set(holdout).difference(known)))
    if len(absent) == len(holdout):
        message = f"`holdout` of {where} names {len(holdout):,} customers, none of whom is in the log."
        raise InputError(message)
    values = np.empty(len(known) + len(absent), object)
    values[:] = [holdout.get(name) for name in (*known, *absent)]
    return Arms(_two(values, control, where), absent)


def _by_events(coded: CodedJourneys, pair: Any, control: Any, where: str) -> Arms:
    """By the first of the two events; who had both at that time is in no arm."""
    if len(pair) != 2 or pair[0] == pair[1]:
        # Perhaps a list of customers, who are not shown.
        message = f"`holdout` of {where} must be {_MUST}; got a {type(pair).__name__} of {len(pair):,}."
        raise OptionError(message)
    if control is not None:
        raise clash("control", "holdout", where, "of two events the first is that of the control; leave it out")
    assert coded.times is not None
    begin = np.full(len(coded), coded.times.min(initial=0))
    held, treated = (waits(coded, event_codes(coded, one, "holdout", where), begin, at_once=True) for one in pair)
    arm = np.where(treated < held, TREATED, np.where(held < treated, CONTROL, NONE)).astype(np.int8)
    first = np.minimum(held, treated)
    moments = (begin.astype(np.uint64) + np.where(first == NEVER, np.uint64(0), first)).astype(np.int64)
    return Arms(arm, assigned_at=moments, unclear=int(((held == treated) & (held != NEVER)).sum()))


def _two(values: NDArray[Any], control: Any, where: str) -> NDArray[np.int8]:
    """Of two values, which is held out; missing ones are in no arm."""
    import pandas as pd

    number, distinct = pd.factorize(pd.Series(values))
    labels = [one.item() if isinstance(one, np.generic) else one for one in distinct]
    held = _held_out(labels, control, where)
    arms = np.array([*(CONTROL if place == held else TREATED for place in range(len(labels))), NONE], np.int8)
    return arms[number]


def _held_out(labels: list[Any], control: Any, where: str) -> int:
    if len(labels) > 2:
        # Perhaps values that tell of customers, which are not shown.
        message = f"`holdout` of {where} must be of two values; it has {len(labels):,}: map the customers of two arms."
        raise OptionError(message)
    if control is not None:
        if control not in labels:
            message = f"`control` of {where} must be a value of `holdout`, {labels}; got {control!r}."
            raise OptionError(message + near_miss(control, labels))
        return labels.index(control)
    if all(isinstance(one, bool) or (is_real(one) and one in {0, 1}) for one in labels):
        return next((place for place, one in enumerate(labels) if one), len(labels))
    message = f"`holdout` of {where} has the values {labels}; say with `control` which of them was held out."
    raise OptionError(message)
