"""A quality report that may leave the house."""

from journeymine.api.action_result import ActionResult


class ProtectedQuality(ActionResult):
    """The counts of a quality report without those that tell of few; made by `protect`.

    A row a count: `what` it is of, in which `source`, its `unit`, `n` (missing where it is withheld), its `share` of
    the rows or customers it is a part of, and the step that mends it (`cure`, by its name alone).

    Examples
    --------
    >>> import journeymine as jm
    >>> log = jm.read_events({"who": [n % 40 for n in range(80)], "what": ["a"] * 40 + ["b"] * 40, "when": [1] * 80},
    ...                      customer="who", event="what", time="when")
    >>> jm.protect(log.quality(), k=10).to_pandas()[["what", "n"]].dropna()
            what   n
    0  rows kept  80
    7  customers  40
    """
