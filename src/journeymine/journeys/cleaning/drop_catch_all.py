"""A log without ids that many people share."""

from journeymine.journeys.cleaning.stepping import kept
from journeymine.sources.faults.catch_all import catch_all
from journeymine.sources.table import EventTable


def drop_catch_all(table: EventTable) -> EventTable:
    """The rows without those of customers that are nobody in particular, as `catch_all` finds them."""
    return kept(table, ~catch_all(table), "drop_catch_all", {})
