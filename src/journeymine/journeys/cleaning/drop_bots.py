"""A log of people, without programs."""

from journeymine.journeys.cleaning.stepping import kept
from journeymine.sources.faults.bots import HOURS_A_DAY, PER_HOUR, PER_MINUTE, agent_column, bots
from journeymine.sources.table import EventTable


def drop_bots(
    table: EventTable,
    agent: str | None = None,
    per_minute: int | None = PER_MINUTE,
    per_hour: int | None = PER_HOUR,
    hours_a_day: int | None = HOURS_A_DAY,
) -> EventTable:
    """The rows without those of programs, by the options of `bots`; the column of agents found is written down."""
    options = {
        "agent": agent_column(table, agent),
        "per_minute": per_minute,
        "per_hour": per_hour,
        "hours_a_day": hours_a_day,
    }
    found = bots(table, agent=agent, per_minute=per_minute, per_hour=per_hour, hours_a_day=hours_a_day)
    return kept(table, ~found, "drop_bots", options)
