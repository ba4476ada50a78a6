"""The rows by customer and time: sorted once, asked by every fault that looks at what follows what."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.sources.faults.columns import Codes, Mask, clock, codes
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, eq=False)
class CustomerOrder:
    """Rows in the order of customer, time, row.

    Attributes
    ----------
    customers
        The code of each row's customer, shape (n,), in the order of the table.
    names
        What the codes stand for.
    clock
        The time of each row in the table's unit, shape (n,), in the order of the table.
    rows
        The rows sorted by customer, time and row, shape (n,).
    """

    customers: Codes
    names: "pa.Array"
    clock: NDArray[np.int64]
    rows: NDArray[np.int64]

    @cached_property
    def owners(self) -> Codes:
        """The customers in this order, shape (n,)."""
        owners: Codes = self.customers[self.rows]
        return owners

    @cached_property
    def times(self) -> NDArray[np.int64]:
        """The times in this order, shape (n,)."""
        return self.clock[self.rows]

    def neighbours(self, within: int) -> NDArray[np.int64]:
        """The rows that have another of their customer at most `within` away, by customer, time and row."""
        owners, times = self.owners, self.times
        # Unsigned, as the difference of two order numbers may need 64 bits.
        gaps = times[1:].view(np.uint64) - times[:-1].view(np.uint64)
        close = (owners[1:] == owners[:-1]) & (gaps <= np.uint64(within))
        has = np.zeros(len(self.rows), np.bool_)
        has[1:] |= close
        has[:-1] |= close
        return self.rows[has]


def by_customer(table: EventTable) -> CustomerOrder:
    """Sort the rows by customer and time.

    Parameters
    ----------
    table
        The events.

    Returns
    -------
    CustomerOrder
        Which row comes after which.

    Examples
    --------
    >>> from journeymine.sources.read import read_table
    >>> log = {"who": ["b", "a", "b"], "what": ["x", "x", "y"], "when": [2, 5, 1]}
    >>> by_customer(read_table(log, customer="who", event="what", time="when")).rows.tolist()
    [2, 0, 1]
    """
    customers, names = codes(table.table.column(table.customer))
    times = clock(table)
    return CustomerOrder(customers, names, times, _sorted(customers, len(names), times))


def _sorted(customers: Codes, n_customers: int, times: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows by customer, time, row: by one 64-bit number, into which the time is shortened where it does not fit.

    Sorting one number is more than twice as fast as sorting by two.
    """
    if not len(times):
        return np.zeros(0, np.int64)
    width = max(1, int(n_customers - 1).bit_length())
    since = times.view(np.uint64) - times.min().view(np.uint64)
    lost = max(0, width + int(since.max()).bit_length() - 64)
    packed = (customers.astype(np.uint64) << np.uint64(64 - width)) | (since >> np.uint64(lost))
    rows = np.argsort(packed, kind="stable")
    return _finer(rows, packed, since) if lost else rows


def _finer(rows: NDArray[np.int64], packed: NDArray[np.uint64], since: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The order of rows that the shortened time left open."""
    equal = packed[rows[1:]] == packed[rows[:-1]]
    in_run: Mask = np.zeros(len(rows), np.bool_)
    in_run[1:] |= equal
    in_run[:-1] |= equal
    some = rows[in_run]
    finer = rows.copy()
    finer[in_run] = some[np.lexsort((some, since[some], packed[some]))]
    return finer
