"""A second look at what is published, by other means than the first: every two rows, by their names as printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.containing import Contained
from journeymine.actions.counted import any_order_is_told
from journeymine.patterns.names import Itemset, Pattern, Rule, rows
from journeymine.patterns.table import PatternTable

#: What is held, and by how many journeys: of all, then of each group; NaN where it is not told.
_Told = tuple[Any, tuple[float, ...]]


@dataclass(frozen=True)
class Checked:
    """What a second look found.

    Attributes
    ----------
    n_counts
        Counts looked at: published ones and differences of two.
    least
        The smallest that one of them can be, given the rounding; None where nothing is published.
    """

    n_counts: int
    least: int | None


def checked(table: PatternTable) -> Checked:
    """The smallest count that is published, or that is the difference of two published ones.

    Parameters
    ----------
    table
        A protected table, as it is in memory or was loaded from a file.
    """
    told = table.info["protected"]
    slack = (told["round_to"] or 1) - 1
    everything = np.array([table.n_total, *table.info.get("groups", {}).values()], np.float64)
    # A rule equals the pattern of its two sides, and is another set.
    sets = list({(type(held), held, sizes): (held, sizes) for held, sizes in _sets(table)}.values())
    sizes = np.array([each for _, each in sets], np.float64).reshape(len(sets), len(everything))
    found = [_there(sizes)]
    if told["differences"]:
        # Two rounded numbers are apart by up to this more than the true ones.
        found += [gaps + slack for gaps in (_there(everything - sizes), *_differences(sets, sizes, table, slack))]
    counts = np.concatenate(found)
    return Checked(len(counts), int(counts.min()) if len(counts) else None)


def _there(sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    return sizes[~np.isnan(sizes)]


def _differences(
    sets: list[_Told], sizes: NDArray[np.float64], table: PatternTable, slack: int
) -> Iterator[NDArray[np.float64]]:
    """How much larger each set is than those that lie in it."""
    contained = Contained([held for held, _ in sets], table.info)
    for place in range(len(sets)):
        others = contained.inside(place)
        # A size larger than that of a whole shows that it is none, as rules on times allow.
        others = others[sizes[others, 0] <= sizes[place, 0] + slack]
        yield _there(sizes[place] - sizes[others])


def _sets(table: PatternTable) -> Iterator[_Told]:
    """What is held, and by how many, of each count of each row."""
    columns = table.columns
    for place, row in enumerate(rows(table)):
        if isinstance(row, Rule):
            yield row.antecedent, (float(columns["n_antecedent"][place]),)
            if "n_consequent" in columns:
                yield row.consequent, (float(columns["n_consequent"][place]),)
            yield _both(row, table), (float(columns["n_rule"][place]),)
        elif table.task == "contrasts":
            yield row, _groups(table, place)
        else:
            yield row, (float(columns["n_journeys"][place]),)


def _groups(table: PatternTable, place: int) -> tuple[float, ...]:
    columns, names = table.columns, list(table.info["groups"])
    own = str(columns["group"][place])
    known = {own: float(columns["n_group_with"][place])}
    if len(names) == 2:
        known[next(name for name in names if name != own)] = float(columns["n_rest_with"][place])
    # One object for what is not told, as NaN equals only itself.
    return float(columns["n_with"][place]), *(known.get(name, np.nan) for name in names)


def _both(rule: Rule, table: PatternTable) -> Any:
    """What is held by those who follow a rule: as a pattern where it does not matter how it was cut in sides."""
    if table.info.get("association"):
        return Itemset(sorted({*rule.antecedent, *rule.consequent}))
    return Pattern((*rule.antecedent, *rule.consequent)) if any_order_is_told(table) else rule
