"""What the verbs accept beside Journeys, and the sentence for anything else."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from journeymine.api.journeys import Journeys
from journeymine.errors import InputError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import Element
from journeymine.journeys.selection import by_customer
from journeymine.journeys.vocabulary import Name
from journeymine.mining.baskets import Baskets
from journeymine.mining.engines.registry import ENGINES
from journeymine.mining.found import FoundPatterns
from journeymine.options import bad_option, support_count
from journeymine.patterns.info import plain


def as_journeys(data: Journeys | Iterable[Sequence[Element]], where: str) -> Journeys:
    """Journeys as they are; lists of lists coded."""
    return data if isinstance(data, Journeys) else Journeys.from_lists(_lists(data, where, "journeys"))


def as_baskets(data: Journeys | Iterable[Collection[Name]], per: str, where: str) -> tuple[Baskets, dict[str, Any]]:
    """Baskets, and what to say about them: the unit, and where they came from."""
    if isinstance(data, Journeys):
        baskets = Baskets.from_journeys(by_customer(data.coded), per)
        unit = {"journey": "journeys", "element": "elements"}[per]
        return baskets, {"unit": unit, "per": per, **about(data.coded)}
    if per != "journey":
        raise bad_option("per", where, "'journey' (the default) for a list of baskets, each of which counts once", per)
    return Baskets.from_lists(_lists(data, where, "baskets")), {"unit": "baskets", "per": "basket"}


def about(coded: CodedJourneys) -> dict[str, Any]:
    """What a result says about the journeys it came from."""
    return {"n_customers": coded.n_customers, "tied_share": float(coded.tied_share), "journeys": plain(coded.recipe)}


def outcome(found: FoundPatterns, asked: Mapping[str, Any], n_total: int, where: str) -> dict[str, Any]:
    """What was asked of a search and how it ended."""
    least = asked["min_support"]
    return {
        **{name: plain(value) for name, value in asked.items()},
        # What "auto" stands for.
        "engine": ENGINES[0].name if asked["engine"] == "auto" else asked["engine"],
        "min_count": 1 if least is None else support_count(least, n_total, where),
        "n_total": n_total,
        "truncated": found.truncated,
        "stopped_by": found.stopped_by,
        "proven_above": found.proven_above,
        "seconds": found.seconds,
    }


def _lists(data: Any, where: str, what: str) -> list[Any]:
    rows = list(data) if isinstance(data, Iterable) and not isinstance(data, str | bytes | Mapping) else None
    got = type(data).__name__
    if rows is not None:
        odd = next(
            (place for place, row in enumerate(rows) if not isinstance(row, list | tuple | set | frozenset)), None
        )
        if odd is None:
            return rows
        got += f" whose number {odd} is {type(rows[odd]).__name__}"
    message = (
        f"{where} needs Journeys or a list of {what}, each a list of event names; got {got}. "
        "Read a log with read_events(…) and order it with .journeys(…) first."
    )
    raise InputError(message)
