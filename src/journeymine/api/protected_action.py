"""What an action found, fit to leave the house."""

from collections.abc import Callable

from journeymine.actions.publishing.effects import protected_effects
from journeymine.actions.publishing.funnels import protected_funnel
from journeymine.actions.publishing.measures import protected_measures
from journeymine.actions.publishing.patterns import protected_drift, protected_leads
from journeymine.actions.publishing.withholding import Withholding
from journeymine.actions.rows import ActionRows
from journeymine.api.action_result import ActionResult
from journeymine.api.campaign_effects import CampaignEffects
from journeymine.api.drifting import PatternDrift
from journeymine.api.funnel import Funnel
from journeymine.api.leading import LeadsTo
from journeymine.api.step_effect import StepEffect
from journeymine.api.suggesting import Suggestions

#: How each result is protected; what is not here cannot be.
PROTECTED: dict[type[ActionResult], Callable[[ActionRows, Withholding], ActionRows]] = {
    Funnel: protected_funnel,
    StepEffect: protected_effects,
    CampaignEffects: protected_effects,
    LeadsTo: protected_leads,
    PatternDrift: protected_drift,
    Suggestions: protected_measures,
}


class ProtectedAction(ActionResult):
    """The rows of an action without those that tell of few; made by `protect`.

    All numbers are counts, or follow from the counts beside them; ``info["protected"]`` says what was withheld and why.

    Examples
    --------
    >>> import journeymine as jm
    >>> visits = [["search", "cart", "pay"]] * 30 + [["search", "cart"]] * 4 + [["search"]] * 50
    >>> way = jm.Journeys.from_lists(visits).funnel(["search", "cart", "pay"], within=5)
    >>> jm.protect(way, k=10).to_pandas()[["event", "n_reached", "share"]].round(2)
        event  n_reached  share
    0  search         84    1.0
    1    cart         34    0.4
    """


def protected_action(result: ActionResult, k: int, *, differences: bool, round_to: int | None) -> ProtectedAction:
    """A result of an action that may leave the house; all arguments as of `protect`, checked."""
    own = PROTECTED[type(result)]
    return ProtectedAction(own(result._table, Withholding(k, differences, round_to)))  # noqa: SLF001 - one of us
