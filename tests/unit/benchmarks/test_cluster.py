"""The simulation of clusters: its closed form, its slow twin, its bounds; costs that are fitted made the rows."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.cluster import Cluster, Machines, Steps, Work, closed_form, memory, simulated, table
from benchmarks.cost import Costs, fitted, lines, recorded

COSTS = Costs(
    read=2e-7, journeys=1e-7, carried=1e-8, spark=2e-6, search=(5e-8, 2e-10), recount=(4e-8, 5e-11),
    sums=(6e-8, 9e-11), united=1e-6, row_bytes=34, journey_bytes=12.5, pattern_bytes=26, candidates=1.1,
    unknown=0.05, spread=0.0,
)  # fmt: skip
WORKS = st.builds(Work, st.integers(1, 2_000_000_000), st.integers(0, 100_000))


@given(WORKS, st.integers(1, 16))
def test_one_machine_without_chance_is_the_closed_form(work: Work, cores: int) -> None:
    machines = Machines(1, cores)
    assert simulated(work, machines, COSTS) == pytest.approx(closed_form(work, machines, COSTS))


def slow_makespan(tasks: list[float], places: int) -> float:
    """Each task to the core that has been given least, one after another."""
    cores = [0.0] * places
    for seconds in tasks:
        cores[cores.index(min(cores))] += seconds
    return max(cores)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40), st.integers(1, 4), st.integers(1, 4))
def test_a_step_is_the_slow_schedule(tasks: list[float], nodes: int, cores: int) -> None:
    cluster = Cluster(Machines(nodes, cores, start=5, task=0), np.random.default_rng(0), 0.0)
    done = cluster.stage(range(len(tasks)), lambda task, _node: tasks[task])
    assert cluster.now - 5 == pytest.approx(slow_makespan(tasks, nodes * cores), abs=1e-9)
    assert sorted(done) == list(range(len(tasks)))
    assert set(done.values()) <= set(range(nodes))


@given(WORKS, st.integers(2, 16), st.integers(1, 8), st.floats(0, 0.5), st.integers(0, 5))
def test_no_cluster_beats_its_processors(work: Work, nodes: int, cores: int, spread: float, seed: int) -> None:
    machines, costs = Machines(nodes, cores), replace(COSTS, spread=spread)
    one, n_parts = Steps.of(work, machines, costs), work.n_parts(machines)
    took = simulated(work, machines, replace(costs, spread=0.0))
    steps = (one.read, one.read, one.build, one.search, one.recount, one.sums)
    assert took >= machines.start + n_parts * sum(steps) / (nodes * cores) + one.united
    assert simulated(work, machines, costs, seed) == simulated(work, machines, costs, seed)
    # Nobody is slow: the same. All are: no sooner than without.
    assert simulated(work, replace(machines, slow=1.0), replace(costs, spread=0.0)) >= took


@given(WORKS, st.integers(2, 8), st.floats(0, 200))
def test_a_lost_machine_costs_time_and_no_task(work: Work, nodes: int, killed: float) -> None:
    machines = Machines(nodes, 4)
    undisturbed = simulated(work, machines, COSTS)
    took = simulated(work, replace(machines, killed=killed), COSTS)
    assert took >= undisturbed - 1e-9
    assert simulated(work, replace(machines, killed=undisturbed + 1), COSTS) == undisturbed
    cluster = Cluster(replace(machines, killed=killed), np.random.default_rng(0), 0.0)
    for _ in range(3):
        done = cluster.stage(range(30), lambda _task, _node: 20.0)
        assert sorted(done) == list(range(30))
    assert cluster.now > killed or not cluster.is_gone(0)


def test_one_machine_cannot_be_killed() -> None:
    with pytest.raises(ValueError, match="none can be killed"):
        simulated(Work(10, 1), Machines(1, killed=3.0), COSTS)


def test_memory_is_what_is_kept_and_what_is_being_built() -> None:
    assert memory(Work(40_000_000, 1), Machines(2, 1), COSTS) == 20e6 * 12.5 + 20e6 * (2 * 34 + 12.5)


def test_the_table_has_a_row_for_each_size() -> None:
    text = table([10**7, 10**9], [1, 4], 100, Machines(1), COSTS, runs=2)
    assert [line.split()[0] for line in text.splitlines() if line[:1].isdigit()] == ["10,000,000", "1,000,000,000"]
    assert "4 nodes" in text


def made(costs: Costs) -> list[dict[str, Any]]:
    """The rows that such costs give."""
    rows: list[dict[str, Any]] = []
    for events in (10**6, 10**7):
        sizes = {"read": costs.row_bytes, "journeys": costs.journey_bytes, "carried": 0.0}
        rows += [
            {"step": step, "events": events, "seconds": getattr(costs, step) * events, "bytes": size * events}
            for step, size in sizes.items()
        ]
        rows.append({"step": "spark", "events": events, "seconds": 3 + costs.spark * events})
        for least, n in ((0.1, 100), (0.05, 1000)):
            about = {"events": events, "min_support": least, "patterns": n}
            for step in ("search", "recount", "sums"):
                each, more = getattr(costs, step)
                rows.append({"step": step, **about, "seconds": events * (each + more * n)})
            rows += [
                {"step": "part", **about, "seconds": seconds, "bytes": n * costs.pattern_bytes} for seconds in (1, 1, 1)
            ]
            rows.append({"step": "united", **about, "seconds": costs.united * n})
            rows.append({"step": "candidates", **about, "share": costs.candidates})
            rows.append({"step": "unknown", **about, "share": costs.unknown})
    return rows


def test_the_costs_fitted_are_those_that_made_the_rows() -> None:
    costs, errors = fitted(made(COSTS))
    for name, value in vars(COSTS).items():
        assert getattr(costs, name) == pytest.approx(value), name
    assert max(errors.values()) < 1e-9
    assert len(lines(costs, errors)) == 12


def test_what_is_recorded_can_be_used_and_is_not_far_off() -> None:
    costs, errors = fitted(recorded())
    assert min(costs.read, costs.journeys, costs.spark, *costs.search, *costs.recount, *costs.sums) > 0
    assert max(errors.values()) < 1
