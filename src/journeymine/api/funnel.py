"""A funnel: how far customers got on a way of several steps, and where they left it."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions import rows
from journeymine.actions.funnel.asked import FunnelStep
from journeymine.actions.funnel.bars import bars
from journeymine.actions.funnel.table import Study, funnel
from journeymine.actions.rows import ActionRows
from journeymine.api.action_result import ActionResult
from journeymine.errors import MissingJourneysError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.display import owners
from journeymine.journeys.selection import select
from journeymine.options import bad_option, choice, is_whole

_SHOWN = (
    *("segment", "step", "event", "n_eligible", "n_censored", "n_reached", "n_dropped"),
    *("share", "share_low", "share_high", "share_km", "step_share", "wait_median", "difference", "q_value"),
)
_LOST = ("lost", "won")


class Funnel(ActionResult):
    """How many took each step of a way, how large a share that is, and how long it took; made by `EventLog.funnel`.

    A row is a step; by segments, a segment and a step. It prints the columns most looked at; `columns` names all, and
    what each of them says is told in *Follow a funnel*.

    Examples
    --------
    >>> import journeymine as jm
    >>> visits = [["search", "cart", "pay"]] * 30 + [["search", "cart"]] * 20 + [["search"]] * 50
    >>> way = jm.Journeys.from_lists(visits).funnel(["search", "cart", "pay"], within=5)
    >>> way.to_pandas()[["event", "n_reached", "n_dropped", "share", "step_share"]]
        event  n_reached  n_dropped  share  step_share
    0  search        100          0    1.0         NaN
    1    cart         50         50    0.5         0.5
    2     pay         30         20    0.3         0.6
    """

    def __init__(self, table: ActionRows, study: Study | None = None) -> None:
        super().__init__(table)
        self._study = study

    def __getstate__(self) -> dict[str, Any]:
        # A pickle is what a file is: all columns, no journeys.
        return {"_table": self._table, "_study": None}

    def __repr__(self) -> str:
        columns = self._table.columns
        shown = {name: columns[name] for name in _SHOWN if name in columns}
        return "\n".join(rows.lines(replace(self._table, columns=shown), type(self).__name__))

    def _repr_html_(self) -> str:
        return bars(self._table)

    def customers(self, step: str | int, which: str = "lost") -> NDArray[Any]:
        """The customers who did not take a step after the one before it, or those who did.

        Parameters
        ----------
        step
            A step by its name in the column `event`, or by its number; not the first.
        which
            ``"lost"``: they took the step before and not this one, and were observed for the whole window; ``"won"``:
            they took it.

        Returns
        -------
        Their ids, each once, sorted: integers or strings. With several entries or journeys of one customer it may be
        among both.

        Raises
        ------
        OptionError
            There is no such step, or `which` is neither.
        MissingJourneysError
            The funnel was unpickled, which leaves journeys behind.

        Examples
        --------
        >>> import journeymine as jm
        >>> visits = jm.Journeys.from_lists([["search", "pay"], ["search"]], customers=["ann", "bob"])
        >>> visits.funnel(["search", "pay"], within=5).customers("pay").tolist()
        ['bob']
        """
        study = self._studied("customers")
        number = step_number(study.asked.steps, step, "customers")
        side = choice(which, "which", "customers", _LOST)
        units = study.units
        took = units.best.reached > number
        chosen = units.eligible & (units.best.reached >= number) & (took == (side == "won"))
        journeys = np.unique(units.best.journey[chosen])
        return np.unique(owners(select(study.coded, journeys)))

    def _studied(self, where: str) -> Study:
        if self._study is None:
            message = (
                f"{where} needs the journeys of the funnel, and this one was unpickled without them; follow it again "
                "with log.funnel(…)."
            )
            raise MissingJourneysError(message)
        return self._study


def step_number(steps: tuple[FunnelStep, ...], step: Any, where: str) -> int:
    """The place of a step, from 0, that has one before it."""
    names = [one.name for one in steps]
    if is_whole(step) and 2 <= int(step) <= len(names):
        return int(step) - 1
    if isinstance(step, str) and names.count(step) == 1 and names.index(step) > 0:
        return names.index(step)
    listed = ", ".join(f"{name!r} ({number})" for number, name in enumerate(names[1:], 2))
    raise bad_option("step", where, f"one of {listed}, by name or number", step)


def followed(coded: CodedJourneys, steps: Any, **options: Any) -> Funnel:
    """A funnel of journeys."""
    study, table = funnel(coded, steps, **options)
    return Funnel(table, study)
