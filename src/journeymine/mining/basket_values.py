"""What baskets stand for and weigh, from whatever names it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.journeys import weighing
from journeymine.mining.baskets import Baskets
from journeymine.options import bad_option, near_miss

ACCEPTED = (
    "an array of one value a basket, or a Series or dict by basket (its number, its label in a one-hot frame, its name "
    "in a table of pairs)"
)

Labels = Callable[[], Sequence[Any]]
"""What baskets are called, in their order; asked only where it matters."""


def weighed(baskets: Baskets, multiplicity: Any, weights: Any, labels: Labels, where: str) -> Baskets:
    """The baskets with what they stand for and weigh, as far as it is said.

    Parameters
    ----------
    baskets
        N baskets.
    multiplicity, weights
        The public options; None where nothing is said.
    labels
        What the baskets are called.
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        Values that are none, not one a basket, or none that it may have.
    InputError
        A basket has no value.

    Examples
    --------
    >>> baskets = Baskets.from_lists([["a"], ["b"]])
    >>> weighed(baskets, {1: 3, 0: 2}, None, lambda: range(2), "mine_itemsets").multiplicity.tolist()
    [2, 3]
    """

    def place(at: int) -> str:
        return f"basket {labels()[at]!r}"

    if multiplicity is not None:
        values = per_basket(multiplicity, len(baskets), labels, "multiplicity", where)
        counts = weighing.counts(values, multiplicity, "basket", place, where)
        baskets = replace(baskets, multiplicity=counts)
    if weights is not None:
        values = per_basket(weights, len(baskets), labels, "weights", where)
        baskets = replace(baskets, weights=weighing.masses(values, weights, "basket", place, where))
    return baskets


def per_basket(given: Any, n: int, labels: Labels, option: str, where: str) -> NDArray[Any]:
    """One value a basket: shape (n,), of whatever type.

    Raises
    ------
    OptionError
        `given` has no values, or not one a basket.
    InputError
        A basket is not among those given.
    """
    if type(given).__module__.startswith("pandas") and hasattr(given, "index") and hasattr(given, "to_numpy"):
        names = given.index.tolist()
        values: NDArray[Any] = given.to_numpy()
        if len(values) == n and names == list(labels()):
            return values
        if len(set(names)) < len(names):
            raise bad_option(option, where, "a Series whose index names each basket once", given)
        given = dict(zip(names, values.tolist(), strict=True))
    if isinstance(given, Mapping):
        return _named(given, labels(), option, where)
    if isinstance(given, Iterable) and not isinstance(given, str | bytes | set | frozenset):
        # A tuple of a list of numbers and the like is no array of one dimension.
        values = np.asarray(given if hasattr(given, "__array__") else list(given))
        if values.shape == (n,):
            return values
        raise bad_option(option, where, f"an array of one value a basket ({n:,}); its shape is {values.shape}", given)
    raise bad_option(option, where, ACCEPTED, given)


def _named(given: Mapping[Any, Any], labels: Sequence[Any], option: str, where: str) -> NDArray[Any]:
    missing = [label for label in labels if label not in given]
    if missing:
        message = (
            f"`{option}` of {where} lacks {len(missing):,} of {len(labels):,} baskets, the first {missing[0]!r}."
            f"{near_miss(missing[0], given)} Name every basket."
        )
        raise InputError(message)
    return np.array([given[label] for label in labels])
