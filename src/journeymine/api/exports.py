"""The table behind every set of results, and its ways out: frames and files."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from journeymine.api.further import ColumnGroup, further_names
from journeymine.api.journeys import Journeys
from journeymine.api.late import LateColumns
from journeymine.mining.baskets import Baskets
from journeymine.patterns import files, frames
from journeymine.patterns.table import Column, PatternTable, Task

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


class Exports:
    """An immutable table, some of whose columns are computed when they are first looked at."""

    _task: ClassVar[Task]
    #: What `with_columns` can add.
    _groups: ClassVar[tuple[ColumnGroup, ...]] = ()

    def __init__(
        self, table: PatternTable, *, late: LateColumns | None = None, source: Journeys | Baskets | None = None
    ) -> None:
        self._table = table
        self._late = late
        self._source = source

    def __len__(self) -> int:
        return len(self._table)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        return self

    def __getstate__(self) -> dict[str, Any]:
        # A pickle is what a file is: all columns, no journeys.
        return {"_table": self._whole(), "_late": None, "_source": None}

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns, also of those that are computed when they are first looked at.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.mine_sequences([["a", "b"], ["b"]], min_support=1).columns[:3]
        ('pattern', 'length', 'n_journeys')
        """
        if self._late is None:
            return self._table.names
        further = further_names(self._groups)
        own = [name for name in self._table.names if name not in further]
        late = (name for name in self._late.names if name not in self._table.names)
        return (*own, *late, *(name for name in self._table.names if name in further))

    def to_pandas(self, columns: Sequence[str] | None = None) -> "pd.DataFrame":
        """A pandas frame; a pattern is a tuple of elements, an element a name or a sorted tuple of names.

        Parameters
        ----------
        columns
            Which columns, in which order; None: all. Columns not asked for are not computed.

        Returns
        -------
        A frame of one row a pattern.

        Raises
        ------
        MissingColumnError
            There is no such column.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b"], ["a"]], min_support=2)
        >>> patterns.to_pandas(columns=["pattern", "n_journeys"])
          pattern  n_journeys
        0    (a,)           2
        """
        names = frames.chosen(columns, self.columns)
        return frames.to_pandas(self._with(names), names)

    def to_polars(self, columns: Sequence[str] | None = None) -> "pl.DataFrame":
        """A polars frame; a pattern is a list of elements, each a list of names.

        Parameters
        ----------
        columns
            Which columns, in which order; None: all. Columns not asked for are not computed.

        Returns
        -------
        A frame of one row a pattern.

        Raises
        ------
        MissingColumnError
            There is no such column.
        MissingExtraError
            Polars is not installed.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b"], ["a"]], min_support=2)
        >>> patterns.to_polars(columns=["pattern", "n_journeys"]).rows()
        [([['a']], 2)]
        """
        names = frames.chosen(columns, self.columns)
        return frames.to_polars(self._with(names), names)

    def to_arrow(self, columns: Sequence[str] | None = None) -> "pa.Table":
        """An Arrow table; a pattern is a list of elements, each a list of names.

        Parameters
        ----------
        columns
            Which columns, in which order; None: all. Columns not asked for are not computed.

        Returns
        -------
        A table of one row a pattern.

        Raises
        ------
        MissingColumnError
            There is no such column.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b"], ["a"]], min_support=2)
        >>> patterns.to_arrow(columns=["pattern"]).to_pylist()
        [{'pattern': [['a']]}]
        """
        names = frames.chosen(columns, self.columns)
        return frames.to_arrow(self._with(names), names)

    def to_dict(self, columns: Sequence[str] | None = None) -> dict[str, Any]:
        """Plain values for JSON, as the published schema describes them.

        Parameters
        ----------
        columns
            Which columns, in which order; None: all. Columns not asked for are not computed.

        Returns
        -------
        ``{"format", "version", "task", "names", "n_total", "info", "columns", "rows"}``; run times are left out.

        Raises
        ------
        MissingColumnError
            There is no such column.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b"], ["a"]], min_support=2)
        >>> patterns.to_dict(columns=["pattern", "n_journeys"])["rows"]
        [{'pattern': [['a']], 'n_journeys': 2}]
        """
        names = frames.chosen(columns, self.columns)
        return frames.to_dict(self._with(names), names)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write all columns with all options, whole or not at all; journeys are never written.

        Parameters
        ----------
        path
            A path that ends in ``.parquet`` or ``.json``.

        Raises
        ------
        OptionError
            The path ends otherwise.
        InputError
            The file cannot be written.

        Examples
        --------
        >>> import journeymine as jm, tempfile, pathlib
        >>> patterns = jm.mine_sequences([["a", "b"], ["a"]], min_support=2)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "patterns.parquet")
        ...     patterns.save(path)
        ...     jm.PatternSet.load(path).to_dict() == patterns.to_dict()
        True
        """
        files.save(self._whole(), path)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read what `save` wrote; methods that need journeys then ask for ``journeys=``.

        Parameters
        ----------
        path
            A path that ends in ``.parquet`` or ``.json``.

        Returns
        -------
        The set with all columns that were saved.

        Raises
        ------
        InputError
            The file is missing, or not a saved result, or of another kind of result.

        Examples
        --------
        >>> import journeymine as jm, tempfile, pathlib
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "patterns.json")
        ...     jm.mine_sequences([["a", "b"], ["a"]], min_support=2).save(path)
        ...     len(jm.PatternSet.load(path))
        1
        """
        return cls(files.load(path, cls._task))

    def _with(self, names: Sequence[str]) -> PatternTable:
        """The table with at least these columns."""
        return self._table if all(name in self._table.names for name in names) else self._whole()

    def _known(self) -> PatternTable:
        """The table with the columns that someone has looked at."""
        known = None if self._late is None else self._late.known()
        return self._table if known is None else self._joined(self._table, known)

    def _whole(self) -> PatternTable:
        """The table with every column."""
        return self._table if self._late is None else self._joined(self._table, self._late.values())

    def _joined(self, table: PatternTable, late: Mapping[str, Column]) -> PatternTable:
        # What was asked for since stands instead of what would be there by itself.
        late = {name: column for name, column in late.items() if name not in table.columns}
        return table.with_columns(late, before=further_names(self._groups))
