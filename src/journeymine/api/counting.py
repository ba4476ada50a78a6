"""Events counted over time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

    from journeymine.journeys.event_counts import EventCounts
    from journeymine.sources.table import EventTable


class Counting:
    """The part of `EventLog` that counts events by day, week or hour."""

    _table: "EventTable"

    def counts(
        self,
        events: str | int | Sequence[str | int] = "*",
        *,
        every: Any,
        per: Literal["active_customers"] | None = None,
        by: str | None = None,
        zone: str | None = None,
        observed_until: Any = None,
    ) -> "pd.DataFrame":
        """How often events happened in each period, and to how many customers.

        Parameters
        ----------
        events
            A name, a pattern in which ``*`` stands for any letters and ``?`` for one (``"complaint:*"``), or a list.
        every
            The length of a period: ``"1w"``, ``"1d"``, ``"6h"``, a timedelta; a whole number where time is a plain
            order number. Weeks begin on Monday; whole days are those of the calendar in `zone`.
        per
            ``"active_customers"``: also how many customers had any event of the log in the period (and group), and
            ``n / n_active_customers``. None: without.
        by
            A column, such as the source: counts of each of its values.
        zone
            Whose midnights whole days begin at, such as ``"Europe/Berlin"``; None: UTC.
        observed_until
            The end of observation, one time; None: the last time of the log.

        Returns
        -------
        A frame, a row a period, event and value of `by`, in this order and also where nothing happened: `start` of the
        period, `event`, the column `by`, `n` events, `n_customers` who had them, and under `per` `n_active_customers`
        and `per_active_customer`, missing where nobody was active. `complete` is False for a period that ends after
        `observed_until`, as the last one does unless that is said. The first period begins where its calendar says,
        even if the log began later.

        Raises
        ------
        OptionError
            An option has a value it cannot have, or there would be more than ten million rows.
        UnknownEventError
            A name or pattern fits no event of the log, with a near miss.
        MissingColumnError
            There is no column `by`, with a near miss.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 2, 2, 1], "what": ["buy", "complaint:late", "buy", "complaint:late"],
        ...                       "when": ["2024-01-01", "2024-01-03", "2024-01-09", "2024-01-16"]},
        ...                      customer="who", event="what", time="when")
        >>> weeks = log.counts("complaint:*", every="1w", per="active_customers")
        >>> weeks["start"].dt.date.astype(str).tolist()
        ['2024-01-01', '2024-01-08', '2024-01-15']
        >>> weeks[["event", "n", "n_active_customers", "complete"]]
                    event  n  n_active_customers  complete
        0  complaint:late  1                   2      True
        1  complaint:late  0                   1      True
        2  complaint:late  1                   1     False
        """
        from journeymine.journeys.event_counts import event_counts

        counted = event_counts(self._table, events, every, per, by, zone, observed_until)
        return _frame(counted, self._table.time_unit, by, zone)


def _frame(counted: "EventCounts", unit: str | None, by: str | None, zone: str | None) -> "pd.DataFrame":
    import numpy as np
    import pandas as pd

    shape = counted.n.shape
    period, event, group = (axis.ravel() for axis in np.indices(shape))
    edges: Any = counted.periods.edges
    complete = edges[1:] <= counted.observed_until
    if unit is not None:
        edges = pd.DatetimeIndex(edges.view(f"datetime64[{unit}]")).tz_localize("UTC").tz_convert(zone or "UTC")
    columns: dict[str, Any] = {"start": edges[:-1][period], "event": np.array(counted.events, object)[event]}
    if by is not None:
        columns[by] = pd.Series(counted.groups, dtype=object).iloc[group].to_numpy()
    columns |= {"n": counted.n.ravel(), "n_customers": counted.n_customers.ravel()}
    if counted.n_active is not None:
        active = np.broadcast_to(counted.n_active[:, None, :], shape).ravel()
        each = np.divide(columns["n"], active, out=np.full(len(active), np.nan), where=active > 0)
        columns |= {"n_active_customers": active, "per_active_customer": each}
    frame = pd.DataFrame({**columns, "complete": complete[period]})
    return frame.infer_objects()
