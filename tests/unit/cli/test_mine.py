import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import journeymine as jm
from journeymine.cli.app import app

COLUMNS = ("--customer", "customer", "--event", "event", "--time", "time")


def run(*arguments: object) -> Result:
    # A fixed width, so that no line of the help or of a table depends on who runs the test.
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "100", "TERM": "dumb"})


def mine(file: Path, *arguments: object) -> Result:
    return run("mine", file, *COLUMNS, *arguments)


def test_the_planted_order_comes_first(log_file: Path) -> None:
    done = mine(log_file, "--min-support", "5%", "--max-length", "3")
    assert done.exit_code == 0, done.stderr
    assert "search → compare → cart" in next(line for line in done.stdout.splitlines() if line.strip().startswith("1 "))
    assert "of 300 journeys" in done.stdout
    assert "Gaps are allowed" in done.stdout
    assert "Ranked by lift_order" in done.stdout


def test_json_is_what_python_gives(log_file: Path) -> None:
    done = mine(log_file, "--min-support", "0.1", "--json", "--sort", "support")
    log = jm.read_events(str(log_file), customer="customer", event="event", time="time")
    patterns = jm.mine_sequences(log.journeys(), min_support=0.1, kind="closed")
    assert json.loads(done.stdout) == json.loads(json.dumps(patterns.sort_by("support").to_dict()))


def test_patterns_are_tested(log_file: Path) -> None:
    asked = ("--min-support", "30", "--max-length", "2", "--collapse-repeats", "--session-gap", "3d")
    done = mine(log_file, *asked, "--significance", "holm", "--alpha", "0.01")
    assert done.exit_code == 0, done.stderr
    (told,) = (line for line in done.stdout.splitlines() if line.startswith("Significant: "))
    assert " at holm ≤ 0.01, family: " in told
    head = next(line for line in done.stdout.splitlines() if "journeys" in line and "lift" in line and "#" in line)
    assert head.split()[-1] == "q"
    rows = json.loads(mine(log_file, *asked, "--significance", "holm", "--json").stdout)["rows"]
    assert all(row["significant"] == (row["q_value"] is not None and row["q_value"] <= 0.05) for row in rows)
    assert "significance" not in mine(log_file, *asked).stdout.lower()
    bad = mine(log_file, *asked, "--significance", "fdr")
    assert bad.exit_code != 0
    assert "`method` of significance must be one of" in bad.stderr


def test_options_reach_the_search(log_file: Path) -> None:
    asked = ("--min-support", "30", "--kind", "maximal", "--min-length", "1", "--max-length", "2", "--n-jobs", "1")
    done = mine(log_file, *asked, "--collapse-repeats", "--simultaneous", "order", "--session-gap", "3d", "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["info"]["min_count"] == 30
    assert told["info"]["kind"] == "maximal"
    log = jm.read_events(str(log_file), customer="customer", event="event", time="time")
    journeys = log.journeys(session_gap="3d", collapse_repeats=True, simultaneous="order")
    assert told["n_total"] == len(journeys) > 300


def test_constraints_reach_the_search(log_file: Path) -> None:
    asked = ("--max-gap", "3d", "--max-span", "9d", "--min-gap", "1s", "--min-step-gap", "1", "--max-step-gap", "3")
    events = ("--starts-with", "^", "--starts-with", "home", "--ends-with", "news", "--contains", "home")
    done = mine(log_file, "--min-support", "2", "--json", "--kind", "all", *asked, *events, "--excludes", "help")
    assert done.exit_code == 0, done.stderr
    log = jm.read_events(str(log_file), customer="customer", event="event", time="time")
    patterns = jm.mine_sequences(
        log.journeys(),
        min_support=2,
        max_gap="3d",
        max_span="9d",
        min_gap="1s",
        min_step_gap=1,
        max_step_gap=3,
        starts_with=[jm.START, "home"],
        ends_with=["news"],
        contains=["home"],
        excludes=["help"],
    )
    assert json.loads(done.stdout) == json.loads(json.dumps(patterns.sort_by("support").to_dict()))
    assert len(patterns) > 0


def test_rules_are_said_and_rank_by_support(log_file: Path) -> None:
    done = mine(log_file, "--min-support", "5%", "--contiguous", "--ends-with", "$")
    assert done.exit_code == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert "No gaps are allowed: no other event lies between the steps of a pattern; up to the last event" in told
    assert "Ranked by support" in told


def test_contents_are_written_as_patterns_are(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("who,what,when\n1,7,1\n1,8,1\n1,9,2\n2,7,1\n2,8,2\n2,9,9\n")
    columns = ("-c", "who", "-e", "what", "-t", "when", "--min-support", "1", "--kind", "all", "--json")
    told = json.loads(run("mine", file, *columns, "--contains", "(7 & 8)", "--max-gap", "1").stdout)
    assert [row["pattern"] for row in told["rows"]] == [[[7, 8]], [[7, 8], [9]]]
    wrong = run("mine", file, *columns, "--starts-with", "(7 & 8)")
    assert "`starts_with` of mine must be one event" in wrong.stderr
    assert (
        "`contains` of mine must be an event name as printed" in run("mine", file, *columns, "--contains", "(").stderr
    )


def test_cases_by_a_column(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("who,what,ticket,when\n1,a,x,2025-01-01\n1,b,y,2025-01-02\n1,c,x,2025-01-03\n")
    columns = ("-c", "who", "-e", "what", "-t", "when")
    told = json.loads(run("mine", file, *columns, "--by", "ticket", "--min-support", "1", "--json").stdout)
    assert told["n_total"] == 2
    assert sorted(row["pattern"] for row in told["rows"]) == [[["a"], ["c"]], [["b"]]]


def test_several_event_columns_are_joined(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("who,what,how,when\n1,a,x,2025-01-01\n1,b,y,2025-01-02\n")
    done = run("mine", file, "-c", "who", "-e", "what", "-e", "how", "-t", "when", "--min-support", "1", "--json")
    assert json.loads(done.stdout)["rows"][0]["pattern"] == [["a | x"], ["b | y"]]


def test_top_keeps_the_best_everywhere(log_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "patterns.json"
    done = mine(log_file, "--min-support", "5%", "--top", "3", "--json", "--out", out)
    rows = json.loads(done.stdout)["rows"]
    assert len(rows) == 3
    assert [row["lift_order"] for row in rows] == sorted((row["lift_order"] for row in rows), reverse=True)
    assert json.loads(out.read_text("utf-8"))["rows"] == rows


def test_a_search_cut_short_names_the_options_that_help(log_file: Path) -> None:
    done = mine(log_file, "--min-support", "1", "--kind", "all", "--max-patterns", "5", "--json")
    assert done.exit_code == 0
    assert len(json.loads(done.stdout)["rows"]) == 5
    sentence = done.stderr.strip()
    assert sentence.count("\n") == 0
    for option in ("--max-patterns", "--max-length", "--top"):
        assert option in sentence


@pytest.mark.parametrize("suffix", [".parquet", ".json"])
def test_files_load_again(log_file: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"patterns{suffix}"
    done = mine(log_file, "--min-support", "10%", "--out", out)
    assert done.exit_code == 0, done.stderr
    assert len(jm.PatternSet.load(out)) > 10


def test_a_spreadsheet_runs_no_formula(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("who,what,when\n1,=1+1,2025-01-01\n1,-b,2025-01-02\n1,plain,2025-01-03\n")
    out = tmp_path / "patterns.csv"
    done = run(
        "mine", file, "-c", "who", "-e", "what", "-t", "when", "--kind", "all", "--min-support", "1", "--out", out
    )
    assert done.exit_code == 0, done.stderr
    rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    assert {row["pattern"][0] for row in rows if "=" in row["pattern"][:2] or "-" in row["pattern"][:2]} == {"'"}
    assert "plain" in {row["pattern"] for row in rows}
    assert len(rows) == 7
    assert {row["n_journeys"] for row in rows} == {"1"}


def test_a_report_is_written(log_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    done = mine(log_file, "--min-support", "5%", "--max-length", "3", "--out", out)
    assert done.exit_code == 0, done.stderr
    text = out.read_text("utf-8")
    assert "<bdi>search</bdi> <i>→</i> <bdi>compare</bdi> <i>→</i> <bdi>cart</bdi>" in text
    assert "<title>Patterns in log.csv</title>" in text
    assert "http:" not in text
    assert "https:" not in text
    assert "Quality of the log" in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--min-support", "1.5"), "`min_support` of mine must be a share such as 0.01 or 1%"),
        (("--top", "0"), "`top` of mine must be a whole number ≥ 1"),
        (("--out", "patterns.xlsx"), "`out` of mine must be a path that ends in .parquet, .json, .csv or .html"),
        (("--out", "nowhere/patterns.csv"), "The folder 'nowhere' of `out` does not exist"),
        (("--kind", "closd"), "`kind` of mine_sequences must be one of"),
        (("--sort", "lift_ordr"), "Did you mean 'lift_order'?"),
        (("--session-gap", "a while"), "`session_gap`"),
        (("--engine", "spark"), "journeymine"),
    ],
)
def test_bad_options_are_one_sentence(log_file: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = mine(log_file, *arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert sentence in done.stderr
    assert done.stderr.strip().count("\n") == 0
    assert "Traceback" not in done.stderr


def test_a_missing_column_names_the_near_miss(log_file: Path) -> None:
    done = run("mine", log_file, "-c", "custmer", "-e", "event", "-t", "time")
    assert done.exit_code == 2
    assert "Did you mean 'customer'?" in done.stderr


def test_a_truncated_gzip_is_one_sentence(tmp_path: Path, log_file: Path) -> None:
    import gzip

    broken = tmp_path / "log.csv.gz"
    broken.write_bytes(gzip.compress(log_file.read_bytes())[:-500])
    done = mine(broken)
    assert done.exit_code == 2
    assert "log.csv.gz" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = mine(tmp_path / "none.csv")
    assert done.exit_code == 2
    assert "none.csv" in done.stderr


def test_names_that_look_like_terminal_markup_are_shown_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("who,what,when\n1,[red]a[/red],2025-01-01\n1,[/nope],2025-01-02\n")
    done = run("mine", file, "-c", "who", "-e", "what", "-t", "when", "--min-support", "1")
    assert done.exit_code == 0, done.stderr
    assert "[red]a[/red]" in done.stdout
    assert "[/nope]" in done.stdout


@pytest.mark.parametrize("width", [80, 100, 160])
def test_a_table_fits_its_terminal(log_file: Path, width: int) -> None:
    arguments = ["mine", str(log_file), *COLUMNS, "--min-support", "5%", "--max-length", "3"]
    done = CliRunner().invoke(app, arguments, env={"COLUMNS": str(width), "TERM": "dumb"})
    assert max(len(line) for line in done.stdout.splitlines()) <= width
    assert "search → compare → cart" in done.stdout
    assert "…" not in done.stdout


def test_a_hierarchy_is_read_from_a_file(log_file: Path, tmp_path: Path) -> None:
    levels = {"child": ["home", "news", "page"], "parent": ["page", "page", "touch point"]}
    file = tmp_path / "levels.csv"
    file.write_text("\n".join(f"{a},{b}" for a, b in [("child", "parent"), *zip(*levels.values(), strict=True)]))
    asked = ("--min-support", "60", "--json", "--kind", "all", "--sort", "support", "--starts-with", "touch point")
    done = mine(log_file, *asked, "--hierarchy", file)
    assert done.exit_code == 0, done.stderr
    log = jm.read_events(str(log_file), customer="customer", event="event", time="time")
    patterns = jm.mine_sequences(log.journeys(), min_support=60, starts_with="touch point", hierarchy=levels)
    assert len(patterns) > 3
    assert json.loads(done.stdout) == json.loads(json.dumps(patterns.sort_by("support").to_dict()))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("child\nhome\n", "parent"),
        ("child,parent\nhome,\n", "lacks a name in row 0"),
        ("child,parent\nhoem,page\n", "Did you mean 'home'?"),
    ],
)
def test_a_bad_hierarchy_file_is_one_line(log_file: Path, tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "levels.csv"
    file.write_text(text)
    done = mine(log_file, "--min-support", "60", "--hierarchy", file)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_columns_say_what_journeys_stand_for_and_weigh(tmp_path: Path) -> None:
    file = tmp_path / "paths.csv"
    file.write_text(
        "customer,event,time,paths,money\n1,a,1,3,0.5\n1,b,2,3,0.5\n2,b,1,9,2\n2,a,2,9,2\n3,a,1,1,7.5\n",
        encoding="utf-8",
    )
    done = mine(file, "--min-support", "3", "--multiplicity", "paths", "--kind", "all", "--json")
    rows = {str(row["pattern"]): row["n_journeys"] for row in json.loads(done.stdout)["rows"]}
    assert rows == {"[['a']]": 13, "[['b']]": 12, "[['b'], ['a']]": 9, "[['a'], ['b']]": 3}
    told = mine(file, "--min-support", "3", "--multiplicity", "paths")
    assert "of 13 journeys (3 rows stand for them)" in " ".join(told.stdout.split())
    weighed = mine(file, "--min-support", "0.5", "--threshold", "weighted", "--weights", "money", "--kind", "all")
    assert "at least 0.5 (weighted support) of 3 journeys" in " ".join(weighed.stdout.split())
    assert "1 all patterns" in weighed.stdout
    wrong = mine(file, "--multiplicity", "path")
    assert wrong.exit_code != 0
    assert "Did you mean 'paths'" in " ".join(wrong.stderr.split())
