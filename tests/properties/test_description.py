"""Description lengths and the patterns that shorten them, against their slow twin."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.journeys.lists import from_lists
from journeymine.mining.constraints import FREE
from journeymine.mining.found import FoundPatterns
from journeymine.mining.sequences import find_sequences
from journeymine.mining.windows import cover_windows, minimal_windows
from journeymine.ranking.description import Description, ways_bits, whole_number_bits
from tests.properties.test_short_list import SETS
from tests.reference import description as twin
from tests.reference.sequences import as_elements, rows

SINGLE = st.lists(st.lists(st.sampled_from("abc"), max_size=7), min_size=1, max_size=8)


def timed(lists: Any) -> list[Any]:
    return [[(element, at) for at, element in enumerate(as_elements(journey))] for journey in lists]


@given(st.integers(1, 5000), st.integers(0, 40))
@settings(deadline=None)
def test_codes_of_numbers(n: int, parts: int) -> None:
    assert whole_number_bits(n) == pytest.approx(twin.whole_number_bits(n))
    assert ways_bits(n, parts) == pytest.approx(twin.ways_bits(n, parts), abs=1e-6)


@given(st.one_of(SINGLE, SETS), st.data())
@settings(max_examples=60, deadline=None)
def test_the_best_cover_is_found_and_its_bits_are_those_of_every_code(lists: Any, data: st.DataObject) -> None:
    coded = from_lists(lists)
    every = find_sequences(coded, min_support=1, min_length=2, max_length=3)
    chosen = np.array(data.draw(st.lists(st.integers(0, max(len(every) - 1, 0)), max_size=3, unique=True)), np.int64)
    found = every.take(chosen) if len(every) else every
    gains, costs = (
        np.array(data.draw(st.lists(st.integers(-1, 6), min_size=len(found), max_size=len(found))), np.float64)
        for _ in range(2)
    )
    patterns = [pattern for pattern, _ in rows(found, coded.vocabulary)]
    seen = minimal_windows(coded, found)
    which = np.repeat(np.arange(len(found)), np.diff(seen.offsets))
    order = np.argsort(seen.afters, kind="stable")
    sizes = found.lengths
    usage, gaps = cover_windows(coded, seen.begins[order], seen.afters[order], which[order], sizes, gains, costs)
    total = 0.0
    for journey in timed(lists):
        own = [one for at, pattern in enumerate(patterns) for one in twin.windows(journey, pattern, at)]
        total += twin.best_cover(own, gains.tolist(), costs.tolist(), sizes.tolist())
    assert gains @ usage - costs @ gaps == pytest.approx(total)
    log = twin.Log(timed(lists), patterns)
    ours = Description(coded, found, FREE, None).bits(tuple(range(len(found))), usage, gaps)
    assert ours == pytest.approx(log.bits(range(len(found)), usage.tolist(), gaps.tolist()))


@given(st.one_of(SINGLE, SETS), st.sampled_from([None, 1, 2]), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_the_patterns_that_save_are_those_of_the_twin(lists: Any, k: int | None, times: int) -> None:
    # Few journeys say too little to be worth a table.
    repeated = jm.Journeys.from_lists(lists * 5 * times)
    patterns = jm.mine_sequences(repeated, min_support=1, max_length=3)
    short = patterns.select(k, "mdl", n_jobs=2)
    log = twin.Log(timed(lists * 5 * times), [as_elements(pattern) for pattern in patterns])
    chosen, bits = log.summarise(k)
    assert short.info["selected"]["bits_after"] == pytest.approx(bits)
    assert [as_elements(pattern) for pattern in short] == [log.patterns[row] for row in chosen]
    saved = short.to_pandas(["bits_saved"])["bits_saved"].tolist()
    without = [log.fitted([one for one in chosen if one != row])[2] - bits for row in chosen]
    assert saved == pytest.approx(without, abs=1e-6)
    standing = jm.mine_sequences(lists, min_support=1, max_length=3, multiplicity=[5 * times] * len(lists))
    assert [str(one) for one in standing.select(k, "mdl")] == [str(one) for one in short]


def test_no_window_of_another_journey() -> None:
    coded = from_lists([["a", "b"], ["a", "b"]])
    empty = np.zeros(0, np.int64)
    assert [one.tolist() for one in cover_windows(coded, empty, empty, empty, empty, empty * 1.0, empty * 1.0)] == [
        [],
        [],
    ]
    begins, afters, which = np.array([1]), np.array([3]), np.array([0])
    with pytest.raises(ValueError, match="begin of a window in another journey"):
        cover_windows(coded, begins, afters, which, np.array([2]), np.ones(1), np.ones(1))
    assert (
        len(
            minimal_windows(
                coded, FoundPatterns(np.zeros(0, np.uint32), np.zeros(1, np.uint64), np.zeros(0, np.uint32))
            ).begins
        )
        == 0
    )
