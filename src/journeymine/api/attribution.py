"""Who gets the credit for what was achieved."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from journeymine.api.action_result import ActionResult
from journeymine.options import choice

if TYPE_CHECKING:
    import pandas as pd

    from journeymine.journeys.coded import CodedJourneys

Method = Literal["first", "last", "linear", "u_shaped", "time_decay", "markov", "shapley"]


class Attribution(ActionResult):
    """Credit by method and channel; made by `EventLog.attribution` and `Journeys.attribution`.

    Columns: `method`, `channel`; `n` paths through it, `n_converted` of which converted, `n_customers` whose they are;
    `credit` in conversions and its `share`, under ``value=`` also `value`; each with ``_low`` and ``_high``, the 95 %
    interval from customers drawn again; `removal_effect` where Markov chains were asked for, `sampling_error`, a
    standard error, where Shapley's values were sampled.

    Examples
    --------
    >>> import journeymine as jm
    >>> journeys = jm.Journeys.from_lists([["ad", "mail", "buy"], ["mail", "buy"], ["ad"]])
    >>> isinstance(journeys.attribution("buy", method="last"), jm.Attribution)
    True
    """

    def compare(self, column: Literal["credit", "share", "value"] = "share") -> "pd.DataFrame":
        """The methods side by side.

        Parameters
        ----------
        column
            What to compare.

        Returns
        -------
        A frame of a row a channel and a column a method, channels by falling credit of the first method.

        Raises
        ------
        OptionError
            There is no such column here.

        Examples
        --------
        >>> import journeymine as jm
        >>> journeys = jm.Journeys.from_lists([["ad", "mail", "buy"], ["mail", "buy"], ["ad"]])
        >>> journeys.attribution("buy", method=["last", "linear"]).compare("credit")
        method   last  linear
        channel
        mail      2.0     1.5
        ad        0.0     0.5
        """
        known = [name for name in ("credit", "share", "value") if name in self.columns]
        frame = self.to_pandas()[["method", "channel", choice(column, "column", "compare", known)]]
        order = {name: frame[name].drop_duplicates().tolist() for name in ("channel", "method")}
        wide = frame.pivot_table(index="channel", columns="method", values=column, dropna=False, sort=False)
        return wide.reindex(index=order["channel"], columns=order["method"])


class Attributing(ABC):
    """The part of `EventLog` and `Journeys` that divides credit."""

    @abstractmethod
    def _ordered(self) -> "CodedJourneys":
        """The events in order, by journey."""

    def attribution(
        self,
        goal: str | int | Sequence[str | int],
        *,
        method: Method | Sequence[Method],
        channels: str | int | Sequence[str | int] | None = None,
        within: Any = None,
        value: Any = None,
        half_life: Any = None,
        order: int | None = None,
        worth: Literal["conversions", "rate"] | None = None,
        restart: bool = True,
        collapse_repeats: bool = False,
        multiplicity: Any = None,
        observed_until: Any = None,
        n_bootstrap: int = 200,
        n_permutations: int | None = None,
        random_state: Any = 0,
    ) -> Attribution:
        """Divide conversions among the channels on the way to them. This is no effect: for one see `jm.step_effect`.

        A path is made of the touches of channels strictly before a goal, at most `within` before it. Touches that no
        goal follows make paths that did not convert, a new one where more than `within` passes between two touches.

        Parameters
        ----------
        goal
            What counts as converting: a name, a pattern in which ``*`` stands for any letters, or a list of these.
            Goals of a journey at the same time are one conversion.
        method
            One or several of ``"first"``, ``"last"`` (touches of one time share), ``"linear"`` (all touches),
            ``"u_shaped"`` (40 % to either end, 20 % to those between), ``"time_decay"``, ``"markov"``, ``"shapley"``.
        channels
            Which events are channels, named as `goal` is; None: all that are no goal.
        within
            How far back from a goal: ``"30d"``, a timedelta; a whole number where time is an order number (in journeys
            made from lists, of elements). None: any.
        value
            What a conversion is worth: the log's value column or another numeric one, read at the goals; or one value
            a journey for each of its conversions: an attribute, an array, a Series or a mapping by customer. None:
            conversions are counted only.
        half_life
            For ``"time_decay"``: after how long a touch counts half, such as ``"7d"``.
        order
            For ``"markov"``: how many touches a state remembers, 1 to 3; None: 1.
        worth
            For ``"shapley"``, what a set of channels is worth. ``"conversions"`` (None means this): those whose paths
            need no other channel, so that each path is divided equally among its distinct channels. ``"rate"``: the
            conversion rate of the paths that need no other channel, so that paths that did not convert count; then
            credit can be negative.
        restart
            A path begins anew after a goal, so that each touch counts for one goal; False: touches before an earlier
            goal count again for the next one, as tools with a look-back window have it.
        collapse_repeats
            Touches of a channel that follow each other count once.
        multiplicity
            For how many journeys, of as many customers, each stands (aggregated paths), as of `mine_sequences`.
        observed_until
            The end of observation, one time; None: the last time of the log, or what its journeys were told.
        n_bootstrap
            How often the customers are drawn again for the intervals; 0: no intervals.
        n_permutations
            For ``worth="rate"``: draw so many orders of the channels; None: exact for up to 16 channels, above them
            1,000 orders.
        random_state
            Of all draws.

        Returns
        -------
        An `Attribution`; the credits of a method add up to the conversions that have a channel before them.

        Raises
        ------
        OptionError
            An option has a value it cannot have, or is of no use beside the others.
        UnknownEventError
            A name or pattern fits no event, with a near miss.
        MissingColumnError
            There is no column `value`, with a near miss.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 1, 1, 2, 2, 3], "what": ["ad", "mail", "buy", "mail", "buy", "ad"],
        ...                       "when": [1, 2, 3, 1, 4, 2], "paid": [0, 0, 30, 0, 10, 0]},
        ...                      customer="who", event="what", time="when", value="paid")
        >>> told = log.attribution("buy", method=["last", "markov"], value="paid", n_bootstrap=0)
        >>> told.to_pandas()[["method", "channel", "n", "credit", "value", "removal_effect"]].round(3)
           method channel  n  credit   value  removal_effect
        0    last    mail  2   2.000  40.000             NaN
        1    last      ad  2   0.000   0.000             NaN
        2  markov    mail  2   1.333  26.667             1.0
        3  markov      ad  2   0.667  13.333             0.5
        >>> print(told.notes[0])
        observational: a division of credit, not an effect; an effect needs a hold-out: jm.step_effect
        """
        from journeymine.actions.attribution.table import attribution

        options = {name: given for name, given in locals().items() if name not in {"self", "attribution"}}
        return Attribution(attribution(self._ordered(), options))
