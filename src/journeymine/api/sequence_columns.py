"""The columns of sequences that are computed when they are first looked at: intervals and lifts."""

from collections.abc import Mapping
from functools import partial

import numpy as np

from journeymine.api.late import LateColumns
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import by_customer
from journeymine.mining.constraints import Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.nulls import shuffles_at_first_look
from journeymine.patterns.level_matches import levelled, located
from journeymine.patterns.recount import recoded
from journeymine.patterns.table import TEXTS, Column, PatternTable
from journeymine.ranking.level_lift import level_columns
from journeymine.ranking.lift import sequence_columns
from journeymine.ranking.weighted import WEIGHTED, weighted_columns

LATE_COLUMNS = (
    "support_low",
    "support_high",
    "lift_order",
    "lift_order_low",
    "lift_order_high",
    "p_order",
    "lift_method",
    "lift_reason",
    "lift_tied_share",
    "lift_naive",
)


def late_columns(
    table: PatternTable, coded: CodedJourneys, constraints: Constraints, *, seed: int, n_jobs: int | None
) -> LateColumns:
    """The intervals and lifts of the patterns of a table, counted in these journeys under these constraints."""
    whole = recoded(table.coded["pattern"], table.vocabulary, coded.vocabulary)
    compute = partial(_computed, whole=whole, coded=coded, constraints=constraints, seed=seed, n_jobs=n_jobs)
    return LateColumns((*LATE_COLUMNS, *(WEIGHTED if coded.weights is not None else ())), table, compute)


def _computed(
    table: PatternTable,
    whole: FoundPatterns,
    coded: CodedJourneys,
    constraints: Constraints,
    seed: int,
    n_jobs: int | None,
) -> Mapping[str, Column]:
    ordered = by_customer(coded)
    source = levelled(table.info, ordered, "mine_sequences")
    names = coded.vocabulary if source is None else source.levels.vocabulary
    found = recoded(table.coded["pattern"], table.vocabulary, names)
    if source is not None:
        columns = level_columns(found, source, constraints=constraints, random_state=seed, n_jobs=n_jobs)
    else:
        # A view must show the figures of the whole set, so it draws as many orders.
        shuffles = shuffles_at_first_look(ordered, whole, constraints)
        columns = sequence_columns(
            found, ordered, constraints=constraints, random_state=seed, shuffles=shuffles, n_jobs=n_jobs
        )
    weighted: dict[str, Column] = {}
    if coded.weights is not None:
        own = located(table, ordered, "mine_sequences")
        held = own.table.coded["pattern"]
        weighted.update(weighted_columns(held, own.coded, constraints, seed=seed, n_jobs=n_jobs))
    # Texts come as lists.
    return {name: np.asarray(columns[name], object if name in TEXTS else None) for name in LATE_COLUMNS} | weighted
