"""What travels through Spark as rows of bytes arrives whole, whatever its size and the order of its pieces."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymine import errors
from journeymine.spark import wrapping
from journeymine.spark.building import dealt
from journeymine.spark.columns import quoted
from journeymine.spark.parts import guarded
from journeymine.spark.wrapping import unwrapped, wrapped


def test_an_object_of_many_pieces_arrives_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wrapping, "_PIECE", 1000)
    array = np.arange(5_000)
    batches = [*wrapped(1, "journeys", array), *wrapped(0, "result", "small")]
    assert len(batches) > 40
    small, large = unwrapped(random.Random(0).sample(batches, len(batches)))
    assert small == (0, "result", "small")
    assert large[:2] == (1, "journeys")
    assert (large[2] == array).all()


def test_our_errors_travel_as_values_and_others_do_not() -> None:
    said = errors.MissingColumnError("There is no column 'a'.", "a")

    def missing() -> None:
        raise said

    ((part, what, error),) = unwrapped(guarded(3, missing))
    assert (part, what, str(error), error.column) == (3, "error", str(said), "a")
    with pytest.raises(ZeroDivisionError):
        list(guarded(3, lambda: 1 // 0))


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=40), st.integers(1, 6))
def test_parts_differ_by_no_more_than_the_largest_bucket(counts: list[int], n_parts: int) -> None:
    part = dealt(np.array(counts), n_parts)
    sizes = np.bincount(part, counts, n_parts)
    assert sizes.sum() == sum(counts)
    assert sizes.max() - sizes.min() <= max(counts)


def test_any_name_of_a_column_can_be_asked_for() -> None:
    assert quoted("a.b") == "`a.b`"
    assert quoted("a`b") == "`a``b`"
