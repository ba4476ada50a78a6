"""What was asked for → the sources that are read, each with its mapping."""

from collections.abc import Mapping
from os import PathLike
from typing import Any

from journeymine.errors import OptionError
from journeymine.options import bad_option, choice, clash, near_miss
from journeymine.sources.frames import is_frame
from journeymine.sources.mapping.checking import checked
from journeymine.sources.mapping.reading import Source, read_sources
from journeymine.sources.mapping.schema import COLUMNS, SourceMapping
from journeymine.sources.mapping.template import Template, TemplateError, is_template
from journeymine.sources.roles import READ_EVENTS, checked_roles
from journeymine.sources.table import EventTable
from journeymine.sources.zones import checked_zone

_SAID_THERE = "the mapping says it, source by source; leave it out"


def is_several(source: object) -> bool:
    """Whether it is a dict of sources, and not of columns.

    Examples
    --------
    >>> is_several({"web": "web.csv", "shop": {"who": [1]}}), is_several({"who": [1], "what": ["a"]})
    (True, False)
    """
    return isinstance(source, Mapping) and bool(source) and all(map(_is_source, source.values()))


def _is_source(one: object) -> bool:
    # An Arrow column streams as a table does.
    return isinstance(one, str | PathLike) or (is_frame(one) and not hasattr(one, "num_chunks"))


def read_several(
    source: Any, mapping: object, columns: Mapping[str, Any], *, on_missing: str, zone: str | None
) -> EventTable:
    """Read what `read_events` was asked for, where that is several sources or has a mapping.

    The options are those of `sources_asked`; what it raises, and `read_sources`, is raised.
    """
    return read_sources(
        sources_asked(source, mapping, columns, on_missing=on_missing, zone=zone), on_missing=on_missing
    )


def sources_asked(
    source: Any, mapping: object, columns: Mapping[str, Any], *, on_missing: str, zone: str | None
) -> list[Source]:
    """The sources that `read_events` was asked for, each with its mapping.

    Parameters
    ----------
    source
        Data by the name of the source, or None for the files of the mapping.
    mapping
        As `checked` takes it; None: `columns` hold for every source.
    columns
        The options of `read_events` that say what a source is and what its columns mean, those not given as None.
    on_missing, zone
        What holds for sources whose mapping says none.

    Returns
    -------
    list of Source
        In the order of the log.

    Raises
    ------
    OptionError
        Options do not go together, or the mapping has faults.
    """
    choice(on_missing, "on_missing", READ_EVENTS, ("error", "drop"))
    checked_zone(zone, READ_EVENTS)
    if mapping is None:
        same = _of_all(columns, zone)
        return [Source(name, data, same) for name, data in source.items()]
    for name, one in columns.items():
        if one is not None:
            raise clash(name, "mapping", READ_EVENTS, _SAID_THERE)
    return paired(source, checked(mapping, zone=zone))


def _of_all(columns: Mapping[str, Any], zone: str | None) -> SourceMapping:
    """One mapping of all sources, from the options of the call."""
    extra = columns["extra"] or ()
    roles = checked_roles(columns["customer"], columns["event"], columns["time"], columns["value"], extra)
    taken = [name for name in roles.extra if name in COLUMNS]
    if taken:
        raise bad_option("extra", READ_EVENTS, f"without {taken[0]!r}, a column of every log of several sources", extra)
    event: str | tuple[str, ...] = roles.events if len(roles.events) > 1 else roles.events[0]
    if isinstance(event, str) and is_template(event):
        try:
            Template.parse(event)
        except TemplateError as error:
            raise bad_option("event", READ_EVENTS, f"a column, several or a template ({error})", event) from None
    unit = columns["time_unit"]
    if unit is not None:
        choice(unit, "time_unit", READ_EVENTS, ("s", "ms", "us", "ns"))
        if zone is not None:
            raise clash("zone", "time_unit", READ_EVENTS, "epoch times are UTC in every zone")
    further = {name: columns[name] for name in ("format", "query")}
    return SourceMapping(
        roles.customer, event, roles.time, value=roles.value, extra=roles.extra, time_unit=unit, zone=zone, **further
    )


def paired(source: Any, mappings: Mapping[str, SourceMapping]) -> list[Source]:
    """Each source with its mapping: those given in the call, then those whose files the mapping names.

    Raises
    ------
    OptionError
        A source is given that the mapping has not, or the other way round; all such faults are listed.
    """
    given = {} if source is None else source
    if not isinstance(given, Mapping):
        must = "a dict of sources by the names that the mapping has, or left out for the files that it names"
        raise bad_option("source", READ_EVENTS, must, source)
    faults = []
    for name, data in given.items():
        if name not in mappings:
            hint = near_miss(name, mappings).removeprefix(" ") or f"It has {', '.join(map(repr, mappings))}."
            faults.append(f"The mapping has no source {name!r}. {hint}")
        elif not _is_source(data):
            faults.append(f"Source {name!r} must be a frame, a dict of arrays or a path; got {type(data).__name__}.")
    left = {name: one for name, one in mappings.items() if name not in given}
    faults += [
        f"Source {name!r} of the mapping has no data; give it in the call, or say its `file`."
        for name, one in left.items()
        if one.file is None
    ]
    if faults:
        raise OptionError(" ".join(faults))
    named = [Source(name, data, mappings[name]) for name, data in given.items()]
    return named + [Source(name, one.file, one) for name, one in left.items()]
