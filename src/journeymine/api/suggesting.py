"""What to do next: the findings of other actions as a list of measures, each with its evidence and its test."""

from typing import Any

from numpy.typing import NDArray

from journeymine.actions.rows import ActionRows
from journeymine.actions.suggesting.drifting import of_drift
from journeymine.actions.suggesting.dropping import of_funnel
from journeymine.actions.suggesting.effects import of_steps
from journeymine.actions.suggesting.growth import of_alarms
from journeymine.actions.suggesting.leads import of_leads
from journeymine.actions.suggesting.suggestion import Found, known
from journeymine.actions.suggesting.table import lines, ranked, shown
from journeymine.api.action_result import ActionResult
from journeymine.api.campaign_effects import CampaignEffects
from journeymine.api.drifting import PatternDrift
from journeymine.api.funnel import Funnel
from journeymine.api.leading import LeadsTo
from journeymine.api.pattern_watch import PatternWatch
from journeymine.api.step_effect import StepEffect
from journeymine.api.watching import Alarms, Watch
from journeymine.errors import InputError, MissingJourneysError
from journeymine.journeys.event_names import chosen_names
from journeymine.options import bad_option, is_real, is_whole, whole_number
from journeymine.showing import Shown

WHERE = "suggest"
_MUST = "results of watch, watch_patterns, step_effect, campaign_effects, leads_to, funnel or drift"


class Suggestions(ActionResult):
    """Measures, most promising first; made by `suggest`.

    Examples
    --------
    >>> import journeymine as jm
    >>> bought = {who: who % 5 == 0 if who < 900 else who % 10 == 0 for who in range(1800)}
    >>> rows = [(who, 0, "visit") for who in bought] + [(who, 1, "mail") for who in range(900)]
    >>> rows += [(who, 2, "buy") for who, did in bought.items() if did]
    >>> who, when, what = (list(column) for column in zip(*rows))
    >>> log = jm.read_events({"who": who, "when": when, "what": what}, customer="who", event="what", time="when")
    >>> effect = jm.step_effect(log, "mail", "buy", within=1, holdout={one: one >= 900 for one in bought})
    >>> jm.suggest(effect).to_pandas()[["about", "measure", "n_customers"]]
      about                   measure n_customers
    0  mail  keep and extend the step         900
    """

    def __init__(self, table: ActionRows, sources: tuple[tuple[ActionResult, Any], ...] | None = None) -> None:
        super().__init__(table)
        self._sources = sources

    def __getstate__(self) -> dict[str, Any]:
        # A pickle is what a file is: no journeys.
        return {**self.__dict__, "_sources": None}

    def __repr__(self) -> str:
        return "\n".join(lines(self._table, type(self).__name__))

    def _shown(self) -> Shown:
        return shown(self._table, type(self).__name__)

    def customers(self, row: int) -> NDArray[Any] | list[Any]:
        """Ids of the customers whom a row concerns, where the result it comes from names them.

        Parameters
        ----------
        row
            The number of the row, from 0.

        Returns
        -------
        Of a pattern before an outcome: who is inside now (`LeadsTo.customers`); of a drop-off without segments: who was
        lost there (`Funnel.customers`).

        Raises
        ------
        MissingJourneysError
            The list was unpickled, which leaves the results behind, or they were unpickled.
        InputError
            There is no such row, or it knows no customers.

        Examples
        --------
        >>> import journeymine as jm
        >>> from journeymine.datasets import service_log
        >>> made = service_log(1_000, days=120)
        >>> found = jm.leads_to(made.log(), "call:commissioning", "7d", observed_until=made.observed_until)
        >>> len(jm.suggest(found).customers(0)) == int(found.to_pandas()["n_now"][0])
        True
        """
        if self._sources is None:
            message = f"{WHERE} gives customers as long as it has the results; this list was unpickled without them."
            raise MissingJourneysError(message)
        if not is_whole(row) or not 0 <= int(row) < len(self):
            message = f"There are {len(self):,} rows, numbered from 0; got {row!r}."
            raise InputError(message)
        source, key = self._sources[int(row)]
        if isinstance(source, LeadsTo):
            return source.customers(key)
        if isinstance(source, Funnel) and key is not None:
            return source.customers(key)
        message = (
            f"Row {row} comes of {type(source).__name__}, which does not know whose events it counted; rows of "
            "leads_to, and of a funnel without segments, do."
        )
        raise InputError(message)


def suggest(
    *findings: ActionResult, unwanted: Any = None, k: int = 10, max_rows: int = 20, alpha: float = 0.05
) -> Suggestions:
    """Say what the findings of other actions point to: what was seen, whom it concerns, what to do, and what tests it.

    Parameters
    ----------
    findings
        What `watch`, `watch_patterns`, `step_effect`, `campaign_effects`, `leads_to`, `EventLog.funnel` and
        `PatternSet.drift` gave.
    unwanted
        Goals and outcomes that nobody wants, by name or pattern of names (``"complaint:*"``). None: the goals of
        effects are wanted, the outcomes of `leads_to` are not.
    k
        Counts of fewer customers, and evidence that is made of such, are withheld; 1: nothing is.
    max_rows
        The most rows.
    alpha
        How likely it may be that such a list suggests anything where nothing is going on: each of m results is asked
        for q ≤ alpha/m.

    Returns
    -------
    `Suggestions`, a row a measure: `about` (step, pattern, category, part of a funnel), `kind` of finding, `measure`,
    `evidence` and `test` as sentences, `n` the evidence is of, `n_customers` it concerns (who ever got a step, who is
    inside a pattern now, who was lost), `estimate` with `low` and `high` (of what `estimate_of` says), `q_value`,
    `lead_time_median`, `design`, `n_to_test` (customers of each of two groups for a power of 80 %) and `at_least`.

    Raises
    ------
    OptionError
        An option has a value it cannot have, or there are no findings.
    UnknownEventError
        `unwanted` names no goal or outcome of the findings, with a near miss.

    Notes
    -----
    What was drawn by lot comes first, then by `at_least` = c·abs(e): customers (journeys, events) c times the cautious
    end e of the interval, as the excess over what is usual: of a difference of shares the end nearer to 0; of a ratio
    r of rates 1 - 1/r; of a pattern before an outcome ``share_within_low``·(1 - 1/``lift_time_low``).

    An alarm has no q-value of its own: it gets that of a rate which grew at whatever moment, over all series (Ville's
    inequality, told in *What to do next*), and is suggested while it is on.

    What was not drawn by lot is never said to change anything.

    Examples
    --------
    >>> import journeymine as jm
    >>> from journeymine.datasets import service_log
    >>> made = service_log(1_000, days=120)
    >>> found = jm.leads_to(made.log(), "call:commissioning", "7d", observed_until=made.observed_until)
    >>> jm.suggest(found).to_pandas()[["about", "measure"]].head(1)
                           about       measure
    0  letter:delay → app:error  warn earlier
    """
    _check(findings)
    least = whole_number(k, "k", WHERE, least=1)
    most = whole_number(max_rows, "max_rows", WHERE)
    if not is_real(alpha) or not 0 < float(alpha) < 1:
        raise bad_option("alpha", WHERE, "a number between 0 and 1, such as 0.05", alpha)
    outcomes = {place: _outcomes(one) for place, one in enumerate(findings) if _outcomes(one)}
    names = list(dict.fromkeys(name for each in outcomes.values() for name in each))
    bad = None if unwanted is None else set(chosen_names(names, unwanted, "unwanted", WHERE))
    found = []
    for place, one in enumerate(findings):
        wanted = None if bad is None else not bad.intersection(outcomes.get(place, ()))
        found.append(_found(one, float(alpha) / len(findings), wanted=wanted))
    info = {
        "verb": WHERE,
        "findings": [type(one).__name__ for one in findings],
        "unwanted": None if bad is None else sorted(bad, key=str),
        "k": least,
        "max_rows": most,
        "alpha": float(alpha),
    }
    best = ranked(found, k=least, max_rows=most, alpha=float(alpha), info=info)
    return Suggestions(best.table, tuple((findings[place], key) for place, key in best.sources))


def _check(findings: tuple[Any, ...]) -> None:
    if not findings:
        raise bad_option("findings", WHERE, f"{_MUST}, one at least", findings)
    for one in findings:
        if isinstance(one, Alarms):
            raise bad_option("findings", WHERE, f"{_MUST}; pass the Watch, which knows what is usual", "its alarms")
        if not isinstance(one, StepEffect | CampaignEffects | LeadsTo | Funnel | PatternDrift | Watch | PatternWatch):
            raise bad_option("findings", WHERE, _MUST, type(one).__name__)


def _outcomes(one: ActionResult) -> list[Any]:
    """The goals or outcomes of a result, by name."""
    given = one.info.get("goal") if isinstance(one, StepEffect | CampaignEffects) else one.info.get("outcome")
    if given is None or not isinstance(one, StepEffect | CampaignEffects | LeadsTo):
        return []
    return list(given) if isinstance(given, list | tuple) else [given]


def _found(one: ActionResult, alpha: float, *, wanted: bool | None) -> Found:
    table = one._table  # noqa: SLF001 - one of us
    if isinstance(one, StepEffect | CampaignEffects):
        return of_steps(table, alpha, wanted=wanted is not False)
    if isinstance(one, LeadsTo):
        return of_leads(table, alpha, wanted=wanted is True)
    if isinstance(one, Watch):
        return of_alarms(one._watcher, alpha)  # noqa: SLF001 - one of us
    if isinstance(one, PatternWatch):
        return of_alarms(one._under.judged._watcher, alpha, _leads(table))  # noqa: SLF001 - one of us
    return of_drift(table, alpha) if isinstance(one, PatternDrift) else of_funnel(table, alpha)


def _leads(table: ActionRows) -> dict[str, Any]:
    """The lead times of patterns, None each where no outcome was asked for."""
    patterns = [str(one) for one in table.column("pattern")]
    if "lead_time_median" not in table.columns:
        return dict.fromkeys(patterns)
    return {name: known(lead) for name, lead in zip(patterns, table.column("lead_time_median"), strict=True)}
