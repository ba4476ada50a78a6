"""Journeys from lists of lists, the format prefixspan takes."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Any

import numpy as np

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
    journeys = [[_names(element) for element in journey] for journey in lists]
    if any(len(element) == 0 for journey in journeys for element in journey):
        message = "An element of a journey must hold at least one event; got an empty collection."
        raise InputError(message)
    vocabulary = Vocabulary.from_names(chain.from_iterable(chain.from_iterable(journeys)))
    code: dict[Hashable, int] = {name: rank for rank, name in enumerate(vocabulary.names())}
    owners = list(range(len(journeys))) if customers is None else _owners(customers)
    if len(owners) != len(journeys):
        message = f"`customers` must hold one id a journey ({len(journeys)}); got {len(owners)}."
        raise InputError(message)
    people = Vocabulary.from_names(owners, "Customers")
    rank = {name: place for place, name in enumerate(people.names())}
    order = sorted(range(len(journeys)), key=lambda i: rank[owners[i]])
    ranked = [journeys[i] for i in order]
    sizes = [[len(element) for element in journey] for journey in ranked]
    lengths = np.fromiter((sum(row) for row in sizes), np.uint64, len(ranked))
    codes = np.fromiter((rank[owners[i]] for i in order), np.uint32, len(ranked))
    opens = np.fromiter((place == 0 for row in sizes for size in row for place in range(size)), np.bool_)
    together = sum(size for row in sizes for size in row if size > 1)
    return CodedJourneys(
        events=np.fromiter((code[name] for name in chain.from_iterable(chain.from_iterable(ranked))), np.uint32),
        offsets=np.concatenate([np.zeros(1, np.uint64), np.cumsum(lengths, dtype=np.uint64)]),
        vocabulary=vocabulary,
        customers=people,
        customer_codes=codes,
        parts=number_parts(codes),
        element_starts=None if opens.all() else np.packbits(opens, bitorder="little"),
        tied_share=together / max(len(opens), 1),
        recipe={"source": "lists"},
    )


def _owners(customers: Any) -> list[Name]:
    """The customers, whose order says which journey is whose."""
    if isinstance(customers, Iterable) and not isinstance(customers, str | bytes | AbstractSet | Mapping):
        return list(customers)
    raise bad_option("customers", "from_lists", "a list of ids, one a journey, or None", customers)
