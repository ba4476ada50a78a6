"""Paths that are the same told once, and customers whose paths are the same, so that a row for many is those many."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from journeymine.actions.attribution.paths import Integers, Paths

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False)
class Pooled:
    """Distinct paths, and which of them customers have.

    Their order follows from what they are, not from the rows of the log: so sums and draws are the same wherever a row
    that stands for many is written out.

    Attributes
    ----------
    paths
        The distinct ones, n_kinds of them.
    has
        Sparse, shape (n_sorts, n_kinds): how many of each path a customer of each sort has.
    many
        int64, shape (n_sorts,): customers of each sort.
    """

    paths: Paths
    has: "csr_array"
    many: Integers


def pool(paths: Paths, customer: Integers, many: Integers, *, timed: bool) -> Pooled:
    """Tell same paths, and same customers, once.

    Parameters
    ----------
    paths
        All paths.
    customer
        int64, shape (n_paths,): whose each is, from 0.
    many
        int64, shape (n_customers,): for how many customers each stands.
    timed
        Are paths other ones where the times between touches are?
    """
    from scipy.sparse import csr_array

    kind, kinds = _numbered(_keys(paths, timed=timed))
    order = np.lexsort((kind, customer))
    who = customer[order]
    firsts = np.flatnonzero(np.concatenate([[True], who[1:] != who[:-1]])[: len(who)])
    ends = np.append(firsts, len(who)).tolist()
    # Big ends first: then the order of bytes is that of numbers.
    listed = kind[order].astype(">i8").tobytes()
    sort, sorts = _numbered([listed[8 * start : 8 * end] for start, end in pairwise(ends)])
    of_sort = np.bincount(sort, weights=many[who[firsts]], minlength=len(sorts)).astype(np.int64)
    sizes = np.array([len(one) // 8 for one in sorts], np.int64)
    held = np.frombuffer(b"".join(sorts), ">i8").astype(np.int64)
    rows = np.repeat(np.arange(len(sorts)), sizes)
    has = csr_array((np.ones(len(held)), (rows, held)), shape=(len(sorts), len(kinds)))
    has.sum_duplicates()
    return Pooled(_of(paths, kind, len(kinds)), has, of_sort)


def _numbered(keys: list[bytes]) -> tuple[Integers, list[bytes]]:
    """The place of each key among the distinct ones, in their order."""
    distinct = sorted(set(keys))
    place = {key: number for number, key in enumerate(distinct)}
    return np.fromiter(map(place.__getitem__, keys), np.int64, len(keys)), distinct


def _keys(paths: Paths, *, timed: bool) -> list[bytes]:
    """What makes a path what it is, as bytes."""
    tail = np.zeros(len(paths), [("converted", np.bool_), ("worth", np.float64)])
    tail["converted"], tail["worth"] = paths.converted, paths.worth
    parts = [(tail.tobytes(), 9, np.arange(len(paths) + 1).tolist())]
    offsets = paths.offsets.tolist()
    parts.append((paths.touches.astype(np.int32).tobytes(), 4, offsets))
    if not paths.opens.all():
        parts.append((paths.opens.tobytes(), 1, offsets))
    if timed:
        # No credit comes to paths that did not convert, so their times are no matter.
        ages = np.where(paths.converted[paths.path], paths.ages, 0)
        parts.append((ages.tobytes(), 8, offsets))
    columns = ([buffer[size * start : size * end] for start, end in pairwise(ends)] for buffer, size, ends in parts)
    return [b"".join(row) for row in zip(*columns, strict=True)]


def _of(paths: Paths, kind: Integers, n_kinds: int) -> Paths:
    """The first path of each kind."""
    first = np.full(n_kinds, len(paths), np.int64)
    np.minimum.at(first, kind, np.arange(len(paths)))
    sizes = np.diff(paths.offsets)[first]
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    rows = np.repeat(paths.offsets[first] - offsets[:-1], sizes) + np.arange(offsets[-1])
    return replace(
        paths,
        touches=paths.touches[rows],
        offsets=offsets,
        opens=paths.opens[rows],
        ages=paths.ages[rows],
        converted=paths.converted[first],
        worth=paths.worth[first],
    )
