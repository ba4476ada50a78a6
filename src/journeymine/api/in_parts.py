"""What searches of journeys in parts cannot carry, and what each part may take."""

from typing import Any

from journeymine.mining.parted import PartedJourneys
from journeymine.options import bad_option, clash, memory_size

#: The share of the memory that the search of one part may take beside the part.
_SHARE = 2


def refuse_in_parts(asked: dict[str, Any], further: dict[str, Any], where: str, verb: str) -> None:
    """Refuse what needs all journeys at once.

    Parameters
    ----------
    asked
        The options of the search.
    further
        Options that journeys in parts cannot have, all of them None.
    where
        Where the journeys are, for messages: ``"on disk"``.
    verb
        The public verb, for messages.

    Raises
    ------
    OptionError
        One of them is asked for.
    """
    those = f"journeys {where}"
    why = f"{those} are searched part by part; leave it out, or make the journeys in memory"
    for name, value in further.items():
        if value is not None:
            raise clash(name, those, verb, why)
    if asked["threshold"] != "journeys":
        raise bad_option("threshold", verb, f"'journeys' for {those}", asked["threshold"])
    if asked["time_limit"] is not None:
        raise clash("time_limit", those, verb, "of a search cut short nothing would be proven")
    if asked["engine"] not in {"auto", "journeymine"}:
        raise bad_option("engine", verb, f"'auto' or 'journeymine' for {those}", asked["engine"])


def for_a_part(parts: PartedJourneys, asked: dict[str, Any], verb: str) -> dict[str, Any]:
    """`memory_limit` and `n_jobs` for the search of one part.

    Raises
    ------
    OptionError
        `memory_limit` is no size.
    """
    limit = memory_size(asked["memory_limit"], "memory_limit", verb) or parts.memory
    return {
        "memory_limit": None if limit is None else limit // _SHARE,
        "n_jobs": parts.n_jobs if asked["n_jobs"] is None else asked["n_jobs"],
    }
