"""What was done to a log after it was read: a step each, so that it can be done again to another log."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from journeymine.showing import Showing


@dataclass(frozen=True)
class Step(Showing):
    """One cleaning step, as it was asked for; it names no customer and holds no text of theirs.

    Attributes
    ----------
    name
        The method of the log that does it, such as ``"drop_duplicates"``.
    options
        Its options, as JSON has them.
    version
        Which meaning of the step this is; a step that comes to give other rows gets another number.
    rows_before, rows_after, rows_changed
        The log's rows before and after, and the rows kept that are not what they were; None where the step has not
        been done. Two steps are equal whatever their rows.

    Examples
    --------
    >>> Step("drop_duplicates", {"within": "2s"})
    Step(name='drop_duplicates', options={'within': '2s'}, version=1)
    """

    name: str
    options: Mapping[str, object] = field(default_factory=dict)
    version: int = 1
    rows_before: int | None = field(default=None, compare=False, repr=False)
    rows_after: int | None = field(default=None, compare=False, repr=False)
    rows_changed: int = field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        """The step and what it did, for people."""
        before, after = self.rows_before, self.rows_after
        if before is None or after is None:
            return self.name
        rows = [f"{before:,} → {after:,}"] if before != after else []
        rows += [f"{self.rows_changed:,} of {after:,} changed"] if self.rows_changed else []
        return f"{self.name} ({', '.join(rows) or 'nothing to do'})"

    def told(self) -> dict[str, Any]:
        """What the step is, without what it did."""
        return {"step": self.name, "version": self.version, "options": dict(self.options)}


def fingerprint(steps: Sequence[Step]) -> str:
    """A name for what was done: equal for equal steps, options and versions in the same order, whatever the log.

    SHA-256 over the steps as JSON with sorted keys and without blanks, in 64 hexadecimal digits.

    Examples
    --------
    >>> fingerprint([])[:12], fingerprint([Step("drop_duplicates")])[:12]
    ('4f53cda18c2b', '499e3dfd1125')
    """
    told = json.dumps([step.told() for step in steps], sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(told.encode("ascii")).hexdigest()
