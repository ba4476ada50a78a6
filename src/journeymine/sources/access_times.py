"""The times of access logs, such as ``17/May/2015:10:05:03 +0000`` → time stamps, all at once."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.sources.time_fields import ABSENT, MONTHS, TimeFields

if TYPE_CHECKING:
    import pyarrow as pa

_FORM = r"^\d\d/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}$"
_WIDTH = 26


def as_stamps(text: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Times of the one form that servers write by default as ``timestamp[s, UTC]``, nulls kept.

    Where a single one has another form, or is impossible, the text comes back as it is: what reads times of any form
    then reads it, and names the bad ones.

    Parameters
    ----------
    text
        Strings of any form.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.all(pc.match_substring_regex(text, _FORM)).as_py() is False:
        return text
    there = np.flatnonzero(np.asarray(text.is_valid()))
    if not len(there):
        return pa.chunked_array([pa.nulls(len(text), pa.timestamp("s", "UTC"))])
    signs = pa.chunked_array([chunk.drop_null() for chunk in text.chunks], text.type).cast(pa.binary(_WIDTH))
    chunks = [
        np.frombuffer(one.buffers()[1], np.uint8).reshape(-1, _WIDTH)[one.offset :][: len(one)] for one in signs.chunks
    ]
    fields = _fields(np.concatenate(chunks))
    if not fields.valid().all():
        return text
    stamps = fields.stamps().combine_chunks().cast(pa.timestamp("s", "UTC"))
    where = np.full(len(text), ABSENT, np.int64)
    where[there] = np.arange(len(there))
    return pa.chunked_array([stamps.take(pa.array(where, mask=where == ABSENT))])


def _fields(signs: NDArray[np.uint8]) -> TimeFields:
    """The parts of times of shape (n, 26)."""
    fields = TimeFields.empty(len(signs))

    def number(first: int, digits: int) -> NDArray[np.int64]:
        powers = 10 ** np.arange(digits - 1, -1, -1)
        return (signs[:, first : first + digits].astype(np.int64) - ord("0")) @ powers

    fields.day[:], fields.year[:] = number(0, 2), number(7, 4)
    letters = (signs[:, 3:6] | 0x20).astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])
    for month, name in enumerate(MONTHS, 1):
        fields.month[letters == int.from_bytes(name.encode(), "big")] = month
    hour, minute, second = (number(first, 2) for first in (12, 15, 18))
    possible = (hour < 24) & (minute < 60) & (second < 60)
    fields.second[:] = np.where(possible, hour * 3600 + minute * 60 + second, ABSENT)
    east = number(22, 2) * 3600 + number(24, 2) * 60
    fields.offset[:] = np.where(signs[:, 21] == ord("-"), -east, east)
    return fields
