"""What a store must not keep: customers who are to be forgotten, events that are too old."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journeymine.errors import OptionError
from journeymine.journeys.clock import moment
from journeymine.journeys.identities.storing import tied_to
from journeymine.options import bad_option, is_whole
from journeymine.sources.store.erasing import Erased, expire, forget

if TYPE_CHECKING:
    from journeymine.sources.store.opening import OpenStore


class Erasing(ABC):
    """Verbs of a store that take something out of it for good."""

    _memory_limit: int | None

    @abstractmethod
    def _rewrite(self, verb: str, write: "Callable[[OpenStore], tuple[OpenStore, Erased]]") -> Erased:
        """Do it with the store that is open for writing, keep what it opens instead, and publish it."""

    def forget(
        self, customer: str | int | Sequence[str] | Sequence[int], *, tied: bool = True, for_good: bool = True
    ) -> Erased:
        """Take a customer, or several, out of the store: out of every table, and out of the file.

        The file is written anew, and what is published with it, so that the ids are in none of its bytes, compressed or
        not. That takes the time and the disk of a copy of the store: forget many in one call. Where texts of others
        (event names, free text, further columns) name the customer they say ``[forgotten]`` instead: ids of four
        characters or more as a word, shorter ones and those of digits alone where they are the whole text.

        What is out of reach: backups and copies, files that were delivered, blocks that the disk itself has kept, and
        readers that still have an older publication open.

        Parameters
        ----------
        customer
            The id, or a list of ids; one that is not there is no error, for it may still be delivered.
        tied
            Whether all ids go that the store has tied to the same person (see `identify`), whatever their kind; a
            person may then be named as by `persons`, ``"number:1007"``. False: only the ids named.
        for_good
            Whether later deliveries are rid of the customer, too. The store remembers a keyed hash (HMAC-SHA256 under a
            random key of this store) and no id. False: the customer may come back, also with the same file; this also
            undoes an earlier ``for_good=True``.

        Returns
        -------
        `Erased`: how many events, ids, mentions by others and links to other ids are gone, and the seconds it took.

        Raises
        ------
        OptionError
            The store is open for reading only, or closed; the id is of another type than those of the store.
        CapacityError, InputError
            There is no room for the new file; the store is as it was.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> log = {"who": ["ann", "bob"], "what": ["search", "search"], "when": [1, 2]}
        >>> roles = {"customer": "who", "event": "what", "time": "when"}
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     done = store.ingest("web", log, **roles)
        ...     gone = store.forget("ann").rows
        ...     gone, store.ingest("web", log, **roles).rows_new, len(store)
        (1, 0, 1)
        """
        where = "JourneyStore.forget"
        for name, flag in {"tied": tied, "for_good": for_good}.items():
            if not isinstance(flag, bool):
                raise bad_option(name, where, "True or False", flag)
        ids: Any = [customer] if isinstance(customer, str) or is_whole(customer) else customer
        if isinstance(ids, Sequence) and all(map(is_whole, ids)):
            ids = list(map(int, ids))
        if not isinstance(ids, Sequence) or not ids or not (_all(ids, str) or _all(ids, int)) or "" in ids:
            kinds = "the id of a customer, or a list of ids, all text or all whole numbers"
            message = f"`customer` of {where} must be {kinds}; got {type(customer).__name__}."
            raise OptionError(message)
        began = time.perf_counter()

        def write(store: "OpenStore") -> "tuple[OpenStore, Erased]":
            _check_type(store, ids, where)
            further = tied_to(store.connection, list(map(str, ids))) if tied else []
            return forget(store, [*ids, *further], for_good=for_good, memory_limit=self._memory_limit)

        return replace(self._rewrite("forget", write), seconds=time.perf_counter() - began)

    def expire(self, before: Any) -> Erased:
        """Take out all events before a time, and keep such events out of later deliveries.

        The file is written anew, as by `forget`.

        Parameters
        ----------
        before
            The time: ISO text, a date or time (without a zone: UTC), or an order number where the store has such.
            Events at this very time stay. An earlier time than one asked for before changes nothing.

        Returns
        -------
        `Erased`: how many events are gone, and the seconds it took.

        Raises
        ------
        OptionError
            The store is open for reading only, or closed, or `before` is no time.
        CapacityError, InputError
            There is no room for the new file; the store is as it was.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> log = {"who": ["ann", "bob"], "what": ["search", "search"], "when": ["2019-12-31", "2024-01-01"]}
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     done = store.ingest("web", log, customer="who", event="what", time="when")
        ...     store.expire(before="2020-01-01").rows, len(store)
        (1, 1)
        """
        where = "JourneyStore.expire"
        began = time.perf_counter()

        def write(store: "OpenStore") -> "tuple[OpenStore, Erased]":
            order_numbers = _has_order_numbers(store)
            horizon = moment(before, "before", where, None if order_numbers else "ns")
            return expire(store, horizon, order_numbers=order_numbers, memory_limit=self._memory_limit)

        return replace(self._rewrite("expire", write), seconds=time.perf_counter() - began)


def as_ids(store: "OpenStore", texts: Sequence[str]) -> list[str] | list[int]:
    """Ids that came as text, from a command line or a list in a file, as the customers of a store are.

    Raises
    ------
    OptionError
        The customers of the store are whole numbers, and a text is none.
    """
    if not _holds_numbers(store):
        return list(texts)
    if not all(one.strip().removeprefix("-").isdecimal() for one in texts):
        message = "The customers of this store are whole numbers, and one of the ids is none; give the numbers."
        raise OptionError(message)
    return [int(one) for one in texts]


def as_time(store: "OpenStore", text: str) -> str | int:
    """A time that came as text: a number where the times of a store are order numbers."""
    return int(text) if _has_order_numbers(store) and text.strip().removeprefix("-").isdecimal() else text


def _has_order_numbers(store: "OpenStore") -> bool:
    units = store.connection.execute("SELECT time_unit FROM sources LIMIT 1").fetchall()
    return units == [(None,)]


def _holds_numbers(store: "OpenStore") -> bool:
    return str(store.connection.execute("SELECT customer FROM events LIMIT 0").description[0][1]) == "BIGINT"


def _check_type(store: "OpenStore", ids: Sequence[Any], where: str) -> None:
    """Ids of the type the store's customers have; where it has none yet, of any."""
    kept = int if _holds_numbers(store) else str
    empty = not store.connection.execute("SELECT 1 FROM events LIMIT 1").fetchall()
    if not empty and not _all(ids, kept):
        words = {int: "whole numbers", str: "text"}
        got = words[type(ids[0])]
        message = f"`customer` of {where} must be {words[kept]}, as the customers of this store are; got {got}."
        raise OptionError(message)


def _all(ids: Sequence[Any], kind: type) -> bool:
    return all(type(one) is kind for one in ids)
