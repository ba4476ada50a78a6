"""A funnel: how far customers got on a way of several steps, and where they left it."""

import math
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from journeymine.actions import rows
from journeymine.actions.funnel.asked import ENDLESS, FunnelStep
from journeymine.actions.funnel.bars import shown
from journeymine.actions.funnel.dropping import LOST, VIEWS, WON, parting
from journeymine.actions.funnel.table import Study, funnel
from journeymine.actions.rows import ActionRows
from journeymine.api.action_result import ActionResult
from journeymine.api.contrast import mine_contrast
from journeymine.api.contrast_set import ContrastSet
from journeymine.api.journeys import Journeys
from journeymine.errors import MissingJourneysError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.designs import UntilOutcome, WholeJourney
from journeymine.journeys.display import owners
from journeymine.journeys.selection import select
from journeymine.options import bad_option, choice, clash, duration, is_whole
from journeymine.showing import Shown

_SHOWN = (
    *("segment", "step", "event", "n_eligible", "n_censored", "n_reached", "n_dropped"),
    *("share", "share_low", "share_high", "share_km", "step_share", "wait_median", "difference", "q_value"),
)

WAITING = "waiting"


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

    def _shown(self) -> Shown:
        return shown(self._table)

    def customers(self, step: str | int, which: str = "lost") -> NDArray[Any]:
        """The customers who did not take a step after the one before it, who did, or whose time for it is not over.

        Parameters
        ----------
        step
            A step by its name in the column `event`, or by its number; not the first.
        which
            ``"lost"``: they took the step before and not this one, and were observed for the whole window; ``"won"``:
            they took it, likewise; ``"waiting"``: they took the step before and not this one, and their window was
            still open at the end of observation.

        Returns
        -------
        Their ids, each once, sorted: integers or strings. A customer of several entries or journeys may be among all.

        Raises
        ------
        OptionError
            There is no such step, or `which` is none of these.
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
        side = choice(which, "which", "customers", (LOST, WON, WAITING))
        units = study.units
        took = units.best.reached > number
        here = (units.best.reached >= number) & (units.eligible == (side != WAITING))
        chosen = here & (took == (side == WON))
        journeys = np.unique(units.best.journey[chosen])
        return np.unique(owners(select(study.coded, journeys)))

    def dropped(
        self,
        step: str | int,
        *,
        evidence: Literal["before", "instead"] = "before",
        after: Any = None,
        min_support: float | None = None,
        **options: Any,
    ) -> ContrastSet:
        """The patterns that set those who dropped out before a step apart from those who took it.

        In it is who was observed for the whole window and took the step before; their ways part there (with several
        entries, at the first of them that got so far).

        Parameters
        ----------
        step
            The step that was taken or not, by its name in the column `event`, or by its number; not the first.
        evidence
            ``"before"``: all of the journey up to and with the step before, which lost and won both have, so that what
            is found was known when their ways parted. ``"instead"``: what came after the step before, of the won until
            they took this one, of the lost to the end of the window. The lost are then looked at for longer, so that
            describes and tests nothing, unless `after` is given.
        after
            With ``"instead"``: compare all for equally long, by the events of so much time after the step before, of
            those who had not taken this step by then and whose window was not over.
        min_support
            As `mine_contrast` takes it; of lost and won together.
        options
            Further options of `mine_contrast`, such as ``max_length=2``, ``top_k=20`` or ``strata=None``.

        Returns
        -------
        A `ContrastSet`: `support_group` is the share of the lost, `support_rest` that of the won.

        Raises
        ------
        OptionError
            There is no such step, an option has a value it cannot have, or there are no lost or no won.
        MissingJourneysError
            The funnel was unpickled, which leaves journeys behind.

        Examples
        --------
        >>> import journeymine as jm
        >>> visits = [["help", "cart"]] * 30 + [["help", "cart", "pay"]] * 10 + [["mail", "cart", "pay"]] * 40
        >>> way = jm.Journeys.from_lists(visits).funnel(["cart", "pay"], within=5)
        >>> lost = way.dropped("pay", min_support=5, max_length=2, strata=None)
        >>> print(repr(lost).splitlines()[0])
        design: events up to and with cart; lost: took cart and not pay in the window, won: took pay
        >>> lost.to_pandas(["pattern", "support_group", "support_rest", "q_value"]).round(2)
                pattern  support_group  support_rest  q_value
        0       (help,)            1.0           0.2      0.0
        1       (mail,)            0.0           0.8      0.0
        2  (help, cart)            1.0           0.2      0.0
        3  (mail, cart)            0.0           0.8      0.0
        4       (cart,)            1.0           1.0      1.0
        """
        study = self._studied("dropped")
        number = step_number(study.asked.steps, step, "dropped")
        view = choice(evidence, "evidence", "dropped", VIEWS)
        for name in ("outcome", "design", "groups"):
            if name in options:
                raise clash(name, "step", "dropped", "the funnel says who is compared on what; leave it out")
        if after is not None and view != "instead":
            raise clash("after", f"evidence={view!r}", "dropped", "it bounds what came after; use evidence='instead'")
        unit = study.coded.time_unit
        limit = None if after is None else min(math.floor(duration(after, "after", "dropped", unit)), ENDLESS)
        parted = parting(study, number, view, limit, after)
        design = WholeJourney() if parted.leaks else UntilOutcome()
        found = mine_contrast(
            Journeys(parted.coded), parted.label, min_support, design=design, groups=[LOST, WON], **options
        )
        told = {"evidence": parted.words, "timed": True, "excluded": parted.excluded}
        told["outcome"] = f"lost before {study.asked.steps[number].name}"
        table = found._table  # noqa: SLF001  (what it is about to show; no user has seen it)
        return ContrastSet(replace(table, info={**table.info, **told}))

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
