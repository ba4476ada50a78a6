"""What was asked, as plain values that any file can hold."""

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """The value itself where JSON knows it, its nearest kin, or its text."""
    if isinstance(value, np.floating):
        # A long double is its own item().
        return plain(float(value))
    if isinstance(value, np.generic | np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, AbstractSet):
        return sorted((plain(one) for one in value), key=str)
    known = value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and math.isfinite(value))
    return value if known else str(value)


def protection(info: Mapping[str, Any]) -> str:
    """How a result was protected: a line that stands over its table.

    Examples
    --------
    >>> asked = {"k": 10, "least": 10, "differences": True, "round_to": 5, "withheld": {"small": 2}, "columns": []}
    >>> protection({"protected": asked})
    'protected: no count below 10, nor a difference that tells one; rounded to 5; withheld: 2 rows, 0 columns'
    """
    told = info["protected"]
    many = "" if told["least"] == told["k"] else f" journeys, so that none is of fewer than {told['k']:,} customers"
    differences = ", nor a difference that tells one" if told["differences"] else ", but differences may tell smaller"
    unit = f"; rounded to {told['round_to']}" if told["round_to"] else ""
    lost = sum(told["withheld"].values())
    rows = f"{lost:,} row{'' if lost == 1 else 's'}"
    columns = f"{len(told['columns']):,} columns"
    return f"protected: no count below {told['least']:,}{many}{differences}{unit}; withheld: {rows}, {columns}"
