"""`journeymine itemsets` and `journeymine rules`: what Python gives, from files of every kind."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

import journeymine as jm
from tests.unit.cli.test_mine import COLUMNS, run

ORDERS = """order,product,n
7,milk,3
7,bread,3
8,milk,1
8,bread,1
8,tea,1
9,milk,2
"""


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS)
    return path


@pytest.fixture
def fimi(tmp_path: Path) -> Path:
    path = tmp_path / "baskets.dat"
    path.write_text("1 2\n2 1 3\n2\n\n")
    return path


def itemsets(file: Path, *arguments: object) -> Result:
    return run("itemsets", file, *COLUMNS, *arguments)


def told(done: Result) -> Any:
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def as_told(results: Any) -> Any:
    return json.loads(json.dumps(results.to_dict()))


def test_itemsets_are_those_of_python(log_file: Path) -> None:
    asked = (
        "--excludes",
        "help",
        "--min-support",
        "2%",
        "--kind",
        "all",
        "--max-length",
        "3",
        "--contains",
        "cart",
        "--sort",
        "lift",
    )
    journeys = jm.read_events(str(log_file), customer="customer", event="event", time="time").journeys()
    options: dict[str, Any] = {"min_support": 0.02, "max_length": 3, "contains": ["cart"], "excludes": ["help"]}
    found = jm.mine_itemsets(journeys, kind="all", **options).sort_by("lift")
    assert len(found) > 3
    assert told(itemsets(log_file, *asked, "--json")) == as_told(found)
    shown = itemsets(log_file, *asked)
    assert "ItemsetSet: " in shown.stdout
    assert "order ignored" in shown.stdout
    assert str(found[0]) in next(line for line in shown.stdout.splitlines() if line.strip().startswith("1 "))
    elements = jm.mine_itemsets(journeys, kind="all", per="element", top_k=5)
    assert told(itemsets(log_file, "--per", "element", "--kind", "all", "--top-k", "5", "--json")) == as_told(
        elements.sort_by("support")
    )


def test_a_table_without_times_is_baskets(orders: Path) -> None:
    columns = ("--basket", "order", "--item", "product", "--min-support", "2", "--kind", "all", "--json")
    rows = told(run("itemsets", orders, *columns))["rows"]
    assert [(row["itemset"], row["n_journeys"]) for row in rows] == [
        (["milk"], 3),
        (["bread"], 2),
        (["bread", "milk"], 2),
    ]
    counted = told(run("itemsets", orders, *columns, "--multiplicity", "n", "--weights", "n"))
    assert [row["n_journeys"] for row in counted["rows"]] == [6, 4, 4]
    assert [round(row["weighted_support"], 4) for row in counted["rows"]] == [1.0, 0.7143, 0.7143]
    heavy = told(
        run(
            "itemsets",
            orders,
            *columns[:4],
            "--min-support",
            "0.6",
            "--threshold",
            "weighted",
            *columns[6:],
            "--weights",
            "n",
        )
    )
    assert len(heavy["rows"]) == 3


def test_a_fimi_file_needs_no_columns(fimi: Path, orders: Path) -> None:
    rows = told(run("itemsets", fimi, "--min-support", "2", "--kind", "all", "--contains", "2", "--json"))["rows"]
    assert [row["itemset"] for row in rows] == [[2], [1, 2]]
    rules = told(run("rules", fimi, "--association", "--min-support", "2", "--consequent", "2", "--json"))["rows"]
    assert [(row["antecedent"], row["consequent"]) for row in rules] == [([[1]], [[2]])]
    assert "`contains` of itemsets must be whole numbers" in run("itemsets", fimi, "--contains", "milk").stderr
    assert "`time` of itemsets does not go together with `a FIMI file`" in run("itemsets", fimi, "-t", "when").stderr
    assert "`customer` of itemsets must be a column of the file" in run("itemsets", orders).stderr
    assert "`event` of itemsets must be a column of the file" in run("itemsets", orders, "-c", "order").stderr
    gap = ("-c", "order", "-e", "product", "--session-gap", "1h")
    assert "`session_gap` of itemsets does not go together with `time=None`" in run("itemsets", orders, *gap).stderr


def test_counting_alone(fimi: Path) -> None:
    counted = told(run("itemsets", fimi, "--min-support", "1", "--kind", "all", "--count-only", "--json"))
    assert (counted["total"], counted["n_total"], counted["info"]["kind"]) == (7, 4, "all")
    assert counted["rows"][0] == {"length": 1, "n_journeys": 3, "support": 0.75, "n_itemsets": 1}
    shown = run("itemsets", fimi, "--min-support", "1", "--kind", "all", "--count-only").stdout
    assert "7 itemsets (kind 'all', n_journeys ≥ 1) in 4 baskets" in shown
    clash = run("itemsets", fimi, "--count-only", "--top-k", "3")
    assert clash.exit_code == 2
    assert "`count_only` of mine_itemsets does not go together with `top_k`" in clash.stderr


def test_rules_are_those_of_python(log_file: Path) -> None:
    journeys = jm.read_events(str(log_file), customer="customer", event="event", time="time").journeys()
    asked = ("--min-support", "5%", "--min-confidence", "0.3", "--max-length", "3", "--within", "9d")
    rules = jm.mine_rules(journeys, min_support=0.05, min_confidence=0.3, max_length=3, within="9d")
    assert len(rules) > 3
    assert told(run("rules", log_file, *COLUMNS, *asked, "--json")) == as_told(rules.sort_by("lift_order"))
    shown = run("rules", log_file, *COLUMNS, *asked).stdout
    assert "Ranked by lift_order" in shown
    assert f"20 of {len(rules)} shown." in shown
    sides = ("--unordered", "--consequent", "cart", "--max-antecedent", "2", "--min-support", "5%", "--non-redundant")
    sets = jm.mine_rules(
        journeys, min_support=0.05, ordered=False, consequent=["cart"], max_antecedent=2, non_redundant=True
    )
    assert told(run("rules", log_file, *COLUMNS, *sides, "--json")) == as_told(sets.sort_by("lift_order"))


def test_association_rules_are_those_of_python(log_file: Path, tmp_path: Path) -> None:
    journeys = jm.read_events(str(log_file), customer="customer", event="event", time="time").journeys()
    asked = (
        "--association",
        "--min-support",
        "10%",
        "--max-length",
        "3",
        "--min-confidence",
        "0.5",
        "--min-lift",
        "1.1",
    )
    found = jm.mine_itemsets(journeys, min_support=0.1, max_length=3).rules(min_confidence=0.5, min_lift=1.1)
    assert len(found) > 3
    out = tmp_path / "rules.csv"
    assert told(run("rules", log_file, *COLUMNS, *asked, "--json", "--out", out)) == as_told(found.sort_by("lift"))
    with out.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert [(row["antecedent"], row["consequent"]) for row in rows] == [
        (str(rule.antecedent), str(rule.consequent)) for rule in found.sort_by("lift")
    ]
    few = run("rules", log_file, *COLUMNS, *asked, "--max-patterns", "2", "--json")
    assert len(told(few)["rows"]) == 2
    assert "stopped by --max-patterns, so more rules reach" in few.stderr
    assert "then also" in run("rules", log_file, *COLUMNS, *asked, "--top", "2").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--association", "--within", "7d"), "`within` of rules does not go together with `association`"),
        (("--association", "--unordered"), "`unordered` of rules does not go together with `association`"),
        (("--min-lift", "2"), "`min_lift` of rules does not go together with `association=False`"),
        (("--association", "--top-k", "2"), "`min_support` of rules must be given with --association"),
        (("--antecedent", "("), "`antecedent` of rules must be an event name as printed"),
        (("--out", "rules.html"), "`out` of rules must be a path that ends in .parquet, .json or .csv"),
    ],
)
def test_what_does_not_go_together(log_file: Path, arguments: tuple[str, ...], says: str) -> None:
    done = run("rules", log_file, *COLUMNS, *arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_rules_in_time_need_a_time(orders: Path) -> None:
    done = run("rules", orders, "-c", "order", "-e", "product")
    assert "`time` of rules must be the column of times, unless --association" in done.stderr


def test_itemsets_are_written(fimi: Path, tmp_path: Path) -> None:
    for suffix in (".csv", ".json", ".parquet"):
        out = tmp_path / f"itemsets{suffix}"
        done = run("itemsets", fimi, "--min-support", "2", "--top", "1", "--out", out)
        assert done.exit_code == 0, done.stderr
        assert f"Written: {out}" in done.stdout
    assert len(jm.ItemsetSet.load(tmp_path / "itemsets.parquet")) == 1
    assert (tmp_path / "itemsets.csv").read_text("utf-8").startswith("itemset,length,n_journeys")
