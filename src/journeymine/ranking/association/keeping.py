"""The rules kept so far, and which of them are final."""

from dataclasses import replace

import numpy as np

from journeymine.mining.found import FoundPatterns, chained
from journeymine.mining.subsets import Ids, Splits
from journeymine.patterns.order import pattern_rank
from journeymine.ranking.association import asked as rules
from journeymine.ranking.association.asked import AskedAssociation, Associations
from journeymine.ranking.association.columns import MEASURES
from journeymine.ranking.association.parts import Counter, with_parts
from journeymine.ranking.association.thresholds import Cuts, joined, kept
from journeymine.ranking.measures import Counts, Floats

_SAFE = 2**62
#: Bytes of a rule beside its arrays, when columns are made of it.
_PER_RULE = 100


class Kept:
    """Rules as they come from itemsets that are less and less frequent.

    Parameters
    ----------
    found
        Distinct itemsets with their supports.
    asked
        Checked options.
    count
        Counts the parts of itemsets that are not among `found`.
    """

    def __init__(self, found: FoundPatterns, asked: AskedAssociation, count: Counter) -> None:
        self._found, self._asked, self._count = found, asked, count
        # Behind the itemsets stand those of their parts that are none, counted.
        self._parts = found.take(np.arange(0))
        self._counts = found.n_journeys.astype(np.int64)
        self._waiting: list[Cuts] = []
        self._final: list[Associations] = []
        self._rank = pattern_rank(found)

    @property
    def nbytes(self) -> int:
        """What is held, and what the columns made of it will take."""
        # They are taken, put in order and named in turn.
        waiting = sum(3 * cuts.nbytes + 2 * _PER_RULE * len(cuts) for cuts in self._waiting)
        # Pieces are joined at the end: for a moment they are there twice.
        final = sum(2 * piece.nbytes + _PER_RULE * len(piece) for piece in self._final)
        return waiting + final + self._parts.nbytes + self._counts.nbytes + self._rank.nbytes

    def add(self, splits: list[Splits]) -> None:
        """Take what meets the thresholds of these splits."""
        known, parts = with_parts(splits, self._found, len(self._parts), self._count)
        if parts is not None:
            self._parts = chained([self._parts, parts])
            self._counts = np.append(self._counts, parts.n_journeys.astype(np.int64))
        self._waiting += [kept(split, self._counts, self._found, self._asked) for split in known]

    def settle(self, below: int) -> bool:
        """Put in order what is final once all itemsets in more than `below` baskets were seen; is that enough?"""
        limit, enough = self._asked.limit, False
        if self._asked.by is None:
            self._finish(below)
            enough = limit is not None and sum(map(len, self._final)) >= limit
        elif limit is not None and sum(map(len, self._waiting)) > 4 * limit:
            # The best by a measure may come last.
            self._waiting = [self._ordered(joined(self._waiting), limit)]
        self._forget()
        return enough

    def all(self) -> Associations:
        """The rules, as many as were asked for, in their order."""
        self._finish(-1)
        made, most = rules.joined(self._final), self._asked.max_patterns
        if most is not None and len(made) > most:
            return replace(made.first(most), stopped_by="max_patterns")
        return made

    def _finish(self, below: int) -> None:
        waiting, limit = joined(self._waiting), self._asked.limit
        ready = self._counts[waiting.whole] > below
        left = None if limit is None else limit - sum(map(len, self._final))
        cuts = self._ordered(waiting.take(ready), left)
        family = chained([self._found, self._parts]) if len(self._parts) else self._found
        n_rule = self._counts[cuts.whole]
        self._final.append(Associations(family.take(cuts.first), family.take(cuts.second), n_rule))
        self._waiting = [waiting.take(~ready)]

    def _ordered(self, cuts: Cuts, n: int | None) -> Cuts:
        """The first n rules in the order asked for."""
        asked, n_rule = self._asked, self._counts[cuts.whole]
        first, second = self._ranks(cuts)
        span = int(max(first.max(initial=0), second.max(initial=0))) + 1
        keys: list[Ids | Floats] = [second, first, -n_rule]
        if asked.n_total * span * span < _SAFE:
            # One number a rule is sorted faster than three, and says the same.
            keys = [((asked.n_total - n_rule) * span + first) * span + second]
        if asked.by is not None:
            numbers = (n_rule, self._counts[cuts.first], self._counts[cuts.second])
            both, left, right = (one.astype(np.float64) for one in numbers)
            keys.append(-MEASURES[asked.by](Counts(both, left, right, float(asked.n_total))))
        order = np.lexsort(keys) if len(keys) > 1 else np.argsort(keys[0])
        return cuts.take(order[:n])

    def _ranks(self, cuts: Cuts) -> tuple[Ids, Ids]:
        """The places of both sides in pattern order."""
        rank = self._rank
        if len(self._parts):
            used = np.unique(np.concatenate([cuts.first, cuts.second]))
            rank = np.zeros(len(self._counts), np.int64)
            rank[used] = pattern_rank(chained([self._found, self._parts]).take(used))
        return rank[cuts.first], rank[cuts.second]

    def _forget(self) -> None:
        """Let go of parts that no rule needs any more."""
        if not len(self._parts):
            return
        waiting, n = joined(self._waiting), len(self._found)
        used = np.unique(np.concatenate([waiting.first, waiting.second]))
        used = used[used >= n]
        place = np.arange(len(self._counts))
        place[used] = n + np.arange(len(used))
        self._parts = self._parts.take(used - n)
        self._counts = np.append(self._counts[:n], self._counts[used])
        self._waiting = [Cuts(waiting.whole, place[waiting.first], place[waiting.second])]
