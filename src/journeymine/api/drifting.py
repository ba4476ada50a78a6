"""What became more or less frequent between two periods."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from journeymine.actions.completing.leads import lead_note, leads_in
from journeymine.actions.drift import BEFORE, MORE, NOW, drift_rows
from journeymine.api.action_result import ActionResult
from journeymine.api.contrast_set import contrasted, question
from journeymine.api.contrasting import BY_LENGTH, UNTIL, Contrasting
from journeymine.api.inputs import named
from journeymine.api.journeys import Journeys
from journeymine.journeys.attributes import per_journey
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.designs import Landmark
from journeymine.journeys.joining import joined
from journeymine.options import bad_option, choice, clash, duration_text
from journeymine.patterns.info import plain
from journeymine.ranking.strata import LENGTH

WHERE = "drift"
DESIGN = "observational: two periods side by side; whatever else changed between them changed the patterns, too"


class PatternDrift(ActionResult):
    """Patterns with how frequent they were before and are now; made by `PatternSet.drift`.

    The rows that changed most come first, in either direction; ties in pattern order.

    Examples
    --------
    >>> import journeymine as jm
    >>> before = jm.Journeys.from_lists([["app", "call"]] * 10 + [["app"]] * 40)
    >>> now = jm.Journeys.from_lists([["app", "call"]] * 30 + [["app"]] * 20)
    >>> patterns = jm.mine_sequences([["app", "call"]] * 40 + [["app"]] * 60, min_support=10)
    >>> drift = patterns.drift(before, now, strata=None)
    >>> drift.to_pandas()[["pattern", "support_before", "support_now", "direction", "explained_by"]]
           pattern  support_before  support_now direction explained_by
    0      (call,)             0.2          0.6      more         None
    1  (app, call)             0.2          0.6      more      (call,)
    2       (app,)             1.0          1.0      same         None
    """

    def changes(self, direction: str | None = None) -> Self:
        """The rows that say it all: significant, and explained by no other row.

        Parameters
        ----------
        direction
            Only those that became ``"more"`` or ``"less"`` frequent; None: both.

        Returns
        -------
        Fewer rows, under the same notes.

        Raises
        ------
        OptionError
            `direction` is none of these.

        Examples
        --------
        >>> import journeymine as jm
        >>> before = jm.Journeys.from_lists([["app", "call"]] * 10 + [["app"]] * 40)
        >>> now = jm.Journeys.from_lists([["app", "call"]] * 30 + [["app"]] * 20)
        >>> patterns = jm.mine_sequences([["app", "call"]] * 40 + [["app"]] * 60, min_support=10)
        >>> [str(one) for one in patterns.drift(before, now, strata=None).changes("more").to_pandas()["pattern"]]
        ['call']
        """
        columns = self._table.columns
        kept = columns["significant"].astype(np.bool_) & np.array(
            [one is None for one in columns["explained_by"]], bool
        )
        if direction is not None:
            kept &= columns["direction"] == choice(direction, "direction", "changes", (MORE, "less"))
        return type(self)(self._table.take(np.flatnonzero(kept)))


class Drifting(Contrasting):
    """What a set of sequences says of two periods."""

    def drift(
        self,
        before: Journeys,
        now: Journeys,
        *,
        design: Any = None,
        strata: Any = BY_LENGTH,
        test: str = "cmh",
        method: str = "bh",
        alpha: float = 0.05,
        min_support: float | None = None,
        outcome: Any = None,
        within: Any = None,
        random_state: Any = 0,
    ) -> PatternDrift:
        """Which patterns became more or less frequent, of all patterns of this set.

        Two periods are two groups of journeys, and are contrasted as `contrast` does. Mine the patterns in the journeys
        of both periods together, or in data of other times: patterns that were mined in one of the two periods were
        chosen for being frequent there, and get no q-values.

        Parameters
        ----------
        before, now
            The journeys of the two periods, such as ``log.journeys(start=…, end=…, min_events=1)``. Journeys without
            events count.
        design
            ``jm.Landmark("7d")``: only the first seven days of each journey that was observed for so long; periods of
            different lengths, or journeys cut at their edges, are alike then. None: journeys as they are.
        strata
            Journeys are compared with their like: ``"length"``, names of attributes or columns that both have, dicts by
            customer; one or several, which are crossed. None: no strata.
        test
            As in `contrast`: ``"cmh"`` within strata; ``"order"`` asks whether the *order* of the pattern's events says
            something else than before, whatever events there are and however long journeys became (adds ``lift_before``
            and ``lift_now``, the order lifts); ``"fisher"``, ``"chi2"``, ``"g"`` look at all journeys at once.
        method
            How p-values are corrected for all rows: ``"bh"``, ``"by"``, ``"holm"``, ``"bonferroni"`` or ``"none"``.
        alpha
            Rows with a q-value up to it are marked `significant`.
        min_support
            Leave out patterns that fewer journeys of both periods together hold: a share or a count.
        outcome, within
            Events that patterns are a warning of (a name, ``"complaint:*"`` or a list), and how long after a completion
            they count: adds how long it takes in the journeys of `now`.
        random_state
            The seed of the shuffles of ``test="order"`` where there is no closed form.

        Returns
        -------
        A `PatternDrift`, a row a pattern that any journey of either period holds: ``n_before``, ``n_now`` (journeys
        that hold it), ``support_before``, ``support_now``, ``support_difference`` (Newcombe's interval),
        ``growth_rate`` (their ratio), ``odds_ratio`` (Mantel-Haenszel), each with ``_low`` and ``_high``, ``p_value``,
        ``q_value``, ``significant``, ``direction`` and ``explained_by``; with `outcome` also ``n_outcome`` (completions
        of the pattern that it followed) and ``lead_time_median``, ``lead_time_q25``, ``lead_time_q75``.

        Raises
        ------
        OptionError
            An option has a value it cannot have, one period has no journeys, or times of two kinds.
        UnknownEventError
            `outcome` names no event of `now`, with a near miss.
        MissingColumnError
            `strata` names no attribute or column of either, with a near miss.

        Notes
        -----
        A customer of both periods has journeys on both sides. Variances of tests and odds ratios are summed within
        customers, and never taken to be smaller than those of as many different customers; intervals of differences
        take the two sides as independent, which is cautious where customers stay as they are.

        Examples
        --------
        >>> import journeymine as jm
        >>> before = jm.Journeys.from_lists([["app", "call"]] * 10 + [["call", "app"]] * 40)
        >>> now = jm.Journeys.from_lists([["app", "call"]] * 30 + [["call", "app"]] * 20)
        >>> patterns = jm.mine_sequences([["app", "call"]] * 40 + [["call", "app"]] * 60, min_support=10, max_length=2)
        >>> drift = patterns.drift(before, now, strata=None).to_pandas()
        >>> drift[["pattern", "n_before", "n_now", "support_difference", "q_value", "direction"]].round(4)
               pattern  n_before  n_now  support_difference  q_value direction
        0  (app, call)        10     30                 0.4   0.0002      more
        1  (call, app)        40     20                -0.4   0.0002      less
        2       (app,)        50     50                 0.0   1.0000      same
        3      (call,)        50     50                 0.0   1.0000      same
        """
        if (outcome is None) != (within is None):
            raise clash(
                "outcome", "within", WHERE, "an outcome counts for so long after a pattern; give both or neither"
            )
        periods = {BEFORE: _checked(before, BEFORE), NOW: _checked(now, NOW)}
        self._refuse_protected(WHERE)
        asked = {"strata": strata, "test": test, "method": method, "alpha": alpha, "random_state": random_state}
        whole, rows = joined(periods[BEFORE], periods[NOW], WHERE)
        labels = np.where(rows < len(before), BEFORE, NOW)
        if design is not None and (not isinstance(design, Landmark) or design.horizon is not None):
            raise bad_option("design", WHERE, "jm.Landmark(at) without a horizon, or None", design)
        told = {**asked, "outcome": labels, "groups": [NOW, BEFORE], "design": design or UNTIL, "n_permutations": None}
        names, told["strata"] = _strata(strata, periods, rows)
        chosen_in = self._mined_in(periods)
        compared = contrasted(
            self._table, question(Journeys(whole), told, WHERE), min_support, WHERE, blind=chosen_in is None
        )
        table = compared._table.with_info({"strata": names})  # noqa: SLF001  (it is shown to nobody else)
        info = {**asked, "strata": plain(names), "design": None if design is None else str(design)}
        info |= {"verb": WHERE, "min_support": plain(min_support), "n": dict(table.info["groups"])}
        info |= {"mined": table.info["mined"], "most_journeys": max(map(_most_each, periods.values()))}
        notes, leads = [_design(design), *_told(periods, whole, table.info, chosen_in)], {}
        if outcome is not None:
            leads = leads_in(table, periods[NOW], outcome, within, WHERE)
            info |= {"outcome": plain(outcome), "within": duration_text(within)}
            notes.append(lead_note(outcome if isinstance(outcome, list | tuple) else [outcome], within))
        return PatternDrift(drift_rows(table, tuple(notes), info, leads))

    def _mined_in(self, periods: Mapping[str, CodedJourneys]) -> str | None:
        """The one period that the patterns were mined in, if they were."""
        source = self._source
        if not isinstance(source, Journeys) or "mined" in self._table.info:
            return None
        return next((name for name, coded in periods.items() if _same(source.coded, coded)), None)


def _checked(given: Any, name: str) -> CodedJourneys:
    if not isinstance(given, Journeys) or not len(given):
        raise bad_option(name, WHERE, "Journeys, one at least", given)
    return given.coded


def _strata(given: Any, periods: Mapping[str, CodedJourneys], rows: Any) -> tuple[list[Any], list[Any]]:
    """What the strata are called, and what they are: labels of all journeys where names and dicts say so."""
    alone = isinstance(given, str | Mapping)
    asked = [given] if alone else given if isinstance(given, Sequence) else [] if given is None else [given]
    found: list[Any] = []
    for one in asked:
        if isinstance(one, str) and one == LENGTH:
            found.append(one)
            continue
        if not isinstance(one, str | Mapping):
            must = "'length', names of attributes or columns of both periods, dicts by customer, or a list of them"
            raise bad_option("strata", WHERE, must, one)
        values = [np.asarray(per_journey(coded, one, "strata", WHERE), object) for coded in periods.values()]
        found.append(np.concatenate(values)[rows])
    return [named(one) for one in asked], found


def _same(one: CodedJourneys, two: CodedJourneys) -> bool:
    """Are they the same journeys, whatever else their logs know the names of?"""
    if one is two:
        return True
    if one.n_events != two.n_events or not np.array_equal(one.offsets, two.offsets):
        return False
    theirs = two.vocabulary.places(one.vocabulary.names())
    return np.array_equal(theirs[one.events], two.events)


def _design(design: Landmark | None) -> str:
    return DESIGN if design is None else f"{DESIGN}; of each journey {design}"


def _told(
    periods: Mapping[str, CodedJourneys], whole: CodedJourneys, info: Mapping[str, Any], chosen_in: str | None
) -> list[str]:
    sizes = [_period(name, coded) for name, coded in periods.items()]
    both = sum(coded.n_customers for coded in periods.values()) - whole.n_customers
    people = f"{whole.n_customers:,} customers in all" + (f", {both:,} of them in both periods" if both else "")
    left = [f"left out: {count:,} journeys ({reason})" for reason, count in info["excluded"].items()]
    if info["n_left_out"]:
        left.append(f"left out: {info['n_left_out']:,} patterns that fewer than {info['min_count']:,} journeys hold")
    if chosen_in is not None:
        left.append(
            f"the patterns were mined in the journeys of {chosen_in!r} alone, for being frequent there: p_value does "
            "not allow for that, and there are no q-values; mine in both periods together"
        )
    return [f"{'; '.join(sizes)}; {people}", *left]


def _period(name: str, coded: CodedJourneys) -> str:
    """How many journeys, from when to when; the ones without events are told apart."""
    empty = int((coded.lengths == 0).sum())
    without = f" ({empty:,} without events)" if empty else ""
    when = ""
    if coded.times is not None and coded.n_events:
        first, last = coded.times.min(), coded.times.max()
        if coded.time_unit is not None:
            first, last = (str(one.astype(f"datetime64[{coded.time_unit}]"))[:10] for one in (first, last))
        when = f", {first} … {last}"
    return f"{name}: {coded.n_journeys:,} journeys{without} of {coded.n_customers:,} customers{when}"


def _most_each(coded: CodedJourneys) -> int:
    """The most journeys of one customer."""
    return int(np.bincount(coded.customer_codes).max(initial=0))
