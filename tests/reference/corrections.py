"""Corrections as their authors wrote them: step by step, over all hypotheses, those not looked at with p = 1."""

from collections.abc import Callable, Sequence


def stepped_up(p: Sequence[float], m: int, times: float = 1.0) -> list[float]:
    """min over j ≥ i of p_(j)·m·times / j."""
    ordered = sorted([*p, *[1.0] * (m - len(p))])
    return [min(1.0, *(ordered[j - 1] * m * times / j for j in range(1, m + 1) if ordered[j - 1] >= one)) for one in p]


def benjamini_yekutieli(p: Sequence[float], m: int) -> list[float]:
    """Step up, times the harmonic number of m."""
    return stepped_up(p, m, sum(1 / i for i in range(1, m + 1)))


def holm(p: Sequence[float], m: int) -> list[float]:
    """max over j ≤ i of p_(j)·(m - j + 1); of hypotheses alike the first decides for all."""
    ordered = sorted([*p, *[1.0] * (m - len(p))])
    return [min(1.0, max(ordered[j] * (m - j) for j in range(ordered.index(one) + 1))) for one in p]


def bonferroni(p: Sequence[float], m: int) -> list[float]:
    """p·m."""
    return [min(1.0, one * m) for one in p]


TWINS: dict[str, Callable[[Sequence[float], int], list[float]]] = {
    "bh": stepped_up,
    "by": benjamini_yekutieli,
    "holm": holm,
    "bonferroni": bonferroni,
    "none": lambda p, _: list(p),
}
