"""What an example shows of an id, and of a text."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from journeymine.errors import InputError, OptionError
from journeymine.sources.masking import mask_text, masked


@pytest.mark.parametrize(
    ("name", "shown"),
    [("ann@example.com", "a…"), (10423, "1…"), (-10423, "-…"), ("bob", "…"), ("", "…"), (7, "…"), ("\nann", "…")],
)
def test_at_most_the_first_character(name: str | int, shown: str) -> None:
    assert masked(name) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ann at gmail dot com, max (at) web (punkt) de", "[e-mail], [e-mail]"),
        ("Konto DE88370400440532013000 ist keine", "Konto DE[number] ist keine"),
        ("am12 DE89 3704 0044 0532 0130 00 und", "am12 [IBAN] und"),
        ("4111 1111 1111 1112 and 12 4111 1111 1111 1111 99", "[number] and 12 [card] 99"),
        ("01.02.2024 030 1234567", "01.02.2024 [phone]"),
        ("at 742 Evergreen Terrace, Springfield, IL 62704 in 2020", "at [address] in 2020"),
        ("Kölner Straße 12-14, 50667 Köln am Rhein", "[address] am Rhein"),
        ("London SW1A 1AA", "London [address]"),
        ("Kundennummer 4711234", "Kundennummer [number]"),
        ("[phone] and [e-mail]", "[phone] and [e-mail]"),
    ],
)
def test_texts(text: str, shown: str) -> None:
    assert mask_text([text]) == [shown]


@pytest.mark.parametrize("given", [["a@b.de", None], pd.Series(["a@b.de", None]), pa.array(["a@b.de", None])])
def test_any_column_of_text(given: Any) -> None:
    assert mask_text(given) == ["[e-mail]", None]
    assert mask_text(given[:0]) == []


def test_redact_sees_masked_texts_and_gives_as_many_back() -> None:
    seen: list[str] = []

    def names(texts: list[str]) -> list[str]:
        seen.extend(texts)
        return [text.replace("Ann", "[name]") for text in texts]

    assert mask_text(["Ann, a@b.de", "Ann, a@b.de", None], redact=names) == [
        "[name], [e-mail]",
        "[name], [e-mail]",
        None,
    ]
    assert seen == ["Ann, [e-mail]"]
    for fault in (lambda texts: texts[1:], lambda texts: [None for _ in texts], lambda _: "secret"):
        with pytest.raises(InputError, match=r"`redact` was given 2 texts"):
            mask_text(["secret", "other"], redact=fault)
    with pytest.raises(OptionError, match="redact"):
        mask_text(["secret"], redact="presidio")  # type: ignore[arg-type]


def test_what_is_no_text_is_refused_without_being_shown() -> None:
    with pytest.raises(InputError) as caught:
        mask_text([{"secret": "ann@example.com"}])  # type: ignore[list-item]
    assert "ann" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_complaints_that_are_redacted_already_stay(data: Path) -> None:
    frame = pd.read_csv(data / "cfpb_narratives" / "Consumer_Complaints_product_narrative.csv.gz")
    texts = frame.iloc[:, -1].dropna()
    changed = [(a, b) for a, b in zip(texts, mask_text(texts), strict=True) if a != b]
    # Numbers that the bureau left standing, and nothing else in four million characters of dates, prices and XXXX.
    assert len(changed) <= 3
    assert all(b is not None and ("[number]" in b or "[address]" in b) for _, b in changed)


@pytest.mark.parametrize("text", ["Ab-" * 3000 + " 1 weg 5", "1 " * 3000, "DE12 " * 2000, "Ab " * 3000 + "1 Weg"])
def test_long_texts_of_what_begins_things_come_back(text: str) -> None:
    # Expressions that try every way to part such a text would not end.
    assert mask_text([text]) == [text]
