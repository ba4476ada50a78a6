"""suggest as users see it: what is planted comes first, nothing is made up, nobody is told of."""

import json
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import journeymine as jm
from journeymine.actions.suggesting import words
from journeymine.api.action_result import ActionResult
from journeymine.datasets import ServiceLog, service_log
from journeymine.errors import InputError, MissingJourneysError, OptionError, UnknownEventError
from journeymine.text import Categories

OUTCOME, GOAL = "call:commissioning", "upgrade"
STEPS = ["mail:offer", "sms:reminder", "mail:newsletter"]
#: What may be said only where a lot was drawn.
CAUSAL = re.compile(r"\b(causes?d?|because|due|leads? to|led to|makes?|made|changed|helped|hurt|effect of)\b")


def results(seed: int) -> tuple[ServiceLog, dict[str, ActionResult]]:
    """What can be asked of a generated year, but for what precedes the calls."""
    made = service_log(8_000, seed=seed)
    log, until = made.log(), made.observed_until
    counts = log.with_text_events(made.complaints, Categories(made.rules).fit([])).counts("complaint:*", every="1d")
    asked: dict[str, Any] = {"within": "14d", "start": "assigned", "ratio": 0.8, "observed_until": until}
    held = {"mail:offer": "is_control", "sms:reminder": "is_control_reminder"}
    return made, {
        "watch": jm.watch(counts, baseline="120d"),
        "campaign": jm.campaign_effects(log, STEPS, GOAL, holdout=held, design=jm.Landmark("4d"), **asked),
    }


@pytest.fixture(scope="module")
def year() -> tuple[ServiceLog, dict[str, ActionResult]]:
    made, found = results(3)
    return made, {"leads": jm.leads_to(made.log(), OUTCOME, "7d", observed_until=made.observed_until), **found}


@pytest.fixture(scope="module")
def listed(year: tuple[ServiceLog, dict[str, ActionResult]]) -> jm.Suggestions:
    return jm.suggest(*year[1].values())


def test_what_was_planted_comes_first(listed: jm.Suggestions) -> None:
    top = listed.to_pandas().set_index("about")["measure"].head(4)
    assert set(top.index[:2]) == {"mail:offer", "sms:reminder"}
    assert top["mail:offer"] == words.KEEP
    assert top["sms:reminder"] == words.STOP
    assert top["letter:delay → app:error"] == words.WARN
    assert top["complaint:price"] == words.STAFF


@pytest.mark.parametrize("seed", [1, 5])
def test_nothing_that_does_nothing_is_suggested(seed: int) -> None:
    made, found = results(seed)
    rows = jm.suggest(*found.values()).to_pandas()
    harmless = {"mail:newsletter", *(f"complaint:{name}" for name in made.truth["growth"]["constant"])}
    assert not harmless.intersection(rows["about"])
    assert {"sms:reminder", "complaint:price"} <= set(rows["about"])


def test_of_what_nobody_drew_lots_for_no_cause_is_told(year: Any, listed: jm.Suggestions) -> None:
    log, until = year[0].log(), year[0].observed_until
    days = log.journeys(end="2024-07-01", min_events=1), log.journeys(start="2024-07-01", min_events=1)
    drift = jm.mine_sequences(log.journeys(), min_support=300, max_length=2).drift(*days)
    seen = jm.campaign_effects(log, STEPS, GOAL, within="10d", design=jm.Landmark("4d"), start="assigned")
    whenever = jm.step_effect(log, "sms:reminder", GOAL, design=jm.UntilOutcome(), start="assigned")
    way = log.funnel(["order", "app:error", OUTCOME], within="30d", observed_until=until)
    rows = jm.suggest(drift, seen, whenever, way, max_rows=1_000).to_pandas()
    assert {words.MORE_OFTEN, words.SEEN_WITH_MORE, words.SEEN_WITH_FEWER, words.DROPS} <= set(rows["kind"])
    observational = pd.concat([rows, listed.to_pandas()])
    observational = observational[observational["design"].str.startswith("observational")]
    for sentence in observational[["kind", "measure", "evidence", "test"]].to_numpy().ravel():
        assert not CAUSAL.search(sentence), sentence


def test_a_hold_out_may_say_that_something_changed(listed: jm.Suggestions) -> None:
    rows = listed.to_pandas()
    told = rows.loc[rows["design"] == "randomised hold-out", "evidence"]
    assert len(told) == 2
    assert told.str.contains("changed how many reached upgrade").all()


def test_numbers_are_those_of_the_findings(year: Any, listed: jm.Suggestions) -> None:
    rows = listed.to_pandas().set_index("about")
    step = year[1]["campaign"].to_pandas().set_index("step").loc["mail:offer"]
    told = rows.loc["mail:offer"]
    assert told["n"] == step["n_compared"]
    assert told["n_customers"] == step["n_reached"]
    assert (told["estimate"], told["low"], told["high"]) == tuple(step.filter(like="difference"))
    assert told["at_least"] == pytest.approx(step["n_reached"] * step["difference_low"])
    lead = year[1]["leads"].to_pandas().iloc[0]
    told = rows.loc["letter:delay → app:error"]
    assert told["estimate"] == lead["lift_time"]
    assert abs(told["lead_time_median"] - lead["lead_time_median"]) < pd.Timedelta("1s")
    excess = lead["share_within_low"] * (1 - 1 / lead["lift_time_low"])
    assert told["at_least"] == pytest.approx(lead["n_customers"] * excess)


def test_unwanted_goals_turn_the_advice_round(year: Any) -> None:
    campaign, leads = year[1]["campaign"], year[1]["leads"]
    rows = jm.suggest(campaign, leads, unwanted="upgr*").to_pandas().set_index("about")["measure"]
    assert rows["mail:offer"] == words.STOP
    assert rows["sms:reminder"] == words.KEEP
    assert rows["letter:delay → app:error"] == words.REMIND
    with pytest.raises(UnknownEventError, match="upgrade"):
        jm.suggest(campaign, unwanted="upgrades")


def test_counts_of_few_are_withheld(year: Any) -> None:
    leads = year[1]["leads"]
    n_now = int(leads.to_pandas()["n_now"].iloc[0])
    assert n_now > 1
    assert jm.suggest(leads, k=n_now).to_pandas()["n_customers"].iloc[0] == n_now
    assert pd.isna(jm.suggest(leads, k=n_now + 1).to_pandas()["n_customers"].iloc[0])
    strict = jm.suggest(leads, k=1_000).to_dict()["rows"][0]
    assert strict["evidence"] == words.WITHHELD.format(k=1_000)
    assert all(strict[name] is None for name in ("n", "n_customers", "estimate", "low", "high", "q_value", "at_least"))
    assert strict["about"] == "letter:delay → app:error"


def test_ids_are_given_only_when_asked_by_name(year: Any, listed: jm.Suggestions) -> None:
    made, found = year
    row = listed.to_pandas()["about"].tolist().index("letter:delay → app:error")
    ids = listed.customers(row)
    assert ids == found["leads"].customers(0)
    faces = [repr(listed), listed._repr_html_(), json.dumps(listed.to_dict()), pickle.dumps(listed).decode("latin-1")]
    assert not any(who in face for who in made.customers["customer"].to_pylist() for face in faces)
    with pytest.raises(InputError, match="CampaignEffects"):
        listed.customers(0)
    with pytest.raises(InputError, match="numbered from 0"):
        listed.customers(len(listed))
    again = pickle.loads(pickle.dumps(listed))
    assert repr(again) == repr(listed)
    with pytest.raises(MissingJourneysError, match="unpickled"):
        again.customers(row)


def test_the_lost_of_a_funnel_are_named(year: Any) -> None:
    made = year[0]
    way = made.log().funnel(["order", "app:error", OUTCOME], within="30d", observed_until=made.observed_until)
    told = jm.suggest(way)
    assert told.to_pandas()["about"].tolist() == ["order → app:error"]
    assert len(told.customers(0)) == told.to_pandas()["n_customers"][0]
    segments = made.log().funnel(
        ["order", "app:error"], within="30d", by=dict.fromkeys(made.customers["customer"].to_pylist(), "a")
    )
    with pytest.raises(InputError, match="numbered from 0"):
        jm.suggest(segments).customers(0)


def test_more_than_max_rows_are_counted(year: Any, listed: jm.Suggestions) -> None:
    short = jm.suggest(*year[1].values(), max_rows=2)
    assert short.to_pandas()["about"].tolist() == listed.to_pandas()["about"].tolist()[:2]
    assert any(f"the first 2 of {len(listed):,}" in note for note in short.notes)


def test_what_is_asked_wrongly_is_refused(year: Any) -> None:
    leads, watched = year[1]["leads"], year[1]["watch"]
    for given in ((), (3,), (leads.to_pandas(),)):
        with pytest.raises(OptionError, match="`findings` of suggest must be"):
            jm.suggest(*given)
    with pytest.raises(OptionError, match="pass the Watch"):
        jm.suggest(watched.alarms())
    for name, value in (("k", 0), ("max_rows", 0), ("alpha", 1.0), ("alpha", True)):
        with pytest.raises(OptionError, match=f"`{name}` of suggest must be"):
            jm.suggest(leads, **{name: value})


def test_arms_of_another_size_than_planned_are_no_evidence(year: Any) -> None:
    made = year[0]
    asked: dict[str, Any] = {"within": "14d", "holdout": "is_control", "start": "assigned"}
    odd = jm.step_effect(made.log(), "mail:offer", GOAL, ratio=0.5, observed_until=made.observed_until, **asked)
    told = jm.suggest(odd)
    assert len(told) == 0
    assert "nothing to suggest" in told.notes[0]
    assert "1 with arms that are not as large as they should be" in told.notes[1]
    assert told.to_pandas().columns.tolist()[:4] == ["rank", "about", "kind", "measure"]
    assert len(told.to_arrow()) == 0


def test_order_numbers_are_times_too() -> None:
    ways = [[("open", 1), ("error", 5), ("call", 6), ("home", 12)], [("open", 1), ("home", 5), ("open", 12)]]
    ways.append([("open", 1), ("home", 5), ("call", 18)])
    rows = [(who, what, 20 * who + when) for who in range(90) for what, when in ways[who % 3]]
    who, what, when = (list(column) for column in zip(*rows, strict=True))
    log = jm.read_events({"who": who, "what": what, "when": when}, customer="who", event="what", time="when")
    told = jm.suggest(jm.leads_to(log, "call", within=2, max_length=1), k=1)
    assert told.to_pandas()["about"].tolist() == ["error"]
    assert np.issubdtype(told.to_pandas()["lead_time_median"].dtype, np.floating)


def test_what_hardly_anybody_did_before_is_told_without_the_few() -> None:
    when = [0] * 400 + [10] * 400
    what = ["old" if who % 4 else "visit" for who in range(400)] + ["new" if who % 4 else "visit" for who in range(400)]
    log = jm.read_events(
        {"who": [*range(800), 0], "when": [*when, 1], "what": [*what, "new"]}, customer="who", event="what", time="when"
    )
    before, now = log.journeys(end=5, min_events=1), log.journeys(start=5, min_events=1)
    drift = jm.mine_sequences(log.journeys(), min_support=20, max_length=1).drift(before, now)
    rows = {row["about"]: row for row in jm.suggest(drift).to_dict()["rows"]}
    rest = "whatever else differs between the periods is in it."
    assert rows["new"]["evidence"] == f"Fewer than 10 journeys held new before, 300 journeys (75 %) do now; {rest}"
    assert rows["old"]["evidence"] == f"300 journeys (75 %) held old before, fewer than 10 do now; {rest}"
    hidden = ("n", "estimate", "low", "high", "q_value", "at_least", "n_to_test")
    assert all(row[name] is None for row in rows.values() for name in hidden)
    strict = {row["about"]: row for row in jm.suggest(drift, k=150).to_dict()["rows"]}
    assert strict["new"]["evidence"] == words.WITHHELD.format(k=150)


def test_a_pattern_that_grows_comes_with_its_lead_time(tmp_path: Path) -> None:
    rows = [
        (day * 50 + who, day + step, what)
        for day in range(60)
        for who in range(5 if day < 40 else 20)
        for step, what in enumerate(("bill", "call"))
    ]
    rows += [(10_000 + who, day, "visit") for day in range(62) for who in range(40)]
    columns = dict(zip(("who", "when", "what"), map(list, zip(*rows, strict=True)), strict=True))
    with jm.JourneyStore(tmp_path / "journeys.duckdb") as store:
        store.ingest("crm", columns, customer="who", event="what", time="when")
        patterns = jm.mine_sequences(store.journeys(), min_support=100).filter(contains="bill").filter(max_length=1)
        asked: dict[str, Any] = {"every": 1, "baseline": 30, "season": None, "false_alarms": "1/1000"}
        watched = jm.watch_patterns(store, patterns, outcome="call", within=5, **asked)
        told = jm.suggest(watched).to_pandas()
        assert told[["about", "kind", "measure", "lead_time_median"]].to_numpy().tolist() == [
            ["bill", words.PATTERN_GROWS, words.STAFF, 1.0]
        ]
        assert jm.suggest(jm.watch_patterns(store, patterns, **asked)).to_pandas()["lead_time_median"].isna().all()


def test_where_nothing_is_going_on_few_lists_suggest_anything() -> None:
    told = [len(jm.suggest(*of_nothing(seed), k=1)) > 0 for seed in range(200)]
    assert np.mean(told) <= 0.05


def of_nothing(seed: int) -> list[ActionResult]:
    """Customers who do anything at any time, assigned and divided at random."""
    random = np.random.default_rng(seed)
    who = np.repeat(np.arange(300), random.poisson(8, 300) + 1)
    columns = {
        "who": who,
        "what": random.choice(["a", "b", "c", "mail", "buy"], len(who), p=[0.3, 0.2, 0.2, 0.2, 0.1]),
        "when": (random.random(len(who)) * 1_000_000).astype(np.int64),
    }
    log = jm.read_events(columns, customer="who", event="what", time="when")
    held = dict(enumerate((random.random(300) < 0.3).tolist()))
    segment = dict(enumerate(random.integers(0, 3, 300).tolist()))
    asked: dict[str, Any] = {"within": 300_000, "observed_until": 1_000_000}
    return [
        jm.step_effect(log, "mail", "buy", holdout=held, ratio=0.7, start=100_000, **asked),
        jm.campaign_effects(log, ["mail", "a", "b"], "buy", design=jm.Landmark(200_000), **asked),
        log.funnel(["a", "b", "c"], by=segment, **asked),
    ]
