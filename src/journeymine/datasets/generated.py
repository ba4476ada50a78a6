"""A seeded interaction log with a planted pattern whose order lift is known beforehand."""

from collections.abc import Sequence
from math import factorial
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import OptionError
from journeymine.options import bad_option, share, whole_number

if TYPE_CHECKING:
    import pyarrow as pa

_WHERE = "generate"


def generate(
    n_customers: int = 1_000,
    *,
    pattern: Sequence[str] = ("search", "compare", "cart"),
    involved: float = 0.6,
    in_order: float = 0.5,
    background: Sequence[str] = ("home", "news", "help", "mail", "app", "call"),
    n_background: float = 6.0,
    days: int = 30,
    seed: int = 0,
) -> "pa.Table":
    """An interaction log in which one order of events is planted.

    Every customer has background events at random times. A customer who is *involved* has each event of the pattern
    once as well, at random times: in the pattern's order for the share `in_order` of them, in random order for the
    rest. What customers do is then the same whether the order is planted or not, so the pattern's support tells
    nothing and its order lift does: with k events it is ``k! · in_order + (1 - in_order)``, see `planted_lift`.

    Parameters
    ----------
    n_customers
        Customers, ``c00000``, ``c00001``, …
    pattern
        Distinct event names to plant, in order; none of them in `background`.
    involved
        Probability that a customer has the pattern's events at all.
    in_order
        Probability that an involved customer has them in the planted order by design.
    background
        Names of the other events; the first is the most frequent (frequencies fall as 1/rank).
    n_background
        Mean number of background events a customer (Poisson).
    days
        Length of the observed time, from 2025-01-01 UTC.
    seed
        The same seed gives the same table.

    Returns
    -------
    pyarrow.Table
        ``customer``, ``event`` (strings) and ``time`` (timestamp, microseconds, UTC), in time order. No two rows of a
        customer share a time; a customer for whom no event was drawn has no row.

    Raises
    ------
    OptionError
        Where an option is out of range, or `pattern` repeats a name or shares one with `background`.

    Examples
    --------
    >>> table = generate(100, seed=7)
    >>> table.column_names
    ['customer', 'event', 'time']
    >>> table.equals(generate(100, seed=7))
    True
    """
    n = whole_number(n_customers, "n_customers", _WHERE)
    planted = _names(pattern, background)
    span = whole_number(days, "days", _WHERE) * 86_400_000_000
    random = np.random.default_rng(whole_number(seed, "seed", _WHERE, least=0))
    others = np.arange(len(background)) + len(planted)
    weights = 1 / np.arange(1, len(background) + 1)
    takes_part = random.random(n) < share(involved, "involved", _WHERE)
    by_design = random.random(n) < share(in_order, "in_order", _WHERE)
    sizes = random.poisson(_mean(n_background), n) if len(background) else np.zeros(n, np.int64)
    owners, codes, times = [], [], []
    for customer in range(n):
        extra = random.choice(others, sizes[customer], p=weights / weights.sum()) if sizes[customer] else others[:0]
        order = np.arange(len(planted)) if by_design[customer] else random.permutation(len(planted))
        steps = order if takes_part[customer] else order[:0]
        clock = _distinct(random, len(steps) + len(extra), span)
        # The planted events keep their order: they take the drawn places in ascending time.
        places = np.sort(random.choice(len(clock), len(steps), replace=False))
        events = np.empty(len(clock), np.int64)
        events[places] = steps
        events[np.setdiff1d(np.arange(len(clock)), places)] = extra
        owners.append(np.full(len(clock), customer))
        codes.append(events)
        times.append(clock)
    return _table([*planted, *background], *map(np.concatenate, (owners, codes, times)))


def planted_lift(n_events: int, in_order: float) -> float:
    """The order lift that `generate` plants: ``n_events! · in_order + (1 - in_order)``.

    Under the order null each of the k! orders of an involved customer is equally likely; a customer has the planted
    one by design, or with probability 1/k! by chance.

    Examples
    --------
    >>> planted_lift(3, 0.5)
    3.5
    """
    return factorial(n_events) * in_order + (1 - in_order)


def _names(pattern: Sequence[str], background: Sequence[str]) -> list[str]:
    if isinstance(pattern, str) or not 0 < len(set(pattern)) == len(pattern):
        raise bad_option("pattern", _WHERE, "a sequence of at least one name, each once", pattern)
    shared = set(pattern) & set(background)
    if shared:
        message = f"`pattern` and `background` of {_WHERE} must not share names; both hold {min(shared)!r}."
        raise OptionError(message)
    return list(pattern)


def _mean(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= float(value) < float("inf"):
        raise bad_option("n_background", _WHERE, "a number ≥ 0", value)
    return float(value)


def _distinct(random: np.random.Generator, n: int, span: int) -> np.ndarray:
    clock = np.sort(random.integers(0, span, n))
    while len(np.unique(clock)) < n:
        clock = np.sort(random.integers(0, span, n))
    return clock


def _table(names: list[str], owners: np.ndarray, codes: np.ndarray, times: np.ndarray) -> "pa.Table":
    import pyarrow as pa

    by_time = np.lexsort((owners, times))
    start = np.datetime64("2025-01-01", "us")
    return pa.table(
        {
            "customer": pa.array([f"c{owner:05d}" for owner in owners[by_time]], pa.string()),
            "event": pa.array([names[code] for code in codes[by_time]], pa.string()),
            "time": pa.array(start + times[by_time].astype("timedelta64[us]"), pa.timestamp("us", tz="UTC")),
        }
    )
