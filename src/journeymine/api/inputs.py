"""What the verbs accept beside Journeys, the sentence for anything else, and what results say of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from journeymine.api.journeys import Journeys
from journeymine.errors import InputError
from journeymine.journeys import weighing
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import Element
from journeymine.mining.engines.registry import ENGINES
from journeymine.mining.found import FoundPatterns
from journeymine.mining.itemset_counts import CountedItemsets
from journeymine.options import support_count
from journeymine.patterns.info import plain

_READ = "Read a log with read_events(…) and order it with .journeys(…) first."
_JOURNEYS = ("Journeys or a list of journeys, each a list of event names", _READ)


def as_journeys(data: Journeys | Iterable[Sequence[Element]] | Any, where: str) -> Journeys:
    """Journeys as they are; lists of lists coded."""
    return data if isinstance(data, Journeys) else Journeys.from_lists(listed(data, where, _JOURNEYS))


def about(coded: CodedJourneys) -> dict[str, Any]:
    """What a result says about the journeys it came from."""
    told = {} if coded.multiplicity is None else {"n_rows": len(coded)}
    made = plain(coded.recipe)
    cleaned = {"recipe": made.pop("cleaning", None), "journeys": made}
    return {**told, "n_customers": coded.n_customers, "tied_share": float(coded.tied_share), **cleaned}


def outcome(
    found: FoundPatterns | CountedItemsets, asked: Mapping[str, Any], n_total: int, where: str
) -> dict[str, Any]:
    """What was asked of a search and how it ended."""
    least, counts = asked["min_support"], asked.get("threshold", "journeys") == "journeys"
    return {
        **{name: plain(value) for name, value in asked.items()},
        # What "auto" stands for.
        "engine": ENGINES[0].name if asked["engine"] == "auto" else asked["engine"],
        # Customers and weight are no count of journeys.
        "min_count": (1 if least is None else support_count(least, n_total, where)) if counts else None,
        "n_total": n_total,
        "truncated": found.truncated,
        "stopped_by": found.stopped_by,
        "proven_above": found.proven_above,
        "seconds": found.seconds,
    }


def weighed(journeys: Journeys, multiplicity: Any, weights: Any, where: str) -> Journeys:
    """The journeys with what they stand for and weigh, as far as it is said."""
    coded = journeys.coded
    if multiplicity is not None:
        coded = replace(coded, multiplicity=weighing.multiplicities(coded, multiplicity, where))
    if weights is not None:
        coded = replace(coded, weights=weighing.weights(coded, weights, where))
    return journeys if coded is journeys.coded else Journeys(coded)


def named(given: Any) -> str | None:
    """What stands in a result for values of each journey: their name, or their kind."""
    return given if given is None or isinstance(given, str) else f"a {type(given).__name__}"


def listed(data: Any, where: str, needs: tuple[str, str]) -> list[Any]:
    """A list of lists as it is; `needs` says what else is needed, and what to do."""
    rows = list(data) if isinstance(data, Iterable) and not isinstance(data, str | bytes | Mapping) else None
    got = type(data).__name__
    if rows is not None:
        known = (list, tuple, set, frozenset)
        if all(issubclass(kind, known) for kind in set(map(type, rows))):
            return rows
        odd = next(place for place, row in enumerate(rows) if not isinstance(row, known))
        got += f" whose number {odd} is {type(rows[odd]).__name__}"
    message = f"{where} needs {needs[0]}; got {got}. {needs[1]}"
    raise InputError(message)
