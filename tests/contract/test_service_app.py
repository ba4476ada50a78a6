"""The example service of the documentation, asked over HTTP."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

import journeymine as jm
from journeymine.datasets import generate

pytest.importorskip("fastapi")
testing: Any = pytest.importorskip("fastapi.testclient")
APP = Path(__file__).parents[2] / "docs" / "how-to" / "service_app.py"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    path = tmp_path / "journeys.duckdb"
    with jm.JourneyStore(path) as store:
        store.ingest("web", generate(300, seed=2), customer="customer", event="event", time="time")
    monkeypatch.setenv("JOURNEYMINE_STORE", str(path))
    made = importlib.util.spec_from_file_location("service_app", APP)
    assert made is not None
    assert made.loader is not None
    module = importlib.util.module_from_spec(made)
    made.loader.exec_module(module)
    return testing.TestClient(module.app)


def test_a_request_is_answered(client: Any) -> None:
    request = {"verb": "mine_sequences", "options": {"min_support": 0.1, "min_length": 2}, "rows": 5}
    reply = client.post("/run", json=request)
    assert reply.status_code == 200
    rows = reply.json()["result"]["rows"]
    assert len(rows) == 5
    assert all(row["n_journeys"] >= 10 for row in rows)


def test_what_cannot_be_asked_is_told_in_a_sentence(client: Any) -> None:
    reply = client.post("/run", json={"verb": "mine_sequence"})
    assert reply.status_code == 422
    assert "Did you mean 'mine_sequences'?" in reply.json()["message"]


def test_the_schema_is_served(client: Any) -> None:
    assert client.get("/schema").json() == jm.schema()
