"""Names as codes: of columns, of lists, of several vocabularies joined; a code is the rank of its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.columns import dictionary_chunks, integer_chunks, text_chunks
from journeymine.journeys.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

#: The most distinct names that 32-bit codes can number.
MOST_NAMES = 2**32 - 1


@dataclass(frozen=True, eq=False)
class Flat:
    """Names of lists of lists, one after the other, as codes.

    Attributes
    ----------
    codes
        uint32, shape (n_names,).
    vocabulary
        What they stand for.
    sizes
        uint64, shape (n_rows,): names (or elements) of each row.
    element_sizes
        uint32, shape (n_elements,): names of each element; None where every element is one name.
    """

    codes: NDArray[np.uint32]
    vocabulary: Vocabulary
    sizes: NDArray[np.uint64]
    element_sizes: NDArray[np.uint32] | None


def flatten(rows: list[Any], *, ordered: bool) -> Flat | None:
    """The names of lists, all plain strings or all plain integers of 64 bits; None where anything else stands there.

    Parameters
    ----------
    rows
        Lists or tuples of elements, each a name or a collection of names; or collections of names.
    ordered
        Whether rows hold elements.

    Examples
    --------
    >>> flat = flatten([["b", ("a", "b")], []], ordered=True)
    >>> flat.codes.tolist(), flat.sizes.tolist(), flat.element_sizes.tolist()
    ([1, 0, 1], [2, 0], [1, 2])
    >>> flatten([["b", 1]], ordered=True) is None
    True
    """
    flat = _core.flatten_lists(rows, ordered=ordered)
    if flat is None:
        return None
    integers, text, sizes, element_sizes = flat
    if text is not None:
        codes = _core.encode_text([text], n_jobs=1, limit=MOST_NAMES)
    elif integers is not None and len(integers):
        codes = _core.encode_integers([integers], n_jobs=1, limit=MOST_NAMES)
    else:
        return Flat(np.zeros(0, np.uint32), Vocabulary.from_names([]), sizes, element_sizes)
    return Flat(codes.codes(), vocabulary_of(codes), sizes, element_sizes)


def encode_names(column: "pa.ChunkedArray", n_jobs: int) -> tuple[NDArray[np.uint32], Vocabulary]:
    """The code of each name of a column, and what the codes stand for.

    Parameters
    ----------
    column
        Strings, dictionaries of strings, or int64, without nulls.
    n_jobs
        Threads; the codes are the same for any number.

    Examples
    --------
    >>> import pyarrow as pa
    >>> codes, vocabulary = encode_names(pa.chunked_array([["b", "a", "b"]]), 1)
    >>> codes.tolist(), vocabulary.names()
    ([1, 0, 1], ['a', 'b'])
    """
    codes = column_codes(column, n_jobs)
    return codes.codes(), vocabulary_of(codes)


def united(parts: Sequence[Vocabulary], n_jobs: int) -> tuple[Vocabulary, list[NDArray[np.uint32]]]:
    """One vocabulary of all names, and for each part which code each of its own is there.

    Parameters
    ----------
    parts
        Vocabularies of one kind, at least one.
    n_jobs
        Threads.

    Examples
    --------
    >>> names, codes = united([Vocabulary.from_names(["a", "c"]), Vocabulary.from_names(["b", "c"])], 1)
    >>> names.names(), [one.tolist() for one in codes]
    (['a', 'b', 'c'], [[0, 2], [1, 2]])
    """
    if parts[0].kind == "int":
        numbers = [one.integers for one in parts if one.integers is not None and len(one)]
        codes = _core.encode_integers(numbers, n_jobs=n_jobs, limit=MOST_NAMES)
    else:
        pairs = [(one.text_offsets, one.text) for one in parts if len(one)]
        texts = [(ends, text) for ends, text in pairs if ends is not None and text is not None]
        codes = _core.encode_text(texts, n_jobs=n_jobs, limit=MOST_NAMES)
    bounds = np.cumsum([len(one) for one in parts])
    return vocabulary_of(codes), np.split(codes.codes(), bounds[:-1])


def column_codes(column: "pa.ChunkedArray", threads: int) -> _core.ColumnCodes:
    """The codes of a column of strings, dictionaries of strings, or int64, without nulls, as the core holds them."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        chunks, dictionaries = dictionary_chunks(column)
        return _core.encode_dictionary(chunks, dictionaries, n_jobs=threads, limit=MOST_NAMES)
    if pa.types.is_integer(column.type):
        return _core.encode_integers(integer_chunks(column), n_jobs=threads, limit=MOST_NAMES)
    return _core.encode_text(text_chunks(column), n_jobs=threads, limit=MOST_NAMES)


def vocabulary_of(codes: _core.ColumnCodes) -> Vocabulary:
    """What codes stand for."""
    names = codes.names()
    if isinstance(names, np.ndarray):
        return Vocabulary("int", integers=names)
    return Vocabulary("str", text=names[0], text_offsets=names[1])
