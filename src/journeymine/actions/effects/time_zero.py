"""From when on outcomes count: one moment for all, or one of each customer that treatment has no say in."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.effects.arms import TREATED, Arms
from journeymine.actions.effects.waiting import Codes, Times
from journeymine.errors import OptionError
from journeymine.journeys.attributes import per_journey
from journeymine.journeys.clock import moment
from journeymine.journeys.coded import CodedJourneys
from journeymine.options import START, UNIT_NANOSECONDS, bad_option, clash, near_miss

_MUST = (
    "a moment such as '2024-03-01', the name of an attribute of customers that holds moments, a mapping by customer, "
    "jm.START (each customer's first event), or None"
)


FIRST_EVENT = "each customer's first event"


@dataclass(frozen=True, eq=False)
class TimeZero:
    """The time zero of every customer of `Arms`.

    Attributes
    ----------
    origin
        int64, shape (n,), in the log's unit; moments between two of its steps are cut to the earlier.
    known
        bool, shape (n,): who has one.
    words
        What it is.
    """

    origin: Times
    known: NDArray[np.bool_]
    words: str


def time_zero(coded: CodedJourneys, arms: Arms, step: Codes, start: Any, where: str) -> TimeZero:
    """When the time of each customer begins.

    Parameters
    ----------
    coded
        One journey a customer, with times.
    arms
        Who is in which arm.
    step
        The codes of the step.
    start
        What says it. None: the time of the events that mark assignment; without such the first time that anybody who
        was to be treated got the step.
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        It is none of what it may be; nobody got the step; or a first event is the step itself, so that treatment would
        decide when time begins.
    """
    if arms.assigned_at is not None:
        if start is not None:
            raise clash("start", "holdout", where, "the events that mark assignment say when it was; leave it out")
        return TimeZero(arms.assigned_at, np.ones(len(coded), np.bool_), "the time of assignment")
    if start is None:
        first = _first_step(coded, arms, step, where)
        return _everybody(arms, first, f"{_shown(first, coded.time_unit)}, when the step was first received")
    if start is START:
        return _first_events(coded, arms, step, where)
    if isinstance(start, Mapping) or (isinstance(start, str) and start in (*coded.attributes, *coded.extras)):
        return _of_each(coded, arms, start, where)
    if isinstance(start, str) and coded.time_unit is None:
        raise bad_option("start", where, _MUST + "." + near_miss(start, coded.attributes), start)
    first = math.floor(moment(start, "start", where, coded.time_unit))
    return _everybody(arms, first, _shown(first, coded.time_unit))


def time_of_all(coded: CodedJourneys, start: Any, where: str) -> TimeZero | None:
    """The time zero of customers among whom there are no arms; None for their first events.

    Parameters
    ----------
    coded, start, where
        As of `time_zero`.
    """
    if start is None or start is START:
        return None
    return time_zero(coded, Arms(np.full(len(coded), TREATED, np.int8)), (), start, where)


def _everybody(arms: Arms, first: int, words: str) -> TimeZero:
    return TimeZero(np.full(len(arms.arm), first, np.int64), np.ones(len(arms.arm), np.bool_), words)


def _first_step(coded: CodedJourneys, arms: Arms, step: Codes, where: str) -> int:
    assert coded.times is not None
    treated = np.repeat(arms.arm[: len(coded)] == TREATED, coded.lengths)
    times = coded.times[treated & np.isin(coded.events, np.array(step, np.uint32))]
    if not len(times):
        message = f"No customer of the treated arm ever got `step` of {where}; say with `start` when the trial began."
        raise OptionError(message)
    return int(times.min())


def _first_events(coded: CodedJourneys, arms: Arms, step: Codes, where: str) -> TimeZero:
    assert coded.times is not None
    starts = coded.offsets.astype(np.int64)[:-1]
    lengths = coded.lengths
    has = lengths > 0
    first = np.zeros(len(coded), np.int64)
    first[has] = coded.times[starts[has]]
    at_first = coded.times == np.repeat(first, lengths)
    other = at_first & ~np.isin(coded.events, np.array(step, np.uint32))
    only = has & (np.bincount(np.repeat(np.arange(len(coded)), lengths), other, len(coded)) == 0)
    caused = int((only & (arms.arm[: len(coded)] >= 0)).sum())
    if caused:
        why = (
            f"the first event of {caused:,} customers is the step itself, so that treatment would decide when their "
            "time begins; name the moment of assignment"
        )
        raise clash("start", "jm.START", where, why)
    absent = len(arms.absent)
    origin = np.concatenate([first, np.zeros(absent, np.int64)])
    return TimeZero(origin, np.concatenate([has, np.zeros(absent, np.bool_)]), FIRST_EVENT)


def _of_each(coded: CodedJourneys, arms: Arms, start: Any, where: str) -> TimeZero:
    """A moment of each customer; missing ones are known to be missing."""
    import pandas as pd

    if isinstance(start, Mapping):
        known = [coded.customers.name(code) for code in coded.customer_codes.tolist()]
        values: NDArray[Any] = np.empty(len(arms.arm), object)
        values[:] = [start.get(name) for name in (*known, *arms.absent)]
        words = "a moment of each customer"
    else:
        words = f"the moment in {start!r} of each customer"
        stamps = None if arms.absent else _stamps(coded, start)
        if stamps is not None:
            return TimeZero(*stamps, words)
        values = np.empty(len(arms.arm), object)
        values[: len(coded)] = per_journey(coded, start, "start", where)
    number, distinct = pd.factorize(pd.Series(values, dtype=object))
    moments = [math.floor(moment(_plain(one), "start", where, coded.time_unit)) for one in distinct]
    origin = np.array([*moments, 0], np.int64)[number]
    return TimeZero(origin, number >= 0, words)


def _stamps(coded: CodedJourneys, name: str) -> tuple[Times, NDArray[np.bool_]] | None:
    """The time stamps of an attribute, all at once, and who has one; None where it holds anything else."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = coded.attributes.get(name)
    if column is None or coded.time_unit is None or not pa.types.is_timestamp(column.type):
        return None
    column = column.take(pa.array(coded.customer_codes))
    stamps = pc.fill_null(column.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    finer = UNIT_NANOSECONDS[coded.time_unit] // UNIT_NANOSECONDS[column.type.unit]
    coarser = UNIT_NANOSECONDS[column.type.unit] // UNIT_NANOSECONDS[coded.time_unit]
    if coarser > 1 and (np.abs(stamps) > (2**63 - 1) // coarser).any():
        return None
    return stamps // finer if finer else stamps * coarser, np.asarray(column.is_valid())


def _plain(value: Any) -> Any:
    """1.0 is what 1 becomes beside missing values; moment() knows Python's types and NumPy's."""
    return value.item() if isinstance(value, np.integer | np.floating) else value


def _shown(when: int, unit: str | None) -> str:
    if unit is None:
        return f"{when:,}"
    text = str(np.array(when).astype(f"datetime64[{unit}]").astype("datetime64[s]"))
    return text.removesuffix("T00:00:00").replace("T", " ")
