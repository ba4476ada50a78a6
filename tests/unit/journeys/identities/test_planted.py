"""The planted identities of five dirty systems: every one is stitched, and nobody is merged with somebody else."""

import pandas as pd
import pytest

import journeymine as jm
from journeymine.datasets import five_systems

KINDS = {
    "customer": {
        "web": "cookie",
        "shop": "customer_number",
        "phone": "phone",
        "tickets": "email_hash",
        "crm": "customer_number",
    }
}
EDGES = ["customer", "customer_number", "email_hash", "phone"]


@pytest.fixture(scope="module", params=[0, 3])
def planted(request: pytest.FixtureRequest) -> tuple[jm.EventLog, pd.DataFrame]:
    exports = five_systems(150, days=60, seed=request.param)
    log = jm.read_events(exports.sources, mapping=exports.mapping)
    resolved = log.resolve_identities(EDGES, known="customer_number", kinds=KINDS, max_ids=50)
    truth = exports.identities.to_pandas()
    truth["person"] = "customer_number:" + truth["person"]
    return resolved, truth


def test_every_planted_identity_is_stitched(planted: tuple[jm.EventLog, pd.DataFrame]) -> None:
    log, truth = planted
    found = log.identities().to_pandas()
    both = truth.merge(found, on=["kind", "id"], how="left", suffixes=("", "_found"))
    assert len(both) > 400
    assert both["person_found"].tolist() == truth["person"].tolist()


def test_nobody_is_merged_with_somebody_else(planted: tuple[jm.EventLog, pd.DataFrame]) -> None:
    log, truth = planted
    found = log.identities().to_pandas().astype({"kind": str})
    planted_ids = set(zip(truth["kind"], truth["id"], strict=True))
    others = [key not in planted_ids for key in zip(found["kind"], found["id"], strict=True)]
    rest = found[others]
    assert len(rest) > 200
    assert (rest["person"] == rest["kind"] + ":" + rest["id"]).all()


def test_kiosks_are_quarantined_and_borrowed_devices_are_conflicts(
    planted: tuple[jm.EventLog, pd.DataFrame],
) -> None:
    log, truth = planted
    who = log.identities()
    (kiosks,) = who.quarantined().to_dict("records")
    assert (kiosks["group"], kiosks["n_ids"], kiosks["n_known"]) == ("customer_number:10000001", 61, 1)
    assert kiosks["most_seen"] == "customer_number:10000001"
    conflicts = who.conflicts()
    assert len(conflicts)
    owners = dict(zip("cookie:" + truth["id"], truth["person"], strict=True))
    assert conflicts["right_person"].tolist() == [owners[cookie] for cookie in conflicts["right"]]
    assert (conflicts["left_person"] != conflicts["right_person"]).all()


def test_journeys_cross_the_systems(planted: tuple[jm.EventLog, pd.DataFrame]) -> None:
    log, _ = planted
    frame = log.to_pandas()
    systems = frame.groupby("person", observed=True)["source"].nunique()
    assert systems.max() == 5
    assert (frame["person"] == "customer_number:guest").sum() >= 40
    assert len(frame) == len(log)
