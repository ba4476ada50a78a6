"""The verb that asks what each step of a campaign did."""

from typing import TYPE_CHECKING, Any

from journeymine.actions.effects.asking import Asked
from journeymine.actions.effects.campaign import campaign_table
from journeymine.api.action_result import ActionResult
from journeymine.api.contrasting import BY_LENGTH
from journeymine.api.step_effect import followed

if TYPE_CHECKING:
    from journeymine.api.event_log import EventLog
    from journeymine.journeys.designs import Landmark, UntilOutcome

WHERE = "campaign_effects"


class CampaignEffects(ActionResult):
    """What each step of a campaign did; made by `campaign_effects`.

    A row a step, as they were asked for; the columns are those of `StepEffect`, with ``q_value``, ``n_reached`` and
    ``reach`` (who ever got the step, of all customers) and ``lead_time_median`` (from the first such step to the goal,
    of those observed for long enough who reached it in time).

    Examples
    --------
    >>> import journeymine as jm
    >>> rows = [(who, 0, "visit") for who in range(400)]
    >>> rows += [(who, 1, "mail") for who in range(200)] + [(who, 2, "call") for who in range(0, 400, 2)]
    >>> rows += [(who, 9 if who < 200 else 8, "buy") for who in range(400) if who % (5 if who < 200 else 10) == 0]
    >>> who, when, what = (list(column) for column in zip(*rows))
    >>> log = jm.read_events({"who": who, "when": when, "what": what}, customer="who", event="what", time="when")
    >>> effects = jm.campaign_effects(log, ["mail", "call"], "buy", within=6, design=jm.Landmark(3))
    >>> effects.to_pandas()[["step", "n_reached", "difference", "lead_time_median"]].round(2)
       step  n_reached  difference  lead_time_median
    0  mail        200         0.1               NaN
    1  call        200         0.1               6.0
    """


def campaign_effects(
    log: "EventLog",
    steps: Any,
    goal: Any,
    *,
    within: Any = None,
    holdout: Any = None,
    control: Any = None,
    start: Any = None,
    ratio: Any = 0.5,
    design: "Landmark | UntilOutcome | None" = None,
    strata: Any = BY_LENGTH,
    method: str = "bh",
    observed_until: Any = None,
) -> CampaignEffects:
    """What each step of a campaign did to a goal: one table.

    Each step is compared by its own hold-out. Steps without one are compared among customers who got the same other
    steps (and are alike in the `strata`): steps that are given together do not borrow each other's effect. That is what
    one step adds, given the others; what a step does by making another one follow is not in it.

    Parameters
    ----------
    log
        An `EventLog`.
    steps
        Names of events, or patterns of names such as ``"mail:*"``: a row each.
    goal
        An event name; a set means any of them.
    within
        How long the goal is waited for, as in `step_effect`.
    holdout
        A mapping of steps to hold-outs, each as `step_effect` takes it; steps that are not in it have none. Or one
        hold-out of the whole campaign: a first row ``(all steps)`` is compared by it, and the steps beside each other
        among those who were to be treated, from the same time zero on. None: no hold-out at all.
    control, start, ratio
        As in `step_effect`, for all steps or as mappings by step.
    design, strata
        As in `step_effect`, for steps without a hold-out of their own.
    method
        How p-values become ``q_value``, corrected for all rows that have one: ``"bh"``, ``"by"``, ``"holm"``,
        ``"bonferroni"`` or ``"none"``.
    observed_until
        The end of observation, one time; None: the last time of the log.

    Returns
    -------
    A `CampaignEffects`. ``n_compared`` says of how many customers anything could be said: without a hold-out those in
    strata where some got the step and some did not.

    Raises
    ------
    OptionError
        An option has a value it cannot have, two do not go together, or an arm is left empty.
    UnknownEventError
        There is no such event, with a near miss.
    MissingColumnError
        There is no such attribute, with a near miss.

    Examples
    --------
    >>> import journeymine as jm
    >>> from journeymine.datasets import service_log
    >>> made = service_log(2_000, seed=1)
    >>> steps = ["mail:offer", "sms:reminder", "mail:newsletter"]
    >>> effects = jm.campaign_effects(made.log(), steps, "upgrade", within="10d", design=jm.Landmark("4d"),
    ...                               start="assigned", observed_until=made.observed_until)
    >>> effects.to_pandas()[["step", "difference", "q_value"]].round(3)
                  step  difference  q_value
    0       mail:offer       0.058    0.001
    1     sms:reminder       0.002    0.966
    2  mail:newsletter      -0.036    0.052
    """
    asked = Asked(within, holdout, control, start, ratio, design, strata, observed_until)
    return CampaignEffects(campaign_table(followed(log, asked, WHERE), steps, goal, asked, method, WHERE))
