"""The sentences over an attribution."""

from dataclasses import asdict, dataclass
from typing import Any

from journeymine.actions.attribution.asked import Asked


@dataclass(frozen=True)
class Counted:
    """What an attribution is of, and what it leaves out; those that rows stand for count.

    Attributes
    ----------
    n_journeys, n_customers
        Of the log.
    n_conversions, n_converted_customers
        Goals, and the customers who reached one.
    n_divided
        Conversions with a channel before them.
    n_paths_lost
        Paths that did not convert.
    n_open
        Those of them whose time to convert goes beyond the end of observation.
    n_at_goal
        Conversions with a channel at their very time, which is not before them.
    n_tied
        Paths with several channels at one time.
    value, value_divided
        Of all conversions, and of those divided; None where it was not asked for.
    n_unvalued
        Conversions whose value is missing.
    ends_known
        Is the end of observation known?
    """

    n_journeys: int
    n_customers: int
    n_conversions: int
    n_converted_customers: int
    n_divided: int
    n_paths_lost: int
    n_open: int
    n_at_goal: int
    n_tied: int
    value: float | None
    value_divided: float | None
    n_unvalued: int
    ends_known: bool

    def told(self) -> dict[str, Any]:
        """The numbers, for `info`."""
        return {name: value for name, value in asdict(self).items() if name != "ends_known"}


def notes(counted: Counted, asked: Asked, *, sampled: bool) -> tuple[str, ...]:
    """What a reader must know before the first number."""
    return (
        "observational: a division of credit, not an effect; an effect needs a hold-out: jm.step_effect",
        *_conversions(counted, asked),
        *_lost(counted, asked),
        *_methods(counted, asked, sampled=sampled),
        *_draws(counted, asked),
    )


def _conversions(counted: Counted, asked: Asked) -> list[str]:
    goal = " or ".join(map(str, asked.goals))
    within = "" if asked.within is None else f" within {asked.told['within']}"
    worth = "" if counted.value is None else f", worth {counted.value:,.15g}"
    of = f"{counted.n_converted_customers:,} of {counted.n_customers:,} customers{worth}"
    lines = [f"{counted.n_conversions:,} conversions ({goal}) of {of}"]
    rest = counted.n_conversions - counted.n_divided
    left = "" if counted.value_divided is None else f" (worth {counted.value_divided:,.15g})"
    lines.append(f"{counted.n_divided:,}{left} with a channel before them{within} are divided, {rest:,} have none")
    if counted.n_at_goal:
        lines.append(
            f"{counted.n_at_goal:,} conversions have a channel at their very time, which does not count for them"
        )
    if counted.n_unvalued:
        lines.append(f"{counted.n_unvalued:,} conversions without a value count as worth 0")
    return lines


def _lost(counted: Counted, asked: Asked) -> list[str]:
    line = f"{counted.n_paths_lost:,} paths did not convert"
    if not counted.ends_known:
        return [f"{line}; whether they were observed to their end is not known"]
    if asked.within is None:
        return [f"{line}; without `within` any of them may yet"] if counted.n_paths_lost else [line]
    if not counted.n_open:
        return [line]
    return [f"{line}; {counted.n_open:,} of them may yet, as observation ends less than {asked.told['within']} later"]


def _methods(counted: Counted, asked: Asked, *, sampled: bool) -> list[str]:
    lines = []
    if "markov" in asked.methods:
        lines.append(f"markov: chain of order {asked.order}, removal effects by exact solution")
        if counted.n_tied:
            lines.append(f"{counted.n_tied:,} paths have several channels at one time; markov takes these by name")
    if "shapley" in asked.methods:
        what = {
            "conversions": "a set of channels is worth the conversions that need no others; exact",
            "rate": "a set of channels is worth the conversion rate of the paths that need no others; "
            + ("orders of channels drawn, see sampling_error" if sampled else "exact"),
        }
        lines.append(f"shapley: {what[asked.worth]}")
    return lines


def _draws(counted: Counted, asked: Asked) -> list[str]:
    if not asked.n_bootstrap:
        return []
    unit = "customers" if counted.n_customers == counted.n_journeys else "customers, with all their journeys,"
    return [f"95 % intervals: {unit} drawn again {asked.n_bootstrap:,} times, seed {asked.seed}"]
