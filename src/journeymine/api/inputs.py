"""What the verbs accept beside Journeys, and the sentence for anything else."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from os import PathLike, fspath
from typing import Any, TypeAlias

from journeymine.api.event_log import EventLog
from journeymine.api.journeys import Journeys
from journeymine.errors import InputError
from journeymine.journeys import weighing
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import Element
from journeymine.journeys.selection import by_customer
from journeymine.journeys.vocabulary import Name
from journeymine.mining.basket_sources import from_fimi, from_one_hot, from_pairs
from journeymine.mining.baskets import Baskets
from journeymine.mining.engines.registry import ENGINES
from journeymine.mining.found import FoundPatterns
from journeymine.mining.itemset_counts import CountedItemsets
from journeymine.options import bad_option, support_count
from journeymine.patterns.info import plain
from journeymine.sources.frames import is_frame, read_memory
from journeymine.sources.one_hot import from_frame, from_matrix, is_matrix
from journeymine.sources.raw import RawColumns

BasketSource: TypeAlias = Journeys | EventLog | Iterable[Collection[Name]] | str | PathLike[str] | Any
"""What `mine_itemsets` reads; frames and matrices are of packages that need not be installed."""

_READ = "Read a log with read_events(…) and order it with .journeys(…) first."
_JOURNEYS = ("Journeys or a list of journeys, each a list of event names", _READ)
_BASKETS = (
    "Journeys or a list of baskets, each a list of event names",
    "It also takes an EventLog, a one-hot frame or matrix, a frame of (basket, item) pairs, the path of a FIMI file.",
)


def as_journeys(data: Journeys | Iterable[Sequence[Element]], where: str) -> Journeys:
    """Journeys as they are; lists of lists coded."""
    return data if isinstance(data, Journeys) else Journeys.from_lists(_lists(data, where, _JOURNEYS))


def as_baskets(data: BasketSource, per: str, where: str) -> tuple[Baskets, dict[str, Any]]:
    """Baskets, and what to say about them: the unit, and where they came from."""
    if isinstance(data, EventLog):
        data = data.journeys()
    if isinstance(data, Journeys):
        baskets = Baskets.from_journeys(by_customer(data.coded), per)
        unit = {"journey": "journeys", "element": "elements"}[per]
        return baskets, {"unit": unit, "per": per, **about(data.coded)}
    if per != "journey":
        raise bad_option("per", where, "'journey' (the default) for baskets, each of which counts once", per)
    baskets, source = _read_baskets(data, where)
    return baskets, {"unit": "baskets", "per": "basket", "source": source}


def _read_baskets(data: Any, where: str) -> tuple[Baskets, str]:
    """Baskets, and what they were read from."""
    if isinstance(data, str | PathLike):
        return from_fimi(fspath(data)), "a FIMI file"
    if is_matrix(data):
        return from_one_hot(from_matrix(data, where)), "a one-hot matrix"
    if is_frame(data):
        return _of_frame(data, where)
    return Baskets.from_lists(_lists(data, where, _BASKETS)), "lists"


def _of_frame(data: Any, where: str) -> tuple[Baskets, str]:
    """A frame of two columns that are no flags holds pairs."""
    # A stream can be read only once.
    frame = data if hasattr(data, "iloc") else read_memory(data, list, where=where, option="data")
    width = frame.table.num_columns if isinstance(frame, RawColumns) else frame.shape[1]
    try:
        return from_one_hot(from_frame(frame, where)), "a one-hot frame"
    except InputError:
        if width != 2:
            raise
    return from_pairs(frame, where), "(basket, item) pairs"


def about(coded: CodedJourneys) -> dict[str, Any]:
    """What a result says about the journeys it came from."""
    told = {} if coded.multiplicity is None else {"n_rows": len(coded)}
    tied = float(coded.tied_share)
    return {**told, "n_customers": coded.n_customers, "tied_share": tied, "journeys": plain(coded.recipe)}


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


def _lists(data: Any, where: str, needs: tuple[str, str]) -> list[Any]:
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
