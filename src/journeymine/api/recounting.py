"""Patterns counted elsewhere and otherwise: in other journeys, and journey by journey."""

from typing import TYPE_CHECKING, Self

from journeymine.api.inputs import about
from journeymine.api.journeys import Journeys
from journeymine.api.journeys_on_disk import JourneysOnDisk
from journeymine.api.parted_results import recount_in_parts
from journeymine.api.results import Results
from journeymine.api.sequence_columns import late_columns
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import Constraints, rules_told
from journeymine.mining.counting import VALUES, pattern_matrix
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count as count_journeys
from journeymine.options import choice
from journeymine.patterns.level_matches import located
from journeymine.patterns.names import Pattern
from journeymine.patterns.recount import recounted_info
from journeymine.patterns.redundant import with_redundant
from journeymine.patterns.table import from_found

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: What `recount` may count, and the column it adds for it.
COUNTS = {"journeys": None, "customers": "n_customers", "occurrences": "n_occurrences", "windows": "n_windows"}


class Recounting(Results[Pattern]):
    """What a set of sequences can do with other journeys than its own."""

    def recount(self, journeys: Journeys | JourneysOnDisk | None = None, *, count: str = "journeys") -> Self:
        """The same patterns with the exact supports they have in other journeys: another period, segment or chunk.

        Parameters
        ----------
        journeys
            Where to count; None: the journeys the patterns came from. On disk journeys are counted part by part, and
            lifts need to be asked for (`lift`).
        count
            What to count beside the journeys: nothing more (``"journeys"``), or ``"customers"``, ``"occurrences"``
            with disjoint spans, minimal ``"windows"``, each in a column of its own: ``n_customers``, ``n_occurrences``,
            ``n_windows``. *How we count* shows them side by side.

        Returns
        -------
        A new set with all rows in their order: `n_journeys`, `support` over the new N, and the intervals and lifts of
        the new journeys. A pattern with an event that does not occur there has support 0. Rules on gaps, spans and the
        ends of journeys are kept to; ``info["mined"]`` holds what was asked of the search.

        Raises
        ------
        OptionError
            `count` is none of these.
        MissingJourneysError
            The patterns were loaded from a file, and no journeys were passed.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b"], ["a", "b"], ["b"]], min_support=2)
        >>> later = jm.Journeys.from_lists([["a", "x", "b", "a", "b"], ["a"], ["b"], ["b"]])
        >>> again = patterns.recount(later, count="occurrences")
        >>> again.to_pandas(["pattern", "n_journeys", "support", "n_occurrences"])
          pattern  n_journeys  support  n_occurrences
        0    (b,)           3     0.75              4
        1    (a,)           2     0.50              3
        2  (a, b)           1     0.25              2
        """
        further = COUNTS[choice(count, "count", "recount", COUNTS)]
        if isinstance(journeys, JourneysOnDisk):
            self._refuse_protected("recount")
            return type(self)(recount_in_parts(self._table, journeys._spilled, count))  # noqa: SLF001 - one of us
        source = self._journeys(journeys, "recount")
        coded, table = source.coded, self._table
        rules = rules_told(table.info, coded, "recount")
        own = located(table, coded, "recount")
        counts = count_journeys(own.coded, own.table.coded["pattern"], constraints=rules)
        info = {**recounted_info(table.info), **about(coded), "n_total": coded.n_journeys}
        held = table.coded["pattern"].counted(counts)
        again = from_found("sequences", held, table.vocabulary, coded.n_journeys, info)
        if own.source is not None:
            again = with_redundant(again, own.source.levels)
        late = late_columns(again, coded, rules, seed=info["random_state"], n_jobs=info.get("n_jobs"))
        found = type(self)(again, late=late, source=source)
        return found if further is None else found.with_columns(further)

    def transform(
        self, journeys: Journeys | None = None, *, values: str = "present", n_jobs: int | None = None
    ) -> "csr_array":
        """Journeys × patterns as a sparse matrix, for models: which patterns, how often, how long ago.

        Parameters
        ----------
        journeys
            The rows; None: the journeys the patterns came from.
        values
            ``"present"``: 1 where the journey holds the pattern. ``"count"``: the largest number of its occurrences
            with disjoint spans. ``"time_since"``: the time from the last element that any of its occurrences ends in
            to the end of observation (`observed_until` of the journeys), in seconds; in order numbers where the log's
            time is a plain order number; where journeys have no times, the elements that come after.
        n_jobs
            Threads; None: all cores. The result is the same for any number.

        Returns
        -------
        A SciPy `csr_array` of shape ``(n_journeys, n_patterns)``, columns in the order of the rows of this set; uint8,
        int32 or float64. An entry is stored for each journey that holds the pattern, also where the time since is 0:
        no entry means that it does not. A pattern with an event that does not occur there is an empty column. Rules
        on gaps, spans and the ends of journeys are kept to.

        Raises
        ------
        OptionError
            `values` is none of these.
        MissingJourneysError
            The patterns were loaded from a file, and no journeys were passed.

        Examples
        --------
        >>> import journeymine as jm
        >>> patterns = jm.mine_sequences([["a", "b"], ["a", "b"], ["b"]], min_support=2)
        >>> later = jm.Journeys.from_lists([["a", "x", "b", "a", "b"], ["x"], ["b", "a"]])
        >>> patterns.transform(later).toarray()
        array([[1, 1, 1],
               [0, 0, 0],
               [1, 1, 0]], dtype=uint8)
        >>> patterns.transform(later, values="time_since").toarray()
        array([[0., 1., 0.],
               [0., 0., 0.],
               [1., 0., 0.]])
        """
        source = self._journeys(journeys, "transform")
        kind = choice(values, "values", "transform", VALUES)
        rules = rules_told(self._table.info, source.coded, "transform")
        own = located(self._table, source.coded, "transform")
        return pattern_matrix(own.coded, own.table.coded["pattern"], kind, constraints=rules, n_jobs=n_jobs)

    def _counted_in(self, source: Journeys, rules: Constraints, where: str) -> tuple[FoundPatterns, CodedJourneys]:
        """The patterns with their counts in these journeys, and the journeys in the same codes, with all levels."""
        own = located(self._table, source.coded, where)
        found = own.table.coded["pattern"]
        if source is not self._source:
            found = found.counted(count_journeys(own.coded, found, constraints=rules))
        return found, own.coded
