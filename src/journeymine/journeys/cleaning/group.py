"""Events by the names of more general ones."""

from typing import Any

from journeymine.errors import OptionError
from journeymine.journeys.cleaning.naming import mapped
from journeymine.journeys.cleaning.stepping import changed
from journeymine.journeys.hierarchy import Hierarchy, read_hierarchy
from journeymine.journeys.vocabulary import Name
from journeymine.options import bad_option, optional_whole_number
from journeymine.sources.table import EventTable


def group(table: EventTable, hierarchy: Any, levels: int | None = None) -> EventTable:
    """Events replaced by more general ones.

    Parameters
    ----------
    table
        The log.
    hierarchy
        Event → more general event, as `read_hierarchy` takes it; each event has one above it.
    levels
        How many levels up; None: to the top.

    Raises
    ------
    OptionError
        The hierarchy is none, an event has several above it, or names are of another type than the log's.
    """
    where = "group"
    tree = read_hierarchy(hierarchy, where)
    if tree is None:
        raise bad_option("hierarchy", where, "a mapping of an event to a more general one", hierarchy)
    several = next((child for child, own in tree.parents.items() if len(own) > 1), None)
    if several is not None:
        above = " and ".join(repr(one) for one in tree.parents[several])
        message = (
            f"`hierarchy` of {where} puts {several!r} under {above}, and a row holds one event; keep one of them, or "
            "give the hierarchy to mine_sequences, which counts both."
        )
        raise OptionError(message)
    up = optional_whole_number(levels, "levels", where)
    general = {child: _above(tree, child, up) for child in tree.parents}
    names, rows = _grouped(table, general)
    return changed(table, table.event, names, rows, where, {"hierarchy": tree.told(), "levels": up})


def _above(tree: Hierarchy, child: Name, levels: int | None) -> Name:
    name, climbed = child, 0
    while name in tree.parents and (levels is None or climbed < levels):
        (name,) = tree.parents[name]
        climbed += 1
    return name


def _grouped(table: EventTable, general: dict[Name, Name]) -> Any:
    import numpy as np
    import pyarrow as pa

    column = table.table[table.event]
    numbers = pa.types.is_integer(column.type)
    odd = next((one for one in general if isinstance(one, str) is numbers), None)
    if odd is not None:
        kind = "integers" if numbers else "text"
        message = f"`hierarchy` of group names {odd!r}, but the log's event names are {kind}; name events as they are."
        raise OptionError(message)
    if not numbers:
        return mapped(column, general.get)  # type: ignore[arg-type]
    names, codes = np.unique(column.to_numpy(), return_inverse=True)
    new = np.array([general.get(int(name), int(name)) for name in names], np.int64)
    return pa.chunked_array([new[codes]]), int((new != names)[codes].sum())
