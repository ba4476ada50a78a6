"""A list of measures without the numbers that are behind it."""

from typing import Any

import numpy as np

from journeymine.actions.publishing.withholding import DIFFERENCE, Withholding
from journeymine.actions.rows import ActionRows, values

_WORDS = ("about", "kind", "measure", "design")


def protected_measures(table: ActionRows, asked: Withholding) -> ActionRows:
    """What to do about what, and how many customers it is of; no evidence, as that follows from smaller counts.

    Parameters
    ----------
    table
        As `suggest` gives it.
    asked
        What may be told.
    """
    columns = {name: values(table.column(name)) for name in (*_WORDS, "n")}
    rows: list[tuple[Any, ...]] = []
    for row in zip(*columns.values(), strict=True):
        n = row[-1]
        if n is None or asked.refused((n,), ()):
            asked.withheld["withheld before"] += n is None
            continue
        if asked.differences and any(0 < abs(n - other[-1]) < asked.k for other in rows):
            asked.withheld[DIFFERENCE] += 1
            continue
        rows.append(row)
    made: dict[str, Any] = {
        name: np.fromiter((row[place] for row in rows), object, len(rows)) for place, name in enumerate(_WORDS)
    }
    made["n"] = np.array([asked.told(row[-1]) for row in rows], np.int64)
    return asked.table(made, (), {name: table.info[name] for name in ("verb", "findings", "alpha")}, frozenset())
