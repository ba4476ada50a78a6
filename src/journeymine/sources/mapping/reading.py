"""Several sources → one checked event table."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.errors import EmptyLogError, InputError, JourneymineError, MissingColumnError
from journeymine.sources.mapping.columns import as_columns, filtered, roles_of
from journeymine.sources.mapping.merging import merged
from journeymine.sources.mapping.schema import EVENT, SourceMapping
from journeymine.sources.opening import check_columns, raw_columns
from journeymine.sources.read import as_table, complete
from journeymine.sources.renaming import renamed
from journeymine.sources.table import EventTable, ReadReport

if TYPE_CHECKING:
    from journeymine.sources.raw import RawColumns


@dataclass(frozen=True, eq=False)
class Source:
    """A source that is to be read.

    Attributes
    ----------
    name
        What the source column of the log calls it.
    data
        A path, a glob, an address, or data in memory.
    mapping
        How it becomes events.
    """

    name: str
    data: Any = field(repr=False)
    mapping: SourceMapping


def read_sources(sources: list[Source], *, on_missing: str) -> EventTable:
    """Read sources into one table, one after the other.

    Parameters
    ----------
    sources
        At least one, in the order of the log.
    on_missing
        What becomes of rows without customer, event or time, where the mapping of a source does not say.

    Returns
    -------
    EventTable
        The columns customer, event, time, value (if any source has one), source, text (likewise) and what else was
        asked for, null where a source lacks it.

    Raises
    ------
    EmptyLogError
        No source has an event.
    InputError, MissingColumnError, OptionError
        A source cannot be read as its mapping says, or does not go together with the others; the sentence names it.
    """
    check_sources(sources)
    read = {}
    for source in sources:
        with told_of(source):
            read[source.name] = _events(source, on_missing)
    if not any(len(one) for one in read.values()):
        message = f"There is no event in any of the sources {', '.join(map(repr, read))}; check files and conditions."
        raise EmptyLogError(message)
    return merged(read)


def check_sources(sources: list[Source]) -> None:
    """Say what columns and files are missing, of all sources at once, before a row of any is read.

    Raises
    ------
    InputError, MissingColumnError, OptionError
        Something is missing; the sentences name the sources.
    """
    faults = [fault for source in sources for fault in _faults_of_columns(source)]
    if faults:
        kinds = {type(fault) for fault in faults}
        kind = kinds.pop() if len(kinds) == 1 else InputError
        raise kind(" ".join(map(str, faults))) from faults[0]


def _faults_of_columns(source: Source) -> list[JourneymineError]:
    """Each column that a source lacks, or what keeps its columns from being seen."""
    faults: list[JourneymineError] = []
    asked = source.mapping.needed
    while True:
        try:
            with told_of(source):
                check_columns(source.data, asked, form=_form(source))
        except MissingColumnError as error:
            faults.append(error)
            if error.column not in asked:
                return faults
            asked.remove(error.column)
        except JourneymineError as error:
            return [*faults, error]
        else:
            return faults


@contextmanager
def told_of(source: Source) -> Iterator[None]:
    """Say which source an error is of, and which keys of its mapping name a column that is missing."""
    try:
        yield
    except MissingColumnError as error:
        keys = [] if error.column is None else source.mapping.keys_of(error.column)
        named = "".join(f", `{key}`" for key in keys)
        message = f"Source {source.name!r}{named}: {error}"
        raise MissingColumnError(message, error.column) from error
    except JourneymineError as error:
        message = f"Source {source.name!r}: {error}"
        raise type(error)(message) from error


def _events(source: Source, on_missing: str) -> EventTable:
    """The events of one source; none where it is empty or conditions keep nothing."""
    mapping = source.mapping
    raw = filtered(_raw(source), mapping)
    kept = complete(as_columns(raw, mapping), roles_of(mapping), mapping.on_missing or on_missing)
    if not len(kept):
        return _nothing(raw, kept.missing)
    return renamed_events(as_table(kept, roles_of(mapping), mapping.time_unit, mapping.zone), mapping.rename)


def _form(source: Source) -> str | None:
    """The format that the mapping says; data in memory stand for the file that it names."""
    return source.mapping.format if isinstance(source.data, str | PathLike) else None


def _raw(source: Source) -> "RawColumns":
    mapping = source.mapping
    query = mapping.query if isinstance(source.data, str | PathLike) else None
    return raw_columns(source.data, mapping.asked, form=_form(source), query=query, optional=mapping.extra_if_there)


def _nothing(raw: "RawColumns", missing: Mapping[str, int]) -> EventTable:
    """The report of a source without an event; its columns have no types that could be of use."""
    import pyarrow as pa

    what = "has no row" if not raw.table.num_rows + raw.filtered else "has no row that is kept"
    report = ReadReport(
        rows_read=raw.table.num_rows + raw.filtered,
        rows_kept=0,
        rows_filtered=raw.filtered,
        missing=missing,
        files=tuple(file for file, _ in raw.files),
        notes=(*raw.notes, f"{raw.what[0].upper()}{raw.what[1:]} {what}."),
    )
    return EventTable(pa.table({}), "customer", EVENT, "time", report=report)


def renamed_events(table: EventTable, rules: Mapping[str, str]) -> EventTable:
    """The events, which are text where there are rules, by their new names.

    Raises
    ------
    InputError
        A new name is empty.
    """
    import pyarrow as pa

    if not rules:
        return table
    column = table.table.column(EVENT).unify_dictionaries()
    names = column.chunk(0).dictionary.to_pylist()
    changed = renamed(names, rules)
    if "" in changed:
        message = f"`rename` leaves nothing of the event {names[changed.index('')]!r}; give it a name."
        raise InputError(message)
    # Several old names may have become one.
    distinct = pa.array(changed, pa.large_string()).dictionary_encode()
    codes = np.asarray(distinct.indices)[np.concatenate([np.asarray(chunk.indices) for chunk in column.chunks])]
    event = pa.chunked_array([pa.DictionaryArray.from_arrays(pa.array(codes), distinct.dictionary)])
    place = table.table.schema.get_field_index(EVENT)
    return replace(table, table=table.table.set_column(place, EVENT, event))
