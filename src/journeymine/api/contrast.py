"""The verb that mines and contrasts in one call."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from journeymine.api.contrast_set import ContrastSet, Question, contrasted, question
from journeymine.api.contrasting import BY_LENGTH, UNTIL
from journeymine.api.inputs import as_journeys
from journeymine.api.journeys import Journeys
from journeymine.api.sequences import mine_sequences
from journeymine.journeys.designs import Design
from journeymine.journeys.lists import Element
from journeymine.mining.constraints import Contents, Names
from journeymine.options import bad_option, clash, optional_whole_number

WHERE = "mine_contrast"


def mine_contrast(
    journeys: Journeys | Iterable[Sequence[Element]],
    outcome: Any,
    min_support: float | None = None,
    *,
    design: Design = UNTIL,
    groups: Sequence[Any] | None = None,
    strata: Any = BY_LENGTH,
    test: str = "cmh",
    method: str = "bh",
    alpha: float = 0.05,
    n_permutations: int | None = None,
    random_state: Any = 0,
    top_k: int | None = None,
    kind: str = "all",
    min_length: int | None = None,
    max_length: int | None = None,
    min_gap: Any = None,
    max_gap: Any = None,
    max_span: Any = None,
    min_step_gap: int | None = None,
    max_step_gap: int | None = None,
    contiguous: bool = False,
    starts_with: Names | None = None,
    ends_with: Names | None = None,
    contains: Contents | None = None,
    excludes: Names | None = None,
    hierarchy: Any = None,
    max_patterns: int | None = None,
    time_limit: float | None = None,
    memory_limit: str | int | None = None,
    n_jobs: int | None = None,
    progress: bool | Callable[[float], object] | None = None,
) -> ContrastSet:
    """Find the patterns that separate groups of journeys, in one call.

    The journeys are cut to the evidence of the design first; patterns are mined in the evidence of all groups together,
    without a look at who is in which, and then contrasted as `PatternSet.contrast` does.

    Parameters
    ----------
    journeys
        `Journeys`, or a list of lists.
    outcome
        What makes the groups, as `PatternSet.contrast` takes it.
    min_support
        A share of the journeys of the evidence in (0, 1], or a count ≥ 1 (an integer), all groups together; may be None
        only with `top_k`.
    design, groups, strata, test, method, alpha, n_permutations, random_state
        As in `PatternSet.contrast`.
    top_k
        Only the k rows with the largest differences of supports, in either direction; ties in pattern order. With
        `min_support` the family of the q-values is still all that was mined. Without, `min_support` comes down until no
        rarer pattern could be among the k (a pattern that c journeys hold differs by at most c / the smallest side);
        then the groups had a say in what was tested, and there are no q-values.
    kind, min_length, max_length
        As in `mine_sequences`; kinds are decided in the evidence.
    min_gap, max_gap, max_span, min_step_gap, max_step_gap, contiguous
        As in `mine_sequences`.
    starts_with, ends_with, contains, excludes, hierarchy
        As in `mine_sequences`; the ends of a journey are those of its evidence.
    max_patterns, time_limit, memory_limit, n_jobs, progress
        As in `mine_sequences`.

    Returns
    -------
    A `ContrastSet`.

    Raises
    ------
    OptionError
        An option has a value it cannot have, two do not go together, or fewer than two groups are left.
    UnknownEventError
        `outcome` is neither an event nor a column, or a constraint names an event that does not occur.

    Examples
    --------
    >>> import journeymine as jm
    >>> calls = [["app", "bill", "leave"]] * 30 + [["bill", "app"]] * 20 + [["app"]] * 40 + [["bill", "leave"]] * 10
    >>> jm.mine_contrast(calls, "leave", min_support=5, strata=None, top_k=2)
    design: events strictly before the first outcome, all of them where it never comes
    ContrastSet: 2 rows (n_with ≥ 5), leave (40) against no leave (60); 100 journeys of 100 customers
    support_group, support_rest: of each side the share whose evidence holds the pattern, gaps allowed; risk_with, ...
    odds_ratio: Mantel-Haenszel, without strata; p_value: Cochran-Mantel-Haenszel, with correction for continuity; ...
    first: app → bill (+75.0 points, q 3.5e-14), bill (+66.7 points, q 2.6e-10)
    """
    source = as_journeys(journeys, WHERE)
    best = optional_whole_number(top_k, "top_k", WHERE)
    contrast = {
        "outcome": outcome, "design": design, "groups": groups, "strata": strata, "test": test, "alpha": alpha,
        "method": method, "n_permutations": n_permutations, "random_state": random_state,
    }  # fmt: skip
    asked = question(source, contrast, WHERE)
    search = {
        "kind": kind,
        "min_length": min_length,
        "max_length": max_length,
        "min_gap": min_gap,
        "max_gap": max_gap,
        "max_span": max_span,
        "min_step_gap": min_step_gap,
        "max_step_gap": max_step_gap,
        "contiguous": contiguous,
        "starts_with": starts_with,
        "ends_with": ends_with,
        "contains": contains,
        "excludes": excludes,
        "hierarchy": hierarchy,
        "max_patterns": max_patterns,
        "time_limit": time_limit,
        "memory_limit": memory_limit,
        "n_jobs": n_jobs,
        "progress": progress,
    }
    if min_support is None:
        if best is None:
            raise bad_option("min_support", WHERE, "a share or a count, or None with `top_k`", None)
        return _strongest(asked, search, best)
    found = _searched(asked, search, min_support)
    return found if best is None else found[:best]


def _strongest(asked: Question, search: dict[str, Any], best: int) -> ContrastSet:
    """The `best` strongest rows, whatever their support."""
    if search["kind"] == "maximal":
        raise clash("top_k", "kind='maximal'", WHERE, "what is maximal needs a fixed `min_support`; give one")
    sizes = asked.evidence.sizes
    smallest = int(min(sizes.min(), (sizes.sum() - sizes).min()))
    least = max(int(sizes.sum()) // 10, 1)
    while True:
        found = _searched(asked, search, least, blind=False)
        if least == 1 or found.truncated:
            return found[:best]
        if len(found) < best:
            least = max(least // 4, 1)
            continue
        # A pattern that fewer journeys hold differs by less than the last of the best.
        enough = max(_journeys_behind(found[best - 1 : best], smallest), 1)
        if enough >= least:
            return found[:best]
        least = enough


def _journeys_behind(row: ContrastSet, smallest: int) -> int:
    """The fewest journeys that could make so large a difference: ⌈|a/m − b/r| · smallest side⌉, exactly."""
    columns = ["n_group_with", "n_group", "n_rest_with", "n_rest"]
    a, m, b, r = (int(one) for one in row.to_pandas(columns).iloc[0])
    return -(-abs(a * r - b * m) * smallest // (m * r))


def _searched(asked: Question, search: dict[str, Any], least: float, *, blind: bool = True) -> ContrastSet:
    patterns = mine_sequences(Journeys(asked.evidence.coded), min_support=least, **search)
    table = patterns._table  # noqa: SLF001  (what it is about to show; no user has seen it)
    return contrasted(table, asked, least, WHERE, blind=blind)
