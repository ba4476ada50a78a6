"""Threads that mine and cancel at once on shared journeys: each whole result is the one known beforehand.

The main thread is interrupted by signals now and then, the others by their progress functions or by time limits.
"""

import faulthandler
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import journeymine as jm
from journeymine.datasets import generate
from tests.stress.size import Size

THREADS = 8
RULES = ("rules", "sets")
COMPARED = ("gaps", "steps", "best")
"""What these find is compared with what else was found; cut short they may find what does not stand in the end."""
SLOW = 120.0
"""No call takes so many seconds, on however busy a machine; a thread that does hangs."""


class CancelledError(Exception):
    """Raised by a progress function."""


def run(size: Size) -> str:
    """In a process of its own, for signals reach all of a process."""
    command = [sys.executable, "-m", "tests.stress.threads", str(size.minutes), str(size.seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60 * size.minutes + 5 * SLOW)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return done.stdout.strip().splitlines()[-1]


def digest(rows: Any) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def of_table(found: Any, *columns: str) -> str:
    return digest(found.to_dict([*columns] or None)["rows"])


class Work:
    """What all threads share, and the calls that are made of it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "log.csv"
        generate(1_500, seed=4).to_pandas().to_csv(self.path, index=False)
        self.log = self.read()
        self.journeys = self.log.journeys()
        self.patterns = jm.mine_sequences(self.journeys, min_support=0.1, max_length=3)
        self.events = [str(name) for name in self.journeys.names[:3]]

    def read(self) -> jm.EventLog:
        return jm.read_events(str(self.path), customer="customer", event="event", time="time")

    def searches(self) -> dict[str, Callable[..., Any]]:
        """Searches that take a progress function and limits."""
        rows = self.journeys
        return {
            "sequences": lambda **also: jm.mine_sequences(rows, min_support=0.03, max_length=4, **also),
            "closed": lambda **also: jm.mine_sequences(rows, min_support=0.06, kind="closed", **also),
            "maximal": lambda **also: jm.mine_sequences(rows, min_support=0.06, kind="maximal", **also),
            "generators": lambda **also: jm.mine_sequences(rows, min_support=0.06, kind="generators", **also),
            "gaps": lambda **also: jm.mine_sequences(rows, min_support=0.03, max_gap="2d", kind="closed", **also),
            "steps": lambda **also: jm.mine_sequences(rows, min_support=0.03, max_step_gap=2, kind="maximal", **also),
            "best": lambda **also: jm.mine_sequences(rows, top_k=200, **also),
            "itemsets": lambda **also: jm.mine_itemsets(rows, min_support=0.02, **also),
            "closed itemsets": lambda **also: jm.mine_itemsets(rows, min_support=0.02, kind="closed", **also),
            "rules": lambda **also: jm.mine_rules(rows, 0.05, 0.3, max_length=3, **also),
            "sets": lambda **also: jm.mine_rules(rows, 0.05, 0.3, ordered=False, max_length=4, **also),
        }

    def questions(self) -> dict[str, Callable[[], str]]:
        """Calls that end by themselves, each as a digest of all that it finds."""
        a, b, _ = self.events
        rows, patterns = self.journeys, self.patterns
        lifts = ("lift_order", "lift_order_low", "p_order", "support_low")
        return {
            "reading": lambda: digest(self.read().journeys().to_lists()),
            "counting": lambda: digest(
                [rows.count(f"{a} -> {b}"), rows.count(f"^ [{a}|{b}]"), rows.count(f"{b} => {a}")]
            ),
            "matching": lambda: digest(rows.matches(f"{a} -> {b}").to_numpy().tolist()),
            "filtering": lambda: digest(rows.filter(f"{a} -> [^{b}]* -> {a}").to_lists()),
            "lifts, shared": lambda: of_table(patterns, "pattern", *lifts),
            "lifts": lambda: of_table(jm.mine_sequences(rows, min_support=0.15, max_length=2), "pattern", *lifts),
            "more columns": lambda: of_table(patterns[:40].with_columns("n_occurrences", "gap_median", "lift_serial")),
            "timing": lambda: digest(patterns[:20].timing().to_numpy().tolist()),
            "recounting": lambda: of_table(patterns.recount(rows[::2]), "pattern", "n_journeys"),
            "significance": lambda: of_table(patterns[:30].significance(), "pattern", "p_value", "q_value"),
            "funnel": lambda: digest(self.log.funnel([a, b], within="30d").to_dict()),
            "quality": lambda: digest(self.log.quality().to_dict()),
        }


class Crew:
    """The threads, what came of their calls, and the first thing that went wrong."""

    def __init__(self, work: Work, minutes: float, seed: int) -> None:
        self.searches, self.questions = work.searches(), work.questions()
        self.rows = {name: _rows(call(progress=False), name) for name, call in self.searches.items()}
        self.known = {name: digest(rows) for name, rows in self.rows.items()}
        self.known |= {name: ask() for name, ask in self.questions.items()}
        self.until, self.seed = time.monotonic() + 60 * minutes, seed
        self.counts = [Counter[str]() for _ in range(THREADS)]
        self.wrong: list[str] = []
        self.began = [time.monotonic()] * THREADS

    def goes_on(self) -> bool:
        return not self.wrong and time.monotonic() < self.until

    def keep_calling(self, number: int) -> None:
        """One call after another; what ends early is counted apart."""
        chance = Random(self.seed * 1000 + number)
        while self.goes_on():
            self.began[number] = time.monotonic()
            try:
                self.counts[number][self.call(chance)] += 1
            except KeyboardInterrupt:
                self.counts[number]["interrupted"] += 1
            except BaseException:  # noqa: BLE001 (it must not go down with its thread)
                self.wrong.append(traceback.format_exc())
        self.began[number] = float("inf")

    def call(self, chance: Random) -> str:
        """One call; gives what came of it."""
        name = chance.choice([*self.known])
        if name in self.questions:
            self.same(name, self.questions[name]())
            return "whole"
        how, n_jobs = chance.choice(["whole", "whole", "late", "cancelled", "first"]), chance.choice([1, 2, 3, None])
        search = self.searches[name]
        if how == "cancelled":
            return self.cancelled(search, chance, n_jobs)
        limits: dict[str, dict[str, Any]] = {
            "late": {"time_limit": chance.uniform(0.001, 0.05)},
            "first": {"max_patterns": chance.randrange(1, 99)},
        }
        found = search(n_jobs=n_jobs, progress=False, **limits.get(how, {}))
        if not found.truncated:
            self.same(name, of_table(found, *_shown(name)))
            return "whole"
        rows, known = _rows(found, name), self.rows[name]
        if how == "first":
            assert rows == known[: len(rows)], f"{name}: the first are others"
            return "the first"
        self.late(name, rows, found.info["proven_above"])
        return "out of time"

    def late(self, name: str, rows: list[Any], proven: int | None) -> None:
        """All that is said to be complete is there and right; the rest is right where results are proven one by one."""
        known, found = ({repr(row) for row in both} for both in (self.rows[name], rows))
        assert name in COMPARED or found <= known, f"{name}: out of time, it finds what is not there"
        n = "n_rule" if name in RULES else "n_journeys"
        above = [
            {repr(row) for row in both if proven is not None and row[n] > proven} for both in (self.rows[name], rows)
        ]
        assert above[0] == above[1], f"{name}: not all is as it is that more than {proven} hold"

    def cancelled(self, search: Callable[..., Any], chance: Random, n_jobs: int | None) -> str:
        """A search whose progress function has had enough."""
        most = chance.uniform(0, 0.9)

        def tell(done: float) -> None:
            if done >= most:
                raise CancelledError

        try:
            search(n_jobs=n_jobs, progress=tell)
        except CancelledError:
            return "cancelled"
        message = "a progress function that raises was not heard"
        raise AssertionError(message)

    def same(self, name: str, found: str) -> None:
        assert found == self.known[name], f"{name} finds something else"


def _shown(name: str) -> tuple[str, ...]:
    if name in RULES:
        return "antecedent", "consequent", "n_rule", "n_antecedent", "confidence"
    return ("itemset" if "itemsets" in name else "pattern"), "n_journeys", "support"


def _rows(found: Any, name: str) -> list[Any]:
    rows: list[Any] = found.to_dict([*_shown(name)])["rows"]
    return rows


def main(minutes: float, seed: int) -> None:
    """Run the threads, the main one among them, and print one line."""
    faulthandler.enable()
    with tempfile.TemporaryDirectory() as folder:
        crew = Crew(Work(Path(folder)), minutes, seed)
        others = [threading.Thread(target=crew.keep_calling, args=(number,)) for number in range(1, THREADS)]
        stop = threading.Event()
        helpers = [threading.Thread(target=task, args=(crew, stop)) for task in (interrupt, watch)]
        for thread in [*others, *helpers]:
            thread.start()
        while crew.goes_on():
            try:
                crew.keep_calling(0)
            except KeyboardInterrupt:
                crew.counts[0]["interrupted"] += 1
        crew.began[0] = float("inf")
        while any(thread.is_alive() for thread in [*others, *helpers]):
            try:
                for thread in others:
                    thread.join()
                stop.set()
                for thread in helpers:
                    thread.join()
            except KeyboardInterrupt:
                crew.counts[0]["interrupted"] += 1
    assert not crew.wrong, crew.wrong[0]
    total = sum(crew.counts, Counter[str]())
    told = ", ".join(f"{n:,} {what}" for what, n in total.most_common())
    calls = f"{total.total():,} calls of {len(crew.known)} kinds ({told})"
    print(f"{THREADS} threads for {minutes:g} min, {calls}: no result differs")


def interrupt(crew: Crew, stop: threading.Event) -> None:
    """Ctrl-C for the main thread, at moments of chance."""
    chance = Random(crew.seed)
    while crew.goes_on() and not stop.wait(chance.uniform(0.05, 0.6)):
        os.kill(os.getpid(), signal.SIGINT)


def watch(crew: Crew, stop: threading.Event) -> None:
    """Say where everybody is, and give up, if somebody hangs."""
    while not stop.wait(1):
        if time.monotonic() - min(crew.began) > SLOW:
            faulthandler.dump_traceback()
            os._exit(3)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
