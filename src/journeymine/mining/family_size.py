"""How many patterns could have been reported, whatever the order of events."""

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys

FAMILY_SECONDS = 10.0
"""How long counting the family of a correction may take."""


def family_size(
    coded: CodedJourneys, *, least: int, longest: int, seconds: float | None = None
) -> tuple[float, float] | None:
    """How many sequences, and cuts of them in two, were up for testing.

    Parameters
    ----------
    coded
        The journeys.
    least
        Journeys that hold the sequence's events often enough, in whatever order.
    longest
        The most events in a sequence; at least two of them are distinct.
    seconds
        How long counting may take; None: `FAMILY_SECONDS`.

    Returns
    -------
    patterns, rules
        Counts, or None where they could not be had in that time.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> family_size(from_lists([["a", "b"], ["b", "a", "b"]]), least=1, longest=3)
    (5.0, 8.0)
    """
    most = FAMILY_SECONDS if seconds is None else seconds
    return _core.count_family(
        coded.events,
        coded.offsets,
        least=least,
        longest=longest,
        time_limit=most,
        multiplicity=coded.multiplicity,
    )
