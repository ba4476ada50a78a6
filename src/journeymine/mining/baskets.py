"""Baskets: what is counted together when order does not matter."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.naming import Flat, flatten
from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.options import choice, shown


@dataclass(frozen=True, eq=False)
class Baskets:
    """N baskets in compressed sparse rows. Empty ones count in N and hold nothing.

    Attributes
    ----------
    items
        uint32, shape (n_items,): item codes, basket after basket. Neither their order nor repeats count, so the events
        of journeys stand here as they are, without a copy.
    offsets
        uint64, shape (N + 1,): basket i is ``items[offsets[i]:offsets[i + 1]]``.
    vocabulary
        Names of the item codes.
    customer_codes
        uint32, shape (N,), ascending: whose basket it is; None where every basket is somebody else's.
    multiplicity
        uint32, shape (N,): for how many baskets, of as many customers, each row stands; None where each is one.
    weights
        float64, shape (N,): what each weighs in weighted supports; None where nobody said.
    """

    items: NDArray[np.uint32]
    offsets: NDArray[np.uint64]
    vocabulary: Vocabulary
    customer_codes: NDArray[np.uint32] | None = None
    multiplicity: NDArray[np.uint32] | None = None
    weights: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def n_baskets(self) -> int:
        """Baskets that count: how many rows there are, or the baskets they stand for."""
        return len(self) if self.multiplicity is None else int(self.multiplicity.sum(dtype=np.int64))

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        arrays = (self.items, self.offsets, self.customer_codes, self.multiplicity, self.weights)
        return sum(one.nbytes for one in arrays if one is not None)

    @classmethod
    def from_journeys(cls, coded: CodedJourneys, per: str = "journey") -> "Baskets":
        """The distinct events of each journey, or of each element of the journeys.

        Parameters
        ----------
        coded
            Journeys.
        per
            ``"journey"``: a basket a journey, empty ones included; ``"element"``: a basket for the events that share
            one time.

        Raises
        ------
        OptionError
            `per` is something else.

        Examples
        --------
        >>> from journeymine.journeys.lists import from_lists
        >>> coded = from_lists([[{"app", "mail"}, "call"], []])
        >>> [len(Baskets.from_journeys(coded, per)) for per in ("journey", "element")]
        [2, 2]
        """
        choice(per, "per", "mine_itemsets", ("journey", "element"))
        if per == "journey":
            owned = (coded.customer_codes, coded.multiplicity, coded.weights)
            return cls(coded.events, coded.offsets, coded.vocabulary, *owned)
        starts = np.flatnonzero(coded.opens())
        offsets = np.append(starts, coded.n_events).astype(np.uint64)
        journeys = np.searchsorted(coded.offsets, starts.astype(np.uint64), side="right") - 1
        many = None if coded.multiplicity is None else coded.multiplicity[journeys]
        mass = None if coded.weights is None else coded.weights[journeys]
        return cls(coded.events, offsets, coded.vocabulary, coded.customer_codes[journeys], many, mass)

    @classmethod
    def from_lists(cls, baskets: Iterable[Collection[Name]]) -> "Baskets":
        """Baskets given as collections of names, all strings or all integers.

        Parameters
        ----------
        baskets
            One collection a basket; empty ones count.

        Raises
        ------
        InputError
            A basket is no collection of names, or names are of mixed types.

        Examples
        --------
        >>> baskets = Baskets.from_lists([["pay", "cart"], {"cart"}, []])
        >>> len(baskets), baskets.vocabulary.names()
        (3, ['cart', 'pay'])
        """
        given = list(baskets)
        flat = flatten(given, ordered=False)
        if flat is None:
            # Names of other types, such as NumPy's integers; or the sentence that says what is wrong with them.
            rows = [_names(basket, row) for row, basket in enumerate(given)]
            names = list(chain.from_iterable(rows))
            vocabulary = Vocabulary.from_names(names)
            sizes = np.fromiter(map(len, rows), np.uint64, len(rows))
            flat = Flat(vocabulary.codes(names), vocabulary, sizes, None)
        ends = np.cumsum(flat.sizes, dtype=np.uint64)
        return cls(flat.codes, np.concatenate([np.zeros(1, np.uint64), ends]), flat.vocabulary)

    def sets(self) -> Iterator[frozenset[int]]:
        """The baskets as sets of codes, for engines that want them so."""
        items = self.items.tolist()
        return (frozenset(items[start:stop]) for start, stop in pairwise(self.offsets.tolist()))


def _names(basket: object, row: int) -> list[Name]:
    if not isinstance(basket, list | tuple | set | frozenset):
        message = f"Basket {row} must be a list or set of names such as ['cart', 'pay']; got {shown(basket)}."
        raise InputError(message)
    for name in basket:
        if isinstance(name, bool | np.bool_) or not isinstance(name, str | int | np.integer):
            message = f"Basket {row} must hold names that are strings or integers; got {shown(name)}. Convert it first."
            raise InputError(message)
    return list(basket)
