"""Which patterns are more than chance."""

from typing import Any, Self

from journeymine.api.journeys import Journeys
from journeymine.api.recounting import Recounting
from journeymine.journeys.selection import by_customer
from journeymine.mining.constraints import rules_told
from journeymine.options import bad_option, choice, is_real, optional_whole_number, seed, threads
from journeymine.patterns.level_matches import one_level
from journeymine.patterns.recount import recoded
from journeymine.ranking.significance import METHODS, WHERE, Wish, significance

NULLS = ("order", "serial", "transition", "bigram", "rotation", "profile")


class Significance(Recounting):
    """Tests of sequences, corrected for all that a search could have reported."""

    def significance(
        self,
        method: str = "bh",
        *,
        alpha: float = 0.05,
        null: str = "order",
        p: str = "exact",
        journeys: Journeys | None = None,
        n_permutations: int | None = None,
        holdout: float = 0.5,
        time_limit: float | None = None,
        random_state: Any = 0,
        n_jobs: int | None = None,
    ) -> Self:
        """Which patterns come in their order more often than chance, corrected for all that could have been reported.

        The patterns that a search reports are those of much support, and support is what is tested: their number is no
        fair count of the tests. The family of the corrections is all sequences of at most `max_length` events that
        co-occur in `min_support` journeys, in whatever order; those that were not found count as p = 1. Where it cannot
        be counted (no `max_length`, no least count, simultaneous events, rules on gaps) the patterns are found again in
        half of the customers and tested in the other half; ``info["significance"]`` and the printed table say so.

        Parameters
        ----------
        method
            ``"bh"``, ``"by"``: false discoveries are at most a share `alpha` of those significant, on average (by
            Benjamini and Hochberg; ``"by"`` whatever the dependence). ``"holm"``, ``"bonferroni"``: any false discovery
            is as rare as `alpha`. ``"westfall-young"``: the same, by searching data sets whose journeys are in random
            order. ``"holdout"``: found in some customers, tested in the others, ``"bh"`` over those found.
            ``"none"``: p as it is.
        alpha
            The level, in (0, 1).
        null
            ``"order"``: each journey's own events in random order. The others are those of `lift`; no family of theirs
            can be counted, so that they are tested by hold-out (``"serial"`` by ``"westfall-young"`` too, which then
            draws the events of its data sets from all journeys).
        p
            ``"exact"``: P(X ≥ support), never too small. ``"mid"``: P(X > support) + P(X = support) / 2, closer to
            uniform on discrete data.
        journeys
            The journeys the patterns were counted in; None: those they came from.
        n_permutations
            Of ``"westfall-young"`` how many data sets (None: 199); else how many shuffles of journeys with ties, sets
            or rules on gaps, or of nulls without a closed form (None: as many as are affordable, under the order null
            up to 99,999 where p is small).
        holdout
            Which part of the customers is tested on, where patterns are found in the others; a least count of journeys
            comes down for these.
        time_limit
            Seconds after which ``"westfall-young"`` draws no further data set; ``info["significance"]`` says so.
        random_state
            Seed of all that is drawn.
        n_jobs
            Threads; None: all cores. The result is the same for any number.

        Returns
        -------
        A new set of the same rows with the columns ``p_value``, ``q_value`` (p corrected by the method),
        ``significant`` (q ≤ `alpha`) and ``test``: ``exact``, ``mid-p``, or ``monte_carlo`` with the number of shuffles
        (p is then at least 1 / (shuffles + 1)). Missing where a pattern was no hypothesis: of a single event, which
        every order holds, or (hold-out) not found in the first part.

        Raises
        ------
        OptionError
            An option has a value it cannot have; Westfall and Young with ties, sets or rules; patterns mined with
            `hierarchy`.
        MissingJourneysError
            The patterns were loaded from a file, and no journeys were passed.

        References
        ----------
        Benjamini, Hochberg (1995), JRSS B 57; Benjamini, Yekutieli (2001), Annals of Statistics 29; Holm (1979),
        Scandinavian Journal of Statistics 6; Westfall, Young (1993), *Resampling-Based Multiple Testing*, section 2.6.
        Hold-out for patterns: Webb (2007), Machine Learning 68, section 5.

        Examples
        --------
        >>> import journeymine as jm
        >>> clicks = [["a", "b"]] * 30 + [["b", "a"]] * 10
        >>> patterns = jm.mine_sequences(clicks, min_support=5, min_length=2, max_length=2).significance()
        >>> patterns.to_pandas(columns=["pattern", "q_value", "significant"]).round(4)
          pattern  q_value  significant
        0  (a, b)   0.0022         True
        1  (b, a)   0.9997        False
        >>> patterns.info["significance"]["family_size"]
        2.0
        """
        wish = Wish(
            method=choice(method, "method", WHERE, METHODS),
            alpha=_inside(alpha, "alpha"),
            null=choice(null, "null", WHERE, NULLS),
            p=choice(p, "p", WHERE, ("exact", "mid")),
            n_permutations=optional_whole_number(n_permutations, "n_permutations", WHERE),
            holdout=_inside(holdout, "holdout"),
            time_limit=_seconds(time_limit),
            seed=seed(random_state, WHERE),
            n_jobs=threads(n_jobs, WHERE),
        )
        source = self._journeys(journeys, WHERE)
        self._check_same(source, WHERE)
        table = self._table
        one_level(table.info, WHERE)
        coded = by_customer(source.coded)
        found = recoded(table.coded["pattern"], table.vocabulary, coded.vocabulary)
        # Patterns counted elsewhere were chosen by the search that found them.
        asked = table.info.get("mined", table.info)
        verdict = significance(coded, found, asked, rules_told(table.info, coded, WHERE), wish)
        tested = table.with_columns(verdict.columns(wish.alpha)).with_info({"significance": dict(verdict.told)})
        return type(self)(tested, late=self._late, source=self._source)


def _inside(value: Any, name: str) -> float:
    if is_real(value) and 0 < value < 1:
        return float(value)
    raise bad_option(name, WHERE, "a number between 0 and 1, bounds excluded", value)


def _seconds(value: Any) -> float | None:
    if value is None or (is_real(value) and value > 0):
        return None if value is None else float(value)
    raise bad_option("time_limit", WHERE, "a number of seconds above 0, or None", value)
