"""Who is who, as it stands beside a log whose identities were resolved."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

#: What became of a pair, by its number in `IdentityTables.pairs`.
VERDICTS = ("tied", "within", "refused")
#: Why ids were quarantined, by number; the first says that they were not.
REASONS = (None, "too many ids", "several known ids")


@dataclass(frozen=True, eq=False)
class IdentityTables:
    """Ids, the pairs that were seen together, and what became of them.

    Attributes
    ----------
    ids
        A row an id, in the fixed order of ids (known kinds as they were given, the other kinds by name; within a kind
        integers numerically and text by code point): ``kind``, ``id`` (as text), ``group`` (row number of the least id
        tied to it, uint32), ``apart`` (why the group was quarantined, uint8, a place in `REASONS`), ``since`` (when
        it was first seen in a pair, null without a time), ``n`` (rows that pair it with another id, uint64).
    pairs
        A row a pair of ids, in the order they were worked off: ``left``, ``right`` (row numbers in `ids`, uint32),
        ``since``, ``source``, ``n``, ``confirmed``, ``verdict`` (uint8, a place in `VERDICTS`).
    known
        The kinds that name a person.
    rule, max_ids
        As they were asked for.
    """

    ids: "pa.Table"
    pairs: "pa.Table"
    known: tuple[str, ...]
    rule: str
    max_ids: int | None

    def persons(self) -> NDArray[np.uint32]:
        """The row of `ids` that names the person of each id: of its group, or itself where that was quarantined."""
        groups, apart = self.ids["group"].to_numpy(), self.ids["apart"].to_numpy()
        own = np.arange(len(groups), dtype=np.uint32)
        found: NDArray[np.uint32] = np.where(apart == 0, groups, own)
        return found

    def names(self, rows: "Sequence[int] | NDArray[np.integer]") -> "pa.Array":
        """The names of some ids as persons go by them, ``"kind:id"``: text, shape (len(rows),)."""
        import pyarrow as pa
        import pyarrow.compute as pc

        some = self.ids.select(["kind", "id"]).take(pa.array(np.asarray(rows, np.int64)))
        kind, one = some["kind"].cast(pa.large_string()), some["id"]
        joined = pc.binary_join_element_wise(kind, one, pa.scalar(":", pa.large_string()))
        return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined
