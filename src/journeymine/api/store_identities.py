"""What a store offers on who is who."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from journeymine.api.event_log import EventLog
from journeymine.api.identities import Identities
from journeymine.options import bad_option
from journeymine.sources.store.statements import refusals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    import duckdb


class StoreIdentities(ABC):
    """The part of `JourneyStore` that keeps pairs of ids and makes persons of them."""

    _path: "Path"

    @abstractmethod
    def _connection(self) -> "AbstractContextManager[duckdb.DuckDBPyConnection]":
        """A connection for one question."""

    @abstractmethod
    def _check_writes(self, verb: str) -> None:
        """Refuse a verb that writes where nothing may be written."""

    @abstractmethod
    def _give_up(self) -> None:
        """Let the file go as it is."""

    @contextmanager
    def _writing(self, verb: str) -> "Iterator[duckdb.DuckDBPyConnection]":
        self._check_writes(verb)
        with self._connection() as connection, refusals(self._path, self._give_up):
            yield connection

    def identify(
        self,
        known: str | Sequence[str],
        *,
        rule: Literal["first_identify", "connected"] = "first_identify",
        max_ids: int | None = 100,
        kinds: Mapping[str, str | Mapping[str, str]] | None = None,
    ) -> None:
        """Say how pairs of ids become persons, as `EventLog.resolve_identities` does it; the store keeps that.

        Ids in a store are text, so 17 and "17" of one kind are the same. Said anew with other options, all pairs are
        tied again.

        Parameters
        ----------
        known
            The kinds of ids that name a person.
        rule
            ``"first_identify"`` or ``"connected"``.
        max_ids
            The most ids of a person; None: no cap.
        kinds
            What the ids of a column are, where that is not its name; of ``"customer"``, by source if need be. Further
            columns of events that are of a known kind name the person of their row.

        Raises
        ------
        OptionError
            An option has a value it cannot have, or the store is open for reading only.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     store.identify("number", kinds={"customer": {"web": "cookie", "shop": "number"}})
        ...     done = store.ingest("web", {"c": ["ck-1"], "page": ["view"], "at": [1]},
        ...                         customer="c", event="page", time="at")
        ...     done = store.ingest("shop", {"n": ["1007"], "what": ["pay"], "at": [3]},
        ...                         customer="n", event="what", time="at")
        ...     pairs = store.ingest_edges("logins", {"cookie": ["ck-1"], "number": [1007], "at": [2]},
        ...                                left="cookie", right="number", time="at")
        ...     store.persons().journeys().to_lists()
        [['view', 'pay']]
        """
        from journeymine.journeys.identities.storing import identify

        with self._writing("identify") as connection:
            identify(connection, known, rule, max_ids, kinds)

    def ingest_edges(
        self, source: str, data: Any, *, left: str, right: str, time: str | None = None, confirmed: bool = False
    ) -> int:
        """Take in pairs of ids that were seen together. Only what hangs together with them is tied anew.

        Whatever batches pairs come in, and in whatever order, the persons are those of all pairs at once. The same
        frame a second time changes nothing.

        Parameters
        ----------
        source
            Where the pairs are from, as explanations tell it.
        data
            A frame in memory, as `read_events` takes it.
        left, right
            Its two columns of ids.
        time
            Its column of times; None (or a missing value): it held from the start.
        confirmed
            Whether somebody has looked at these pairs: they come first and may merge known ids.

        Returns
        -------
        How many rows held a pair; 0 for a frame that is known.

        Raises
        ------
        OptionError
            Nobody has said who is known, by `identify`, or the store is open for reading only.
        MissingColumnError, InputError
            The frame cannot be read, or its times are no clock times where those of the store are.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     store.identify("number")
        ...     logins = {"cookie": ["ck-1", "ck-2"], "number": [1007, 1007], "at": [2, 5]}
        ...     [store.ingest_edges("logins", logins, left="cookie", right="number", time="at") for _ in range(2)]
        [2, 0]
        """
        from journeymine.journeys.identities.storing import INGEST, ingest_edges

        named: object = source
        if not isinstance(named, str) or not named:
            raise bad_option("source", INGEST, "the name of a source, such as 'logins'", source)
        if not isinstance(confirmed, bool):
            raise bad_option("confirmed", INGEST, "True or False", confirmed)
        with self._writing("ingest_edges") as connection:
            return ingest_edges(connection, source, data, (left, right), time, confirmed=confirmed)

    def identities(self) -> Identities:
        """Who is who by all pairs of the store.

        Returns
        -------
        `Identities`, with ``.to_pandas()``, ``.conflicts()``, ``.quarantined()`` and ``.explain(customer)``.

        Raises
        ------
        OptionError
            Nobody has said who is known, by `identify`.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     store.identify("number")
        ...     logins = {"cookie": ["ck-1"], "number": [1007]}
        ...     done = store.ingest_edges("logins", logins, left="cookie", right="number")
        ...     store.identities().counts()["persons"]
        1
        """
        from journeymine.journeys.identities.storing import stored_identities

        with self._connection() as connection:
            return Identities(stored_identities(connection))

    @abstractmethod
    def events(self, *, since: Any = None, until: Any = None, sources: Sequence[str] | None = None) -> EventLog:
        """The events of the store."""

    def persons(self, *, since: Any = None, until: Any = None, sources: Sequence[str] | None = None) -> EventLog:
        """The events of the store under persons, as `events` gives them under the ids they came with.

        Parameters
        ----------
        since, until
            Only events with ``since ≤ time < until``.
        sources
            Only these sources; None: all.

        Returns
        -------
        An `EventLog` whose customers are persons; its ``.journeys(…)`` cross the sources.

        Raises
        ------
        EmptyLogError
            There is no such event.
        OptionError
            Nobody has said who is known, by `identify`, or the kind of customers of a source was not said.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     store.identify("number", kinds={"customer": "cookie"})
        ...     logins = {"cookie": ["ck-1"], "number": [1007]}
        ...     done = store.ingest_edges("logins", logins, left="cookie", right="number")
        ...     done = store.ingest("web", {"c": ["ck-1", "ck-2"], "page": ["view", "view"], "at": [1, 2]},
        ...                         customer="c", event="page", time="at")
        ...     store.persons().to_pandas()["person"].tolist()
        ['number:1007', 'cookie:ck-2']
        """
        from journeymine.journeys.identities.storing import under_persons_of

        log = self.events(since=since, until=until, sources=sources)
        with self._connection() as connection:
            return EventLog(under_persons_of(connection, log._table))  # noqa: SLF001 (the log's own table)
