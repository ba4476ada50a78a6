"""The slow, obvious twin of description lengths: every code written out and added up, every cover tried."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import comb, log2

from tests.reference.constrained import Rules, Timed
from tests.reference.counting import minimal_windows, occurrences
from tests.reference.sequences import Pattern, length

Window = tuple[int, int, int]
"""Begin and end in events of a journey, and the number of the pattern."""


def whole_number_bits(n: float) -> float:
    bits, rest = log2(2.865064), log2(n)
    while rest > 0:
        bits, rest = bits + rest, log2(rest)
    return bits


def ways_bits(total: int, parts: int) -> float:
    return log2(comb(total - 1, parts - 1)) if parts > 1 and total > parts else 0.0


def windows(journey: Timed, pattern: Pattern, number: int) -> list[Window]:
    ends = [0]
    for events, _ in journey:
        ends.append(ends[-1] + len(events))
    found = minimal_windows(occurrences(journey, pattern, Rules()), len(journey))
    return [(ends[a], ends[b + 1], number) for a, b in sorted(found)]


def best_cover(
    all_windows: Sequence[Window], gains: Sequence[float], costs: Sequence[float], sizes: Sequence[int]
) -> float:
    """The most that windows of one journey without a common event can save: every choice of them is tried."""

    def best(left: Sequence[Window], begin: int) -> float:
        if not left:
            return 0.0
        (a, b, p), rest = left[0], left[1:]
        without = best(rest, begin)
        return without if a < begin else max(without, gains[p] - costs[p] * (b - a - sizes[p]) + best(rest, b))

    return best(sorted(all_windows, key=lambda one: one[1]), 0)


@dataclass
class Log:
    """Journeys and patterns, and all windows of these."""

    journeys: Sequence[Timed]
    patterns: Sequence[Pattern]
    windows: list[list[list[Window]]] = field(init=False)
    counts: Counter[object] = field(init=False)

    def __post_init__(self) -> None:
        self.windows = [[windows(journey, pattern, 0) for journey in self.journeys] for pattern in self.patterns]
        self.counts = Counter(event for journey in self.journeys for events, _ in journey for event in events)

    def events(self, row: int) -> list[object]:
        return [event for element in self.patterns[row] for event in element]

    def left(self, rows: Sequence[int], usage: Sequence[int]) -> Counter[object]:
        counts = Counter(self.counts)
        for row, times in zip(rows, usage, strict=True):
            for event in self.events(row):
                counts[event] -= times
        return counts

    def bits(self, rows: Sequence[int], usage: Sequence[int], gaps: Sequence[int]) -> float:
        """Table and journeys, code by code."""
        total = sum(self.counts.values())
        bits = whole_number_bits(max(len(self.counts), 1)) + ways_bits(total, len(self.counts))
        bits += whole_number_bits(len(rows) + 1) + whole_number_bits(sum(usage) + 1) + ways_bits(sum(usage), len(rows))
        codes = [*usage, *self.left(rows, usage).values()]
        bits += sum(-times * log2(times / sum(codes)) for times in codes if times)
        for row, times, gap in zip(rows, usage, gaps, strict=True):
            size = length(self.patterns[row])
            bits += whole_number_bits(size) + whole_number_bits(gap + 1)
            bits += sum(-log2(self.counts[event] / total) for event in self.events(row))
            stream = (gap, times * (size - 1))
            bits += sum(-n * log2(n / sum(stream)) for n in stream if n)
        return bits

    def savings(
        self, rows: Sequence[int], usage: Sequence[int], gaps: Sequence[int]
    ) -> tuple[list[float], list[float]]:
        left = {event: max(n, 0) + 0.5 for event, n in self.left(rows, usage).items()}
        total = sum(left.values()) + sum(times + 0.5 for times in usage)
        gains, costs = [], []
        for row, times, gap in zip(rows, usage, gaps, strict=True):
            fills = times * (length(self.patterns[row]) - 1)
            alone = sum(-log2(left[event] / total) for event in self.events(row))
            fill = -log2((fills + 0.5) / (gap + fills + 1))
            gains.append(alone + log2((times + 0.5) / total) - (length(self.patterns[row]) - 1) * fill)
            costs.append(-log2((gap + 0.5) / (gap + fills + 1)))
        return gains, costs

    def cover(self, rows: Sequence[int], gains: Sequence[float], costs: Sequence[float]) -> tuple[list[int], list[int]]:
        """Usage and gaps of the best cover, the earlier end where two save as much, then the earlier pattern."""
        usage, gaps = [0] * len(rows), [0] * len(rows)
        for number in range(len(self.journeys)):
            own = [(a, b, at) for at, row in enumerate(rows) for a, b, _ in self.windows[row][number]]
            reached: dict[int, tuple[float, Window | None]] = {0: (0.0, None)}
            for place in range(1, sum(len(events) for events, _ in self.journeys[number]) + 1):
                reached[place] = (reached[place - 1][0], None)
                for a, b, at in (one for one in own if one[1] == place):
                    whole = reached[a][0] + gains[at] - costs[at] * (b - a - length(self.patterns[rows[at]]))
                    if whole > reached[place][0]:
                        reached[place] = (whole, (a, b, at))
            place = max(reached)
            while place:
                window = reached[place][1]
                if window is not None:
                    a, b, at = window
                    usage[at] += 1
                    gaps[at] += b - a - length(self.patterns[rows[at]])
                place = place - 1 if window is None else window[0]
        return usage, gaps

    def fitted(
        self, rows: Sequence[int], start: tuple[list[int], list[int]] = ([], [])
    ) -> tuple[list[int], list[int], float]:
        if not rows:
            return [], [], self.bits([], [], [])
        usage, gaps = ([*one, *[0] * (len(rows) - len(one))] for one in start)
        for at, row in enumerate(rows):
            if not usage[at]:
                usage[at] = sum(map(len, self.windows[row]))
                gaps[at] = usage[at] * (length(self.patterns[row]) - 1)
        best: tuple[list[int], list[int], float] | None = None
        for _ in range(10):
            usage, gaps = self.cover(rows, *self.savings(rows, usage, gaps))
            bits = self.bits(rows, usage, gaps)
            if best is not None and bits >= best[2]:
                break
            best = (usage, gaps, bits)
        assert best is not None
        return best

    def summarise(self, k: int | None) -> tuple[list[int], float]:
        """The rows chosen, and the bits with them."""
        rows: list[int] = []
        code = self.fitted(rows)
        waiting = {}
        for row in (one for one, pattern in enumerate(self.patterns) if length(pattern) > 1):
            saved = code[2] - self.fitted([row])[2]
            if saved > 0:
                waiting[row] = (saved, 0)
        steps = 0
        while waiting and (k is None or len(rows) < k):
            row = max(waiting, key=lambda one: (waiting[one][0], -one))
            computed = waiting.pop(row)[1]
            again = self.fitted([*rows, row], code[:2])
            saved = code[2] - again[2]
            if saved <= 0:
                continue
            if computed < steps and waiting and saved < max(one for one, _ in waiting.values()):
                waiting[row] = (saved, steps)
                continue
            steps += 1
            before, code, rows = code, again, [*rows, row]
            fewer = [at for at in range(len(rows) - 1) if code[0][at] < before[0][at]]
            for old in [rows[at] for at in sorted(fewer, key=lambda at: code[0][at])]:
                rest = [one for one in rows if one != old]
                kept = [at for at, one in enumerate(rows) if one != old]
                less = self.fitted(rest, ([code[0][at] for at in kept], [code[1][at] for at in kept]))
                if less[2] < code[2]:
                    rows, code = rest, less
        return rows, code[2]
