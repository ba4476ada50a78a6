"""The embedded customer database: many deliveries of many sources in one file."""

import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import reduce
from os import PathLike, fspath
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Self, cast

from journeymine.api.deliveries import deliveries, take_in
from journeymine.api.erasing import Erasing
from journeymine.api.event_log import EventLog
from journeymine.api.store_identities import StoreIdentities
from journeymine.api.store_on_disk import OnDisk
from journeymine.errors import OptionError
from journeymine.journeys.clock import moment
from journeymine.options import bad_option, memory_size
from journeymine.showing import Showing, Shown, framed
from journeymine.sources.database import interrupts
from journeymine.sources.store.erasing import Erased
from journeymine.sources.store.ingested import Ingested, together
from journeymine.sources.store.later import Later, Mark, read_later
from journeymine.sources.store.opening import OpenStore, beside, open_for_writing
from journeymine.sources.store.publishing import publish, published
from journeymine.sources.store.reading import chosen_sources, read, stored_sources
from journeymine.sources.store.statements import refusals, undamaged
from journeymine.sources.store.summary import summary

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from journeymine.api.journeys import Journeys
    from journeymine.sources.quality_report import QualityReport


class JourneyStore(Showing, Erasing, StoreIdentities, OnDisk):
    """A file that keeps the events of all sources, and takes in each of them once.

    Deliveries may overlap, repeat, and come in any order: a row is known by its source, all it says, and which copy of
    itself it is. One process writes; others read what it published last.

    Parameters
    ----------
    path
        The file, such as ``"journeys.duckdb"``; made where there is none.
    read_only
        Read what was published last, which a writer does not disturb and is not disturbed by. Each question sees the
        newest publication.
    publish
        Whether `close` publishes. A publication is a copy of the store, so it takes as much disk again; without it
        nobody can read while the store is open for writing, unless `publish` is called.
    memory_limit
        How much memory the database may take, such as ``"2GB"``; beyond, it spills to a folder beside the store.

    Raises
    ------
    InputError
        The file is no journey store, one of a newer version, or open for writing elsewhere.

    Examples
    --------
    >>> import journeymine as jm
    >>> from tempfile import TemporaryDirectory
    >>> monday = {"who": ["ann", "ann"], "what": ["search", "pay"], "when": ["2024-01-01", "2024-01-03"]}
    >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
    ...     first = store.ingest("shop", monday, customer="who", event="what", time="when")
    ...     again = store.ingest("shop", monday, customer="who", event="what", time="when")
    ...     first.rows_new, again.rows_new, store.journeys().to_lists()
    (2, 0, [['search', 'pay']])
    """

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        read_only: bool = False,
        publish: bool = True,
        memory_limit: str | int | None = None,
    ) -> None:
        if not isinstance(path, str | PathLike):
            raise bad_option("path", "JourneyStore", "the name of a file", path)
        self._path = Path(fspath(path)).expanduser().absolute()
        self._read_only = read_only
        self._publishes = publish and not read_only
        self._lock = RLock()
        self._closed = False
        self._open: OpenStore | None = None
        self._memory_limit = memory_size(memory_limit, "memory_limit", "JourneyStore")
        with undamaged(self._path):
            if read_only:
                with published(self._path):
                    pass
            else:
                self._hold(open_for_writing(self._path, self._memory_limit))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        with self._connection() as connection:
            ((rows,),) = connection.execute("SELECT count(*) FROM events").fetchall()
        return int(rows)

    def __repr__(self) -> str:
        if self._closed:
            return f"JourneyStore: {str(self._path)!r}, closed"
        names = ", ".join(repr(name) for name in self.sources()["source"])
        how = ", as published" if self._read_only else ""
        return f"JourneyStore: {len(self):,} events in {str(self._path)!r}{how}\nsources: {names or 'none'}"

    def _shown(self) -> Shown:
        return Shown(tuple(repr(self).splitlines()), () if self._closed else (framed(self.sources()),))

    def ingest(self, source: Any = None, data: Any = None, *, mapping: Any = None, **options: Any) -> Ingested:
        """Take in what sources deliver: what the store has already stays as it is, what is new is added.

        Each file of a glob is a delivery of its own; one whose very bytes were taken in before is not read again. A row
        that stands n times in a delivery and m times in the store is added ``max(0, n − m)`` times: repeats inside a
        delivery are real, repeats across deliveries are the same event delivered again.

        Parameters
        ----------
        source
            What to call the source, such as ``"shop"``; or a dict of data by such names; or None for the files that
            `mapping` names. A source keeps the columns it came with first.
        data
            What a source that is named delivers, as `read_events` takes it: a frame, a dict of arrays, the path or glob
            of files, or a database.
        mapping
            What the columns of each source mean, as `read_events` takes it.
        options
            Without a mapping, how to read: the options of `read_events` (``customer=``, ``event=``, ``time=``, …). With
            ``memory_limit=``, files are read in parts.

        Returns
        -------
        `Ingested`: how many rows were read, new, known and skipped, their range of times, the seconds it took; of each
        source in ``sources`` where there are several.

        Raises
        ------
        OptionError
            The store is open for reading only, or closed, or an option has a value it cannot have.
        InputError
            The data cannot be read, or do not fit what the store has. Of that delivery nothing is kept; files and
            sources that came before it are.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> calls = {"caller": [1, 1, 2], "topic": ["bill", "bill", "move"], "day": [1, 1, 2]}
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     store.ingest("phone", calls, customer="caller", event="topic", time="day").rows_new
        3
        """
        with self._lock, undamaged(self._path):
            self._check_writes("ingest")
            done: dict[str, Ingested] = {}
            for delivery in deliveries(source, data, mapping, options):
                began = time.perf_counter()
                guard = refusals(self._path, self._give_up)
                one = take_in(self._writer().connection, delivery, guard)
                one = replace(one, seconds=time.perf_counter() - began)
                before = done.get(delivery.source, Ingested(delivery.source))
                done[delivery.source] = together(before, one)
        if isinstance(source, str):
            return done[source]
        return replace(reduce(together, done.values()), source=", ".join(done), sources=done)

    def events(self, *, since: Any = None, until: Any = None, sources: Sequence[str] | None = None) -> EventLog:
        """The events of the store, or some of them, as a log; it holds nothing of the store open.

        Parameters
        ----------
        since, until
            Only events with ``since ≤ time < until``. Customers without such an event are not in the log.
        sources
            Only these sources, in this order; None: all, in the order they came.

        Returns
        -------
        An immutable `EventLog` with the columns ``customer``, ``event``, ``time``, ``value`` if any source has values,
        ``source``, ``text`` if any has texts, and all further columns. Times are in the finest unit of the sources.

        Raises
        ------
        EmptyLogError
            There is no such event.
        OptionError
            `since` or `until` is no time, or a source is not there.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     done = store.ingest("shop", {"who": [1, 2], "what": ["a", "b"], "when": [1, 9]},
        ...                         customer="who", event="what", time="when")
        ...     store.events(since=5).to_pandas()
           customer event  time source
        0         2     b     9   shop
        """
        where = "JourneyStore.events"
        with self._connection() as connection:
            known = stored_sources(connection)
            chosen = chosen_sources(known, sources, where)
            unit = None if not known or known[0].time_unit is None else "ns"
            bounds: dict[str, Any] = {
                name: None if bound is None else moment(bound, name, where, unit)
                for name, bound in (("since", since), ("until", until))
            }
            return EventLog(read(connection, chosen, **bounds))

    def journeys(
        self, *, since: Any = None, until: Any = None, sources: Sequence[str] | None = None, **options: Any
    ) -> "Journeys":
        """The journeys of the store: those of the same deliveries read at once.

        Parameters
        ----------
        since, until
            Only events with ``since ≤ time < until``. Customers without such an event have no journey; ``start=`` and
            ``end=`` cut events and keep the customers.
        sources
            Only these sources; None: all.
        options
            How to cut journeys: the options of `EventLog.journeys` (``session_gap=``, ``by=``, …).

        Returns
        -------
        Immutable `Journeys`; nothing of the store stays open for them.

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
        ...     for name, what in (("web", "view"), ("shop", "pay")):
        ...         done = store.ingest(name, {"who": ["ann"], "what": [what], "when": [len(what)]},
        ...                             customer="who", event="what", time="when")
        ...     store.journeys().to_lists(), store.journeys(sources=["web"]).to_lists()
        ([['pay', 'view']], [['view']])
        """
        return self.events(since=since, until=until, sources=sources).journeys(**options)

    def sources(self) -> "pd.DataFrame":
        """What the store holds of each source.

        Returns
        -------
        A frame with a row a source: ``source``, ``batches`` (deliveries), ``rows``, ``time_first``, ``time_last`` (UTC,
        or order numbers) and ``last_ingested`` (UTC).

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     done = store.ingest("shop", {"who": [1, 2], "what": ["a", "b"], "when": [1, 9]},
        ...                         customer="who", event="what", time="when")
        ...     store.sources()[["source", "batches", "rows", "time_first", "time_last"]]
          source  batches  rows  time_first  time_last
        0   shop        1     2           1          9
        """
        with self._connection() as connection:
            return cast("pd.DataFrame", summary(connection).to_pandas())

    def quality(self) -> "QualityReport":
        """What the events of the store look like, as `EventLog.quality` has it.

        Raises
        ------
        EmptyLogError
            The store has no event.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     done = store.ingest("shop", {"who": [1, 1], "what": ["a", "a"], "when": [1, 1]},
        ...                         customer="who", event="what", time="when")
        ...     store.quality().duplicates
        1
        """
        return self.events().quality()

    def publish(self) -> bool:
        """Let readers see what the store holds now; they go on seeing it until the next time.

        Returns
        -------
        Whether there was anything new; if not, nothing is copied.

        Raises
        ------
        OptionError
            The store is open for reading only, or closed.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     done = store.ingest("shop", {"who": [1], "what": ["a"], "when": [1]},
        ...                         customer="who", event="what", time="when")
        ...     store.publish(), store.publish(), len(jm.JourneyStore(f"{folder}/journeys.duckdb", read_only=True))
        (True, False, 1)
        """
        with self._lock, undamaged(self._path), refusals(self._path, self._give_up):
            self._check_writes("publish")
            return publish(self._writer())

    def close(self) -> None:
        """Publish, unless asked not to, and let the file go; a second time does nothing.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     store = jm.JourneyStore(f"{folder}/journeys.duckdb")
        ...     store.close()
        ...     store
        JourneyStore: '.../journeys.duckdb', closed
        """
        with self._lock:
            try:
                if self._publishes and self._open is not None:
                    self.publish()
            finally:
                self._give_up()

    def _later(self, sources: Sequence[str] | None, mark: Mark) -> Later:
        with self._connection() as connection:
            return read_later(connection, chosen_sources(stored_sources(connection), sources, "watch_patterns"), mark)

    def _rewrite(self, verb: str, write: Callable[[OpenStore], tuple[OpenStore, Erased]]) -> Erased:
        with self._lock, undamaged(self._path), refusals(self._path, self._give_up):
            self._check_writes(verb)
            opened, erased = write(self._writer())
            self._let_go.detach()
            self._hold(opened)
            # What was published before still holds what was to go.
            if beside(self._path, "published").exists():
                publish(opened)
            return erased

    def _hold(self, opened: OpenStore) -> None:
        self._open = opened
        # Who forgets to close it keeps nobody from writing.
        self._let_go = weakref.finalize(self, opened.close)

    def _give_up(self) -> None:
        """Let the file go as it is."""
        self._closed = True
        if self._open is not None:
            self._let_go()
            self._open = None

    def _writer(self) -> OpenStore:
        if self._open is None:
            message = f"The store {str(self._path)!r} is closed; open it again."
            raise OptionError(message)
        return self._open

    def _check_writes(self, verb: str) -> None:
        if self._read_only:
            message = f"`read_only` of JourneyStore is True, so there is no .{verb}(); open it without."
            raise OptionError(message)
        self._writer()

    @contextmanager
    def _connection(self) -> Iterator["duckdb.DuckDBPyConnection"]:
        """The writer's connection, one question at a time; a reader's own for each question."""
        with self._lock, undamaged(self._path), interrupts():
            if self._read_only and not self._closed:
                with published(self._path) as connection:
                    yield connection
            else:
                yield self._writer().connection
