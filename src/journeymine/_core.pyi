from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias, TypedDict, final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ColumnCodes",
    "__version__",
    "count_completions",
    "count_customers",
    "count_family",
    "count_itemsets",
    "count_patterns",
    "count_rules",
    "count_within",
    "cover_windows",
    "encode_dictionary",
    "encode_integers",
    "encode_text",
    "extend_journeys",
    "find_element_starts",
    "flatten_lists",
    "gather_lifts",
    "itemset_customers",
    "itemset_supports",
    "lift_statistics",
    "match_positions",
    "match_query",
    "mine_itemsets",
    "mine_rules",
    "mine_sequences",
    "needs_of_kind",
    "order_chances",
    "order_events",
    "pair_codes",
    "pattern_ages",
    "pattern_rows",
    "pattern_windows",
    "permute_labels",
    "redraw_journeys",
    "results_of_kind",
    "rule_statistics",
    "sample_statistics",
    "serial_table",
    "settle_lifts",
    "shape_journeys",
    "support_sums",
    "table_statistics",
    "tie_identities",
    "tightest_positions",
    "transition_table",
    "unordered_statistics",
]

__version__: str

_StoppedBy: TypeAlias = Literal["max_patterns", "time_limit", "memory_limit"]

# itemsets
def mine_itemsets(
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    *,
    min_support: int,
    kind: str,
    min_length: int,
    max_length: int | None,
    top_k: int | None,
    max_patterns: int | None,
    time_limit: float | None,
    memory_limit: int | None,
    n_jobs: int,
    tell: Callable[[float], object] | None,
    multiplicity: NDArray[np.uint32] | None = None,
) -> tuple[NDArray[np.uint32], NDArray[np.uint64], NDArray[np.uint32], _StoppedBy | None, int | None]: ...
def count_itemsets(
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    *,
    min_support: int,
    kind: str,
    min_length: int,
    max_length: int | None,
    time_limit: float | None,
    memory_limit: int | None,
    n_jobs: int,
    tell: Callable[[float], object] | None,
    multiplicity: NDArray[np.uint32] | None = None,
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint64], _StoppedBy | None, int | None]: ...
def itemset_supports(
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    set_items: NDArray[np.uint32],
    set_offsets: NDArray[np.uint64],
    *,
    n_jobs: int,
    multiplicity: NDArray[np.uint32] | None = None,
) -> NDArray[np.uint64]: ...
def itemset_customers(
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    customers: NDArray[np.uint32],
    set_items: NDArray[np.uint32],
    set_offsets: NDArray[np.uint64],
    *,
    n_jobs: int,
    multiplicity: NDArray[np.uint32] | None = None,
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]: ...

# constraints of sequences
class _Constraints(TypedDict):
    times: NDArray[np.int64] | None
    min_gap: int | None
    max_gap: int | None
    max_span: int | None
    min_step_gap: int | None
    max_step_gap: int | None
    from_start: bool
    to_end: bool
    starts_with: list[int] | None
    ends_with: list[int] | None
    contains: list[list[int]]
    excludes: list[int]

# matching
def match_positions(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    items: NDArray[np.uint32],
    starts: NDArray[np.bool_] | None,
    *,
    constraints: _Constraints,
    n_jobs: int,
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]: ...
def match_query(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    steps: Sequence[tuple[Sequence[Sequence[int]], bool, Sequence[int]]],
    *,
    constraints: _Constraints,
    n_jobs: int,
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]: ...
def tightest_positions(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    items: NDArray[np.uint32],
    pattern_offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    constraints: _Constraints,
    n_jobs: int,
) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint64]]: ...
def pattern_windows(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    items: NDArray[np.uint32],
    pattern_offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    constraints: _Constraints,
    n_jobs: int,
) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint64]]: ...
def cover_windows(
    offsets: NDArray[np.uint64],
    begins: NDArray[np.uint64],
    afters: NDArray[np.uint64],
    patterns: NDArray[np.uint32],
    *,
    sizes: NDArray[np.uint64],
    gains: NDArray[np.float64],
    costs: NDArray[np.float64],
    multiplicity: NDArray[np.uint32] | None = None,
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]: ...
def count_patterns(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    items: NDArray[np.uint32],
    pattern_offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    constraints: _Constraints,
    n_jobs: int,
    multiplicity: NDArray[np.uint32] | None = None,
) -> NDArray[np.uint32]: ...

# counting
def count_completions(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    customers: NDArray[np.uint32],
    items: NDArray[np.uint32],
    pattern_offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    cells: Sequence[tuple[NDArray[np.uint32], int, str]],
    constraints: _Constraints,
    n_jobs: int,
) -> list[NDArray[np.uint64]]: ...
def count_customers(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    customers: NDArray[np.uint32],
    items: NDArray[np.uint32],
    pattern_offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    constraints: _Constraints,
    n_jobs: int,
) -> NDArray[np.uint32]: ...
def count_within(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    items: NDArray[np.uint32],
    pattern_offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    counted: Literal["occurrences", "windows"],
    constraints: _Constraints,
    n_jobs: int,
    multiplicity: NDArray[np.uint32] | None = None,
) -> NDArray[np.uint64]: ...
def pattern_rows(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    items: NDArray[np.uint32],
    pattern_offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    values: Literal["present", "count"],
    constraints: _Constraints,
    n_jobs: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]: ...
def pattern_ages(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    items: NDArray[np.uint32],
    pattern_offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    observed_until: NDArray[np.int64] | None,
    unit: float,
    constraints: _Constraints,
    n_jobs: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]: ...

# levels
#: The codes above each code, one row after the other, and where rows begin.
_Above: TypeAlias = tuple[NDArray[np.uint32], NDArray[np.uint64]]

def extend_journeys(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    above: _Above,
) -> tuple[NDArray[np.uint32], NDArray[np.uint64], NDArray[np.uint8], NDArray[np.uint64]]: ...

# sequences
def mine_sequences(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    *,
    min_support: int,
    kind: str,
    min_length: int,
    max_length: int | None,
    top_k: int | None,
    max_patterns: int | None,
    time_limit: float | None,
    memory_limit: int | None,
    n_jobs: int,
    tell: Callable[[float], object] | None,
    constraints: _Constraints,
    above: _Above | None = None,
    multiplicity: NDArray[np.uint32] | None = None,
    weights: NDArray[np.uint64] | None = None,
    customers: NDArray[np.uint32] | None = None,
    least_worth: int = 0,
) -> tuple[
    NDArray[np.uint32],
    NDArray[np.uint64],
    NDArray[np.bool_] | None,
    NDArray[np.uint32],
    _StoppedBy | None,
    int | None,
]: ...

# patterns found part by part
def needs_of_kind(*, kind: str, max_length: int | None, constraints: _Constraints) -> tuple[int | None, bool]: ...
def results_of_kind(
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    supports: NDArray[np.uint32],
    *,
    kind: str,
    min_length: int,
    max_length: int | None,
    top_k: int | None,
    n_journeys: int,
    constraints: _Constraints,
    holder_ends: NDArray[np.uint64] | None = None,
    holders: NDArray[np.uint32] | None = None,
) -> NDArray[np.uint64]: ...

# partially ordered rules
class _Rules(TypedDict):
    antecedents: NDArray[np.uint32]
    antecedent_offsets: NDArray[np.uint64]
    consequents: NDArray[np.uint32]
    consequent_offsets: NDArray[np.uint64]
    n_rule: NDArray[np.uint32]
    n_antecedent: NDArray[np.uint32]
    stopped_by: _StoppedBy | None
    proven_above: int | None

def mine_rules(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    times: NDArray[np.int64] | None,
    *,
    min_support: int,
    min_confidence: tuple[int, int],
    antecedent: Sequence[int] | None,
    consequent: Sequence[int] | None,
    max_antecedent: int | None,
    max_consequent: int | None,
    min_length: int,
    max_length: int | None,
    within: int | None,
    top_k: int | None,
    max_patterns: int | None,
    non_redundant: bool,
    time_limit: float | None,
    memory_limit: int | None,
    n_jobs: int,
    tell: Callable[[float], object] | None,
) -> _Rules: ...

# identities: pairs of ids → persons
class _Identities(TypedDict):
    lefts: NDArray[np.uint32]
    rights: NDArray[np.uint32]
    times: NDArray[np.int64]
    sources: NDArray[np.uint32]
    counts: NDArray[np.uint64]
    confirmed: NDArray[np.bool_]
    verdicts: NDArray[np.uint8]
    groups: NDArray[np.uint32]
    apart: NDArray[np.uint8]
    since: NDArray[np.int64]
    seen: NDArray[np.uint64]

def tie_identities(
    lefts: NDArray[np.uint32],
    rights: NDArray[np.uint32],
    times: NDArray[np.int64],
    sources: NDArray[np.uint32],
    *,
    counts: NDArray[np.uint64] | None,
    n_confirmed: int,
    n_ids: int,
    n_known: int,
    rule: str,
    max_ids: int | None,
    n_jobs: int,
) -> _Identities: ...

# encoding: columns → codes → ordered journeys → shaped journeys
@final
class ColumnCodes:
    def names(self) -> NDArray[np.int64] | tuple[NDArray[np.uint8], NDArray[np.int64]]: ...
    def codes(self) -> NDArray[np.uint32]: ...

def flatten_lists(
    rows: list[Any], *, ordered: bool
) -> (
    tuple[
        NDArray[np.int64] | None,
        tuple[NDArray[np.int64], NDArray[np.uint8]] | None,
        NDArray[np.uint64],
        NDArray[np.uint32] | None,
    ]
    | None
): ...
def encode_text(chunks: list[tuple[NDArray[Any], NDArray[np.uint8]]], *, n_jobs: int, limit: int) -> ColumnCodes: ...
def encode_integers(chunks: list[NDArray[np.int64]], *, n_jobs: int, limit: int) -> ColumnCodes: ...
def encode_dictionary(
    chunks: list[tuple[NDArray[Any], int]],
    dictionaries: list[tuple[NDArray[Any], NDArray[np.uint8]]],
    *,
    n_jobs: int,
    limit: int,
) -> ColumnCodes: ...
def pair_codes(
    first: ColumnCodes, second: ColumnCodes, *, limit: int
) -> tuple[ColumnCodes, NDArray[np.uint32], NDArray[np.uint32]]: ...
def order_events(
    journeys: ColumnCodes,
    labels: ColumnCodes,
    times: list[NDArray[np.int64]],
    *,
    places: NDArray[np.uint32] | None,
    events: NDArray[np.uint32] | None,
    merge: bool,
    carry_rows: bool,
    n_jobs: int,
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint64], NDArray[np.uint32] | None, int]: ...
def shape_journeys(
    events: NDArray[np.uint32],
    times: NDArray[np.int64],
    offsets: NDArray[np.uint64],
    *,
    start: int | None,
    end: int | None,
    merge: bool,
    sets: bool,
    session_gap: int | None,
    collapse: bool,
    min_events: int,
    max_events: int | None,
    trace: bool,
) -> tuple[
    NDArray[np.uint32],
    NDArray[np.int64],
    NDArray[np.uint64],
    NDArray[np.uint32],
    NDArray[np.uint64],
    NDArray[np.uint32],
    NDArray[np.uint32],
]: ...
def find_element_starts(times: NDArray[np.int64], offsets: NDArray[np.uint64]) -> NDArray[np.uint8] | None: ...

# nulls
class _Journeys(TypedDict):
    events: NDArray[np.uint32]
    offsets: NDArray[np.uint64]
    element_starts: NDArray[np.uint8] | None
    customers: NDArray[np.uint32]
    times: NDArray[np.int64] | None
    tie_rank: NDArray[np.uint32] | None
    collapsed: bool
    cut: NDArray[np.bool_] | None

def lift_statistics(
    journeys: _Journeys,
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    shuffles: int,
    bounded: bool,
    seed: int,
    n_jobs: int,
) -> dict[str, NDArray[Any]]: ...
def gather_lifts(
    journeys: _Journeys,
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    shuffles: int,
    seed: int,
    first: int,
    n_jobs: int,
) -> dict[str, Any]: ...
def settle_lifts(
    parts: list[dict[str, Any]],
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    shuffles: int,
    bounded: bool,
    seed: int,
    n_jobs: int,
) -> dict[str, NDArray[Any]]: ...
def serial_table(
    rates: NDArray[np.float64],
    offsets: NDArray[np.uint64],
    lengths: NDArray[np.uint32],
    *,
    n_jobs: int,
) -> dict[str, NDArray[Any]]: ...
def transition_table(
    start: NDArray[np.float64],
    rows: NDArray[np.uint64],
    codes: NDArray[np.uint32],
    chances: NDArray[np.float64],
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    lengths: NDArray[np.uint32],
    *,
    n_jobs: int,
) -> dict[str, NDArray[Any]]: ...
def table_statistics(
    journeys: _Journeys,
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    values: NDArray[np.float64],
    width: int,
    of: NDArray[np.uint32],
    classes: NDArray[np.uint32],
    *,
    constraints: _Constraints,
    seed: int,
    n_jobs: int,
) -> dict[str, NDArray[Any]]: ...

class _Drawing(TypedDict):
    law: Literal["order", "bigram", "serial", "transition", "rotation", "profile"]
    start: NDArray[np.float64] | None
    rows: NDArray[np.uint64] | None
    codes: NDArray[np.uint32] | None
    chances: NDArray[np.float64] | None
    times: NDArray[np.int64] | None

def sample_statistics(
    journeys: _Journeys,
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    drawing: _Drawing,
    *,
    constraints: _Constraints,
    unit: Literal["journeys", "customers", "occurrences", "windows"],
    shuffles: int,
    seed: int,
    n_jobs: int,
) -> dict[str, NDArray[Any]]: ...
def order_chances(
    journeys: _Journeys,
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    shuffles: int,
    seed: int,
    n_jobs: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]: ...
def support_sums(
    journeys: _Journeys,
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    constraints: _Constraints,
    n_jobs: int,
) -> dict[str, NDArray[Any]]: ...
def rule_statistics(
    journeys: _Journeys,
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    which: NDArray[np.uint32],
    splits: NDArray[np.uint32],
    *,
    constraints: _Constraints,
    within: int | None,
    shuffles: int,
    seed: int,
    n_jobs: int,
) -> dict[str, NDArray[Any]]: ...
def count_rules(
    journeys: _Journeys,
    items: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    which: NDArray[np.uint32],
    splits: NDArray[np.uint32],
    *,
    constraints: _Constraints,
    within: int | None,
    n_jobs: int,
) -> NDArray[np.uint32]: ...
def unordered_statistics(
    journeys: _Journeys,
    antecedents: NDArray[np.uint32],
    antecedent_offsets: NDArray[np.uint64],
    consequents: NDArray[np.uint32],
    consequent_offsets: NDArray[np.uint64],
    *,
    times: NDArray[np.int64] | None,
    within: int | None,
    shuffles: int,
    seed: int,
    n_jobs: int,
) -> dict[str, NDArray[Any]]: ...
def count_family(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    *,
    least: int,
    longest: int,
    time_limit: float,
    multiplicity: NDArray[np.uint32] | None = None,
) -> tuple[float, float] | None: ...

# labels
def permute_labels(
    offsets: NDArray[np.uint64],
    units: NDArray[np.uint32],
    labels: NDArray[np.bool_],
    strata: NDArray[np.uint32] | None,
    *,
    test: str,
    draws: int,
    seed: int,
    n_jobs: int,
) -> dict[str, NDArray[np.float64]]: ...

# random orders
def redraw_journeys(journeys: _Journeys, *, seed: int, number: int, n_jobs: int) -> NDArray[np.uint32]: ...
