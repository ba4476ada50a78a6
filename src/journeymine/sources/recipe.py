"""What was done to a log after it was read: a step each, so that it can be done again to another log."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """One cleaning step, as it was asked for; it names no customer and holds no text of theirs.

    Attributes
    ----------
    name
        The method of the log that does it, such as ``"drop_duplicates"``.
    options
        Its options, as JSON has them.

    Examples
    --------
    >>> Step("drop_duplicates", {"within": "2s"})
    Step(name='drop_duplicates', options={'within': '2s'})
    """

    name: str
    options: Mapping[str, object] = field(default_factory=dict)
