"""What models of running journeys say of single journeys, as tables."""

from journeymine.api.action_result import ActionResult


class LikelySteps(ActionResult):
    """The most probable next steps of journeys; made by `NextStep.top`.

    Columns: ``journey`` (its number), ``rank`` (from 1), ``step`` (``"$"`` for the journey's end), ``probability``.

    Examples
    --------
    >>> from journeymine.estimators import NextStep
    >>> likely = NextStep().fit([["a", "b"], ["a", "c"], ["a", "b"]]).top([["a"]], k=2)
    >>> likely.to_pandas()[["rank", "step"]]
       rank step
    0     1    b
    1     2    c
    """


class Reasons(ActionResult):
    """Which patterns and last steps moved a prediction; made by the `explain` of a model.

    Columns: ``journey`` (its number), ``kind``, ``feature``, ``contribution``, and what is explained.

    Examples
    --------
    >>> from journeymine.estimators import NextStep
    >>> reasons = NextStep(order=1).fit([["a", "b"], ["c", "d"], ["a", "b"]]).explain([["a"]], top=2)
    >>> reasons.columns
    ('journey', 'kind', 'feature', 'contribution', 'step')
    """
