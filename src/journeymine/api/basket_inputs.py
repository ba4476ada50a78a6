"""What `mine_itemsets` reads: baskets in the form they have."""

from collections.abc import Collection, Iterable, Sequence
from os import PathLike, fspath
from typing import Any, TypeAlias

from journeymine.api.event_log import EventLog
from journeymine.api.inputs import about, listed, weighed
from journeymine.api.journeys import Journeys
from journeymine.errors import InputError
from journeymine.journeys.selection import by_customer
from journeymine.journeys.vocabulary import Name
from journeymine.mining import basket_values
from journeymine.mining.basket_sources import from_fimi, from_one_hot, from_pairs
from journeymine.mining.baskets import Baskets
from journeymine.options import bad_option
from journeymine.sources.frames import is_frame, read_memory
from journeymine.sources.one_hot import from_frame, from_matrix, is_matrix
from journeymine.sources.raw import RawColumns

BasketSource: TypeAlias = Journeys | EventLog | Iterable[Collection[Name]] | str | PathLike[str] | Any
"""What `mine_itemsets` reads; frames and matrices are of packages that need not be installed."""

_NEEDS = (
    "Journeys or a list of baskets, each a list of event names",
    "It also takes an EventLog, a one-hot frame or matrix, a frame of (basket, item) pairs, the path of a FIMI file.",
)


def as_baskets(
    data: BasketSource, per: str, where: str, *, multiplicity: Any = None, weights: Any = None
) -> tuple[Baskets, dict[str, Any]]:
    """Baskets, and what to say about them: the unit, and where they came from."""
    if isinstance(data, EventLog):
        data = data.journeys()
    if isinstance(data, Journeys):
        coded = weighed(data, multiplicity, weights, where).coded
        baskets = Baskets.from_journeys(by_customer(coded), per)
        unit = {"journey": "journeys", "element": "elements"}[per]
        return baskets, {"unit": unit, "per": per, **about(coded)}
    if per != "journey":
        raise bad_option("per", where, "'journey' (the default) for baskets, each of which counts once", per)
    baskets, source, labels = _read_baskets(data, where)
    baskets = basket_values.weighed(baskets, multiplicity, weights, lambda: _labels(labels, len(baskets)), where)
    rows = {} if baskets.multiplicity is None else {"n_rows": len(baskets)}
    return baskets, {"unit": "baskets", "per": "basket", "source": source, **rows}


def _read_baskets(data: Any, where: str) -> tuple[Baskets, str, Any]:
    """Baskets, what they were read from, and what they are called; None: by their numbers."""
    if isinstance(data, str | PathLike):
        return from_fimi(fspath(data)), "a FIMI file", None
    if is_matrix(data):
        return from_one_hot(from_matrix(data, where)), "a one-hot matrix", None
    if is_frame(data):
        return _of_frame(data, where)
    return Baskets.from_lists(listed(data, where, _NEEDS)), "lists", None


def _of_frame(data: Any, where: str) -> tuple[Baskets, str, Any]:
    """A frame of two columns that are no flags holds pairs."""
    # A stream can be read only once.
    frame = data if hasattr(data, "iloc") else read_memory(data, list, where=where, option="data")
    width = frame.table.num_columns if isinstance(frame, RawColumns) else frame.shape[1]
    try:
        return from_one_hot(from_frame(frame, where)), "a one-hot frame", getattr(data, "index", None)
    except InputError:
        if width != 2:
            raise
    baskets, names = from_pairs(frame, where)
    return baskets, "(basket, item) pairs", names


def _labels(labels: Any, n: int) -> Sequence[Any]:
    if labels is None:
        return range(n)
    names: Sequence[Any] = labels.tolist() if hasattr(labels, "tolist") else labels.names()
    return names
