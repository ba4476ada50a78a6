"""What may be asked of mine_sequences, what is said when it may not, and what the budgets do."""

from typing import Any

import numpy as np
import pytest

from journeymine.errors import OptionError
from journeymine.journeys.lists import from_lists
from journeymine.mining.sequences import find_sequences
from tests.reference.sequences import mine, rows

JOURNEYS = [["a", "b", "c"], ["a", "c"], ["b", "c", "a"], [], ["c"]]
CODED = from_lists(JOURNEYS)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "`min_support` of mine_sequences must be a share in (0, 1] such as 0.01, or a count ≥ 1 such as 25"),
        ({"min_support": 0}, "got 0."),
        ({"min_support": True}, "got True."),
        ({"min_support": float("nan")}, "got nan."),
        ({"min_support": 1.5}, "got 1.5."),
        ({"min_support": 1, "kind": "best"}, "`kind` of mine_sequences must be one of 'all', 'closed', 'maximal'"),
        ({"min_support": 1, "top_k": 0}, "`top_k` of mine_sequences must be a whole number ≥ 1, or None; got 0."),
        ({"top_k": 3, "kind": "maximal"}, "`top_k` of mine_sequences does not go together with kind='maximal'"),
        ({"min_support": 1, "min_length": 0}, "`min_length` of mine_sequences must be a whole number ≥ 1"),
        ({"min_support": 1, "max_length": 2.0}, "`max_length` of mine_sequences must be a whole number ≥ 1"),
        (
            {"min_support": 1, "min_length": 3, "max_length": 2},
            "`min_length` of mine_sequences must be at most `max_length` (2); got 3.",
        ),
        ({"min_support": 1, "max_patterns": -1}, "`max_patterns` of mine_sequences must be a whole number ≥ 1"),
        ({"min_support": 1, "time_limit": 0}, "`time_limit` of mine_sequences must be a number of seconds above 0"),
        ({"min_support": 1, "time_limit": float("nan")}, "seconds above 0, or None; got nan."),
        ({"min_support": 1, "time_limit": True}, "seconds above 0, or None; got True."),
        ({"min_support": 1, "time_limit": "1s"}, "seconds above 0, or None; got '1s'."),
        ({"min_support": 1, "n_jobs": 0}, "`n_jobs` of mine_sequences must be a whole number ≥ 1"),
        ({"min_support": 1, "engine": "fast"}, "`engine` of mine_sequences must be one of 'auto'"),
    ],
)
def test_a_bad_option_is_named_shown_and_cured(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(OptionError) as caught:
        find_sequences(CODED, **options)  # type: ignore[arg-type]
    assert sentence in str(caught.value)


def test_a_share_is_of_all_journeys_the_empty_ones_included() -> None:
    assert find_sequences(CODED, min_support=0.8).n_journeys.tolist() == [4]
    scalar: Any = np.float32(0.6)
    assert find_sequences(CODED, min_support=scalar).n_journeys.tolist() == [4, 3]


def test_numbers_beyond_all_counting_are_only_large() -> None:
    plain = find_sequences(CODED, min_support=1)
    huge = find_sequences(
        CODED, min_support=1, max_length=10**30, max_patterns=10**30, top_k=10**30, time_limit=1e300, n_jobs=10**30
    )
    assert rows(huge, CODED.vocabulary) == rows(plain, CODED.vocabulary)
    assert len(find_sequences(CODED, min_support=10**30)) == 0


@pytest.mark.parametrize("engine", ["journeymine", "prefixspan", "bruteforce"])
def test_max_patterns_gives_the_first_and_says_if_there_were_more(engine: str) -> None:
    wanted = mine(JOURNEYS, 1)
    for n in (1, 3, len(wanted) - 1, len(wanted), len(wanted) + 1):
        found = find_sequences(CODED, min_support=1, max_patterns=n, engine=engine)
        assert rows(found, CODED.vocabulary) == wanted[:n]
        assert found.stopped_by == ("max_patterns" if n < len(wanted) else None)
        assert found.truncated == (n < len(wanted))


@pytest.mark.parametrize("engine", ["journeymine", "bruteforce"])
@pytest.mark.parametrize("kind", ["closed", "maximal", "generators"])
def test_max_patterns_counts_results_of_the_kind(kind: str, engine: str) -> None:
    wanted = mine(JOURNEYS, 1, kind)
    found = find_sequences(CODED, min_support=1, kind=kind, max_patterns=2, engine=engine)
    assert rows(found, CODED.vocabulary) == wanted[:2]
    assert found.stopped_by == ("max_patterns" if len(wanted) > 2 else None)


def test_top_k_is_satisfied_before_max_patterns_is_felt() -> None:
    found = find_sequences(CODED, top_k=2, max_patterns=2)
    assert (len(found), found.stopped_by) == (2, None)
    found = find_sequences(CODED, top_k=3, max_patterns=2)
    assert (len(found), found.stopped_by) == (2, "max_patterns")


def test_the_time_limit_gives_what_was_found_and_says_so() -> None:
    long = from_lists([list(range(64))] * 3)
    found = find_sequences(long, min_support=2, time_limit=0.05)
    assert found.stopped_by == "time_limit"
    assert len(found) > 0
    assert set(found.n_journeys.tolist()) == {3}
    assert found.proven_above == 3
    whole = find_sequences(CODED, min_support=1, time_limit=60)
    assert (whole.stopped_by, whole.proven_above) == (None, None)


def test_arrays_have_the_types_promised() -> None:
    found = find_sequences(from_lists([[("a", "b")], [("a", "b"), "c"]]), min_support=1)
    assert [a.dtype.name for a in (found.items, found.offsets, found.n_journeys)] == ["uint32", "uint64", "uint32"]
    assert found.element_starts is not None
    assert found.element_starts.dtype.name == "bool"
    assert find_sequences(CODED, min_support=1).element_starts is None
