"""What every set of results can do; one class per kind of result adds what is its own."""

from collections.abc import Iterator, Sequence
from typing import Any, Generic, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.checking import checked
from journeymine.api.auditing import Audit
from journeymine.api.exports import Exports
from journeymine.api.further import Request, groups_of
from journeymine.api.journeys import Journeys
from journeymine.api.late import LateColumns
from journeymine.api.reporting import Reporting
from journeymine.api.rows import chosen_rows
from journeymine.errors import MissingJourneysError, OptionError
from journeymine.mining.constraints import rules_told
from journeymine.options import bad_option, whole_number
from journeymine.patterns import display
from journeymine.patterns.filter import Contents, Names, kept_rows
from journeymine.patterns.level_matches import located
from journeymine.patterns.names import Itemset, Pattern, Rule, rows
from journeymine.patterns.order import sorted_rows
from journeymine.patterns.table import Column, PatternTable, known_column
from journeymine.showing import Showing, Shown

RowT = TypeVar("RowT", Pattern, Itemset, Rule)


class Results(Showing, Exports, Reporting, Generic[RowT]):
    """An immutable table of results; rows are patterns, itemsets or rules."""

    def __iter__(self) -> Iterator[RowT]:
        return rows(self._table)  # type: ignore[return-value]

    @overload
    def __getitem__(self, key: int) -> RowT: ...
    @overload
    def __getitem__(self, key: slice | Sequence[int] | NDArray[Any]) -> Self: ...
    def __getitem__(self, key: int | slice | Sequence[int] | NDArray[Any]) -> RowT | Self:
        """A row by its number; a smaller set by slice, row numbers or mask."""
        chosen = chosen_rows(key, len(self))
        if isinstance(chosen, int):
            return next(rows(self._table.take(np.array([chosen]))))  # type: ignore[return-value]
        return self._view(chosen)

    def __repr__(self) -> str:
        return "\n".join(display.lines(self._known()))

    def _shown(self) -> Shown:
        table, late = self._part(np.arange(min(len(self), display.ROWS_SHOWN)))
        return display.shown(table if late is None else self._joined(table, late.values()), len(self))

    @property
    def info(self) -> dict[str, Any]:
        """What was asked (all options), over how many, and how the search ended.

        Examples
        --------
        >>> import journeymine as jm
        >>> info = jm.mine_sequences([["a", "b"], ["a"]], min_support=1).info
        >>> info["min_count"], info["kind"], info["truncated"]
        (1, 'all', False)
        """
        return dict(self._table.info)

    @property
    def n_total(self) -> int:
        """How many journeys, elements or baskets were counted over.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.mine_sequences([["a", "b"], ["a"], []], min_support=1).n_total
        3
        """
        return self._table.n_total

    @property
    def truncated(self) -> bool:
        """Was the search cut short by a budget?

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.mine_sequences([["a", "b"], ["a", "b"]], min_support=2, max_patterns=1).truncated
        True
        """
        return bool(self._table.info.get("truncated", False))

    def sort_by(self, column: str, *, ascending: bool | None = None) -> Self:
        """The same rows ordered by a column; ties in pattern order, missing values last.

        Parameters
        ----------
        column
            Any of `columns`.
        ascending
            None: supports and lifts fall, lengths, p and q values rise.

        Returns
        -------
        A new set of the same kind.

        Raises
        ------
        MissingColumnError
            There is no such column.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b"], ["a", "c"], ["a", "b"]], min_support=2)
        >>> [str(pattern) for pattern in patterns.sort_by("length", ascending=False)]
        ['a → b', 'a', 'b']
        """
        if ascending is not None and not isinstance(ascending, bool):
            raise bad_option("ascending", "sort_by", "True, False or None", ascending)
        known_column(column, self.columns)
        return self._view(sorted_rows(self._with([column]), column, ascending=ascending))

    def top(self, n: int, by: str | None = None) -> Self:
        """The first `n` rows, of the order by a column where one is named.

        Parameters
        ----------
        n
            How many rows, at least 0.
        by
            Any of `columns`; None keeps the present order.

        Returns
        -------
        A new set of the same kind.

        Raises
        ------
        OptionError
            `n` is not a whole number ≥ 0.
        MissingColumnError
            There is no such column.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b"], ["a", "b"], ["b"]], min_support=2)
        >>> [str(pattern) for pattern in patterns.top(1, by="support")]
        ['b']
        """
        count = whole_number(n, "n", "top", least=0)
        ordered = self if by is None else self.sort_by(by)
        return ordered[:count]

    def filter(
        self,
        *,
        min_length: int | None = None,
        max_length: int | None = None,
        contains: Contents | None = None,
        starts_with: Names | None = None,
        ends_with: Names | None = None,
        min_support: float | None = None,
    ) -> Self:
        """The rows that meet every condition, in their order; a rule is judged as A followed by B.

        Parameters
        ----------
        min_length, max_length
            Number of events.
        contains
            An event or several: all of them; a frozenset means one element that holds them together.
        starts_with, ends_with
            An event or several: any of them in the first or the last element; not for itemsets.
        min_support
            A share in (0, 1] or a count ≥ 1, as in mining.

        Returns
        -------
        A new set of the same kind.

        Raises
        ------
        UnknownEventError
            An event that does not occur, with a near miss.
        OptionError
            Any other value that cannot be.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b"], ["a", "b"], ["b"]], min_support=2)
        >>> [str(pattern) for pattern in patterns.filter(contains="a", min_length=2)]
        ['a → b']
        """
        kept = kept_rows(
            self._table,
            min_length=min_length,
            max_length=max_length,
            contains=contains,
            starts_with=starts_with,
            ends_with=ends_with,
            min_support=min_support,
        )
        return self._view(kept)

    def with_columns(self, *names: str, journeys: Journeys | None = None, **options: Any) -> Self:
        """The same rows with further columns, computed now from the journeys; columns of one group come together.

        Parameters
        ----------
        names
            Which columns. One that is there already is computed again. An error lists all that there are: of a
            `PatternSet` they are told in *How we count*.
        journeys
            The journeys the rows were counted in; None: those the result came from.
        options
            What the columns asked for need beside the journeys.

        Returns
        -------
        A new set of the same kind; its files, frames and views have the columns too.

        Raises
        ------
        MissingColumnError
            There is no such column to add, with a near miss.
        OptionError
            An option is for columns not asked for; or `journeys` are not as many as the rows were counted in.
        MissingJourneysError
            The set was loaded from a file, and no journeys were passed.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "x", "b"], ["a", "b"], ["b"]], min_support=2, min_length=2)
        >>> patterns.with_columns("span_median").to_pandas(columns=["pattern", "gap_median", "span_median"])
          pattern gap_median  span_median
        0  (a, b)     (1.5,)          1.5
        """
        groups = groups_of(names, self._groups, options, type(self).__name__)
        if not groups:
            return self
        source = self._journeys(journeys, "with_columns")
        self._check_same(source, "with_columns")
        table = self._with([name for group in groups for name in group.needs])
        rules = rules_told(table.info, source.coded, "with_columns")
        request = Request(located(table, source.coded, "with_columns"), rules)
        more: dict[str, Column] = {}
        for group in groups:
            given = {name: options[name] for name in group.options if name in options}
            more |= group.compute(request, **given)
        return type(self)(self._table.with_columns(more), late=self._late, source=self._source)

    def audit(self) -> Audit:
        """What was withheld from a protected result and why, and a second look at what is published.

        The second look is by other means than the first: the names of every two rows as they are printed, and the
        counts beside them.

        Returns
        -------
        An `Audit`: counts only, fit to be published itself.

        Raises
        ------
        OptionError
            The result is not protected.

        Examples
        --------
        >>> import journeymine as jm
        >>> visits = [["search"]] * 50 + [["search", "cart"]] * 30 + [["cart"]] * 20 + [["help", "cart"]] * 4
        >>> jm.protect(jm.mine_itemsets(visits, min_support=1), k=10).audit()
        Audit: 2 rows published, k = 10; withheld 3 rows: 1 small sum over parts, 2 small count
        columns withheld: lift_low, lift_high, leverage
        looked at again: 4 counts and differences, the smallest 24 ≥ 10
        """
        told = self._table.info.get("protected")
        if told is None:
            name = type(self).__name__
            message = f"`audit` is for protected results, and this {name} is not; protect it with `jm.protect`."
            raise OptionError(message)
        return Audit(len(self), told, checked(self._table))

    def _check_same(self, journeys: Journeys, where: str) -> None:
        if self.info.get("unit", "journeys") == "journeys" and journeys.coded.n_journeys != self.n_total:
            rows_called = display.ROWS_CALLED[self._table.task]
            message = (
                f"`journeys` of {where} must be those the {rows_called} were counted in: "
                f"{self.n_total:,} journeys; got {journeys.coded.n_journeys:,}. "
            )
            cure = "Count in others with `recount`." if self._table.task == "sequences" else "Pass those."
            raise OptionError(message + cure)

    def _part(self, chosen: NDArray[np.intp]) -> tuple[PatternTable, LateColumns | None]:
        table = self._table.take(chosen)
        return table, None if self._late is None else self._late.view(table, chosen)

    def _view(self, chosen: NDArray[np.intp]) -> Self:
        table, late = self._part(chosen)
        return type(self)(table, late=late, source=self._source)

    def _journeys(self, journeys: Journeys | None, where: str) -> Journeys:
        self._refuse_protected(where)
        if journeys is not None and not isinstance(journeys, Journeys):
            raise bad_option("journeys", where, "Journeys, or None for those the result came from", journeys)
        if journeys is None and self._source is None:
            message = (
                f"{type(self).__name__}.{where} needs the journeys, which a loaded result does not hold; "
                "pass them as `journeys=`."
            )
            raise MissingJourneysError(message)
        return self._source if journeys is None else journeys  # type: ignore[return-value]

    def _refuse_protected(self, where: str) -> None:
        """What is computed from journeys would not be protected."""
        told = self._table.info.get("protected")
        if told is not None:
            name = type(self).__name__
            message = (
                f"{name}.{where} would tell more than is published: this result is protected (k = {told['k']}); "
                f"use the {name} it was made from, and protect what comes of it."
            )
            raise OptionError(message)
