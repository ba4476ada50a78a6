"""Five dirty exports of one company, and the truth about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.datasets.five_systems import behaviour
from journeymine.datasets.five_systems.behaviour import Columns
from journeymine.datasets.five_systems.dirt import DIRT
from journeymine.datasets.five_systems.exports import MAPPING, exported
from journeymine.datasets.five_systems.people import DAY, START, People, people
from journeymine.options import whole_number
from journeymine.showing import Showing

if TYPE_CHECKING:
    import pyarrow as pa

_WHERE = "five_systems"


@dataclass(frozen=True, repr=False)
class FiveSystems(Showing):
    """The exports and what is known about them.

    Attributes
    ----------
    sources
        ``web``, ``shop``, ``phone``, ``tickets`` and ``crm``: a table each, as its system writes it, rows by time.
    clean
        The same without a fault.
    mapping
        How `read_events` reads them, but for what is wrong with them.
    faults
        ``source``, ``row`` (of that source, from 0), ``fault``: every row that is no sound one. Rows that are missing
        (``outage`` of the shop, ``late_arrivals`` of the tickets) are not in it.
    identities
        ``id``, ``kind`` (``cookie``, ``email_hash``, ``phone``), ``person``: whose each id is, for all that can be
        known from the exports.
    """

    sources: "Mapping[str, pa.Table]"
    clean: "Mapping[str, pa.Table]"
    mapping: Mapping[str, Any]
    faults: "pa.Table"
    identities: "pa.Table"

    def __repr__(self) -> str:
        rows = ", ".join(f"{name} {table.num_rows:,}" for name, table in self.sources.items())
        return f"FiveSystems: {rows} rows, of which {self.faults.num_rows:,} are faulty"


def five_systems(n_customers: int = 500, *, days: int = 90, seed: int = 0) -> FiveSystems:
    """Exports of a web log, a shop, a phone system, a ticket system and a CRM, with planted dirt and identities.

    People go by another id in each system: a cookie a device, a customer number, a telephone number, the hash of an
    e-mail address. Log-ins tie cookies to numbers, the CRM ties numbers to e-mail and telephone.

    Planted are rows sent twice, double clicks, crawlers (one of which poses as a browser), clocks at the epoch and in
    the future, an account used at many kiosks, devices on which two log in, orders of guests under one id, orders of
    nobody, four days without an export, a telephone system that writes the time of New York, topics in several
    spellings, and a ticket export whose last days have not arrived yet.

    Parameters
    ----------
    n_customers
        Persons with a customer number.
    days
        Length of the observed time from 2025-01-06, at least 28.
    seed
        The same seed gives the same tables.

    Returns
    -------
    FiveSystems
        About 100 rows a customer in 90 days.

    Raises
    ------
    OptionError
        An option is out of range.

    Examples
    --------
    >>> exports = five_systems(50, days=28, seed=1)
    >>> exports.sources["shop"].column_names
    ['customer', 'status', 'amount', 'time']
    >>> sorted(set(exports.faults.filter(exports.faults["source"].to_numpy() == "shop")["fault"].to_pylist()))
    ['catch_all', 'missing']
    """
    n = whole_number(n_customers, "n_customers", _WHERE)
    span = whole_number(days, "days", _WHERE, least=28)
    random = np.random.default_rng(whole_number(seed, "seed", _WHERE, least=0))
    persons = people(n, span, random)
    sound = {name: _ended(getattr(behaviour, name)(persons, span, random), span) for name in DIRT}
    dirty = {}
    for name, columns in sound.items():
        for worse in DIRT[name]:
            columns = worse(columns, persons, span, random)  # noqa: PLW2901 (fault after fault)
        dirty[name] = _by_time(columns)
    return FiveSystems(
        sources={name: exported(name, columns, dirty=True) for name, columns in dirty.items()},
        clean={name: exported(name, _by_time(columns), dirty=False) for name, columns in sound.items()},
        mapping=MAPPING,
        faults=_faults(dirty),
        identities=_identities(persons, sound["web"]),
    )


def _ended(columns: Columns, days: int) -> Columns:
    """The rows within the observed time, none of them faulty yet."""
    inside = columns["time"] < START + days * DAY
    kept = {name: column[inside] for name, column in columns.items()}
    return {**kept, "fault": np.full(int(inside.sum()), "", "<U16")}


def _by_time(columns: Columns) -> Columns:
    order = np.argsort(columns["time"], kind="stable")
    return {name: column[order] for name, column in columns.items()}


def _faults(dirty: Mapping[str, Columns]) -> "pa.Table":
    import pyarrow as pa

    rows = {name: np.flatnonzero(columns["fault"] != "") for name, columns in dirty.items()}
    return pa.table(
        {
            "source": np.concatenate([np.full(len(where), name) for name, where in rows.items()]).tolist(),
            "row": np.concatenate(list(rows.values())),
            "fault": np.concatenate([dirty[name]["fault"][where] for name, where in rows.items()]).tolist(),
        }
    )


def _identities(persons: People, web: Columns) -> "pa.Table":
    """Devices on which their owner has logged in, and what the CRM knows."""
    import pyarrow as pa

    seen = np.isin(persons.cookies, web["cookie"][web["customer_number"] != ""])
    kinds = ["cookie"] * int(seen.sum()) + ["email_hash"] * len(persons) + ["phone"] * len(persons)
    return pa.table(
        {
            "id": np.concatenate([persons.cookies[seen], persons.email_hash, persons.phone]).tolist(),
            "kind": kinds,
            "person": np.concatenate(
                [persons.number[persons.cookie_owner[seen]], persons.number, persons.number]
            ).tolist(),
        }
    )
