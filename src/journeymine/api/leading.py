"""What leads to an outcome, how soon, and who is on the way there now."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np

from journeymine.actions.leads.asking import WHERE, read_question
from journeymine.actions.leads.table import leads
from journeymine.actions.leads.waiting import inside_now
from journeymine.actions.rows import ActionRows
from journeymine.api.action_result import ActionResult
from journeymine.api.event_log import EventLog
from journeymine.api.inputs import about
from journeymine.api.journeys import Journeys
from journeymine.errors import InputError, MissingJourneysError
from journeymine.journeys.event_names import chosen_names
from journeymine.journeys.vocabulary import Name
from journeymine.mining.found import FoundPatterns
from journeymine.options import clash, duration_text, is_whole
from journeymine.patterns.info import plain
from journeymine.patterns.names import Pattern, coded


class LeadsTo(ActionResult):
    """Patterns that end before an outcome, most telling first; made by `leads_to`.

    Examples
    --------
    >>> import journeymine as jm
    >>> calls = [("error", 1), ("call", 3), ("open", 9)]
    >>> rows = [(who, what, 20 * who + when) for who in range(30) for what, when in calls]
    >>> columns = dict(zip(["who", "what", "when"], map(list, zip(*rows))))
    >>> log = jm.read_events(columns, customer="who", event="what", time="when")
    >>> found = jm.leads_to(log, "call", within=5, max_length=1)
    >>> found.to_pandas()[["pattern", "n_journeys", "n_before_outcome", "share_within", "lead_time_median"]]
        pattern  n_journeys  n_before_outcome  share_within  lead_time_median
    0  (error,)          30                30           1.0               2.0
    """

    def __init__(self, table: ActionRows, source: Journeys | None = None) -> None:
        super().__init__(table)
        self._source = source

    def __getstate__(self) -> dict[str, Any]:
        # A pickle holds numbers of patterns, no journeys.
        return {**self.__dict__, "_source": None}

    def findings(self, alpha: float = 0.05) -> Self:
        """The rows that say something of their own: neither structural nor redundant, and beyond chance.

        Parameters
        ----------
        alpha
            The greatest ``q_value``.

        Returns
        -------
        Fewer rows, under the same notes; those whose ``lift_time`` may be 1 are left out as well.

        Examples
        --------
        >>> from journeymine.datasets import service_log
        >>> import journeymine as jm
        >>> made = service_log(1_000, days=120)
        >>> found = jm.leads_to(made.log(), "call:commissioning", "7d", observed_until=made.observed_until)
        >>> print(found.findings().to_pandas()["pattern"][0])
        letter:delay → app:error
        """
        table = self._table
        own = ~table.column("structural") & np.array([one is None for one in table.column("redundant_with")], np.bool_)
        kept = own & (table.column("q_value") <= alpha) & (table.column("lift_time_low") > 1)
        return type(self)(table.take(kept), self._source)

    def customers(self, row: int | Sequence[Any], *, journeys: Journeys | None = None) -> list[Name]:
        """Ids of the customers who are inside a pattern now: ``n_now`` of them.

        They completed the pattern at most ``within`` before the end of observation and have had no outcome since.

        Parameters
        ----------
        row
            The number of the row, or its pattern.
        journeys
            The journeys to look at; None: those the result came from. Of the same log later on, they tell who is inside
            by then.

        Returns
        -------
        Ids, who completed the pattern last first.

        Raises
        ------
        MissingJourneysError
            The result was unpickled, and no journeys were passed.
        InputError
            There is no such row.

        Examples
        --------
        >>> import journeymine as jm
        >>> events = {"who": ["ann", "ann", "bob", "bob", "cy"], "what": ["error", "call", "error", "home", "error"],
        ...           "when": [1, 2, 1, 7, 8]}
        >>> log = jm.read_events(events, customer="who", event="what", time="when")
        >>> found = jm.leads_to(log, "call", within=4, min_support=1, max_length=1)
        >>> found.customers(("error",))
        ['cy']
        """
        source = self._source if journeys is None else journeys
        if source is None:
            message = (
                f"{type(self).__name__}.customers needs the journeys, which a pickle does not hold; pass journeys=…."
            )
            raise MissingJourneysError(message)
        question = read_question(source.coded, {**self.info, "progress": False})
        items, starts = coded(self._pattern(row), question.coded.vocabulary)
        found = FoundPatterns(items, np.array([0, len(items)], np.uint64), np.zeros(1, np.uint32), starts)
        customers = source.coded.customers
        return [customers.name(int(code)) for code in inside_now(question, found)]

    def _pattern(self, row: int | Sequence[Any]) -> Pattern:
        patterns = self._table.column("pattern")
        if not is_whole(row):
            wanted = Pattern(row)  # type: ignore[arg-type]
            if wanted in list(patterns):
                return wanted
            message = f"There is no row with the pattern {wanted} in this result."
            raise InputError(message)
        if not -len(patterns) <= int(row) < len(patterns):  # type: ignore[arg-type]
            message = f"There are {len(patterns):,} rows, numbered from 0; got {row}."
            raise InputError(message)
        return Pattern(patterns[row])


def leads_to(
    log: EventLog | Journeys,
    outcome: Any,
    within: Any,
    min_support: float = 20,
    *,
    max_length: int = 2,
    excludes: Any = None,
    baseline: str = "own",
    observed_until: Any = None,
    max_patterns: int | None = None,
    time_limit: float | None = None,
    memory_limit: str | int | None = None,
    n_jobs: int | None = None,
    random_state: Any = 0,
    progress: bool | Callable[[float], object] | None = None,
) -> LeadsTo:
    """Find the patterns after which an outcome follows soon, and who is inside one now.

    Parameters
    ----------
    log
        A log, whose journeys are one a customer; or `Journeys` (sessions, cases) with times, simultaneous events as
        sets.
    outcome
        The event, a pattern such as ``"call:*"``, or a list: any of these. It is no part of the patterns.
    within
        How soon after the last event of a pattern: ``"7d"``, a timedelta; a whole number where time is a plain order
        number.
    min_support
        Journeys in which the outcome follows on the pattern in time: a count, or a share of all journeys.
    max_length
        The most events of a pattern.
    excludes
        Events that patterns are built without: a name, a pattern of names, or a list.
    baseline
        What ``lift_time`` compares with: ``"own"``, windows of that length after all other events of the same journey;
        ``"pooled"``, the rate of the outcome over all journeys.
    observed_until
        Of a log: the end of observation, one time or a column; None: the last time of the log.
    max_patterns, time_limit, memory_limit
        As in `mine_sequences`.
    n_jobs
        Threads; None: all cores. The result is the same for any number.
    random_state
        Seed of shuffles and bootstraps.
    progress
        As in `mine_sequences`.

    Returns
    -------
    A `LeadsTo`, a row a pattern A:

    - ``n_journeys`` and ``n_customers`` with A; ``n_before_outcome`` journeys in which the outcome O follows in time on
      any A, their share among all with O (``coverage``).
    - ``share_within`` with interval: of those with A, to which share O came within the time after the earliest A, by
      Kaplan and Meier; ``n_eligible`` were observed for so long, ``n_censored`` were not and had no O yet.
    - ``lift_time`` with interval: how much more often windows after A hold O than the baseline; ``lift_order`` with
      interval: than if the events of each journey came in random order over its times. ``p_value`` and ``q_value`` are
      of the latter, over all patterns that could have been reported; where these are too many to count, patterns
      are looked for in half of the customers and tested in the others.
    - ``lead_time_median``, ``lead_time_q25``, ``lead_time_q75``: from the earliest A to O, where it came in time.
    - ``n_now``: customers inside A now, who completed it at most `within` before the end of observation and have had no
      O since; `LeadsTo.customers` names them.
    - ``structural``: at least 90 % of the journeys with O hold A before it, or of those without O. ``redundant_with``:
      the part of A, or the structural pattern, on which O follows as often, by ``share_within`` (A's lower limit is no
      higher).

    Rows that are structural or redundant come last, then by the lower limit of ``lift_time``.

    Raises
    ------
    OptionError
        An option has a value it cannot have; journeys without times, or with multiplicities or weights.
    UnknownEventError
        A name or pattern fits no event of the log, with a near miss.

    Notes
    -----
    Everything is observational: what comes before an outcome is not thereby its cause. Events of the time of the
    outcome are no evidence.

    Examples
    --------
    >>> import journeymine as jm
    >>> from journeymine.datasets import service_log
    >>> made = service_log(1_000, days=120)
    >>> found = jm.leads_to(made.log(), "call:commissioning", "7d", observed_until=made.observed_until)
    >>> print(found.to_pandas()["pattern"][0])
    letter:delay → app:error
    """
    if isinstance(log, Journeys):
        if observed_until is not None:
            raise clash("observed_until", "Journeys", WHERE, "they have their own; give it to log.journeys(…)")
        source = log
    elif isinstance(log, EventLog):
        source = log.journeys(observed_until=observed_until, n_jobs=n_jobs)
    else:
        message = (
            f"{WHERE} needs an EventLog or Journeys; got {type(log).__name__}. Read a log with read_events(…) first."
        )
        raise InputError(message)
    options: dict[str, Any] = {
        "outcome": outcome,
        "within": within,
        "min_support": min_support,
        "max_length": max_length,
        "excludes": excludes,
        "baseline": baseline,
        "max_patterns": max_patterns,
        "time_limit": time_limit,
        "memory_limit": memory_limit,
        "n_jobs": n_jobs,
        "random_state": random_state,
    }
    question = read_question(source.coded, {**options, "progress": progress})
    return LeadsTo(leads(question, _info(source, options, question.outcome, question.seed)), source)


def _info(source: Journeys, options: Mapping[str, Any], outcome: tuple[Name, ...], seed: int) -> dict[str, Any]:
    excludes = options["excludes"]
    if excludes is not None:
        excludes = chosen_names(list(source.coded.vocabulary.names()), excludes, "excludes", WHERE)
    told = {**options, "outcome": list(outcome), "excludes": excludes, "within": duration_text(options["within"])}
    return {
        "verb": WHERE,
        **about(source.coded),
        **{name: plain(one) for name, one in told.items()},
        "random_state": seed,
    }
