"""Immutable journeys."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from journeymine.api.rows import chosen_rows
from journeymine.journeys import attributes, display, lists, selection, summary, views
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import Element
from journeymine.journeys.summary import JourneysSummary
from journeymine.journeys.vocabulary import Name
from journeymine.mining.constraints import spanning
from journeymine.options import bad_option, duration_text
from journeymine.patterns.level_matches import level_answers, levelled
from journeymine.patterns.matches import Matches, answers, frame
from journeymine.patterns.names import Element as PatternElement
from journeymine.patterns.names import Pattern
from journeymine.patterns.query import asked, read
from journeymine.patterns.words import Explanation, answer

if TYPE_CHECKING:
    import pandas as pd


class Journeys:
    """Immutable journeys, one a row; made by `EventLog.journeys` or `Journeys.from_lists`.

    Iteration gives each journey as a list of elements: a name, or a sorted tuple of names that share one time.
    A number in square brackets gives one journey so; a slice, row numbers or a mask give fewer `Journeys`.

    Examples
    --------
    >>> import journeymine as jm
    >>> journeys = jm.Journeys.from_lists([["search", "cart"], ["search", ("app", "mail")], []])
    >>> journeys[1], len(journeys[:2]), journeys.shape
    (['search', ('app', 'mail')], 2, (3,))
    """

    def __init__(self, coded: CodedJourneys) -> None:
        self._coded = coded

    @classmethod
    def from_lists(cls, journeys: Iterable[Sequence[Element]], customers: Sequence[Name] | None = None) -> "Journeys":
        """Journeys from lists of lists, the format prefixspan takes; empty journeys count.

        Parameters
        ----------
        journeys
            One sequence of elements a journey; an element is a name or a collection of names (a set).
        customers
            One id a journey; 0, 1, … where None. Journeys are kept in the order of their customers.

        Returns
        -------
        Journeys whose time is the number of the element.

        Raises
        ------
        InputError
            Names of mixed types, an empty element, or not one customer a journey.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Journeys.from_lists([["a", "b"], ["b"]]).to_lists()
        [['a', 'b'], ['b']]
        """
        return cls(lists.from_lists(journeys, customers))

    def __len__(self) -> int:
        return len(self.coded)

    def __iter__(self) -> Iterator[list[Any]]:
        return iter(self.to_lists())

    @overload
    def __getitem__(self, key: int) -> list[Any]: ...
    @overload
    def __getitem__(self, key: slice | Sequence[int] | NDArray[Any]) -> "Journeys": ...
    def __getitem__(self, key: int | slice | Sequence[int] | NDArray[Any]) -> "list[Any] | Journeys":
        """One journey by its number; fewer journeys by slice, row numbers or mask."""
        chosen = chosen_rows(key, len(self))
        if isinstance(chosen, int):
            return views.to_lists(selection.select(self.coded, np.array([chosen])))[0]
        return Journeys(selection.select(self.coded, chosen))

    def __repr__(self) -> str:
        return "\n".join(display.lines(self.coded))

    def _repr_html_(self) -> str:
        return display.html(self.coded)

    @property
    def coded(self) -> CodedJourneys:
        """The arrays behind: frozen, shared by every view.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Journeys.from_lists([["a"], ["a", "b"]]).coded.n_events
        3
        """
        return self._coded

    @property
    def shape(self) -> tuple[int]:
        """One dimension: how many journeys.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Journeys.from_lists([["a"], []]).shape
        (2,)
        """
        return (len(self),)

    @property
    def events(self) -> NDArray[np.uint32]:
        """Event codes, uint32, journey after journey: a read-only view, no copy.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Journeys.from_lists([["b", "a"], ["b"]]).events
        array([1, 0, 1], dtype=uint32)
        """
        return _locked(self.coded.events)

    @property
    def times(self) -> NDArray[np.int64] | None:
        """Time of each event, int64 in `time_unit` since 1970 (UTC) or plain order numbers; None without times.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 1], "what": ["a", "b"], "when": [5, 9]},
        ...                      customer="who", event="what", time="when")
        >>> log.journeys().times
        array([5, 9])
        """
        return None if self.coded.times is None else _locked(self.coded.times)

    @property
    def time_unit(self) -> str | None:
        """The unit of `times`: ``"ns"``, ``"us"``, ``"ms"``, ``"s"``; None for plain order numbers.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Journeys.from_lists([["a"]]).time_unit is None
        True
        """
        return self.coded.time_unit

    @property
    def offsets(self) -> NDArray[np.uint64]:
        """Journey i is ``events[offsets[i]:offsets[i + 1]]``: uint64 of shape (n + 1,), a read-only view, no copy.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Journeys.from_lists([["b", "a"], ["b"]]).offsets
        array([0, 2, 3], dtype=uint64)
        """
        return _locked(self.coded.offsets)

    @property
    def names(self) -> list[Name]:
        """The event names; the code of a name is its place.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Journeys.from_lists([["b", "a"], ["b"]]).names
        ['a', 'b']
        """
        return self.coded.vocabulary.names()

    @property
    def customer(self) -> NDArray[Any]:
        """Whose journey each one is: shape (n,), integers or strings.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Journeys.from_lists([["a"], ["b"]], customers=["ann", "bob"]).customer.tolist()
        ['ann', 'bob']
        """
        return display.owners(self.coded)

    @property
    def attributes(self) -> "pd.DataFrame":
        """What is known of each journey beside its events: a pandas frame of one row a journey.

        The customer (and the case, where journeys are cases), then what `EventLog.with_customers` said of it.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Journeys.from_lists([["a"], ["b"]], customers=["ann", "bob"]).attributes
          customer
        0      ann
        1      bob
        """
        return attributes.frame(self.coded)

    def filter(self, query: str | Sequence[PatternElement], *, within: Any = None, hierarchy: Any = None) -> "Journeys":
        """The journeys that hold a query.

        Parameters
        ----------
        query
            Text: ``a -> b`` (or ``a → b``: b later), ``a => b`` (b in the next element), ``(a & b)`` (both in one
            element), ``[a|b]`` (any of them), ``a -> [^c|d]* -> b`` (neither c nor d in between), ``^`` and ``$`` (the
            journey's first and last element); names with special characters in double quotes. Or a pattern: a tuple
            of elements. ``str(pattern)`` asks for exactly the journeys that hold the pattern.
        within
            The longest time from the first element matched to the last, such as ``"30d"`` or a timedelta (a number
            where the log's time is a plain order number); None: any.
        hierarchy
            Which events are kinds of which, as `mine_sequences` takes it: the query may then name general events, and
            an event of a journey is matched by one of its parts only. None: events as they are.

        Returns
        -------
        New `Journeys` with the same names, in the same order.

        Raises
        ------
        InputError
            The query cannot be read; the message says where.
        UnknownEventError
            It names an event that does not occur, with a near miss.
        OptionError
            `within` is no duration, or these journeys have no times.

        Examples
        --------
        >>> import journeymine as jm
        >>> journeys = jm.Journeys.from_lists([["search", "help", "cart"], ["search", "cart"], ["cart"]])
        >>> journeys.filter("search -> [^help]* -> cart").to_lists()
        [['search', 'cart']]
        """
        return self[self._holding(query, within, hierarchy, "filter").journeys]

    def count(self, query: str | Sequence[PatternElement], *, within: Any = None, hierarchy: Any = None) -> int:
        """How many journeys hold a query.

        Parameters
        ----------
        query, within, hierarchy
            As `filter` takes them.

        Returns
        -------
        A whole number.

        Raises
        ------
        InputError
            The query cannot be read; the message says where.
        UnknownEventError
            It names an event that does not occur, with a near miss.
        OptionError
            `within` is no duration, or these journeys have no times.

        Examples
        --------
        >>> import journeymine as jm
        >>> journeys = jm.Journeys.from_lists([["search", "help", "cart"], ["search", "cart"], ["cart"]])
        >>> journeys.count("search => cart"), journeys.count("^ cart $"), journeys.count("[help|search] -> cart")
        (1, 1, 2)
        """
        return len(self._holding(query, within, hierarchy, "count"))

    def matches(
        self, query: str | Sequence[PatternElement], *, within: Any = None, hierarchy: Any = None
    ) -> "pd.DataFrame":
        """Where a query is answered: the earliest-ending occurrence in each journey that holds it.

        Parameters
        ----------
        query, within, hierarchy
            As `filter` takes them.

        Returns
        -------
        A pandas frame of one row a journey: ``customer``, ``journey`` (its number), ``positions`` (a tuple: which of
        the journey's events, from 0) and ``times`` (a tuple, one time a matched event).

        Raises
        ------
        InputError
            The query cannot be read; the message says where.
        UnknownEventError
            It names an event that does not occur, with a near miss.
        OptionError
            `within` is no duration, or these journeys have no times.

        Examples
        --------
        >>> import journeymine as jm
        >>> journeys = jm.Journeys.from_lists([["search", "help", "cart"], ["search", "cart"], ["cart"]])
        >>> journeys.matches("search -> cart")[["customer", "positions"]]
           customer positions
        0         0    (0, 2)
        1         1    (0, 1)
        """
        return frame(self._holding(query, within, hierarchy, "matches"), self.coded)

    def explain(
        self, query: str | Sequence[PatternElement], *, within: Any = None, hierarchy: Any = None
    ) -> Explanation:
        """A query in words: how many journeys hold it, and how it went for three customers.

        Parameters
        ----------
        query, within, hierarchy
            As `filter` takes them.

        Returns
        -------
        A text in parts; prints as lines.

        Raises
        ------
        InputError
            The query cannot be read; the message says where.
        UnknownEventError
            It names an event that does not occur, with a near miss.
        OptionError
            `within` is no duration, or these journeys have no times.

        Examples
        --------
        >>> import journeymine as jm
        >>> journeys = jm.Journeys.from_lists([["search", "help", "cart"], ["search", "cart"], ["cart"]])
        >>> journeys.explain("search -> [^help]* -> cart $")
        search -> [^help]* -> cart $: 1 of 3 journeys (33.3%) hold it.
        - customer 1: search at step 1, cart at step 2.
        """
        found = self._holding(query, within, hierarchy, "explain")
        spelled = query if isinstance(query, str) else str(Pattern(query))
        return answer(spelled, found, self.coded, None if within is None else str(duration_text(within)))

    def _holding(self, query: object, within: object, hierarchy: object, where: str) -> Matches:
        rules, source = spanning(within, self.coded, where), levelled({"hierarchy": hierarchy}, self.coded, where)
        if isinstance(query, str):
            wanted = read(query, self.coded.vocabulary)
        elif isinstance(query, tuple | list):
            wanted = asked(Pattern(query))
        else:
            raise bad_option("query", where, "a query such as 'a -> b', or a pattern: a tuple of event names", query)
        return answers(wanted, self.coded, rules) if source is None else level_answers(wanted, source, rules)

    def describe(self) -> JourneysSummary:
        """Numbers of journeys, customers, events and names, lengths, the time range, ties.

        Returns
        -------
        A frozen summary; ``.to_dict()`` gives its numbers.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Journeys.from_lists([["a"], ["b", "a"]]).describe().events
        3
        """
        return summary.describe(self.coded)

    def to_lists(self) -> list[list[Any]]:
        """Each journey as a list of elements: a name, or a sorted tuple of names.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Journeys.from_lists([["a", {"c", "b"}], []]).to_lists()
        [['a', ('b', 'c')], []]
        """
        return views.to_lists(self.coded)

    def to_pandas(self) -> "pd.DataFrame":
        """One row an event: customer, journey, element, event, time and any further columns.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Journeys.from_lists([["a", "b"]]).to_pandas()["event"].tolist()
        ['a', 'b']
        """
        return views.to_pandas(self.coded)


def _locked(array: NDArray[Any]) -> NDArray[Any]:
    view = array.view()
    view.flags.writeable = False
    return view
