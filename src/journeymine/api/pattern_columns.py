"""What `PatternSet.with_columns` can add."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from journeymine.api.further import ColumnGroup, Request
from journeymine.journeys import weighing
from journeymine.journeys.selection import by_customer
from journeymine.mining.counting import Counted, count_customers, count_within
from journeymine.mining.nulls import shuffles_for
from journeymine.options import choice, clash, threads
from journeymine.patterns.kinds import is_closed, is_maximal
from journeymine.patterns.level_matches import one_level
from journeymine.patterns.table import Column
from journeymine.patterns.timing import timing_columns
from journeymine.ranking.lift import chance_columns, ratio
from journeymine.ranking.null_lift import Asked, null_lift
from journeymine.ranking.skopus import SKOPUS, skopus_columns
from journeymine.ranking.stability import RANKED_BY, RANKS, heavy_share, rank_columns
from journeymine.ranking.values import EVENT_VALUES, JOURNEY_VALUES, value_columns, with_bounds
from journeymine.ranking.weighted import WEIGHTED, weighted_columns

TIMES = ("gap_median", "span_median", "span_q25", "span_q75")


def null_names(name: str) -> tuple[str, ...]:
    """The columns of a null."""
    return (f"lift_{name}", f"lift_{name}_low", f"lift_{name}_high", f"p_{name}")


def _times(request: Request) -> Mapping[str, Column]:
    columns = timing_columns(request.table.coded["pattern"], request.coded, request.constraints)
    gaps = np.asarray(columns["gap_median"])
    # Within a list neither kind of missing value is one of its type.
    known = (tuple(None if one != one else one for one in row) for row in gaps)  # noqa: PLR0124
    spans = {name: np.asarray(columns[name]) for name in TIMES[1:]}
    return {"gap_median": np.fromiter(known, object, len(gaps)), **spans}


def _chance(request: Request) -> Mapping[str, Column]:
    columns = request.table.columns
    return chance_columns(columns["n_journeys"], columns["lift_order"], request.table.n_total)


def _null(request: Request, name: str) -> Mapping[str, Column]:
    """The lift under a null, with its interval and tail, in columns that say which null it is."""
    one_level(request.table.info, "with_columns")
    asked = Asked(
        request.table.coded["pattern"],
        by_customer(request.coded),
        request.constraints,
        seed=_seed(request),
        workers=threads(request.table.info.get("n_jobs"), "with_columns"),
        where="with_columns",
    )
    got = null_lift(name, asked).columns
    columns = {f"lift_{name}{end}": got[f"lift{end}"] for end in ("", "_low", "_high")}
    return {name: np.asarray(column) for name, column in {**columns, f"p_{name}": got["p_value"]}.items()}


def _serial(request: Request) -> Mapping[str, Column]:
    columns = _null(request, "serial")
    # supp / E1 = (E2 / E1) · (supp / E2).
    return {**columns, "lift_composition": ratio(columns["lift_serial"], request.table.columns["lift_order"])}


def _skopus(request: Request) -> Mapping[str, Column]:
    found = request.table.coded["pattern"]
    workers = request.table.info.get("n_jobs")
    return skopus_columns(found, request.coded, request.constraints, n_jobs=workers)


def _customers(request: Request) -> Mapping[str, Column]:
    found = request.table.coded["pattern"]
    return {"n_customers": count_customers(request.coded, found, constraints=request.constraints)}


def _within(request: Request, counted: Counted) -> Mapping[str, Column]:
    found = request.table.coded["pattern"]
    return {f"n_{counted}": count_within(request.coded, found, counted, constraints=request.constraints)}


def _closed(request: Request) -> Mapping[str, Column]:
    return {"is_closed": is_closed(request.located, request.constraints)}


def _maximal(request: Request) -> Mapping[str, Column]:
    return {"is_maximal": is_maximal(request.located, request.constraints)}


def _weighted(request: Request, weights: Any = None) -> Mapping[str, Column]:
    coded = request.coded
    if weights is not None:
        coded = replace(coded, weights=weighing.weights(coded, weights, "with_columns"))
    return weighted_columns(request.table.coded["pattern"], coded, request.constraints, seed=_seed(request))


def _ranks(request: Request, by: Any = "lift_order_low") -> Mapping[str, Column]:
    key = choice(by, "by", "with_columns", RANKED_BY)
    if key != "n_journeys":
        one_level(request.table.info, "with_columns")
        if request.constraints.has_rules:
            why = "patterns under rules on gaps, spans and ends have no closed order null; ask for by='n_journeys'"
            raise clash("rank_low", f"by={key!r}", "with_columns", why)
    ordered, found = by_customer(request.coded), request.table.coded["pattern"]
    return rank_columns(
        found,
        ordered,
        request.constraints,
        by=key,
        shuffles=shuffles_for(ordered, found),
        seed=_seed(request),
        n_jobs=threads(request.table.info.get("n_jobs"), "with_columns"),
    )


def _heavy(request: Request) -> Mapping[str, Column]:
    coded, source = request.coded, request.located.source
    return heavy_share(
        request.table.coded["pattern"],
        coded,
        request.constraints,
        # Those that customers did, not what they are kinds of.
        lengths=(coded if source is None else source.base).lengths,
        n_jobs=threads(request.table.info.get("n_jobs"), "with_columns"),
    )


def _values(request: Request, *, journeys: bool, value: Any = None) -> Mapping[str, Column]:
    source, found, coded = request.located.source, request.located.found, request.coded
    if source is None or found is None:
        found, source = request.table.coded["pattern"], None
    else:
        # Values are those of the journeys' own events, each once.
        coded = source.base
    return value_columns(
        found, coded, request.constraints, value=value, journeys=journeys, seed=_seed(request), source=source
    )


def _seed(request: Request) -> int:
    return int(request.table.info.get("random_state") or 0)


GROUPS = (
    ColumnGroup(("n_customers",), _customers),
    ColumnGroup(("n_occurrences",), partial(_within, counted="occurrences")),
    ColumnGroup(("n_windows",), partial(_within, counted="windows")),
    ColumnGroup(TIMES, _times),
    ColumnGroup(("expected", "leverage"), _chance, needs=("lift_order",)),
    ColumnGroup((*null_names("serial"), "lift_composition"), _serial, needs=("lift_order",)),
    ColumnGroup(null_names("transition"), partial(_null, name="transition")),
    ColumnGroup(SKOPUS, _skopus),
    ColumnGroup(WEIGHTED, _weighted, options=("weights",)),
    ColumnGroup(with_bounds(EVENT_VALUES), partial(_values, journeys=False), options=("value",)),
    ColumnGroup(with_bounds(JOURNEY_VALUES), partial(_values, journeys=True), options=("value",)),
    ColumnGroup(RANKS, _ranks, options=("by",)),
    ColumnGroup(("heavy_share",), _heavy),
    ColumnGroup(("is_closed",), _closed),
    ColumnGroup(("is_maximal",), _maximal),
)
