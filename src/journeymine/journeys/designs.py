"""What of a journey counts as evidence when groups are contrasted: the design, which decides the sign."""

from dataclasses import dataclass
from typing import Any

from journeymine.errors import OptionError
from journeymine.options import bad_option, duration_text
from journeymine.showing import Showing


@dataclass(frozen=True)
class WholeJourney(Showing):
    """Everything a journey holds, before and after the outcome; the events that are the outcome are taken out.

    What follows an outcome tells of it: a receipt "leads to" paying. So this design describes and tests nothing; its
    tables are headed ``leaks: descriptive only`` and have no p-values.

    Examples
    --------
    >>> import journeymine as jm
    >>> print(jm.WholeJourney())
    whole journeys, also what came after the outcome
    """

    def __str__(self) -> str:
        return "whole journeys, also what came after the outcome"


@dataclass(frozen=True)
class UntilOutcome(Showing):
    """What a journey holds strictly before its first outcome; all of it where the outcome never comes.

    An event of the same time as the outcome is no evidence. Labels have no time, so that nothing can be cut: they must
    have been known before the journeys began (segments, arms of a test, periods), and the table says so.

    Examples
    --------
    >>> import journeymine as jm
    >>> print(jm.UntilOutcome())
    events strictly before the first outcome, all of them where it never comes
    """

    def __str__(self) -> str:
        return "events strictly before the first outcome, all of them where it never comes"


@dataclass(frozen=True)
class Landmark(Showing):
    """What the first while of a journey says of what comes thereafter.

    With t0 the time of the first event, evidence is what lies in [t0, t0 + at]. In it is who had no outcome by then and
    was observed to t0 + at + horizon (`observed_until` of the journeys); the outcome counts if it comes in
    (t0 + at, t0 + at + horizon]. Nobody has more time than another, on either side.

    Parameters
    ----------
    at
        How long the evidence lasts: ``"7d"`` (units ms, s, min, h, d, w) or a timedelta; a number where the log's time
        is a plain order number.
    horizon
        How long the outcome is waited for, likewise; may be None only for labels, which have no time.

    Examples
    --------
    >>> import journeymine as jm
    >>> print(jm.Landmark("7d", horizon="30d"))
    events of the first 7d; outcome within the 30d after them
    """

    at: Any
    horizon: Any = None

    def __str__(self) -> str:
        after = "" if self.horizon is None else f"; outcome within the {duration_text(self.horizon)} after them"
        return f"events of the first {duration_text(self.at)}{after}"


Design = WholeJourney | UntilOutcome | Landmark


def read_design(given: object, where: str) -> Design:
    """A design; the class alone is no design.

    Raises
    ------
    OptionError
        It is none.

    Examples
    --------
    >>> read_design(UntilOutcome(), "contrast")
    UntilOutcome()
    """
    if isinstance(given, WholeJourney | UntilOutcome | Landmark):
        return given
    must = "jm.UntilOutcome(), jm.Landmark('7d', horizon='30d') or jm.WholeJourney()"
    raise bad_option("design", where, must, given)


def told(design: Design) -> dict[str, Any]:
    """A design as it can stand in a file.

    Examples
    --------
    >>> told(Landmark("7d", "30d"))
    {'name': 'Landmark', 'at': '7d', 'horizon': '30d'}
    """
    name = {"name": type(design).__name__}
    if not isinstance(design, Landmark):
        return name
    return {**name, "at": duration_text(design.at), "horizon": duration_text(design.horizon)}


def no_times(where: str) -> OptionError:
    """The sentence for a landmark in journeys without times."""
    message = (
        f"`design` of {where} is a Landmark, which needs the times of events and the end of observation; journeys made "
        "from lists have neither. Read a log that has them with read_events(…), or use jm.UntilOutcome()."
    )
    return OptionError(message)
