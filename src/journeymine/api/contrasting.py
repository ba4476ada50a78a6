"""Patterns of one search, contrasted between groups of journeys."""

from collections.abc import Sequence
from typing import Any

from journeymine.api.contrast_set import ContrastSet, contrasted, question
from journeymine.api.journeys import Journeys
from journeymine.api.recounting import Recounting
from journeymine.journeys.designs import Design, UntilOutcome

UNTIL = UntilOutcome()
BY_LENGTH = ("length",)


class Contrasting(Recounting):
    """What a set of sequences says of groups of journeys."""

    def contrast(
        self,
        outcome: Any,
        *,
        design: Design = UNTIL,
        groups: Sequence[Any] | None = None,
        strata: Any = BY_LENGTH,
        test: str = "cmh",
        method: str = "bh",
        alpha: float = 0.05,
        n_permutations: int | None = None,
        random_state: Any = 0,
        min_support: float | None = None,
        journeys: Journeys | None = None,
    ) -> ContrastSet:
        """What separates journeys with an outcome from those without, or groups of journeys from each other.

        Patterns are counted in the evidence that the design leaves of each journey, under the rules they were mined
        with. A pattern that nobody's evidence holds is left out.

        Parameters
        ----------
        outcome
            What makes the groups: an event (or a set of events, any of which), the name of an attribute
            (`EventLog.with_customers`) or of a column that is the same all over a journey, or labels: a Series by
            journey number, an array, a dict by customer. Periods are labels too: what became more frequent.
        design
            What counts as evidence: `jm.UntilOutcome` (what comes strictly before the outcome), ``jm.Landmark("7d",
            horizon="30d")`` (the first while, for what comes thereafter), or `jm.WholeJourney` (leaks, so it describes
            and tests nothing). Labels have no time: nothing can be cut at them.
        groups
            Labels to compare, the first against the second; of more than two each against all others. None: all labels;
            of two the last in their order first (``True``, 1, ``"yes"``).
        strata
            Journeys are compared with their like: ``"length"`` (events of the evidence, in at least 10 bins), names of
            attributes or columns, labels; one or several, which are crossed. None: no strata.
        test
            ``"cmh"``: Cochran-Mantel-Haenszel, within strata. ``"fisher"`` (exact), ``"chi2"`` and ``"g"`` (likelihood
            ratio) look at all journeys at once: where longer journeys have the outcome more often, they find that in
            every pattern. ``"order"`` needs no strata: does the order of the pattern's events say the same in both
            groups (adds ``lift_group`` and ``lift_rest``, each journey beside itself in random order)? Which events
            there are is no matter to it.
        method
            How p-values become ``q_value``, corrected for all rows: ``"bh"`` (Benjamini-Hochberg) and ``"by"``
            (Benjamini-Yekutieli, whatever the dependence) bound the share of false discoveries; ``"holm"``,
            ``"bonferroni"`` and ``"westfall-young"`` (labels drawn anew within strata; needs one journey a customer)
            the chance of any; ``"none"`` corrects nothing.
        alpha
            Rows with a q-value up to it are marked `significant`.
        n_permutations, random_state
            How often ``"westfall-young"`` draws (1,000 times where None), and the seed of all draws.
        min_support
            Leave out patterns that fewer journeys of the evidence hold, of all groups together: a share or a count.
        journeys
            The journeys; None: those the patterns came from.

        Returns
        -------
        A `ContrastSet`. The family of its q-values is all its rows: patterns have to be chosen without a look at the
        groups.

        Raises
        ------
        OptionError
            An option has a value it cannot have, two do not go together, or fewer than two groups are left.
        UnknownEventError
            `outcome` is neither an event nor a column, with a near miss.
        MissingColumnError
            `strata` names no attribute or column, with a near miss.
        MissingJourneysError
            The patterns were loaded from a file, and no journeys were passed.

        Notes
        -----
        Formulas, with their sources, are told in *Contrast groups*. With several journeys a customer intervals and
        tests (but Fisher's, which is refused) are those of clustered data: variances are summed within customers.

        Examples
        --------
        >>> import journeymine as jm
        >>> calls = [["app", "bill", "leave"]] * 30 + [["bill", "app"]] * 20 + [["app"]] * 40 + [["bill", "leave"]] * 10
        >>> found = jm.mine_sequences(calls, min_support=5, max_length=2).contrast("leave", strata=None)
        >>> found.to_pandas(["pattern", "support_difference", "odds_ratio", "q_value"]).round(4)
               pattern  support_difference  odds_ratio  q_value
        0  (app, bill)              0.7500         inf   0.0000
        1      (bill,)              0.6667         inf   0.0000
        2  (bill, app)             -0.3333         0.0   0.0002
        3       (app,)             -0.2500         0.0   0.0002
        """
        source = self._journeys(journeys, "contrast")
        asked = {
            "outcome": outcome, "design": design, "groups": groups, "strata": strata, "test": test, "alpha": alpha,
            "method": method, "n_permutations": n_permutations, "random_state": random_state,
        }  # fmt: skip
        return contrasted(self._table, question(source, asked, "contrast"), min_support, "contrast")
