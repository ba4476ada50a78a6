"""What a protected result says of itself: what was withheld, and whether what is published holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from journeymine.actions.checking import Checked
from journeymine.showing import Showing


@dataclass(frozen=True, repr=False)
class Audit(Showing):
    """What was withheld by which rule, and a second look at what is published; made by `audit` of a protected result.

    Attributes
    ----------
    n_published
        Rows of the result.
    protected
        What was asked, and how many rows were withheld by which rule.
    checked
        What the second look found.

    Examples
    --------
    >>> import journeymine as jm
    >>> found = jm.mine_sequences([["a", "b"]] * 30 + [["a"]] * 3 + [["c"]] * 40, min_support=1)
    >>> audit = jm.protect(found, k=10).audit()
    >>> audit.withheld, audit.holds
    ({'small difference to a part': 1}, True)
    """

    n_published: int
    protected: Mapping[str, Any]
    checked: Checked

    @property
    def withheld(self) -> dict[str, int]:
        """Rows withheld by each rule.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.protect(jm.mine_sequences([["a"]] * 20 + [["b"]] * 3, min_support=1), k=5).audit().withheld
        {'all but a small count': 1, 'small count': 1}
        """
        return dict(self.protected["withheld"])

    @property
    def holds(self) -> bool:
        """Did the second look find nothing smaller than was asked?

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.protect(jm.mine_sequences([["a"]] * 20 + [["b"]] * 20, min_support=1), k=5).audit().holds
        True
        """
        return self.checked.least is None or self.checked.least >= self.protected["least"]

    def __repr__(self) -> str:
        lost, columns = self.withheld, self.protected["columns"]
        why = ": " + ", ".join(f"{count:,} {rule}" for rule, count in lost.items()) if lost else ""
        least, asked = self.checked.least, self.protected["least"]
        found = (
            "nothing is published"
            if least is None
            else f"the smallest {least:,} {'≥' if self.holds else '<'} {asked:,}"
        )
        what = "counts and differences" if self.protected["differences"] else "counts"
        published = f"Audit: {_rows(self.n_published)} published, k = {self.protected['k']:,}"
        return "\n".join(
            [
                f"{published}; withheld {_rows(sum(lost.values()))}{why}",
                f"columns withheld: {', '.join(columns) or 'none'}",
                f"looked at again: {self.checked.n_counts:,} {what}, {found}",
            ]
        )


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"
