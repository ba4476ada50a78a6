"""Patterns beside what chance alone would give, by a null of the caller's choice."""

from dataclasses import replace
from typing import Any, Self

import numpy as np

from journeymine.api.journeys import Journeys
from journeymine.api.journeys_on_disk import JourneysOnDisk
from journeymine.api.parted_results import lift_in_parts
from journeymine.api.recounting import COUNTS, Recounting
from journeymine.journeys.selection import by_customer
from journeymine.mining.constraints import rules_told
from journeymine.options import choice, optional_whole_number, seed, threads
from journeymine.patterns.level_matches import located, one_level
from journeymine.patterns.table import TEXTS
from journeymine.ranking.null_lift import NULLS, Asked, null_lift


class Lifting(Recounting):
    """What a set of sequences can say about chance."""

    def lift(
        self,
        null: str = "order",
        *,
        journeys: Journeys | JourneysOnDisk | None = None,
        count: str = "journeys",
        n_shuffles: int | None = None,
        random_state: Any = 0,
        n_jobs: int | None = None,
    ) -> Self:
        """The same patterns with their lift under a null: support over the support E that chance alone would give.

        Parameters
        ----------
        null
            What chance may do. ``"order"``: every journey keeps its own events, which come in random order; a lift
            above 1 says that the order matters. ``"serial"``: every element of a journey is drawn from the elements of
            all journeys; above 1 also where events belong together in whatever order. ``"transition"``: journeys are
            walks along the first-order Markov chain of all journeys; above 1 says more than that what follows what.
            ``"product"``: independent events without order or length, the usual and misleading lift. ``"bigram"``:
            every journey keeps its events and its pairs of neighbours, in random order else; the transition null for
            each journey by itself. ``"rotation"`` and ``"profile"`` put events at other times about where their
            journey was: each kind of event keeps its own time line, turned as a ring (above 1:
            the kinds follow each other beyond the rhythm of each), or comes where its kind comes in all journeys
            (above 1: more than that some events come early and others late).
        journeys
            The journeys the patterns were counted in; None: those they came from. Of journeys on disk, which are asked
            part by part, there is the order null of journeys without rules: E and p are those of memory, to the last
            bit where no journey is shuffled.
        count
            What the support is: how many ``"journeys"`` hold the pattern or how many ``"customers"``, how many
            ``"occurrences"`` with disjoint spans or minimal ``"windows"`` there are. A count other than journeys comes
            as a column of its own, such as ``n_occurrences``.
        n_shuffles
            How many times journeys are drawn anew where there is no closed form: under rules on gaps, spans and the
            ends of journeys, for counts other than journeys, for ``"bigram"``, ``"rotation"`` and ``"profile"``, and of
            journeys with ties or sets. None:
            as many as some seconds allow, 99 to 999. Where the lift is exact there are none.
        random_state
            Seed of the shuffles, and of the bootstrap behind the intervals of patterns in fewer than 10 journeys.
        n_jobs
            Threads; None: all cores. The result is the same for any number.

        Returns
        -------
        A new set with the columns ``expected`` (E), ``lift``, ``lift_low``, ``lift_high`` (95 %), ``lift_se`` (the
        standard error of the lift that shuffling left; 0 where it is exact), ``p_value`` (P(X ≥ support)), ``p_mid``
        (P(X > support) + P(X = support) / 2, less conservative), ``method`` (``"exact"`` or ``"monte_carlo"``),
        ``reason`` (why there is no lift) and ``n_shuffles``. ``info["null"]`` says which null it was, and how much of
        it was computed once for all patterns that share it. *What is a lift* tells the nulls apart.

        Raises
        ------
        OptionError
            There is no such null, it is not defined for such journeys or patterns, or `journeys` are others.
        MissingJourneysError
            The patterns were loaded from a file, and no journeys were passed.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b"]] * 30 + [["b", "a"]] * 10 + [["c"]] * 40, min_support=20)
        >>> patterns.lift("order").filter(contains="a").to_pandas(["pattern", "expected", "lift", "method"])
          pattern  expected  lift method
        0    (a,)      40.0   1.0  exact
        1  (a, b)      20.0   1.5  exact
        """
        name = choice(null, "null", "lift", NULLS)
        if isinstance(journeys, JourneysOnDisk):
            self._refuse_protected("lift")
            drawn = {"n_shuffles": n_shuffles, "random_state": random_state, "n_jobs": n_jobs}
            spilled = journeys._spilled  # noqa: SLF001 - one of us
            return type(self)(lift_in_parts(self._table, spilled, name, count=count, **drawn))
        source = self._journeys(journeys, "lift")
        self._check_same(source, "lift")
        one_level(self._table.info, "lift")
        coded = by_customer(source.coded)
        own = located(self._table, coded, "lift")
        unit = choice(count, "count", "lift", COUNTS)
        asked = Asked(
            found=own.table.coded["pattern"],
            coded=own.coded,
            constraints=rules_told(self._table.info, coded, "lift"),
            unit=unit,  # type: ignore[arg-type]
            shuffles=optional_whole_number(n_shuffles, "n_shuffles", "lift"),
            seed=seed(random_state, "lift"),
            workers=threads(n_jobs, "lift"),
        )
        lifted = null_lift(name, asked)
        columns = {
            name: np.asarray(column, object if name in TEXTS else None) for name, column in lifted.columns.items()
        }
        if unit != "journeys":
            columns = {f"n_{unit}": lifted.support, **columns}
        table = self._table.with_columns(columns)
        noted = replace(table, info={**table.info, "null": dict(lifted.info)})
        return type(self)(noted, late=self._late, source=self._source)
