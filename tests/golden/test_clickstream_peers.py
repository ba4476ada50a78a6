"""Transitions, steps around an event and funnels of two real logs are those of retentioneering 5.2.4."""

import importlib.util
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

import journeymine as jm
from journeymine.plotting import step_matrix_data, transition_map_data
from tests.conftest import absent

#: Case, activity, time; the activity looked around, and the steps of a funnel.
LOGS = {
    "helpdesk/helpdesk.csv.gz": (
        ("Case ID", "Activity", "Complete Timestamp"),
        "Wait",
        ["Assign seriousness", "Wait", "Take in charge ticket", "Closed"],
    ),
    "receipt/receipt.csv.gz": (
        ("case:concept:name", "concept:name", "time:timestamp"),
        "T04 Determine confirmation of receipt",
        ["T02 Check confirmation of receipt", "T05 Print and send confirmation of receipt"],
    ),
}
ENDS = {"path_start": "(start)", "path_end": "(end)"}
CASE, ACTIVITY, TIME = "user_id", "event", "timestamp"


class Both(NamedTuple):
    theirs: Any
    ours: jm.Journeys
    anchor: str
    steps: list[str]


@pytest.fixture(scope="module", params=LOGS)
def log(request: pytest.FixtureRequest, data: Path) -> Both:
    if importlib.util.find_spec("retentioneering") is None:
        absent("retentioneering", "`pip install retentioneering`")
    columns, anchor, steps = LOGS[request.param]
    frame = pd.read_csv(data / request.param)[[*columns]].set_axis([CASE, ACTIVITY, TIME], axis=1)
    frame[TIME] = pd.to_datetime(frame[TIME], utc=True, format="mixed")
    # It takes events of one time as the rows stand.
    frame = frame.sort_values([CASE, TIME], kind="stable", ignore_index=True)
    read = jm.read_events(
        frame.assign(row=np.arange(len(frame))), customer=CASE, event=ACTIVITY, time=TIME, extra=["row"]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RETENTIONEERING_NO_TRACK", "1")
        import retentioneering

        stream = retentioneering.Eventstream(frame)
    return Both(stream, read.journeys(simultaneous="order", tie="row"), anchor, steps)


@pytest.fixture(autouse=True)
def untracked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENTIONEERING_NO_TRACK", "1")


def named(table: pd.DataFrame) -> dict[tuple[Any, Any], float]:
    """The cells of a table that are not zero, by row and column."""
    rows = table.rename(index=ENDS, columns=ENDS).to_dict("index")
    return {(row, column): value for row, cells in rows.items() for column, value in cells.items() if value}


@pytest.mark.parametrize(("weight", "column"), [("count", "n"), ("unique_paths", "n_journeys"), ("proba_out", "share")])
def test_transitions(log: Both, weight: str, column: str) -> None:
    theirs = named(log.theirs.transition_graph_data(edge_weight=weight))
    ours = transition_map_data(log.ours, n_events=1000).to_pandas()
    assert ours.set_index(["event", "next"])[column].to_dict() == pytest.approx(theirs)


def test_steps_around_an_event(log: Both) -> None:
    [theirs] = log.theirs.step_matrix_data(anchor=log.anchor, max_steps=4)
    ours = step_matrix_data(log.ours, log.anchor, before=4, after=4, n_events=1000).to_pandas()
    assert ours.set_index(["event", "step"])["share"].to_dict() == pytest.approx(named(theirs))


def test_funnels(log: Both) -> None:
    theirs = [one["unique_paths"] for one in log.theirs.funnel_data(steps=log.steps)["steps"]]
    assert log.ours.funnel(log.steps, within=None).to_pandas()["n_reached"].tolist() == theirs
