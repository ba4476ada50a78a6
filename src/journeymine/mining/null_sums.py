"""What a null says of patterns or rules: sums, tails and bounds, a row each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Keys:
    """How much of a null was computed once for all that share it: `asked` chances, `distinct` ones computed."""

    asked: int
    distinct: int

    def told(self) -> dict[str, float]:
        """Plain values for `info`."""
        rate = 1.0 - self.distinct / self.asked if self.asked else 0.0
        return {"asked": self.asked, "distinct": self.distinct, "hit_rate": round(rate, 6)}


@dataclass(frozen=True, eq=False)
class OrderNull:
    """What the order null, or another, says; a row a pattern (or a rule).

    Attributes
    ----------
    support
        int64: x, journeys that hold it.
    expected
        float64: E, as many as the null expects.
    p, p_mid
        float64: P(X ≥ x), and P(X > x) + P(X = x) / 2.
    noise
        float64: the standard deviation of the support over shuffles; 0 where nothing was shuffled.
    squares, sizes
        int64: Σ_c x_c² and Σ_c x_c·n_c over customers c with n_c journeys (rules: with the antecedent).
    crossed, chance_squares
        float64: Σ_c x_c·q_c and Σ_c q_c², with q_c the chances of the journeys of customer c.
    low, high
        float64: bootstrap bounds of x / E where x < 10, else NaN.
    tied
        int64: journeys that fit and whose chance was estimated by shuffling.
    fitting
        int64: journeys that hold its events often enough, in any order (rules: that hold the antecedent).
    possible
        int64: journeys that fit and hold it in some order (sequences: all that fit).
    keys
        How much was computed once for all that share it; None where there is nothing to share.
    customers, fitting_squares
        int64, rules only: customers that hold the antecedent, and Σ_c n_c² over them.
    """

    support: NDArray[np.int64]
    expected: Floats
    p: Floats
    p_mid: Floats
    noise: Floats
    squares: NDArray[np.int64]
    sizes: NDArray[np.int64]
    crossed: Floats
    chance_squares: Floats
    low: Floats
    high: Floats
    tied: NDArray[np.int64]
    fitting: NDArray[np.int64]
    possible: NDArray[np.int64]
    keys: Keys | None = None
    customers: NDArray[np.int64] | None = None
    fitting_squares: NDArray[np.int64] | None = None


def joined(parts: list[dict[str, NDArray[Any]]]) -> OrderNull:
    """What the core says of patterns that were handed to it part by part."""

    def whole(name: str) -> NDArray[np.int64]:
        return np.concatenate([part[name] for part in parts]).astype(np.int64)

    def real(name: str) -> Floats:
        return np.concatenate([part[name] for part in parts])

    rules = "antecedent" in parts[0]
    # Patterns of another part share no key but by chance.
    keys = Keys(*(int(sum(part["keys"][i] for part in parts)) for i in (0, 1))) if "keys" in parts[0] else None
    return OrderNull(
        support=whole("support"),
        expected=real("expected"),
        p=real("p"),
        p_mid=real("p_mid"),
        noise=real("noise"),
        squares=whole("squares"),
        sizes=whole("sizes"),
        crossed=real("crossed"),
        chance_squares=real("chance_squares"),
        low=real("low"),
        high=real("high"),
        tied=whole("tied") if "tied" in parts[0] else np.zeros_like(whole("support")),
        fitting=whole("antecedent" if rules else "fitting"),
        possible=whole("possible" if rules else "fitting"),
        keys=keys,
        customers=whole("customers") if rules else None,
        fitting_squares=whole("antecedent_squares") if rules else None,
    )
