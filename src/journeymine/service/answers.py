"""Results as JSON: rows, of how many, and what was said over them."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.rows import ActionRows, records
from journeymine.api import ItemsetCounts
from journeymine.api.action_result import ActionResult
from journeymine.api.results import Results
from journeymine.errors import OptionError
from journeymine.patterns.table import known_column

if TYPE_CHECKING:
    import pandas as pd


def as_answer(result: Any, columns: list[str] | None, sort_by: str | None, rows: int) -> dict[str, Any]:
    """The part of an answer that holds the result.

    Parameters
    ----------
    result
        What a verb gave back.
    columns, sort_by, rows
        What the request asked of it.

    Raises
    ------
    OptionError
        `columns` or `sort_by` of what is no table.
    MissingColumnError
        There is no such column.

    Examples
    --------
    >>> as_answer(7, None, None, 10)
    {'n_rows': 1, 'truncated': False, 'result': 7}
    """
    if isinstance(result, Results):
        ordered = result if sort_by is None else result.sort_by(sort_by)
        told = ordered[:rows].to_dict(columns)
        return {"n_rows": len(result), "truncated": result.truncated, "result": told}
    table = _table(result)
    if table is None:
        if columns is not None or sort_by is not None:
            message = "`columns` and `sort_by` of a request are for tables, and this answer is none; leave them out."
            raise OptionError(message)
        plain = result.to_dict() if hasattr(result, "to_dict") else result
        return {"n_rows": 1, "truncated": False, "result": plain}
    name, notes, info, found = table
    names = tuple(found.columns)
    if sort_by is not None:
        found = found.take(_order(found, sort_by))
    shown = records(found.take(np.arange(min(rows, len(found)))))
    chosen = [known_column(one, names) for one in (names if columns is None else columns)]
    listed = [{one: row[one] for one in chosen} for row in shown]
    said = {"result": name, "notes": list(notes), "info": info, "rows": listed}
    return {"n_rows": len(found), "truncated": False, "result": said}


def _table(result: Any) -> tuple[str, tuple[str, ...], dict[str, Any], ActionRows] | None:
    if isinstance(result, ActionResult):
        return type(result).__name__, result.notes, result.info, result._table  # noqa: SLF001 - one of us
    if isinstance(result, ItemsetCounts):
        return "ItemsetCounts", (), result.info, _of_frame(result.to_pandas())
    if hasattr(result, "iloc"):
        notes = tuple(result.attrs.get("notes", ()))
        return "counts", notes, dict(result.attrs.get("protected", {})), _of_frame(result)
    return None


def _of_frame(frame: "pd.DataFrame") -> ActionRows:
    columns = {str(name): _column(frame[name]) for name in frame.columns}
    return ActionRows(columns, (), {})


def _column(values: "pd.Series[Any]") -> Any:
    if getattr(values.dtype, "tz", None) is not None:
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
    return values.to_numpy(copy=True)


def _order(table: ActionRows, name: str) -> NDArray[np.intp]:
    """Rows by a column: numbers fall, but for p and q values; names and times rise; missing values last."""
    import pandas as pd

    column = table.column(name)
    rising = column.dtype.kind not in "iuf" or name.startswith(("p_value", "q_value"))
    values = pd.Series(column, index=np.arange(len(column)))
    placed = values.sort_values(ascending=rising, kind="stable", na_position="last", key=_comparable)
    return placed.index.to_numpy().astype(np.intp)


def _comparable(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Names of several types, and patterns, by what they print as."""
    return values if values.dtype != object else values.map(str, na_action="ignore")
