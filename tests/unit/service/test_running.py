"""One request, executed: the same as the Python call, within limits, and never more than was asked."""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import journeymine as jm
from journeymine import errors
from journeymine.datasets import generate
from journeymine.service import Limits, verbs
from journeymine.service.deadline import within
from journeymine.service.verbs import VERBS, Verb

jsonschema: Any = pytest.importorskip("jsonschema")
SCHEMAS = jm.schema()


@pytest.fixture(scope="module")
def log() -> jm.EventLog:
    return jm.read_events(generate(400, seed=3), customer="customer", event="event", time="time")


def asked(request: dict[str, Any], source: Any, **limits: Any) -> dict[str, Any]:
    jsonschema.validate(request, SCHEMAS["request"])
    answer = jm.run(request, source, limits=limits)
    jsonschema.validate(json.loads(json.dumps(answer, allow_nan=False)), SCHEMAS["answer"])
    return answer


def test_an_answer_is_what_the_call_gives(log: jm.EventLog) -> None:
    request = {
        "verb": "mine_sequences",
        "options": {"min_support": 0.02, "max_gap": "3d", "contains": "cart", "max_length": 3},
        "columns": ["pattern", "n_journeys", "lift_order"],
        "sort_by": "n_journeys",
        "rows": 3,
    }
    patterns = jm.mine_sequences(log.journeys(), min_support=0.02, max_gap="3d", contains="cart", max_length=3)
    answer = asked(request, log)
    told = patterns.sort_by("n_journeys")[:3].to_dict(["pattern", "n_journeys", "lift_order"])
    assert answer["result"]["rows"] == told["rows"]
    assert answer["n_rows"] == len(patterns) > 3
    assert answer["truncated"] is False


@pytest.mark.parametrize(
    "request_",
    [
        {"verb": "mine_itemsets", "options": {"min_support": 0.1, "contains": ["cart", ["call", "search"]]}},
        {"verb": "mine_itemsets", "options": {"min_support": 0.1, "count_only": True}, "sort_by": "n_journeys"},
        {"verb": "mine_rules", "options": {"min_support": 0.1, "min_confidence": 0.3, "consequent": ["call"]}},
        {"verb": "leads_to", "options": {"outcome": ["call", "he*"], "within": "5d", "max_length": 1}},
        {
            "verb": "mine_contrast",
            "options": {
                "outcome": ["call"],
                "min_support": 0.1,
                "design": {"name": "UntilOutcome"},
                "max_length": 2,
            },
        },
        {
            "verb": "leads_to",
            "options": {"outcome": ["call"], "within": "5d", "max_length": 1},
            "sort_by": "n_journeys",
        },
        {
            "verb": "step_effect",
            "options": {"step": "mail", "goal": "cart", "within": "5d", "design": {"name": "Landmark", "at": "5d"}},
        },
        {"verb": "campaign_effects", "options": {"steps": ["mail", "app"], "goal": "cart", "within": "5d"}},
        {"verb": "funnel", "options": {"steps": ["search", ["cart", "compare"]], "within": "5d"}},
        {
            "verb": "attribution",
            "options": {"goal": "cart", "method": ["last", "markov"], "channels": ["mail", "app"], "n_bootstrap": 50},
        },
        {
            "verb": "watch",
            "options": {"detect": 1.2, "baseline": "28d", "false_alarms": "1/7d"},
            "counts": {"events": "*", "every": "1d", "per": "active_customers"},
        },
        {"verb": "count", "options": {"query": "search -> cart", "within": "2d"}},
        {"verb": "counts", "options": {"every": "1w", "events": ["cart"]}, "sort_by": "n"},
        {"verb": "quality"},
    ],
    ids=lambda one: str(one["verb"]),
)
def test_every_verb_answers_as_the_schema_says(request_: dict[str, Any], log: jm.EventLog) -> None:
    answer = asked(request_, log, time_limit=300)
    assert answer["verb"] == request_["verb"]
    assert answer["result"]


def test_journeys_are_cut_as_asked(log: jm.EventLog) -> None:
    whole = asked({"verb": "count", "options": {"query": "search -> cart"}}, log)
    cut = asked({"verb": "count", "options": {"query": "search -> cart"}, "journeys": {"session_gap": "1min"}}, log)
    assert whole["result"] == log.journeys().count("search -> cart")
    assert cut["result"] == log.journeys(session_gap="1min").count("search -> cart") != whole["result"]


def test_a_store_is_asked_like_a_log(log: jm.EventLog, tmp_path: Path) -> None:
    frame = log.to_pandas()
    with jm.JourneyStore(tmp_path / "journeys.duckdb") as store:
        store.ingest("web", frame, customer="customer", event="event", time="time")
        for request in ({"verb": "count", "options": {"query": "search -> call"}}, {"verb": "quality"}):
            assert asked(request, store)["result"]
        same = {"verb": "count", "options": {"query": "search -> call"}}
        assert asked(same, store)["result"] == asked(same, log)["result"]


def test_tables_are_ordered_with_missing_values_last(log: jm.EventLog) -> None:
    request = {"verb": "counts", "options": {"every": "1d", "per": "active_customers"}, "rows": 100_000}
    rows = asked({**request, "sort_by": "per_active_customer"}, log, max_rows=100_000)["result"]["rows"]
    values = [row["per_active_customer"] for row in rows]
    there = [value for value in values if value is not None]
    assert there == sorted(there, reverse=True)
    assert values[len(there) :] == [None] * (len(values) - len(there))


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"verb": "mine_sequence"},
            r"`verb` of a request must be one of .*got 'mine_sequence'. Did you mean 'mine_sequences'\?",
        ),
        ({}, "`verb` of a request must be one of"),
        (
            {"verb": "mine_sequences", "options": {"min_suport": 2}},
            r"no 'options.min_suport'. Did you mean 'min_support'\?",
        ),
        (
            {"verb": "mine_sequences", "options": {"min_support": "x"}},
            "`options.min_support.*of a request of `mine_sequences`",
        ),
        ({"verb": "mine_sequences", "options": {"min_support": -1}}, "`min_support` of mine_sequences must be"),
        ({"verb": "mine_sequences", "options": {"engine": "bruteforce"}}, "has no 'options.engine'"),
        ({"verb": "count"}, "`options` of a request of `count`: Field required"),
        ({"verb": "counts", "options": {"every": "1d"}, "journeys": {}}, "has no 'journeys'"),
        ({"verb": "count", "options": {"query": "cart"}, "columns": ["n"]}, "are for tables"),
        ("{", "Invalid JSON"),
        (7, "must be a JSON object"),
    ],
)
def test_what_cannot_be_asked_is_told(request_: Any, message: str, log: jm.EventLog) -> None:
    with pytest.raises(errors.OptionError, match=message):
        jm.run(request_, log)


def test_no_request_widens_its_limits(log: jm.EventLog) -> None:
    request = {"verb": "mine_sequences", "options": {"min_support": 1, "time_limit": 1e9, "memory_limit": "900GB"}}
    seen: dict[str, Any] = {}

    def spying(journeys: jm.Journeys, **options: Any) -> jm.PatternSet:
        seen.update(options)
        return jm.mine_sequences(journeys, min_support=0.5)

    verb = VERBS["mine_sequences"]
    try:
        verbs.VERBS["mine_sequences"] = Verb(spying, "journeys", searches=True)
        answer = jm.run(request, log, limits=Limits(time_limit=50, memory_limit="1GB", n_jobs=2, max_rows=1))
    finally:
        verbs.VERBS["mine_sequences"] = verb
    assert (seen["time_limit"], seen["memory_limit"], seen["n_jobs"]) == (50, "1GB", 2)
    assert len(answer["result"]["rows"]) == 1 < answer["n_rows"]


def test_too_much_data_is_refused(log: jm.EventLog) -> None:
    with pytest.raises(errors.CapacityError, match="`max_events` allows 10"):
        jm.run({"verb": "quality"}, log, limits={"max_events": 10})


def test_answers_are_protected_where_asked(log: jm.EventLog) -> None:
    request = {"verb": "mine_sequences", "options": {"min_support": 1, "max_length": 4}}
    plain = asked(request, log)
    answer = asked(request, log, k=10)
    assert 0 < answer["n_rows"] < plain["n_rows"]
    assert min(row["n_journeys"] for row in answer["result"]["rows"]) >= 10
    with pytest.raises(errors.OptionError, match="`result` of protect must be"):
        jm.run({"verb": "count", "options": {"query": "cart"}}, log, limits={"k": 10})


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"k": 1}, "`k` of Limits"),
        ({"max_row": 1}, r"no limit 'max_row'. Did you mean 'max_rows'\?"),
        ({"time_limit": 0}, "`time_limit` of Limits"),
        ({"memory_limit": "much"}, "`memory_limit` of Limits"),
        (5, "`limits` of run"),
    ],
)
def test_limits_are_checked(limits: Any, message: str, log: jm.EventLog) -> None:
    with pytest.raises(errors.OptionError, match=message):
        jm.run({"verb": "quality"}, log, limits=limits)


def test_the_source_must_fit(log: jm.EventLog) -> None:
    with pytest.raises(errors.OptionError, match="`source` of run must be"):
        jm.run({"verb": "quality"}, log.to_pandas())  # type: ignore[arg-type]
    with pytest.raises(errors.OptionError, match="is asked of a log or a store"):
        jm.run({"verb": "quality"}, log.journeys())
    with pytest.raises(errors.OptionError, match="the source is Journeys already"):
        jm.run({"verb": "count", "options": {"query": "cart"}, "journeys": {}}, log.journeys())


def test_work_that_takes_too_long_is_stopped() -> None:
    stopped = threading.Event()

    def forever() -> None:
        try:
            while True:
                time.sleep(0.01)
        finally:
            stopped.set()

    with pytest.raises(errors.CapacityError, match=r"more than 0\.1 s"):
        within(0.1, forever)
    assert stopped.is_set()


def test_errors_of_a_timed_request_are_its_own() -> None:
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 // 0)


def test_threads_ask_at_once(log: jm.EventLog) -> None:
    request = {"verb": "mine_sequences", "options": {"min_support": 0.05, "max_length": 3}, "rows": 50}
    alone = jm.run(request, log)["result"]
    told: list[Any] = []
    threads = [threading.Thread(target=lambda: told.append(jm.run(request, log)["result"])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [alone] * 4


def test_without_pydantic_the_cure_is_told(monkeypatch: pytest.MonkeyPatch, log: jm.EventLog) -> None:
    monkeypatch.setitem(sys.modules, "pydantic", None)
    for call in (jm.schema, lambda: jm.run({"verb": "quality"}, log)):
        with pytest.raises(errors.MissingExtraError, match=r"pip install 'journeymine\[service\]'"):
            call()
