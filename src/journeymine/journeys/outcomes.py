"""What journeys end in for the business, from whatever names it: an event, a column, or labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError, UnknownEventError
from journeymine.journeys.attributes import per_journey
from journeymine.journeys.coded import CodedJourneys
from journeymine.options import bad_option, clash, near_miss

MOST_GROUPS = 20

_MUST = (
    "an event name, a set of them (any of these), the name of an attribute or column, or labels: a Series by journey "
    "number, an array of one value a journey, a mapping by customer"
)


@dataclass(frozen=True, eq=False)
class Outcome:
    """Which group each journey belongs to, or which events decide that.

    Attributes
    ----------
    codes
        Event codes, any of which is the outcome; None for labels.
    names
        Of the groups. Of an event: it, and it not.
    group
        int64, shape (N,): the number of each journey's group, -1 where it has none (no label, or a group not asked
        for); of no length for events.
    """

    codes: tuple[int, ...] | None
    names: tuple[str, ...]
    group: NDArray[np.int64]


def read_outcome(coded: CodedJourneys, given: Any, groups: Sequence[Any] | None, where: str) -> Outcome:
    """Read the option `outcome`, and the `groups` to compare.

    Parameters
    ----------
    coded
        N journeys.
    given
        An event name, a set of event names (any of them), the name of an attribute or column, or labels.
    groups
        The labels to compare, in this order; None: all, the last in their order first (yes before no, 1 before 0).
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        It is none of these, or gives fewer than two groups or too many; a name that is both an event and a column.
    UnknownEventError
        There is neither an event nor a column of that name, with a near miss.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "pay"], ["a"]])
    >>> read_outcome(coded, "pay", None, "contrast").names
    ('pay', 'no pay')
    >>> read_outcome(coded, [True, False], None, "contrast").names
    ('True', 'False')
    """
    if isinstance(given, str | int | np.integer | set | frozenset) and not isinstance(given, bool):
        events = _events(coded, given, where)
        if events is not None:
            if groups is not None:
                raise clash("groups", "outcome", where, "an event makes two groups, with it and without; leave it out")
            return events
    elif not isinstance(given, Iterable) or isinstance(given, bytes):
        raise bad_option("outcome", where, _MUST, given)
    return _labels(per_journey(coded, given, "outcome", where), groups, where)


def _events(coded: CodedJourneys, given: Any, where: str) -> Outcome | None:
    """The events named; None where it is the name of a column."""
    names = sorted(given, key=str) if isinstance(given, set | frozenset) else [given]
    if not names:
        raise bad_option("outcome", where, _MUST, given)
    columns = (*coded.attributes, *coded.extras, *filter(None, [coded.recipe.get("value")]))
    known = coded.vocabulary.names()
    if isinstance(given, str) and given in columns:
        if given in known:
            why = f"{given!r} is an event and a column too; pass the labels themselves, or the event as {{{given!r}}}"
            raise clash("outcome", "a column", where, why)
        return None
    for name in names:
        if name not in known:
            message = f"`outcome` of {where} names {name!r}, which is neither an event nor a column."
            raise UnknownEventError(message + near_miss(name, [*known, *columns]))
    told = " or ".join(map(str, names))
    codes = tuple(sorted(coded.vocabulary.code(name) for name in names))
    return Outcome(codes, (told, f"no {told}"), np.zeros(0, np.int64))


def _labels(values: NDArray[Any], groups: Sequence[Any] | None, where: str) -> Outcome:
    import pandas as pd

    number, distinct = pd.factorize(pd.Series(values))
    labels = [one.item() if isinstance(one, np.generic) else one for one in distinct]
    order = _order(labels, groups, where)
    if len(order) > MOST_GROUPS:
        must = f"labels of 2 to {MOST_GROUPS} groups, or say which with `groups` (there are {len(order):,})"
        raise bad_option("outcome", where, must, labels[:3])
    rank = np.full(len(labels) + 1, -1, np.int64)
    rank[order] = np.arange(len(order))
    return Outcome(None, tuple(_told(labels[one]) for one in order), rank[number])


def _order(labels: list[Any], groups: Sequence[Any] | None, where: str) -> list[int]:
    """The places of the groups' labels."""
    if groups is None:
        places = sorted(range(len(labels)), key=lambda one: (type(labels[one]).__name__, labels[one]))
        return places[::-1] if len(places) == 2 else places
    if isinstance(groups, str | bytes) or not hasattr(groups, "__len__") or len(groups) < 2:
        raise bad_option("groups", where, "a list of two labels or more, or None for all", groups)
    for one in groups:
        if one not in labels or list(groups).count(one) > 1:
            message = f"`groups` of {where} must name labels of `outcome`, each once; got {one!r}."
            raise OptionError(message + near_miss(one, labels))
    return [labels.index(one) for one in groups]


def _told(label: Any) -> str:
    """1.0 is what 1 becomes beside missing values."""
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)
