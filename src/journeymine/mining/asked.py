"""The options that all searches share, checked once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from journeymine.errors import OptionError
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.engines.registry import KINDS, Kind
from journeymine.mining.levels import Levels
from journeymine.mining.progress import Progress, check_progress
from journeymine.mining.worth import Worth
from journeymine.options import bad_option, choice, is_real, memory_size, optional_whole_number, support_count, threads

_BEYOND = 2**62
"""More than any count can be, and still a number for the core."""

_FOREVER = 1e300
"""More seconds than anyone waits, and still a float."""


@dataclass(frozen=True)
class Asked:
    """Checked options of a search; numbers beyond all counts have come down to what the core can hold.

    Attributes
    ----------
    min_support
        How many journeys (or elements, or baskets) must hold a pattern.
    kind
        ``"all" | "closed" | "maximal" | "generators"``.
    top_k, min_length, max_length, max_patterns, time_limit
        As the public options, None where nothing is asked.
    memory_limit
        Bytes, or None.
    n_jobs
        How many threads to use.
    progress
        As the public option.
    worth
        What journeys must be worth where their count is not all that is asked for.
    constraints
        Of sequences: what occurrences have to meet, and which patterns are wanted.
    levels
        Of sequences: which events are more general than which; None where all are on one level.
    """

    min_support: int
    kind: Kind
    top_k: int | None
    min_length: int
    max_length: int | None
    max_patterns: int | None
    time_limit: float | None
    memory_limit: int | None
    n_jobs: int
    progress: Progress
    worth: Worth | None = None
    constraints: Constraints = FREE
    levels: Levels | None = None


def check(options: Mapping[str, object], n: int, where: str) -> Asked:
    """Check the options that all searches share.

    Parameters
    ----------
    options
        The public options by name, as given.
    n
        How many journeys (or elements, or baskets) there are.
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        A bad option, or two that do not go together.
    """
    kind = cast("Kind", choice(options["kind"], "kind", where, KINDS))
    top_k = optional_whole_number(options["top_k"], "top_k", where)
    if top_k is not None and kind == "maximal":
        message = (
            f"`top_k` of {where} does not go together with kind='maximal': whether a longer pattern is frequent needs "
            "a fixed `min_support`. Use kind='closed', or `max_patterns`."
        )
        raise OptionError(message)
    min_support = 1 if options["min_support"] is None and top_k is not None else options["min_support"]
    max_length = optional_whole_number(options["max_length"], "max_length", where)
    min_length = optional_whole_number(options["min_length"], "min_length", where) or 1
    if max_length is not None and min_length > max_length:
        raise bad_option("min_length", where, f"at most `max_length` ({max_length})", min_length)
    return Asked(
        # More than there are is never reached.
        min_support=min(support_count(min_support, n, where), n + 1),
        kind=kind,
        top_k=_within(top_k),
        min_length=min(min_length, _BEYOND),
        max_length=_within(max_length),
        max_patterns=_within(optional_whole_number(options["max_patterns"], "max_patterns", where)),
        time_limit=seconds(options["time_limit"], where),
        memory_limit=_within(memory_size(options["memory_limit"], "memory_limit", where)),
        n_jobs=threads(options["n_jobs"], where),
        progress=check_progress(options["progress"], where),
    )


def _within(count: int | None) -> int | None:
    return None if count is None else min(count, _BEYOND)


def seconds(value: Any, where: str) -> float | None:
    """`time_limit` as a number of seconds; None where there is none.

    Raises
    ------
    OptionError
        It is no number above 0.
    """
    if value is None:
        return None
    # NaN is not above 0.
    if is_real(value) and value > 0:
        return float(min(value, _FOREVER))
    raise bad_option("time_limit", where, "a number of seconds above 0, or None", value)
