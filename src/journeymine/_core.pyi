import numpy as np
from numpy.typing import NDArray

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
