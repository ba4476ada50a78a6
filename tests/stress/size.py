"""How much each part of the stress suite does."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How much is asked for.

    Attributes
    ----------
    cases
        Random databases, for the core and its twin.
    kills
        Of each writer of a store.
    calls
        Of each verb that is looked at for leaks.
    minutes
        For each part that goes on until its time is up.
    scale
        Of the data that memory limits are tried on; 1 is a search that needs gigabytes.
    seed
        Of everything drawn.
    """

    cases: int
    kills: int
    calls: int
    minutes: float
    scale: float
    seed: int = 1


FULL = Size(cases=1_000_000, kills=1_000, calls=1_000, minutes=10, scale=1)
SMOKE = Size(cases=300, kills=2, calls=12, minutes=0.04, scale=0.01)
