"""A funnel for the eye: what stands in each row in words, and a table with a bar a step."""

from collections.abc import Iterator

import numpy as np

from journeymine.actions.rows import ActionRows, headed, values
from journeymine.patterns.display import cell
from journeymine.showing import Cells, Grid, Shown

ROWS = 60
HEADS = ("step", "event", "took it", "share", "95 %", "share_km", "step_share", "dropped", "wait")
_NAMES = frozenset({"segment", "event"})
#: What tells less than the rest where there is no room for all.
_BESIDE = frozenset({"95 %", "share_km"})


def heads(table: ActionRows) -> tuple[str, ...]:
    """What the cells of `cells` are."""
    return ("segment", *HEADS) if "segment" in table.columns else HEADS


def cells(table: ActionRows) -> Iterator[tuple[str, ...]]:
    """The first rows in words: who took the step of those observed for the whole window, shares, how long it took.

    Examples
    --------
    >>> from journeymine.actions.funnel.table import funnel
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"], ["a"]])
    >>> _, table = funnel(coded, ["a", "b"], within=2, order="loose", count="customers", entry=None, by=None)
    >>> list(cells(table))[1]
    ('2', 'b', '1 of 2', '50.00%', '9.45–90.55%', '50.00%', '50.00%', '1', '1')
    """
    columns = {name: values(column[:ROWS]) for name, column in table.columns.items()}
    for row in range(min(len(table), ROWS)):
        told = {name: column[row] for name, column in columns.items()}
        yield (
            *(cell(name, told[name]) for name in ("segment", "step", "event") if name in told),
            f"{told['n_reached']:,} of {told['n_eligible']:,}",
            _percent(told["share"]),
            _interval(told["share_low"], told["share_high"]),
            *(_percent(told[name]) for name in ("share_km", "step_share")),
            f"{told['n_dropped']:,}",
            cell("wait", told["wait_median"]),
        )


def shown(table: ActionRows) -> Shown:
    """The notes and the rows, with a bar for each share."""
    columns = zip(*cells(table), strict=True) if len(table) else ((),) * len(heads(table))
    shares = tuple(None if np.isnan(one) else float(one) for one in table.columns["share"][:ROWS])
    told = (
        Cells(
            head,
            texts,
            right=head not in _NAMES,
            beside=int(head in _BESIDE),
            bars=shares if head == "share" else None,
        )
        for head, texts in zip(heads(table), columns, strict=True)
    )
    return Shown((headed(table, "Funnel"), *table.notes), (Grid(tuple(told), len(table)),))


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{share:.2%}"


def _interval(low: float, high: float) -> str:
    return "–" if np.isnan(low) else f"{100 * low:.2f}–{high:.2%}"
