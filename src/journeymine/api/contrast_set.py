"""What separates groups of journeys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from journeymine.api.inputs import about, named
from journeymine.api.journeys import Journeys
from journeymine.api.results import Results
from journeymine.journeys.designs import Design, WholeJourney, read_design, told
from journeymine.journeys.evidence import Evidence, gather
from journeymine.mining.constraints import rules_told
from journeymine.mining.matching import count
from journeymine.options import bad_option, choice, clash, is_real, optional_whole_number, seed, support_count, threads
from journeymine.patterns.info import plain
from journeymine.patterns.level_matches import located, one_level
from journeymine.patterns.names import Pattern
from journeymine.patterns.order import pattern_rank
from journeymine.patterns.recount import recounted_info
from journeymine.patterns.table import Column, PatternTable
from journeymine.ranking.clusters import Clusters
from journeymine.ranking.compared import TESTS, Compared
from journeymine.ranking.contrast import contrast_columns
from journeymine.ranking.contrast_family import DRAWN, DRAWS, METHODS, Correction, corrected
from journeymine.ranking.strata import Strata, strata_of


class ContrastSet(Results[Pattern]):
    """Patterns with what separates a group of journeys from the others; made by `contrast` and `mine_contrast`.

    A row is a pattern; of more than two groups, a pattern and the group that is contrasted with all others. The rows
    with the largest difference of supports, in either direction, come first; ties in pattern order. Iteration gives the
    patterns. What each column says is told in *Contrast groups*; the design stands over every printed table.

    Examples
    --------
    >>> import journeymine as jm
    >>> calls = [["app", "bill", "leave"]] * 30 + [["bill", "app"]] * 20 + [["app"]] * 40 + [["bill", "leave"]] * 10
    >>> found = jm.mine_sequences(calls, min_support=5, max_length=2).contrast("leave")
    >>> found.to_pandas(["pattern", "n_with", "support_group", "support_rest"]).round(2)
           pattern  n_with  support_group  support_rest
    0  (app, bill)      30           0.75          0.00
    1      (bill,)      60           1.00          0.33
    2  (bill, app)      20           0.00          0.33
    3       (app,)      90           0.75          1.00
    """

    _task = "contrasts"


@dataclass(frozen=True, eq=False)
class Question:
    """Checked: who is compared on what evidence, and how it is tested.

    Attributes
    ----------
    evidence
        Journeys, cut, and their groups.
    strata
        Their strata.
    test
        None where the design allows none.
    alpha, correction
        Which corrected p-values are significant, and how they are corrected.
    info
        All of it as it can stand in a file.
    """

    evidence: Evidence
    strata: Strata
    test: str | None
    alpha: float
    correction: Correction
    info: Mapping[str, Any]


def question(source: Journeys, asked: Mapping[str, Any], where: str) -> Question:
    """Check the options of a contrast, and gather the evidence."""
    design: Design = read_design(asked["design"], where)
    test = choice(asked["test"], "test", where, TESTS)
    alpha = asked["alpha"]
    if not is_real(alpha) or not 0 < alpha < 1:
        raise bad_option("alpha", where, "a number between 0 and 1, such as 0.05", alpha)
    evidence = gather(source.coded, asked["outcome"], design, asked["groups"], where)
    strata = strata_of(source.coded, evidence, asked["strata"], where)
    correction = _correction(asked, where)
    if correction.method == DRAWN and test in {"g", "order"}:
        raise clash("method", f"test={test!r}", where, "labels are drawn anew for test='cmh', 'fisher' and 'chi2'")
    if Clusters.of(evidence.coded) is not None:
        why = "journeys of one customer are no independent draws; use {}, or one journey a customer"
        if test == "fisher":
            raise clash("test", "several journeys a customer", where, why.format("test='cmh'"))
        if correction.method == DRAWN:
            raise clash("method", "several journeys a customer", where, why.format("method='holm'"))
    leaks = isinstance(design, WholeJourney)
    outcome = asked["outcome"]
    info = {
        "design": told(design),
        "evidence": str(design),
        "leaks": leaks,
        "timed": evidence.timed,
        "outcome": plain(outcome) if isinstance(outcome, str | int | set | frozenset) else named(outcome),
        "groups": dict(zip(evidence.names, evidence.sizes.tolist(), strict=True)),
        "excluded": dict(evidence.excluded),
        "strata": list(strata.names),
        "n_strata": strata.n_strata,
        "test": None if leaks else test,
        "test_name": None if leaks else TESTS[test],
        "alpha": float(alpha),
        "method": correction.method,
        **({"n_permutations": correction.draws} if correction.method == DRAWN else {}),
    }
    return Question(evidence, strata, None if leaks else test, float(alpha), correction, info)


def _correction(asked: Mapping[str, Any], where: str) -> Correction:
    method = choice(asked["method"], "method", where, METHODS)
    draws = optional_whole_number(asked["n_permutations"], "n_permutations", where)
    if draws is not None and method != DRAWN:
        raise clash("n_permutations", f"method={method!r}", where, f"only method={DRAWN!r} draws labels anew")
    return Correction(method, DRAWS if draws is None else draws, seed(asked["random_state"], where))


def contrasted(
    table: PatternTable, asked: Question, min_support: Any, where: str, *, blind: bool = True
) -> ContrastSet:
    """The patterns of a table, contrasted.

    Patterns that too few journeys of the evidence hold are left out, whatever their groups; the others are the family,
    if they were found `blind` to the groups.
    """
    evidence, coded = asked.evidence, asked.evidence.coded
    rules = rules_told(table.info, coded, where)
    if asked.test == "order":
        one_level(table.info, where)
    own = located(table, coded, where)
    counts = count(own.coded, own.table.coded["pattern"], constraints=rules)
    least = 1 if min_support is None else support_count(min_support, coded.n_journeys, where)
    kept = np.flatnonzero(counts >= least)
    compared = Compared(
        evidence,
        own.coded,
        asked.strata,
        rules,
        asked.test,
        threads(table.info.get("n_jobs"), where),
        asked.correction.seed,
    )
    held = counts[kept]
    patterns = own.table.coded["pattern"].take(kept).counted(held)
    columns = contrast_columns(patterns, compared)
    # Columns have a row for each target of a pattern.
    rows = np.repeat(kept, len(compared.targets))
    family = len(rows)
    tested = asked.test is not None and blind
    q = corrected(columns["p_value"], patterns, compared, asked.correction) if tested else np.full(family, np.nan)
    columns = _after(columns, "p_value", {"q_value": q, "significant": q <= asked.alpha})
    told = {"verb": where, "min_support": plain(min_support), "min_count": least, "n_left_out": len(table) - len(kept)}
    told |= {"n_total": coded.n_journeys, "family_size": family if tested else None}
    told["family"] = _family(asked.correction, family) if blind else "none, for the groups had a say in what was tested"
    ended = {name: table.info[name] for name in ("truncated", "stopped_by") if name in table.info}
    info = {**recounted_info(table.info), **about(coded), **asked.info, **told, **ended}
    found = table.coded["pattern"].take(rows).counted(np.repeat(held, len(compared.targets)))
    columns = {"length": found.lengths, **columns}
    order = np.lexsort((pattern_rank(found), -np.abs(columns["support_difference"])))
    whole = PatternTable("contrasts", {"pattern": found}, table.vocabulary, coded.n_journeys, columns, info)
    return ContrastSet(whole.take(order))


def _family(correction: Correction, size: int) -> str:
    return f"{METHODS[correction.method].format(size)}, chosen without a look at the groups"


def _after(columns: Mapping[str, Column], name: str, more: Mapping[str, Column]) -> dict[str, Column]:
    place = list(columns).index(name) + 1
    pairs = list(columns.items())
    return dict([*pairs[:place], *more.items(), *pairs[place:]])
