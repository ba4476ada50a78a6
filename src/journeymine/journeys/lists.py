"""Journeys from lists of lists, the format prefixspan takes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.journeys.coded import CodedJourneys, number_parts
from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.options import bad_option

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
            f"got {element!r:.60}. Convert it first."
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
    journeys = [list(journey) for journey in lists]
    owners: list[Name] = list(range(len(journeys))) if customers is None else _owners(customers)
    if len(owners) != len(journeys):
        message = f"`customers` must hold one id a journey ({len(journeys)}); got {len(owners)}."
        raise InputError(message)
    people = Vocabulary.from_names(owners, "Customers")
    customer_codes = people.codes(owners)
    order = np.argsort(customer_codes, kind="stable")
    ranked = [journeys[i] for i in order.tolist()]
    names, sizes = _flat(list(chain.from_iterable(ranked)))
    vocabulary = Vocabulary.from_names(names)
    ends = _with_zero(sizes)
    opens = np.zeros(len(names), np.bool_)
    opens[ends[:-1]] = True
    return CodedJourneys(
        events=vocabulary.codes(names),
        offsets=ends[_with_zero(np.fromiter(map(len, ranked), np.int64, len(ranked)))].astype(np.uint64),
        vocabulary=vocabulary,
        customers=people,
        customer_codes=customer_codes[order],
        parts=number_parts(customer_codes[order]),
        element_starts=None if opens.all() else np.packbits(opens, bitorder="little"),
        tied_share=int(sizes[sizes > 1].sum()) / max(len(names), 1),
        recipe={"source": "lists"},
    )


def _flat(elements: list[Element]) -> tuple[list[Name], NDArray[np.int64]]:
    """The names of all elements one after the other, and how many each element has."""
    if set(map(type, elements)) in ({str}, {int}):
        return cast("list[Name]", elements), np.ones(len(elements), np.int64)
    collected = [_names(element) for element in elements]
    sizes = np.fromiter(map(len, collected), np.int64, len(collected))
    if (sizes == 0).any():
        message = "An element of a journey must hold at least one event; got an empty collection."
        raise InputError(message)
    return list(chain.from_iterable(collected)), sizes


def _with_zero(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of several runs begins, and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])


def _owners(customers: Any) -> list[Name]:
    """The customers, whose order says which journey is whose."""
    if isinstance(customers, Iterable) and not isinstance(customers, str | bytes | AbstractSet | Mapping):
        return list(customers)
    raise bad_option("customers", "from_lists", "a list of ids, one a journey, or None", customers)
