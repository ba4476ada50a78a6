"""Who the customers are: the ids they go by in each system, and what ties these together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.str_]
Whole = NDArray[np.int64]

HOUR = 3_600_000
DAY = 24 * HOUR
START = 1_736_121_600_000
"""2025-01-06, a Monday, in milliseconds."""

_HOURLY = np.array([2, 1, 1, 1, 1, 2, 5, 9, 12, 13, 13, 14, 15, 13, 12, 12, 13, 15, 19, 23, 26, 22, 13, 6], np.float64)
_WEEKDAYS = np.array([1.0, 1.0, 1.0, 1.0, 1.1, 1.3, 1.2])


@dataclass(frozen=True)
class People:
    """Persons and their ids.

    Attributes
    ----------
    number
        Customer number, shape (n,): the id by which a person is known.
    email_hash, phone
        Shape (n,): one each.
    registered
        When the customer got a number, milliseconds, shape (n,).
    cookies, cookie_owner, cookie_known
        Devices: their ids, whose they are, and the time of the first log-in, shape (m,). A device whose owner never
        logs in has no such time (-1).
    """

    number: Texts
    email_hash: Texts
    phone: Texts
    registered: Whole
    cookies: Texts
    cookie_owner: Whole
    cookie_known: Whole

    def __len__(self) -> int:
        return len(self.number)


def people(n: int, days: int, random: np.random.Generator) -> People:
    """Draw n persons, each with one to three devices, of which one in eight is never tied to them."""
    owner = np.repeat(np.arange(n), random.choice([1, 2, 3], n, p=[0.5, 0.35, 0.15]))
    registered = moments(n, max(days // 3, 1), random)
    known = registered[owner] + random.integers(0, DAY * max(days // 3, 1), len(owner))
    return People(
        number=numbered("", n, random),
        email_hash=numbered("e-", n, random),
        phone=numbered("+49", n, random),
        registered=registered,
        cookies=numbered("ck-", len(owner), random),
        cookie_owner=owner,
        cookie_known=np.where(random.random(len(owner)) < 0.125, -1, known),
    )


def numbered(prefix: str, n: int, random: np.random.Generator) -> Texts:
    """`n` distinct ids of eight digits."""
    digits = random.permutation(max(4 * n, 1_000))[:n].astype(np.int64) * 13 + 10_000_000
    return np.char.add(prefix, digits.astype(np.str_))


def moments(n: int, days: int, random: np.random.Generator) -> Whole:
    """`n` times in milliseconds as people keep them: by day of the week and hour of the day in Berlin."""
    weights = _WEEKDAYS[np.arange(days) % 7]
    day = random.choice(days, n, p=weights / weights.sum())
    hour = random.choice(24, n, p=_HOURLY / _HOURLY.sum())
    # Winter time all along; summer time begins on day 83 and moves the profile by an hour.
    return START + day * DAY + (hour - 1) * HOUR + random.integers(0, HOUR, n)
