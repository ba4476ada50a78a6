"""What is asked of association rules, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from journeymine.mining.found import FoundPatterns, StoppedBy, chained
from journeymine.mining.rules import Side
from journeymine.mining.subsets import Ids


@dataclass(frozen=True)
class AskedAssociation:
    """Checked options.

    Attributes
    ----------
    n_total
        How many baskets there are.
    confidence, lift
        The least ones, exact on their shortest decimals; 0 asks for nothing.
    left, right
        What the sides may be.
    top_k
        Only the k best; None for all.
    by
        The measure by which they are best; None: `n_rule`.
    max_patterns
        Only the first so many, and a word where there were more.
    time_limit
        Seconds.
    memory_limit
        Bytes for all that is made.
    """

    n_total: int
    confidence: Fraction = Fraction(0)
    lift: Fraction = Fraction(0)
    left: Side = field(default_factory=Side)
    right: Side = field(default_factory=Side)
    top_k: int | None = None
    by: str | None = None
    max_patterns: int | None = None
    time_limit: float | None = None
    memory_limit: int | None = None

    @property
    def most(self) -> tuple[int | None, int | None]:
        """The most items of an antecedent and of a consequent."""
        return self.left.most, self.right.most

    @property
    def limit(self) -> int | None:
        """How many rules are worth keeping: one more than `max_patterns` tells whether there are more."""
        bounds = [self.top_k, None if self.max_patterns is None else self.max_patterns + 1]
        return min((bound for bound in bounds if bound is not None), default=None)


@dataclass(frozen=True, eq=False)
class Associations:
    """Rules: the best first by the measure asked for, then n_rule descending, then pattern order.

    Attributes
    ----------
    antecedents, consequents
        The sides, a row a rule, items ascending; `n_journeys` counts the baskets that hold each.
    n_rule
        int64: how many baskets hold both.
    stopped_by
        The option that cut the rules short, else None.
    proven_above
        Where time or memory ran out: all rules with more baskets than this are there.
    """

    antecedents: FoundPatterns
    consequents: FoundPatterns
    n_rule: Ids
    stopped_by: StoppedBy | None = None
    proven_above: int | None = None

    def __len__(self) -> int:
        return len(self.n_rule)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.antecedents.nbytes + self.consequents.nbytes + self.n_rule.nbytes

    def first(self, n: int) -> "Associations":
        """The first n of them."""
        if n >= len(self):
            return self
        rows = np.arange(n)
        return replace(
            self,
            antecedents=self.antecedents.take(rows),
            consequents=self.consequents.take(rows),
            n_rule=self.n_rule[:n],
        )


def joined(pieces: Sequence[Associations]) -> Associations:
    """One list of rules after another."""
    return Associations(
        chained([rules.antecedents for rules in pieces]),
        chained([rules.consequents for rules in pieces]),
        np.concatenate([np.zeros(0, np.int64), *(rules.n_rule for rules in pieces)]),
    )
