"""What a log offers on who is who."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Self

from journeymine.api.identities import Identities
from journeymine.errors import InputError

if TYPE_CHECKING:
    from journeymine.sources.table import EventTable


class Resolving(ABC):
    """The part of `EventLog` that makes persons of ids."""

    _table: "EventTable"

    @abstractmethod
    def _of(self, table: "EventTable") -> Self:
        """A log of another table."""

    def resolve_identities(
        self,
        edges: Any,
        *,
        known: str | Sequence[str],
        rule: Literal["first_identify", "connected"] = "first_identify",
        max_ids: int | None = 100,
        left: str | None = None,
        right: str | None = None,
        time: str | None = None,
        confirmed: Any = None,
        kinds: Mapping[str, str | Mapping[str, str]] | None = None,
        ids_as: Literal["text"] | None = None,
        person: str = "person",
        n_jobs: int | None = None,
    ) -> Self:
        """The same log under persons: ids that were seen together (a cookie and a customer number) become one customer.

        Pairs are worked off by time (those without a time first; of the same time by their ids). Two *known* ids are
        never merged, whatever ties them. An id belongs to one person for all time. An event belongs to the person of
        the first known id in its row, else to that of its customer. Placeholders such as ``guest`` are never paired.

        Parameters
        ----------
        edges
            Columns of the log (all ids of one row belong together, since its time); a frame, with `left`, `right`,
            `time`; a tuple ``(frame, left, right)`` or ``(frame, left, right, time)``; or a list of such.
        known
            The kinds of ids that name a person, such as ``"customer_number"``; all others are anonymous. An id is of
            a kind and never merged with one of another kind that reads the same.
        rule
            ``"first_identify"``: an anonymous id belongs to the known id it was first tied to; a pair that would merge
            two known ids is refused and reported. ``"connected"``: times do not count; whatever is connected is one
            person, and stays apart altogether where it holds several known ids.
        max_ids
            The most ids of a person; larger groups are quarantined: their ids stay by themselves. None: no cap.
        left, right, time
            Columns of `edges` where that is one frame. Pairs without a time held from the start.
        confirmed
            Pairs in the forms of `edges` that somebody has confirmed: they come first and may merge known ids.
        kinds
            What the ids of a column are, where that is not its name: ``{"customer": "cookie"}``, by source
            ``{"customer": {"web": "cookie", "shop": "customer_number"}}``.
        ids_as
            ``"text"`` takes 17 and "17" of one kind for the same id; None refuses the mixture.
        person
            The name of the new column of customers; that of before becomes a further column.
        n_jobs
            Threads; None: all cores. The persons are the same for any number.

        Returns
        -------
        A new `EventLog`; its customers are called ``"kind:id"``, by the known id, else by the smallest one.

        Raises
        ------
        OptionError
            An option has a value it cannot have.
        MissingColumnError
            A column named is not there.
        InputError
            Ids of one kind are text here and integers there; two customers of one person differ in an attribute; the
            identities are resolved already.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"cookie": ["c-01", "c-01", "c-02"], "number": [None, 1007, 1007],
        ...                       "what": ["view", "cart", "pay"], "when": [1, 2, 3]},
        ...                      customer="cookie", event="what", time="when", extra=["number"])
        >>> log.resolve_identities(["cookie", "number"], known="number").journeys().to_lists()
        [['view', 'cart', 'pay']]
        """
        from journeymine.journeys.identities import resolve_identities

        return self._of(
            resolve_identities(
                self._table,
                edges,
                known=known,
                rule=rule,
                max_ids=max_ids,
                left=left,
                right=right,
                time=time,
                confirmed=confirmed,
                kinds=kinds,
                ids_as=ids_as,
                person=person,
                n_jobs=n_jobs,
            )
        )

    def identities(self) -> Identities:
        """Who is who: the ids of a log whose identities were resolved.

        Returns
        -------
        `Identities`, with ``.to_pandas()``, ``.conflicts()``, ``.quarantined()`` and ``.explain(customer)``.

        Raises
        ------
        InputError
            The identities of the log were not resolved.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"cookie": ["c-01"], "number": [1007], "what": ["view"], "when": [1]},
        ...                      customer="cookie", event="what", time="when", extra=["number"])
        >>> log.resolve_identities(["cookie", "number"], known="number").identities().counts()["persons"]
        1
        """
        if self._table.identities is None:
            message = "The customers of this log are ids as they were read; call resolve_identities(…) first."
            raise InputError(message)
        return Identities(self._table.identities)
