"""What actions find shows no customer and no text: in print, in a notebook, in frames, dicts and pickles."""

import json
import pickle
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any

import pytest

import journeymine as jm
from journeymine.api.action_result import ActionResult
from tests.contract.test_leaks import ROLES, RUN, SCRIPT, assert_inert, assert_tight, columns, faces, mined

WITHIN = "5d"


def log_of_some() -> jm.EventLog:
    """Forty customers, ten of whom never come to the goal."""
    whole = columns()
    never = list(dict.fromkeys(whole["who"]))[:10]
    rows = [not (who in never and what == SCRIPT) for who, what in zip(whole["who"], whole["what"], strict=True)]
    left = {name: [one for one, stays in zip(column, rows, strict=True) if stays] for name, column in whole.items()}
    return jm.read_events({SCRIPT: left}, mapping={SCRIPT: {**ROLES, "text": "said", "extra": ["cookie"]}})


@pytest.fixture(scope="module")
def log() -> jm.EventLog:
    return log_of_some()


def drifted(log: jm.EventLog) -> Any:
    journeys = log.journeys(session_gap="12h")
    half = len(journeys) // 2
    return mined(log).drift(journeys[:half], journeys[half:], min_support=1)


def watched(log: jm.EventLog) -> jm.Watch:
    """A series under watch that grows; its name is a script."""
    del log
    counts = {"start": list(range(60)), "event": [SCRIPT] * 60, "n": [2, 1, 3, 0] * 14 + [9] * 4}
    return jm.watch(counts, baseline=40, season=None, false_alarms="1/100")


def patterns_watched(log: jm.EventLog) -> jm.PatternWatch:
    """Patterns of a store that has taken in the log, its last day later than the rest."""
    roles = {role: role for role in ROLES}
    frame = log.to_pandas()[list(roles)]
    first = frame["time"].dt.normalize() < frame["time"].max().normalize()
    with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb", publish=False) as store:
        store.ingest("crm", frame[first], **roles)
        asked = {"every": "6h", "baseline": 8, "season": None, "outcome": SCRIPT, "within": WITHIN}
        watch = jm.watch_patterns(store, mined(log)[:3], **asked)
        store.ingest("crm", frame[~first], **roles)
        return watch.update(store)


ACTIONS: dict[str, Callable[[jm.EventLog], Any]] = {
    "Funnel": lambda log: log.funnel(["search", "=cmd", SCRIPT], within=WITHIN),
    "Attribution": lambda log: log.attribution(SCRIPT, method=["first", "markov"], n_bootstrap=0),
    "StepEffect": lambda log: jm.step_effect(log, "=cmd", SCRIPT, design=jm.UntilOutcome()),
    "CampaignEffects": lambda log: jm.campaign_effects(log, ["=cmd", "search"], SCRIPT, design=jm.UntilOutcome()),
    "LeadsTo": lambda log: jm.leads_to(log, SCRIPT, WITHIN, 2, random_state=0),
    "PatternDrift": drifted,
    "Watch": watched,
    "Alarms": lambda log: watched(log).alarms(),
    "PatternWatch": patterns_watched,
    "Suggestions": lambda log: jm.suggest(log.funnel(["search", "=cmd", SCRIPT], within=WITHIN), k=1),
    "ProtectedAction": lambda log: jm.protect(log.funnel(["=cmd", SCRIPT], within=WITHIN), 2),
    "ProtectedQuality": lambda log: jm.protect(log.quality(), 2),
}


def test_every_action_is_tried() -> None:
    results = {
        name
        for name in jm.__all__
        if isinstance(getattr(jm, name), type) and issubclass(getattr(jm, name), ActionResult)
    }
    assert results <= set(ACTIONS), "give each result of an action a call in ACTIONS, so that it is looked through"


@pytest.mark.parametrize("name", ACTIONS)
def test_no_result_of_an_action_tells_an_id_or_a_text(log: jm.EventLog, name: str) -> None:
    found = ACTIONS[name](log)
    assert type(found).__name__ == name
    assert len(found) > 0
    shown = {
        "print": "".join(faces(found)),
        "frame": found.to_pandas().to_csv() + str(found.to_pandas().attrs),
        "Arrow": str(found.to_arrow().to_pylist()),
        "dict": json.dumps(found.to_dict()),
        "pickle": pickle.dumps(found),
    }
    for where, said in shown.items():
        assert_tight(said, f"{name}: {where}")
    assert_inert(str(shown["print"]), name)
    assert RUN not in found._repr_html_()
