"""What can be asked of journeys: which of them hold a query, how many, where, and how it went."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import spanning
from journeymine.options import bad_option, duration_text, flag
from journeymine.patterns.level_matches import level_answers, levelled
from journeymine.patterns.matches import Matches, answers, frame
from journeymine.patterns.names import Element, Pattern
from journeymine.patterns.query import asked, read
from journeymine.patterns.words import Explanation, answer

if TYPE_CHECKING:
    import pandas as pd


class Asking(ABC):
    """Queries of journeys."""

    @property
    @abstractmethod
    def coded(self) -> CodedJourneys:
        """The arrays behind."""

    @abstractmethod
    def _chosen(self, rows: NDArray[np.int64]) -> Self:
        """The journeys of these numbers."""

    def filter(self, query: str | Sequence[Element], *, within: Any = None, hierarchy: Any = None) -> Self:
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
        return self._chosen(self._holding(query, within, hierarchy, "filter").journeys)

    def count(self, query: str | Sequence[Element], *, within: Any = None, hierarchy: Any = None) -> int:
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
        self, query: str | Sequence[Element], *, within: Any = None, hierarchy: Any = None, show_ids: bool = False
    ) -> "pd.DataFrame":
        """Where a query is answered: the earliest-ending occurrence in each journey that holds it.

        Parameters
        ----------
        query, within, hierarchy
            As `filter` takes them.
        show_ids
            Whether customers are named; False masks their ids, and the number of the journey finds them again
            (``journeys.customer[number]``).

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
        >>> journeys.matches("search -> cart")[["journey", "positions"]]
           journey positions
        0        0    (0, 2)
        1        1    (0, 1)
        """
        shown = flag(show_ids, "show_ids", "matches")
        return frame(self._holding(query, within, hierarchy, "matches"), self.coded, show_ids=shown)

    def explain(
        self, query: str | Sequence[Element], *, within: Any = None, hierarchy: Any = None, show_ids: bool = False
    ) -> Explanation:
        """A query in words: how many journeys hold it, and how it went for three customers.

        Parameters
        ----------
        query, within, hierarchy
            As `filter` takes them.
        show_ids
            Whether customers are named; False masks their ids, and the number of the journey finds them again
            (``journeys.customer[number]``).

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
        - customer … (journey 1): search at step 1, cart at step 2.
        """
        found = self._holding(query, within, hierarchy, "explain")
        spelled = query if isinstance(query, str) else str(Pattern(query))
        limit = None if within is None else str(duration_text(within))
        return answer(spelled, found, self.coded, limit, show_ids=flag(show_ids, "show_ids", "explain"))

    def _holding(self, query: object, within: object, hierarchy: object, where: str) -> Matches:
        rules, source = spanning(within, self.coded, where), levelled({"hierarchy": hierarchy}, self.coded, where)
        if isinstance(query, str):
            wanted = read(query, self.coded.vocabulary)
        elif isinstance(query, tuple | list):
            wanted = asked(Pattern(query))
        else:
            raise bad_option("query", where, "a query such as 'a -> b', or a pattern: a tuple of event names", query)
        return answers(wanted, self.coded, rules) if source is None else level_answers(wanted, source, rules)
