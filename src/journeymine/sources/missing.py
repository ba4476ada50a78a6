"""Missing values: counted, and handled as asked."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.sources.masking import form
from journeymine.sources.names import is_missing
from journeymine.sources.raw import RawColumns
from journeymine.sources.roles import Roles

if TYPE_CHECKING:
    import pyarrow as pa

Mask = NDArray[np.bool_]


def missing_by_column(columns: "Mapping[str, pa.ChunkedArray]") -> dict[str, Mask]:
    """Where values are missing, for the columns in which some are."""
    import pyarrow.compute as pc

    masks = {name: is_missing(column) for name, column in columns.items()}
    return {name: np.asarray(mask) for name, mask in masks.items() if pc.any(mask).as_py()}


def complete_rows(missing: Mapping[str, Mask], raw: RawColumns, roles: Roles, on_missing: str) -> Mask | None:
    """Which rows have a customer, an event and a time; None where all have.

    Raises
    ------
    InputError
        Some have not, or lines of the file are broken, and `on_missing` is ``"error"``.
    """
    if raw.broken and on_missing == "error":
        raise InputError(_broken(raw))
    masks = {name: mask for name, mask in missing.items() if name in roles.needed}
    if not masks:
        return None
    if on_missing == "error":
        raise InputError(_sentence({roles.label(name): mask for name, mask in masks.items()}, raw))
    keep: Mask = ~np.logical_or.reduce(list(masks.values()))
    return keep


def missing_counts(missing: Mapping[str, Mask], roles: Roles) -> dict[str, int]:
    """How many values are missing, by column of the event table; a joined event lacks what any part lacks."""
    counts = {name: int(missing[name].sum()) if name in missing else 0 for name in roles.asked}
    parts = [missing[name] for name in roles.events if name in missing]
    counts[roles.event] = int(np.logical_or.reduce(parts).sum()) if parts else 0
    return {name: counts[name] for name in roles.columns}


def _broken(raw: RawColumns) -> str:
    first = raw.broken[0]
    does = "does" if sum(broken.n for broken in raw.broken) == 1 else "do"
    return (
        f"{' and '.join(map(str, raw.broken))} {does} not have the form of the others, the first of the form "
        f'{form(first.start[:60].rstrip())!r}; mend them, or leave them out with on_missing="drop".'
    )


def _sentence(masks: Mapping[str, Mask], raw: RawColumns) -> str:
    listed = []
    for name, mask in masks.items():
        first = ", ".join(raw.rows.name(position) for position in np.flatnonzero(mask)[:3])
        listed.append(f"column {name!r} has {int(mask.sum()):,} missing (first in {first})")
    return (
        f"Of {raw.table.num_rows:,} rows in {raw.what}, {' and '.join(listed)}; "
        'fill them, or leave these rows out with on_missing="drop".'
    )
