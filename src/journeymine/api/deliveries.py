"""What a journey store was asked to take in → its deliveries, each of them one file or one source in memory."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeymine.api.event_log import EventLog, read_events
from journeymine.api.spilled_log import SpilledLog, checked_memory
from journeymine.errors import EmptyLogError
from journeymine.options import bad_option, clash
from journeymine.sources.files import matching
from journeymine.sources.mapping import checked
from journeymine.sources.mapping.asking import is_several, paired
from journeymine.sources.mapping.reading import check_sources, read_sources
from journeymine.sources.queries.reading import is_database
from journeymine.sources.spill.sources import read_spilled_sources
from journeymine.sources.store.adding import add, known_content
from journeymine.sources.store.arriving import Arrival, arrived
from journeymine.sources.store.fingerprint import fingerprint
from journeymine.sources.store.ingested import Ingested
from journeymine.sources.store.sparing import spared
from journeymine.sources.store.summary import span
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import duckdb

    from journeymine.sources.mapping.reading import Source

WHERE = "JourneyStore.ingest"


@dataclass(frozen=True)
class Delivery:
    """Rows of one source that come at once.

    Attributes
    ----------
    source
        The source.
    data
        A file, the address of a database, or data in memory.
    read
        Reads them.
    asked
        All that says how; the same file read in another way is another delivery.
    """

    source: str
    data: Any
    read: Callable[[Any], EventLog]
    asked: Mapping[str, object]


def deliveries(source: Any, data: Any, mapping: Any, options: Mapping[str, Any]) -> list[Delivery]:
    """What is to be taken in, one after the other; nothing has been read yet.

    Parameters
    ----------
    source
        The name of a source, a dict of data by such names, or None for the files that `mapping` names.
    data
        The data of a source that is named.
    mapping, options
        How to read them.

    Raises
    ------
    OptionError, InputError
        As `read_events`, for what can be told before reading.
    """
    if isinstance(source, str) and source:
        given = {} if data is None else {source: data}
    elif data is None and (source is None or is_several(source)):
        given = dict(source or {})
    else:
        must = "the name of a source, such as 'shop', with its data, or a dict of data by such names"
        raise bad_option("source", WHERE, must, source)
    if mapping is None:
        if not given:
            raise bad_option(
                "data", WHERE, "what the source delivers, where there is no `mapping` that names files", data
            )
        whole = [Delivery(name, one, partial(read_events, **options), options) for name, one in given.items()]
    else:
        whole = _mapped(source, given, mapping, options)
    return [part for one in whole for part in _by_file(one)]


def _mapped(source: Any, given: dict[str, Any], mapping: Any, options: Mapping[str, Any]) -> list[Delivery]:
    """As the mapping says; it is checked as a whole, and the columns of all sources, before any is read."""
    for name in options:
        if name not in {"on_missing", "zone", "memory_limit"}:
            raise clash(name, "mapping", WHERE, "the mapping says it, source by source; leave it out")
    mappings = checked(mapping, zone=options.get("zone"))
    if isinstance(source, str) and source in mappings:
        mappings = {source: mappings[source]}
    sources = paired(given, mappings)
    check_sources(sources)
    missing = options.get("on_missing", "error")
    limit = options.get("memory_limit")
    memory = None if limit is None else checked_memory(limit)
    return [
        Delivery(
            one.name, one.data, partial(_read, one, missing, memory), {"mapping": one.mapping, "on_missing": missing}
        )
        for one in sources
    ]


def _read(source: "Source", on_missing: str, memory: int | None, data: Any) -> EventLog:
    asked = [replace(source, data=data)]
    if memory is not None:
        return SpilledLog(read_spilled_sources(asked, on_missing=on_missing, memory=memory))
    return EventLog(read_sources(asked, on_missing=on_missing))


def _by_file(delivery: Delivery) -> Iterator[Delivery]:
    data = delivery.data
    if not isinstance(data, str | PathLike) or is_database(fspath(data)):
        yield delivery
        return
    for path in matching(fspath(data)):
        yield replace(delivery, data=path)


def take_in(
    connection: "duckdb.DuckDBPyConnection", delivery: Delivery, guard: AbstractContextManager[None]
) -> Ingested:
    """Take one delivery into a store.

    Parameters
    ----------
    connection
        To the store, for writing.
    delivery
        The rows; those of a file that was taken in before are not read.
    guard
        What writing stands in.

    Returns
    -------
    Ingested
        What was done; a source of a mapping in which nothing is left to keep has no rows.
    """
    source, path = delivery.source, delivery.data
    content = fingerprint(path, delivery.asked) if isinstance(path, Path) else None
    if content is not None and known_content(connection, source, content):
        return Ingested(source, files_known=1)
    try:
        log = delivery.read(str(path) if isinstance(path, Path) else path)
    except EmptyLogError:
        if "mapping" not in delivery.asked:
            raise
        return Ingested(source)
    report = log._about.report  # noqa: SLF001 (the log's own table)
    spans: list[tuple[Any, Any]] = []
    kept: list[int] = []

    def arrivals() -> Iterator[Arrival]:
        for part in _parts(log):
            spans.append(span(part))
            arrival = spared(connection, arrived(part, source))
            kept.append(arrival.columns.num_rows)
            yield arrival

    with guard:
        new = add(connection, source, arrivals(), content=content, rows_read=report.rows_read)
    first, last = min(one for one, _ in spans), max(one for _, one in spans)
    rows = sum(kept)
    return Ingested(source, report.rows_read, new, rows - new, report.rows_read - rows, 0, first, last)


def _parts(log: EventLog) -> Iterator[EventTable]:
    """The tables of a log: one in memory, some on disk."""
    return log._spilled.partitions() if isinstance(log, SpilledLog) else iter([log._table])  # noqa: SLF001
