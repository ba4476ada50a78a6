"""A short list worth reading: which of many patterns to look at, and which of these stands for each of the others."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from journeymine.api.journeys import Journeys
from journeymine.api.recounting import Recounting
from journeymine.journeys import weighing
from journeymine.mining.constraints import rules_told
from journeymine.mining.null_journeys import many_each
from journeymine.patterns.level_matches import located
from journeymine.patterns.names import Element, Pattern
from journeymine.patterns.order import SIGNIFICANT, ranked_rows
from journeymine.patterns.parse import parse
from journeymine.patterns.selected import KEY, frame_columns, noted, standing_for
from journeymine.ranking.selecting import Asked, check, short_list

if TYPE_CHECKING:
    import pandas as pd

WHERE = "select"


class Shortening(Recounting):
    """What a set of sequences can do to become a short one."""

    def ranked(self) -> Self:
        """The same rows in the order to read them: significant first, then by `lift_order_low`; ties in pattern order.

        Support ranks what everybody does; `lift_naive` what is long; `lift_order` what is rare, for chance makes high
        lifts of few journeys. The lower end of the lift's interval is what the data vouch for: it rises with the lift
        and with the number of journeys behind it. Where `significance` has said which patterns are significant after
        correction for all that could have been found, these come first.

        Returns
        -------
        A new set; patterns without a lift come last.

        Examples
        --------
        >>> import journeymine as jm
        >>> visits = [["search", "cart"]] * 70 + [["cart", "search"]] * 30 + [["ad", "mail"]] * 3 + [["mail", "ad"]]
        >>> patterns = jm.mine_sequences(visits, min_support=3, min_length=2)
        >>> [str(pattern) for pattern in patterns.sort_by("lift_order")]
        ['ad → mail', 'search → cart', 'cart → search']
        >>> [str(pattern) for pattern in patterns.ranked()]
        ['search → cart', 'cart → search', 'ad → mail']
        """
        self._refuse_protected("ranked")
        flagged = [SIGNIFICANT] if SIGNIFICANT in self.columns else []
        return self._view(ranked_rows(self._with(["lift_order_low", *flagged])))

    def select(
        self,
        k: int | None = None,
        method: str = "diverse",
        *,
        delta: float | None = None,
        improvement: bool | None = None,
        score: str | None = None,
        discount: float | None = None,
        max_jaccard: float | None = None,
        weights: Any = None,
        journeys: Journeys | None = None,
        time_limit: float | None = None,
        n_jobs: int | None = None,
    ) -> Self:
        """A short list: the patterns that say most, none of them what another one says.

        First a pattern gives way to a longer one that has nearly all its journeys (`delta`), then one that has no more
        order than a part of it (`improvement`). Of those left the list is chosen one by one, each time the pattern with
        the largest gain: its score times the weight of the journeys that hold it, where a journey counts less for each
        pattern of the list that it holds already (`discount`). With ``method="mdl"`` bits decide instead: patterns are
        chosen as long as they shorten the description of all journeys.

        Parameters
        ----------
        k
            How many patterns at most; None: as many as gain anything.
        method
            ``"diverse"``: patterns score by a column, those that few others repeat. ``"coverage"``: all score 1, so
            that as many journeys as possible hold one of the list. ``"mdl"``: patterns of two events or more that save
            most bits when journeys are written as patterns, gaps and single events (as SQS writes them); no other
            option but `k`, `journeys` and `time_limit` goes with it.
        delta
            δ in [0, 1): a pattern is left out where a longer one has at least 1 - δ of its journeys. 0 leaves the
            patterns that are closed within the set; None: 0.1.
        improvement
            True: leave out a pattern whose `lift_order` is not above 1 and above the upper bound of the lift of every
            pattern inside it that is left. None: where there are order lifts.
        score
            For ``"diverse"``: the column to score by, values below 0 and missing ones being 0. None: the binary
            logarithm of `lift_order_low`, 0 where this is below 1.
        discount
            ρ in [0, 1]: what a journey counts for each further pattern; None: 0.5 for ``"diverse"``, 0 for
            ``"coverage"``.
        max_jaccard
            The largest share of journeys in common (of those that hold either) between two patterns of the list; None:
            any.
        weights
            What each journey counts, as `mine_sequences` takes it; None: as there, 1 where nothing was said.
        journeys
            The journeys the patterns were counted in; None: those they came from.
        time_limit
            For ``"mdl"``: seconds after which no further pattern is looked at; ``info["selected"]["stopped_by"]`` says
            so, and the list is what was chosen by then.
        n_jobs
            Threads; None: all cores. The result is the same for any number.

        Returns
        -------
        A new set in the order of choice with a column ``gain`` (what the pattern added), or ``bits_saved`` (how many
        bits more the journeys would take without it; ``info["selected"]`` has the bits in all, before and after).
        `dropped` and `stands_for` tell of the patterns left out.

        Raises
        ------
        OptionError
            An option has a value it cannot have; or the patterns have no order lift to score by.
        MissingColumnError
            `score` is no column, with a near miss.
        MissingJourneysError
            The patterns were loaded from a file, and no journeys were passed.

        Notes
        -----
        With ``"coverage"`` (any equal scores) and no `max_jaccard` the greedy list reaches at least 1 - 1/e of what the
        best k patterns left would (Nemhauser, Wolsey and Fisher 1978). With scores of their own it is a rule of thumb.
        ``"mdl"`` looks at every minimal window of every pattern: seconds for some ten thousand events and hundreds of
        patterns, minutes for millions.

        References
        ----------
        Tatti and Vreeken (2012), KDD, 462-470 (SQS); Cheng, Ke and Ng (2006), ICDM, 151-160 (δ-tolerance).

        Examples
        --------
        >>> import journeymine as jm
        >>> visits = [["ad", "search", "cart"]] * 30 + [["mail", "help"]] * 20 + [["help", "mail"]] * 5
        >>> patterns = jm.mine_sequences(visits, min_support=10)
        >>> short = patterns.select(2)
        >>> short.to_pandas(columns=["pattern", "n_journeys", "lift_order"])
                      pattern  n_journeys  lift_order
        0  (ad, search, cart)          30         6.0
        1        (mail, help)          20         1.6
        """
        asked = check(
            {
                "k": k,
                "method": method,
                "delta": delta,
                "improvement": improvement,
                "score": score,
                "discount": discount,
                "max_jaccard": max_jaccard,
                "weights": weights,
                "time_limit": time_limit,
                "n_jobs": n_jobs,
            },
            self.columns,
        )
        source = self._journeys(journeys, WHERE)
        self._check_same(source, WHERE)
        coded = source.coded
        if weights is not None:
            coded = replace(coded, weights=weighing.weights(coded, weights, WHERE))
        return self._shortened(asked, Journeys(coded))

    def _shortened(self, asked: Asked, source: Journeys) -> Self:
        coded, table = (
            source.coded,
            self._with(["lift_order", "lift_order_low", *([asked.score] if asked.score else [])]),
        )
        each = many_each(coded).astype(np.float64) * (1.0 if coded.weights is None else coded.weights)
        rules = rules_told(table.info, coded, WHERE)
        found = short_list(asked, table, located(table, coded, WHERE), rules, each)
        kept, late = self._part(found.rows)
        told = noted(self._table, found.reasons, found.because_of, found.stands_for)
        kept = kept.with_columns(found.columns)
        kept = replace(
            kept, info={**kept.info, KEY: {**asked.told(), **found.told, "n_patterns": len(self), "from": told}}
        )
        return type(self)(kept, late=late, source=self._source)

    def dropped(self) -> "pd.DataFrame":
        """The patterns that `select` left out.

        Returns
        -------
        A pandas frame of one row a pattern, in the order they had: ``pattern``, ``reason`` (``"not closed"``: a longer
        one has nearly all its journeys; ``"no better"``: no more order than a part of it, or none at all;
        ``"overlaps"``: shares too many journeys with one of the list; ``"not chosen"``: what it would add is less;
        by bits also ``"saves nothing"``, and ``"superfluous"``: chosen once, until a later one took its windows),
        ``because_of`` (the pattern that it gave way to, None where there is none), ``stands_for`` (the pattern of the
        list that stands for it: the one at the end of the chain of those it gave way to, else the one that shares most
        of its journeys by the Jaccard index; None where none shares any).

        Raises
        ------
        OptionError
            These patterns were not made by `select`.

        Examples
        --------
        >>> import journeymine as jm
        >>> visits = [["ad", "search", "cart"]] * 30 + [["mail", "help"]] * 20 + [["help", "mail"]] * 5
        >>> short = jm.mine_sequences(visits, min_support=10, min_length=2).select(1)
        >>> short.dropped()
                  pattern      reason          because_of          stands_for
        0      (ad, cart)  not closed  (ad, search, cart)  (ad, search, cart)
        1    (ad, search)  not closed  (ad, search, cart)  (ad, search, cart)
        2  (search, cart)  not closed  (ad, search, cart)  (ad, search, cart)
        3    (mail, help)  not chosen                None                None
        """
        import pandas as pd

        return pd.DataFrame(frame_columns(self._table.info, "dropped"), dtype=object)

    def stands_for(self, pattern: str | tuple[Element, ...] | list[Element]) -> Pattern | None:
        """Which pattern of a short list stands for one that it was chosen from.

        Parameters
        ----------
        pattern
            A tuple of elements, or a pattern as printed.

        Returns
        -------
        The pattern of the list, itself where it is on it; None where no pattern of the list shares a journey with it.

        Raises
        ------
        OptionError
            These patterns were not made by `select`.
        UnknownEventError
            The list was not chosen from a set with this pattern.

        Examples
        --------
        >>> import journeymine as jm
        >>> visits = [["ad", "search", "cart"]] * 30 + [["mail", "help"]] * 20 + [["help", "mail"]] * 5
        >>> short = jm.mine_sequences(visits, min_support=10).select(1)
        >>> print(short.stands_for("ad -> cart"))
        ad → search → cart
        """
        wanted = parse(pattern, self._table.vocabulary) if isinstance(pattern, str) else Pattern(pattern)
        return standing_for(self._table.info, wanted, "stands_for")
