"""What tells of a person in a text by its shape: e-mail, IBAN, card, phone, address, long numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from journeymine.sources.masking.addresses import HINT, without_addresses
from journeymine.sources.masking.checksums import LONGEST_CARD, iban_length, is_card


@dataclass(frozen=True)
class Shape:
    """One kind of thing that is masked.

    Attributes
    ----------
    hint
        An expression (RE2, no regard to case) that every text with such a thing matches: where to look at all.
    mask
        A text with a word in brackets for each; no part of a word in brackets is ever masked again.
    """

    hint: str
    mask: Callable[[str], str]


def _by(expression: str, word: str, flags: int = 0) -> Callable[[str], str]:
    found = re.compile(expression, re.VERBOSE | flags)
    return lambda text: found.sub(word, text)


_AT = r"(?:@|[ ]?[(\[{][ ]?(?:at|@)[ ]?[)\]}][ ]?)"
_DOT = r"(?:\.|[ ]?[(\[{][ ]?(?:dot|punkt)[ ]?[)\]}][ ]?)"
# A run of letters is begun at its first only, and all else has a bound: the time is in proportion to the text.
_E_MAIL = rf"""
    (?<![\w.!#$%&'*+/=?^`|~-]) [\w.!#$%&'*+/=?^`|~-]+ {_AT} (?:[\w-]{{1,63}}{_DOT}){{1,8}} [^\W\d_]{{2,24}}
  | (?<![\w.+-]) [\w.+-]+ [ ]at[ ][\w-]{{1,63}}[ ](?:dot|punkt)[ ][a-z]{{2,10}}\b
"""
_DATE = r"[0-9]{1,2}(?:[.][ ]?|[/-])[0-9]{1,2}(?:[.][ ]?|[/-])(?:[0-9]{4}|[0-9]{2})\b"
_GAP = r"[-/.()– ]{0,3}"
_PHONE = rf"""
    (?<![\w+]) (?<![0-9][.,:/-]) (?!{_DATE})
    (?:
        (?:\+|[(]\+|00)[ ]?[1-9] (?:{_GAP}[0-9]){{6,13}}
      | [(]?0[1-9] (?:{_GAP}[0-9]){{5,11}}
      | (?:1[ .-]?)? (?:[(][2-9][0-9]{{2}}[)][ ]?|[2-9][0-9]{{2}}[ .-]) [0-9]{{3}}[ .-]?[0-9]{{4}}
    ) (?![0-9])
"""
_LONG = r"(?<![0-9]) (?: [0-9]{7,} | [0-9]{4}(?:[ -][0-9]{4}){3,}(?:[ -][0-9]{1,4})? ) (?![0-9])"
_IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE | re.ASCII)
_GROUPS = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,}")


def without_ibans(text: str) -> str:
    """A text with ``[IBAN]`` for every IBAN whose check digits are right.

    Examples
    --------
    >>> without_ibans("Konto DE89 3704 0044 0532 0130 00 bitte")
    'Konto [IBAN] bitte'
    """
    parts, done, place = [], 0, 0
    while found := _IBAN.search(text, place):
        there = [at for at in range(*found.span()) if text[at] not in " -"]
        length = iban_length("".join(text[at] for at in there))
        place = found.start() + 1
        if length is not None:
            parts += [text[done : found.start()], "[IBAN]"]
            done = place = there[length - 1] + 1
    return "".join([*parts, text[done:]])


def without_cards(text: str) -> str:
    """A text with ``[card]`` for every number of a payment card, whatever groups of digits stand beside it.

    Examples
    --------
    >>> without_cards("12 4111 1111 1111 1111 99")
    '12 [card] 99'
    """
    return _GROUPS.sub(lambda found: _cards_masked(found.group()), text)


def _cards_masked(said: str) -> str:
    """Groups of digits with a word for each card among them, the first that begins first."""
    groups = [one.span() for one in re.finditer("[0-9]+", said)]
    parts, done, place = [], 0, 0
    while place < len(groups):
        end = _card_end(said, groups[place : place + LONGEST_CARD])
        if end is not None:
            parts += [said[done : groups[place][0]], "[card]"]
            done = end
        place += 1
        while place < len(groups) and groups[place][0] < done:
            place += 1
    return "".join([*parts, said[done:]])


_SPELLED_AT = re.compile(r"[(\[{] ?at ?[)\]}]", re.IGNORECASE)
_TELLING = re.compile("[0-9@]")


def _card_end(said: str, groups: list[tuple[int, int]]) -> int | None:
    """Where a card ends that is made of the first of these groups; None where there is none."""
    digits = ""
    for start, end in groups:
        digits += said[start:end]
        if len(digits) > LONGEST_CARD:
            return None
        if is_card(digits):
            return end
    return None


def without_numbers(text: str) -> str:
    """A text with ``[number]`` for whatever stands between blanks and has a digit or an at sign: when all else fails.

    Examples
    --------
    >>> without_numbers("see 200-234-5678-200-234-5678- at home")
    'see [number] at home'
    """
    words = re.split(r"(\s+)", _SPELLED_AT.sub("@", text))
    return "".join("[number]" if _TELLING.search(word) else word for word in words)


_DIGITS = r"[0-9]([^0-9a-z]{0,4}[0-9])"
SHAPES = (
    Shape(r"@|[(\[{] ?at ?[)\]}]| at [^ ]+ (dot|punkt) ", _by(_E_MAIL, "[e-mail]", re.IGNORECASE)),
    Shape(r"[a-z]{2}[0-9]{2}([ -]?[a-z0-9]){11}", without_ibans),
    Shape(r"[0-9]([ -]?[0-9]){12}", without_cards),
    Shape(rf"{_DIGITS}{{6}}", _by(_PHONE, "[phone]")),
    Shape(HINT, without_addresses),
    Shape(r"[0-9]{7}|[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}", _by(_LONG, "[number]")),
)
