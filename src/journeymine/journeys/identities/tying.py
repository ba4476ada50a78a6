"""Ids as codes in their fixed order, and the persons that the core makes of their pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.errors import CapacityError
from journeymine.journeys.identities.columns import IdColumn, same_type
from journeymine.journeys.identities.linking import NO_TIME, Linked, times_of
from journeymine.journeys.naming import MOST_NAMES, encode_names
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.sources.faults.placeholders import placeholders
from journeymine.sources.identity_tables import IdentityTables
from journeymine.sources.table import TimeUnit

if TYPE_CHECKING:
    import pyarrow as pa

#: The code of no id.
NONE = np.uint32(MOST_NAMES)


@dataclass(frozen=True)
class Asked:
    """How pairs become persons; as `resolve_identities` takes it."""

    known: tuple[str, ...]
    rule: str
    max_ids: int | None
    threads: int


@dataclass(frozen=True, eq=False)
class Coded:
    """All ids in their fixed order: the code of an id is its rank.

    Attributes
    ----------
    kinds
        The kinds in order, known ones first, and where the codes of each begin: shape (n_kinds + 1,).
    names
        The ids as text, one array a kind.
    codes
        The code of each value of each column, by the identity of the column.
    nobody
        Which codes are placeholders, such as ``guest`` or ``n/a``: they are never paired.
    """

    kinds: tuple[str, ...]
    starts: NDArray[np.int64]
    names: "Sequence[pa.Array]"
    codes: dict[int, NDArray[np.uint32]]
    nobody: NDArray[np.bool_]

    def dense(self, column: IdColumn, n_rows: int) -> NDArray[np.uint32]:
        """The code of a column in every row, `NONE` where there is no id."""
        every = np.full(n_rows, NONE)
        every[column.rows] = self.codes[id(column)]
        return every

    def whole(self, columns: Sequence[IdColumn], n_rows: int) -> NDArray[np.uint32]:
        """The code of every row of a column that comes in parts, one a kind; `NONE` where no part has an id."""
        every = np.full(n_rows, NONE)
        for column in columns:
            every[column.rows] = self.codes[id(column)]
        return every


def coded(columns: Sequence[IdColumn], known: Sequence[str], threads: int) -> Coded:
    """Rank all ids: by kind (known ones first, as given; the others by name), then by name.

    Raises
    ------
    InputError
        A kind is text here and integers there.
    CapacityError
        There are more ids than 32-bit codes can number.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    same_type(columns, lambda column: not pa.types.is_integer(column.values.type))
    kinds = (*known, *sorted({column.kind for column in columns} - set(known)))
    starts, names, nobody = [0], [], []
    codes: dict[int, NDArray[np.uint32]] = {}
    for kind in kinds:
        own = [column for column in columns if column.kind == kind]
        ranks, vocabulary = encode_names(_together([column.values for column in own]), threads)
        if starts[-1] + len(vocabulary) >= MOST_NAMES:
            message = f"There are more than {MOST_NAMES:,} ids, which is the most that can be told apart."
            raise CapacityError(message)
        ends = np.cumsum([len(column.values) for column in own])
        parts = np.split((ranks + np.uint32(starts[-1])).astype(np.uint32), ends[:-1])
        codes.update({id(column): part for column, part in zip(own, parts, strict=True)})
        ids = _array(vocabulary)
        nobody.append(placeholders(ids))
        names.append(pc.cast(ids, pa.large_string()))
        starts.append(starts[-1] + len(vocabulary))
    return Coded(kinds, np.array(starts), names, codes, np.concatenate([np.zeros(0, np.bool_), *nobody]))


def _array(vocabulary: Vocabulary) -> "pa.Array":
    import pyarrow as pa

    if vocabulary.text is None or vocabulary.text_offsets is None:
        return pa.array(vocabulary.integers, pa.int64())
    buffers = [pa.py_buffer(vocabulary.text_offsets), pa.py_buffer(vocabulary.text)]
    return pa.LargeStringArray.from_buffers(len(vocabulary), *buffers)


def _together(columns: "Sequence[pa.ChunkedArray]") -> "pa.ChunkedArray":
    """Columns of names of one kind as one."""
    import pyarrow as pa

    filled = [column for column in columns if len(column)] or list(columns[:1])
    kinds = {column.type for column in filled}
    if len(kinds) > 1:
        filled = [column.cast(pa.large_string()) for column in filled]
    return pa.chunked_array([chunk for column in filled for chunk in column.chunks], filled[0].type)


@dataclass(frozen=True, eq=False)
class Links:
    """Pairs of codes row by row, as the core takes them: confirmed ones first."""

    lefts: NDArray[np.uint32]
    rights: NDArray[np.uint32]
    times: NDArray[np.int64]
    sources: NDArray[np.uint32]
    n_confirmed: int
    labels: tuple[str, ...]
    counts: NDArray[np.uint64] | None = None


def links(rows: Sequence[Linked], ids: Coded, unit: TimeUnit | None) -> Links:
    """All pairs of ids that stand in one row; an id that stands for nobody is in none.

    Parameters
    ----------
    rows
        Confirmed ones first.
    ids
        The codes of their columns.
    unit
        Of the times.
    """
    labels = tuple(sorted({label for one in rows for label in one.labels}))
    found: list[tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint32]]] = []
    n_confirmed = 0
    for one in rows:
        times = times_of(one, unit)
        places = np.array([labels.index(label) for label in one.labels], np.uint32)
        sources = places[np.zeros(one.n_rows, np.int64) if one.label_of is None else one.label_of]
        dense = [ids.dense(column, one.n_rows) for column in one.columns]
        # A code that stands for nobody is as good as none; the last place answers for `NONE`.
        nobody = np.append(ids.nobody, True)
        there = [~nobody[np.minimum(codes, len(ids.nobody))] for codes in dense]
        for (left, has_left), (right, has_right) in combinations(zip(dense, there, strict=True), 2):
            both = np.flatnonzero(has_left & has_right)
            found.append((left[both], right[both], times[both], sources[both]))
            n_confirmed += len(both) if one.confirmed else 0
    lefts, rights, times, sources = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Links(lefts, rights, times, sources, n_confirmed, labels)


def tied(found: Links, ids: Coded, unit: TimeUnit | None, asked: Asked) -> IdentityTables:
    """The persons that the pairs make by the rule.

    Parameters
    ----------
    found, ids
        The pairs, and the ids their codes stand for.
    unit
        Of the times.
    asked
        The rule.
    """
    out = _core.tie_identities(
        found.lefts,
        found.rights,
        found.times,
        found.sources,
        counts=found.counts,
        n_confirmed=found.n_confirmed,
        n_ids=int(ids.starts[-1]),
        n_known=int(ids.starts[len(asked.known)]),
        rule=asked.rule,
        max_ids=asked.max_ids,
        n_jobs=asked.threads,
    )
    return _tables(out, ids, found.labels, unit, asked)


def components(found: Links, n_ids: int, n_jobs: int) -> NDArray[np.uint32]:
    """What hangs together by any pair, refused ones included: the least code that each id is connected to.

    Parameters
    ----------
    found
        The pairs.
    n_ids
        How many codes there are.
    n_jobs
        Threads.
    """
    out = _core.tie_identities(
        found.lefts,
        found.rights,
        found.times,
        found.sources,
        counts=None,
        n_confirmed=0,
        n_ids=n_ids,
        n_known=0,
        rule="connected",
        max_ids=None,
        n_jobs=n_jobs,
    )
    return out["groups"]


def _tables(
    out: "_core._Identities", ids: Coded, labels: tuple[str, ...], unit: TimeUnit | None, asked: Asked
) -> IdentityTables:
    import pyarrow as pa

    kinds = np.repeat(np.arange(len(ids.kinds), dtype=np.int32), np.diff(ids.starts))
    rows = {
        "kind": pa.DictionaryArray.from_arrays(kinds, pa.array(ids.kinds, pa.string())),
        "id": pa.chunked_array(ids.names, pa.large_string()),
        "group": out["groups"],
        "apart": out["apart"],
        "since": stamps(out["since"], unit),
        "n": out["seen"],
    }
    pairs = {
        "left": out["lefts"],
        "right": out["rights"],
        "since": stamps(out["times"], unit),
        "source": pa.DictionaryArray.from_arrays(out["sources"].astype(np.int32), pa.array(labels, pa.string())),
        "n": out["counts"],
        "confirmed": out["confirmed"],
        "verdict": out["verdicts"],
    }
    return IdentityTables(pa.table(rows), pa.table(pairs), asked.known, asked.rule, asked.max_ids)


def stamps(times: NDArray[np.int64], unit: TimeUnit | None) -> "pa.Array":
    """Times as a column: null where there is none."""
    import pyarrow as pa

    column = pa.array(times, mask=times == NO_TIME)
    return column if unit is None else column.cast(pa.timestamp(unit, "UTC"))
