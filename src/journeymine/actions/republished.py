"""The columns of what is published, each from the counts published beside it and from nothing else."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.patterns.table import SUBJECTS, Column, PatternTable
from journeymine.ranking.association.columns import EARLY, intervals
from journeymine.ranking.intervals import wilson
from journeymine.ranking.measures import Counts
from journeymine.ranking.two_groups import difference, odds_ratio, ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Floats = NDArray[np.float64]


def rounded(counts: NDArray[np.int64], unit: int) -> NDArray[np.int64]:
    """Each count as the nearest multiple of `unit`; halves go up, so that nothing becomes larger than its whole.

    Examples
    --------
    >>> rounded(np.array([12, 13, 15]), 5).tolist()
    [10, 15, 15]
    """
    return (counts + unit // 2) // unit * unit


def republished(table: PatternTable, *, ranges: bool) -> dict[str, Column]:
    """The columns that follow from the counts of a table, which are already what is published.

    Parameters
    ----------
    table
        Rows to publish, with their counts.
    ranges
        Give intervals of shares? They are for journeys of as many customers.
    """
    kinds: Mapping[str, Callable[[PatternTable], dict[str, Column]]] = {
        "sequences": _sequences,
        "itemsets": _sequences,
        "rules": _associations if table.info.get("association") else _rules,
        "contrasts": _contrasts,
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = kinds[table.task](table)
    return {name: one for name, one in columns.items() if ranges or not name.endswith(("_low", "_high"))}


def _sequences(table: PatternTable) -> dict[str, Column]:
    n, counts = float(table.n_total), table.columns["n_journeys"]
    low, high = wilson(counts, n)
    lift = "lift" if table.task == "itemsets" else "lift_naive"
    found = table.coded[SUBJECTS[table.task][0]]
    single = found.lengths == 1
    share = np.full(len(table.vocabulary), np.nan)
    starts = found.offsets.astype(np.int64)[:-1]
    share[found.items[starts[single]]] = counts[single] / n
    chance = np.multiply.reduceat(np.append(share[found.items], 1.0), starts) if len(found) else np.zeros(0)
    return {
        "length": found.lengths,
        "n_journeys": counts,
        "support": counts / n,
        "support_low": low,
        "support_high": high,
        lift: counts / n / chance,
    }


def _rules(table: PatternTable) -> dict[str, Column]:
    base, both = table.columns["n_antecedent"], table.columns["n_rule"]
    low, high = wilson(both, base)
    return {
        "n_antecedent": base,
        "n_rule": both,
        "support": both / float(table.n_total),
        "confidence": both / base,
        "confidence_low": low,
        "confidence_high": high,
    }


def _associations(table: PatternTable) -> dict[str, Column]:
    told = {name: table.columns[name] for name in ("n_antecedent", "n_consequent", "n_rule")}
    left, right, both = (one.astype(np.float64) for one in told.values())
    counts = Counts(both, left, right, float(table.n_total))
    worth = np.full(len(both), counts.total)
    return {**told, **{name: measure(counts) for name, measure in EARLY.items()}, **intervals(counts, worth)}


def _contrasts(table: PatternTable) -> dict[str, Column]:
    columns = table.columns
    told = {name: columns[name] for name in ("n_with", "n_group", "n_group_with", "n_rest", "n_rest_with")}
    _, group, both, other, rest = (one.astype(np.float64) for one in told.values())
    # Rounded counts need not add up; these four are what all shares are made of.
    held, out, missed, size = both + rest, group - both, group - both + other - rest, group + other
    shares = {"support_group": both / group, "support_rest": rest / other}
    risks = {"risk_with": both / held, "risk_without": out / missed}
    return {
        "length": table.coded["pattern"].lengths,
        "group": columns["group"],
        **told,
        **shares,
        **_bounds("support_difference", difference(both, group, rest, other, group, other)),
        **_bounds("growth_rate", ratio(both, group, rest, other, (group, other))),
        **risks,
        **_bounds("risk_difference", difference(both, held, out, missed, held, missed)),
        **_bounds("risk_ratio", ratio(both, held, out, missed, (held, missed))),
        "wracc": held / size * (risks["risk_with"] - group / size),
        **_bounds("odds_ratio_crude", odds_ratio(both, rest, out, other - rest)),
    }


def _bounds(name: str, values: tuple[Floats, Floats, Floats]) -> dict[str, Column]:
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))
