"""Journeys from lists of lists, the format prefixspan takes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.journeys.coded import CodedJourneys, number_parts
from journeymine.journeys.naming import Flat, flatten
from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.options import bad_option, shown

Element = Name | Collection[Name]


def _names(element: Element) -> list[Name]:
    """The distinct names of an element, ascending."""
    if isinstance(element, str):
        return [element]
    collected = element if isinstance(element, tuple | list | set | frozenset) else (element,)
    try:
        distinct = list(set(collected))
        return distinct if len(distinct) == 1 else sorted(distinct)
    except TypeError:
        message = (
            "An element of a journey must be an event name, or a set of names that are all strings or all integers; "
            f"got {shown(element)}. Convert it first."
        )
        raise InputError(message) from None


def from_lists(lists: Iterable[Sequence[Element]], customers: Sequence[Name] | None = None) -> CodedJourneys:
    """Code journeys given as lists; an element is an event name or a collection of names (a set).

    Parameters
    ----------
    lists
        One sequence of elements a journey; empty journeys count.
    customers
        One id a journey, ascending or not; 0, 1, … where None.
    """
    journeys = list(lists)
    people, customer_codes = _people(customers, len(journeys))
    order = np.argsort(customer_codes, kind="stable")
    ranked = journeys if customers is None else [journeys[i] for i in order.tolist()]
    flat = flatten(ranked, ordered=True) or _slowly([list(journey) for journey in ranked])
    events, sizes = _elements(flat)
    ends = _with_zero(sizes)
    opens = np.zeros(len(events), np.bool_)
    opens[ends[:-1]] = True
    return CodedJourneys(
        events=events,
        offsets=ends[_with_zero(flat.sizes.astype(np.int64))].astype(np.uint64),
        vocabulary=flat.vocabulary,
        customers=people,
        customer_codes=customer_codes[order],
        parts=number_parts(customer_codes[order]),
        element_starts=None if opens.all() else np.packbits(opens, bitorder="little"),
        tied_share=int(sizes[sizes > 1].sum()) / max(len(events), 1),
        recipe={"source": "lists"},
    )


def _slowly(journeys: list[list[Element]]) -> Flat:
    """Names of other types, such as NumPy's integers, one by one; or the sentence that says what is wrong with them."""
    collected = [_names(element) for element in chain.from_iterable(journeys)]
    element_sizes = np.fromiter(map(len, collected), np.uint32, len(collected))
    if (element_sizes == 0).any():
        message = "An element of a journey must hold at least one event; got an empty collection."
        raise InputError(message)
    names = list(chain.from_iterable(collected))
    vocabulary = Vocabulary.from_names(names)
    sizes = np.fromiter(map(len, journeys), np.uint64, len(journeys))
    return Flat(vocabulary.codes(names), vocabulary, sizes, element_sizes)


def _elements(flat: Flat) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The events with those of each element ascending and distinct, and how many each element has."""
    if flat.element_sizes is None:
        return flat.codes, np.ones(len(flat.codes), np.int64)
    element = np.repeat(np.arange(len(flat.element_sizes)), flat.element_sizes)
    order = np.lexsort((flat.codes, element))
    codes, element = flat.codes[order], element[order]
    is_new = np.ones(len(codes), np.bool_)
    is_new[1:] = (codes[1:] != codes[:-1]) | (element[1:] != element[:-1])
    return codes[is_new], np.bincount(element[is_new], minlength=len(flat.element_sizes))


def _with_zero(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of several runs begins, and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])


def _people(customers: Any, n: int) -> tuple[Vocabulary, NDArray[np.uint32]]:
    """The customers, and the code of whose journey each is."""
    if customers is None:
        return Vocabulary("int", integers=np.arange(n)), np.arange(n, dtype=np.uint32)
    owners = _owners(customers)
    if len(owners) != n:
        message = f"`customers` must hold one id a journey ({n}); got {len(owners)}."
        raise InputError(message)
    people = Vocabulary.from_names(owners, "Customers")
    return people, people.codes(owners)


def _owners(customers: Any) -> list[Name]:
    """The customers, whose order says which journey is whose."""
    if isinstance(customers, Iterable) and not isinstance(customers, str | bytes | AbstractSet | Mapping):
        return list(customers)
    raise bad_option("customers", "from_lists", "a list of ids, one a journey, or None", customers)
