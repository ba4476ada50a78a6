"""A funnel as a static table with a bar a step; everything that came from data is escaped."""

from html import escape

import numpy as np

from journeymine.actions.rows import ActionRows, values
from journeymine.patterns.display import cell

_ROWS = 60
_TABLE = "<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
_BAR = (
    '<div style="width:12em;background:#e8e8e8">'
    '<div style="width:{width:.2f}%;background:#4c78a8;height:1em"></div></div>'
)


def bars(table: ActionRows) -> str:
    """The notes, and of each step how many took it, its share with its interval and a bar, and the drop-off.

    Examples
    --------
    >>> import numpy as np
    >>> columns = {"step": np.array([1]), "event": np.array(["<b>"], object), "n_eligible": np.array([4]),
    ...            "n_reached": np.array([4]), "n_dropped": np.array([0]), "share": np.array([1.0]),
    ...            "share_low": np.array([0.5]), "share_high": np.array([1.0]), "step_share": np.array([np.nan]),
    ...            "share_km": np.array([1.0]), "wait_median": np.array([np.nan])}
    >>> "&lt;b&gt;" in bars(ActionRows(columns, (), {}))
    True
    """
    columns = {name: values(column[:_ROWS]) for name, column in table.columns.items()}
    segment = ["segment"] if "segment" in columns else []
    heads = [
        *segment,
        "step",
        "event",
        "n",
        "share",
        "",
        "95 %",
        "of the step before",
        "dropped",
        "Kaplan-Meier",
        "wait",
    ]
    body = []
    for row in range(min(len(table), _ROWS)):
        told = {name: column[row] for name, column in columns.items()}
        cells = [escape(cell(name, told[name])) for name in (*segment, "step", "event")]
        cells += [f"{told['n_reached']:,} of {told['n_eligible']:,}", _percent(told["share"]), _bar(told["share"])]
        cells += [f"{_percent(told['share_low'])} to {_percent(told['share_high'])}", _percent(told["step_share"])]
        cells += [f"{told['n_dropped']:,}", _percent(told["share_km"]), escape(cell("wait", told["wait_median"]))]
        body.append("<tr>" + "".join(f"<td>{one}</td>" for one in cells) + "</tr>")
    more = f"<p>The first {_ROWS} of {len(table):,} rows.</p>" if len(table) > _ROWS else ""
    notes = "<br>".join(map(escape, table.notes))
    filled = _TABLE.format(heads="".join(f"<th>{escape(head)}</th>" for head in heads), body="".join(body))
    return f'<div class="journeymine"><p>{notes}</p>{filled}{more}</div>'


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{share:.2%}"


def _bar(share: float) -> str:
    return _BAR.format(width=0.0 if np.isnan(share) else 100 * share)
