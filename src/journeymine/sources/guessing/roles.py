"""Which column is most likely the customer, the event, the time, the value and the text: points, and who has most.

Names of columns give points word by word; what the values look like gives and takes some. The weights were set so that
every log in `tests/unit/sources/guessing/test_real_files.py` is understood; they are no estimate of anything.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.sources.guessing.looks import Look

_TIME = {
    "timestamp": 3, "datetime": 3, "tstamp": 3, "time": 2, "date": 2, "ts": 2, "when": 2, "occurred": 2, "received": 1,
    "created": 1, "at": 1, "day": 1, "complete": 1, "end": -3, "planned": -3, "deadline": -4, "due": -3, "updated": -2,
    "modified": -2, "closed": -2, "sent": -1, "birth": -5, "valid": -2, "expires": -3, "etl": -3, "previous": -3,
    "first": -2, "last": -2, "start": -1, "startdate": -1, "enddate": -3,
}  # fmt: skip
_CUSTOMER = {
    "customer": 7, "client": 6, "user": 6, "userid": 7, "customerid": 8, "visitor": 6, "account": 5, "member": 6,
    "person": 6, "patient": 6, "household": 5, "subscriber": 6, "requester": 6, "contact": 5, "caller": 5, "msisdn": 5,
    "anonymous": 5, "cookie": 4, "case": 4, "ticket": 3, "incident": 3, "session": 3, "host": 3, "ip": 3, "email": 4,
    "phone": 4, "who": 4, "device": 2, "order": 1, "invoice": 1, "id": 2, "no": 1, "number": 1, "#": 1, "concept": 2,
    "type": -5, "channel": -5, "group": -5, "city": -5, "state": -5, "zip": -6, "country": -5, "department": -5,
    "section": -5, "product": -5, "status": -5, "level": -4, "variant": -4, "index": -4, "amount": -6, "price": -6,
    "value": -5, "agent": -5, "resource": -4, "responsible": -4, "company": -4, "complaint": -1, "activity": -5,
    "event": -5, "code": -3, "stock": -3, "name": -1, "response": -5, "consumer": -3, "time": -5, "date": -5,
}  # fmt: skip
_EVENT = {
    "activity": 6, "event": 6, "action": 5, "page": 4, "path": 4, "screen": 4, "step": 4, "what": 4, "item": 3,
    "article": 3, "task": 3, "topic": 3, "kind": 3, "category": 3, "issue": 3, "reason": 3, "url": 3, "type": 2,
    "product": 2, "transaction": 2, "stock": 2, "concept": 2, "via": 1, "status": 1, "channel": 1, "name": 1, "code": 1,
    "method": 1, "description": 1, "id": -2, "sub": -1, "user": -4, "customer": -4, "client": -4, "case": -5,
    "resource": -4, "org": -4, "group": -3, "variant": -6, "index": -5, "company": -2, "state": -5, "zip": -6,
    "city": -5, "country": -5, "response": -3, "timely": -5, "disputed": -5, "consent": -5, "tags": -3, "filing": -3,
    "responsible": -4, "section": -3, "agent": -4, "referer": -4, "host": -5, "instance": -5, "level": -2, "age": -4,
    "quantity": -5, "price": -6, "amount": -6, "session": -4, "device": -2, "version": -4,
}  # fmt: skip
_VALUE = {
    "revenue": 6, "amount": 5, "value": 5, "price": 4, "total": 4, "cost": 4, "dollar": 4, "spent": 4, "sales": 4,
    "usd": 3, "eur": 3, "quantity": 3, "qty": 3, "duration": 3, "seconds": 2, "bytes": 2, "id": -9, "index": -9,
    "code": -9, "zip": -9, "year": -9, "age": -5, "no": -9,
}  # fmt: skip
_TEXT = {
    "narrative": 4,
    "description": 3,
    "message": 3,
    "text": 3,
    "comment": 3,
    "body": 3,
    "complaint": 2,
    "subject": 1,
}

_FEW_ROWS = 20
_MANY_WORDS = 2.5
_TEXT_WORDS = 4.0
_LONG_TEXT_WORDS = 6.0


@dataclass(frozen=True, eq=False)
class Candidates:
    """The columns that may be each role, the likeliest first.

    Attributes
    ----------
    customer, event, time, value, text
        Looks at columns; the first is the one proposed, and is proposed for no other role.
    several
        The share of the customers with more than one row whose rows have more than one event.
    """

    customer: tuple[Look, ...]
    event: tuple[Look, ...]
    time: tuple[Look, ...]
    value: tuple[Look, ...]
    text: tuple[Look, ...]
    several: float


def candidates(looks: Sequence[Look]) -> Candidates:
    """Rank the columns of a sample for each role.

    Parameters
    ----------
    looks
        All columns of the sample, in their order, which decides between equals.

    Returns
    -------
    Candidates
        Any of its fields may be empty.
    """
    time = _ranked(looks, _time_points)
    left = [look for look in looks if look not in time and not look.is_clock]
    customer = _ranked(left, _customer_points)
    left = [look for look in left if look not in customer[:1]]
    codes = customer[0].codes if customer else None
    text = _ranked(left, _text_points)
    event = _ranked([look for look in left if look not in text[:1]], lambda look: _event_points(look, codes))
    value = _ranked([look for look in left if look not in (*event[:1], *text[:1])], _value_points)
    several = _variety(event[0].codes, codes) if event and codes is not None else 0.0
    return Candidates(customer, event, time, value, text, several)


def _ranked(looks: Sequence[Look], points: Callable[[Look], float | None]) -> tuple[Look, ...]:
    """Those that get points at all, by their points and then in their order."""
    given = [(points(look), place, look) for place, look in enumerate(looks) if look.present]
    kept = [(-one, place, look) for one, place, look in given if one is not None]
    return tuple(look for _, _, look in sorted(kept, key=lambda one: one[:2]))


def _named(look: Look, words: Mapping[str, int]) -> int:
    return sum(words.get(token, 0) for token in look.tokens)


def _time_points(look: Look) -> float | None:
    if look.time is None:
        return None
    return _named(look, _TIME) + 2 * look.time.clock + look.distinct / look.present - 4 * look.missing / look.n


def _customer_points(look: Look) -> float | None:
    named = _named(look, _CUSTOMER)
    if named <= 0 or look.kind in {"fractions", "times", "other"} or look.words > _MANY_WORDS:
        return None
    if look.distinct < 2 and look.present > _FEW_ROWS:
        return None
    unique = look.distinct == look.present
    few = look.distinct < _FEW_ROWS < look.present / 10
    # A known id that comes with a login is left out of most rows, and the anonymous one is the customer then.
    return named - 3 * unique - 3 * few - 10 * look.missing / look.n


def _event_points(look: Look, customers: NDArray[np.int64] | None) -> float | None:
    alike = look.kind in {"fractions", "times", "other"} or look.words > 3 * _TEXT_WORDS
    if alike or (look.distinct == look.present and look.present > _FEW_ROWS):
        return None
    varied = 0.0 if customers is None else _variety(look.codes, customers)
    points = _named(look, _EVENT) + 3 * varied - 4 * look.missing / look.n
    points += (
        2 * (2 <= look.distinct <= 1000) - 3 * (2 * look.distinct > look.present > _FEW_ROWS) - 2 * (look.distinct < 2)
    )
    return points - 3 * (look.kind == "whole numbers")


def _value_points(look: Look) -> float | None:
    named = _named(look, _VALUE)
    if named <= 0 or look.kind not in {"fractions", "whole numbers"} or look.distinct < 2:
        return None
    return named - 4 * look.missing / look.n


def _text_points(look: Look) -> float | None:
    named = _named(look, _TEXT)
    # Few texts that come again and again are names, unless they are long and the column says that they are texts.
    again = 3 * look.distinct < look.present and not (named > 0 and look.words >= _LONG_TEXT_WORDS)
    if look.words < _TEXT_WORDS or again:
        return None
    return min(look.words, 20.0) / 4 + named


def _variety(codes: NDArray[np.int64], customers: NDArray[np.int64]) -> float:
    """The share of the customers with more than one row whose rows do not all have one value."""
    kept = (codes >= 0) & (customers >= 0)
    order = np.lexsort((codes[kept], customers[kept]))
    who, what = customers[kept][order], codes[kept][order]
    same = who[1:] == who[:-1]
    repeated = np.unique(who[1:][same])
    return len(np.unique(who[1:][same & (what[1:] != what[:-1])])) / len(repeated) if len(repeated) else 0.0
