"""The verb that asks whether one step helped or hurt."""

from typing import TYPE_CHECKING, Any

from journeymine.actions.effects.asking import Asked, step_table
from journeymine.api.action_result import ActionResult
from journeymine.api.contrasting import BY_LENGTH
from journeymine.errors import InputError
from journeymine.journeys.clock import moment
from journeymine.ranking.power import needed, power, read_chance, read_effect

if TYPE_CHECKING:
    from journeymine.api.event_log import EventLog
    from journeymine.journeys.coded import CodedJourneys
    from journeymine.journeys.designs import Landmark, UntilOutcome

WHERE = "step_effect"


class StepEffect(ActionResult):
    """Whether a step helped or hurt; made by `step_effect`.

    The first row is the effect, the next ones check it or show what would mislead. ``difference`` is the share that
    reached the goal among treated less that among controls, with its 95 % interval.

    Examples
    --------
    >>> import journeymine as jm
    >>> bought = {who: who % 5 == 0 if who < 200 else who % 10 == 0 for who in range(400)}
    >>> rows = [(who, 0, "visit") for who in bought] + [(who, 1, "mail") for who in range(200)]
    >>> rows += [(who, 2, "buy") for who, did in bought.items() if did]
    >>> who, when, what = (list(column) for column in zip(*rows))
    >>> log = jm.read_events({"who": who, "when": when, "what": what}, customer="who", event="what", time="when")
    >>> effect = jm.step_effect(log, "mail", "buy", within=1, holdout={one: one >= 200 for one in bought})
    >>> effect.to_pandas()[["view", "share_treated", "share_control", "difference", "p_value"]].round(4)
                       view  share_treated  share_control  difference  p_value
    0                effect            0.2            0.1         0.1   0.0052
    1  as received (biased)            0.2            0.1         0.1      NaN
    """

    @property
    def difference(self) -> tuple[float, float, float]:
        """The effect, and the ends of its 95 % interval.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 2, 3, 4], "when": [0, 0, 0, 2], "what": ["mail", "mail", "call", "buy"]},
        ...                      customer="who", event="what", time="when")
        >>> held_out = {1: False, 2: False, 3: True, 4: True}
        >>> [round(one, 2) for one in jm.step_effect(log, "mail", "buy", within=2, holdout=held_out).difference]
        [-0.5, -0.91, 0.27]
        """
        names = ("difference", "difference_low", "difference_high")
        value, low, high = (float(self._table.column(name)[0]) for name in names)
        return value, low, high

    def power(self, effect: float) -> float:
        """How likely a trial with as many customers in each arm finds an effect, at the 5 % level.

        Parameters
        ----------
        effect
            A difference of shares such as 0.02.

        Returns
        -------
        A number between 0 and 1; see `needed` for the base.

        Raises
        ------
        OptionError
            The effect is 0, or leads to a share below 0 or above 1.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 2, 3, 4], "when": [0, 0, 0, 2], "what": ["mail", "mail", "call", "buy"]},
        ...                      customer="who", event="what", time="when")
        >>> held_out = {1: False, 2: False, 3: True, 4: True}
        >>> round(jm.step_effect(log, "mail", "buy", within=2, holdout=held_out).power(-0.2), 2)
        0.06
        """
        base = self._base
        sizes = (float(self._table.column(name)[0]) for name in ("n_treated", "n_control"))
        return power(base, read_effect(effect, base, "effect", "power"), *sizes)

    def needed(self, effect: float, *, power: float = 0.8) -> int:
        """How many customers each of two equal arms must have for an effect to be found at the 5 % level.

        Parameters
        ----------
        effect
            A difference of shares such as 0.02, on top of the share that the controls had (without a hold-out those
            who did not get the step).
        power
            How likely it is to be found.

        Returns
        -------
        Customers of one arm.

        Raises
        ------
        OptionError
            The effect is 0, or leads to a share below 0 or above 1.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 2, 3, 4], "when": [0, 0, 0, 2], "what": ["mail", "mail", "call", "buy"]},
        ...                      customer="who", event="what", time="when")
        >>> held_out = {1: False, 2: False, 3: True, 4: True}
        >>> jm.step_effect(log, "mail", "buy", within=2, holdout=held_out).needed(0.25, power=0.9)
        77
        """
        base = self._base
        read = read_effect(effect, base, "effect", "needed")
        return needed(base, read, chance=read_chance(power, "needed"))[0]

    @property
    def _base(self) -> float:
        """The share of those who were not treated, over all strata."""
        reached, n = (float(self._table.column(name)[0]) for name in ("n_goal_control", "n_control"))
        return reached / n


def step_effect(
    log: "EventLog",
    step: Any,
    goal: Any,
    *,
    within: Any = None,
    holdout: Any = None,
    control: Any = None,
    start: Any = None,
    ratio: float | None = 0.5,
    design: "Landmark | UntilOutcome | None" = None,
    strata: Any = BY_LENGTH,
    detect: float | None = None,
    observed_until: Any = None,
) -> StepEffect:
    """Did a step help or hurt: a hold-out answers, without one the designs of contrasts give hints.

    Customers are what is counted. With a `holdout` all who were assigned are compared by their arm, whatever they
    received (intention to treat): t0 < goal ≤ t0 + within, among those observed to t0 + within. Without, those who got
    the step within the evidence of a `design` are compared with those who did not, like with like.

    Parameters
    ----------
    log
        An `EventLog`.
    step, goal
        Event names, or patterns of names such as ``"mail:*"``; a set means any of them.
    within
        How long the goal is waited for: ``"14d"``, a timedelta, a number where time is an order number. None only with
        `jm.UntilOutcome`.
    holdout
        Who was held out: the name of an attribute of customers (`EventLog.with_customers`), a mapping or Series by
        customer, or a pair of events that mark assignment, that of the controls first (the first a customer had
        counts). Customers whose value is missing, or who are not named, are no part of the trial. Those of a mapping
        who have no event in the log are part of it; what an attribute says of such customers is not in the log, so
        pass a mapping where a step makes customers appear.
    control
        Which of the two values of `holdout` was held out; None: True or 1.
    start
        Time zero: one moment, the name of an attribute or a mapping with the moment each was assigned, or `jm.START`,
        each customer's first event. None: the time of the events that mark assignment; without such the first time that
        anybody to be treated got the step, for all; without a hold-out each customer's first event. What comes before
        is no evidence.
    ratio
        The share of customers that was to be treated (0.9 for a hold-out of a tenth). Where the arms differ from it by
        more than chance (p < .001), the effect is not `trusted`. None: not checked.
    design
        Without a hold-out: ``jm.Landmark("7d")`` (who got the step in the first 7 days, and reached the goal `within`
        the time thereafter), or `jm.UntilOutcome` (whenever a goal comes, who had the step before against who had not,
        among those who still wait: ``risk_ratio`` is that of the rates, and there is no difference of shares).
        None: a landmark after as long a time as the goal is waited for.
    strata
        Without a hold-out, as of `PatternSet.contrast`; ``"length"`` does not count the step itself, and is
        no stratum under `jm.UntilOutcome`, which compares at the same time since time zero.
    detect
        A difference of shares such as 0.02: the notes say how many customers it takes to find it.
    observed_until
        The end of observation, one time; None: the last time of the log.

    Returns
    -------
    A `StepEffect`, a row a view: ``effect``; ``before``, the same of an equal time before t0, which should show
    nothing; ``as received (biased)`` or ``crude (biased)``.

    Raises
    ------
    OptionError
        An option has a value it cannot have, two do not go together, or an arm is left empty.
    UnknownEventError
        There is no such event, with a near miss.
    MissingColumnError
        There is no such attribute, with a near miss.

    Notes
    -----
    Difference: Newcombe's interval (1998, *Statistics in Medicine* 17, method 10); p: the N - 1 χ² test, or Fisher's
    where less than one is expected in a cell (Campbell 2007); power: Fleiss, Levin, Paik (2003, section 4.2). Within
    strata: Mantel-Haenszel with Sato's interval (1989); until the outcome: Mantel and Byar (1974). Told in *Did a step
    help*.

    Examples
    --------
    >>> import journeymine as jm
    >>> log = jm.read_events({"who": [1, 2, 3, 4], "when": [0, 0, 0, 2], "what": ["mail", "mail", "call", "buy"]},
    ...                      customer="who", event="what", time="when")
    >>> effect = jm.step_effect(log, "mail", "buy", within=2, holdout={1: False, 2: False, 3: True, 4: True})
    >>> print(effect.notes[0])
    randomised hold-out: 4 customers by assignment, whatever they received: 2 treated, 2 held out
    """
    asked = Asked(within, holdout, control, start, ratio, design, strata, observed_until)
    return StepEffect(step_table(followed(log, asked, WHERE), step, goal, asked, detect, WHERE))


def followed(log: "EventLog", asked: Asked, where: str) -> "CodedJourneys":
    """A journey of each customer.

    Raises
    ------
    InputError
        It is no log.
    OptionError
        A moment is none.
    """
    from journeymine.api.event_log import EventLog

    if not isinstance(log, EventLog):
        message = f"{where} needs an EventLog, for customers are what it counts; got {type(log).__name__}."
        raise InputError(message)
    if asked.observed_until is not None:
        moment(asked.observed_until, "observed_until", where, log._about.time_unit)  # noqa: SLF001 (the log's own clock)
    return log.journeys(observed_until=asked.observed_until).coded
