"""Which features moved a prediction, and by how much."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.prediction.features import Feature
from journeymine.actions.prediction.linear import Linear

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Integers = NDArray[np.int64]


def strongest(
    matrix: "csr_array", model: Linear, classes: Integers, listed: Sequence[Feature], top: int
) -> dict[str, NDArray[Any]]:
    """The features of each row that say most for or against a class, the strongest first; ties by column.

    Parameters
    ----------
    matrix
        n rows.
    model
        What weighs the features.
    classes
        int64, shape (n,): the class explained, a column of the weights.
    listed
        What the columns are.
    top
        How many of a row.

    Returns
    -------
    dict
        Columns ``journey`` (the row), ``kind``, ``feature``, ``contribution``.
    """
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, chosen in enumerate(classes.tolist()):
        inside = slice(matrix.indptr[row], matrix.indptr[row + 1])
        own = matrix.indices[inside]
        added = matrix.data[inside] * model.weights[own, chosen]
        order = np.lexsort((own, -np.abs(added)))[:top]
        order = order[added[order] != 0]
        rows += [row] * len(order)
        columns += own[order].tolist()
        values += added[order].tolist()
    return {
        "journey": np.array(rows, np.int64),
        "kind": _texts([listed[column].kind for column in columns]),
        "feature": _texts([listed[column].name for column in columns]),
        "contribution": np.array(values, np.float64),
    }


def _texts(values: list[str]) -> NDArray[Any]:
    column = np.empty(len(values), object)
    column[:] = values
    return column
