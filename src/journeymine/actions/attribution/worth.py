"""What each goal is worth."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.attribution.asked import WHERE
from journeymine.actions.attribution.paths import Floats, Gathered
from journeymine.errors import OptionError
from journeymine.journeys.attributes import per_journey
from journeymine.journeys.coded import CodedJourneys
from journeymine.options import bad_option

_MUST = (
    "numbers ≥ 0: the log's value column or a further one, at the goals, or one value a journey for each of its goals"
)


def goal_values(coded: CodedJourneys, gathered: Gathered, given: Any) -> tuple[Floats | None, NDArray[np.bool_]]:
    """The value of each goal, 0 where it is missing, and where it is; None where no value is asked for.

    Goals of one time are one goal, with the sum of their values.

    Raises
    ------
    OptionError
        They are no numbers, negative or infinite.
    MissingColumnError
        There is no such column or attribute, with a near miss.
    """
    n_goals = len(gathered.goal_journey)
    if given is None:
        return None, np.zeros(n_goals, np.bool_)
    events = _by_event(coded, given)
    if events is None:
        value = _numbers(per_journey(coded, given, "value", WHERE), given)[gathered.goal_journey]
        missing = np.isnan(value)
        return np.where(missing, 0.0, value), missing
    each = _numbers(events[gathered.goal_events], given)
    missing = np.bincount(gathered.goal_of, np.isnan(each), minlength=n_goals) > 0
    return np.bincount(gathered.goal_of, np.nan_to_num(each), minlength=n_goals).astype(np.float64), missing


def _by_event(coded: CodedJourneys, given: Any) -> NDArray[Any] | None:
    """One value an event; None where `given` names no column of events."""
    if not isinstance(given, str) or given in coded.attributes:
        return None
    if given in coded.extras:
        column: NDArray[Any] = coded.extras[given].to_pandas().to_numpy()
        return column
    return coded.values if given == coded.recipe.get("value") else None


def _numbers(values: NDArray[Any], given: Any) -> Floats:
    if values.dtype.kind not in "iuf":
        raise bad_option("value", WHERE, _MUST, given)
    real = values.astype(np.float64)
    wrong = (real < 0) | np.isinf(real)
    if wrong.any():
        message = (
            f"`value` of {WHERE} must be numbers ≥ 0 at the goals; got {values[wrong][0]} there. Take goals that bring "
            "no gain, such as returns, out of the log with log.where(…), or give them a name of their own."
        )
        raise OptionError(message)
    return real
