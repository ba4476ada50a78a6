"""Graph, variants and frequent segments of two real logs are those of pm4py 2.7.23.11, number by number."""

import importlib.util
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

import journeymine as jm
from journeymine.plotting import transition_map_data
from tests.conftest import absent

Paths = dict[tuple[str, ...], int]

#: The columns of case, activity and time.
LOGS = {
    "helpdesk/helpdesk.csv.gz": ("Case ID", "Activity", "Complete Timestamp"),
    "receipt/receipt.csv.gz": ("case:concept:name", "concept:name", "time:timestamp"),
}


class Both(NamedTuple):
    theirs: pd.DataFrame
    ours: jm.Journeys


@pytest.fixture(scope="module", params=LOGS)
def log(request: pytest.FixtureRequest, data: Path) -> Both:
    if importlib.util.find_spec("pm4py") is None:
        absent("pm4py", "`pip install pm4py`")
    import pm4py

    case, activity, time = LOGS[request.param]
    frame = pd.read_csv(data / request.param)
    frame[time] = pd.to_datetime(frame[time], utc=True, format="mixed")
    # pm4py takes events of one time as the rows stand.
    frame["row"] = np.arange(len(frame))
    read = jm.read_events(frame, customer=case, event=activity, time=time, extra=["row"])
    theirs = pm4py.format_dataframe(frame, case_id=case, activity_key=activity, timestamp_key=time)
    return Both(theirs, read.journeys(simultaneous="order", tie="row"))


def counted(patterns: jm.PatternSet) -> Paths:
    frame = patterns.to_pandas(["pattern", "n_journeys"])
    return {tuple(pattern): n for pattern, n in zip(frame["pattern"], frame["n_journeys"], strict=True)}


def mined(journeys: jm.Journeys, **options: Any) -> Paths:
    return counted(jm.mine_sequences(journeys, **options))


def test_the_directly_follows_graph_is_the_transition_map(log: Both) -> None:
    import pm4py

    graph, starts, ends = pm4py.discover_dfg(log.theirs)
    table = transition_map_data(log.ours, n_events=1000).to_pandas()
    ours = {(event, after): n for event, after, n in zip(table["event"], table["next"], table["n"], strict=True)}
    first = {("(start)", event): n for event, n in starts.items()}
    last = {(event, "(end)"): n for event, n in ends.items()}
    assert ours == {**graph, **first, **last}
    assert set(mined(log.ours, min_support=1, contiguous=True, min_length=2, max_length=2)) == set(graph)


def test_variants_are_patterns_from_start_to_end_without_gaps(log: Both) -> None:
    import pm4py

    ends = {"starts_with": jm.START, "ends_with": jm.END}
    assert mined(log.ours, min_support=1, contiguous=True, **ends) == pm4py.get_variants(log.theirs)


def test_frequent_segments_are_patterns(log: Both) -> None:
    import pm4py

    theirs = pm4py.get_frequent_trace_segments(log.theirs, min_occ=300)
    assert mined(log.ours, min_support=300) == {segment[1::2]: n for segment, n in theirs.items()}


def test_eventually_follows_counts_pairs_of_events_where_support_counts_journeys(log: Both) -> None:
    import pm4py

    theirs = pm4py.discover_eventually_follows_graph(log.theirs)
    ours = mined(log.ours, min_support=1, min_length=2, max_length=2)
    assert set(theirs) == set(ours)
    assert all(n <= theirs[pair] for pair, n in ours.items())
    assert sum(ours.values()) < sum(theirs.values())
