"""Funnels of a log and of journeys."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from journeymine.journeys.coded import CodedJourneys

if TYPE_CHECKING:
    from journeymine.api.funnel import Funnel
    from journeymine.api.journeys import Journeys

Steps = Sequence[str | int | Sequence[str | int]]


class LogFunnels:
    """The part of `EventLog` that follows customers through steps."""

    @abstractmethod
    def journeys(self, *args: Any, **options: Any) -> "Journeys":
        """The journeys of the log."""

    def funnel(
        self,
        steps: Steps,
        *,
        within: Any,
        order: Literal["loose", "strict"] = "loose",
        count: Literal["customers", "journeys", "entries"] = "customers",
        entry: Literal["first", "any"] | None = None,
        by: Any = None,
        observed_until: Any = None,
    ) -> "Funnel":
        """How many who take a first step take the next ones in time, how long it takes them, and who drops out where.

        Parameters
        ----------
        steps
            Two or more, in their order. A step is an event, a pattern of names (``"mail:*"``), or a list of these, any
            of which is the step. Each step has to come after the one before, at a later time.
        within
            The longest time from the entry, which is the first step, to any other: ``"7d"``, a timedelta, a number
            where time is a plain order number. None: to the end of the journey; nothing then tells who dropped from who
            is still under way.
        order
            ``"loose"``: other events may come in between. ``"strict"``: each step is the very next event of the one
            before (of events with one time stamp any may be it).
        count
            ``"customers"``: each once. ``"entries"``: every first step for itself, with what follows on it, also what
            follows on several. ``"journeys"``: each once; of a log that is as customers.
        entry
            By which of its entries a customer or journey is counted: ``"first"`` (also None), or ``"any"``: it took a
            step if it did so from any entry that was observed for the whole window. Not with ``count="entries"``.
        by
            Makes segments, at most a hundred: an attribute of customers, a column (as it stands at the first entry), an
            array of one value a customer, a mapping by customer. None: all together.
        observed_until
            End of observation: one time or a column; None: the last time of the log.

        Returns
        -------
        A `Funnel`, a row a step (and segment). `n` took it as far as was seen; of `n_eligible`, who were observed for
        the whole window, `n_reached` took it, and `n_dropped` took the step before and not this one; `n_censored` were
        observed for less and had not taken it. `share` of all who entered and `step_share` of those at the step before,
        with Wilson's intervals; `share_km` by Kaplan and Meier over all of them. `wait_median`, `wait_q25` and
        `wait_q75`: the time since the step before, of those who take this one, corrected for who was observed for less;
        `half_after`: when half of those at the step before had taken it, missing where fewer do. By segments the
        `difference` of `step_share` against all others (Newcombe), with `p_value`, `q_value` and `test`.

        Raises
        ------
        OptionError
            An option has a value it cannot have, or two do not go together.
        UnknownEventError
            A step names no event of the log, with a near miss.
        MissingColumnError
            There is no attribute or column `by`, with a near miss.

        Examples
        --------
        >>> import journeymine as jm
        >>> days = ["2024-01-01", "2024-01-02", "2024-01-05", "2024-01-01", "2024-01-09", "2024-02-01"]
        >>> names = ["search", "cart", "pay", "search", "cart", "help"]
        >>> log = jm.read_events({"who": [1, 1, 1, 2, 2, 3], "what": names, "when": days},
        ...                      customer="who", event="what", time="when")
        >>> log.funnel(["search", "cart", "pay"], within="7d").to_pandas()[["event", "n_reached", "wait_median"]]
            event  n_reached wait_median
        0  search          2         NaT
        1    cart          1      1 days
        2     pay          1      3 days
        """
        from journeymine.api.funnel import followed

        coded = self.journeys(observed_until=observed_until).coded
        return followed(coded, steps, within=within, order=order, count=count, entry=entry, by=by)


class JourneyFunnels:
    """The part of `Journeys` that follows them through steps."""

    @property
    @abstractmethod
    def coded(self) -> CodedJourneys:
        """The arrays behind."""

    def funnel(
        self,
        steps: Steps,
        *,
        within: Any,
        order: Literal["loose", "strict"] = "loose",
        count: Literal["customers", "journeys", "entries"] = "customers",
        entry: Literal["first", "any"] | None = None,
        by: Any = None,
    ) -> "Funnel":
        """How many who take a first step take the next ones in the same journey; see `EventLog.funnel`.

        Parameters
        ----------
        steps, within, order, entry, by
            As of `EventLog.funnel`; in journeys made from lists time is the number of the element. All steps have to
            lie in one journey. Rows with a multiplicity count for as many customers.
        count
            ``"customers"``, ``"journeys"`` (sessions, cases) or ``"entries"``. Intervals and tests allow for customers
            of several journeys or entries.

        Returns
        -------
        A `Funnel`.

        Raises
        ------
        OptionError, UnknownEventError, MissingColumnError
            As `EventLog.funnel`.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 1, 1, 1], "what": ["search", "pay", "search", "help"],
        ...                       "when": [1, 2, 50, 51]}, customer="who", event="what", time="when")
        >>> log.journeys(session_gap=10).funnel(["search", "pay"], within=5, count="journeys").to_pandas()["n"].tolist()
        [2, 1]
        """
        from journeymine.api.funnel import followed

        return followed(self.coded, steps, within=within, order=order, count=count, entry=entry, by=by)
