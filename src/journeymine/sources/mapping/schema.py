"""How one source becomes events: the keys of its table in a mapping."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from journeymine.sources.mapping.template import Template, is_template
from journeymine.sources.names import JOIN
from journeymine.sources.table import TimeUnit

CUSTOMER, EVENT, TIME, VALUE, SOURCE, TEXT = COLUMNS = ("customer", "event", "time", "value", "source", "text")
"""The columns of a log of several sources; no further column can have their names."""

CustomerAs = Literal["text", "integer"]


@dataclass(frozen=True)
class SourceMapping:
    """How one source becomes events; made and checked by `checked`.

    Attributes
    ----------
    customer
        The column that says whose event a row is.
    event
        A column, several columns that are joined by ``" | "``, or a template such as ``"web:{page}"``.
    time
        A column, or several columns that are joined by a blank (date and time apart).
    file, query
        Where the rows are, unless the call says so: a path, a glob or an address; and what to ask a database. Not
        printed, for an address may hold a password.
    format
        What the file is, where its name does not say it.
    value, text
        A column of numbers, and one of free text.
    extra
        Further columns to keep, those of `extra_if_there` included.
    extra_if_there
        Those of them that a source may lack; they are null there.
    time_unit
        What a time column of numbers counts since 1970; None: order numbers.
    zone
        The zone of times that have none, such as ``"Europe/Berlin"``; None: UTC.
    on_missing
        What becomes of rows without customer, event or time; None: what the call says.
    customer_as
        What customers are to be; None: what they are in the source.
    where
        Which rows are kept: a condition by column, as `Condition` takes it.
    rename
        Regular expressions of whole event names, and what these are called instead; the first that fits holds.
    preset
        The preset that filled what was not said.
    """

    customer: str
    event: str | tuple[str, ...]
    time: str | tuple[str, ...]
    file: str | None = field(default=None, repr=False)
    query: str | None = field(default=None, repr=False)
    format: str | None = None
    value: str | None = None
    text: str | None = None
    extra: tuple[str, ...] = ()
    extra_if_there: tuple[str, ...] = ()
    time_unit: TimeUnit | None = None
    zone: str | None = None
    on_missing: Literal["error", "drop"] | None = None
    customer_as: CustomerAs | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    rename: Mapping[str, str] = field(default_factory=dict)
    preset: str | None = None

    @property
    def events(self) -> tuple[str, ...]:
        """The columns that make up the event name."""
        if isinstance(self.event, tuple):
            return self.event
        return Template.parse(self.event).columns if is_template(self.event) else (self.event,)

    @property
    def times(self) -> tuple[str, ...]:
        """The columns that make up the time."""
        return self.time if isinstance(self.time, tuple) else (self.time,)

    @property
    def asked(self) -> list[str]:
        """All columns of the source that are read, each once."""
        further = [name for name in (self.value, self.text) if name is not None]
        return list(dict.fromkeys([self.customer, *self.events, *self.times, *further, *self.extra, *self.where]))

    @property
    def needed(self) -> list[str]:
        """Those of `asked` that must be there."""
        return [name for name in self.asked if name not in self.extra_if_there]

    def keys_of(self, column: str) -> list[str]:
        """The keys that name a column of the source.

        Examples
        --------
        >>> SourceMapping("user", "{page}", "ts", where={"page": "> a"}).keys_of("page")
        ['event', 'where']
        """
        named: dict[str, Collection[str | None]] = {
            "customer": [self.customer],
            "event": self.events,
            "time": self.times,
            "value": [self.value],
            "text": [self.text],
            "extra": self.extra,
            "where": self.where,
        }
        return [key for key, columns in named.items() if column in columns]

    @property
    def event_label(self) -> str:
        """The event as messages name it: the column, the columns joined, or the template."""
        return JOIN.join(self.event) if isinstance(self.event, tuple) else self.event

    @property
    def time_label(self) -> str:
        """The time as messages name it: the column, or the columns joined."""
        return " ".join(self.times)
