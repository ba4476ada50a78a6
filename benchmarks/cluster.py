"""How long many machines take, simulated at measured costs: ``python -m benchmarks cluster --events 1000000000``.

What `journeymine.spark` does, step by step: rows are counted, read again and sent to the machine of their customer;
parts are built, searched, their findings united by the driver and sent to all; what a part did not find is counted in
it. Every step waits for the last task of the one before. Costs are those that ``benchmarks cost`` recorded; what is not
measured is an attribute of `Machines`, and named on the page "Towards a billion events".
"""

import argparse
import heapq
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

import numpy as np

from benchmarks.cost import Costs, fitted, recorded
from benchmarks.run import aligned
from journeymine.spark.building import _parts_for


@dataclass(frozen=True)
class Machines:
    """What the work runs on.

    Attributes
    ----------
    nodes, cores
        Executors, each on a machine of its own, and the processors of each.
    bandwidth
        Bytes a second into and out of a machine, shared by its tasks.
    start, task
        Seconds until all executors are there; seconds to hand out a task and start its Python.
    handed
        Seconds an event that Spark takes to hand a part to a task, beside our own share: of one run on this machine.
    slow, slowness
        The share of tasks that take so many times as long, whatever they do.
    killed
        When one executor is lost for good, in seconds from the beginning; None: never.
    """

    nodes: int
    cores: int = 8
    bandwidth: float = 1.25e9
    start: float = 20.0
    task: float = 0.2
    handed: float = 6e-8
    slow: float = 0.0
    slowness: float = 3.0
    killed: float | None = None


@dataclass(frozen=True)
class Work:
    """What is asked for: so many events, in which so many patterns will be found."""

    events: int
    patterns: int

    def n_parts(self, machines: Machines) -> int:
        """As `journeymine.spark` has it: one a processor, but none of few events or of very many."""
        return _parts_for(self.events, machines.nodes * machines.cores)


@dataclass(frozen=True)
class Steps:
    """Seconds of each task, where it has nothing to fetch, and of what the driver does between."""

    read: float
    build: float
    search: float
    recount: float
    sums: float
    united: float
    told: float

    @classmethod
    def of(cls, work: Work, machines: Machines, costs: Costs) -> "Steps":
        """Of parts of a size."""
        n_parts, carried = work.n_parts(machines), costs.carried + machines.handed
        events, n = work.events / n_parts, work.patterns
        candidates = n * costs.candidates
        away = (machines.nodes - 1) / machines.nodes / machines.bandwidth
        # What parts found goes to the driver; the union, and which part knows what of it, goes to every machine.
        found, union = n_parts * n * costs.pattern_bytes, candidates * (costs.pattern_bytes + n_parts)
        return cls(
            # Counting, reading and building are measured as one; a third each.
            read=events * costs.spark / 3,
            build=events * costs.spark / 3,
            search=events * (carried + costs.search[0] + costs.search[1] * n),
            recount=events * (carried + costs.recount[0] + costs.recount[1] * candidates * costs.unknown),
            sums=events * (carried + costs.sums[0] + costs.sums[1] * n),
            united=costs.united * n_parts * n,
            told=(found + 2 * union + n_parts * n * 24) * away,
        )


def closed_form(work: Work, machines: Machines, costs: Costs) -> float:
    """Seconds on one machine without chance or mishap: rounds of equal tasks, one after another."""
    one = Steps.of(work, machines, costs)
    rounds = -(-work.n_parts(machines) // machines.cores)
    tasks = (one.read, one.read, one.build, one.search, one.recount, one.sums)
    return machines.start + rounds * sum(each + machines.task for each in tasks) + one.united


@dataclass
class Cluster:
    """Cores that take task after task, some of which are lost on the way.

    Attributes
    ----------
    machines
        What there is.
    rng
        Chance of this run.
    spread
        Standard deviation of the logarithm of the factor by which tasks differ.
    """

    machines: Machines
    rng: np.random.Generator
    spread: float
    now: float = 0.0
    _free: list[tuple[float, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = self.machines.start
        self._free = [
            (self.now, node, core) for core in range(self.machines.cores) for node in range(self.machines.nodes)
        ]

    def stage(self, tasks: Sequence[int], seconds: Callable[[int, int], float]) -> dict[int, int]:
        """Run tasks, each on the core that is free first; all cores wait for the last one. Which node did each?

        Parameters
        ----------
        tasks
            Their numbers, in the order in which they are handed out.
        seconds
            ``(task, node) → seconds`` of it there, before chance.
        """
        waiting = [(task, self.now) for task in tasks]
        done: dict[int, int] = {}
        last = self.now
        while waiting:
            task, ready = waiting.pop(0)
            free, node, core = heapq.heappop(self._free)
            begin = max(free, ready)
            if self._dead(node, begin):
                waiting.insert(0, (task, ready))
                continue
            end = begin + self.machines.task + seconds(task, node) * self._chance()
            if self._dead(node, end):
                assert self.machines.killed is not None
                waiting.append((task, self.machines.killed))
                continue
            heapq.heappush(self._free, (end, node, core))
            done[task], last = node, max(last, end)
        self.now = last
        self._free = [(last, node, core) for _, node, core in self._free]
        heapq.heapify(self._free)
        return done

    def is_gone(self, node: int) -> bool:
        """Is it lost by now?"""
        return self._dead(node, self.now)

    def _dead(self, node: int, time: float) -> bool:
        return self.machines.killed is not None and node == 0 and time > self.machines.killed

    def _chance(self) -> float:
        slow = self.machines.slowness if self.rng.random() < self.machines.slow else 1.0
        # A factor of mean 1.
        return slow * float(np.exp(self.spread * self.rng.standard_normal() - self.spread**2 / 2))


def simulated(work: Work, machines: Machines, costs: Costs, seed: int = 0) -> float:
    """Seconds from the start of the executors to the last count, once.

    Raises
    ------
    ValueError
        The only machine is killed.
    """
    if machines.killed is not None and machines.nodes == 1:
        message = "Of one machine none can be killed."
        raise ValueError(message)
    one, parts = Steps.of(work, machines, costs), range(work.n_parts(machines))
    cluster = Cluster(machines, np.random.default_rng(seed), costs.spread)
    # Every task of a machine has its share of the way in.
    slice_of = machines.bandwidth / machines.cores
    events = work.events / len(parts)
    fetched = events * costs.row_bytes * (machines.nodes - 1) / machines.nodes / slice_of
    moved = events * costs.journey_bytes / slice_of
    cluster.stage(parts, lambda _task, _node: one.read)
    rows = cluster.stage(parts, lambda _task, _node: one.read)
    homes: dict[int, int] = {}

    def build(these: Iterable[int]) -> None:
        """Parts out of their rows; what a lost machine had read is read again first."""
        unread = [part for part, node in rows.items() if cluster.is_gone(node)]
        rows.update(cluster.stage(unread, lambda _task, _node: one.read))
        homes.update(cluster.stage(list(these), lambda _task, _node: one.build + fetched))

    def over(seconds: float) -> None:
        """A step over built parts; what a lost machine held is built again first."""
        if gone := [part for part, node in homes.items() if cluster.is_gone(node)]:
            build(gone)
        cluster.stage(parts, lambda part, node: seconds + (0.0 if homes[part] == node else moved))

    build(parts)
    over(one.search)
    cluster.now += one.united + one.told
    over(one.recount)
    over(one.sums)
    return cluster.now


def memory(work: Work, machines: Machines, costs: Costs) -> float:
    """Bytes a machine needs: the parts it keeps, and a part being built on each core, its rows held twice meanwhile."""
    events = work.events / work.n_parts(machines)
    kept = work.events / machines.nodes * costs.journey_bytes
    return kept + machines.cores * events * (2 * costs.row_bytes + costs.journey_bytes)


def table(
    events: Sequence[int], nodes: Sequence[int], patterns: int, machines: Machines, costs: Costs, runs: int
) -> str:
    """Minutes (the median of some runs, the longest behind it) and gigabytes a machine."""
    rows: list[tuple[str, ...]] = [("events", *(f"{n} node{'' if n == 1 else 's'}" for n in nodes))]
    for size in events:
        work, cells = Work(size, patterns), []
        for n in nodes:
            these = replace(machines, nodes=n, killed=None if n == 1 else machines.killed)
            times = [simulated(work, these, costs, seed) / 60 for seed in range(runs)]
            cells.append(f"{median(times):.1f} ({max(times):.1f}) min, {memory(work, these, costs) / 1e9:.1f} GB")
        rows.append((f"{size:,}", *cells))
    return aligned(rows)


def main(arguments: list[str] | None = None) -> int:
    """Print what the recorded costs make of clusters."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks cluster", description=__doc__)
    parser.add_argument("--events", type=int, action="append", help="may be given more than once")
    parser.add_argument("--nodes", type=int, action="append", help="likewise")
    parser.add_argument("--patterns", type=int, default=1000)
    parser.add_argument("--cores", type=int, default=8, help="processors of each node")
    parser.add_argument("--bandwidth", type=float, default=1.25, help="gigabytes a second into and out of each node")
    parser.add_argument("--slow", type=float, default=0.0, help="share of tasks that take three times as long")
    parser.add_argument("--killed", type=float, help="seconds after which an executor is lost")
    parser.add_argument("--runs", type=int, default=20)
    asked = parser.parse_args(arguments)
    costs, _ = fitted(recorded())
    machines = Machines(1, asked.cores, asked.bandwidth * 1e9, slow=asked.slow, killed=asked.killed)
    sizes = asked.events or [10_000_000, 100_000_000, 1_000_000_000]
    print(table(sizes, asked.nodes or [1, 2, 4, 8, 16], asked.patterns, machines, costs, asked.runs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
