"""Journeys that stay on disk."""

from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from journeymine.errors import InputError
from journeymine.options import bad_option
from journeymine.showing import Showing

if TYPE_CHECKING:
    from journeymine.journeys.spilled import SpilledJourneys


class JourneysOnDisk(Showing):
    """Journeys larger than memory, in parts of whole customers; made by `journeys_on_disk` of a log on disk or a store.

    `mine_sequences` and `mine_itemsets` take them, and find what they would find in memory. Their temporary folder goes
    when nothing refers to them any more.

    Examples
    --------
    >>> import journeymine as jm
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
    ...     done = store.ingest("shop", {"who": [1, 1, 2, 2], "what": ["a", "b", "a", "b"], "when": [1, 2, 1, 3]},
    ...                         customer="who", event="what", time="when")
    ...     journeys = store.journeys_on_disk(memory_limit="1GB")
    >>> len(journeys), [str(pattern) for pattern in jm.mine_sequences(journeys, min_support=2, min_length=2)]
    (2, ['a → b'])
    """

    def __init__(self, spilled: "SpilledJourneys") -> None:
        self._spilled = spilled

    def __len__(self) -> int:
        return len(self._spilled)

    def __repr__(self) -> str:
        one = self._spilled
        return (
            f"JourneysOnDisk: {len(one):,} journeys of {one.n_customers:,} customers, {one.n_events:,} events\n"
            f"in {len(one.sizes)} parts; `mine_sequences` and `mine_itemsets` take them"
        )

    def __reduce__(self) -> NoReturn:
        message = "These journeys are kept in temporary files, and cannot be copied or pickled; make them anew."
        raise InputError(message)


def on_disk(given: object, memory_limit: Any, option: str, where: str) -> JourneysOnDisk | None:
    """Journeys on disk of what is no journeys in memory: a log on disk, a store, a path; None for anything else.

    Raises
    ------
    OptionError
        A path without `memory_limit`.
    """
    from journeymine.api.event_log import read_events
    from journeymine.api.journey_store import JourneyStore
    from journeymine.api.spilled_log import SpilledLog

    if isinstance(given, JourneysOnDisk):
        return given
    if isinstance(given, str | PathLike) and (memory_limit is not None or Path(given).is_file()):
        if memory_limit is None:
            raise bad_option("memory_limit", where, f"given where `{option}` is a path, such as '2GB'", None)
        given = read_events(fspath(given), customer="customer", event="event", time="time", memory_limit=memory_limit)
    if isinstance(given, SpilledLog):
        return given.journeys_on_disk()
    if isinstance(given, JourneyStore):
        if memory_limit is None:
            raise bad_option("memory_limit", where, f"given where `{option}` is a store, such as '2GB'", None)
        return given.journeys_on_disk(memory_limit=memory_limit)
    return None
