"""What is found on Spark is what is found on one machine, to the byte."""

from typing import Any

import pytest

import journeymine as jm
import journeymine.spark
from journeymine import END, START
from tests.spark.conftest import COLUMNS


def told(patterns: jm.PatternSet) -> Any:
    """Rows and what is said of them, but how long it took."""
    info = {name: value for name, value in patterns.info.items() if name != "seconds"}
    rows = patterns.to_dict(["pattern", "length", "n_journeys", "support", "support_low", "support_high"])["rows"]
    return rows, info


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"kind": "closed", "min_gap": "1h", "max_gap": "3d", "max_length": 3},
        {"kind": "generators", "max_step_gap": 2, "max_length": 3},
        {"kind": "maximal", "contiguous": True},
        {"kind": "closed", "starts_with": START, "ends_with": END},
        {"min_length": 2, "max_patterns": 7, "max_span": "5d"},
        {"min_support": None, "top_k": 20},
    ],
    ids=str,
)
def test_sequences_are_those_of_one_machine(journeys: Any, whole: jm.Journeys, asked: dict[str, Any]) -> None:
    asked = {"min_support": 0.08, **asked}
    found = journeymine.spark.mine_sequences(journeys, **asked)
    assert told(found) == told(jm.mine_sequences(whole, **asked))
    assert len(found)


def test_a_frame_is_taken_as_it_is(frame: Any, whole: jm.Journeys) -> None:
    found = journeymine.spark.mine_sequences(frame, **COLUMNS, min_support=0.1)
    assert told(found) == told(jm.mine_sequences(whole, min_support=0.1))


def test_patterns_are_counted_and_lifted(journeys: Any, whole: jm.Journeys) -> None:
    patterns = jm.mine_sequences(whole, min_support=0.1)
    counted = journeymine.spark.recount(patterns, journeys)
    assert told(counted) == told(patterns.recount(whole))
    lifted, expected = journeymine.spark.lift(counted, journeys).to_pandas(), patterns.lift().to_pandas()
    exact = ["expected", "lift", "p_value", "p_mid", "method", "n_shuffles"]
    assert lifted[exact].equals(expected[exact])
    assert (expected["method"] == "exact").any()
    for bound in ("lift_low", "lift_high"):
        assert abs(lifted[bound] - expected[bound]).max() < 1e-12
