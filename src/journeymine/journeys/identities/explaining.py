"""Why an id belongs to a person: the chain of pairs that ties it to the id that names the person."""

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.journeys.vocabulary import Name
from journeymine.options import bad_option
from journeymine.sources.identity_tables import VERDICTS, IdentityTables
from journeymine.sources.masking import masked

_TIED = VERDICTS.index("tied")


def find_id(tables: IdentityTables, name: Name, kind: str | None, where: str) -> int:
    """The row of an id.

    Parameters
    ----------
    tables
        Who is who.
    name
        An id, or ``"kind:id"`` as persons are called.
    kind
        What it is; None where only one kind has such an id.
    where
        The verb, for messages.

    Raises
    ------
    OptionError
        `name` is no name, or several kinds have it.
    InputError
        There is no such id.
    """
    import pyarrow.compute as pc

    if isinstance(name, bool) or not isinstance(name, str | int | np.integer):
        raise bad_option("customer", where, "an id, or a person such as 'customer_number:17'", name)
    text = str(name)
    found = _places(tables, text, kind)
    if not len(found) and kind is None and ":" in text:
        of_kind, _, rest = text.partition(":")
        found = _places(tables, rest, of_kind)
    if len(found) == 1:
        return int(found[0])
    if len(found):
        kinds = [tables.ids["kind"][int(place)].as_py() for place in found]
        raise bad_option("kind", where, f"one of {', '.join(map(repr, kinds))}, which all have such an id", kind)
    kinds = pc.unique(tables.ids["kind"].cast("string")).to_pylist()
    message = f"There is no id {masked(text)} of the kinds {', '.join(map(repr, kinds))}; `customer` of {where} is one."
    raise InputError(message)


def _places(tables: IdentityTables, text: str, kind: str | None) -> NDArray[np.int64]:
    import pyarrow.compute as pc

    there = pc.equal(tables.ids["id"], text)
    if kind is not None:
        there = pc.and_(there, pc.equal(tables.ids["kind"].cast("string"), kind))
    found: NDArray[np.int64] = np.flatnonzero(np.asarray(there))
    return found


def chain_of(tables: IdentityTables, one: int) -> NDArray[np.int64]:
    """The pairs that tie an id to its person, from the id on; all that tie the person where the id names it.

    Parameters
    ----------
    tables
        Who is who.
    one
        The row of an id.

    Returns
    -------
    NDArray
        Rows of `tables.pairs`. The pairs that tie are a forest, so there is one chain; of a quarantined id, the chain
        to the least id of what it would have been merged with.
    """
    groups = tables.ids["group"].to_numpy()
    lefts, rights = tables.pairs["left"].to_numpy(), tables.pairs["right"].to_numpy()
    verdicts = tables.pairs["verdict"].to_numpy()
    own = np.flatnonzero((groups[lefts] == groups[one]) & (verdicts == _TIED))
    target = int(groups[one])
    if one == target:
        return own
    next_to: dict[int, list[tuple[int, int]]] = {}
    for pair, left, right in zip(own.tolist(), lefts[own].tolist(), rights[own].tolist(), strict=True):
        next_to.setdefault(left, []).append((right, pair))
        next_to.setdefault(right, []).append((left, pair))
    before: dict[int, tuple[int, int]] = {one: (-1, -1)}
    waiting = deque([one])
    while target not in before:
        here = waiting.popleft()
        for there, pair in next_to[here]:
            if there not in before:
                before[there] = (here, pair)
                waiting.append(there)
    chain, at = [], target
    while at != one:
        at, pair = before[at]
        chain.append(pair)
    return np.array(chain[::-1], np.int64)


def refused_with(tables: IdentityTables, one: int) -> NDArray[np.int64]:
    """The pairs with this id that were refused, as they would have merged two known ids: rows of `tables.pairs`."""
    pairs: Any = tables.pairs
    here = (pairs["left"].to_numpy() == one) | (pairs["right"].to_numpy() == one)
    found: NDArray[np.int64] = np.flatnonzero(here & (pairs["verdict"].to_numpy() == VERDICTS.index("refused")))
    return found
