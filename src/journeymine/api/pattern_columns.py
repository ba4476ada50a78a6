"""What `PatternSet.with_columns` can add."""

from collections.abc import Mapping
from functools import partial

import numpy as np

from journeymine.api.further import ColumnGroup, Request
from journeymine.mining.counting import Counted, count_customers, count_within
from journeymine.patterns.kinds import is_closed, is_maximal
from journeymine.patterns.table import Column
from journeymine.patterns.timing import timing_columns
from journeymine.ranking.lift import chance_columns

TIMES = ("gap_median", "span_median", "span_q25", "span_q75")


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


GROUPS = (
    ColumnGroup(("n_customers",), _customers),
    ColumnGroup(("n_occurrences",), partial(_within, counted="occurrences")),
    ColumnGroup(("n_windows",), partial(_within, counted="windows")),
    ColumnGroup(TIMES, _times),
    ColumnGroup(("expected", "leverage"), _chance, needs=("lift_order",)),
    ColumnGroup(("is_closed",), _closed),
    ColumnGroup(("is_maximal",), _maximal),
)
