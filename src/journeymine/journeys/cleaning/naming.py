"""Names by rules that a caller gives, and columns whose values get other names."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.errors import InputError, OptionError
from journeymine.options import bad_option
from journeymine.sources.renaming import RenameError, checked_rules, namer

if TYPE_CHECKING:
    import pyarrow as pa

_MUST = (
    r"a mapping of regular expressions to names, such as {'checkout_(\d+)': r'checkout \1'}, or a list of such pairs"
)


def read_rules(value: Any, option: str, where: str) -> dict[str, str]:
    r"""Check rules that rename.

    Parameters
    ----------
    value
        A mapping of regular expressions to names, or a list of pairs.
    option, where
        The option and the verb it belongs to.

    Raises
    ------
    OptionError
        It is neither (a function cannot be recorded), an expression cannot be read, or a name asks for a group that
        the expression has not got.

    Examples
    --------
    >>> read_rules([[r"pay_(\w+)", r"pay by \1"], ["pay.*", "pay"]], "rules", "rename")
    {'pay_(\\w+)': 'pay by \\1', 'pay.*': 'pay'}
    """
    pairs = list(value.items()) if isinstance(value, Mapping) else value
    if isinstance(pairs, str) or not isinstance(pairs, Sequence) or not pairs:
        raise bad_option(option, where, _MUST, value)
    rules: dict[str, str] = {}
    for pair in pairs:
        if isinstance(pair, str) or not isinstance(pair, Sequence) or [type(one) for one in pair] != [str, str]:
            raise bad_option(option, where, _MUST, pair)
        # Of two rules for the same the first counts.
        rules.setdefault(pair[0], pair[1])
    try:
        return checked_rules(rules)
    except RenameError as error:
        message = f"`{option}` of {where} {error}."
        raise OptionError(message) from None


def told(rules: Mapping[str, str]) -> list[list[str]]:
    """The rules as a recipe keeps them: in their order, which JSON objects have not."""
    return [list(pair) for pair in rules.items()]


def by_rules(rules: Mapping[str, str]) -> Callable[[str], str | None]:
    """What gives the new name of a name; None where no rule fits it.

    Raises
    ------
    InputError
        When asked for a name whose new one is empty, as its groups are.
    """
    said = namer(rules)

    def one(name: str) -> str | None:
        other = said(name)
        if other == "":
            message = f"The rules give {name!r} an empty name, as the groups they ask for are empty; write more to it."
            raise InputError(message)
        return other

    return one


def mapped(column: "pa.ChunkedArray", rename: Callable[[str], str | None]) -> "tuple[pa.ChunkedArray, int]":
    """A column of text with each distinct value renamed, and how many rows that changed.

    Parameters
    ----------
    column
        Text, or a dictionary of text; nulls stay.
    rename
        The new value of a value, or None where it stays; asked once a distinct value.

    Returns
    -------
    The column in the type it had, and the number of rows that differ.
    """
    import pyarrow as pa

    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    whole = coded.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks)
    old = whole.dictionary.to_pylist()
    new = [value if (other := rename(value)) is None else other for value in old]
    differs = np.array([one != other for one, other in zip(old, new, strict=True)], np.bool_)
    if not differs.any():
        return column, 0
    indices = whole.indices.fill_null(len(old)).to_numpy()
    changed = int(np.append(differs, np.False_)[indices].sum())
    # Two values may have become one.
    names = pa.array(new, whole.dictionary.type).dictionary_encode()
    places = pa.array(np.append(np.asarray(names.indices), -1)[indices].astype(np.int32), mask=indices == len(old))
    renamed = pa.DictionaryArray.from_arrays(places, names.dictionary)
    result = pa.chunked_array([renamed])
    return (result if pa.types.is_dictionary(column.type) else result.cast(column.type)), changed
