"""The slow, obvious twin of attribution: paths row by row, chains of dicts, every order of channels."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations, takewhile

Touch = tuple[int, str]
Event = tuple[int, str]
Credit = dict[str, Fraction]
Worth = Callable[[frozenset[str]], Fraction]


@dataclass(frozen=True)
class Path:
    """Touches in order, and what the goal they lead to brought; None where they lead to none."""

    touches: tuple[Touch, ...]
    worth: Fraction | None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for _, name in self.touches)


def paths(
    events: Sequence[Event],
    goals: dict[int, Fraction],
    channels: set[str],
    within: int | None,
    *,
    restart: bool,
    collapse: bool,
) -> list[Path]:
    """The paths of one journey, whose goals are given by time."""
    touches = sorted({(time, name) for time, name in events if name in channels})
    found, used = [], set()
    for goal, worth in sorted(goals.items()):
        before = max((other for other in goals if other < goal), default=None)
        lead = [
            touch
            for touch in touches
            if touch[0] < goal
            and (within is None or goal - touch[0] <= within)
            and (not restart or before is None or touch[0] >= before)
        ]
        used.update(lead)
        if lead:
            found.append(Path(tuple(lead), worth))
    run: list[Touch] = []
    for touch in [one for one in touches if one not in used and one[0] not in goals]:
        goal_between = run and any(run[-1][0] < goal <= touch[0] for goal in goals)
        if run and (goal_between or (within is not None and touch[0] - run[-1][0] > within)):
            found.append(Path(tuple(run), None))
            run = []
        run.append(touch)
    if run:
        found.append(Path(tuple(run), None))
    return [Path(_collapsed(path.touches), path.worth) for path in found] if collapse else found


def _collapsed(touches: tuple[Touch, ...]) -> tuple[Touch, ...]:
    kept: list[Touch] = []
    for touch in touches:
        if not kept or kept[-1][1] != touch[1]:
            kept.append(touch)
    return tuple(kept)


def by_rule(found: Sequence[Path], rule: str, half_life: int = 1) -> Credit:
    """First, last, linear, u_shaped and time_decay."""
    credit: Credit = defaultdict(Fraction)
    for path in found:
        if path.worth is None:
            continue
        first = [touch for touch in path.touches if touch[0] == path.touches[0][0]]
        last = [touch for touch in path.touches if touch[0] == path.touches[-1][0]]
        between = [touch for touch in path.touches if touch not in first and touch not in last]
        decay = {touch: Fraction(2 ** (-(path.touches[-1][0] - touch[0]) / half_life)) for touch in path.touches}
        parts: dict[str, list[tuple[list[Touch], Fraction]]] = {
            "first": [(first, Fraction(1))],
            "last": [(last, Fraction(1))],
            "linear": [(list(path.touches), Fraction(1))],
            "time_decay": [([touch], decay[touch] / sum(decay.values())) for touch in path.touches],
            "u_shaped": (
                [(first, Fraction(2, 5)), (last, Fraction(2, 5)), (between, Fraction(1, 5))]
                if between
                else [(first, Fraction(1, 2)), (last, Fraction(1, 2))]
            ),
        }
        for touches, part in parts[rule]:
            for _, name in touches:
                credit[name] += part / len(touches) * path.worth
    return credit


def removal_effects(found: Sequence[Path], order: int) -> Credit:
    """What share of all worth is lost without each channel, in the chain whose states are the last touches."""
    steps: Counter[tuple[tuple[str, ...], tuple[str, ...] | None]] = Counter()
    worth: dict[tuple[str, ...], Fraction] = defaultdict(Fraction)
    for path in found:
        state: tuple[str, ...] = ()
        for name in path.names:
            after = (*state, name)[-order:]
            steps[state, after] += 1
            state = after
        steps[state, None] += 1
        worth[state] += path.worth or 0
    whole = _expected(steps, worth, None)
    names = {name for path in found for name in path.names}
    return {name: 1 - _expected(steps, worth, name) / whole if whole else Fraction(0) for name in names}


def _expected(
    steps: Counter[tuple[tuple[str, ...], tuple[str, ...] | None]],
    worth: dict[tuple[str, ...], Fraction],
    without: str | None,
) -> Fraction:
    """What a path from the start brings, those through a channel nothing: Gauss and Jordan, exact."""
    states = [state for state in {source for source, _ in steps} if without not in state]
    visits: Counter[tuple[str, ...]] = Counter()
    for (source, _), times in steps.items():
        visits[source] += times
    rows = {}
    for state in states:
        row = {other: Fraction(-steps[state, other], visits[state]) for other in states}
        row[state] += 1
        rows[state] = (row, worth[state] / visits[state])
    for pivot in states:
        row, right = rows[pivot]
        scale = row[pivot]
        rows[pivot] = row, right = ({at: value / scale for at, value in row.items()}, right / scale)
        for other in states:
            if other != pivot and rows[other][0][pivot]:
                line, value = rows[other]
                factor = line[pivot]
                rows[other] = ({at: line[at] - factor * row[at] for at in line}, value - factor * right)
    return rows[()][1]


def markov(found: Sequence[Path], order: int) -> Credit:
    """All worth in proportion to the removal effects."""
    effects = removal_effects(found, order)
    whole, total = sum(effects.values()), sum((path.worth or Fraction(0) for path in found), Fraction(0))
    return {name: total * effect / whole if whole else Fraction(0) for name, effect in effects.items()}


def conversions_of(found: Sequence[Path]) -> Worth:
    """What paths brought that need no other channels."""
    return lambda chosen: sum((path.worth or Fraction(0) for path in found if set(path.names) <= chosen), Fraction(0))


def rate_of(found: Sequence[Path]) -> Worth:
    """The same per path that needs no other channels, times all paths."""

    def worth(chosen: frozenset[str]) -> Fraction:
        inside = [path for path in found if set(path.names) <= chosen]
        brought = sum((path.worth or Fraction(0) for path in inside), Fraction(0))
        return brought * len(found) / len(inside) if inside else Fraction(0)

    return worth


def shapley(found: Sequence[Path], worth: Worth) -> Credit:
    """What each channel adds when it comes, over every order of channels."""
    names = sorted({name for path in found for name in path.names})
    orders = list(permutations(names))
    credit: Credit = defaultdict(Fraction)
    for order in orders:
        for name in names:
            before = frozenset(takewhile(lambda other, name=name: other != name, order))  # type: ignore[misc]
            credit[name] += (worth(before | {name}) - worth(before)) / len(orders)
    return credit
