"""Which column plays which part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from journeymine.errors import OptionError
from journeymine.options import bad_option
from journeymine.sources.names import JOIN

READ_EVENTS = "read_events"


@dataclass(frozen=True)
class Roles:
    """Which columns were asked for, as what.

    Attributes
    ----------
    customer, time, value
        One column each; `value` may be None.
    events
        The columns that make up the event name.
    extra
        Further columns to keep.
    text
        Which of `extra` holds free text, if any.
    labels
        What messages call columns that are named otherwise in the source.
    """

    customer: str
    events: tuple[str, ...]
    time: str
    value: str | None
    extra: tuple[str, ...]
    text: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """What messages call a column."""
        return self.labels.get(name, name)

    @property
    def event(self) -> str:
        """The column of the event in the table."""
        return JOIN.join(self.events)

    @property
    def columns(self) -> list[str]:
        """The columns of the table."""
        value = [] if self.value is None else [self.value]
        return [self.customer, self.event, self.time, *value, *self.extra]

    @property
    def needed(self) -> list[str]:
        """The columns in which a value must not be missing."""
        return [self.customer, *self.events, self.time]

    @property
    def asked(self) -> list[str]:
        """All columns, each once."""
        value = [] if self.value is None else [self.value]
        return list(dict.fromkeys([*self.needed, *value, *self.extra]))


def checked_roles(customer: object, event: object, time: object, value: object, extra: object) -> Roles:
    """The columns asked for, checked: text, and no column in two roles."""
    for name, one in {"customer": customer, "time": time}.items():
        if not isinstance(one, str):
            raise bad_option(name, READ_EVENTS, "the name of a column", one)
    if value is not None and not isinstance(value, str):
        raise bad_option("value", READ_EVENTS, "the name of a column, or None", value)
    events = (event,) if isinstance(event, str) else event
    further = (extra,) if isinstance(extra, str) else extra
    if not _are_names(events) or not events:
        raise bad_option("event", READ_EVENTS, "the name of a column, or several names", event)
    if not _are_names(further):
        raise bad_option("extra", READ_EVENTS, "a list of names of columns", extra)
    roles = Roles(
        cast("str", customer),
        tuple(cast("Sequence[str]", events)),
        cast("str", time),
        value,
        tuple(cast("Sequence[str]", further)),
    )
    _check_distinct(roles)
    return roles


def _check_distinct(roles: Roles) -> None:
    """No two columns of the table may have one name, nor one column two roles.

    The parts of a joined event may be kept as extra columns too.
    """
    if len(set(roles.extra)) < len(roles.extra):
        raise bad_option("extra", READ_EVENTS, "a list of different names", roles.extra)
    named = [("customer", roles.customer), *(("event", one) for one in roles.events), ("time", roles.time)]
    named += [("value", roles.value)] if roles.value is not None else []
    parts = roles.events if len(roles.events) > 1 else ()
    named += [("extra", one) for one in roles.extra if one not in parts]
    named += [("event", roles.event)] if parts else []
    seen: dict[str, str] = {}
    for role, name in named:
        if name in seen:
            both = f"`{seen[name]}` and `{role}` of {READ_EVENTS}"
            message = f"{both} both name the column {name!r}; give each a column of its own."
            raise OptionError(message)
        seen[name] = role


def _are_names(names: object) -> bool:
    return isinstance(names, Sequence) and all(isinstance(one, str) for one in names)
