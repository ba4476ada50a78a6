"""Whole data sets as a null has them: every journey's own events in random order, or others from all journeys."""

from dataclasses import replace

import numpy as np

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import select
from journeymine.mining.null_journeys import core_journeys


def written_out(coded: CodedJourneys) -> CodedJourneys:
    """The journeys with each row as often as it stands, for each of them comes in orders of its own.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = replace(from_lists([["a", "b"], ["b"]]), multiplicity=np.array([2, 1], np.uint32))
    >>> len(written_out(coded)), written_out(coded).n_journeys
    (3, 3)
    """
    if coded.multiplicity is None:
        return coded
    rows = np.repeat(np.arange(len(coded)), coded.multiplicity.astype(np.int64))
    return replace(select(coded, rows), multiplicity=None)


def redrawn(coded: CodedJourneys, *, seed: int, number: int, n_jobs: int) -> CodedJourneys:
    """One data set of the order null: times, elements and blocks of equal time stay, the events are dealt out anew.

    Parameters
    ----------
    coded
        Journeys, each standing for itself.
    seed, number
        What the orders hang on, beside the number of the journey.
    n_jobs
        Threads; the result is the same for any number.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> again = redrawn(from_lists([["a", "b", "c"], []]), seed=0, number=0, n_jobs=1)
    >>> sorted(again.events.tolist()), again.offsets.tolist()
    ([0, 1, 2], [0, 3, 3])
    """
    return replace(coded, events=_core.redraw_journeys(core_journeys(coded), seed=seed, number=number, n_jobs=n_jobs))


def redrawn_from_all(coded: CodedJourneys, *, seed: int, number: int) -> CodedJourneys:
    """One data set of the serial null: every event is drawn from the events of all journeys; lengths stay.

    Parameters
    ----------
    coded
        Journeys of single events without ties, each standing for itself.
    seed, number
        What the events hang on.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> again = redrawn_from_all(from_lists([["a", "b", "c"], []]), seed=0, number=0)
    >>> len(again.events), again.offsets.tolist()
    (3, [0, 3, 3])
    """
    random = np.random.default_rng([seed, number])
    return replace(coded, events=coded.events[random.integers(0, max(len(coded.events), 1), len(coded.events))])
