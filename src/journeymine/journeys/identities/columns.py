"""Columns of ids, each of one kind: a cookie, a device, the hash of an e-mail address, a customer number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError, OptionError
from journeymine.options import bad_option, near_miss
from journeymine.sources.names import as_names, as_text_or_numbers, is_missing
from journeymine.sources.raw import Rows
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pyarrow as pa

WHERE = "resolve_identities"
KindOf = Mapping[str, str | Mapping[str, str]]


@dataclass(frozen=True, eq=False)
class IdColumn:
    """Ids of one kind, a row of the source each, where there is one.

    Attributes
    ----------
    kind
        What the ids are.
    values
        Strings, a dictionary of strings, or int64, without nulls.
    rows
        Where they stand, ascending, shape (len(values),).
    what
        The column in words, for messages.
    """

    kind: str
    values: "pa.ChunkedArray"
    rows: NDArray[np.int64]
    what: str


def id_column(column: "pa.ChunkedArray", name: str, kind: str, rows: Rows, *, typed: bool, text: bool) -> IdColumn:
    """A column as ids: missing values (null, NaN, empty text) are no ids.

    Parameters
    ----------
    column, name, rows
        The column, its name, and its rows for messages.
    kind
        What its ids are.
    typed
        False recognises whole numbers in text.
    text
        Whether integers become text.

    Raises
    ------
    InputError
        Its values can be no names.
    """
    import pyarrow as pa

    plain = as_text_or_numbers(column)
    there = np.flatnonzero(~np.asarray(is_missing(plain)))
    if len(there) < len(plain):
        kept = there if rows.kept is None else rows.kept[there]
        plain, rows = plain.take(pa.array(there)), rows.keep(kept)
    values = as_names(plain, "identity", name, rows, typed=typed)
    if text and pa.types.is_integer(values.type):
        values = values.cast(pa.large_string())
    return IdColumn(kind, values, there, f"{name!r} of {rows.what}")


def log_columns(table: EventTable, name: str, kinds: KindOf, *, text: bool) -> list[IdColumn]:
    """A column of the log as ids: one part, or one a kind where the kind depends on the source of the row.

    Raises
    ------
    OptionError
        `kinds` does not say the kind of a source.
    """
    import pyarrow as pa

    kind, column, rows = kinds.get(name, name), table.table[name], Rows("the log")
    if isinstance(kind, str):
        return [id_column(column, name, kind, rows, typed=True, text=text)]
    found = []
    for part, where in _by_source(table, name, kind).items():
        own = column.take(pa.array(where))
        one = id_column(own, name, part, rows.keep(where), typed=True, text=text)
        found.append(replace(one, rows=where[one.rows]))
    return found


def _by_source(table: EventTable, name: str, kind: Mapping[str, str]) -> dict[str, NDArray[np.int64]]:
    """The rows of each kind, where the kind of a column depends on the source of the row."""
    import pyarrow.compute as pc

    if table.source is None:
        message = (
            f"`kinds` of {WHERE} says the kind of {name!r} by source, but the log does not say what source a row came "
            f"from; say one kind for all, such as kinds={{{name!r}: 'cookie'}}."
        )
        raise OptionError(message)
    sources = table.table[table.source]
    sources = pc.dictionary_encode(sources.cast("large_string")).combine_chunks()
    known = sources.dictionary.to_pylist()
    unsaid = [one for one in known if one not in kind]
    if unsaid:
        cure = f"add {unsaid[0]!r} to kinds[{name!r}]"
        message = f"`kinds` of {WHERE} does not say the kind of {name!r} in the source {unsaid[0]!r}; {cure}."
        raise OptionError(message)
    of_row = sources.indices.to_numpy(zero_copy_only=False)
    parts: dict[str, list[int]] = {}
    for code, one in enumerate(known):
        parts.setdefault(kind[one], []).append(code)
    return {part: np.flatnonzero(np.isin(of_row, codes)) for part, codes in parts.items()}


def said_known(known: object, where: str = WHERE) -> tuple[str, ...]:
    """The kinds that name a person, as `known` says them.

    Raises
    ------
    OptionError
        It is no kind, or says one twice.
    """
    asked = (known,) if isinstance(known, str) else tuple(known) if isinstance(known, list | tuple) else ()
    if not asked or len(set(asked)) < len(asked) or not all(isinstance(kind, str) and kind for kind in asked):
        raise bad_option("known", where, "the kind of ids that name a person, such as 'customer_number'", known)
    return asked


def checked_kinds(kinds: object, known: Sequence[str] | None, where: str = WHERE) -> KindOf:
    """What kind the ids of a column are, where it is not the name of the column.

    Parameters
    ----------
    kinds
        The option.
    known
        The columns there are; None where they are not known yet.
    where
        The verb.

    Raises
    ------
    OptionError
        It is no mapping of columns to kinds, or names a column that is none of `known`.
    """
    if kinds is None:
        return {}
    must = "a mapping of columns to kinds, such as {'customer': 'cookie'}, or by source {'customer': {'web': 'cookie'}}"
    if not isinstance(kinds, Mapping):
        raise bad_option("kinds", where, must, kinds)
    for name, kind in kinds.items():
        every = list(kind.values()) if isinstance(kind, Mapping) else [kind]
        if not (every and all(isinstance(one, str) and one and ":" not in one for one in every)):
            raise bad_option("kinds", where, f"{must}; a kind is text without ':'", kinds)
        if known is not None and name not in known:
            message = f"`kinds` of {where} names the column {name!r}, which is none of ids.{near_miss(name, known)}"
            raise OptionError(message)
    return kinds


def same_type(columns: Sequence[IdColumn], is_text: Callable[[IdColumn], bool]) -> None:
    """Refuse a kind that is text in one column and integers in another: 1 and "1" are never the same id.

    Raises
    ------
    InputError
        With both columns.
    """
    first: dict[str, IdColumn] = {}
    for column in columns:
        if not len(column.values):
            continue
        other = first.setdefault(column.kind, column)
        if is_text(column) != is_text(other):
            text, integers = (column, other) if is_text(column) else (other, column)
            message = (
                f"Ids of the kind {column.kind!r} are text in {text.what} and integers in {integers.what}; "
                f'say ids_as="text", or turn one into the other.'
            )
            raise InputError(message)
