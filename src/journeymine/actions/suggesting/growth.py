"""Categories that grow: the alarms of a watch that are on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from journeymine.actions.suggesting import words
from journeymine.actions.suggesting.sizes import periods
from journeymine.actions.suggesting.suggestion import NOT_SIGNIFICANT, Found, Suggestion
from journeymine.actions.watching.tables import alarm_rows
from journeymine.actions.watching.watcher import Watcher

OVER = "alarms that are over"
WAITING = "alarms of periods that are not judged yet"
DESIGN = "observational: an alarm says that a rate grew, not why"
#: The growth that is looked for, each as likely as the others.
GROWTHS = np.array([1.2, 1.5, 2.0, 3.0])


def of_alarms(watcher: Watcher, alpha: float, leads: Mapping[str, Any] | None = None) -> Found:
    """Of a `Watch`, or of a `PatternWatch`.

    Parameters
    ----------
    watcher
        What is behind it.
    alpha
        The greatest q-value.
    leads
        Of patterns: the median time to the outcome of each, None where no outcome was asked for.
    """
    table = alarm_rows(watcher, 1.0)
    columns = table.columns
    on = columns["is_on"] & ~columns["provisional"]
    names = watcher.columns.series
    found, not_sure = [], 0
    for row in np.flatnonzero(on).tolist():
        own = tuple(columns[name][row] for name in names)
        told = {name: columns[name][row] for name in columns if name not in names}
        suggestion = _suggestion(watcher, watcher.series.index(own), told, own)
        if leads is not None:
            suggestion = replace(suggestion, kind=words.PATTERN_GROWS, lead_time=leads[own[0]])
        if suggestion.q_value <= alpha and suggestion.low > 1:
            found.append(suggestion)
        else:
            not_sure += 1
    waiting = int((columns["is_on"] & columns["provisional"]).sum())
    left = {NOT_SIGNIFICANT: not_sure, WAITING: waiting, OVER: len(table) - int(columns["is_on"].sum())}
    return Found(tuple(found), left)


def grown(before: tuple[float, float], now: tuple[float, float], inflation: float) -> float:
    """How little the counts fit a rate that did not change: an upper limit of p, whenever the growth began.

    With y₀ events in an exposure of e₀ before, y and e since, all divided by the dispersion, and Jeffreys' prior of the
    rate, the likelihood of a growth by r against none is::

        B(r) = rʸ · ((e₀ + e)/(e₀ + r·e))^(y₀ + y + ½)

    Seen from now backwards, B is a martingale where nothing grew: so is its mean over `GROWTHS`, and the chance that it
    ever reaches b is at most 1/b (Ville 1939). The result is 1/b, whichever moment was taken for the beginning.

    Parameters
    ----------
    before, now
        Events and seasonal exposure.
    inflation
        Variance over mean of the counts.

    Examples
    --------
    >>> round(grown((168, 56), (270, 60), 1.0), 5), grown((168, 56), (180, 60), 1.0)
    (0.00067, 1.0)
    """
    from scipy.special import logsumexp

    (y0, e0), (y, e) = ((n / inflation, exposure / inflation) for n, exposure in (before, now))
    each = y * np.log(GROWTHS) - (y0 + y + 0.5) * np.log((e0 + GROWTHS * e) / (e0 + e))
    return float(min(1.0, np.exp(np.log(len(GROWTHS)) - logsumexp(each))))


def _suggestion(watcher: Watcher, series: int, told: dict[str, Any], own: tuple[Any, ...]) -> Suggestion:
    baseline = watcher.rule.baseline
    inflation = float(baseline.inflation[series])
    rates = float(told["rate_before"]), float(told["rate_now"])
    seasonal = float(told["n"]) / rates[1]
    before = float(baseline.n[series]), float(baseline.exposure[series])
    q = min(1.0, len(watcher.series) * grown(before, (float(told["n"]), seasonal), inflation))
    estimate = float(told["ratio"]), float(told["ratio_low"]), float(told["ratio_high"])
    name = ", ".join(map(str, own)) or watcher.columns.n
    each = before[1] / watcher.asked["n_baseline"]
    n = round(float(told["n"]))
    return Suggestion(
        about=name,
        kind=words.GROWS,
        measure=words.STAFF,
        evidence=words.growing(name, (rates[0] * each, rates[1] * each), estimate, _day(told["since"]), q),
        test=words.wait_and_see(periods(*rates, each, inflation)),
        n=n,
        n_customers=None,
        estimate=estimate[0],
        low=estimate[1],
        high=estimate[2],
        estimate_of="ratio of rates",
        q_value=q,
        design=DESIGN,
        at_least=n * max(0.0, 1 - 1 / estimate[1]),
        counts=(n, round(before[0])),
    )


def _day(moment: Any) -> str:
    """The start of a period, without the hour where that is midnight."""
    return str(moment)[:16].removesuffix("T00:00")
