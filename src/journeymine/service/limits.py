"""How much a request may take and tell, whatever it asks."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from journeymine.errors import CapacityError, OptionError
from journeymine.options import (
    bad_option,
    is_real,
    memory_size,
    near_miss,
    optional_whole_number,
    threads,
    whole_number,
)
from journeymine.showing import Showing, Shown, fielded


@dataclass(frozen=True)
class Limits(Showing):
    """What one request may take and tell; whoever runs the service sets them, requests cannot widen them.

    Parameters
    ----------
    max_events
        Refuse data of more events.
    max_rows
        The most rows of an answer.
    k
        Protect every answer as `jm.protect` does (k customers behind every number); verbs whose results cannot be
        protected are refused. None: answers as they are.
    time_limit
        Seconds. A search is cut short and says so; anything else that takes longer is stopped, and refused.
    memory_limit
        Of a search, in bytes or as ``"2GB"``; it is cut short and says so. Other verbs take memory in proportion to
        their events, so `max_events` bounds them.
    n_jobs
        Threads of one request.

    Examples
    --------
    >>> Limits(max_rows=50, time_limit=10).max_rows
    50
    """

    max_events: int | None = None
    max_rows: int = 1_000
    k: int | None = None
    time_limit: float | None = None
    memory_limit: str | int | None = None
    n_jobs: int | None = 1

    def _shown(self) -> Shown:
        return Shown(("What one request may take and tell",), (fielded(self),))

    def __post_init__(self) -> None:
        optional_whole_number(self.max_events, "max_events", "Limits")
        whole_number(self.max_rows, "max_rows", "Limits", least=0)
        optional_whole_number(self.k, "k", "Limits", least=2)
        memory_size(self.memory_limit, "memory_limit", "Limits")
        threads(self.n_jobs, "Limits")
        if self.time_limit is not None and not (is_real(self.time_limit) and self.time_limit > 0):
            raise bad_option("time_limit", "Limits", "a number of seconds > 0, or None", self.time_limit)

    def check_events(self, n_events: int) -> None:
        """Is there not too much data?

        Raises
        ------
        CapacityError
            There is.
        """
        if self.max_events is not None and n_events > self.max_events:
            message = (
                f"The data has {n_events:,} events, and `max_events` allows {self.max_events:,}; ask for a shorter "
                "time or fewer customers."
            )
            raise CapacityError(message)

    def narrowed(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Options of a search, none wider than the limits."""
        asked = dict(options)
        seconds = [one for one in (asked.get("time_limit"), self.time_limit) if one is not None]
        sizes = [one for one in (asked.get("memory_limit"), self.memory_limit) if one is not None]
        sizes = sorted(sizes, key=lambda one: memory_size(one, "memory_limit", "a request") or 0)
        return {
            **asked,
            "time_limit": min(seconds, default=None),
            "memory_limit": sizes[0] if sizes else None,
            "n_jobs": self.n_jobs,
        }


def read_limits(given: Limits | Mapping[str, Any] | None) -> Limits:
    """Limits, given as such, as a dict or not at all.

    Raises
    ------
    OptionError
        They are none, or hold what is no limit.

    Examples
    --------
    >>> read_limits({"k": 10}).k
    10
    """
    if given is None or isinstance(given, Limits):
        return given or Limits()
    if not isinstance(given, Mapping):
        raise bad_option("limits", "run", "Limits, a dict of them, or None", given)
    names = [field.name for field in fields(Limits)]
    for name in given:
        if name not in names:
            message = f"There is no limit {name!r}.{near_miss(name, names)} The limits are {', '.join(names)}."
            raise OptionError(message)
    return Limits(**given)
