"""Journeys in two parts by customer: one to look at, one to test on."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import select
from journeymine.sources.distinct import distinct


def split_customers(coded: CodedJourneys, share: float, seed: int) -> tuple[CodedJourneys, CodedJourneys]:
    """The journeys of some customers, drawn at random, and those of all others.

    Parameters
    ----------
    coded
        The journeys.
    share
        Which part of the customers goes to the second; each part gets at least one where there are two.
    seed
        What the draw hangs on. A row that stands for several customers is split as they would be.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a"], ["b"], ["c"], ["d"]], customers=["ann", "ann", "bob", "cy"])
    >>> first, second = split_customers(coded, 0.5, seed=2)
    >>> sorted(set(first.customer_codes.tolist()) & set(second.customer_codes.tolist())), len(first) + len(second)
    ([], 4)
    """
    random = np.random.default_rng(seed)
    if coded.multiplicity is not None:
        many = coded.multiplicity.astype(np.int64)
        second = random.multivariate_hypergeometric(many, _part(int(many.sum()), share), method="marginals")
        return _standing(coded, many - second), _standing(coded, second)
    people = distinct(coded.customer_codes)
    chosen = random.permutation(len(people))[: _part(len(people), share)]
    inside = np.isin(coded.customer_codes, people[chosen])
    return select(coded, ~inside), select(coded, inside)


def _part(n: int, share: float) -> int:
    return min(max(round(n * share), 1), max(n - 1, 0))


def _standing(coded: CodedJourneys, many: NDArray[np.int64]) -> CodedJourneys:
    rows = np.flatnonzero(many)
    return replace(select(coded, rows), multiplicity=many[rows].astype(np.uint32))
