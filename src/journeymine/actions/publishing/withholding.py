"""What may be told, and the table that tells it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from journeymine.actions.republished import rounded
from journeymine.actions.rows import ActionRows, Column

SMALL = "small count"
COMPLEMENT = "all but a small count"
DIFFERENCE = "small difference to another row"
BOTH_ORDERS = "both orders"
STRATA = "compared within strata"


@dataclass
class Withholding:
    """How rows are looked through, and which were withheld.

    Attributes
    ----------
    k
        No count of fewer customers is told.
    differences
        Nor what can be computed from those that are told.
    round_to
        Counts are told as multiples of this; None: as they are.
    withheld
        How many rows, by reason.
    """

    k: int
    differences: bool
    round_to: int | None
    withheld: Counter[str] = field(default_factory=Counter)

    def small(self, *counts: int) -> bool:
        """Is any of these too small? Nobody is as telling as one."""
        return any(count < self.k for count in counts)

    def told(self, count: int) -> int:
        """A count as it is told.

        Examples
        --------
        >>> Withholding(10, True, 5).told(43)
        45
        """
        return int(rounded(np.array(count), self.round_to or 1))

    def refused(self, counts: tuple[int, ...], left: tuple[int, ...]) -> bool:
        """Is a row to be withheld for its own counts, or for what they leave of their wholes? Counted, if so."""
        if self.small(*counts):
            self.withheld[SMALL] += 1
        elif self.differences and self.small(*left):
            self.withheld[COMPLEMENT] += 1
        else:
            return False
        return True

    def table(
        self, columns: Mapping[str, Column], notes: tuple[str, ...], info: Mapping[str, Any], shares: frozenset[str]
    ) -> ActionRows:
        """The rows that are told, with how they were chosen."""
        also = ", nor what follows from them" if self.differences else ", but differences may tell smaller"
        unit = f"; rounded to {self.round_to}" if self.round_to else ""
        reasons = "; ".join(f"{count:,} {reason}" for reason, count in self.withheld.items()) or "nothing"
        first = f"protected: no count of fewer than {self.k:,} customers{also}{unit}; rows withheld: {reasons}"
        rest = "all columns follow from the counts beside them; tests, times and what is within strata are left out"
        done = {
            "k": self.k,
            "differences": self.differences,
            "round_to": self.round_to,
            "withheld": dict(self.withheld),
        }
        return ActionRows(dict(columns), (first, rest, *notes), {**info, "protected": done}, shares)
