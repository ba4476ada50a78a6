"""A log as the faults look at it: what several of them need is made once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from journeymine.options import UNIT_NANOSECONDS
from journeymine.sources.faults.columns import Codes, Mask, codes
from journeymine.sources.faults.days import DAY, Days, by_day
from journeymine.sources.faults.order import CustomerOrder, by_customer
from journeymine.sources.table import EventTable, TimeUnit

YEAR_1990 = 631_152_000


@dataclass(frozen=True, eq=False)
class Seen:
    """A log and what is known of it.

    Attributes
    ----------
    table
        The events, at least one.
    now
        The time beyond which clocks are ahead; None takes the present. Without zone it counts as UTC.
    """

    table: EventTable
    now: datetime | None = None

    @cached_property
    def order(self) -> CustomerOrder:
        """The rows by customer and time."""
        return by_customer(self.table)

    @cached_property
    def ahead(self) -> Mask:
        """The rows with a clock after now; none for order numbers."""
        times = self.order.clock
        return times > self.present if self.per_second else np.zeros(len(times), np.bool_)

    @cached_property
    def before_1990(self) -> Mask:
        """The rows with a clock before 1990: the epoch, 1900, the year 1; none for order numbers."""
        times = self.order.clock
        return times < YEAR_1990 * self.per_second if self.per_second else np.zeros(len(times), np.bool_)

    @cached_property
    def sources(self) -> "tuple[Codes, list[str | int | None]]":
        """The code of each row's source, and the names of sources; a log without a column of sources has one, None."""
        if self.table.source is None:
            return np.zeros(len(self.table), np.int8), [None]
        numbers, names = codes(self.table.table.column(self.table.source))
        return numbers, names.to_pylist()

    @cached_property
    def source_rows(self) -> NDArray[np.int64]:
        """Rows of each source."""
        numbers, names = self.sources
        return np.bincount(numbers, minlength=len(names))

    @cached_property
    def events(self) -> "tuple[Codes, list[str | int]]":
        """The code of each row's event, and the names of events."""
        numbers, names = codes(self.table.table.column(self.table.event))
        return numbers, names.to_pylist()

    @cached_property
    def per_second(self) -> int:
        """How many units of the clock are a second; 0 for plain order numbers."""
        return 0 if self.table.time_unit is None else 10**9 // UNIT_NANOSECONDS[self.table.time_unit]

    @cached_property
    def present(self) -> int:
        """The time beyond which clocks are ahead, in the unit of the clock."""
        now = self.now or datetime.now(UTC)
        now = now if now.tzinfo else now.replace(tzinfo=UTC)
        return int(now.timestamp() * 10**6) * self.per_second // 10**6

    @cached_property
    def tied(self) -> Mask:
        """The rows that share customer and time with another."""
        mask = np.zeros(len(self.table), np.bool_)
        mask[self.order.neighbours(0)] = True
        return mask

    @cached_property
    def days(self) -> Days | None:
        """Rows by source and day, wrong clocks aside; None for plain order numbers."""
        if not self.per_second:
            return None
        sound = ~(self.ahead | self.before_1990)
        if not sound.any():
            return None
        numbers, names = self.sources
        days = self.order.clock // (DAY * self.per_second)
        # As a rule all are sound, and are not copied.
        return by_day(days, numbers, len(names)) if sound.all() else by_day(days[sound], numbers[sound], len(names))

    @cached_property
    def resolution(self) -> int:
        """Seconds of which all times are multiples: a day, an hour, a minute, or 1 where they are finer."""
        times = self.order.clock
        steps = (DAY, 3_600, 60)
        return next((step for step in steps if not (times % (step * self.per_second)).any()), 1)


def moment(value: int, unit: TimeUnit | None) -> str | int:
    """A time in ISO form, in UTC; an order number as it is.

    Examples
    --------
    >>> moment(1_717_156_800, "s"), moment(3, None)
    ('2024-05-31T12:00:00Z', 3)
    """
    if unit is None:
        return value
    whole, _, fraction = str(np.datetime64(value, unit)).partition(".")
    return f"{whole}.{fraction.rstrip('0')}".rstrip(".") + "Z"
