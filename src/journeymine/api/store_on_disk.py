"""Journeys of a store that is larger than memory."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from journeymine.api.journeys_on_disk import JourneysOnDisk

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import duckdb


class OnDisk(ABC):
    """The part of `JourneyStore` that makes journeys without taking all events into memory."""

    @abstractmethod
    def _connection(self) -> "AbstractContextManager[duckdb.DuckDBPyConnection]":
        """One question's connection."""

    def journeys_on_disk(
        self,
        *,
        memory_limit: str | int,
        since: Any = None,
        until: Any = None,
        sources: Sequence[str] | None = None,
        **options: Any,
    ) -> JourneysOnDisk:
        """The journeys of the store, in parts on disk, for stores larger than memory.

        Parameters
        ----------
        memory_limit
            What working on them may take, as ``"2GB"`` or a number of bytes; at least 500 MB.
        since, until, sources
            As `journeys` takes them.
        options
            How to cut journeys: the options of `EventLog.journeys`.

        Returns
        -------
        `JourneysOnDisk`, which `mine_sequences` takes; nothing of the store stays open for them.

        Raises
        ------
        EmptyLogError
            There is no such event.
        OptionError
            An option has a value it cannot have.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     done = store.ingest("shop", {"who": [1, 1, 2], "what": ["a", "b", "a"], "when": [1, 2, 1]},
        ...                         customer="who", event="what", time="when")
        ...     print(store.journeys_on_disk(memory_limit="1GB"))
        JourneysOnDisk: 2 journeys of 2 customers, 3 events
        in 1 parts; `mine_sequences` and `mine_itemsets` take them
        """
        from journeymine.api.spilled_log import checked_memory
        from journeymine.journeys.clock import moment
        from journeymine.journeys.spilled import spill_journeys
        from journeymine.sources.store.parts import stored_parts
        from journeymine.sources.store.reading import chosen_sources, stored_sources

        where = "JourneyStore.journeys_on_disk"
        memory = checked_memory(memory_limit)
        with self._connection() as connection:
            known = stored_sources(connection)
            chosen = chosen_sources(known, sources, where)
        unit = None if not known or known[0].time_unit is None else "ns"
        bounds: dict[str, Any] = {
            name: None if bound is None else moment(bound, name, where, unit)
            for name, bound in (("since", since), ("until", until))
        }
        return JourneysOnDisk(spill_journeys(stored_parts(self._connection, chosen, memory, **bounds), **options))
