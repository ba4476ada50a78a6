"""An attribution as a table: journeys and options go in, channels with their credit come out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.attribution.asked import WHERE, Asked, read_asked
from journeymine.actions.attribution.dividing import Divided, divide
from journeymine.actions.attribution.paths import Floats, Gathered, Integers, gather
from journeymine.actions.attribution.words import Counted, notes
from journeymine.actions.attribution.worth import goal_values
from journeymine.actions.rows import ActionRows
from journeymine.journeys.clock import moment
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.weighing import multiplicities
from journeymine.options import clash
from journeymine.sources.distinct import distinct

#: Columns that people read in percent.
SHARES = frozenset({"share", "share_low", "share_high", "removal_effect"})


@dataclass(frozen=True, eq=False)
class Owners:
    """Whose paths they are.

    Attributes
    ----------
    customer
        int64, shape (n_paths,): from 0.
    many
        int64, shape (n_customers,): for how many customers each stands.
    """

    customer: Integers
    many: Integers


def attribution(coded: CodedJourneys, options: Mapping[str, Any]) -> ActionRows:
    """Divide conversions, and their value, among the channels before them.

    Parameters
    ----------
    coded
        The journeys.
    options
        All options of `EventLog.attribution`.

    Returns
    -------
    A row a method and channel that is on any path, methods in the order asked for, channels by falling credit.
    """
    asked = read_asked(coded, options)
    if options["multiplicity"] is not None:
        coded = replace(coded, multiplicity=multiplicities(coded, options["multiplicity"], WHERE))
    coded = _observed(coded, options["observed_until"])
    gathered = gather(coded, asked)
    value, unvalued = goal_values(coded, gathered, options["value"])
    owners, times = _owners(coded, gathered.journey)
    by_count = divide(gathered.paths, owners.customer, owners.many, asked)
    by_value: dict[str, Divided] = {}
    if value is not None:
        paths = replace(gathered.paths, worth=np.where(gathered.goal >= 0, np.append(value, 0.0)[gathered.goal], 0.0))
        by_value = divide(paths, owners.customer, owners.many, asked)
    reach = _reach(gathered, owners)
    columns = _columns(asked, reach, by_count, by_value)
    counted = _counted(coded, gathered, times, value, unvalued)
    info = {**asked.told, **counted.told(), "multiplicity": options["multiplicity"] is not None}
    return ActionRows(columns, notes(counted, asked, sampled="sampling_error" in columns), info, SHARES)


def _observed(coded: CodedJourneys, until: Any) -> CodedJourneys:
    if until is None:
        return coded
    if coded.times is None:
        raise clash("observed_until", "journeys made from lists", WHERE, "these have no times; leave it out")
    return replace(coded, observed_until=ceil(moment(until, "observed_until", WHERE, coded.time_unit)))


def _owners(coded: CodedJourneys, journey: Integers) -> tuple[Owners, Integers]:
    """Whose paths they are, and for how many journeys each journey of `coded` stands."""
    times = np.ones(len(coded), np.int64) if coded.multiplicity is None else coded.multiplicity.astype(np.int64)
    known, firsts, customer = np.unique(coded.customer_codes[journey], return_index=True, return_inverse=True)
    # A row that stands for several is the only one of its customer.
    many = times[journey[firsts]] if len(known) else np.zeros(0, np.int64)
    return Owners(customer.astype(np.int64), many), times


def _reach(gathered: Gathered, owners: Owners) -> dict[str, Integers]:
    """Paths through each channel, those of them that converted, and the customers whose they are."""
    paths = gathered.paths
    path, channel = paths.channels()
    weight = owners.many[owners.customer[path]]
    who = distinct(owners.customer[path] * paths.n_channels + channel)
    customer, theirs = who // paths.n_channels, who % paths.n_channels
    return {
        "n": _sums(channel, weight, paths.n_channels),
        "n_converted": _sums(channel, weight * paths.converted[path], paths.n_channels),
        "n_customers": _sums(theirs, owners.many[customer], paths.n_channels),
    }


def _sums(place: Integers, weight: Integers, length: int) -> Integers:
    return np.bincount(place, weight, minlength=length).astype(np.int64)


def _columns(
    asked: Asked, reach: dict[str, Integers], by_count: dict[str, Divided], by_value: dict[str, Divided]
) -> dict[str, NDArray[Any]]:
    known = np.flatnonzero(reach["n"])
    names = np.array([*asked.channels, None], object)[:-1]
    extras = {name: np.full(len(names), np.nan) for one in by_count.values() for name in one.extra}
    parts: list[dict[str, NDArray[Any]]] = []
    for method, divided in by_count.items():
        columns = {"method": np.full(len(names), method, object), "channel": names, **reach}
        columns |= divided.columns("credit", "share")
        if method in by_value:
            columns |= by_value[method].columns("value", None)
        columns |= {**extras, **divided.extra}
        # Equal credits stand in the order of names, which that of channels is.
        order = known[np.argsort(-divided.credit[known].round(9), kind="stable")]
        parts.append({name: column[order] for name, column in columns.items()})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _counted(
    coded: CodedJourneys, gathered: Gathered, times: Integers, value: Floats | None, unvalued: NDArray[np.bool_]
) -> Counted:
    goals, owned = times[gathered.goal_journey], times[gathered.journey]
    led = gathered.goal >= 0
    path, opens = gathered.paths.path, gathered.paths.opens
    tied = np.zeros(len(gathered.paths), np.bool_)
    tied[path[~opens]] = True
    customers, first = np.unique(coded.customer_codes[gathered.goal_journey], return_index=True)
    return Counted(
        n_journeys=coded.n_journeys,
        n_customers=coded.n_customers,
        n_conversions=int(goals.sum()),
        n_converted_customers=int(goals[first].sum()) if len(customers) else 0,
        n_divided=int(owned[led].sum()),
        n_paths_lost=int(owned[~led].sum()),
        n_open=int(owned[gathered.open_ends].sum()),
        n_at_goal=int(goals[gathered.at_goal].sum()),
        n_tied=int(owned[tied].sum()),
        value=None if value is None else float((value * goals).sum()),
        value_divided=None if value is None else float((value[gathered.goal[led]] * owned[led]).sum()),
        n_unvalued=int(goals[unvalued].sum()),
        ends_known=coded.times is not None,
    )
