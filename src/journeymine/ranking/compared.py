"""What a contrast compares, and the tests it knows."""

from dataclasses import dataclass

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.evidence import Evidence
from journeymine.mining.constraints import Constraints
from journeymine.ranking.strata import Strata

TESTS = {
    "cmh": "Cochran-Mantel-Haenszel, with correction for continuity",
    "fisher": "Fisher's exact test, two-sided, strata not used",
    "chi2": "Pearson's chi-square, strata not used",
    "g": "likelihood ratio (G), strata not used",
    "order": "order lifts of both sides, each journey beside itself in random order; strata not used",
}


@dataclass(frozen=True, eq=False)
class Compared:
    """What is compared with what, and how.

    Attributes
    ----------
    evidence
        Journeys and their groups.
    coded
        The same journeys as a matcher takes them (with all levels of their events, if there are any).
    strata
        Which stratum each journey is in.
    constraints
        The rules on occurrences.
    test
        One of `TESTS`; None for no p-values.
    n_jobs
        Threads.
    seed
        Of the shuffles behind ``"order"`` where there is no closed form.
    """

    evidence: Evidence
    coded: CodedJourneys
    strata: Strata
    constraints: Constraints
    test: str | None
    n_jobs: int
    seed: int = 0

    @property
    def targets(self) -> range:
        """The groups that are contrasted with all others: of two groups the first, else each."""
        return range(1 if len(self.evidence.names) == 2 else len(self.evidence.names))
