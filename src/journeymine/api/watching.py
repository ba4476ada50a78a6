"""Hear it before it bangs: counts watched for growth, at a stated rate of false alarms."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from journeymine.actions.watching import panel as panels
from journeymine.actions.watching.gains import METHODS, Method
from journeymine.actions.watching.state import from_state, to_state
from journeymine.actions.watching.tables import RESERVED, alarm_rows, standing
from journeymine.actions.watching.watcher import Watcher, begun, fed, reset
from journeymine.api.action_result import ActionResult
from journeymine.errors import UnknownEventError
from journeymine.options import bad_option, choice, clash, duration_text, exact_number, is_whole, near_miss, seed

_WHERE = "watch"
_MUST_DETECT = "a growth above 1, such as 1.5"


def watch(
    counts: Any,
    *,
    method: Method = "cusum",
    detect: float | None = None,
    false_alarms: str = "1/year",
    season: Literal["week"] | int | None = "week",
    baseline: Any = "56d",
    lag: Any = None,
    time: str = "start",
    series: str | Sequence[str] | None = None,
    n: str = "n",
    exposure: str | None = "n_active_customers",
    missing: Literal["error", "zero"] = "error",
    random_state: Any = 0,
) -> "Watch":
    """Watch counts over time for growth.

    A fixed stretch at the start says what is usual: the rate of each series, its week, its over-dispersion. Every later
    period is judged against it, and an alarm goes on where the evidence for growth reaches a threshold, simulated so
    that over all series together no more false alarms come than asked for.

    Parameters
    ----------
    counts
        The frame of `EventLog.counts`, any frame with a row a period and series, or a Series by time.
    method
        ``"cusum"`` adds up the evidence for growth by `detect`, and hears a lasting growth soonest; ``"ewma"`` weighs
        recent periods more; ``"poisson"`` judges each period by itself, and hears only bursts; ``"kleinberg"`` is the
        automaton of bursts with levels `detect`, its square and so on, which tells how high they go.
    detect
        The growth to be heard soonest; None: 1.5. Larger growth is heard too, and sooner.
    false_alarms
        How many in how long, over all series together: ``"1/year"``, ``"2/month"``, ``"1/90d"``.
    season
        ``"week"``: days of the week (hours of the week) differ; a whole number of periods; None: they do not.
    baseline
        The stretch at the start: a length, a number of periods, or the time at which watching begins. It never moves
        along: a moving baseline learns a slow build-up as normal.
    lag
        How long counts keep growing after their period; younger periods are not judged. None: complete ones are final.
    time, series, n
        The columns of starts of periods, of names (one or several), and of counts.
    exposure
        The column of what they are counts of, such as customers, or None: all periods count alike. The default is left
        out where the frame has no such column. 0: not observed; such a period speaks neither for nor against growth.
    missing
        What it means that a series has no row in a period: ``"error"``, or ``"zero"`` events.
    random_state
        Seed of the simulation.

    Returns
    -------
    What is usual and where each series stands; see `Watch.alarms`.

    Raises
    ------
    OptionError
        An option cannot be what it is, or the baseline is longer than the counts.
    InputError
        A period is missing or comes twice, or a number is none.
    MissingColumnError
        There is no such column, with a near miss.

    Examples
    --------
    >>> import journeymine as jm
    >>> import numpy as np, pandas as pd
    >>> days = pd.date_range("2024-01-01", periods=120, freq="D")
    >>> rng = np.random.default_rng(1)
    >>> calls = pd.Series(rng.poisson(np.where(np.arange(120) < 100, 3, 6)), days)
    >>> watched = jm.watch(calls, false_alarms="1/year")
    >>> watched.alarms().to_pandas()[["since", "found_at", "is_on"]]
           since   found_at  is_on
    0 2024-04-10 2024-04-12   True
    """
    asked = {
        "method": choice(method, "method", _WHERE, METHODS),
        "detect": _growth(detect, method),
        "false_alarms": false_alarms,
        "season": int(season) if isinstance(season, int | np.integer) and is_whole(season) else season,
        "baseline": int(baseline) if is_whole(baseline) else str(duration_text(baseline)),
        "lag": duration_text(lag),
        "missing": choice(missing, "missing", _WHERE, ("error", "zero")),
    }
    frame = panels.framed(counts)
    columns = panels.chosen(frame, time, series, n, exposure)
    if reserved := RESERVED & set(columns.series):
        raise bad_option("series", _WHERE, "columns of other names than the result has itself", min(reserved))
    clock = panels.clock_of(frame, columns)
    panel = panels.panel(frame, columns, clock, None, missing)
    return Watch(begun(panel, columns, clock, asked, seed(random_state, _WHERE)))


class Watch(ActionResult):
    """Series under watch: a row each, with what is usual and where it stands.

    `rate_before` is that of the baseline a period and unit of exposure, `season` the factor between its strongest and
    weakest phase, `dispersion` variance over mean of a usual period (1: Poisson); `statistic` is an alarm once it
    reaches `threshold`.

    Examples
    --------
    >>> import journeymine as jm
    >>> counts = {"start": list(range(60)), "event": ["late"] * 60, "n": [2, 1, 3, 0] * 14 + [9] * 4}
    >>> watched = jm.watch(counts, baseline=40, season=None, false_alarms="1/100")
    >>> watched.to_pandas()[["event", "rate_before", "is_on"]]
      event  rate_before  is_on
    0  late       1.5125   True
    """

    def __init__(self, watcher: Watcher) -> None:
        super().__init__(standing(watcher))
        self._watcher = watcher

    def alarms(self, *, at_least: float = 1.2) -> "Alarms":
        """Every alarm so far: since when, found when, by how much.

        Parameters
        ----------
        at_least
            The growth whose `probability` is asked for.

        Returns
        -------
        A row an alarm, by when it was found; those that only periods not judged yet would raise are last, and
        `provisional`.

        Raises
        ------
        OptionError
            `at_least` is no number above 0.

        Examples
        --------
        >>> import journeymine as jm
        >>> counts = {"start": list(range(60)), "event": ["late"] * 60, "n": [2, 1, 3, 0] * 14 + [9] * 4}
        >>> watched = jm.watch(counts, baseline=40, season=None, false_alarms="1/100")
        >>> watched.alarms().to_pandas()[["event", "since", "found_at", "n", "rate_now", "probability"]].round(2)
          event  since  found_at     n  rate_now  probability
        0  late     56        56  36       9.0          1.0
        """
        number = exact_number(at_least)
        if number is None or number <= 0:
            raise bad_option("at_least", "alarms", "a number above 0, such as 1.2", at_least)
        return Alarms(alarm_rows(self._watcher, float(number)))

    def update(self, new_rows: Any) -> "Watch":
        """After further periods; the same as if all had come at once.

        Parameters
        ----------
        new_rows
            Rows as `watch` took them, of the periods after the last one judged (`last` of `info`): those that were
            incomplete or younger than `lag` come again. A period that was judged is not judged twice.

        Returns
        -------
        The watch after them; this one stays as it was.

        Raises
        ------
        InputError
            A period was judged already, is missing or comes twice, a series is new, or a number is none.
        MissingColumnError
            A column of the rows before is missing.

        Examples
        --------
        >>> import journeymine as jm
        >>> usual = {"start": list(range(56)), "n": [2, 1, 3, 0] * 14}
        >>> watched = jm.watch(usual, baseline=40, season=None, false_alarms="1/100")
        >>> len(watched.alarms()), len(watched.update({"start": [56, 57], "n": [9, 9]}).alarms())
        (0, 1)
        """
        frame, watcher = panels.framed(new_rows), self._watcher
        if not len(frame):
            return self
        panels.check_columns(frame, watcher.columns)
        panel = panels.panel(frame, watcher.columns, watcher.clock, watcher.series, watcher.asked["missing"])
        return Watch(fed(watcher, panel))

    def reset(self, names: Any) -> "Watch":
        """With the alarm of some series closed and its evidence set back to nothing, as when somebody took care of it.

        Without, an alarm stays on until the evidence is gone: a CUSUM until it fell by the threshold from its highest.

        Parameters
        ----------
        names
            A name or a list of names; tuples where several columns tell series apart.

        Returns
        -------
        The watch with these alarms closed; this one stays as it was.

        Raises
        ------
        UnknownEventError
            No series is called that, with a near miss.

        Examples
        --------
        >>> import journeymine as jm
        >>> counts = {"start": list(range(60)), "event": ["late"] * 60, "n": [2, 1, 3, 0] * 14 + [9] * 4}
        >>> watched = jm.watch(counts, baseline=40, season=None, false_alarms="1/100").reset("late")
        >>> watched.to_pandas()["is_on"].tolist(), watched.alarms().to_pandas()["until"].tolist()
        ([False], [59])
        """
        asked = names if isinstance(names, list) else [names]
        known = {name if len(name) != 1 else name[0]: place for place, name in enumerate(self._watcher.series)}
        for name in asked:
            if name not in known:
                message = f"No series watched is called {name!r}.{near_miss(name, known)}"
                raise UnknownEventError(message)
        return Watch(reset(self._watcher, [known[name] for name in asked]))

    def state(self) -> dict[str, Any]:
        """All that judging further periods needs, as text, numbers, lists and dicts, fit for JSON.

        It holds rates and sums of series, no counts of single periods, and no customers.

        Returns
        -------
        A dict for `Watch.resume`.

        Examples
        --------
        >>> import journeymine as jm
        >>> counts = {"start": list(range(60)), "n": [2, 1, 3, 0] * 15}
        >>> watched = jm.watch(counts, baseline=40, season=None, false_alarms="1/100")
        >>> watched.state()["last"]
        59
        """
        return to_state(self._watcher)

    @classmethod
    def resume(cls, state: Mapping[str, Any]) -> "Watch":
        """The watch that gave a state.

        Parameters
        ----------
        state
            What `Watch.state` gave, as it was or through JSON.

        Returns
        -------
        A watch that goes on where that one stood.

        Raises
        ------
        InputError
            It is no such state, or of another version.

        Examples
        --------
        >>> import json
        >>> import journeymine as jm
        >>> counts = {"start": list(range(60)), "n": [2, 1, 3, 0] * 15}
        >>> watched = jm.watch(counts, baseline=40, season=None, false_alarms="1/100")
        >>> again = jm.Watch.resume(json.loads(json.dumps(watched.state())))
        >>> repr(again.update({"start": [60], "n": [9]})) == repr(watched.update({"start": [60], "n": [9]}))
        True
        """
        return cls(from_state(state))


class Alarms(ActionResult):
    """The alarms of a watch, a row each.

    `since` when, as far as one can tell (the first period after the evidence was last nil), `found_at` the period after
    which the alarm came, `until` the last period of a stretch that is over. `n` events of `exposure` in it; rates are a
    period and unit of exposure with the season evened out, bounds cover 95 %. `ratio` is `rate_now` to `rate_before`,
    `probability` that it is at least 1.2 (or what was asked), both of Gamma-Poisson posteriors.

    Examples
    --------
    >>> import journeymine as jm
    >>> counts = {"start": list(range(60)), "event": ["late"] * 60, "n": [2, 1, 3, 0] * 14 + [9] * 4}
    >>> len(jm.watch(counts, baseline=40, season=None, false_alarms="1/100").alarms())
    1
    """


def _growth(detect: Any, method: Method) -> float:
    if detect is None:
        return 1.5
    if method == "poisson":
        why = (
            "it judges each period by itself and looks for no growth in particular; leave `detect` out, or use 'cusum'"
        )
        raise clash("detect", "method='poisson'", _WHERE, why)
    number = exact_number(detect)
    if number is None or number <= 1:
        raise bad_option("detect", _WHERE, _MUST_DETECT, detect)
    return float(number)
