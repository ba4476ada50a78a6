"""Rules A → B over time: how many journeys with A have B within so long, and whether that is more than at any time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.found import FoundPatterns
from journeymine.mining.null_journeys import many_each
from journeymine.mining.rules import FoundRules
from journeymine.mining.windows import Windows, minimal_windows
from journeymine.patterns.order import pattern_rank
from journeymine.ranking.intervals import Z95
from journeymine.ranking.lift import FEW, ratio
from journeymine.ranking.resampling import Customers, drawn_ratio, percentiles
from journeymine.ranking.survival import kaplan_meier

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

BASELINES = ("own", "pooled")
TIME_COLUMNS = (
    "n_eligible",
    "n_censored",
    "share_within",
    "share_within_low",
    "share_within_high",
    "lift_time",
    "lift_time_low",
    "lift_time_high",
)

#: Windows of patterns that are held at a time, as far as there are several.
_AT_ONCE = 1 << 22


def time_columns(
    rules: FoundRules, coded: CodedJourneys, within: int, *, baseline: str = "own", seed: int = 0, n_jobs: int = 1
) -> dict[str, NDArray[Any]]:
    """The columns of rules over time, `TIME_COLUMNS`.

    - ``share_within``: the share of journeys with A in which B follows within the time, by Kaplan and Meier: from the
      earliest end of A to the first end of a B that begins in a later element, censored at the end of observation. Of
      the events d and the journeys still observed n at each time t, S = Π(1 - d/n) and the share is 1 - S; NaN where no
      journey was observed for so long. Interval: Greenwood's variance V = S²·Σ d/(n(n - d)) makes the effective size
      S(1 - S)/V of Wilson's interval (Dorey and Korn 1987), which without censoring is that of a plain share.
    - ``n_eligible``: journeys with A that were observed for so long after it; ``n_censored``: those observed for less
      in which no B had come by then.
    - ``lift_time``: hits are windows of that length, begun by an A, in which a B begins and ends. In each journey their
      share among all its ends of A is compared with the share among all its own events (``"own"``): those of B are left
      out as long as A has none of them, for where B stands A could not have stood. Only windows that were observed
      whole count, so that all are equally long. Or with 1 - exp(-λ·time), λ being the number of B over the time that
      all journeys were observed (``"pooled"``). Lift and interval are Σh / ΣE over journeys with such an A, the
      variance summed within customers, below 10 journeys with hits from customers drawn again.

    Parameters
    ----------
    rules
        Rules between sequences, without rules on gaps.
    coded
        Journeys with times, in which the antecedents were counted.
    within
        The time, in the log's unit.
    baseline
        ``"own"`` or ``"pooled"``.
    seed
        Of the bootstrap.
    n_jobs
        Threads.
    """
    study = Study(coded, within, baseline, seed)
    lefts, left_of = _distinct(rules.antecedents)
    rights, right_of = _distinct(rules.consequents)
    told = np.full((len(rules), len(TIME_COLUMNS)), np.nan)
    for first, last in batches(lefts):
        windows = minimal_windows(coded, lefts.take(np.arange(first, last)), n_jobs=n_jobs)
        here = np.flatnonzero((left_of >= first) & (left_of < last))
        for right in np.unique(right_of[here]).tolist():
            consequent = rights.take(np.array([right]))
            follow = study.follow(consequent, minimal_windows(coded, consequent, n_jobs=n_jobs))
            for rule in here[right_of[here] == right].tolist():
                own = windows[int(left_of[rule]) - first]
                shared = np.isin(lefts.take(left_of[[rule]]).items, consequent.items).any()
                told[rule] = (*study.survival(own, follow), *study.lift(own, follow, with_own=bool(shared)))
    columns = dict(zip(TIME_COLUMNS, told.T, strict=True))
    return {name: column.astype(np.int64) if name.startswith("n_") else column for name, column in columns.items()}


def _distinct(sides: FoundPatterns) -> tuple[FoundPatterns, Places]:
    """The different ones among sides of rules, and which of them each is."""
    _, firsts, which = np.unique(pattern_rank(sides), return_index=True, return_inverse=True)
    return sides.take(firsts), which.astype(np.int64)


def batches(lefts: FoundPatterns) -> Iterator[tuple[int, int]]:
    """Stretches of antecedents whose windows can be held at once."""
    weights = np.cumsum(lefts.n_journeys.astype(np.int64))
    first = 0
    while first < len(lefts):
        before = weights[first - 1] if first else 0
        last = max(int(np.searchsorted(weights, before + _AT_ONCE, side="right")), first + 1)
        yield first, last
        first = last


@dataclass(frozen=True, eq=False)
class Follow:
    """What follows on each element of all journeys: the first end of a consequent that begins in a later one.

    Attributes
    ----------
    wait
        int64, one an element: the time until then; -1 where none follows in the journey.
    anchors, all_anchors
        float64, one a journey: of the events that are observed for long enough, the share on which it follows in time;
        those that are no part of the consequent, and all. NaN where there is none.
    rate
        How many there are in a unit of time observed.
    """

    wait: Places
    anchors: Floats
    all_anchors: Floats
    rate: float


@dataclass(frozen=True, eq=False)
class Waits:
    """How long journeys waited, one a journey that holds the antecedent: shape (n,) each.

    Attributes
    ----------
    journey
        Which it is.
    lasted
        The time until the consequent, or as long as was observed.
    came
        Did it come then?
    observed
        The time that was observed after the antecedent.
    many
        For how many it stands.
    """

    journey: Places
    lasted: Places
    came: NDArray[np.bool_]
    observed: Places
    many: Floats


class Study:
    """Journeys, and the time that something is to happen within; the other options are those of `time_columns`."""

    def __init__(self, coded: CodedJourneys, within: int, baseline: str, seed: int) -> None:
        assert coded.times is not None
        assert coded.observed_until is not None
        self._coded, self._within, self._baseline = coded, within, baseline
        opens = coded.opens().copy()
        firsts = coded.offsets[:-1].astype(np.int64)
        opens[firsts[coded.lengths > 0]] = True
        #: The element of each event, and of each element its first event, its journey and its time.
        self._element = np.cumsum(opens) - 1
        self._starts = np.flatnonzero(opens)
        self._journey = np.repeat(np.arange(len(coded)), coded.lengths)[self._starts]
        self._time = coded.times[self._starts]
        until = np.broadcast_to(np.asarray(coded.observed_until, np.int64), len(coded))
        self._left = np.maximum(until[self._journey] - self._time, 0)
        self._many = many_each(coded).astype(np.float64)
        self._customers = Customers.of(coded, seed)

    def follow(self, consequent: FoundPatterns, windows: Windows) -> Follow:
        """What one consequent, which has these windows, does after each element."""
        begins, ends = self._element[windows.begins], self._element[windows.afters - 1]
        numbers = np.arange(len(self._starts))
        place = np.searchsorted(begins, numbers, side="right")
        known = place < len(begins)
        known[known] = self._journey[begins[place[known]]] == self._journey[known]
        wait = np.full(len(numbers), -1, np.int64)
        wait[known] = self._time[ends[place[known]]] - self._time[known]
        observed = (self._left * self._many[self._journey])[self._first_elements()].sum()
        many = self._many[self._journey[begins]].sum()
        others = ~np.isin(self._coded.events, consequent.items)
        return Follow(
            wait=wait,
            anchors=self._share(wait, np.bincount(self._element, others, len(numbers))),
            all_anchors=self._share(wait, np.bincount(self._element, minlength=len(numbers))),
            rate=float(many / observed) if observed > 0 else np.nan,
        )

    def _first_elements(self) -> NDArray[np.bool_]:
        return np.append(True, self._journey[1:] != self._journey[:-1])[: len(self._journey)]

    def _hits(self, wait: Places) -> NDArray[np.bool_]:
        return (wait >= 0) & (wait <= self._within)

    def _share(self, wait: Places, counts: NDArray[Any]) -> Floats:
        """Of each journey's events, so many an element, the share on which it follows in time."""
        whole = np.where(self._left >= self._within, counts, 0).astype(np.float64)
        n = len(self._coded)
        hits = np.bincount(self._journey, whole * self._hits(wait), n)
        return ratio(hits, np.bincount(self._journey, whole, n))

    def share_of_events(self, follow: Follow, consequent: FoundPatterns) -> float:
        """Of all events that are observed for long enough and no part of the consequent, the share it follows in time.

        NaN where there is none.
        """
        others = np.bincount(self._element, ~np.isin(self._coded.events, consequent.items), len(self._starts))
        whole = np.where(self._left >= self._within, others * self._many[self._journey], 0.0)
        return float(whole @ self._hits(follow.wait) / whole.sum()) if whole.sum() else np.nan

    def survival(self, windows: Windows, follow: Follow) -> tuple[float, float, float, float, float]:
        """n_eligible, n_censored, and the share with its interval."""
        waited = self.waits(windows, follow)
        came, lasted, many = waited.came, waited.lasted, waited.many
        eligible = float(many[waited.observed >= self._within].sum())
        censored = float(many[~came & (lasted < self._within)].sum())
        return eligible, censored, *kaplan_meier(lasted, came, many, self._within)

    def waits(self, windows: Windows, follow: Follow) -> "Waits":
        """How long each journey that holds the antecedent waited after the earliest end of it."""
        ends = self._element[windows.afters - 1]
        first = np.append(True, self._journey[ends][1:] != self._journey[ends][:-1])[: len(ends)]
        ends = ends[first]
        wait, left, journey = follow.wait[ends], self._left[ends], self._journey[ends]
        came = (wait >= 0) & (wait <= left)
        return Waits(journey, np.where(came, wait, left), came, left, self._many[journey])

    def lift(self, windows: Windows, follow: Follow, *, with_own: bool) -> tuple[float, float, float]:
        """The lift over the baseline, with its interval; `with_own`: does the antecedent have events of the other?"""
        ends = self._element[windows.afters - 1]
        ends = ends[self._left[ends] >= self._within]
        n = len(self._coded)
        seen = np.bincount(self._journey[ends], minlength=n)
        hits = ratio(np.bincount(self._journey[ends], self._hits(follow.wait)[ends], n), seen)
        if self._baseline == "pooled":
            chance = np.full(n, -np.expm1(-follow.rate * self._within))
        else:
            chance = follow.all_anchors if with_own else follow.anchors
        holders = np.flatnonzero(seen)
        return self._ratio(hits[holders], chance[holders], holders)

    def _ratio(self, hits: Floats, chance: Floats, journeys: Places) -> tuple[float, float, float]:
        """Σh / ΣE over these journeys, with its interval."""
        owner, many = self._customers.owner[journeys], self._many[journeys]
        total, expected = float(hits @ many), float(chance @ many)
        if not expected > 0:
            return np.nan, np.nan, np.nan
        lift = total / expected
        if total == 0:
            return lift, np.nan, np.nan
        people, place = np.unique(owner, return_inverse=True)
        own = np.stack([np.bincount(place, one, len(people)) for one in (hits, chance)])
        if float(many[hits > 0].sum()) < FEW:
            sums = np.zeros((2, len(self._customers)))
            sums[:, people] = own
            above, below = self._customers.sums(sums)
            low, high = percentiles(drawn_ratio(above[None], below[None]))
            return lift, float(low[0]), float(high[0])
        times = self._customers.many[people]
        error = float(np.sqrt((times * (own[0] - lift * own[1]) ** 2).sum()) / total)
        return lift, lift * float(np.exp(-Z95 * error)), lift * float(np.exp(Z95 * error))
