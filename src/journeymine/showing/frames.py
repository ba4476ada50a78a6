"""Small frames and the fields of an object, as tables for people."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from journeymine.showing.shown import Cells, Grid, pairs

if TYPE_CHECKING:
    import pandas as pd


def framed(frame: "pd.DataFrame", n_rows: int | None = None) -> Grid:
    """A frame as a table: figures with three digits, missing values as a dash.

    Parameters
    ----------
    frame
        A few rows, all of which are shown.
    n_rows
        How many there are of which these are the first; None: these are all.

    Examples
    --------
    >>> import pandas as pd
    >>> [(one.heading, one.texts) for one in framed(pd.DataFrame({"n": [1200], "share": [1 / 3]})).columns]
    [('n', ('1,200',)), ('share', ('0.333',))]
    """
    columns = (
        Cells(str(name), tuple(map(_written, frame[name].tolist())), right=frame[name].dtype.kind in "iuf")
        for name in frame.columns
    )
    return Grid(tuple(columns), n_rows)


def fielded(thing: Any) -> Grid:
    """The fields of a dataclass and what they are, a row each."""
    return pairs({field.name.replace("_", " "): _written(getattr(thing, field.name)) for field in fields(thing)})


def _written(value: Any) -> str:
    import pandas as pd

    if value is None or pd.isna(value) is True:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_written(one)}" for name, one in value.items()) or "–"
    if isinstance(value, tuple | list):
        return ", ".join(map(_written, value)) or "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if 1000 <= abs(value) < 1e15 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
