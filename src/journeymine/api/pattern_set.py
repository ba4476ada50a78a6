"""Sequential patterns."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from journeymine.api.drifting import Drifting
from journeymine.api.journeys import Journeys
from journeymine.api.lifting import Lifting
from journeymine.api.pattern_columns import GROUPS
from journeymine.api.rule_set import RuleSet, rule_set
from journeymine.api.short_list import Shortening
from journeymine.api.significance import Significance
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import Names, event_codes, rules_told, spanning
from journeymine.mining.ordered_rules import Law, cut
from journeymine.mining.rules import check_side
from journeymine.options import bad_option, flag, share, threads
from journeymine.patterns.frames import to_pandas
from journeymine.patterns.level_matches import level_answers, levelled, one_level
from journeymine.patterns.matches import Matches, answers, customers, frame
from journeymine.patterns.names import Element, Pattern
from journeymine.patterns.parse import parse
from journeymine.patterns.query import asked, read
from journeymine.patterns.spmf import save_patterns
from journeymine.patterns.timing import timing_columns
from journeymine.patterns.words import Explanation, explanation
from journeymine.ranking.rules import family_of

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

PatternLike: TypeAlias = int | str | tuple[Element, ...] | list[Element]


class PatternSet(Drifting, Shortening, Lifting, Significance):
    """Sequential patterns with their supports and lifts, one a row; made by `mine_sequences`.

    Iteration gives the patterns: tuples of names that print as ``search → cart``. A number in square brackets gives
    one of them; a slice, row numbers or a mask give a smaller set. Columns of intervals and lifts are computed when
    they are first looked at.

    Examples
    --------
    >>> import journeymine as jm
    >>> patterns = jm.mine_sequences([["search", "cart"], ["search", "cart"], ["cart"]], min_support=2)
    >>> for pattern in patterns:
    ...     print(pattern)
    cart
    search
    search → cart
    """

    _task = "sequences"
    _groups = GROUPS

    def to_spmf(self, path: "str | PathLike[str]") -> None:
        """Write the patterns as SPMF writes its own: ``search -1 cart -1 #SUP: 3``.

        Parameters
        ----------
        path
            The text file; written whole or not at all. Names with blanks are written as they are.

        Raises
        ------
        InputError
            The file cannot be written; a name holds a line break, or a word that means something else to SPMF.

        Examples
        --------
        >>> import journeymine as jm, tempfile, pathlib
        >>> found = jm.mine_sequences([["a", "b"], ["a", ("b", "c")]], min_support=2)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "found.txt")
        ...     found.to_spmf(path)
        ...     print(path.read_text().splitlines())
        ['a -1 #SUP: 2', 'b -1 #SUP: 2', 'a -1 b -1 #SUP: 2']
        """
        save_patterns(self._with(["n_journeys"]), path)

    def matches(
        self, pattern: PatternLike, journeys: Journeys | None = None, *, show_ids: bool = False
    ) -> "pd.DataFrame":
        """Where a pattern or query occurs: the earliest-ending occurrence in each journey that holds it.

        Patterns mined under rules on gaps, spans or the ends of journeys are looked for under the same rules; of
        occurrences that end earliest, the one that starts latest is shown.

        Parameters
        ----------
        pattern
            A tuple of elements, a row number, a pattern as printed (``"a -> b"``, ``"(a & b) → c"``) or any query that
            `Journeys.filter` takes (``"a -> [^c]* -> [b|d] $"``).
        journeys
            Where to look; None: the journeys the patterns came from.
        show_ids
            Whether customers are named; False masks their ids, and the number of the journey finds them again
            (``journeys.customer[number]``).

        Returns
        -------
        A pandas frame of one row a journey: ``customer``, ``journey`` (its number), ``positions`` (a tuple: which of
        the journey's events, from 0) and ``times`` (a tuple, one time a matched event).

        Raises
        ------
        InputError
            The query cannot be read; the message says where.
        UnknownEventError
            The pattern names an event that does not occur in the journeys.
        MissingJourneysError
            The patterns were loaded from a file, and no journeys were passed.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b", "c"], ["a", "c"], ["c"]], min_support=2)
        >>> patterns.matches("a -> c")[["journey", "positions"]]
           journey positions
        0        0    (0, 2)
        1        1    (0, 1)
        """
        coded = self._journeys(journeys, "matches").coded
        shown = flag(show_ids, "show_ids", "matches")
        return frame(self._holding(pattern, coded, "matches"), coded, show_ids=shown)

    def explain(self, pattern: PatternLike, journeys: Journeys | None = None, *, show_ids: bool = False) -> Explanation:
        """A pattern in words: how often it occurs, and how it went for three customers.

        Parameters
        ----------
        pattern
            A tuple of elements, a row number, or a pattern as printed: ``"a -> b"``, ``"(a & b) → c"``.
        journeys
            Where to look; None: the journeys the patterns came from.
        show_ids
            Whether customers are named; False masks their ids, and the number of the journey finds them again
            (``journeys.customer[number]``).

        Returns
        -------
        A text in parts; prints as lines.

        Raises
        ------
        UnknownEventError
            The pattern names an event that does not occur in the journeys.
        MissingJourneysError
            The patterns were loaded from a file, and no journeys were passed.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b", "c"], ["a", "c"], ["c"]], min_support=2)
        >>> patterns.explain(("a", "c"))
        a → c: 2 of 3 journeys (66.7%) hold these events in this order; other events may come between.
        - customer … (journey 0): a at step 1, c at step 3.
        - customer … (journey 1): a at step 1, c at step 2.
        """
        coded = self._journeys(journeys, "explain").coded
        wanted = self._pattern(pattern, "explain")
        shown = flag(show_ids, "show_ids", "explain")
        return explanation(wanted, self._holding(wanted, coded, "explain"), coded, self._table.info, show_ids=shown)

    def customers(self, pattern: PatternLike, journeys: Journeys | None = None) -> NDArray[Any]:
        """Who holds a pattern or query.

        Parameters
        ----------
        pattern
            As `matches` takes it: a row number, a pattern, or any query.
        journeys
            Where to look; None: the journeys the patterns came from.

        Returns
        -------
        Their ids, each once, in the order of the journeys: integers or strings.

        Raises
        ------
        InputError
            The query cannot be read; the message says where.
        UnknownEventError
            The pattern names an event that does not occur in the journeys.
        MissingJourneysError
            The patterns were loaded from a file, and no journeys were passed.

        Examples
        --------
        >>> import journeymine as jm
        >>> clicks = jm.Journeys.from_lists([["a", "b"], ["a", "c"], ["a", "x", "b"]], customers=["ann", "bob", "cy"])
        >>> jm.mine_sequences(clicks, min_support=2).customers("a -> b").tolist()
        ['ann', 'cy']
        """
        coded = self._journeys(journeys, "customers").coded
        return customers(self._holding(pattern, coded, "customers"), coded)

    def timing(self, journeys: Journeys | None = None, *, within: Any = None, outcome: Any = None) -> "pd.DataFrame":
        """How long each pattern takes, over the journeys that hold it, and how long until an outcome follows.

        In each journey the tightest occurrence counts: the one that takes the least time (over the fewest elements
        where journeys have no times), the first of several. Under rules it is looked for under the same rules.

        Parameters
        ----------
        journeys
            Where to look; None: the journeys the patterns came from.
        within
            Count the journeys in which the pattern takes at most so long, such as ``"7d"`` or a timedelta (a number
            where the log's time is a plain order number); None: do not.
        outcome
            An event or several: measure the time from the end of the tightest occurrence to the first of these events
            in a later element. None: do not.

        Returns
        -------
        A pandas frame of one row a pattern: ``pattern``, ``n_journeys`` (those looked at that hold it), ``gap_median``
        (a tuple: the median time from each element to the next), ``span_median``, ``span_q25``, ``span_q75`` (median
        and quartiles of the time from the first element to the last). With `within` also ``n_within`` (journeys that
        hold it within that time) and ``share_within`` (of ``n_journeys``); with `outcome` ``n_outcome`` (journeys in
        which the outcome follows), ``to_outcome_median``, ``to_outcome_q25``, ``to_outcome_q75``. Time spans where
        times are known, else numbers: of order, or of elements. Missing where no journey is left, as where the events
        of a pattern do not occur at all.

        Raises
        ------
        OptionError
            `within` is no duration, or these journeys have no times; `outcome` names no events.
        UnknownEventError
            `outcome` names an event that does not occur in the journeys.
        MissingJourneysError
            The patterns were loaded from a file, and no journeys were passed.

        Notes
        -----
        Journeys in which no outcome follows, perhaps because they were not observed for long enough, are no part of
        ``to_outcome_median``: of those that reached it, it says how fast.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "x", "b"], ["a", "b"], ["a", "a", "x", "x", "b"]], min_support=3)
        >>> patterns.timing()[["pattern", "span_q25", "span_median", "span_q75"]]
          pattern  span_q25  span_median  span_q75
        0    (a,)       0.0          0.0       0.0
        1    (b,)       0.0          0.0       0.0
        2  (a, b)       1.5          2.0       2.5
        >>> patterns.timing(outcome="x")[["pattern", "n_outcome", "to_outcome_median"]]
          pattern  n_outcome  to_outcome_median
        0    (a,)          2                1.5
        1    (b,)          0                NaN
        2  (a, b)          0                NaN
        """
        import pandas as pd

        source = self._journeys(journeys, "timing")
        table = self._table
        rules = rules_told(table.info, source.coded, "timing")
        found, coded = self._counted_in(source, rules, "timing")
        span = spanning(within, coded, "timing").max_span
        after = event_codes(outcome, "outcome", coded, "timing") or ()
        names = to_pandas(table, ("pattern",))["pattern"]
        times = timing_columns(found, coded, rules, within=span, outcomes=after)
        return pd.DataFrame({"pattern": names, **times})

    def rules(
        self,
        *,
        min_confidence: float,
        max_antecedent: int | None = None,
        max_consequent: int | None = None,
        antecedent: Names | None = None,
        consequent: Names | None = None,
        journeys: Journeys | None = None,
    ) -> RuleSet:
        """Ordered rules: every cut of every sequence into its first elements (A) and those that follow (B).

        Under rules on gaps, spans or the ends of journeys A, B and A followed by B are counted under the same rules,
        over any occurrence (A alone need not reach the journey's end, B alone not begin at its start).

        Parameters
        ----------
        min_confidence
            Least share of the journeys with A in which B follows, in [0, 1].
        max_antecedent, max_consequent
            The most events of A, of B.
        antecedent, consequent
            Events that A (B) may be made of; all where None.
        journeys
            Where to count; None: the journeys the patterns came from. Patterns that none of them holds give no rules.

        Returns
        -------
        A `RuleSet`.

        Raises
        ------
        OptionError
            `min_confidence` is no number in [0, 1], or another option has a value it cannot have; or the patterns were
            mined with `hierarchy`.
        UnknownEventError
            A side names an event that does not occur, with a near miss.
        MissingJourneysError
            The patterns were loaded from a file, and no journeys were passed.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b"]] * 30 + [["b", "a"]] * 10, min_support=20)
        >>> rules = patterns.rules(min_confidence=0.5)
        >>> rules.to_pandas(columns=["antecedent", "consequent", "confidence", "lift_order"])
          antecedent consequent  confidence  lift_order
        0       (a,)       (b,)        0.75         1.5
        """
        source = self._journeys(journeys, "rules")
        coded, told = source.coded, self._table.info
        one_level(told, "rules")
        law = Law(rules_told(told, coded, "rules"))
        found, _ = self._counted_in(source, law.constraints, "rules")
        found = found.take(np.flatnonzero(found.n_journeys))
        sides = {
            "max_antecedent": max_antecedent,
            "max_consequent": max_consequent,
            "antecedent": antecedent,
            "consequent": consequent,
        }
        left, right = (check_side(sides, name, coded, "rules") for name in ("antecedent", "consequent"))
        confidence = Fraction(str(share(min_confidence, "min_confidence", "rules")))
        workers = threads(told.get("n_jobs"), "rules")
        rules = cut(found, coded, left, right, confidence, 1, law, n_jobs=workers)
        family = family_of(
            coded,
            ordered=True,
            # Without a threshold of the caller there is no family of rules that could have been reported.
            min_support=None if told["min_support"] is None else told["min_count"],
            max_length=told["max_length"],
            law=law,
        )
        info = {**told, **sides, "verb": "rules", "ordered": True, "min_confidence": min_confidence}
        return rule_set(rules, source, info, law, family, seed=told["random_state"], n_jobs=workers)

    def _holding(self, pattern: PatternLike, coded: CodedJourneys, where: str) -> Matches:
        info = self._table.info
        rules, source = rules_told(info, coded, where), levelled(info, coded, where)
        query = read(pattern, coded.vocabulary) if isinstance(pattern, str) else asked(self._pattern(pattern, where))
        return answers(query, coded, rules) if source is None else level_answers(query, source, rules)

    def _pattern(self, pattern: PatternLike, where: str) -> Pattern:
        if isinstance(pattern, str):
            return parse(pattern, self._table.vocabulary)
        if isinstance(pattern, tuple | list):
            return Pattern(pattern)
        if type(pattern) is int or isinstance(pattern, np.integer):
            return self[int(pattern)]
        must = "a tuple of event names, a row number, or text such as 'a -> b'"
        raise bad_option("pattern", where, must, pattern)
