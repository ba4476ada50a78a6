"""What customers do in each of the five systems, without any dirt."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.datasets.five_systems.people import DAY, People, Whole, moments

Columns = dict[str, NDArray[Any]]
"""Columns of one system; `time` in milliseconds of UTC."""

_PAGES = np.array(["home", "search", "product", "cart", "pay", "help"])
_FOLLOWS = np.cumsum(
    [
        [0.10, 0.55, 0.25, 0.02, 0.00, 0.08],
        [0.05, 0.30, 0.55, 0.02, 0.00, 0.08],
        [0.05, 0.30, 0.35, 0.22, 0.00, 0.08],
        [0.05, 0.10, 0.20, 0.05, 0.55, 0.05],
        [0.60, 0.15, 0.15, 0.00, 0.00, 0.10],
        [0.20, 0.30, 0.20, 0.02, 0.00, 0.28],
    ],
    axis=1,
)
_BROWSERS = np.array(
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1.15 Version/18.2 Safari/604.1",
        "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
    ]
)
TOPICS = np.array(["billing", "delivery", "login", "quality"])
_TEXTS = np.array(
    [
        "I was charged twice, please check my bill.",
        "My parcel has not arrived for two weeks.",
        "I cannot log in any more, the password is refused.",
        "The lens came with a scratch, I want my money back.",
    ]
)
_STEP = 5_000
"""Least time between two page views of one device, in milliseconds."""


def web(people: People, days: int, random: np.random.Generator) -> Columns:
    """Visits of each device, page by page."""
    visits = random.poisson(0.06 * days, len(people.cookies))
    owner = np.repeat(np.arange(len(people.cookies)), visits)
    begun = moments(len(owner), days, random)
    length = 1 + random.geometric(0.25, len(owner))
    row_visit = np.repeat(np.arange(len(owner)), length)
    place = np.arange(len(row_visit)) - np.repeat(np.cumsum(length) - length, length)
    page = _walk(place, random)
    time = begun[row_visit] + place * _STEP + random.integers(0, _STEP, len(place)) * place
    device, time, order = _spread(owner[row_visit], time)
    known = people.cookie_known[device]
    logged_in = (known >= 0) & (time >= known)
    number = people.number[people.cookie_owner[device]]
    return {
        "cookie": people.cookies[device],
        "customer_number": np.where(logged_in, number, ""),
        "page": _PAGES[page[order]],
        "agent": _BROWSERS[people.cookie_owner[device] % len(_BROWSERS)],
        "time": time,
    }


def shop(people: People, days: int, random: np.random.Generator) -> Columns:
    """Orders, and returns of one in ten of them within a fortnight."""
    who, time = _after_registration(people, 0.035, days, random)
    amount = np.round(np.exp(random.normal(3.6, 0.8, len(who))), 2)
    back = random.random(len(who)) < 0.1
    late = time[back] + random.integers(DAY, 14 * DAY, int(back.sum()))
    return {
        "customer": np.concatenate([people.number[who], people.number[who[back]]]),
        "status": np.array(["order"] * len(who) + ["return"] * int(back.sum())),
        "amount": np.char.mod("%.2f", np.concatenate([amount, -amount[back]])),
        "time": np.concatenate([time, late]),
    }


def phone(people: People, days: int, random: np.random.Generator) -> Columns:
    """Calls, with a topic that an agent picks."""
    who = np.repeat(np.arange(len(people)), random.poisson(0.02 * days, len(people)))
    return {
        "caller": people.phone[who],
        "topic": TOPICS[random.choice(len(TOPICS), len(who), p=[0.4, 0.3, 0.2, 0.1])],
        "time": moments(len(who), days, random),
    }


def tickets(people: People, days: int, random: np.random.Generator) -> Columns:
    """Complaints with their text."""
    who = np.repeat(np.arange(len(people)), random.poisson(0.02 * days, len(people)))
    topic = random.choice(len(TOPICS), len(who), p=[0.35, 0.35, 0.1, 0.2])
    return {
        "requester": people.email_hash[who],
        "topic": TOPICS[topic],
        "text": _TEXTS[topic],
        "time": moments(len(who), days, random),
    }


def crm(people: People, days: int, random: np.random.Generator) -> Columns:
    """Registrations, and offers by mail to customers by number."""
    who, time = _after_registration(people, 0.04, days, random)
    everybody = np.arange(len(people))
    return {
        "customer_number": np.concatenate([people.number, people.number[who]]),
        "email_hash": np.concatenate([people.email_hash, people.email_hash[who]]),
        "phone": np.concatenate([people.phone, people.phone[who]]),
        "action": np.array(["register"] * len(everybody) + ["offer"] * len(who)),
        "time": np.concatenate([people.registered, time]),
    }


def _after_registration(people: People, a_day: float, days: int, random: np.random.Generator) -> tuple[Whole, Whole]:
    """Who does something that only customers with a number do, and when."""
    who = np.repeat(np.arange(len(people)), random.poisson(a_day * days, len(people)))
    time = moments(len(who), days, random)
    late = time > people.registered[who] + 60_000
    return who[late], time[late]


def _walk(place: Whole, random: np.random.Generator) -> Whole:
    """Pages of all visits, a step of every visit at a time; a visit begins at the home page."""
    page = np.zeros(len(place), np.int64)
    draw = random.random(len(place))
    for step in range(1, int(place.max(initial=0)) + 1):
        here = np.flatnonzero(place == step)
        page[here] = (draw[here, None] >= _FOLLOWS[page[here - 1]]).sum(axis=1)
    return page


def _spread(device: Whole, time: Whole) -> tuple[Whole, Whole, Whole]:
    """Rows by device and time, with no two of a device nearer than a step, and where each came from."""
    order = np.lexsort((time, device))
    device, time = device[order], time[order]
    first = np.flatnonzero(np.r_[True, device[1:] != device[:-1]]) if len(device) else np.zeros(0, np.int64)
    place = np.arange(len(device)) - np.repeat(first, np.diff(np.r_[first, len(device)]))
    # Within a device the running maximum of the time less its place pushes crowded rows apart.
    base = device * np.int64(1 << 43)
    return device, np.maximum.accumulate(time - place * _STEP + base) - base + place * _STEP, order
