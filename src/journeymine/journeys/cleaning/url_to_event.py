"""Web addresses as event names: what was asked for, without who asked and for which one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from journeymine.errors import InputError
from journeymine.journeys.cleaning.naming import by_rules, mapped, read_rules, told
from journeymine.journeys.cleaning.stepping import changed, column_named
from journeymine.options import bad_option, optional_whole_number
from journeymine.sources.table import EventTable

ID = "{id}"
BELOW = "…"

_ORIGIN = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
# Numbers, dates, versions: digits, held together by one sign at most.
_NUMBER = re.compile(r"[0-9]+(?:[-_.,:][0-9]+)*")
_HEX = re.compile(r"(?=[a-fA-F]*[0-9])[0-9a-fA-F]{8,}")
# Tokens and keys: long runs of letters and digits, which words of a title joined by hyphens are not.
_TOKEN = re.compile(r"(?:.*[-_=~])?(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{16,}(?:[-_=~].*)?")
_MAIL = re.compile(r".*(?:@|%40).*")
_WHOLE = (_UUID, _NUMBER, _HEX, _TOKEN, _MAIL)
_LONG_NUMBER = re.compile(r"[0-9]{4,}")
_ENDING = re.compile(r"(.+)(\.[A-Za-z][A-Za-z0-9]{0,4})")


@dataclass(frozen=True)
class Template:
    """How an address becomes a name.

    Attributes
    ----------
    prefix
        What the name begins with.
    max_depth
        How many parts of the path are kept; None: all.
    rules
        Names of paths that are said outright.

    Examples
    --------
    >>> Template("page:").name("https://shop.example/Orders/4711/?from=mail#top")
    'page:/Orders/{id}'
    """

    prefix: str = ""
    max_depth: int | None = None
    rules: Mapping[str, str] = field(default_factory=dict)

    def name(self, address: str) -> str:
        """The event name of an address."""
        path = path_of(address)
        said = self._said(path)
        return self.prefix + (template(path, self.max_depth) if said is None else said)

    @cached_property
    def _said(self) -> Callable[[str], str | None]:
        return by_rules(self.rules)


def path_of(address: str) -> str:
    """The path: no host, query, fragment or session, no doubled or last slash; ``/`` for the root.

    Examples
    --------
    >>> path_of("//shop.example//cart/;jsessionid=1A?x=1"), path_of("http://shop.example"), path_of("cart/#top")
    ('/cart', '/', '/cart')
    """
    bare = address.strip().partition("#")[0].partition("?")[0]
    origin = _ORIGIN.match(bare)
    bare = bare[origin.end() :] if origin else bare
    parts = [part.partition(";")[0] for part in bare.split("/")]
    return "/" + "/".join(part for part in parts if part)


def template(path: str, max_depth: int | None = None) -> str:
    """A path with ``{id}`` for what names a single thing, and ``…`` for what lies deeper than `max_depth`.

    A part of the path is an id where all of it is a number (with single signs between digits: dates, versions), a
    UUID, at least 8 hexadecimal digits with a decimal one among them, holds an ``@``, or is a token: between signs such
    as ``-`` and ``_`` it has at least 16 letters and digits in a row, both among them. A file ending stays. In any
    other part runs of at least 4 digits are ids.

    Examples
    --------
    >>> template("/orders/4711/lines/2024-05-01"), template("/docs/report-20240501.pdf"), template("/v2/iphone-15")
    ('/orders/{id}/lines/{id}', '/docs/report-{id}.pdf', '/v2/iphone-15')
    >>> template("/talks/a-year-of-mistakes-2013/reset/x7Kq2mZ0pLr94TbNcW")
    '/talks/a-year-of-mistakes-{id}/reset/{id}'
    >>> template("/a/b/c", max_depth=2)
    '/a/b/…'
    """
    parts = [_part(part) for part in path.split("/")[1:]]
    if max_depth is not None and len(parts) > max_depth:
        parts = [*parts[:max_depth], BELOW]
    return "/" + "/".join(parts)


def _part(part: str) -> str:
    if any(kind.fullmatch(part) for kind in _WHOLE):
        return ID
    ended = _ENDING.fullmatch(part)
    stem, ending = ended.groups() if ended else (part, "")
    if any(kind.fullmatch(stem) for kind in _WHOLE):
        return ID + ending
    return _LONG_NUMBER.sub(ID, stem) + ending


def url_to_event(
    table: EventTable, column: Any, prefix: Any = "", max_depth: Any = None, rules: Any = None
) -> EventTable:
    """Events named by the paths of web addresses; rows without an address keep their event.

    Parameters
    ----------
    table
        The log.
    column
        The column of addresses or paths: a further one, or that of the events.
    prefix
        What each name begins with.
    max_depth
        How many parts of a path are kept; None: all.
    rules
        Expressions and the names of the paths they match, tried first, as `rename` takes them.

    Raises
    ------
    MissingColumnError
        The log has no such column.
    InputError
        The column, or that of the events, is no text.
    OptionError
        An option has a value it cannot have.
    """
    import pyarrow as pa

    where = "url_to_event"
    name = column_named(table, column, "column", where)
    if not isinstance(prefix, str):
        raise bad_option("prefix", where, "text", prefix)
    depth = optional_whole_number(max_depth, "max_depth", where)
    checked = {} if rules is None else read_rules(rules, "rules", where)
    for one in (name, table.event):
        kind = table.table.schema.field(one).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            message = f"{where} needs text in the column {one!r}, which holds {kind}; read it as text."
            raise InputError(message)
    said = {"column": name, "prefix": prefix, "max_depth": depth, "rules": told(checked) or None}
    events, rows = _named(table, name, Template(prefix, depth, checked))
    return changed(table, table.event, events, rows, where, said)


def _named(table: EventTable, column: str, template: Template) -> tuple[Any, int]:
    import pyarrow as pa
    import pyarrow.compute as pc

    before = table.table[table.event]
    addresses = table.table[column]
    names, _ = mapped(addresses, lambda address: template.name(address) if address else None)
    text = _decoded(names)
    given = pc.fill_null(pc.not_equal(_decoded(addresses), ""), fill_value=False)
    events = pc.if_else(given, text, _decoded(before))
    rows = int(np.count_nonzero(np.asarray(pc.not_equal(events, _decoded(before)))))
    if pa.types.is_dictionary(before.type):
        events = events.dictionary_encode().cast(before.type)
    return (before, 0) if rows == 0 else (events.cast(before.type), rows)


def _decoded(column: Any) -> Any:
    import pyarrow as pa

    return column.cast(pa.large_string())
