"""Any object as rows of bytes, the one form in which Spark keeps parts and carries what tasks make of them."""

import pickle
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

#: What each row holds: a piece of an object that belongs to a part.
ROWS = "part long, what string, place int, data binary"

_PIECE = 4_000_000
"""Bytes of a row: Spark's cache closes a batch at 4 MB, and a part in one value would meet the limits of Arrow."""


def wrapped(part: int, what: str, thing: object) -> "Iterator[pa.RecordBatch]":
    """An object in pieces, one a batch.

    Parameters
    ----------
    part
        The part it belongs to.
    what
        Its kind, for filters.
    thing
        Anything that can be pickled.
    """
    import pyarrow as pa

    data = pickle.dumps(thing, protocol=5)
    for place, start in enumerate(range(0, len(data), _PIECE)):
        columns = {
            "part": pa.array([part], pa.int64()),
            "what": pa.array([what]),
            "place": pa.array([place], pa.int32()),
            "data": pa.array([data[start : start + _PIECE]], pa.binary()),
        }
        yield pa.RecordBatch.from_pydict(columns)


def unwrapped(batches: "Iterable[pa.RecordBatch]") -> Iterator[tuple[int, str, Any]]:
    """The objects in such rows, whole: their part, their kind, and they themselves.

    Examples
    --------
    >>> list(unwrapped([*wrapped(3, "result", {"a": 1}), *wrapped(4, "result", None)]))
    [(3, 'result', {'a': 1}), (4, 'result', None)]
    """
    pieces: dict[tuple[int, str], dict[int, bytes]] = {}
    for batch in batches:
        for row in batch.to_pylist():
            pieces.setdefault((row["part"], row["what"]), {})[row["place"]] = row["data"]
    for part, what in sorted(pieces):
        parted = pieces.pop((part, what))
        # Our own workers wrote them.
        yield part, what, pickle.loads(b"".join(parted[place] for place in sorted(parted)))  # noqa: S301
