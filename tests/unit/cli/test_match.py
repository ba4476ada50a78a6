import json
from pathlib import Path

import journeymine as jm
from tests.unit.cli.test_mine import COLUMNS, run


def match(file: Path, query: str, *arguments: str) -> str:
    done = run("match", file, query, *COLUMNS, *arguments)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def journeys_of(file: Path) -> jm.Journeys:
    return jm.read_events(str(file), customer="customer", event="event", time="time").journeys()


def test_the_same_journeys_as_in_python(log_file: Path) -> None:
    journeys = journeys_of(log_file)
    query = "search -> [^help]* -> [cart|news]"
    told = json.loads(match(log_file, query, "--within", "9d", "--json"))
    found = journeys.matches(query, within="9d")
    assert 0 < told["n_journeys"] == journeys.count(query, within="9d") < told["n_total"] == len(journeys)
    assert [row["journey"] for row in told["matches"]] == found["journey"].tolist()
    assert [tuple(row["positions"]) for row in told["matches"]] == found["positions"].tolist()
    assert told["support_low"] < told["support"] < told["support_high"]
    assert {row["customer"] for row in told["matches"]} == set(found["customer"])
    assert told["n_customers"] == len(set(journeys.customer[found["journey"]]))
    named = json.loads(match(log_file, query, "--within", "9d", "--show-ids", "--json"))["matches"]
    assert [row["customer"] for row in named] == journeys.customer[found["journey"]].tolist()
    shown = match(log_file, query, "--within", "9d")
    assert shown.startswith(str(journeys.explain(query, within="9d")))
    assert "95 % interval of the share" in shown


def test_support_has_the_interval_of_patterns(log_file: Path) -> None:
    log = jm.read_events(str(log_file), customer="customer", event="event", time="time")
    journeys = log.journeys(session_gap="3d")
    told = json.loads(match(log_file, "search -> cart", "--session-gap", "3d", "--json"))
    patterns = jm.mine_sequences(journeys, min_support=1, max_length=2).filter(contains=["search", "cart"])
    row = next(row for row in patterns.to_dict()["rows"] if row["pattern"] == [["search"], ["cart"]])
    assert {name: told[name] for name in ("n_journeys", "support", "support_low", "support_high")} == {
        name: row[name] for name in ("n_journeys", "support", "support_low", "support_high")
    }


def test_nothing_found_is_said_and_a_typo_has_a_near_miss(log_file: Path) -> None:
    assert match(log_file, "^ cart => cart => cart => cart $").strip().endswith("hold it.")
    done = run("match", log_file, "serch -> cart", *COLUMNS)
    assert (done.exit_code, "Did you mean 'search'?" in done.stderr) == (2, True)
    done = run("match", log_file, "search ->", *COLUMNS)
    assert (done.exit_code, "cannot be read at its end" in done.stderr) == (2, True)


def test_patterns_are_mined_where_a_query_holds(log_file: Path) -> None:
    done = run("mine", log_file, *COLUMNS, "--min-support", "10%", "--where", "^ home", "--json")
    assert done.exit_code == 0, done.stderr
    kept = journeys_of(log_file).filter("^ home")
    patterns = jm.mine_sequences(kept, min_support=0.1, kind="closed").sort_by("lift_order")
    assert json.loads(done.stdout) == json.loads(json.dumps(patterns.to_dict()))
    assert 0 < len(kept) < len(journeys_of(log_file))


def test_general_events_are_known_where_a_hierarchy_is_given(log_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "levels.csv"
    file.write_text("child,parent\nsearch,look\ncompare,look\n")
    told = json.loads(match(log_file, "look => look => cart", "--hierarchy", str(file), "--json"))
    levels = {"search": "look", "compare": "look"}
    found = journeys_of(log_file).matches("look => look => cart", hierarchy=levels)
    assert 0 < told["n_journeys"] == len(found)
    assert "Did you mean" in run("match", log_file, "looks => cart", *COLUMNS, "--hierarchy", file).stderr
