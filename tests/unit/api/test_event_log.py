import pandas as pd
import pytest

import journeymine as jm

ROWS = {"who": [2, 1, 1], "what": ["b", "a", "c"], "when": [5, 3, 9], "where": ["x", "y", "z"]}


@pytest.fixture
def log() -> jm.EventLog:
    return jm.read_events(ROWS, customer="who", event="what", time="when", extra=["where"])


def test_a_log_keeps_the_names_of_columns(log: jm.EventLog) -> None:
    assert len(log) == 3
    assert log.columns == ("who", "what", "when", "where")
    assert set(log.to_arrow().column_names) == set(ROWS)
    pd.testing.assert_frame_equal(log.to_pandas()[list(ROWS)], pd.DataFrame(ROWS), check_dtype=False)


def test_display(log: jm.EventLog) -> None:
    assert repr(log).splitlines()[0] == "EventLog: 3 events"
    assert "plain order numbers" in repr(log)
    strange = jm.read_events({"<b>": ["<script>"], "e": ["<script>"], "t": [1]}, customer="<b>", event="e", time="t")
    assert "<script>" not in strange._repr_html_()


def test_journeys_in_order(log: jm.EventLog) -> None:
    journeys = log.journeys()
    assert journeys.to_lists() == [["a", "c"], ["b"]]
    assert journeys.customer.tolist() == [1, 2]
    assert journeys.times is not None
    assert journeys.times.tolist() == [3, 9, 5]
    assert log.journeys(session_gap=2).shape == (3,)
    assert log.journeys(simultaneous="order", min_events=2).shape == (1,)


def test_quality(log: jm.EventLog) -> None:
    assert log.quality().to_dict()["rows_read"] == 3
