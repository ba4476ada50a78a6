"""The benchmark beside MLlib: the engines find the same, and who does not is told."""

from typing import Any

import pytest

from benchmarks import spark as benchmark
from benchmarks.definition import definitions


@pytest.fixture(scope="module")
def rows() -> Any:
    [smoke] = definitions("smoke-sequences-all-*")[:1]
    return benchmark.rows_of(smoke)


@pytest.mark.parametrize("kind", ["sequences", "itemsets"])
def test_engines_agree(spark: Any, rows: Any, kind: str) -> None:
    frame = spark.createDataFrame(rows)
    n = len(rows["customer"].unique())
    task = benchmark.Task("smoke", kind, frame, rows.num_rows, n, least=n // 4)
    ours, theirs = benchmark.compared(task, rounds=1, master="local[2]")
    assert (ours["patterns"], ours["total"]) == (theirs["patterns"], theirs["total"])
    assert ours["patterns"] > 5
    assert min(ours["mine_cpu_seconds"], theirs["mine_cpu_seconds"]) >= 0 < ours["mine_seconds"]
    assert "mining" in benchmark.line(ours, theirs)


@pytest.mark.usefixtures("spark")
def test_engines_that_disagree_give_no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = {"patterns": 3, "total": 9}

    def measure(_task: benchmark.Task, engine: benchmark.Engine) -> dict[str, Any]:
        return figures if engine.name == "mllib" else {**figures, "total": 8}

    monkeypatch.setattr(benchmark, "measure", measure)
    task = benchmark.Task("smoke", "sequences", None, 4, 2, 2)
    with pytest.raises(ValueError, match="smoke: the engines disagree"):
        benchmark.compared(task, rounds=1, master="local[2]")
