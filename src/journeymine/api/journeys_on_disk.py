"""Journeys that stay on disk, and the search of their parts."""

import time
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from journeymine.api.inputs import about, outcome
from journeymine.api.pattern_set import PatternSet
from journeymine.errors import InputError
from journeymine.mining.asked import Asked
from journeymine.mining.constraints import told
from journeymine.mining.found import FoundPatterns
from journeymine.mining.nulls import support_sums
from journeymine.options import bad_option, clash, memory_size
from journeymine.patterns.table import from_found
from journeymine.ranking.lift import support_interval
from journeymine.showing import Showing

if TYPE_CHECKING:
    from journeymine.journeys.spilled import SpilledJourneys

_WHERE = "mine_sequences"
#: The share of the memory that the search of one part may take beside the part.
_SHARE = 2


class JourneysOnDisk(Showing):
    """Journeys larger than memory, in parts of whole customers; made by `journeys_on_disk` of a log on disk or a store.

    `mine_sequences` takes them, and finds what it would find in memory. Their temporary folder goes when
    nothing refers to them any more.

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
            f"in {len(one.sizes)} parts; `mine_sequences` takes them"
        )

    def __reduce__(self) -> NoReturn:
        message = "These journeys are kept in temporary files, and cannot be copied or pickled; make them anew."
        raise InputError(message)


def on_disk(given: object, memory_limit: Any) -> JourneysOnDisk | None:
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
            raise bad_option("memory_limit", _WHERE, "given where `journeys` is a path, such as '2GB'", None)
        given = read_events(fspath(given), customer="customer", event="event", time="time", memory_limit=memory_limit)
    if isinstance(given, SpilledLog):
        return given.journeys_on_disk()
    if isinstance(given, JourneyStore):
        if memory_limit is None:
            raise bad_option("memory_limit", _WHERE, "given where `journeys` is a store, such as '2GB'", None)
        return given.journeys_on_disk(memory_limit=memory_limit)
    return None


def mine_on_disk(journeys: JourneysOnDisk, asked: dict[str, Any], further: dict[str, Any], progress: Any) -> PatternSet:
    """What `mine_sequences` does for journeys on disk.

    Parameters
    ----------
    journeys
        The journeys.
    asked
        The options of `find_sequences`.
    further
        Those of `mine_sequences` beside: ``multiplicity, weights, hierarchy, random_state``.
    progress
        As `mine_sequences` takes it.

    Returns
    -------
    A `PatternSet` without journeys, as a loaded one: what is computed from journeys needs them passed.

    Raises
    ------
    OptionError
        An option that needs all journeys at once.
    """
    from journeymine.mining.parted import find_in_parts
    from journeymine.mining.progress import telling
    from journeymine.mining.sequences import checked_request, search_sequences

    _refuse(asked, further)
    spilled = journeys._spilled  # noqa: SLF001 - one of us
    limit = memory_size(asked["memory_limit"], "memory_limit", _WHERE) or spilled.memory
    outline, total = spilled.outline, len(spilled)
    wish = checked_request({**asked, "memory_limit": limit // _SHARE, "progress": progress}, outline, total)
    begin = time.perf_counter()
    with telling(wish.progress) as tell:
        found = find_in_parts(spilled, wish, search_sequences, tell)
    ended = outcome(found, {**told(asked), **further}, total, _WHERE)
    ended["seconds"] = time.perf_counter() - begin
    people = {**about(outline), "n_customers": spilled.n_customers}
    info = {"verb": _WHERE, "unit": "journeys", **people, **ended}
    table = from_found("sequences", found, outline.vocabulary, total, info)
    low, high = support_interval(_sums(spilled, found, wish), spilled.owners())
    return PatternSet(table.with_columns({"support_low": low, "support_high": high}))


def _sums(
    spilled: "SpilledJourneys", found: FoundPatterns, wish: Asked
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Sums over customers, which are whole in their parts."""
    parts = [support_sums(part, found, wish.constraints, n_jobs=wish.n_jobs) for part in spilled.parts()]
    first, second, third = (np.sum(each, axis=0) for each in zip(*parts, strict=True))
    return first, second, third


def _refuse(asked: dict[str, Any], further: dict[str, Any]) -> None:
    why = "journeys on disk are searched part by part; leave it out, or make the journeys in memory"
    for name in ("multiplicity", "weights", "hierarchy"):
        if further[name] is not None:
            raise clash(name, "journeys on disk", _WHERE, why)
    if asked["threshold"] != "journeys":
        raise bad_option("threshold", _WHERE, "'journeys' for journeys on disk", asked["threshold"])
    if asked["time_limit"] is not None:
        raise clash("time_limit", "journeys on disk", _WHERE, "of a search cut short nothing would be proven")
    if asked["engine"] not in {"auto", "journeymine"}:
        raise bad_option("engine", _WHERE, "'auto' or 'journeymine' for journeys on disk", asked["engine"])
