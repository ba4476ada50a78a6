"""The second look at what is published, slowly: every two counts, by a loop over the names of their rows."""

from collections.abc import Iterator
from typing import Any

from journeymine.actions.checking import Checked
from journeymine.actions.counted import any_order_is_told
from journeymine.patterns.names import Itemset, Pattern, Rule, rows
from journeymine.patterns.table import PatternTable

_Told = tuple[Any, dict[str, float]]


def checked(table: PatternTable) -> Checked:
    """The smallest count that is published, or that is the difference of two published ones."""
    told = table.info["protected"]
    slack = (told["round_to"] or 1) - 1
    everything = {"all": float(table.n_total), **{name: float(n) for name, n in table.info.get("groups", {}).items()}}
    sets: list[_Told] = []
    for one in _sets(table):
        if not any(type(one[0]) is type(other[0]) and one == other for other in sets):
            sets.append(one)
    found = [int(size) for _, sizes in sets for size in sizes.values()]
    if told["differences"]:
        gaps = [gap for pattern, sizes in sets for gap in _gaps(everything, sizes)]
        gaps += [
            gap
            for one, sizes in sets
            for other, others in sets
            if not (type(one) is type(other) and one == other)
            and _within(other, one, table)
            and others["all"] <= sizes["all"] + slack
            for gap in _gaps(sizes, others)
        ]
        # Two rounded numbers are apart by up to this more than the true ones.
        found += [int(gap) + slack for gap in gaps]
    return Checked(len(found), min(found, default=None))


def _gaps(whole: dict[str, float], part: dict[str, float]) -> list[float]:
    return [whole[name] - size for name, size in part.items() if name in whole]


def _sets(table: PatternTable) -> Iterator[_Told]:
    """What is held, and by how many, of each count of each row."""
    columns = table.columns
    for place, row in enumerate(rows(table)):
        if isinstance(row, Rule):
            yield row.antecedent, {"all": float(columns["n_antecedent"][place])}
            if "n_consequent" in columns:
                yield row.consequent, {"all": float(columns["n_consequent"][place])}
            yield _both(row, table), {"all": float(columns["n_rule"][place])}
        elif table.task == "contrasts":
            yield row, _groups(table, place)
        else:
            yield row, {"all": float(columns["n_journeys"][place])}


def _groups(table: PatternTable, place: int) -> dict[str, float]:
    columns, names = table.columns, list(table.info["groups"])
    own = str(columns["group"][place])
    sizes = {"all": float(columns["n_with"][place]), own: float(columns["n_group_with"][place])}
    if len(names) == 2:
        sizes[next(name for name in names if name != own)] = float(columns["n_rest_with"][place])
    return sizes


def _both(rule: Rule, table: PatternTable) -> Any:
    """What is held by those who follow a rule: as a pattern where it does not matter how it was cut in sides."""
    if table.info.get("association"):
        return Itemset(sorted({*rule.antecedent, *rule.consequent}))
    return Pattern((*rule.antecedent, *rule.consequent)) if any_order_is_told(table) else rule


def _within(larger: Any, smaller: Any, table: PatternTable) -> bool:
    """Are the journeys of `larger` surely among those of `smaller`?"""
    if isinstance(smaller, Rule):
        sure = table.info.get("within") is None and isinstance(larger, Rule) and not larger.ordered
        return sure and all(set(some) <= set(more) for some, more in zip(smaller, larger, strict=True))
    if isinstance(larger, Rule):
        whole = (*larger.antecedent, *larger.consequent)
        larger = Pattern(whole) if larger.ordered else Itemset(whole)
    return _holds(larger, smaller, table)


def _holds(larger: Pattern | Itemset, smaller: Pattern | Itemset, table: PatternTable) -> bool:
    if isinstance(smaller, Itemset):
        return set(smaller) <= set(larger)
    info = table.info
    # Under a rule on gaps only neighbours are sure to be no further apart in a part than in the whole.
    near = info.get("contiguous") or info.get("max_gap") is not None or info.get("max_step_gap") is not None
    parts = [_event(one) for one in smaller]
    steps = [_event(one) for one in larger]
    starts = range(1) if "jm.START" in (info.get("starts_with") or ()) else range(len(steps))
    ends = {place for place in starts if parts[0] <= steps[place]}
    for part in parts[1:]:
        reach = 1 if near else len(steps)
        ends = {
            place for place, step in enumerate(steps) if part <= step and any(0 < place - end <= reach for end in ends)
        }
    return len(steps) - 1 in ends if "jm.END" in (info.get("ends_with") or ()) else bool(ends)


def _event(element: Any) -> frozenset[Any]:
    return frozenset(element) if isinstance(element, tuple) else frozenset([element])
