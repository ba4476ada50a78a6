"""Columns computed at first look, once, by whichever thread looks first."""

from collections.abc import Callable, Mapping
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from journeymine.patterns.table import Column, PatternTable

Compute = Callable[[PatternTable], Mapping[str, Column]]


class LateColumns:
    """Further columns of one table; a view of some of its rows takes what is known and computes its own rows else."""

    def __init__(
        self,
        names: tuple[str, ...],
        table: PatternTable,
        compute: Compute,
        *,
        above: "LateColumns | None" = None,
        rows: NDArray[np.intp] | None = None,
        together: bool = False,
    ) -> None:
        self.names = names
        self._table = table
        self._compute = compute
        self._above = above
        self._rows = rows
        # Does the value of a row depend on the rows beside it, so that a view takes its part of the whole?
        self._together = together
        self._values: Mapping[str, Column] | None = None
        self._lock = Lock()

    def view(self, table: PatternTable, rows: NDArray[np.intp]) -> "LateColumns":
        """The late columns of `table`, which holds these rows."""
        return LateColumns(self.names, table, self._compute, above=self, rows=rows, together=self._together)

    def known(self) -> Mapping[str, Column] | None:
        """The columns if someone has looked already."""
        if self._values is None and self._above is not None:
            above = self._above.known()
            if above is not None:
                self._values = {name: column[self._rows] for name, column in above.items()}
        return self._values

    def values(self) -> Mapping[str, Column]:
        """The columns, computed if need be."""
        with self._lock:
            if self._together and self._above is not None:
                self._above.values()
            known = self.known()
            if known is None:
                known = self._values = self._compute(self._table)
            return known
