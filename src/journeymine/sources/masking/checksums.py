"""Numbers that prove themselves: payment cards by Luhn's digit, IBANs by their remainder and length."""

# Characters of an IBAN by country: SWIFT, IBAN Registry (ISO 13616-2), release 97.
_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "FK", "FO", "GL", "NL", "SD"), 18),
    **dict.fromkeys(("MK", "SI"), 19),
    **dict.fromkeys(("AT", "BA", "EE", "KZ", "LT", "LU", "MN", "XK"), 20),
    **dict.fromkeys(("CH", "CR", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "BH", "DE", "GB", "GE", "IE", "ME", "RS", "VA"), 22),
    **dict.fromkeys(("AE", "GI", "IL", "IQ", "OM", "SO", "TL"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN", "VG"), 24),
    **dict.fromkeys(("LY", "PT", "ST"), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("BI", "DJ", "FR", "GR", "IT", "MC", "MR", "SM"), 27),
    **dict.fromkeys(("AL", "AZ", "BY", "CY", "DO", "GT", "HN", "HU", "LB", "NI", "PL", "SV"), 28),
    **dict.fromkeys(("BR", "EG", "PS", "QA", "UA"), 29),
    **dict.fromkeys(("JO", "KW", "MU", "YE"), 30),
    **dict.fromkeys(("MT", "SC"), 31),
    **dict.fromkeys(("LC",), 32),
    **dict.fromkeys(("RU",), 33),
}
_WHOLE = 97
_SHORTEST_CARD, LONGEST_CARD = 13, 19
_FIRST_OF_CARDS = "23456"


def is_card(digits: str) -> bool:
    """Whether digits are the number of a payment card.

    13 to 19 digits whose first is that of a card scheme and whose last is Luhn's check digit: every second digit from
    the right is doubled, digits of the products are summed, and the sum is a multiple of 10 (ISO/IEC 7812-1, Annex B).

    Examples
    --------
    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    if not _SHORTEST_CARD <= len(digits) <= LONGEST_CARD or digits[0] not in _FIRST_OF_CARDS:
        return False
    plain = [int(digit) for digit in digits[-1::-2]]
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(plain) + sum(doubled)) % 10 == 0


def iban_length(text: str) -> int | None:
    """How many characters of a text without blanks, which starts like an IBAN, are one; None: it does not.

    The country says the length; with the first four characters moved to the end and letters read as 10 to 35, the
    number leaves 1 when divided by 97 (ISO 13616-1, section 6, with ISO/IEC 7064 MOD 97-10).

    Examples
    --------
    >>> iban_length("DE89370400440532013000UND"), iban_length("DE88370400440532013000")
    (22, None)
    """
    length = _LENGTHS.get(text[:2].upper())
    if length is None or len(text) < length:
        return None
    turned = text[4:length] + text[:4]
    remainder = int("".join(str(int(character, 36)) for character in turned)) % _WHOLE
    return length if remainder == 1 else None
