from typing import Literal

import numpy as np
from numpy.typing import NDArray

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
    n_jobs: int,
) -> tuple[NDArray[np.uint32], NDArray[np.uint64], NDArray[np.uint32], str | None]: ...

# matching
def match_positions(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    items: NDArray[np.uint32],
    starts: NDArray[np.bool_] | None,
    *,
    n_jobs: int,
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]: ...
def count_patterns(
    events: NDArray[np.uint32],
    offsets: NDArray[np.uint64],
    element_starts: NDArray[np.uint8] | None,
    items: NDArray[np.uint32],
    pattern_offsets: NDArray[np.uint64],
    starts: NDArray[np.bool_] | None,
    *,
    n_jobs: int,
) -> NDArray[np.uint32]: ...

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
    n_jobs: int,
) -> tuple[
    NDArray[np.uint32],
    NDArray[np.uint64],
    NDArray[np.bool_] | None,
    NDArray[np.uint32],
    Literal["max_patterns", "time_limit"] | None,
]: ...
