"""What goes wrong in five systems: rows are added, altered or taken away, and each says by what fault."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from journeymine.datasets.five_systems.behaviour import Columns
from journeymine.datasets.five_systems.people import DAY, HOUR, START, People, Texts

Dirt = Callable[[Columns, People, int, np.random.Generator], Columns]
"""Makes the columns of one system worse; rows it touches get the name of the fault in the column `fault`."""

KIOSKS = 60
"""Devices on which one account is used, in shops."""

DEMO_ACCOUNT = "10000001"
"""No customer has it: their numbers are 10,000,000 and a multiple of 13."""


def resent(columns: Columns, _people: People, _days: int, random: np.random.Generator) -> Columns:
    """1.5 % of rows were exported twice."""
    again = (random.random(len(columns["time"])) < 0.015) & (columns["fault"] == "")
    return _added(columns, {name: column[again] for name, column in columns.items()}, "duplicate")


def double_clicks(columns: Columns, _people: People, _days: int, random: np.random.Generator) -> Columns:
    """1 % of pages came twice within a second."""
    again = (random.random(len(columns["time"])) < 0.01) & (columns["fault"] == "")
    second = {name: column[again] for name, column in columns.items()}
    second["time"] = second["time"] + random.integers(200, 900, int(again.sum()))
    return _added(columns, second, "near_duplicate")


def crawlers(columns: Columns, _people: People, days: int, random: np.random.Generator) -> Columns:
    """Two crawlers that say so and one that does not: a page every other second, an hour long."""
    for name, agent in (
        ("ck-crawler-a", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
        ("ck-crawler-b", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"),
        ("ck-scraper", str(columns["agent"][0]) if len(columns["agent"]) else "Mozilla/5.0"),
    ):
        n = 1_800
        begun = START + int(random.integers(0, days)) * DAY + 2 * HOUR
        rows: Columns = {
            "cookie": np.full(n, name),
            "customer_number": np.full(n, ""),
            "page": np.array(["product", "search", "home"])[np.arange(n) % 3],
            "agent": np.full(n, agent),
            "time": begun + 2_000 * np.arange(n) + random.integers(0, 500, n),
        }
        columns = _added(columns, rows, "bot")
    return columns


def broken_clocks(columns: Columns, _people: People, _days: int, random: np.random.Generator) -> Columns:
    """25 rows at the epoch, 15 rows three years ahead."""
    sound = random.permutation(np.flatnonzero(columns["fault"] == ""))
    # One of a device: two of its pages at the epoch would be duplicates as well.
    sound = sound[np.sort(np.unique(columns["cookie"][sound], return_index=True)[1])]
    time, fault = columns["time"].copy(), columns["fault"].copy()
    time[sound[:25]], fault[sound[:25]] = 0, "epoch"
    time[sound[25:40]] += 3 * 365 * DAY
    fault[sound[25:40]] = "future"
    return {**columns, "time": time, "fault": fault}


def kiosks(columns: Columns, _people: People, days: int, random: np.random.Generator) -> Columns:
    """One account logs in at many devices: the kiosks of the shops."""
    n = KIOSKS
    rows: Columns = {
        "cookie": np.char.add("ck-kiosk-", np.arange(n).astype(np.str_)),
        "customer_number": np.full(n, DEMO_ACCOUNT),
        "page": np.full(n, "home"),
        "agent": np.full(n, "Kiosk/1.0"),
        "time": START + random.integers(0, days * 24, n) * HOUR,
    }
    return _added(columns, rows, "shared_account")


def borrowed_devices(columns: Columns, people: People, _days: int, random: np.random.Generator) -> Columns:
    """On 2 % of the devices somebody else logs in as well, later than the owner."""
    mine = np.flatnonzero((columns["customer_number"] != "") & (columns["fault"] == ""))
    mine = mine[np.lexsort((columns["time"][mine], columns["cookie"][mine]))]
    cookie = columns["cookie"][mine]
    last = np.flatnonzero(np.r_[cookie[1:] != cookie[:-1], True]) if len(cookie) else np.zeros(0, np.int64)
    more = last[np.r_[False, last[1:] - last[:-1] > 1]] if len(last) else last
    rows = mine[more[random.random(len(more)) < 0.02]]
    number, fault = columns["customer_number"].copy(), columns["fault"].copy()
    others = people.number[random.integers(0, len(people), len(rows))]
    differ = others != number[rows]
    number[rows[differ]] = others[differ]
    fault[rows[differ]] = "borrowed_device"
    return {**columns, "customer_number": number, "fault": fault}


def guests(columns: Columns, _people: People, days: int, random: np.random.Generator) -> Columns:
    """Orders without an account all go to one customer, and a few to none."""
    n = max(len(columns["time"]) // 10, 60)
    name = np.where(np.arange(n) < n - 12, "guest", "")
    rows: Columns = {
        "customer": name,
        "status": np.full(n, "order"),
        "amount": np.char.mod("%.2f", np.round(np.exp(random.normal(3.2, 0.8, n)), 2)),
        "time": START + random.integers(0, days * 24 * 60, n) * 60_000,
    }
    return _added(columns, rows, np.where(name == "", "missing", "catch_all"))


def outage(columns: Columns, _people: People, days: int, random: np.random.Generator) -> Columns:
    """Four days of which nothing was exported."""
    day = (columns["time"] - START) // DAY
    first = int(random.integers(days // 3, max(days // 2, days // 3 + 1)))
    return _kept(columns, (day < first) | (day >= first + 4))


def new_york(columns: Columns, _people: People, _days: int, _random: np.random.Generator) -> Columns:
    """The call centre's clock shows New York, six hours behind, and the export does not say so."""
    return {**columns, "fault": np.where(columns["fault"] == "", "zone", columns["fault"])}


def late_arrivals(columns: Columns, _people: People, days: int, random: np.random.Generator) -> Columns:
    """Of the last three days most has not arrived yet."""
    tail = columns["time"] >= START + (days - 3) * DAY
    return _kept(columns, ~tail | (random.random(len(tail)) < 0.2))


def spellings(columns: Columns, _people: People, _days: int, random: np.random.Generator) -> Columns:
    """Topics typed by hand: in capitals, with blanks."""
    how = random.random(len(columns["topic"]))
    topic = columns["topic"].astype("<U16")
    topic = np.where(how < 0.04, np.char.upper(topic), np.where(how < 0.08, np.char.add(topic, " "), topic))
    return {**columns, "topic": topic, "fault": np.where(how < 0.08, "spelling", columns["fault"])}


DIRT: dict[str, tuple[Dirt, ...]] = {
    "web": (borrowed_devices, broken_clocks, resent, double_clicks, kiosks, crawlers),
    "shop": (guests, outage),
    "phone": (new_york,),
    "tickets": (spellings, late_arrivals),
    "crm": (),
}


def _added(columns: Columns, rows: Columns, fault: str | Texts) -> Columns:
    """The columns with further rows, which are all of one fault or have one each."""
    rows = {**rows, "fault": np.broadcast_to(np.asarray(fault), len(rows["time"]))}
    return {name: np.concatenate([column, rows[name]]) for name, column in columns.items()}


def _kept(columns: Columns, keep: NDArray[np.bool_]) -> Columns:
    return {name: column[keep] for name, column in columns.items()}
