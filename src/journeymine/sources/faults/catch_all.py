"""Ids that many people share: placeholders, and ids with far more events than other customers have."""

import numpy as np

from journeymine.sources.faults.bots import bots
from journeymine.sources.faults.columns import Mask
from journeymine.sources.faults.finding import Finding, of_rows
from journeymine.sources.faults.heavy import heavy
from journeymine.sources.faults.order import CustomerOrder, by_customer
from journeymine.sources.faults.placeholders import placeholders
from journeymine.sources.faults.seen import Seen
from journeymine.sources.table import EventTable


def catch_all(table: EventTable, *, order: CustomerOrder | None = None) -> Mask:
    """The rows of customers that are nobody in particular.

    A customer is one if its name is a placeholder (``guest``, ``n/a``, -1), or if it has far more events than the tail
    of the other customers allows (see `heavy`) without the pace or the agent of a program, which `bots` finds.

    Parameters
    ----------
    table
        The events.
    order
        The rows by customer and time, where they are known already.

    Returns
    -------
    Mask
        Shape (n,).

    Examples
    --------
    >>> from journeymine.sources.read import read_table
    >>> log = {"who": ["ann", "guest", "bob"], "what": ["x", "x", "x"], "when": [1, 2, 3]}
    >>> catch_all(read_table(log, customer="who", event="what", time="when")).tolist()
    [False, True, False]
    """
    order = order or by_customer(table)
    people = ~bots(table, hours_a_day=None, order=order)
    counts = np.bincount(order.customers, people, len(order.names)).astype(np.int64)
    nobody = placeholders(order.names)
    nobody |= heavy(np.where(nobody, 0, counts))
    mask: Mask = nobody[order.customers]
    return mask


def look(seen: Seen) -> list[Finding]:
    """Ids that many people share, by source."""
    mask = catch_all(seen.table, order=seen.order)
    why = "an id of many people: a placeholder, or far more events than the busiest customers have"
    return of_rows(seen, "catch_all", mask, "log.drop_catch_all()", why)
