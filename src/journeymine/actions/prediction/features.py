"""What a prefix is described by: how far it is, what happened last, and which patterns it holds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.prediction.contexts import START, Contexts
from journeymine.actions.prediction.held import Held
from journeymine.actions.prediction.steps import Element, Prefixes, Steps

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
#: Logarithms of one more than …
NUMBERS = ("steps so far", "time since the first step", "time since the step before")


class Feature(NamedTuple):
    """One column: its kind (``"number"``, ``"last steps"``, ``"pattern"``) and what it says."""

    kind: str
    name: str


@dataclass(frozen=True, eq=False)
class Features:
    """Columns of a matrix, learned from training prefixes.

    Attributes
    ----------
    contexts
        Endings, a column a node: 1 where a prefix ends so.
    held
        Patterns, a column each: 1 where a prefix holds it.
    patterns
        The same, as elements.
    centre, scale
        Mean and standard deviation of each of the numbers in training; times only where the journeys had any.
    """

    contexts: Contexts
    held: Held
    patterns: tuple[tuple[Element, ...], ...]
    centre: Floats
    scale: Floats

    @property
    def timed(self) -> bool:
        """Were there times to learn from?"""
        return len(self.centre) > 1

    def __len__(self) -> int:
        return len(self.centre) + len(self.contexts) + len(self.patterns)

    def listed(self) -> list[Feature]:
        """What the columns are."""
        numbers = [Feature("number", name) for name in NUMBERS[: len(self.centre)]]
        endings = [Feature("last steps", told(one)) for one in self.contexts.endings()]
        return [*numbers, *endings, *(Feature("pattern", told(one)) for one in self.patterns)]

    def matrix(self, steps: Steps, prefixes: Prefixes) -> "csr_array":
        """The features of prefixes: a SciPy CSR array of shape (n, n_features), float64."""
        from scipy.sparse import csr_array

        n, plain = len(prefixes), len(self.centre)
        numbers = (numbers_of(steps, prefixes, timed=self.timed) - self.centre) / self.scale
        nodes = self.contexts.find(steps, prefixes)
        rows, columns = self.held.find(steps, prefixes)
        at, order = np.nonzero(nodes > 0)
        row = np.concatenate([np.repeat(np.arange(n), plain), at, rows])
        last = plain + len(self.contexts)
        column = np.concatenate([np.tile(np.arange(plain), n), plain - 1 + nodes[at, order], last + columns])
        value = np.ones(len(row))
        value[: n * plain] = numbers.ravel()
        matrix = csr_array((value, (row, column)), shape=(n, len(self)))
        # Sums over a row are then taken in one order, for one journey as for many.
        matrix.sort_indices()
        return matrix


def learned(
    steps: Steps, prefixes: Prefixes, contexts: Contexts, patterns: tuple[tuple[Element, ...], ...]
) -> Features:
    """Features whose numbers are scaled by the training prefixes."""
    numbers = numbers_of(steps, prefixes, timed=steps.times is not None)
    spread = numbers.std(axis=0)
    return Features(contexts, Held.of(patterns), patterns, numbers.mean(axis=0), np.where(spread > 0, spread, 1.0))


def numbers_of(steps: Steps, prefixes: Prefixes, *, timed: bool) -> Floats:
    """``log(1 + x)`` of how many steps, and of the times in seconds (order numbers): float64, shape (n, 1 or 3)."""
    firsts, ends = steps.bounds[prefixes.journeys], prefixes.ends
    count = ends - firsts + 1
    if not timed:
        return np.log1p(count[:, None].astype(np.float64))
    assert steps.times is not None
    # Times ascend in a journey, and the difference of two may be more than a signed number holds.
    times = np.append(steps.times, 0).astype(np.uint64)
    started = np.where(count > 0, times[ends] - times[np.minimum(firsts, len(times) - 1)], 0)
    paused = np.where(count > 1, times[ends] - times[np.maximum(ends - 1, 0)], 0)
    return np.log1p(np.column_stack([count.astype(np.float64), started * steps.seconds, paused * steps.seconds]))


def told(elements: tuple[Element, ...]) -> str:
    """Elements as patterns are printed; the journey's start as ``^``."""
    names = [
        "^" if one == START else str(one[0]) if len(one) == 1 else f"({' & '.join(map(str, one))})" for one in elements
    ]
    return " → ".join(names)
