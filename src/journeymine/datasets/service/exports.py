"""The tables of a service company, and what is known beforehand of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.api import EventLog, read_events
from journeymine.datasets.service import wording
from journeymine.datasets.service.campaign import Campaign, campaign, planted_effects
from journeymine.datasets.service.complaints import CATEGORIES, complaints, planted_growth
from journeymine.datasets.service.onboarding import OUTCOME, onboarding, planted_lead
from journeymine.datasets.service.people import (
    START,
    Events,
    Floats,
    People,
    Whole,
    at_any_time,
    ended,
    people,
    times,
)
from journeymine.options import bad_option, is_real, whole_number
from journeymine.showing import Showing

if TYPE_CHECKING:
    import pyarrow as pa

_WHERE = "service_log"
_REGIONS = np.array(["north", "south", "west"])
_OTHER_CALLS = 0.6
"""Calls about anything else for each about commissioning."""


@dataclass(frozen=True, repr=False)
class ServiceLog(Showing):
    """What a service company knows of its customers, and the truth about what makes them call, complain and buy.

    Attributes
    ----------
    events
        ``customer``, ``event``, ``time`` (microseconds, UTC), in time order.
    customers
        ``customer``, ``region``, ``is_control`` (in the hold-out of ``mail:offer``), ``is_control_reminder`` (in that
        of ``sms:reminder``), ``assigned`` (when; missing for who was not).
    complaints, enquiries
        Texts: ``customer``, ``time``, ``text``, and the true ``category``. Enquiries are the texts of the calls among
        the events, complaints are not among them.
    rules
        Five categories for `journeymine.text.Categories`.
    observed_until
        The end of the log, UTC.
    truth
        What was planted: ``lead`` (the pattern that leads to calls), ``campaign`` (effects of its steps), ``growth``
        (the category of complaints that grows).
    """

    events: "pa.Table"
    customers: "pa.Table"
    complaints: "pa.Table"
    enquiries: "pa.Table"
    rules: Mapping[str, Any]
    observed_until: str
    truth: Mapping[str, Any]

    def __repr__(self) -> str:
        sizes = f"{self.events.num_rows:,} events, {self.complaints.num_rows:,} complaints"
        return f"ServiceLog: {self.customers.num_rows:,} customers, {sizes}, until {self.observed_until}"

    def log(self) -> EventLog:
        """The events with what is known of customers, complaints not among them.

        Examples
        --------
        >>> from journeymine.datasets import service_log
        >>> from journeymine.text import Categories
        >>> made = service_log(200, days=60)
        >>> log = made.log().with_text_events(made.complaints, Categories(made.rules).fit([]))
        >>> log.counts("complaint:*", every="1w")["n"].sum() == made.complaints.num_rows
        np.True_
        """
        read = read_events(self.events, customer="customer", event="event", time="time")
        return read.with_customers(self.customers, customer="customer")


def service_log(
    n_customers: int = 20_000, *, days: int = 365, complaints_a_day: float = 3.0, seed: int = 0
) -> ServiceLog:
    """A service company's year: orders, calls, a campaign with hold-outs, complaints, each with a planted truth.

    - New customers order, sign, get a device and a letter. A quarter gets the letter late: who then meets an error in
      the app calls soon, ``letter:delay → app:error`` leads to ``call:commissioning``. Everybody goes from ``order``
      to ``contract``, which leads nowhere.
    - Customers are drawn into two hold-outs independently of each other: ``mail:offer`` makes more of them upgrade,
      ``sms:reminder`` fewer. ``mail:newsletter`` goes mostly to those with the offer, and does nothing.
    - Complaints of five categories come at a constant rate with a weekly pattern; those about the price grow by half
      from the last Monday of the first three fifths of the time on; whoever adds to them had a ``letter:price_change``
      in the week before.

    Half of the customers were there before the log begins. Nothing is known after its end.

    Parameters
    ----------
    n_customers
        Customers, at least 2.
    days
        Length of the log from 2024-01-01, at least 28.
    complaints_a_day
        Complaints of each category, before any growth; however many customers there are.
    seed
        The same seed gives the same tables.

    Returns
    -------
    ServiceLog
        About 11 events a customer in a year.

    Raises
    ------
    OptionError
        An option is out of range.

    Examples
    --------
    >>> made = service_log(300, days=90, seed=1)
    >>> made.truth["lead"]["pattern"], made.truth["growth"]["since"]
    (('letter:delay', 'app:error'), '2024-02-19')
    >>> made.events.column_names
    ['customer', 'event', 'time']
    """
    n = whole_number(n_customers, "n_customers", _WHERE, least=2)
    span = whole_number(days, "days", _WHERE, least=28)
    if not is_real(complaints_a_day) or not 0 <= complaints_a_day < np.inf:
        raise bad_option("complaints_a_day", _WHERE, "a number ≥ 0", complaints_a_day)
    random = np.random.default_rng(whole_number(seed, "seed", _WHERE, least=0))
    persons = people(n, span, random)
    steps = campaign(persons, span, random)
    grows_on = 3 * span // 5 // 7 * 7
    wrote = complaints(persons, span, float(complaints_a_day), grows_on, random)
    begun = ended(onboarding(persons, random), span)
    asked = _calls(persons, begun, span, random)
    rest = [*steps.events, wrote.letters, at_any_time(persons, "app:open", 1 / 60, span, random)]
    # Nobody knows of letters that went out before the log began.
    events = [Events(one.name, one.who[one.day >= 0], one.day[one.day >= 0]) for one in ended(rest, span)]
    return ServiceLog(
        events=_events(persons, [*begun, *asked, *events]),
        customers=_customers(persons, steps),
        complaints=_texts(persons, wrote.who, wrote.day, wrote.category, random),
        enquiries=_enquiries(persons, [*begun, *asked], random),
        rules=wording.RULES,
        observed_until=str((START + np.timedelta64(span, "D")).astype("datetime64[s]")) + "Z",
        truth={
            "lead": planted_lead(),
            "campaign": planted_effects(),
            "growth": planted_growth(float(complaints_a_day), grows_on),
        },
    )


def _calls(persons: People, begun: list[Events], days: int, random: np.random.Generator) -> list[Events]:
    """Calls of customers of old and new about anything but commissioning."""
    many = round(_OTHER_CALLS * sum(len(one.who) for one in begun if one.name == OUTCOME))
    others = [name for name in CATEGORIES if f"call:{name}" != OUTCOME]
    day, topic = random.uniform(0, days, many), random.integers(0, len(others), many)
    known = np.searchsorted(persons.ordered, day, side="left")
    who = (random.random(many) * known).astype(np.int64)
    return [Events(f"call:{name}", who[topic == one], day[topic == one]) for one, name in enumerate(others)]


def _events(persons: People, events: list[Events]) -> "pa.Table":
    import pyarrow as pa

    names = sorted({one.name for one in events})
    who = np.concatenate([one.who for one in events])
    what = np.repeat([names.index(one.name) for one in events], [len(one.who) for one in events])
    when = times(np.concatenate([one.day for one in events]))
    order = np.lexsort((what, who, when))
    return pa.table(
        {
            "customer": pa.array(persons.ids[who[order]], pa.string()),
            "event": pa.DictionaryArray.from_arrays(pa.array(what[order], pa.int32()), names).cast(pa.string()),
            "time": pa.array(when[order], pa.timestamp("us", tz="UTC")),
        }
    )


def _customers(persons: People, steps: Campaign) -> "pa.Table":
    import pyarrow as pa

    missing = np.isnan(steps.assigned)
    assigned = times(np.where(missing, 0.0, steps.assigned))
    order = np.argsort(persons.ids)
    return pa.table(
        {
            "customer": pa.array(persons.ids[order], pa.string()),
            "region": pa.array(_REGIONS[persons.region[order]], pa.string()),
            "is_control": steps.no_offer[order],
            "is_control_reminder": steps.no_reminder[order],
            "assigned": pa.array(assigned[order], pa.timestamp("us", tz="UTC"), mask=missing[order]),
        }
    )


def _enquiries(persons: People, events: list[Events], random: np.random.Generator) -> "pa.Table":
    """A note of every call."""
    calls = [one for one in events if one.name.startswith("call:")]
    topics = [CATEGORIES.index(one.name.removeprefix("call:")) for one in calls]
    who, day = (np.concatenate([getattr(one, name) for one in calls]) for name in ("who", "day"))
    return _texts(persons, who, day, np.repeat(topics, [len(one.who) for one in calls]), random)


def _texts(
    persons: People, who: Whole, day: Floats, category: NDArray[np.int64], random: np.random.Generator
) -> "pa.Table":
    import pyarrow as pa

    order = np.lexsort((category, who, day))
    category = category[order]
    return pa.table(
        {
            "customer": pa.array(persons.ids[who[order]], pa.string()),
            "time": pa.array(times(day[order]), pa.timestamp("us", tz="UTC")),
            "text": pa.array(wording.texts(category, CATEGORIES, random), pa.string()),
            "category": pa.array(np.array(CATEGORIES, object)[category], pa.string()),
        }
    )
