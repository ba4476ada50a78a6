"""What a table tells its reader: how many journeys hold what, and which of these sets lie in which others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.found import FoundPatterns
from journeymine.patterns.gaps import rules
from journeymine.patterns.inside import inside
from journeymine.patterns.table import PatternTable, is_ordered, joined

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
#: Which columns of rules count the journeys of a side.
_SIDES = {"antecedent": "n_antecedent", "consequent": "n_consequent"}


@dataclass(frozen=True, eq=False)
class Counted:
    """Sets of journeys (those that hold a pattern), each once, and the rows of a table that tell their sizes.

    Attributes
    ----------
    keys
        What each set holds in codes, shape (n_sets,): for sets that are itemsets, their items.
    sizes
        float64, shape (n_sets, n_groups + 1): how many journeys of each group, then of all; NaN where it is not told.
    totals
        float64, shape (n_groups + 1,): the same of all journeys.
    above
        CSR, shape (n_sets, n_sets): an entry (q, p) where all journeys of q are known to be among those of p.
    order
        The sets, those that others lie in first: shorter ones, then those of more journeys.
    rows
        For each row of the table the sets whose sizes it tells, shape (n_rows, n_told).
    exact
        bool, shape (n_sets,): is it an itemset, so that the journeys of a & b are those of a that are also of b?
    """

    keys: list[tuple[int, ...]]
    sizes: Floats
    totals: Floats
    above: "csr_array"
    order: NDArray[np.intp]
    rows: NDArray[np.intp]
    exact: NDArray[np.bool_]


def counted(table: PatternTable) -> Counted:
    """The sets of journeys that a table tells of."""
    told = _told(table)
    keys = {name: _keys(found) for name, found in told.items()}
    if table.task == "rules":
        keys["rule"] = _rule_keys(table, keys["rule"])
    places: dict[tuple[int, ...], int] = {}
    rows = np.array([[places.setdefault(key, len(places)) for key in column] for column in keys.values()], np.intp)
    rows = rows.reshape(len(keys), len(table))
    firsts = _firsts(rows.ravel(), len(places))
    sizes, totals = _sizes(table, rows, len(places))
    distinct = list(places)
    above = _above(table, told, distinct, firsts)
    exact = np.array([not is_ordered(table) and -1 not in key for key in distinct], np.bool_)
    deep = np.diff(above.indptr)
    lengths = np.array([len(key) for key in distinct], np.int64)
    order = np.lexsort((np.arange(len(distinct)), -sizes[:, -1], deep, lengths))
    return Counted(distinct, sizes, totals, above, order, rows.T, exact)


def _told(table: PatternTable) -> Mapping[str, FoundPatterns]:
    """Each column of patterns whose counts the table tells."""
    if table.task != "rules":
        return table.coded
    sides = {name: table.coded[name] for name, column in _SIDES.items() if column in table.columns}
    return {**sides, "rule": joined(table)}


def _rule_keys(table: PatternTable, keys: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Keys of whole rules; others than of patterns where the journeys of a rule are not those of A followed by B."""
    if table.info.get("association"):
        return [tuple(sorted(key)) for key in keys]
    if is_ordered(table) and any_order_is_told(table):
        return keys
    cuts = table.coded["antecedent"].lengths.tolist()
    if is_ordered(table):
        # Rules on the time between the sides make another set of every cut.
        cuts = [0] * len(cuts) if table.info.get("verb") == "rules" else cuts
        return [(*key, -1 - cut) for key, cut in zip(keys, cuts, strict=True)]
    return [(*key[:cut], -1, *key[cut:]) for key, cut in zip(keys, cuts, strict=True)]


def _keys(found: FoundPatterns) -> list[tuple[int, ...]]:
    """Steps of each pattern: the code of an event, plus one half where it shares its element with the one before."""
    codes = found.items.astype(np.int64) * 2 + ~found.opens()
    bounds = found.offsets.astype(np.int64).tolist()
    values = codes.tolist()
    return [tuple(values[start:stop]) for start, stop in pairwise(bounds)]


def _firsts(sets: NDArray[np.intp], n_sets: int) -> NDArray[np.intp]:
    """Where each set is told first."""
    first = np.empty(n_sets, np.intp)
    first[sets[::-1]] = np.arange(len(sets))[::-1]
    return first


def _sizes(table: PatternTable, rows: NDArray[np.intp], n_sets: int) -> tuple[Floats, Floats]:
    columns = table.columns
    if table.task == "contrasts":
        return _of_groups(table, rows[0], n_sets)
    names = ["n_journeys"] if table.task != "rules" else [*(_SIDES[one] for one in _SIDES if _SIDES[one] in columns)]
    names += ["n_rule"] if table.task == "rules" else []
    sizes = np.zeros((n_sets, 1))
    for sets, name in zip(rows, names, strict=True):
        sizes[sets, 0] = columns[name]
    return sizes, np.array([float(table.n_total)])


def _of_groups(table: PatternTable, sets: NDArray[np.intp], n_sets: int) -> tuple[Floats, Floats]:
    columns, groups = table.columns, dict(table.info["groups"])
    place = {name: number for number, name in enumerate(groups)}
    sizes = np.full((n_sets, len(groups) + 1), np.nan)
    own = np.array([place[str(name)] for name in columns["group"]], np.intp)
    sizes[sets, own] = columns["n_group_with"]
    sizes[sets, -1] = columns["n_with"]
    if len(groups) == 2:
        sizes[sets, 1 - own] = columns["n_rest_with"]
    totals = np.array([*groups.values(), table.n_total], np.float64)
    return sizes, totals


def _above(
    table: PatternTable, told: Mapping[str, FoundPatterns], keys: list[tuple[int, ...]], firsts: NDArray[np.intp]
) -> "csr_array":
    from scipy.sparse import csr_array

    if not keys:
        return csr_array((0, 0))
    if is_ordered(table):
        found = _as_patterns(list(told.values())).take(firsts)
        info = {name: value for name, value in table.info.items() if name != "significance"}
        pairs = inside(
            PatternTable("sequences", {"pattern": found}, table.vocabulary, table.n_total, {}, info), "protect"
        )
        pairs = csr_array(pairs)
    else:
        pairs = _subsets(keys)
    pairs.setdiag(0)
    pairs.eliminate_zeros()
    return pairs


def _as_patterns(lists: list[FoundPatterns]) -> FoundPatterns:
    """Lists of patterns one after the other, whatever their elements."""
    first, *others = lists
    for one in others:
        first = replace(
            first,
            items=np.concatenate([first.items, one.items]),
            offsets=np.concatenate([first.offsets, first.offsets[-1] + one.offsets[1:]]),
            n_journeys=np.concatenate([first.n_journeys, one.n_journeys]),
            element_starts=np.concatenate([first.opens(), one.opens()]),
        )
    return first


def _subsets(keys: list[tuple[int, ...]]) -> "csr_array":
    """Itemsets in larger ones and in rules of their events; rules in rules with larger sides."""
    from scipy.sparse import csr_array

    whole = [{step // 2 for step in key if step >= 0} for key in keys]
    # A rule is inside another side by side: the events of its second side are other columns.
    sides = [_by_side(key) if -1 in key else set() for key in keys]
    pairs = csr_array((len(keys), len(keys)), dtype=np.int64)
    for sets, lower in ((whole, [-1 not in key for key in keys]), (sides, [-1 in key for key in keys])):
        member = _membership(sets)
        shared = csr_array(member @ member.T).tocoo()
        size = np.array([len(one) for one in sets])
        q, p = shared.coords
        kept = (shared.data == size[p]) & np.array(lower)[p]
        pairs += csr_array((np.ones(int(kept.sum()), np.int64), (q[kept], p[kept])), shape=pairs.shape)
    return pairs


def _by_side(key: tuple[int, ...]) -> set[int]:
    cut = key.index(-1)
    return {step // 2 * 2 for step in key[:cut]} | {step // 2 * 2 + 1 for step in key[cut + 1 :]}


def _membership(sets: list[set[int]]) -> "csr_array":
    from scipy.sparse import csr_array

    rows = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    columns = np.array([value for one in sets for value in sorted(one)], np.int64)
    width = int(columns.max(initial=0)) + 1
    return csr_array((np.ones(len(rows), np.int64), (rows, columns)), shape=(len(sets), width))


def any_order_is_told(table: PatternTable) -> bool:
    """Do journeys that hold a and b hold a → b, b → a or a & b, as no rule on gaps or times says otherwise?"""
    return is_ordered(table) and not rules(table.info) and table.info.get("within") is None
