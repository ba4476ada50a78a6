"""Immutable journeys."""

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from journeymine.api.asking import Asking
from journeymine.api.attribution import Attributing
from journeymine.api.funnels import JourneyFunnels
from journeymine.api.rows import chosen_rows
from journeymine.journeys import attributes, display, lists, selection, summary, views
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import Element
from journeymine.journeys.summary import JourneysSummary
from journeymine.journeys.vocabulary import Name
from journeymine.patterns.spmf import save_journeys
from journeymine.showing import Showing, Shown
from journeymine.sources.spmf import read_spmf

if TYPE_CHECKING:
    import pandas as pd


class Journeys(Showing, Asking, JourneyFunnels, Attributing):
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

    @classmethod
    def from_spmf(cls, path: "str | PathLike[str]") -> "Journeys":
        r"""Journeys from a sequence file of SPMF, a line each: ``1 -1 2 3 -1 -2``.

        Parameters
        ----------
        path
            A text file, also with ``.gz``. Lines such as ``@ITEM=7=cart`` name the items; without them events are
            integers. Times and utilities in the lines are not read, and are an error.

        Returns
        -------
        Journeys whose customers are 0, 1, … and whose time is the number of the element.

        Raises
        ------
        InputError
            The file cannot be read; the sentence names the row and what stands there.

        References
        ----------
        SPMF, documentation of PrefixSpan, "What is the input".

        Examples
        --------
        >>> import journeymine as jm, tempfile, pathlib
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "visits.txt")
        ...     _ = path.write_text("1 -1 2 3 -1 -2\n2 -1 -2\n")
        ...     jm.Journeys.from_spmf(path).to_lists()
        [[1, (2, 3)], [2]]
        """
        return cls(lists.from_lists(read_spmf(fspath(path))))

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

    def _shown(self) -> Shown:
        return display.shown(self.coded)

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

    def _chosen(self, rows: NDArray[np.int64]) -> "Journeys":
        return self[rows]

    def _ordered(self) -> CodedJourneys:
        return self.coded

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

    def to_spmf(self, path: "str | PathLike[str]") -> None:
        """Write a sequence file of SPMF: ``1 -1 2 3 -1 -2``, with a line ``@ITEM=1=cart`` for each name above.

        Customers, times and values are not written.

        Parameters
        ----------
        path
            The text file; written whole or not at all.

        Raises
        ------
        InputError
            The file cannot be written; a name holds a line break; an event is a number below 1.

        Examples
        --------
        >>> import journeymine as jm, tempfile, pathlib
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "visits.txt")
        ...     jm.Journeys.from_lists([["search", ("app", "mail")]]).to_spmf(path)
        ...     print(path.read_text())
        @CONVERTED_FROM_TEXT
        @ITEM=1=app
        @ITEM=2=mail
        @ITEM=3=search
        3 -1 1 2 -1 -2
        <BLANKLINE>
        """
        save_journeys(self.coded, path)


def _locked(array: NDArray[Any]) -> NDArray[Any]:
    view = array.view()
    view.flags.writeable = False
    return view
