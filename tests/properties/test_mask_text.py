"""Laws of masked texts: what was planted is gone, the rest stands, masking twice is masking once."""

import re
import string
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.sources.masking import mask_text, texts
from journeymine.sources.masking.shapes import SHAPES, Shape
from tests.reference import masking as twin

DIGITS = st.text(string.digits, min_size=18, max_size=18)
LETTERS = st.text(string.ascii_lowercase, min_size=2, max_size=9)
GERMAN = ("Berliner Straße {}a", "Hauptstr. {}", "Goetheallee {}", "An der Alten Mühle {}, 10115 Berlin", "Postfach {}")
ENGLISH = ("{} Main Street", "{} N 4th Ave. Apt 7", "{} Oak Tree Ln, Austin, TX 78701", "PO Box {}", "{} elm road")
PHONES = ("030 {}", "(030) {}", "0171-{}", "+49 171 {}", "+49 (0) 30/{}", "0049 30 {}", "089/{}")
US_PHONES = ("({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "1-{}-{}-{}")
# What complaints are full of and what tells of nobody.
PLAIN = (
    "I paid $1,234.56 on 12/31/2023 at 10:30.",
    "Am 01.02.2024 wurden 12.345,67 Euro abgebucht, am 03.04. kam der Brief.",
    "Case 123456 was closed during 2020, bring 5 copies to gate 12.",
    "Der Tarif 5G, 24 Monate, 0,09 Euro; Version 10.0.2; Sitzplatz 12, § 312 Absatz 3 BGB.",
    "From 2019-01-01 to 2020-12-31 they charged 35.00 a month, 100 % of 12345 customers.",
    "I was at home, and 3 of my friends drive on the road.",
)


@st.composite
def planted(draw: st.DrawFn) -> tuple[str, str]:
    """A thing that tells of a person, and the word that stands for it."""
    digits = draw(DIGITS)
    kind = draw(st.sampled_from(["e-mail", "IBAN", "card", "phone", "address", "number"]))
    if kind == "e-mail":
        at = draw(st.sampled_from(["@", " (at) ", "[at]"]))
        return (
            f"{draw(LETTERS)}.{draw(LETTERS)}{at}{draw(LETTERS)}.{draw(st.sampled_from(['de', 'com', 'co.uk']))}",
            kind,
        )
    if kind == "IBAN":
        iban = twin.german_iban(digits)
        return draw(st.sampled_from([iban, iban.lower(), " ".join(re.findall(".{1,4}", iban))])), kind
    if kind == "card":
        card = "4" + digits[:14]
        card += twin.luhn_digit(card)
        return draw(
            st.sampled_from([card, " ".join(re.findall("....", card)), "-".join(re.findall("....", card))])
        ), kind
    if kind == "phone":
        american = draw(st.booleans())
        area, number = str(200 + int(digits[:3]) % 800), digits[3:6]
        us = draw(st.sampled_from(US_PHONES)).format(area, number, digits[6:10])
        split = f"{digits[:3]} {digits[3:7]}"
        german = draw(st.sampled_from(PHONES)).format(draw(st.sampled_from([digits[:7], split])))
        return us if american else german, kind
    if kind == "address":
        return draw(st.sampled_from(GERMAN + ENGLISH)).format(1 + int(digits[:3])), kind
    return "1" + digits[:8], kind  # nine digits are no card, and begin as no phone does


@settings(max_examples=150, deadline=None)
@given(planted(), st.sampled_from(PLAIN), st.sampled_from(PLAIN))
def test_what_was_planted_is_gone_and_the_rest_stands(item: tuple[str, str], before: str, after: str) -> None:
    said, kind = item
    (shown,) = mask_text([f"{before} Kontakt: {said}. {after}"])
    assert shown == f"{before} Kontakt: [{kind}]. {after}"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(planted().map(lambda item: item[0]), st.sampled_from(PLAIN), st.text(max_size=30)), max_size=6)
)
def test_hints_miss_nothing_and_twice_is_once(parts: list[str]) -> None:
    written = [" ".join(parts), "".join(parts), *parts]
    shown = mask_text(written)
    assert shown == [twin.mask_text(text) for text in written]
    assert mask_text(shown) == shown


@settings(max_examples=150, deadline=None)
@given(st.text("0123456789 -+()/.@abDESt[]", max_size=60))
def test_any_text_is_masked_as_by_the_twin(text: str) -> None:
    shown = mask_text([text, None, text])
    assert shown == [twin.mask_text(text), None, twin.mask_text(text)]
    assert mask_text(shown) == shown


CHAINS = (
    "200-234-5678-",
    "Postfach 12 34 56",
    "(200) 234-5678,",
    "a[at]b.de/",
    "4 1 1 1 ",
    "1-200-234-5678-Postfach 1-",
)


@pytest.mark.parametrize("link", CHAINS)
def test_chains_are_masked_in_few_rounds(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Counter[str]()

    def counting(shape: Shape) -> Shape:
        def mask(text: str) -> str:
            looks[shape.hint] += 1
            return shape.mask(text)

        return replace(shape, mask=mask)

    monkeypatch.setattr(texts, "SHAPES", tuple(map(counting, SHAPES)))
    (shown,) = mask_text([f"I paid 12 {link * 200}"])
    # A round more is needed to see that nothing is left.
    assert 1 <= max(looks.values()) <= texts.MOST_ROUNDS + 2
    assert shown is not None
    assert link not in shown
    assert mask_text([shown]) == [shown]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*CHAINS, " ", "x", "7", "-", "("]), max_size=24))
def test_chains_are_masked_as_by_the_twin(links: list[str]) -> None:
    text = "".join(links)
    assert mask_text([text]) == [twin.mask_text(text)]


def test_several_cards_in_a_row_are_masked_at_once() -> None:
    (shown,) = mask_text(["4111 1111 1111 1111 4111 1111 1111 1111 99"])
    assert shown == "[card] [card] 99"
