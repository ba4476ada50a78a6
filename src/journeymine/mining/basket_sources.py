"""Baskets from files, one-hot frames and matrices, and tables of (basket, item) pairs."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.errors import InputError
from journeymine.journeys.encoding import encode
from journeymine.journeys.naming import MOST_NAMES
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.mining.baskets import Baskets
from journeymine.sources.fimi import read_fimi
from journeymine.sources.one_hot import OneHot
from journeymine.sources.pairs import pair_table


def from_fimi(source: str | Path) -> Baskets:
    """Baskets of a FIMI file; items are integers.

    Raises
    ------
    InputError
        The file cannot be read; the sentence names file and row.
    """
    items, offsets = read_fimi(source)
    codes = _core.encode_integers([items], n_jobs=1, limit=MOST_NAMES)
    names = codes.names()
    assert isinstance(names, np.ndarray)
    return Baskets(codes.codes(), offsets, Vocabulary("int", integers=names))


def from_one_hot(flags: OneHot) -> Baskets:
    """A basket a row; items are called as the columns.

    Examples
    --------
    >>> import numpy as np
    >>> from journeymine.sources.one_hot import from_matrix
    >>> baskets = from_one_hot(from_matrix(np.eye(2, 3, dtype=bool), "mine_itemsets"))
    >>> len(baskets), baskets.vocabulary.names(), baskets.items.tolist()
    (2, [0, 1, 2], [0, 1])
    """
    vocabulary = Vocabulary.from_names(flags.labels, "Items")
    ranks = vocabulary.codes(flags.labels)
    return Baskets(_ranked(flags.columns, ranks), flags.offsets, vocabulary)


def _ranked(columns: NDArray[Any], ranks: NDArray[np.uint32]) -> NDArray[np.uint32]:
    if (ranks == np.arange(len(ranks))).all():
        # Columns in the order of their names, as those of a matrix: their numbers are the codes.
        return columns.view(np.uint32) if columns.dtype == np.int32 else columns.astype(np.uint32)
    return ranks[columns] if len(columns) else np.zeros(0, np.uint32)


def from_pairs(frame: Any, where: str) -> tuple[Baskets, Vocabulary]:
    """Baskets of a table of two columns, (basket, item), and their names; pairs that repeat count once.

    Baskets are in the order of their names.

    Parameters
    ----------
    frame
        A pandas frame, or the columns of any other.
    where
        The public verb, for messages.

    Raises
    ------
    InputError
        The table has not two columns, or one of them cannot be names or lacks values.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"invoice": [7, 7, 8], "code": ["milk", "bread", "milk"]})
    >>> baskets, names = from_pairs(frame, "mine_itemsets")
    >>> [sorted(basket) for basket in baskets.sets()], baskets.vocabulary.names(), names.names()
    ([[0, 1], [1]], ['bread', 'milk'], [7, 8])
    """
    table = pair_table(frame, where)
    if len(table) == 0:
        message = f"{where} needs a table of (basket, item) pairs with at least one row; got none."
        raise InputError(message)
    # A basket is what one customer does at one time.
    coded = encode(table)
    return Baskets(coded.events, coded.offsets, coded.vocabulary), coded.customers
