"""The search of itemsets in journeys in parts, wherever these are: on disk, or on other machines."""

import time
from dataclasses import replace
from typing import Any, Literal, overload

from journeymine.api.in_parts import for_a_part, refuse_in_parts
from journeymine.api.inputs import about, outcome
from journeymine.api.itemset_counts import BOUNDS, ItemsetCounts
from journeymine.api.itemset_set import ItemsetSet
from journeymine.mining.asked import Asked, check
from journeymine.mining.constraints import told
from journeymine.mining.holding import constrain_items
from journeymine.mining.itemset_counts import tallied
from journeymine.mining.itemsets import WHERE
from journeymine.mining.parted import PartedJourneys
from journeymine.mining.parted_itemsets import BasketParts, find_itemsets_in_parts
from journeymine.mining.progress import telling
from journeymine.options import choice
from journeymine.patterns.table import from_found
from journeymine.ranking.association.parted import columns_in_parts


@overload
def mine_itemset_parts(
    parts: PartedJourneys,
    per: str,
    asked: dict[str, Any],
    further: dict[str, Any],
    *,
    where: str,
    source: str | None = None,
    count_only: Literal[False] = False,
    progress: Any = None,
) -> ItemsetSet: ...
@overload
def mine_itemset_parts(
    parts: PartedJourneys,
    per: str,
    asked: dict[str, Any],
    further: dict[str, Any],
    *,
    where: str,
    source: str | None = None,
    count_only: bool,
    progress: Any = None,
) -> ItemsetSet | ItemsetCounts: ...
def mine_itemset_parts(
    parts: PartedJourneys,
    per: str,
    asked: dict[str, Any],
    further: dict[str, Any],
    *,
    where: str,
    source: str | None = None,
    count_only: bool = False,
    progress: Any = None,
) -> ItemsetSet | ItemsetCounts:
    """What `mine_itemsets` does for journeys in parts.

    Parameters
    ----------
    parts
        The journeys.
    per
        ``"journey"`` or ``"element"``.
    asked
        The options of `find_itemsets`.
    further
        Those of `mine_itemsets` beside: ``multiplicity, weights, random_state``.
    where
        Where the journeys are, for messages: ``"on disk"``.
    source
        What was read, where each journey is a basket.
    count_only, progress
        As `mine_itemsets` takes them; what is counted is found first.

    Returns
    -------
    An `ItemsetSet` without journeys, as a loaded one: what is computed from journeys needs them passed.

    Raises
    ------
    OptionError
        An option that needs all journeys at once.
    CapacityError
        The search of a part needs more memory than allowed.
    """
    refuse_in_parts(asked, {name: further[name] for name in ("multiplicity", "weights")}, where, WHERE)
    unit = {"journey": "journeys", "element": "elements"}[choice(per, "per", WHERE, ("journey", "element"))]
    begin = time.perf_counter()
    baskets = BasketParts.of(parts, per)
    total = sum(baskets.sizes)
    wish = _checked(parts, {**asked, "progress": progress}, total)
    with telling(wish.progress) as tell:
        found = find_itemsets_in_parts(baskets, wish, tell)
    found = replace(found, seconds=time.perf_counter() - begin)
    said: dict[str, Any] = {"unit": "baskets", "per": "basket", "source": source}
    if source is None:
        said = {"unit": unit, "per": per, **about(parts.outline), "n_customers": parts.n_customers}
    noted = told({name: value for name, value in asked.items() if not (count_only and name in BOUNDS)})
    info = {"verb": WHERE, **said, **outcome(found, {**noted, **further}, total, WHERE)}
    if count_only:
        return ItemsetCounts(info, tallied(found))
    table = from_found("itemsets", found, parts.outline.vocabulary, total, info)
    n_customers = parts.n_customers if per == "journey" else None
    return ItemsetSet(table.with_columns(dict(columns_in_parts(baskets, found, wish, n_customers=n_customers))))


def _checked(parts: PartedJourneys, asked: dict[str, Any], total: int) -> Asked:
    wish = check({**asked, **for_a_part(parts, asked, WHERE)}, total, WHERE)
    return replace(wish, constraints=constrain_items(asked, parts.outline, WHERE))
