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
