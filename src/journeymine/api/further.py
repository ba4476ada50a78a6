"""Columns that a set of results can have beside its own: small groups of them, each computed on request."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from journeymine.errors import MissingColumnError
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import Constraints
from journeymine.options import clash, near_miss
from journeymine.patterns.level_matches import Located
from journeymine.patterns.table import Column, PatternTable


@dataclass(frozen=True, eq=False)
class Request:
    """What a group of columns is computed from.

    Attributes
    ----------
    located
        The rows in the journeys to look in; with at least the columns that the group `needs`.
    constraints
        The rules on occurrences that the rows were found under; filters by events are no part of it.
    """

    located: Located
    constraints: Constraints

    @property
    def table(self) -> PatternTable:
        """The rows, their patterns in the codes of `coded`."""
        return self.located.table

    @property
    def coded(self) -> CodedJourneys:
        """The journeys to look in; those of patterns of several levels have all levels of their events."""
        return self.located.coded


@dataclass(frozen=True)
class ColumnGroup:
    """Columns that are computed together.

    Attributes
    ----------
    names
        The columns; all that `compute` gives, in this order.
    compute
        Called with the request and those of the group's `options` that the caller has given, by name.
    options
        Names of options of `with_columns` that are for this group.
    needs
        Columns of the set that `compute` reads.
    """

    names: tuple[str, ...]
    compute: Callable[..., Mapping[str, Column]]
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def further_names(groups: Iterable[ColumnGroup]) -> tuple[str, ...]:
    """All columns that can be asked for."""
    return tuple(name for group in groups for name in group.names)


def groups_of(
    names: Sequence[object], groups: Sequence[ColumnGroup], options: Mapping[str, Any], which: str
) -> list[ColumnGroup]:
    """The groups that give these columns.

    Raises
    ------
    MissingColumnError
        No group gives a column of that name.
    OptionError
        An option is for columns that were not asked for, or for none.
    """
    known = further_names(groups)
    for name in names:
        if name not in known:
            told = f"It can add {', '.join(known)}." if known else "It has none to add."
            message = f"{which}.with_columns has no column {name!r}.{near_miss(name, known)} {told}"
            raise MissingColumnError(message)
    asked = [group for group in groups if not set(names).isdisjoint(group.names)]
    for option in options:
        if not any(option in group.options for group in asked):
            raise _stray(option, groups)
    return asked


def _stray(option: str, groups: Sequence[ColumnGroup]) -> Exception:
    able = further_names(group for group in groups if option in group.options)
    if able:
        return clash(option, "names", "with_columns", f"it is for the columns {', '.join(able)}; ask for one of them")
    options = [one for group in groups for one in group.options]
    message = f"with_columns() got an unexpected option {option!r}.{near_miss(option, options)}"
    return TypeError(message)
