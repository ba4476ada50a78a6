"""Masking, slow and obvious: every shape is looked for in every text, check digits are worked out by definition."""

from itertools import product

from journeymine.sources.masking.shapes import SHAPES


def mask_text(text: str) -> str:
    """One text, shape after shape, until nothing changes; after eight rounds whatever has a digit or an at sign."""
    before, rounds = None, 0
    while text != before:
        before = text
        if rounds == 8:
            for first, sign, last in product("([{", ("at", " at", "at ", " at "), ")]}"):
                for spelled in (sign, sign.upper(), sign.title(), sign.swapcase().replace("A", "a")):
                    text = text.replace(first + spelled + last, "@")
            for word in sorted(text.split(), key=len, reverse=True):
                if any(one in "0123456789@" for one in word):
                    text = text.replace(word, "[number]")
        rounds += 1
        for shape in SHAPES:
            text = shape.mask(text)
    return text


def luhn_digit(digits: str) -> str:
    """The digit that makes a card number of the digits before it."""
    for last in "0123456789":
        total = 0
        for place, digit in enumerate(reversed(digits + last)):
            value = int(digit) * (2 if place % 2 else 1)
            total += value - 9 if value > 9 else value
        if total % 10 == 0:
            return last
    raise AssertionError


def german_iban(account: str) -> str:
    """The IBAN of eighteen digits of bank and account: the check digits that leave 1."""
    for check in range(2, 99):
        if int(f"{account}1314{check:02d}") % 97 == 1:  # D is 13, E is 14
            return f"DE{check:02d}{account}"
    raise AssertionError
