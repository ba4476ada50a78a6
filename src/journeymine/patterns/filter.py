"""Which rows meet what was asked of their patterns."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.mining.found import FoundPatterns
from journeymine.options import bad_option, optional_whole_number, support_count
from journeymine.patterns.table import COUNTS, PatternTable, is_ordered, joined

Names = Name | Collection[Name]
Contents = Name | Collection[Name | frozenset[Name]]

_WHERE = "filter"


def kept_rows(
    table: PatternTable,
    *,
    min_length: int | None = None,
    max_length: int | None = None,
    contains: Contents | None = None,
    starts_with: Names | None = None,
    ends_with: Names | None = None,
    min_support: float | None = None,
) -> NDArray[np.intp]:
    """The rows that meet every condition, in their order; a rule is judged as its antecedent and consequent joined."""
    found = joined(table)
    keep = np.ones(len(table), np.bool_)
    size = found.lengths
    shortest = optional_whole_number(min_length, "min_length", _WHERE)
    longest = optional_whole_number(max_length, "max_length", _WHERE)
    if shortest is not None:
        keep &= size >= shortest
    if longest is not None:
        keep &= size <= longest
    if min_support is not None:
        keep &= table.columns[COUNTS[table.task]] >= support_count(min_support, table.n_total, _WHERE)
    for wanted in _contents(contains, ordered=is_ordered(table)):
        keep &= _holds_together(found, _codes(wanted, "contains", table.vocabulary))
    for name, names, last in (("starts_with", starts_with, False), ("ends_with", ends_with, True)):
        if names is not None:
            if not is_ordered(table):
                what = "itemsets" if table.task == "itemsets" else "rules between sets"
                message = f"`{name}` of filter must be None for {what}, which have no order; got {names!r}."
                raise OptionError(message)
            keep &= _at_the_edge(found, _codes(names, name, table.vocabulary), last=last)
    return np.flatnonzero(keep)


def _contents(contains: Contents | None, *, ordered: bool) -> list[Names]:
    if contains is None:
        return []
    wanted: list[Names] = list(contains) if isinstance(contains, list | tuple | set) else [contains]  # type: ignore[list-item]
    if ordered:
        return wanted
    # An itemset is one element: to hold names together is to hold each of them.
    return [name for names in wanted for name in (names if isinstance(names, frozenset) else [names])]


def _codes(names: Names, option: str, vocabulary: Vocabulary) -> NDArray[np.uint32]:
    collected = names if isinstance(names, list | tuple | set | frozenset) else [names]
    for name in collected:
        if isinstance(name, bool) or not isinstance(name, str | int | np.integer):
            raise bad_option(option, _WHERE, "an event name or a collection of them", names)
    if not collected:
        raise bad_option(option, _WHERE, "an event name or a collection of them, or None", names)
    return np.array(sorted({vocabulary.code(name) for name in collected}), np.uint32)  # type: ignore[arg-type]


def _holds_together(found: FoundPatterns, codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which patterns have one element that holds all the codes."""
    element = np.cumsum(found.opens()) - 1
    hits = np.isin(found.items, codes)
    full = np.bincount(element[hits], minlength=element[-1] + 1 if len(element) else 0) == len(codes)
    return _any_item(found, full[element])


def _at_the_edge(found: FoundPatterns, codes: NDArray[np.uint32], *, last: bool) -> NDArray[np.bool_]:
    """Which patterns have one of the codes in their first (or last) element."""
    element = np.cumsum(found.opens()) - 1
    bounds = found.offsets.astype(np.int64)
    edge = element[bounds[1:] - 1] if last else element[bounds[:-1]]
    return _any_item(found, np.isin(found.items, codes) & (element == np.repeat(edge, found.lengths)))


def _any_item(found: FoundPatterns, hits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    row = np.repeat(np.arange(len(found)), found.lengths)
    return np.bincount(row[hits], minlength=len(found)) > 0
