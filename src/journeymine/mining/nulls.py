"""The order null: what each journey's own events, in random order, would hold."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FEWEST_SHUFFLES, MOST_SHUFFLES = 99, 999
"""Shuffles of a journey with ties; the smallest p they can give is 1 / 100 or 1 / 1000."""

SHUFFLED_STEPS = 500_000_000
"""Steps over all shuffles to aim at (some seconds); within the bounds above it decides how many shuffles there are."""

FIRST_LOOK_STEPS = 100_000_000
"""The same where every journey is shuffled although nobody has asked for it yet (about two seconds of a processor)."""

#: Steps that drawing an order takes an event, where repeats ask for swaps.
_SWAPS = 4

FAMILY_SECONDS = 10.0
"""How long counting the family of a correction may take."""

#: Patterns handed to the core at a time; each keeps one count a shuffle where journeys hold ties.
_BATCH = 20_000

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Keys:
    """How much of a null was computed once for all that share it: `asked` chances, `distinct` ones computed."""

    asked: int
    distinct: int

    def told(self) -> dict[str, float]:
        """Plain values for `info`."""
        rate = 1.0 - self.distinct / self.asked if self.asked else 0.0
        return {"asked": self.asked, "distinct": self.distinct, "hit_rate": round(rate, 6)}


@dataclass(frozen=True, eq=False)
class OrderNull:
    """What the order null, or another, says; a row a pattern (or a rule).

    Attributes
    ----------
    support
        int64: x, journeys that hold it.
    expected
        float64: E, as many as the null expects.
    p, p_mid
        float64: P(X ≥ x), and P(X > x) + P(X = x) / 2.
    noise
        float64: the standard deviation of the support over shuffles; 0 where nothing was shuffled.
    squares, sizes
        int64: Σ_c x_c² and Σ_c x_c·n_c over customers c with n_c journeys (rules: with the antecedent).
    crossed, chance_squares
        float64: Σ_c x_c·q_c and Σ_c q_c², with q_c the chances of the journeys of customer c.
    low, high
        float64: bootstrap bounds of x / E where x < 10, else NaN.
    tied
        int64: journeys that fit and whose chance was estimated by shuffling.
    fitting
        int64: journeys that hold its events often enough, in any order (rules: that hold the antecedent).
    possible
        int64: journeys that fit and hold it in some order (sequences: all that fit).
    keys
        How much was computed once for all that share it; None where there is nothing to share.
    customers, fitting_squares
        int64, rules only: customers that hold the antecedent, and Σ_c n_c² over them.
    """

    support: NDArray[np.int64]
    expected: Floats
    p: Floats
    p_mid: Floats
    noise: Floats
    squares: NDArray[np.int64]
    sizes: NDArray[np.int64]
    crossed: Floats
    chance_squares: Floats
    low: Floats
    high: Floats
    tied: NDArray[np.int64]
    fitting: NDArray[np.int64]
    possible: NDArray[np.int64]
    keys: Keys | None = None
    customers: NDArray[np.int64] | None = None
    fitting_squares: NDArray[np.int64] | None = None


def shuffles_for(coded: CodedJourneys, patterns: FoundPatterns, *, every: bool = False) -> int:
    """How many shuffles the journeys with ties (or every one) get: what a few seconds allow, by events and matches."""
    each = steps_a_shuffle(coded, patterns) * (1.0 if every else _tied_share(coded))
    return _within_bounds(SHUFFLED_STEPS / max(each, 1.0))


def shuffles_at_first_look(coded: CodedJourneys, patterns: FoundPatterns, constraints: Constraints) -> int:
    """As `shuffles_for`; under rules, where every journey is shuffled, 0 if even the fewest would take too long."""
    if not constraints.has_rules:
        return shuffles_for(coded, patterns)
    most = FIRST_LOOK_STEPS / max(steps_a_shuffle(coded, patterns), 1.0)
    return _within_bounds(most) if most >= FEWEST_SHUFFLES else 0


def _within_bounds(shuffles: float) -> int:
    return int(min(max(shuffles, FEWEST_SHUFFLES), MOST_SHUFFLES))


def steps_a_shuffle(coded: CodedJourneys, patterns: FoundPatterns) -> float:
    """Steps that one shuffle of every journey takes."""
    n_events = int(coded.lengths @ many_each(coded))
    return float(patterns.n_journeys.sum(dtype=np.float64)) + _SWAPS * n_events


def order_null(
    coded: CodedJourneys, patterns: FoundPatterns, *, seed: int, n_jobs: int, shuffles: int, bounded: bool = True
) -> OrderNull:
    """The order null of each pattern.

    Where only p is asked for, ``bounded=False`` saves the bootstrap of patterns that few journeys hold.

    Exact where a journey's elements are single and untied: q = P(ΣBeta(m_a, n_a - m_a + 1) ≤ 1) over the distinct
    events a of the pattern, m_a times in it and n_a times in the journey. Other journeys are shuffled: their events in
    uniformly random order over their own slots, given that an element holds an event once (and, where repeats were
    collapsed, that neighbours differ); events of equal time stand by the tie rule again. Where `max_events` may have
    cut between events of equal time, the rule chose which of them were kept; these, at the end, keep their places. A
    shuffle is drawn from (seed, journey, number of the shuffle) and shared by all patterns.
    """
    journeys, parts = core_journeys(coded), []
    starts = patterns.element_starts
    for first in range(0, max(len(patterns), 1), _BATCH):
        bounds = patterns.offsets[first : first + _BATCH + 1]
        inside = slice(int(bounds[0]), int(bounds[-1]))
        parts.append(
            _core.lift_statistics(
                journeys,
                patterns.items[inside],
                bounds - bounds[0],
                None if starts is None else starts[inside],
                shuffles=shuffles,
                bounded=bounded,
                seed=seed,
                n_jobs=n_jobs,
            )
        )
    return joined(parts)


def order_chances(
    coded: CodedJourneys, patterns: FoundPatterns, *, seed: int, n_jobs: int, shuffles: int
) -> "csr_array":
    """The chance of each journey to hold each pattern under the order null, as `order_null` has it, journey by journey.

    Returns
    -------
    csr_array
        float64, shape (N, n_patterns): an entry where a journey can hold a pattern in some order, or did in a shuffle.
        A journey with ties that stands for several is shuffled once.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"], ["b"], ["a", "b", "b"]])
    >>> wanted = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> order_chances(coded, wanted, seed=0, n_jobs=1, shuffles=9).toarray()[:, 0].round(3).tolist()
    [0.5, 0.0, 0.667]
    """
    from scipy.sparse import csr_array

    rows, columns, values = _core.order_chances(
        core_journeys(coded),
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        shuffles=shuffles,
        seed=seed,
        n_jobs=n_jobs,
    )
    return csr_array((values, columns, rows), shape=(len(coded), len(patterns)))


def support_sums(
    coded: CodedJourneys, patterns: FoundPatterns, constraints: Constraints, *, n_jobs: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Support of each pattern under constraints, Σ_c x_c² and Σ_c x_c·n_c over customers, as `OrderNull` has them."""
    sums = _core.support_sums(
        # Supports hang on no rule for ties.
        core_journeys(coded) | {"times": None, "tie_rank": None, "cut": None},
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        constraints=constraints.for_core(coded.times),
        n_jobs=n_jobs,
    )
    support, squares, sizes = (sums[name].astype(np.int64) for name in ("support", "squares", "sizes"))
    return support, squares, sizes


def rule_null(
    coded: CodedJourneys,
    patterns: FoundPatterns,
    which: NDArray[np.uint32],
    splits: NDArray[np.uint32],
    *,
    constraints: Constraints = FREE,
    window: tuple[NDArray[np.int64], int] | None = None,
    seed: int,
    n_jobs: int,
    shuffles: int,
) -> OrderNull:
    """The order null of rules given their antecedent: pattern ``which[i]``, cut after its first ``splits[i]`` events.

    E = Σ q(AB) / q(A) over the journeys that hold A. Where a journey is shuffled, the ratio is the share of AB among
    the orders that hold A, the observed one among them. Under rules on gaps, or where B is to come within a window (the
    times of all events, and how long it is), every journey is shuffled.
    """
    asked = constraints.for_core(coded.times)
    if window is not None:
        asked["times"] = window[0]
    parts = [
        _core.rule_statistics(
            core_journeys(coded),
            patterns.items,
            patterns.offsets,
            patterns.element_starts,
            which,
            splits,
            constraints=asked,
            within=None if window is None else window[1],
            shuffles=shuffles,
            seed=seed,
            n_jobs=n_jobs,
        )
    ]
    return joined(parts)


def unordered_rule_null(
    coded: CodedJourneys,
    antecedents: FoundPatterns,
    consequents: FoundPatterns,
    *,
    window: tuple[NDArray[np.int64], int] | None = None,
    seed: int,
    n_jobs: int,
    shuffles: int,
) -> OrderNull:
    """The order null of rules between sets: all of the antecedent, in any order, before all of the consequent.

    E = Σ q over the journeys that hold the antecedent's events, q the chance that a random order of the journey's own
    events holds the rule, 0 where an event of the consequent is missing. With n_x and n_y occurrences of the events,
    all single and untied, q = ∫ F'(t)·Π(1 - t^n_y) dt over (0, 1), F(t) = Π(1 - (1 - t)^n_x). Other journeys are
    shuffled, and every one where all is to lie within a window (the times of all events, and how long it is).
    """
    times, within = (None, None) if window is None else window
    parts = [
        _core.unordered_statistics(
            core_journeys(coded),
            antecedents.items,
            antecedents.offsets,
            consequents.items,
            consequents.offsets,
            times=times,
            within=within,
            shuffles=shuffles,
            seed=seed,
            n_jobs=n_jobs,
        )
    ]
    return joined(parts)


def family_size(
    coded: CodedJourneys, *, least: int, longest: int, seconds: float | None = None
) -> tuple[float, float] | None:
    """How many sequences, and cuts of them in two, were up for testing.

    Parameters
    ----------
    coded
        The journeys.
    least
        Journeys that hold the sequence's events often enough, in whatever order.
    longest
        The most events in a sequence; at least two of them are distinct.
    seconds
        How long counting may take; None: `FAMILY_SECONDS`.

    Returns
    -------
    patterns, rules
        Counts, or None where they could not be had in that time.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> family_size(from_lists([["a", "b"], ["b", "a", "b"]]), least=1, longest=3)
    (5.0, 8.0)
    """
    most = FAMILY_SECONDS if seconds is None else seconds
    return _core.count_family(
        coded.events,
        coded.offsets,
        least=least,
        longest=longest,
        time_limit=most,
        multiplicity=coded.multiplicity,
    )


def many_each(coded: CodedJourneys) -> NDArray[np.int64]:
    """For how many journeys each stands: int64, shape (N,)."""
    many = np.ones(len(coded), np.int64) if coded.multiplicity is None else coded.multiplicity
    return many.astype(np.int64)


def core_journeys(coded: CodedJourneys) -> Any:
    """The journeys as the core's nulls take them."""
    rank = _tie_rank(coded)
    # Elements that hold several events keep their sizes; only single events stand in an order by the tie rule.
    by_rule = coded.element_starts is None and coded.times is not None and rank is not None
    return {
        "events": coded.events,
        "offsets": coded.offsets,
        "element_starts": coded.element_starts,
        "customers": coded.customer_codes,
        "times": coded.times if by_rule else None,
        "tie_rank": rank,
        "collapsed": bool(coded.recipe.get("collapse_repeats", False)),
        "cut": _cut(coded) if by_rule else None,
        "multiplicity": coded.multiplicity,
    }


def _cut(coded: CodedJourneys) -> NDArray[np.bool_] | None:
    """Which journeys may have been cut between events of equal time; None where no journey can have been.

    Sets are never cut apart (`element_starts` is then no matter), and without ties there is nothing to cut apart.
    """
    if coded.cut is None or coded.tied_share == 0 or coded.recipe.get("simultaneous", "set") == "set":
        return None
    cut = np.zeros(len(coded), np.bool_)
    cut[coded.cut.astype(np.int64)] = True
    return cut


def is_untied(coded: CodedJourneys) -> bool:
    """Is the order null known in closed form for every journey: single events without ties?"""
    return _tied_share(coded) == 0


def _tied_share(coded: CodedJourneys) -> float:
    """The share of journeys that may have to be shuffled."""
    journeys = core_journeys(coded)
    if journeys["collapsed"] or len(coded) == 0:
        return 1.0
    tied = ~coded.opens()
    if journeys["times"] is not None:
        times = journeys["times"]
        tied[1:] |= times[1:] == times[:-1]
    known = np.diff(coded.offsets) > 0
    firsts = coded.offsets[:-1][known].astype(np.int64)
    tied[firsts] = False
    if journeys["cut"] is not None:
        tied[firsts] = journeys["cut"][known]
    if len(firsts) == 0:
        return 0.0
    return float(np.logical_or.reduceat(tied, firsts) @ many_each(coded)[known] / coded.n_journeys)


def _tie_rank(coded: CodedJourneys) -> NDArray[np.uint32] | None:
    """The place of each event in the tie rule; None where a column decides, which the slots keep."""
    tie = coded.recipe.get("tie", "event")
    places = np.arange(len(coded.vocabulary), dtype=np.uint32)
    if tie == "event":
        return places
    if isinstance(tie, str):
        return None
    named = np.array([coded.vocabulary.code(name) for name in tie], dtype=np.uint32)
    order = np.concatenate([named, np.setdiff1d(places, named)])
    rank = np.empty_like(order)
    rank[order] = places
    return rank


def joined(parts: list[dict[str, NDArray[Any]]]) -> OrderNull:
    """What the core says of patterns that were handed to it part by part."""

    def whole(name: str) -> NDArray[np.int64]:
        return np.concatenate([part[name] for part in parts]).astype(np.int64)

    def real(name: str) -> Floats:
        return np.concatenate([part[name] for part in parts])

    rules = "antecedent" in parts[0]
    # Patterns of another part share no key but by chance.
    keys = Keys(*(int(sum(part["keys"][i] for part in parts)) for i in (0, 1))) if "keys" in parts[0] else None
    return OrderNull(
        support=whole("support"),
        expected=real("expected"),
        p=real("p"),
        p_mid=real("p_mid"),
        noise=real("noise"),
        squares=whole("squares"),
        sizes=whole("sizes"),
        crossed=real("crossed"),
        chance_squares=real("chance_squares"),
        low=real("low"),
        high=real("high"),
        tied=whole("tied") if "tied" in parts[0] else np.zeros_like(whole("support")),
        fitting=whole("antecedent" if rules else "fitting"),
        possible=whole("possible" if rules else "fitting"),
        keys=keys,
        customers=whole("customers") if rules else None,
        fitting_squares=whole("antecedent_squares") if rules else None,
    )
