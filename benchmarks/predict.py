"""Next steps and risks on journeys of later, beside Markov chains: ``python -m benchmarks predict``."""

import argparse
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.inputs import data_folder
from benchmarks.records import keep_rows
from benchmarks.run import aligned
from journeymine import Journeys, read_events
from journeymine.estimators import NextStep, OutcomeRisk, PredictionReport

FIGURES = ("log_loss", "more_log_loss", "more_log_loss_low", "more_log_loss_high", "brier", "calibration_error")
COLUMNS = ("data", "task", "model", *FIGURES, "top_1", "top_3", "lift_10", "moments", "milliseconds")
#: What is waited for, and how long.
OUTCOMES = {
    "helpdesk": (("Wait", "7d"), ("Resolve ticket", "7d")),
    "bpic2013": (("Queued | Awaiting Assignment", "1d"), ("Accepted | Wait - User", "1d")),
}
CALLS = 300
Row = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Print the figures; 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks predict", description=__doc__)
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    asked = parser.parse_args(arguments)
    rows = [row for data, journeys in _logs() for row in studied(data, journeys)]
    print(aligned([COLUMNS, *(tuple(_shown(row.get(name, "")) for name in COLUMNS) for row in rows)]))
    if asked.record:
        print(f"recorded in {keep_rows('predict', COLUMNS, rows)}")
    return 0


def _logs() -> Iterator[tuple[str, Journeys]]:
    data = data_folder()
    tickets = data / "helpdesk" / "helpdesk.csv.gz"
    log = read_events(tickets, customer="Case ID", event="Activity", time="Complete Timestamp")
    yield "helpdesk", log.journeys()
    incidents = data / "bpic2013" / "bpic2013_incidents.xes.gz"
    event = ["concept:name", "lifecycle:transition"]
    log = read_events(incidents, customer="case:concept:name", event=event, time="time:timestamp")
    yield "bpic2013", log.journeys()


def studied(data: str, journeys: Journeys) -> Iterator[Row]:
    """A row a model and task: trained on what had begun before, tested on the quarter that began last."""
    tasks: list[tuple[str, Any]] = [("next step", NextStep())]
    tasks += [(f"{outcome}, {within}", OutcomeRisk(outcome, within)) for outcome, within in OUTCOMES[data]]
    for task, model in tasks:
        rows = list(_rows(model.report(journeys), data, task))
        rows[0]["milliseconds"] = _single(model.fit(journeys), journeys)
        yield from rows


def _rows(report: PredictionReport, data: str, task: str) -> Iterator[Row]:
    bins = report.calibration().to_pandas()
    moments = bins.groupby("model")["n"].sum()
    for row in report.to_dict()["rows"]:
        yield {"data": data, "task": task, "moments": int(moments[row["model"]]), **row}


def _single(model: NextStep | OutcomeRisk, journeys: Journeys) -> float:
    """Processor time to predict one journey, given alone."""
    alone = [journeys[[place]] for place in range(CALLS)]
    model.predict(alone[0])
    start = time.process_time()
    for one in alone:
        model.predict(one)
    return (time.process_time() - start) / CALLS * 1000


def _shown(one: Any) -> str:
    return f"{one:.4f}" if isinstance(one, float) else str(one)
