"""Which patterns are more than chance, where thousands could have been reported: p, corrected p, and the family."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import by_customer
from journeymine.journeys.splitting import split_customers
from journeymine.mining.again import mined_again
from journeymine.mining.constraints import Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.mining.null_journeys import is_untied
from journeymine.options import clash
from journeymine.ranking.corrections import CORRECTIONS
from journeymine.ranking.families import Family, order_family
from journeymine.ranking.labelled import adjusted
from journeymine.ranking.null_tests import null_tests
from journeymine.ranking.order_tests import MOST_REFINED, OrderTests, order_tests
from journeymine.ranking.redrawn_minima import DRAWS, redrawn_minima

Floats = NDArray[np.float64]

METHODS = (*CORRECTIONS, "westfall-young", "holdout")
WHERE = "significance"


@dataclass(frozen=True)
class Wish:
    """What was asked of `PatternSet.significance`, checked.

    Attributes
    ----------
    method, alpha, null, p, n_permutations, holdout, time_limit
        The public options.
    seed, n_jobs
        Of all that is drawn; threads.
    """

    method: str = "bh"
    alpha: float = 0.05
    null: str = "order"
    p: str = "exact"
    n_permutations: int | None = None
    holdout: float = 0.5
    time_limit: float | None = None
    seed: int = 0
    n_jobs: int = 1

    def tests(self, coded: CodedJourneys, found: FoundPatterns, constraints: Constraints) -> OrderTests:
        """One test a pattern."""
        mid, drawn = self.p == "mid", {"seed": self.seed, "n_jobs": self.n_jobs}
        # Of Westfall and Young's draws each is a data set.
        shuffles = None if self.method == "westfall-young" else self.n_permutations
        if self.null != "order":
            return null_tests(self.null, coded, found, constraints, mid=mid, shuffles=shuffles, **drawn)
        return order_tests(coded, found, constraints, mid=mid, shuffles=shuffles, **drawn)


@dataclass(frozen=True, eq=False)
class Verdict:
    """What came of it: a value a pattern, and what to say of all."""

    p: Floats
    q: Floats
    test: NDArray[Any]
    told: Mapping[str, Any]

    def columns(self, alpha: float) -> dict[str, NDArray[Any]]:
        """As a result has them."""
        # Comparing with NaN is false.
        return {"p_value": self.p, "q_value": self.q, "significant": self.q <= alpha, "test": self.test}


def significance(
    coded: CodedJourneys, found: FoundPatterns, info: Mapping[str, Any], constraints: Constraints, wish: Wish
) -> Verdict:
    """Test patterns that a search has found against a null, corrected for all that it could have reported.

    Parameters
    ----------
    coded
        The journeys, those of a customer side by side.
    found
        The patterns, with their counts in `coded`.
    info
        What was asked of the search.
    constraints
        The rules on occurrences that it kept.
    wish
        How to test.

    Raises
    ------
    OptionError
        Westfall and Young where p is not exact; a hold-out of fewer than two customers.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"]] * 30 + [["b", "a"]] * 10)
    >>> info = {"min_support": 10, "max_length": 2}
    >>> verdict = significance(coded, mined_again(coded, info), info, Constraints(), Wish())
    >>> verdict.told["family_size"], verdict.q.round(4).tolist()
    (2.0, [nan, nan, 0.0022, 0.9997])
    """
    if wish.method == "westfall-young":
        return _by_minima(coded, found, info, constraints, wish)
    if wish.method == "none":
        tests = wish.tests(coded, found, constraints)
        return _verdict(tests, tests.p, Family(None, "none: p is not corrected"), wish)
    if wish.method == "holdout":
        return _held_out(coded, found, info, constraints, wish, None)
    family = _family(coded, info, constraints, wish.null)
    if family.size is None:
        return _held_out(coded, found, info, constraints, wish, family.name)
    if not is_untied(coded) and _is_hopeless(len(found), family.size, wish):
        why = f"no p from shuffles is small enough for a family of {family.size:,.0f}"
        return _held_out(coded, found, info, constraints, wish, why)
    tests = wish.tests(coded, found, constraints)
    inside = tests.tested & (tests.fitting >= family.least) & (found.lengths <= (family.longest or 0))
    return _verdict(tests, _corrected(tests.p, inside, family.size, wish.method), family, wish)


def _family(coded: CodedJourneys, info: Mapping[str, Any], constraints: Constraints, null: str) -> Family:
    if null == "order":
        return order_family(coded, info, constraints)
    return Family(None, f"no family of the {null} null can be counted")


def _is_hopeless(n: int, size: float, wish: Wish) -> bool:
    """Would no pattern be significant even if no shuffle reached any of them?"""
    least = 1 / ((wish.n_permutations or MOST_REFINED) + 1.0)
    return n > 0 and bool(CORRECTIONS[wish.method](np.full(n, least), max(size, n)).min() > wish.alpha)


def _corrected(p: Floats, inside: NDArray[np.bool_], size: float, method: str) -> Floats:
    q = np.full(len(p), np.nan)
    q[inside] = CORRECTIONS[method](p[inside], size)
    return q


def _verdict(tests: OrderTests, q: Floats, family: Family, wish: Wish, **told: Any) -> Verdict:
    known = tests.tested & ~np.isnan(q)
    exact = "mid-p" if wish.p == "mid" else "exact"
    names = {0: exact} | {n: f"monte_carlo ({n:,} shuffles)" for n in np.unique(tests.shuffles).tolist() if n}
    test = np.array([names[n] if one else None for n, one in zip(tests.shuffles.tolist(), known, strict=True)], object)
    drawn = known & (tests.shuffles > 0)
    return Verdict(
        np.where(known, tests.p, np.nan),
        np.where(known, q, np.nan),
        test,
        {
            "method": wish.method,
            "alpha": wish.alpha,
            "null": wish.null,
            "p": wish.p,
            "family": family.name,
            "family_size": family.size,
            "n_tested": int(known.sum()),
            "smallest_p": float(tests.least[drawn].min()) if drawn.any() else None,
            "random_state": wish.seed,
            **told,
        },
    )


def _by_minima(
    coded: CodedJourneys, found: FoundPatterns, info: Mapping[str, Any], constraints: Constraints, wish: Wish
) -> Verdict:
    if wish.null not in {"order", "serial"}:
        why = "it draws whole data sets, with an exact p in each: of null='order' and 'serial'; use method='holdout'"
        raise clash("method='westfall-young'", f"null={wish.null!r}", WHERE, why)
    if constraints.has_rules or coded.element_starts is not None or not is_untied(coded):
        why = "it draws whole data sets, in which p must be exact: single events without ties, no rules on gaps"
        raise clash("method='westfall-young'", "these patterns", WHERE, f"{why}; use method='holdout'")
    draws = wish.n_permutations or DRAWS
    mid, drawn = wish.p == "mid", {"seed": wish.seed, "n_jobs": wish.n_jobs}
    minima = redrawn_minima(coded, info, mid=mid, draws=draws, null=wish.null, time_limit=wish.time_limit, **drawn)
    tests = wish.tests(coded, found, constraints)
    how = "journeys in random order" if wish.null == "order" else "events drawn from all journeys"
    name = f"all that the search reports, in {len(minima):,} data sets of {how} as in this one"
    stopped = "time_limit" if len(minima) < draws else None
    told = {"n_permutations": len(minima), "stopped_by": stopped}
    return _verdict(tests, adjusted(tests.p, minima), Family(None, name), wish, **told)


def _held_out(
    coded: CodedJourneys,
    found: FoundPatterns,
    info: Mapping[str, Any],
    constraints: Constraints,
    wish: Wish,
    why: str | None,
) -> Verdict:
    """Find the patterns in some of the customers, and test those that were found in the others."""
    if coded.n_customers < 2:
        message = "`significance` by hold-out needs at least two customers: one part to mine in, one to test in."
        raise OptionError(message)
    first, second = (by_customer(half) for half in split_customers(coded, wish.holdout, wish.seed))
    mined = mined_again(first, info, share=1 - wish.holdout, n_jobs=wish.n_jobs)
    held = mined.counted(count(second, mined, constraints=constraints, n_jobs=wish.n_jobs))
    tests = wish.tests(second, held, constraints)
    size = int(tests.tested.sum())
    method = "bh" if wish.method == "holdout" else wish.method
    q = _corrected(tests.p, tests.tested, size, method)
    name = f"patterns found in {first.n_customers:,} customers, tested in the other {second.n_customers:,}"
    name += f" (hold-out: {why})" if why else ""
    places = _places(found, mined)
    told = {"correction": method, "holdout": wish.holdout, "n_not_found": int((places < 0).sum())}
    return _verdict(_taken(tests, places), _rows(q, places, np.nan), Family(float(size), name), wish, **told)


def _places(found: FoundPatterns, mined: FoundPatterns) -> NDArray[np.int64]:
    """Where each pattern stands in another list; -1 where it does not."""
    known = {key: place for place, key in enumerate(_keys(mined))}
    return np.array([known.get(key, -1) for key in _keys(found)], np.int64)


def _keys(found: FoundPatterns) -> list[bytes]:
    steps = (found.items.astype(np.int64) * 2 + found.opens()).astype(np.int64)
    return [steps[a:b].tobytes() for a, b in pairwise(found.offsets.tolist())]


def _rows(column: NDArray[Any], places: NDArray[np.int64], missing: Any) -> NDArray[Any]:
    """The values at these places; something else where there is none."""
    return np.append(column, np.array([missing], column.dtype))[places]


def _taken(tests: OrderTests, places: NDArray[np.int64]) -> OrderTests:
    return OrderTests(
        _rows(tests.p, places, 1.0),
        _rows(tests.tested, places, missing=False),
        _rows(tests.shuffles, places, 0),
        _rows(tests.fitting, places, -1),
    )
