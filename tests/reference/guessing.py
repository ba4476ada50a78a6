"""The slow, obvious twin of what is counted of two columns to tell events from attributes of customers."""

from collections.abc import Sequence


def variety(events: Sequence[object], customers: Sequence[object]) -> float:
    """The share of the customers with more than one row whose rows have more than one event; None is missing."""
    rows: dict[object, list[object]] = {}
    for customer, event in zip(customers, events, strict=True):
        if customer is not None and event is not None:
            rows.setdefault(customer, []).append(event)
    repeated = [found for found in rows.values() if len(found) > 1]
    return sum(len(set(found)) > 1 for found in repeated) / len(repeated) if repeated else 0.0
