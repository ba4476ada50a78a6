"""Rules that divide what a path brought among its touches, whatever other paths did."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from journeymine.actions.attribution.paths import Floats, Integers, Paths

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False)
class Ruled:
    """A division that is a sum over paths.

    Attributes
    ----------
    features
        Sparse, shape (n_paths, n_channels): what each path gives each channel.
    """

    features: "csr_array"

    def credits(self, totals: Floats) -> Floats:
        """The credit of each channel, from the sums of `features` over all paths."""
        return totals


def ruled(paths: Paths, rule: str, half_life: Fraction | None) -> Ruled:
    """Divide by a rule.

    Parameters
    ----------
    paths
        The paths.
    rule
        ``"first"``, ``"last"``: all to the first or last touch, in equal parts where several share its time;
        ``"linear"``: each touch the same; ``"u_shaped"``: 40 % to the first, 40 % to the last, the rest to those in
        between, and half to each end where there are none; ``"time_decay"``: 2^(−age / `half_life`), age being the time
        to the last touch (that to the goal gives the same shares); ``"shapley"``: each distinct channel the same.
    half_life
        For ``"time_decay"``, in the log's unit.

    Examples
    --------
    >>> touches, opens = np.array([0, 1, 0, 2]), np.ones(4, bool)
    >>> paths = Paths(3, touches, np.array([0, 4]), opens, np.arange(4)[::-1], np.array([True]), np.array([6.0]))
    >>> ruled(paths, "linear", None).features.toarray().tolist()
    [[3.0, 1.5, 1.5]]
    >>> ruled(paths, "shapley", None).features.toarray().tolist()
    [[2.0, 2.0, 2.0]]
    """
    from scipy.sparse import csr_array

    if rule == "shapley":
        path, channel = paths.channels()
        parts = _equal(path, np.ones(len(path)))
    else:
        path, channel = paths.path, paths.touches
        parts = _decayed(paths, half_life) if rule == "time_decay" else _RULES[rule](paths)
    given = parts * paths.worth[path]
    features = csr_array((given, (path, channel)), shape=(len(paths), paths.n_channels))
    features.sum_duplicates()
    features.eliminate_zeros()
    return Ruled(features)


def _equal(path: Integers, raw: Floats) -> Floats:
    """Parts of one in proportion to these numbers, path by path; nothing where they are all 0."""
    whole = np.bincount(path, raw)[path] if len(path) else raw
    return np.divide(raw, whole, out=np.zeros(len(raw)), where=whole > 0)


def _ends(paths: Paths) -> tuple[Floats, Floats]:
    """Which touches have the time of the first of their path, and which that of the last."""
    element = np.cumsum(paths.opens)
    first = element == np.repeat(element[paths.offsets[:-1]], np.diff(paths.offsets))
    last = element == np.repeat(element[paths.offsets[1:] - 1], np.diff(paths.offsets))
    return first.astype(np.float64), last.astype(np.float64)


def _first(paths: Paths) -> Floats:
    return _equal(paths.path, _ends(paths)[0])


def _last(paths: Paths) -> Floats:
    return _equal(paths.path, _ends(paths)[1])


def _linear(paths: Paths) -> Floats:
    return _equal(paths.path, np.ones(len(paths.touches)))


def _u_shaped(paths: Paths) -> Floats:
    first, last = _ends(paths)
    between = _equal(paths.path, (1 - first) * (1 - last))
    rest = np.bincount(paths.path, between, minlength=len(paths))[paths.path] > 0
    ends = _first(paths) + _last(paths)
    return np.where(rest, 0.4 * ends + 0.2 * between, 0.5 * ends)


def _decayed(paths: Paths, half_life: Fraction | None) -> Floats:
    assert half_life is not None
    return _equal(paths.path, np.exp2(-(paths.ages / float(half_life))))


_RULES: dict[str, Callable[[Paths], Floats]] = {
    "first": _first,
    "last": _last,
    "linear": _linear,
    "u_shaped": _u_shaped,
}
