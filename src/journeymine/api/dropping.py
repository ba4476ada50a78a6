"""Which rows of a log are kept: a new log each time, which knows what was done."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from journeymine.sources.faults.bots import HOURS_A_DAY, PER_HOUR, PER_MINUTE

if TYPE_CHECKING:
    from journeymine.sources.table import EventTable


class Dropping(ABC):
    """Cleaning steps that leave rows out."""

    _table: "EventTable"

    @abstractmethod
    def _of(self, table: "EventTable") -> Self:
        """A log of another table."""

    def drop_duplicates(self, *, within: Any = None, columns: Sequence[str] | None = None) -> Self:
        """Events that were recorded twice, once: the first of equal rows stays.

        Parameters
        ----------
        within
            None: rows that repeat an earlier one exactly. ``"2s"``, a timedelta (a number where time is a plain order
            number): also what the same customer does again within so long after the one kept before, inclusive, such
            as double clicks. The next beyond that is kept, so an event every second is kept every third second under
            ``"2s"``.
        columns
            What must be the same beside customer and event, and beside the time where `within` is None. None: every
            column of the log; with `within` the source and the value, where the log has them.

        Returns
        -------
        A new log; done again it changes nothing.

        Raises
        ------
        OptionError
            `within` is no duration, `columns` no list.
        MissingColumnError
            A column is not there, with a near miss.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1] * 4, "what": ["click"] * 4, "when": [5, 5, 6, 9]},
        ...                      customer="who", event="what", time="when")
        >>> len(log.drop_duplicates()), len(log.drop_duplicates(within=2))
        (3, 2)
        """
        from journeymine.journeys.cleaning.drop_duplicates import drop_duplicates

        return self._of(drop_duplicates(self._table, within, columns))

    def drop_bots(
        self,
        *,
        agent: str | None = None,
        per_minute: int | None = PER_MINUTE,
        per_hour: int | None = PER_HOUR,
        hours_a_day: int | None = HOURS_A_DAY,
    ) -> Self:
        """The log without programs: rows whose agent says so, and customers who keep a pace that no person does.

        Parameters
        ----------
        agent
            The further column of what programs call themselves; None: the one named ``user_agent`` or the like, where
            there is one.
        per_minute
            Distinct seconds with an event within a minute from which on a customer is a program; None: not asked.
        per_hour
            The same within an hour; None: not asked.
        hours_a_day
            Distinct hours with an event among 24 in a row from which on a customer never sleeps; None: not asked.

        Returns
        -------
        A new log.

        Raises
        ------
        OptionError
            A number is not a whole one ≥ 2.
        MissingColumnError
            There is no column `agent` among the further ones, with a near miss.
        EmptyLogError
            There are programs only.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events(
        ...     {"who": ["a", "b"], "what": ["x", "x"], "when": ["2024-05-01", "2024-05-02"],
        ...      "user_agent": ["Mozilla/5.0 (X11; Linux x86_64) Firefox/126.0", "Googlebot/2.1"]},
        ...     customer="who", event="what", time="when", extra=["user_agent"])
        >>> len(log.drop_bots())
        1
        """
        from journeymine.journeys.cleaning.drop_bots import drop_bots

        return self._of(drop_bots(self._table, agent, per_minute, per_hour, hours_a_day))

    def drop_catch_all(self) -> Self:
        """The log without ids that are nobody in particular.

        They are placeholders such as ``guest``, ``n/a`` or -1, and ids with far more events than the busiest customers
        allow. No id is named, so that the recipe holds none; what is found depends on the log it is done to.

        Returns
        -------
        A new log.

        Raises
        ------
        EmptyLogError
            There is no other customer.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": ["ann", "guest"], "what": ["buy", "buy"], "when": [1, 2]},
        ...                      customer="who", event="what", time="when")
        >>> log.drop_catch_all().to_pandas()["who"].tolist()
        ['ann']
        """
        from journeymine.journeys.cleaning.drop_catch_all import drop_catch_all

        return self._of(drop_catch_all(self._table))

    def where(self, conditions: Mapping[str, Any]) -> Self:
        """The rows that meet conditions.

        Parameters
        ----------
        conditions
            For each column a value, a list of values, a comparison such as ``"> 0"`` or ``">= 2024-05-01"``, or
            ``{"not": …}`` of these, as in a mapping of sources; all are met. A missing value equals empty text and
            lies on no side of a comparison. Ids of customers and free text are refused, as the recipe would hold
            them.

        Returns
        -------
        A new log.

        Raises
        ------
        OptionError
            They are no conditions, or of the customers or the free text.
        MissingColumnError
            A column is not there, with a near miss.
        InputError
            A column cannot be compared so.
        EmptyLogError
            No row is left.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 1, 2], "what": ["buy", "no", "buy"], "when": [1, 2, 3], "eur": [9, 0, 0]},
        ...                      customer="who", event="what", time="when", extra=["eur"])
        >>> len(log.where({"what": {"not": "no"}})), len(log.where({"what": "buy", "eur": "> 0"}))
        (2, 1)
        """
        from journeymine.journeys.cleaning.where import where

        return self._of(where(self._table, conditions))

    def clip(self, *, start: Any = None, end: Any = None) -> Self:
        """Only the rows with ``start ≤ time < end``: without clocks that are wrong, and without an unfinished end.

        Customers without a row within are no customers of the new log. `journeys` has `start` and `end` of its own,
        which keep such customers as empty journeys.

        Parameters
        ----------
        start, end
            ISO text such as ``"2024-03-01"``, a date or time of Python, NumPy or pandas (UTC where it has no zone); a
            number where time is a plain order number. None: no bound on that side.

        Returns
        -------
        A new log.

        Raises
        ------
        OptionError
            Neither is given, one is no time, or `start` is not before `end`.
        EmptyLogError
            No row lies within.

        Examples
        --------
        >>> import journeymine as jm
        >>> days = ["1970-01-01", "2024-03-01", "2024-03-02"]
        >>> log = jm.read_events({"who": [1, 1, 1], "what": ["a", "b", "c"], "when": days},
        ...                      customer="who", event="what", time="when")
        >>> log.clip(start="1990-01-01", end="2024-03-02").to_pandas()["what"].tolist()
        ['b']
        """
        from journeymine.journeys.cleaning.clip import clip

        return self._of(clip(self._table, start, end))
