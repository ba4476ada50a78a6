"""leads_to as users see it: options, what it says, what it keeps to itself."""

import json
import pickle
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import journeymine as jm
from journeymine.actions.leads import testing
from journeymine.datasets import ServiceLog, service_log
from journeymine.errors import InputError, MissingJourneysError, OptionError, UnknownEventError

OUTCOME = "call:commissioning"


@pytest.fixture(scope="module")
def made() -> ServiceLog:
    return service_log(2_000, days=120, seed=4)


@pytest.fixture(scope="module")
def found(made: ServiceLog) -> jm.LeadsTo:
    return jm.leads_to(made.log(), OUTCOME, "7d", 10, observed_until=made.observed_until)


def test_it_says_what_was_counted_and_that_it_proves_no_cause(found: jm.LeadsTo) -> None:
    words = " ".join(found.notes)
    assert f"outcome: {OUTCOME}, in" in words
    assert f"of {found.info['n_total']:,} journeys" in words
    assert "observational" in words
    assert "n_censored" in words
    assert found.info["within"] == "7d"
    assert found.info["family_size"] >= len(found)
    assert "letter:delay → app:error" in repr(found).splitlines()[len(found.notes) + 2]


def test_the_numbers_are_those_of_rules_over_time(made: ServiceLog, found: jm.LeadsTo) -> None:
    journeys = made.log().journeys(observed_until=made.observed_until)
    rules = jm.mine_rules(journeys, 10, consequent=OUTCOME, max_antecedent=2, max_consequent=1, within="7d")
    names = ["share_within", "share_within_low", "share_within_high", "lift_time", "lift_time_low", "lift_time_high"]
    told = rules.over_time().to_pandas(["antecedent", "n_antecedent", "n_rule", *names]).set_index("antecedent")
    rows = found.to_pandas().set_index("pattern")
    told = told.loc[rows.index]
    pd.testing.assert_frame_equal(rows[names], told[names], check_names=False)
    assert (rows["n_journeys"] == told["n_antecedent"]).all()
    assert (rows["n_before_outcome"] == told["n_rule"]).all()
    assert not any(OUTCOME in pattern for pattern in rows.index)


def test_the_same_for_any_number_of_threads(made: ServiceLog, found: jm.LeadsTo) -> None:
    again = jm.leads_to(made.log(), OUTCOME, "7d", 10, observed_until=made.observed_until, n_jobs=1)
    pd.testing.assert_frame_equal(again.to_pandas(), found.to_pandas())


def test_a_pattern_of_names_and_events_left_out(made: ServiceLog) -> None:
    calls = jm.leads_to(made.log(), "call:*", "7d", excludes=["app:*", "mail:newsletter"], max_length=1)
    assert len(calls.info["outcome"]) == 5
    names = {name for pattern in calls.to_pandas()["pattern"] for name in pattern}
    assert names
    assert not any(name.startswith(("app:", "call:")) or name == "mail:newsletter" for name in names)


def test_ids_are_told_by_name_only_and_not_pickled(made: ServiceLog, found: jm.LeadsTo) -> None:
    row = int(found.to_pandas()["n_now"].to_numpy().argmax())
    people = found.customers(row)
    assert len(people) == found.to_pandas()["n_now"][row] == len(set(people)) > 0
    again = pickle.loads(pickle.dumps(found))
    everything = [repr(found), found._repr_html_(), json.dumps(found.to_dict()), pickle.dumps(found).decode("latin-1")]
    assert not any(str(one) in text for one in people for text in everything)
    with pytest.raises(MissingJourneysError, match="journeys="):
        again.customers(row)
    journeys = made.log().journeys(observed_until=made.observed_until)
    assert again.customers(row, journeys=journeys) == people
    pd.testing.assert_frame_equal(again.to_pandas(), found.to_pandas())


def test_findings_say_something_of_their_own(found: jm.LeadsTo) -> None:
    few = found.findings().to_pandas()
    assert 0 < len(few) < len(found)
    assert not few["structural"].any()
    assert few["redundant_with"].isna().all()
    assert (few["q_value"] <= 0.05).all()
    assert len(found.findings(1e-200)) < len(few)


def test_where_the_family_is_too_large_to_count_half_of_the_customers_are_held_out(
    made: ServiceLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "family_size", lambda *_, **__: None)
    found = jm.leads_to(made.log(), OUTCOME, "7d", 10, observed_until=made.observed_until)
    assert "hold-out: counting the patterns" in " ".join(found.notes)
    rows = found.to_pandas()
    assert rows["q_value"].notna().any()
    assert (rows["q_value"].dropna() >= rows["p_value"][rows["q_value"].notna()]).mean() > 0.5
    assert found.findings().to_pandas()["pattern"][0] == made.truth["lead"]["pattern"]
    assert found.info["family_size"] < 100


def test_sessions_are_journeys_and_customers_are_counted_beside_them() -> None:
    rows = [("ann", "error", 1), ("ann", "call", 2), ("ann", "error", 50), ("bob", "error", 1), ("bob", "call", 30)]
    who, what, when = (list(column) for column in zip(*rows, strict=True))
    log = jm.read_events({"who": who, "what": what, "when": when}, customer="who", event="what", time="when")
    found = jm.leads_to(log.journeys(session_gap=10), "call", 5, 1, max_length=1).to_pandas()
    assert found[["n_journeys", "n_customers", "n_before_outcome", "n_now"]].to_numpy().tolist() == [[3, 2, 1, 1]]


def test_nothing_leads_where_nothing_comes_before() -> None:
    log = jm.read_events(
        {"who": [1, 1, 2], "what": ["call", "error", "error"], "when": [1, 2, 3]},
        customer="who",
        event="what",
        time="when",
    )
    found = jm.leads_to(log, "call", 5, 1)
    assert len(found) == len(found.findings()) == 0
    assert "LeadsTo: 0 rows" in repr(found)
    assert found.to_dict()["rows"] == []
    assert found.to_arrow().num_rows == 0


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"outcome": "call:commissoning"}, UnknownEventError, "call:commissioning"),
        ({"outcome": 1.5}, OptionError, "`outcome` of leads_to"),
        ({"within": None}, OptionError, "`within` of leads_to"),
        ({"within": "soon"}, OptionError, "`within` of leads_to"),
        ({"min_support": 0}, OptionError, "`min_support` of leads_to"),
        ({"max_length": 0}, OptionError, "`max_length` of leads_to"),
        ({"baseline": "mine"}, OptionError, "`baseline` of leads_to"),
        ({"excludes": "no:*"}, UnknownEventError, "no:"),
    ],
)
def test_what_cannot_be_asked(made: ServiceLog, options: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        jm.leads_to(made.log(), **{"outcome": OUTCOME, "within": "7d", **options})


def test_journeys_it_cannot_read() -> None:
    with pytest.raises(OptionError, match="needs the times"):
        jm.leads_to(jm.Journeys.from_lists([["a", "b"]]), "b", 1)
    columns = {"who": [1, 1], "what": ["a", "b"], "when": [1, 1]}
    log = jm.read_events(columns, customer="who", event="what", time="when")
    with pytest.raises(OptionError, match="simultaneous='set'"):
        jm.leads_to(log.journeys(simultaneous="order"), "b", 1)
    with pytest.raises(OptionError, match="observed_until"):
        jm.leads_to(log.journeys(), "b", 1, observed_until=3)
    with pytest.raises(InputError, match="EventLog or Journeys"):
        jm.leads_to([["a", "b"]], "b", 1)  # type: ignore[arg-type]
    found = jm.leads_to(log, "b", 1, 1)
    with pytest.raises(InputError, match="0 rows"):
        found.customers(0)
    with pytest.raises(InputError, match="no row with the pattern"):
        found.customers(("a",))


def test_events_of_the_time_of_the_outcome_are_no_evidence() -> None:
    columns = {"who": [1, 1, 1], "what": ["a", "b", "c"], "when": [1, 2, 2]}
    log = jm.read_events(columns, customer="who", event="what", time="when")
    assert jm.leads_to(log, "c", 5, 1).to_pandas()["pattern"].tolist() == [("a",)]


def test_waiting_in_a_help_desk(data: Path) -> None:
    log = jm.read_events(
        data / "helpdesk" / "helpdesk.csv.gz",
        customer="Case ID",
        event="Activity",
        time="Complete Timestamp",
    )
    found = jm.leads_to(log, "Wait", "7d", 50)
    rows = found.to_pandas()
    assert found.info["n_with_outcome"] == rows["coverage"].rdiv(rows["n_before_outcome"]).round().iloc[0]
    assert rows["pattern"].isin([("Assign seriousness",)]).sum() == 1
    assert rows[rows["pattern"].isin([("Assign seriousness",)])]["structural"].all()
