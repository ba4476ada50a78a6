"""One columnar table for every kind of result: coded patterns, columns beside them, and what was asked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import MissingColumnError
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.mining.found import FoundPatterns, followed
from journeymine.mining.rules import FoundRules
from journeymine.options import near_miss

Task = Literal["sequences", "itemsets", "rules", "contrasts"]
Column = NDArray[Any]

#: The column of patterns of each task, and the column that `min_support` means.
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "sequences": ("pattern",),
    "itemsets": ("itemset",),
    "rules": ("antecedent", "consequent"),
    "contrasts": ("pattern",),
}
#: Columns of text, of a tuple of numbers or time spans a row, of flags (``is_…`` too); all others one number or span.
TEXTS = frozenset({"lift_method", "lift_reason", "method", "reason", "redundant_with", "group", "test"})
FLAGS = frozenset({"significant", "small_n", "structural", "sign_flips"})
LISTS = frozenset({"gap_median"})
COUNTS: Mapping[str, str] = {
    "sequences": "n_journeys",
    "itemsets": "n_journeys",
    "rules": "n_rule",
    "contrasts": "n_with",
}


@dataclass(frozen=True, eq=False)
class PatternTable:
    """Patterns or rules, one a row.

    Attributes
    ----------
    task
        ``"sequences"``, ``"itemsets"``, ``"rules"`` or ``"contrasts"``.
    coded
        The columns of patterns in codes: ``pattern``, or ``itemset``, or ``antecedent`` and ``consequent``.
    vocabulary
        Names of the codes.
    n_total
        How many journeys, elements or baskets were counted over.
    columns
        Every further column, one NumPy array of shape (n,) each.
    info
        What was asked and how it went: plain values only, so that it can be written to any file.
    """

    task: Task
    coded: Mapping[str, FoundPatterns]
    vocabulary: Vocabulary
    n_total: int
    columns: Mapping[str, Column]
    info: Mapping[str, Any]

    def __len__(self) -> int:
        return len(next(iter(self.coded.values())))

    @property
    def names(self) -> tuple[str, ...]:
        """All columns in order, the patterns first."""
        return (*self.coded, *self.columns)

    def take(self, rows: NDArray[np.intp]) -> "PatternTable":
        """These rows, in this order."""
        return replace(
            self,
            coded={name: found.take(rows) for name, found in self.coded.items()},
            columns={name: column[rows] for name, column in self.columns.items()},
        )

    def with_info(self, more: Mapping[str, Any]) -> "PatternTable":
        """The same rows with more said of them."""
        return replace(self, info={**self.info, **more})

    def with_columns(self, more: Mapping[str, Column], *, before: Collection[str] = ()) -> "PatternTable":
        """The same rows with more columns behind, but before those named."""
        last = {name: column for name, column in self.columns.items() if name in before and name not in more}
        first = {name: column for name, column in self.columns.items() if name not in last}
        return replace(self, columns={**first, **more, **last})


def from_rules(
    sides: tuple[FoundPatterns, FoundPatterns],
    columns: Mapping[str, Column],
    vocabulary: Vocabulary,
    n_total: int,
    info: Mapping[str, Any],
) -> PatternTable:
    """The table of rules: antecedents and consequents."""
    return PatternTable("rules", dict(zip(SUBJECTS["rules"], sides, strict=True)), vocabulary, n_total, columns, info)


def rules_in(table: PatternTable) -> FoundRules:
    """The rules of a table of rules, with their counts; a file keeps the count of a side only as a column."""
    base, n_rule = (table.columns[name].astype(np.int64) for name in ("n_antecedent", "n_rule"))
    antecedents = replace(table.coded["antecedent"], n_journeys=base.astype(np.uint32))
    return FoundRules(antecedents, table.coded["consequent"], n_rule)


def from_found(
    task: Task, found: FoundPatterns, vocabulary: Vocabulary, n_total: int, info: Mapping[str, Any]
) -> PatternTable:
    """The table of a search, with the columns that cost nothing: length, n_journeys, support."""
    counts = found.n_journeys.astype(np.int64)
    columns = {"length": found.lengths, "n_journeys": counts, "support": counts / max(n_total, 1)}
    return PatternTable(task, {SUBJECTS[task][0]: found}, vocabulary, n_total, columns, info)


def is_ordered(table: PatternTable) -> bool:
    """Has what a row holds an order? Itemsets have none, nor have the sides of partially ordered rules."""
    return table.task != "itemsets" and bool(table.info.get("ordered", True))


def span_unit(column: Column) -> str | None:
    """The unit of time spans or of tuples of them; None where these are none."""
    if column.dtype.kind == "m":
        return np.datetime_data(column.dtype)[0]
    if column.dtype.kind != "O":
        return None
    values = (one for value in column if isinstance(value, tuple) for one in value)
    first: Any = next((one for one in values if isinstance(one, timedelta)), None)
    return None if first is None else np.datetime_data(first.to_timedelta64().dtype)[0]


def joined(table: PatternTable) -> FoundPatterns:
    """Each row as one pattern; of a rule the antecedent followed by the consequent."""
    first, *others = table.coded.values()
    for second in others:
        first = followed(first, second)
    return first


def known_column(name: object, known: tuple[str, ...]) -> str:
    """The column of that name; `MissingColumnError` with a near miss where there is none."""
    if isinstance(name, str) and name in known:
        return name
    message = f"There is no column {name!r}.{near_miss(name, known)} The columns are {', '.join(known)}."
    raise MissingColumnError(message)
