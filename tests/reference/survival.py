"""The slow, obvious twin of Kaplan and Meier: at every time, those still watched counted one by one."""

from collections.abc import Sequence
from fractions import Fraction

Watched = tuple[int, bool]


def stays(people: Sequence[Watched], until: int) -> Fraction:
    """The share to whom nothing came up to and including `until`."""
    share = Fraction(1)
    for time in sorted({lasted for lasted, came in people if came and lasted <= until}):
        risk = sum(lasted >= time for lasted, _ in people)
        share *= 1 - Fraction(sum(came and lasted == time for lasted, came in people), risk)
    return share


def jump(people: Sequence[Watched], one: Watched) -> Fraction:
    """What one event stands for: its part of the fall of the curve at its time."""
    lasted, came = one
    if not came:
        return Fraction(0)
    fall = stays(people, lasted - 1) - stays(people, lasted)
    return fall / sum(other == one for other in people)


def quantile(values: Sequence[int], weights: Sequence[Fraction], target: Fraction) -> int | None:
    """The smallest value up to which the weights sum to the target."""
    for value in sorted(set(values)):
        if sum(weight for one, weight in zip(values, weights, strict=True) if one <= value) >= target:
            return value
    return None
