"""Texts as they may be printed or saved: without what tells of a person."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import InputError
from journeymine.options import bad_option
from journeymine.sources.masking.shapes import SHAPES, without_numbers

if TYPE_CHECKING:
    import pyarrow as pa

#: Texts that people write need three. Of a long chain of numbers each may be seen only when the one before is masked,
#: and time must be in proportion to the text.
MOST_ROUNDS = 8
Redact = Callable[[list[str]], Sequence[str]]


def mask_text(texts: Iterable[str | None], redact: Redact | None = None) -> list[str | None]:
    """Texts with a word in brackets for what tells of a person by its shape, in German and in English.

    Masked are e-mail addresses (``[e-mail]``), IBANs with right check digits (``[IBAN]``), payment cards by Luhn's
    digit (``[card]``), phone numbers (``[phone]``), streets with numbers, post boxes and postcodes (``[address]``), and
    any other number of at least seven digits (``[number]``). Names of people have no shape: `redact` is for tools that
    find them. Masking what is masked changes nothing.

    Parameters
    ----------
    texts
        Strings or None: a list, a Series, an array, an Arrow column.
    redact
        What else is done to them: a function of a list of texts, masked already, to as many texts.

    Returns
    -------
    As many texts; None stays None.

    Raises
    ------
    OptionError
        `redact` is no function.
    InputError
        `texts` are none, or `redact` gives something else than as many texts.

    Examples
    --------
    >>> mask_text(["Call 030 1234567 or mail ann@example.com", "Card 4111-1111-1111-1111 was charged twice", None])
    ['Call [phone] or mail [e-mail]', 'Card [card] was charged twice', None]
    """
    import pyarrow as pa

    try:
        column = texts if isinstance(texts, pa.ChunkedArray | pa.Array) else pa.array(texts, from_pandas=True)
        column = column.cast(pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, TypeError):
        message = "mask_text takes strings or None; turn the texts into strings."
        raise InputError(message) from None
    found: list[str | None] = masked_column(column, redact).to_pylist()
    return found


def masked_column(column: "pa.Array | pa.ChunkedArray", redact: Redact | None = None) -> "pa.ChunkedArray":
    """`mask_text` of a column of text; equal texts are looked at once."""
    import pyarrow as pa

    if redact is not None and not callable(redact):
        raise bad_option("redact", "mask_text", "a function of a list of texts to as many texts, or None", redact)
    chunked = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    coded = chunked.cast(pa.large_string()).dictionary_encode().combine_chunks()
    coded = coded.chunk(0) if isinstance(coded, pa.ChunkedArray) else coded
    texts = _masked(coded.dictionary)
    texts = _redacted(texts, redact) if redact is not None and len(texts) else texts
    return pa.chunked_array([texts.take(coded.indices)], pa.large_string())


def _masked(texts: "pa.Array") -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    # What is masked leaves others beside it that are seen only then, and no text grows but by words in brackets.
    places = np.arange(len(texts))
    found = np.asarray(texts.to_numpy(zero_copy_only=False), object)
    for rounds in count():
        if not len(places):
            break
        before = found[places]
        if rounds == MOST_ROUNDS:
            found[places] = [without_numbers(text) for text in found[places]]
        for shape in SHAPES:
            now = pa.array(found[places], pa.large_string())
            hinted = pc.match_substring_regex(now, shape.hint, ignore_case=True).to_numpy(zero_copy_only=False)
            for place in places[hinted]:
                found[place] = shape.mask(found[place])
        places = places[found[places] != before]
    return pa.array(found, pa.large_string())


def _redacted(texts: "pa.Array", redact: Redact) -> "pa.Array":
    import pyarrow as pa

    found: object = redact(texts.to_pylist())
    given = list(found) if isinstance(found, Iterable) else []
    if isinstance(found, str) or len(given) != len(texts) or not all(isinstance(one, str) for one in given):
        message = f"`redact` was given {len(texts):,} texts and must give as many back, each a string."
        raise InputError(message)
    return pa.array(given, pa.large_string())
