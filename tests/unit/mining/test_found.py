import numpy as np

from journeymine.journeys.lists import from_lists
from journeymine.mining.sequences import find_sequences


def test_rows_of_patterns_are_taken_in_the_order_asked() -> None:
    coded = from_lists([[0, 1, 0]] * 3)
    found = find_sequences(coded, min_support=3)
    some = found.take(np.array([4, 0]))
    assert some.offsets.tolist() == [0, int(found.lengths[4]), int(found.lengths[4]) + 1]
    assert some.items.tolist() == [*found.items[int(found.offsets[4]) : int(found.offsets[5])].tolist(), 0]
    assert some.n_journeys.tolist() == [3, 3]
