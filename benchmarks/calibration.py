"""Are p-values what they say, and false discoveries as rare as asked? ``python -m benchmarks calibration --runs 1000``.

Journeys of three kinds (untied events, ties broken by name, sets) in random order, where every pattern is chance; and
the same with a pair that mostly comes in order, where patterns of other events are still chance and power can be seen.
"""

import argparse
import csv
import datetime as dt
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.records import FOLDER, machine
from benchmarks.run import aligned
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.mining.again import mined_again
from journeymine.mining.constraints import FREE
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.mining.nulls import order_null
from journeymine.mining.redrawing import redrawn
from journeymine.ranking.significance import Wish, significance

KINDS = ("untied", "tied", "sets")
ALPHA = 0.05
EVENTS = 5
JOURNEYS = 60
#: Shuffles of journeys with ties or sets where p itself is looked at, and where it is to survive a correction.
SHUFFLES, MORE_SHUFFLES = 199, 999
#: The longest patterns mined: p from shuffles cannot be small enough for large families.
LONGEST = {"untied": 3, "tied": 2, "sets": 2}
#: The events of the planted pair, in order.
PLANTED = (0, 1)

Floats = NDArray[np.float64]


def coded(rows: Sequence[Sequence[int]], kind: str, random: np.random.Generator) -> CodedJourneys:
    """Journeys of a kind: of neighbours that are tied, three in ten, sets are made, or they stand by name."""
    tied = [random.random(len(row)) < 0.3 for row in rows]
    if kind == "sets":
        return from_lists([_blocks(row, own) for row, own in zip(rows, tied, strict=True)])
    if kind == "untied":
        return from_lists(rows)
    lists = [sorted(block) for row, own in zip(rows, tied, strict=True) for block in _blocks(row, own, keep=True)]
    times = [at for at, block in enumerate(lists) for _ in block]
    flat = [event for block in lists for event in block]
    ends = np.cumsum([len(row) for row in rows]).tolist()
    journeys = from_lists([flat[a:b] for a, b in pairwise([0, *ends])])
    recipe = {"source": "events", "simultaneous": "order", "tie": "event"}
    return replace(journeys, times=np.array(times, np.int64), recipe=recipe, tied_share=0.5)


def _blocks(row: Sequence[int], tied: NDArray[np.bool_], *, keep: bool = False) -> list[list[int]]:
    """Runs of tied events; of an event that comes twice in one the second is left out, unless all are kept."""
    blocks: list[list[int]] = []
    for event, joins in zip(row, tied.tolist(), strict=True):
        if not blocks or not joins:
            blocks.append([event])
        elif keep or event not in blocks[-1]:
            blocks[-1].append(event)
    return blocks


def noise(kind: str, run: int, journeys: int) -> CodedJourneys:
    """Journeys of 3 to 6 of five events of unequal frequency, each journey's own in random order."""
    random = np.random.default_rng([run, 1])
    weights = 1 / np.arange(1, EVENTS + 1)
    sizes = random.integers(3, 7, journeys)
    drawn = random.choice(EVENTS, sizes.sum(), p=weights / weights.sum())
    rows = [part.tolist() for part in np.split(drawn, np.cumsum(sizes)[:-1])]
    # One journey of all events: codes are the events. The seed is none that a test draws its shuffles by.
    return redrawn(coded([[*range(EVENTS)], *rows], kind, random), seed=run + 2**40, number=0, n_jobs=1)


def planted(kind: str, run: int, journeys: int, share: float = 0.6) -> CodedJourneys:
    """Six events once each in random order; where the pair is planted, 0 takes the earlier of its two places.

    The places left to the others are as random as ever, so that patterns of neither 0 nor 1 are chance.
    """
    random = np.random.default_rng([run, 2])
    rows = random.permuted(np.tile(np.arange(EVENTS + 1), (journeys, 1)), axis=1)
    first, second = (np.argmax(rows == event, axis=1) for event in PLANTED)
    turned = np.flatnonzero((random.random(journeys) < share) & (first > second))
    rows[turned, first[turned]], rows[turned, second[turned]] = PLANTED[::-1]
    return coded(rows.tolist(), kind, random)


def family() -> FoundPatterns:
    """All sequences of two and three events, two at least distinct."""
    every = [one for length in (2, 3) for one in product(range(EVENTS), repeat=length) if len(set(one)) > 1]
    sizes = [len(one) for one in every]
    return FoundPatterns(
        np.array([event for one in every for event in one], np.uint32),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64),
        np.zeros(len(every), np.uint32),
    )


@dataclass(frozen=True)
class Share:
    """How often something came out, with its standard error over the runs."""

    mean: float
    error: float

    @classmethod
    def of(cls, each: Sequence[float]) -> "Share":
        """From one number a run."""
        values = np.asarray(each, np.float64)
        return cls(float(values.mean()), float(values.std(ddof=1) / len(values) ** 0.5))


def p_values(kind: str, runs: int, journeys: int = 100) -> Iterator[tuple[Floats, Floats, NDArray[np.bool_]]]:
    """For each run p and mid-p of every pattern of the family, and which have Σq(1-q) ≥ 5: no support is looked at."""
    patterns = family()
    for run in range(runs):
        own = noise(kind, run, journeys)
        known = replace(patterns, n_journeys=count(own, patterns, n_jobs=1))
        null = order_null(own, known, seed=run, n_jobs=1, shuffles=SHUFFLES, bounded=False)
        yield null.p, null.p_mid, null.expected - null.chance_squares >= 5


def small_p(kind: str, runs: int, alphas: Sequence[float] = (ALPHA,)) -> dict[tuple[str, float], Share]:
    """P(p ≤ α) over all patterns, exact and mid, each run one observation."""
    shares: dict[tuple[str, float], list[float]] = {(name, alpha): [] for alpha in alphas for name in ("exact", "mid")}
    for p, mid, wide in p_values(kind, runs):
        for (name, alpha), each in shares.items():
            each.append(float(((p if name == "exact" else mid)[wide] <= alpha).mean()))
    return {key: Share.of(each) for key, each in shares.items()}


def discoveries(
    make: Callable[[str, int, int], CodedJourneys], kind: str, method: str, runs: int, *, longest: int | None = None
) -> dict[str, Share]:
    """``any_false``, ``false_share`` of what was found, and ``power``: was the planted pair found?"""
    rows: dict[str, list[float]] = {"any_false": [], "false_share": [], "power": []}
    info = {"min_support": 10, "max_length": longest or LONGEST[kind]}
    draws = 19 if method == "westfall-young" else None if kind == "untied" else MORE_SHUFFLES
    for run in range(runs):
        own = make(kind, run, JOURNEYS)
        found = mined_again(own, info, n_jobs=1)
        verdict = significance(own, found, info, FREE, Wish(method=method, seed=run, n_permutations=draws))
        told = np.flatnonzero(verdict.q <= ALPHA)
        bounds = found.offsets.astype(np.int64)
        events = [tuple(found.items[bounds[i] : bounds[i + 1]].tolist()) for i in told]
        false = len(told) if make is noise else sum(set(PLANTED).isdisjoint(one) for one in events)
        rows["any_false"].append(float(false > 0))
        rows["false_share"].append(false / max(len(told), 1))
        rows["power"].append(float(PLANTED in events))
    return {name: Share.of(each) for name, each in rows.items()}


METHODS = ("bh", "by", "holm", "bonferroni", "holdout", "westfall-young")


def study(runs: int) -> list[dict[str, Any]]:
    """A row a figure."""
    rows: list[dict[str, Any]] = []
    for kind in KINDS:
        for (name, alpha), share in small_p(kind, runs, (0.01, ALPHA, 0.1)).items():
            rows.append(_row("noise", kind, name, f"P(p ≤ {alpha:g})", runs, share))
        for method in METHODS:
            if method == "westfall-young" and kind != "untied":
                continue
            alone = discoveries(noise, kind, method, runs)
            rows.append(_row("noise", kind, method, "any false discovery", runs, alone["any_false"]))
            beside = discoveries(planted, kind, method, runs)
            rows.append(_row("planted", kind, method, "share of false discoveries", runs, beside["false_share"]))
            rows.append(_row("planted", kind, method, "power", runs, beside["power"]))
    return rows


COLUMNS = ("data", "journeys", "by", "what", "runs", "share", "error")


def _row(data: str, kind: str, by: str, what: str, runs: int, share: Share) -> dict[str, Any]:
    figures = (round(share.mean, 4), round(share.error, 4))
    return dict(zip(COLUMNS, (data, kind, by, what, runs, *figures), strict=True))


def record(rows: Sequence[Mapping[str, Any]], folder: Path = FOLDER) -> Path:
    """Write today's file and return its path."""
    path = folder / machine() / f"calibration-{dt.datetime.now(dt.UTC).date()}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as text:
        writer = csv.DictWriter(text, [*COLUMNS, "python"], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "python": platform.python_version()} for row in rows)
    return path


def main(arguments: list[str]) -> int:
    """Print the figures; 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks calibration", description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    asked = parser.parse_args(arguments)
    rows = study(asked.runs)
    print(aligned([COLUMNS, *(tuple(str(row[name]) for name in COLUMNS) for row in rows)]))
    if asked.record:
        print(f"recorded in {record(rows)}")
    return 0
