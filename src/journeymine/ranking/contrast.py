"""What separates groups of journeys: every pattern's 2×2 table, crude and within strata, as columns."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.counting import pattern_matrix
from journeymine.mining.found import FoundPatterns
from journeymine.patterns.table import Column
from journeymine.ranking.clusters import Clusters, Worth
from journeymine.ranking.compared import Compared
from journeymine.ranking.order_contrast import order_contrast
from journeymine.ranking.strata import Strata
from journeymine.ranking.stratified import Stratified
from journeymine.ranking.two_groups import chi_square, difference, fisher_exact, g_test, odds_ratio, ratio

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]

#: The pattern is a forced step where so large a share of one side holds it.
STRUCTURAL = 0.99
#: Mantel and Fleiss's least room; with one stratum Cochran's least expected count.
LEAST_ROOM = 5.0
#: Journeys that hold patterns, and cells of tables, at a time: Ctrl-C is heard between.
_ENTRIES, _CELLS = 1 << 22, 1 << 20


def contrast_columns(found: FoundPatterns, compared: Compared) -> dict[str, Column]:
    """The columns of a contrast, a row a pattern and target; all targets of a pattern stand together.

    Parameters
    ----------
    found
        Patterns in the codes of ``compared.coded``, each held by at least one journey; their counts are those.
    compared
        What is compared.
    """
    parts = [_of_block(found.take(block), compared) for block in _blocks(found, compared.strata.n_strata)]
    names = list(parts[0]) if parts else list(_of_block(found, compared))
    columns = {name: np.concatenate([part[name] for part in parts]) if parts else np.zeros(0) for name in names}
    return {name: _whole(column) if name.startswith("n_") else column for name, column in columns.items()}


def _whole(column: Column) -> Column:
    return np.rint(column).astype(np.int64)


def _blocks(found: FoundPatterns, n_strata: int) -> Iterator[NDArray[np.intp]]:
    """Some patterns at a time, so that neither their journeys nor their tables fill the memory."""
    entries = np.cumsum(found.n_journeys.astype(np.int64)) // _ENTRIES
    cells = np.arange(len(found)) // max(_CELLS // max(n_strata, 1), 1)
    ends = np.flatnonzero((np.diff(entries) > 0) | (np.diff(cells) > 0)) + 1
    return (part for part in np.split(np.arange(len(found)), ends) if len(part))


def _of_block(found: FoundPatterns, compared: Compared) -> dict[str, Column]:
    presence = pattern_matrix(
        compared.coded, found, "present", constraints=compared.constraints, n_jobs=compared.n_jobs
    ).astype(np.float64)
    many = compared.coded.multiplicity
    weight = np.ones(len(compared.coded)) if many is None else many.astype(np.float64)
    sides = [_of_group(presence, weight, target, compared) for target in compared.targets]
    if compared.test == "order":
        sides = [
            side | order_contrast(found, compared, target) for side, target in zip(sides, compared.targets, strict=True)
        ]
    order = np.arange(len(found) * len(sides)).reshape(len(sides), -1).T.ravel()
    return {name: np.concatenate([side[name] for side in sides])[order] for name in sides[0]}


def _of_group(presence: "csr_array", weight: Floats, target: int, compared: Compared) -> dict[str, Column]:
    evidence, strata = compared.evidence, compared.strata
    member = (evidence.group == target).astype(np.float64)
    tables = _tables(presence, weight, member, strata)
    crude = tables.together()
    clusters = Clusters.of(evidence.coded)
    within: float | Floats = 1.0
    across: float | Floats = 1.0
    held, size, group = crude.exposed[0], float(crude.total[0, 0]), float(crude.group[0, 0])
    worth = Worth(np.full(len(held), group), np.full(len(held), size - group), held, size - held)
    if clusters is not None:
        within = clusters.inflation(presence, member, strata.number, tables)
        across = clusters.inflation(presence, member, np.zeros(len(member), np.int64), crude)
        worth = clusters.worth(presence, member)
    both = crude.both[0]
    columns = {"group": np.full(len(held), evidence.names[target], object), **_measures(both, held, group, size, worth)}
    columns |= _with_bounds("odds_ratio", tables.odds_ratio(within))
    columns |= _with_bounds(
        "odds_ratio_crude", odds_ratio(both, held - both, group - both, size - group - held + both, across)
    )
    columns["p_value"] = _p(compared.test, tables, crude, within, across)
    columns |= {"n_strata": tables.n_used, "n_strata_skipped": strata.n_strata - tables.n_used}
    return columns | _flags(tables, crude)


def _tables(presence: "csr_array", weight: Floats, member: Floats, strata: Strata) -> Stratified:
    from scipy.sparse import csr_array

    n, stratum, n_strata = len(weight), strata.number, strata.n_strata
    sums = [csr_array((one, (stratum, np.arange(n))), shape=(n_strata, n)) for one in (weight * member, weight)]
    both, exposed = ((one @ presence).toarray() for one in sums)
    group, total = (
        np.bincount(stratum, one, minlength=n_strata).astype(np.float64)[:, None] for one in (weight * member, weight)
    )
    return Stratified(both, exposed, group, total)


def _measures(both: Floats, held: Floats, group: float, size: float, worth: Worth) -> dict[str, Column]:
    """Both ways to read a table: who of the group holds the pattern, and who that holds it is in the group."""
    rest, other, missed = held - both, size - group, size - held
    out = group - both
    with np.errstate(divide="ignore", invalid="ignore"):
        risk_with, risk_without = both / held, out / missed
    return {
        "n_with": held,
        "n_group": np.full(len(held), group),
        "n_group_with": both,
        "support_group": both / group,
        "n_rest": np.full(len(held), other),
        "n_rest_with": rest,
        "support_rest": rest / other,
        **_with_bounds("support_difference", difference(both, group, rest, other, worth.group, worth.rest)),
        **_with_bounds("growth_rate", ratio(both, group, rest, other, (worth.group, worth.rest))),
        "risk_with": risk_with,
        "risk_without": risk_without,
        **_with_bounds("risk_difference", difference(both, held, out, missed, worth.held, worth.missed)),
        **_with_bounds("risk_ratio", ratio(both, held, out, missed, (worth.held, worth.missed))),
        "wracc": held / size * (risk_with - group / size),
    }


def _with_bounds(name: str, values: tuple[Floats, Floats, Floats]) -> dict[str, Column]:
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))


def _p(
    test: str | None, tables: Stratified, crude: Stratified, within: float | Floats, across: float | Floats
) -> Floats:
    both, held, group, size = crude.both[0], crude.exposed[0], crude.group[0, 0], crude.total[0, 0]
    if test == "cmh":
        return tables.p(within)
    if test == "fisher":
        return fisher_exact(both, held, float(group), float(size))
    if test == "chi2":
        return chi_square(both, held, float(group), float(size), across)
    if test == "g":
        return g_test(both, held, float(group), float(size), across)
    return np.full(len(both), np.nan)


def _flags(tables: Stratified, crude: Stratified) -> dict[str, Column]:
    both, held, group, size = crude.both[0], crude.exposed[0], crude.group[0, 0], crude.total[0, 0]
    # Sums of fractions: what is 5 may come out a hair below.
    small = tables.room < LEAST_ROOM - 1e-9
    structural = (both >= STRUCTURAL * group) | (held - both >= STRUCTURAL * (size - group))
    # Rounding leaves hairs where nothing deviates.
    near = 1e-9 * size
    signs = [np.sign(np.where(np.abs(one) > near, one, 0.0)) for one in (crude.excess, tables.excess)]
    return {"small_n": small, "structural": structural, "sign_flips": signs[0] * signs[1] < 0}
