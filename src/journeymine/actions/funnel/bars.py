"""A funnel for the eye: what stands in each row in words, and as a static table with a bar a step."""

from collections.abc import Iterator
from html import escape

import numpy as np

from journeymine.actions.rows import ActionRows, values
from journeymine.patterns.display import cell

ROWS = 60
HEADS = ("step", "event", "took it", "share", "95 %", "share_km", "step_share", "dropped", "wait")
_TABLE = "<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
_BAR = (
    '<div style="width:12em;background:#e8e8e8">'
    '<div style="width:{width:.2f}%;background:#4c78a8;height:1em"></div></div>'
)


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


def bars(table: ActionRows) -> str:
    """The notes and the rows as HTML, with a bar for each share; everything that came from data is escaped."""
    place = heads(table).index("share") + 1
    named = [f"<th>{escape(head)}</th>" for head in heads(table)]
    body = []
    for told, share in zip(cells(table), table.columns["share"], strict=False):
        row = [f"<td>{escape(one)}</td>" for one in told]
        body.append("".join(["<tr>", *row[:place], f"<td>{_bar(float(share))}</td>", *row[place:], "</tr>"]))
    more = f"<p>The first {ROWS} of {len(table):,} rows.</p>" if len(table) > ROWS else ""
    notes = "<br>".join(map(escape, table.notes))
    filled = _TABLE.format(heads="".join([*named[:place], "<th></th>", *named[place:]]), body="".join(body))
    return f'<div class="journeymine"><p>{notes}</p>{filled}{more}</div>'


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{share:.2%}"


def _interval(low: float, high: float) -> str:
    return "–" if np.isnan(low) else f"{100 * low:.2f}–{high:.2%}"


def _bar(share: float) -> str:
    return _BAR.format(width=0.0 if np.isnan(share) else 100 * share)
