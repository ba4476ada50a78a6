"""Pairs that were put down by name: tied anew where something came to them, and read back."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.identities.columns import IdColumn, log_columns
from journeymine.journeys.identities.linking import NO_TIME, Linked, times_of
from journeymine.journeys.identities.resolving import check_unresolved, under_persons
from journeymine.journeys.identities.tying import Asked, Coded, Links, coded, components, stamps, tied
from journeymine.sources.identity_tables import IdentityTables
from journeymine.sources.store.identities import StoredRules
from journeymine.sources.table import EventTable, TimeUnit

if TYPE_CHECKING:
    import pyarrow as pa


def named_pairs(rows: Linked, source: str, unit: TimeUnit | None) -> "pa.Table":
    """The pairs of rows by name, as a store keeps them; rows with one id, or with one that stands for nobody, say none.

    Parameters
    ----------
    rows
        Rows of two columns of ids.
    source
        Where they are from.
    unit
        Of the times; None for order numbers.
    """
    import pyarrow as pa

    ids = coded(rows.columns, (), 1)
    left, right = (ids.dense(column, rows.n_rows) for column in rows.columns)
    nobody = np.append(ids.nobody, True)
    last = len(ids.nobody)
    said = ~nobody[np.minimum(left, last)] & ~nobody[np.minimum(right, last)]
    there = np.flatnonzero(said & (left != right))
    times = times_of(rows, unit)[there]
    kinds, names = _named(ids)
    return pa.table(
        {
            "left_kind": kinds.take(pa.array(left[there])),
            "left_id": names.take(pa.array(left[there])),
            "right_kind": kinds.take(pa.array(right[there])),
            "right_id": names.take(pa.array(right[there])),
            "time": pa.array(times, mask=times == NO_TIME),
            "source": pa.repeat(pa.scalar(source, pa.large_string()), len(there)),
            "n": np.ones(len(there), np.int64),
            "confirmed": np.full(len(there), rows.confirmed),
        }
    )


def retied(pairs: "pa.Table", rules: StoredRules, n_jobs: int) -> "tuple[pa.Table, pa.Table]":
    """Who is who by some pairs, which are all those of their components.

    Parameters
    ----------
    pairs
        By name; the same one may stand there several times.
    rules
        The rule.
    n_jobs
        Threads.

    Returns
    -------
    pairs, ids
        As a store keeps them: pairs once each with their verdict; ids with the id that names their group. Both with the
        number of their ``component``, from 0.
    """
    import pyarrow as pa

    sides = [_columns(pairs, side) for side in ("left", "right")]
    known = [kind for kind in rules.known if any(column.kind == kind for side in sides for column in side)]
    ids = coded([column for side in sides for column in side], known, n_jobs)
    found = _links(pairs, ids, sides)
    asked = Asked(tuple(known), rules.rule, rules.max_ids, n_jobs)
    who = tied(found, ids, None, asked)
    number = np.unique(components(found, int(ids.starts[-1]), n_jobs), return_inverse=True)[1].astype(np.int64)
    kinds, names = _named(ids)
    group, left, right = (
        pa.array(column.to_numpy()) for column in (who.ids["group"], who.pairs["left"], who.pairs["right"])
    )
    of_ids = {
        "component": number,
        "kind": kinds,
        "id": names,
        "group_kind": kinds.take(group),
        "group_id": names.take(group),
        "apart": who.ids["apart"],
        "time": who.ids["since"],
        "n": who.ids["n"].cast(pa.int64()),
    }
    of_pairs = {
        "component": number[left.to_numpy()],
        "left_kind": kinds.take(left),
        "left_id": names.take(left),
        "right_kind": kinds.take(right),
        "right_id": names.take(right),
        "time": who.pairs["since"],
        "source": who.pairs["source"].cast(pa.string()),
        "n": who.pairs["n"].cast(pa.int64()),
        "confirmed": who.pairs["confirmed"],
        "verdict": who.pairs["verdict"],
    }
    return pa.table(of_pairs), pa.table(of_ids)


def read_back(
    pairs: "pa.Table", ids: "pa.Table", rules: StoredRules, beside: Sequence[IdColumn] = (), n_jobs: int = 1
) -> tuple[IdentityTables, Coded]:
    """Who is who as a store has it, in the order in which one resolution of everything gives it.

    Parameters
    ----------
    pairs, ids
        All that a store has.
    rules
        Its rules.
    beside
        Columns of further ids, which are by themselves where they are in no pair.
    n_jobs
        Threads.

    Returns
    -------
    IdentityTables, Coded
        With the codes of the columns of `beside`.
    """
    import pyarrow as pa

    own, group = _columns(ids, ""), _columns(ids, "group")
    left, right = _columns(pairs, "left"), _columns(pairs, "right")
    every = [*own, *group, *left, *right, *beside]
    known = tuple(kind for kind in rules.known if any(column.kind == kind for column in every))
    codes = coded(every, known, n_jobs)
    unit: TimeUnit | None = None if rules.order_numbers in {None, True} else "ns"
    at, n_ids = codes.whole(own, ids.num_rows), int(codes.starts[-1])
    told: dict[str, NDArray[Any]] = {
        "group": np.arange(n_ids, dtype=np.uint32),
        "apart": np.zeros(n_ids, np.uint8),
        "since": np.full(n_ids, NO_TIME),
        "n": np.zeros(n_ids, np.uint64),
    }
    told["group"][at] = codes.whole(group, ids.num_rows)
    told["apart"][at] = ids["apart"].to_numpy()
    told["since"][at] = _times(ids)
    told["n"][at] = ids["n"].to_numpy()
    lefts, rights = codes.whole(left, pairs.num_rows), codes.whole(right, pairs.num_rows)
    times, confirmed = _times(pairs), pairs["confirmed"].to_numpy()
    order = np.lexsort((rights, lefts, times, ~confirmed.astype(bool)))
    kinds, names = _named(codes)
    of_pairs = {
        "left": lefts[order],
        "right": rights[order],
        "since": stamps(times[order], unit),
        "source": pairs["source"].take(pa.array(order)).cast(pa.string()).combine_chunks().dictionary_encode(),
        "n": pairs["n"].to_numpy()[order].astype(np.uint64),
        "confirmed": confirmed[order].astype(bool),
        "verdict": pairs["verdict"].to_numpy()[order],
    }
    of_ids = {
        "kind": kinds.cast(pa.string()).dictionary_encode(),
        "id": names,
        "group": told["group"],
        "apart": told["apart"],
        "since": stamps(told["since"], unit),
        "n": told["n"],
    }
    return IdentityTables(pa.table(of_ids), pa.table(of_pairs), rules.known, rules.rule, rules.max_ids), codes


def under_stored(table: EventTable, pairs: "pa.Table", ids: "pa.Table", rules: StoredRules) -> EventTable:
    """A log of the store under the persons of the store.

    Parameters
    ----------
    table
        The log; its further columns of known kinds name the person of a row, as in `resolve_identities`.
    pairs, ids, rules
        All that the store has.
    """
    check_unresolved(table, "person")
    named = [name for name in table.extra if rules.kinds.get(name, name) in rules.known]
    of_log = {name: log_columns(table, name, rules.kinds, text=True) for name in (table.customer, *named)}
    beside = [column for columns in of_log.values() for column in columns]
    identities, codes = read_back(pairs, ids, rules, beside)
    told = {"known": list(rules.known), "rule": rules.rule, "max_ids": rules.max_ids, "kinds": _plain(rules.kinds)}
    return under_persons(table, "person", identities, codes, of_log, {"edges": "of the store", **told})


def _plain(kinds: Mapping[str, str | Mapping[str, str]]) -> dict[str, object]:
    return {name: kind if isinstance(kind, str) else dict(kind) for name, kind in kinds.items()}


def _columns(table: "pa.Table", side: str) -> list[IdColumn]:
    """Names of a table as columns of ids, one a kind."""
    import pyarrow as pa

    lead = f"{side}_" if side else ""
    kinds = table[f"{lead}kind"].cast(pa.string()).combine_chunks().dictionary_encode()
    kinds = kinds.combine_chunks() if isinstance(kinds, pa.ChunkedArray) else kinds
    of_row = kinds.indices.to_numpy()
    names = table[f"{lead}id"].cast(pa.large_string())
    found = []
    for code, kind in enumerate(kinds.dictionary.to_pylist()):
        rows = np.flatnonzero(of_row == code)
        found.append(IdColumn(kind, names.take(pa.array(rows)), rows, "the store"))
    return found


def _links(pairs: "pa.Table", ids: Coded, sides: Sequence[Sequence[IdColumn]]) -> Links:
    """Pairs by name as the core takes them."""
    import pyarrow as pa

    n_rows = pairs.num_rows
    confirmed = pairs["confirmed"].to_numpy().astype(bool)
    order = np.argsort(~confirmed, kind="stable")
    left, right = (ids.whole(side, n_rows)[order] for side in sides)
    sources = pairs["source"].cast(pa.string()).combine_chunks()
    labels = sorted(set(sources.to_pylist()))
    places = pa.compute.index_in(sources, value_set=pa.array(labels, pa.string())).to_numpy().astype(np.uint32)
    counts = pairs["n"].to_numpy().astype(np.uint64)[order]
    return Links(left, right, _times(pairs)[order], places[order], int(confirmed.sum()), tuple(labels), counts)


def _times(table: "pa.Table") -> NDArray[np.int64]:
    found: NDArray[np.int64] = table["time"].fill_null(NO_TIME).to_numpy()
    return found


def _named(ids: Coded) -> "tuple[pa.Array, pa.Array]":
    """The kind and the name of every code."""
    import pyarrow as pa

    kinds = pa.array(ids.kinds, pa.large_string()).take(
        pa.array(np.repeat(np.arange(len(ids.kinds)), np.diff(ids.starts)))
    )
    return kinds, pa.chunked_array(ids.names, pa.large_string()).combine_chunks()
